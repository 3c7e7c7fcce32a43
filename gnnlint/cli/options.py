"""What can be written on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from gnnlint.cli import examples
from gnnlint.cli.parser import Parser
from gnnlint.cli.quantities import count, rules, seconds, share, words

COMMANDS = (
    "check",
    "verify",
    "rule",
    "report",
    "bench",
    "baseline",
    "cache",
    "test",
    "atlas",
    "server",
    "completion",
    "version",
)


def parsers() -> tuple[Parser, dict[str, Parser]]:
    """The parser of the program, and those of its commands by name."""
    parser = Parser(prog="gnnlint", description=examples.DESCRIPTION, epilog=examples.PROGRAM)
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    group = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    commands = {
        "check": _add_check(group),
        "verify": _add_verify(group),
        "rule": _add_rule(group),
        "report": _add_report(group),
        "bench": _add_bench(group),
        "baseline": _add_baseline(group),
        "cache": _add_cache(group),
        "test": _add_test(group),
        "atlas": _add_atlas(group),
        "server": _add_server(group),
        "completion": _add_completion(group),
        "version": group.add_parser("version", help="print the version"),
    }
    return parser, commands


def _add_check(group: argparse._SubParsersAction[Parser]) -> Parser:
    from gnnlint.cli.formats import FORMATS

    parser = group.add_parser(
        "check", help="find breaks without running the code", epilog=examples.CHECK
    )
    _add_paths(parser)
    parser.add_argument(
        "--stdin-filename",
        metavar="NAME",
        help="the name of what `-` reads from standard input",
    )
    _add_selection(parser)
    _add_versions(parser)
    _add_reports(parser, FORMATS)
    _add_baseline_file(parser)
    parser.add_argument(
        "--no-baseline", action="store_true", help="report what the baseline holds as well"
    )
    parser.add_argument(
        "--fail-on",
        metavar="LEVEL",
        help="exit 1 from this level on: error, warning (default), info, never",
    )
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 despite findings")
    parser.add_argument(
        "--add-noqa",
        action="store_true",
        help="write `# noqa: CODE` behind each line with a finding, and report nothing",
    )
    parser.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    _add_running(parser)
    parser.add_argument(
        "--shard", type=share, metavar="N/M", help="check the Nth of M shares of the files"
    )
    parser.add_argument("--quiet", action="store_true", help="print findings and nothing else")
    _add_verify_switch(parser)
    return parser


def _add_verify(group: argparse._SubParsersAction[Parser]) -> Parser:
    from gnnlint.cli.formats import OF_MODELS

    parser = group.add_parser(
        "verify", help="run models under the real compilers", epilog=examples.VERIFY
    )
    parser.add_argument(
        "targets",
        nargs="*",
        metavar="FILE.py[:Class]",
        help="models, or folders with models (default: the configured)",
    )
    parser.add_argument("--example", metavar="FILE", help="the file with model() and inputs()")
    parser.add_argument("--train", action="store_true", help="in train mode, not eval mode")
    parser.add_argument(
        "--modes",
        type=words,
        default=[],
        metavar="NAMES",
        help="further ways of running it, or `all`: error_on_graph_break, inductor, "
        "inductor_fullgraph, backward, export, export_strict, export_nonstrict, trace",
    )
    parser.add_argument(
        "--skip-modes",
        type=words,
        default=[],
        metavar="NAMES",
        help="ways of running it to leave out, or `all`: explain, dynamic, train, script; the "
        "others decide",
    )
    parser.add_argument(
        "--backend",
        choices=("eager", "inductor"),
        default="eager",
        help="inductor: also generate code and run it, plain and with fullgraph=True",
    )
    parser.add_argument(
        "--show",
        type=words,
        default=[],
        metavar="NAMES",
        help="what torch.jit.script makes of the model: code, graph",
    )
    parser.add_argument(
        "--device",
        default="cpu",
        metavar="NAME",
        help="where models are run, as torch names it (default: %(default)s)",
    )
    _add_selection(parser)
    _add_reports(parser, OF_MODELS)
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 despite breaks")
    parser.add_argument(
        "--ratchet",
        metavar="FILE",
        help="what each model has reached: exit 1 where one gets worse, write what gets better",
    )
    parser.add_argument(
        "--jobs", type=count, default=1, metavar="N", help="processes (default: %(default)s)"
    )
    _add_verifying(parser)
    return parser


def _add_rule(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser("rule", help="explain a rule", epilog=examples.RULE)
    parser.add_argument("rule", nargs="?", metavar="CODE|NAME", help="the rule to explain")
    parser.add_argument("--all", action="store_true", help="explain every rule")
    _add_output(parser, ("text", "json", "markdown"))
    return parser


def _add_report(group: argparse._SubParsersAction[Parser]) -> Parser:
    from gnnlint.cli.formats import OF_READINESS

    parser = group.add_parser(
        "report", help="which model is ready for which compiler", epilog=examples.REPORT
    )
    _add_paths(parser)
    _add_selection(parser)
    _add_versions(parser)
    _add_reports(parser, OF_READINESS)
    _add_running(parser)
    _add_verify_switch(parser)
    return parser


def _add_bench(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "bench", help="what the graph breaks of a model cost", epilog=examples.BENCH
    )
    parser.add_argument("targets", nargs="+", metavar="FILE.py[:Class]", help="models")
    parser.add_argument("--example", metavar="FILE", help="the file with model() and inputs()")
    for name, what in (("nodes", "nodes"), ("edges", "edges"), ("channels", "features")):
        parser.add_argument(
            f"--{name}", type=count, metavar="N", help=f"{what} of the graph that is made up"
        )
    parser.add_argument(
        "--steps", type=count, default=50, metavar="N", help="steps at most (default: %(default)s)"
    )
    parser.add_argument(
        "--seconds",
        type=seconds,
        default=10.0,
        metavar="S",
        help="for the steps of a variant (default: %(default)s)",
    )
    parser.add_argument("--threads", type=count, default=0, metavar="N", help="of torch")
    parser.add_argument(
        "--device", default="cpu", metavar="NAME", help="as torch names it (default: %(default)s)"
    )
    parser.add_argument(
        "--backend",
        default="inductor",
        metavar="NAME",
        help="of torch.compile (default: %(default)s)",
    )
    parser.add_argument("--no-sites", action="store_true", help="leave out what each break costs")
    _add_output(parser, ("text", "json", "svg"))
    _add_verifying(parser, default=600)
    return parser


def _add_baseline(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "baseline", help="the file of known findings", epilog=examples.BASELINE
    )
    parser.add_argument(
        "action",
        choices=("write", "prune", "status"),
        metavar="write|prune|status",
        help="what to do with it",
    )
    _add_paths(parser)
    _add_baseline_file(parser)
    parser.add_argument("--force", action="store_true", help="let `write` take in new findings")
    _add_selection(parser)
    _add_versions(parser)
    _add_running(parser)
    return parser


def _add_cache(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser("cache", help="what is kept of earlier checks", epilog=examples.CACHE)
    parser.add_argument(
        "action", choices=("status", "clear"), metavar="status|clear", help="what to do with it"
    )
    _add_paths(parser)
    _add_cache_dir(parser)
    return parser


def _add_cache_dir(parser: Parser) -> None:
    parser.add_argument(
        "--cache-dir",
        metavar="DIR",
        help="where results are kept (default: .gnnlint_cache in the project's root)",
    )


def _add_test(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "test", help="try the examples of your own rules", epilog=examples.TEST
    )
    parser.add_argument(
        "folder", metavar="RULEDIR", help="a folder of rule folders, or one of them"
    )
    parser.add_argument("--static", action="store_true", help="do not ask the compilers")
    return parser


def _add_server(group: argparse._SubParsersAction[Parser]) -> Parser:
    return group.add_parser(
        "server", help="serve editors by the Language Server Protocol", epilog=examples.SERVER
    )


def _add_completion(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "completion",
        help="print a script that completes words in a shell",
        epilog=examples.COMPLETION,
    )
    parser.add_argument(
        "shell",
        choices=("bash", "zsh", "fish", "tcsh"),
        metavar="bash|zsh|fish|tcsh",
        help="the shell it is for",
    )
    return parser


def _add_baseline_file(parser: Parser) -> None:
    parser.add_argument(
        "--baseline", metavar="FILE", help="the file of known findings (default: the configured)"
    )


def _add_atlas(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "atlas", help="measure every operator of a package", epilog=examples.ATLAS
    )
    parser.add_argument(
        "--package",
        metavar="NAME",
        default="torch_geometric",
        help="any installed package of modules (default: %(default)s)",
    )
    parser.add_argument(
        "--records",
        metavar="FILE",
        default="atlas.jsonl",
        help="where measurements are kept, a line each (default: %(default)s)",
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="PATTERN",
        help="operators by name or group: scatter, 'GAT*', pool",
    )
    parser.add_argument(
        "--shard", type=share, default=(1, 1), metavar="I/N", help="one of N shares: 2/5"
    )
    parser.add_argument(
        "--merge", nargs="+", metavar="FILE", help="put files of records together, measure nothing"
    )
    parser.add_argument("--kept", action="store_true", help="measure nothing, report what is kept")
    parser.add_argument("--again", action="store_true", help="measure what is kept once more")
    parser.add_argument(
        "--full",
        action="store_true",
        help="also dynamic shapes, inductor, export, and recompiles over five sizes",
    )
    parser.add_argument(
        "--check", action="store_true", help="hold `check` against the records; exit 1 if it errs"
    )
    _add_output(parser, ("text", "json", "markdown", "html"))
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (default: 1)")
    _add_verifying(parser, default=60)
    return parser


def _add_paths(parser: Parser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        default=[],  # else argparse calls them required
        metavar="PATH",
        help="files and folders (default: this folder)",
    )


def _add_selection(parser: Parser) -> None:
    rules = "rules: codes, prefixes (GNN2) or names, with commas"
    _add_codes(parser, "--select", f"only these {rules}")
    _add_codes(parser, "--ignore", "not these rules")
    _add_codes(parser, "--extend-select", "these rules as well")
    parser.add_argument("--preview", action="store_true", help="rules in preview too")
    parser.add_argument(
        "--target",
        metavar="TARGETS",
        help="auto (default: compile, and script where the code uses TorchScript), or some of "
        "compile, script, fullgraph",
    )


def _add_codes(parser: Parser, name: str, text: str) -> None:
    parser.add_argument(name, action="append", type=rules, metavar="RULES", help=text)


def _add_versions(parser: Parser) -> None:
    parser.add_argument(
        "--torch-version",
        metavar="X.Y",
        help="judge by this torch (default: what pyproject.toml requires, else the newest known)",
    )
    parser.add_argument("--pyg-version", metavar="X.Y", help="judge by this torch_geometric")


def _add_output(parser: Parser, formats: Sequence[str]) -> None:
    parser.add_argument(
        "--format", choices=formats, default="text", help="how to say it (default: %(default)s)"
    )
    parser.add_argument("--output", metavar="FILE", help="write to a file; - is standard output")


def _add_reports(parser: Parser, formats: Sequence[str]) -> None:
    parser.add_argument(
        "--format",
        metavar="FORMATS",
        default="text",
        help=f"how to say it: {', '.join(formats)} (default: text); several with commas, where "
        f"all but one name a file: text,{formats[-1]}=FILE",
    )
    parser.add_argument(
        "--output",
        metavar="FILE",
        help="where the format without a file goes; - is standard output",
    )


def _add_running(parser: Parser) -> None:
    parser.add_argument(
        "--force-exclude", action="store_true", help="apply excludes to named files too"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (default: 1)")
    parser.add_argument(
        "--no-cache", action="store_true", help="neither take up nor keep results of other checks"
    )
    _add_cache_dir(parser)


def _add_verify_switch(parser: Parser) -> None:
    parser.add_argument(
        "--verify",
        action="store_true",
        help="hold findings against the real compilers: runs every model of the files",
    )
    _add_verifying(parser)


def _add_verifying(parser: Parser, default: int = 120) -> None:
    parser.add_argument(
        "--timeout",
        type=seconds,
        default=None,
        metavar="SECONDS",
        help=f"time limit for a model under the compilers (default: {default})",
    )
