"""What can be written on the command line, and how `--help` teaches it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

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

_DESCRIPTION = """\
gnnlint reads PyTorch and PyTorch Geometric code and says, per model and per line, where
torch.compile breaks the graph, where fullgraph=True and torch.jit.script fail, and what to write
instead."""

_EXAMPLES = """\
examples:
  gnnlint check                       all code below this folder, without running it
  gnnlint check models/ --target compile,script
  gnnlint verify models/net.py:Net    ask the real compilers
  gnnlint rule GNN201                 what a rule says, why, and what to write instead
  gnnlint report                      a table: which model is ready for which compiler
  gnnlint bench models/net.py:Net     what its graph breaks cost
  gnnlint baseline write              let pass what is found today, so that only new findings count
  gnnlint atlas --only scatter        a library's operators under the real compilers
  gnnlint server                      what editors start to show all this while you write

`gnnlint COMMAND --help` shows the options of a command.
exit status: 0 nothing found, 1 findings, 2 wrong usage or an error of gnnlint"""

_CHECK_EXAMPLES = """\
examples:
  gnnlint check                                    the current folder
  gnnlint check train.py models/ --fail-on error   exit 0 unless something fails in every mode
  gnnlint check --target fullgraph                 only what fails under fullgraph=True
  gnnlint check --select GNN2 --ignore pool-without-size
  gnnlint check --format json --output findings.json
  gnnlint check --format text,sarif=findings.sarif,html=findings.html
  gnnlint check --torch-version 2.6                judge by an older torch
  gnnlint check --verify                           hold every finding against the compiler
  cat net.py | gnnlint check - --stdin-filename models/net.py

silence one line:  x = pool(x, batch)  # noqa: GNN201    or   # gnnlint: ignore[GNN201]
        a block:   # gnnlint: disable[GNN201] ... # gnnlint: enable[GNN201]
        a file:    # gnnlint: file-ignore[GNN201]
        all of it: gnnlint check --add-noqa, or `gnnlint baseline --help`"""

_VERIFY_EXAMPLES = """\
examples:
  gnnlint verify models/net.py                   every model of a file
  gnnlint verify models/net.py:Net               one class
  gnnlint verify net.py --example example.py     model() and inputs() in another file
  gnnlint verify                                 the models named under [tool.gnnlint] models
  gnnlint verify net.py --train --format json
  gnnlint verify net.py --format text,html=net.html,junit=net.xml
  gnnlint verify net.py --modes backward,trace   gradients, and torch.jit.trace, as well

Where the file has no model() and inputs(), they are made up: from the calls in the file, the
defaults of its command line, signatures, annotations and names. What was assumed is printed; code
at module level that trains or downloads is not run. To say it yourself: model() returns the model,
inputs() a list of argument tuples, one tuple a call:
  def model(): return Net(16, 32)
  def inputs(): return [(x, edge_index, batch), (x2, edge_index2, batch2)]"""

_RULE_EXAMPLES = """\
examples:
  gnnlint rule                        every rule on a line
  gnnlint rule GNN201                 by code
  gnnlint rule pool-without-size      by name
  gnnlint rule --all --format json    the whole catalogue, for other programs"""

_REPORT_EXAMPLES = """\
examples:
  gnnlint report models/
  gnnlint report --verify             with what the real compilers say beside it
  gnnlint report --format json --output readiness.json
  gnnlint report --verify --format html --output report.html   source, line by line, with graphs"""

_BENCH_EXAMPLES = """\
examples:
  gnnlint bench net.py:Net                         on its own inputs, or small made-up ones
  gnnlint bench net.py:Net --nodes 10000 --edges 200000 --channels 64
  gnnlint bench net.py:Net --format svg --output net.svg
  gnnlint bench net.py:Net --device cuda --no-sites

Times a training step (forward, backward) without a compiler, compiled as it is, and compiled
without breaks: with fullgraph=True, or where that fails with both capture flags. Each variant runs
in a process of its own. A break's cost is the time of the model with that break alone, less the
time of the model with none."""

_BASELINE_EXAMPLES = """\
examples:
  gnnlint baseline write              note every finding of today; name the file in pyproject.toml:
                                        [tool.gnnlint] baseline = "gnnlint-baseline.txt"
  gnnlint check                       reports what the file does not hold
  gnnlint baseline status             known, new and gone; exit 1 unless file and code agree
  gnnlint baseline prune              take out what was mended since

A baseline only shrinks: `write` takes new findings into a file that exists with --force alone.
It holds a line a finding and no line numbers, so that it survives edits and merges.
Without paths it speaks of those that the file was written for; what is found no more is told, and
taken out, where all of them are checked. Use the same --select and --target as for the check."""

_ATLAS_EXAMPLES = """\
examples:
  gnnlint atlas --only scatter --only 'GAT*'        a few operators of torch_geometric, in a minute
  gnnlint atlas --jobs 2                            all of them, in half an hour; again: the rest
  gnnlint atlas --kept --check                      what `check` says of them, against the records
  gnnlint atlas --kept --format html --output atlas.html
  gnnlint atlas --package mylib --records mylib.jsonl
  gnnlint atlas --shard 2/5 --records part2.jsonl   on one of five machines, then on any of them:
  gnnlint atlas --merge part1.jsonl part2.jsonl     (into --records)

Every variation is kept at once; a run that was stopped goes on where it was."""


_CACHE_EXAMPLES = """\
examples:
  gnnlint cache status                where it stands, and what it holds
  gnnlint cache clear                 remove it
  gnnlint check --no-cache            once without it

A check keeps what it finds in .gnnlint_cache in the project's root (elsewhere: --cache-dir,
GNNLINT_CACHE_DIR, or the key `cache-dir`). The next one takes up what nothing has changed for: no
file that was looked at, no import, no setting, no rule, and nothing of gnnlint itself. What it says
is the same."""


_TEST_EXAMPLES = """\
examples:
  gnnlint test lint-rules/                          every rule in the folder
  gnnlint test lint-rules/LAB101_pool_by_batch/     one rule
  gnnlint test lint-rules/ --static                 without the compilers

bad.py must be found at its marks (`# expect: LAB101`) and nowhere else, and the compiler must
confirm it; good.py and near.py must be silent, and the compiler must accept them."""


_SERVER_EXAMPLES = """\
An editor starts it and talks to it on standard input and output, by the Language Server Protocol;
there is nothing to type. It needs pygls:  pip install 'gnnlint[lsp]'

examples: docs/editor.md has these in full, and VS Code, PyCharm, lsp-mode
  Neovim 0.11   vim.lsp.config("gnnlint", { cmd = { "gnnlint", "server" },
                  filetypes = { "python" }, root_markers = { "pyproject.toml", ".git" } })
                vim.lsp.enable("gnnlint")
  Helix         [language-server.gnnlint]
                command = "gnnlint"
                args = ["server"]
  Emacs         (add-to-list 'eglot-server-programs '(python-mode . ("gnnlint" "server")))

It judges by pyproject.toml, as `gnnlint check` does. Settings of the editor win over that:
  select, ignore, extendSelect, exclude, target, torchVersion, pygVersion, preview, baseline
  run           "onType" (default) or "onSave"
  diagnostics   "workspace" (default) or "openFiles"
  codeLens      true (default) or false: what the compilers make of each model, over its line
  enable        true (default) or false"""


_COMPLETION = """\
examples:
  gnnlint completion bash > ~/.local/share/bash-completion/completions/gnnlint
  gnnlint completion zsh > ~/.zfunc/_gnnlint         with ~/.zfunc in $fpath, before compinit"""


class Parser(argparse.ArgumentParser):
    """A parser whose errors name the nearest thing that exists."""

    def __init__(self, *arguments: object, **options: object) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        options.setdefault("allow_abbrev", False)
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where to read on; exit with status 2."""
        self.exit(2, f"{self.prog}: error: {message}\nSee `{self.prog} --help`.\n")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Refuse what is no choice, and name the nearest that is."""
        if action.choices is not None and value not in action.choices:
            choices = [str(each) for each in action.choices]
            message = f"no `{value}`{_nearest(str(value), choices)} There are {', '.join(choices)}."
            raise argparse.ArgumentError(action, message)

    @property
    def option_names(self) -> list[str]:
        """Every option this parser knows."""
        return [name for action in self._actions for name in action.option_strings]


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of the command line; exits with status 2 and a hint where they are wrong."""
    parser, commands = parsers()
    _check_command(parser, argv)
    if argv and argv[0] in commands:  # by itself, so that options may stand between paths
        reader, given = commands[argv[0]], argparse.Namespace(command=argv[0], version=False)
        arguments, unknown = reader.parse_known_intermixed_args(argv[1:], given)
    else:
        reader = parser
        arguments, unknown = parser.parse_known_args(argv)
    if unknown:
        reader.error(_unknown(unknown[0], reader.option_names))
    if arguments.command is None and not arguments.version:
        parser.print_help()
        parser.exit(0)
    if getattr(arguments, "output", None) == "-":
        arguments.output = None  # standard output, as everywhere
    return arguments


def _check_command(parser: Parser, argv: Sequence[str]) -> None:
    """Stop at a first word that is no command."""
    import os

    if not argv or argv[0].startswith("-") or argv[0] in COMMANDS:
        return
    word = argv[0]
    if word in ("clean", "clear"):
        parser.error(f"no command `{word}`. Did you mean `gnnlint cache clear`?")
    if os.path.exists(word):
        parser.error(f"`{word}` is no command. Did you mean `gnnlint check {word}`?")
    parser.error(f"no command `{word}`{_nearest(word, COMMANDS)} There are {', '.join(COMMANDS)}.")


def _unknown(word: str, known: Sequence[str]) -> str:
    name = word.split("=", 1)[0]
    kind = "option" if name.startswith("-") else "argument"
    return f"no {kind} `{name}`{_nearest(name, known)}"


def _nearest(word: str, known: Sequence[str]) -> str:
    from gnnlint.config import nearest

    return nearest(word, known, " Did you mean `{}`?")


def parsers() -> tuple[Parser, dict[str, Parser]]:
    """The parser of the program, and those of its commands by name."""
    parser = Parser(prog="gnnlint", description=_DESCRIPTION, epilog=_EXAMPLES)
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
        "check", help="find breaks without running the code", epilog=_CHECK_EXAMPLES
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
        "--shard", type=_share, metavar="N/M", help="check the Nth of M shares of the files"
    )
    parser.add_argument("--quiet", action="store_true", help="print findings and nothing else")
    _add_verify_switch(parser)
    return parser


def _add_verify(group: argparse._SubParsersAction[Parser]) -> Parser:
    from gnnlint.cli.formats import OF_MODELS

    parser = group.add_parser(
        "verify", help="run models under the real compilers", epilog=_VERIFY_EXAMPLES
    )
    parser.add_argument(
        "targets", nargs="*", metavar="FILE.py[:Class]", help="models (default: the configured)"
    )
    parser.add_argument("--example", metavar="FILE", help="the file with model() and inputs()")
    parser.add_argument("--train", action="store_true", help="in train mode, not eval mode")
    parser.add_argument(
        "--modes",
        type=_words,
        default=[],
        metavar="NAMES",
        help="further ways of running it, or `all`: error_on_graph_break, inductor, "
        "inductor_fullgraph, backward, export_strict, export_nonstrict, trace",
    )
    _add_selection(parser)
    _add_reports(parser, OF_MODELS)
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 despite breaks")
    parser.add_argument(
        "--jobs", type=_count, default=1, metavar="N", help="processes (default: %(default)s)"
    )
    _add_verifying(parser)
    return parser


def _add_rule(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser("rule", help="explain a rule", epilog=_RULE_EXAMPLES)
    parser.add_argument("rule", nargs="?", metavar="CODE|NAME", help="the rule to explain")
    parser.add_argument("--all", action="store_true", help="explain every rule")
    _add_output(parser, ("text", "json", "markdown"))
    return parser


def _add_report(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "report", help="which model is ready for which compiler", epilog=_REPORT_EXAMPLES
    )
    _add_paths(parser)
    _add_selection(parser)
    _add_versions(parser)
    _add_output(parser, ("text", "json", "html"))
    _add_running(parser)
    _add_verify_switch(parser)
    return parser


def _add_bench(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "bench", help="what the graph breaks of a model cost", epilog=_BENCH_EXAMPLES
    )
    parser.add_argument("targets", nargs="+", metavar="FILE.py[:Class]", help="models")
    parser.add_argument("--example", metavar="FILE", help="the file with model() and inputs()")
    for name, what in (("nodes", "nodes"), ("edges", "edges"), ("channels", "features")):
        parser.add_argument(
            f"--{name}", type=_count, metavar="N", help=f"{what} of the graph that is made up"
        )
    parser.add_argument(
        "--steps", type=_count, default=50, metavar="N", help="steps at most (default: %(default)s)"
    )
    parser.add_argument(
        "--seconds",
        type=_seconds,
        default=10.0,
        metavar="S",
        help="for the steps of a variant (default: %(default)s)",
    )
    parser.add_argument("--threads", type=_count, default=0, metavar="N", help="of torch")
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
    _add_verifying(parser)
    return parser


def _add_baseline(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "baseline", help="the file of known findings", epilog=_BASELINE_EXAMPLES
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
    parser = group.add_parser(
        "cache", help="what is kept of earlier checks", epilog=_CACHE_EXAMPLES
    )
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
        "test", help="try the examples of your own rules", epilog=_TEST_EXAMPLES
    )
    parser.add_argument(
        "folder", metavar="RULEDIR", help="a folder of rule folders, or one of them"
    )
    parser.add_argument("--static", action="store_true", help="do not ask the compilers")
    return parser


def _add_server(group: argparse._SubParsersAction[Parser]) -> Parser:
    return group.add_parser(
        "server", help="serve editors by the Language Server Protocol", epilog=_SERVER_EXAMPLES
    )


def _add_completion(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "completion", help="print a script that completes words in a shell", epilog=_COMPLETION
    )
    parser.add_argument(
        "shell",
        choices=("bash", "zsh", "tcsh"),
        metavar="bash|zsh|tcsh",
        help="the shell it is for",
    )
    return parser


def _add_baseline_file(parser: Parser) -> None:
    parser.add_argument(
        "--baseline", metavar="FILE", help="the file of known findings (default: the configured)"
    )


def _add_atlas(group: argparse._SubParsersAction[Parser]) -> Parser:
    parser = group.add_parser(
        "atlas", help="measure every operator of a package", epilog=_ATLAS_EXAMPLES
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
        "--shard", type=_shard, default=(1, 1), metavar="I/N", help="one of N shares: 2/5"
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
    _add_verifying(parser)
    return parser


def _shard(text: str) -> tuple[int, int]:
    """``2/5``."""
    share, _, number = text.partition("/")
    if not (share.isdigit() and number.isdigit() and 1 <= int(share) <= int(number)):
        raise argparse.ArgumentTypeError(f"`{text}` is no share: write 2/5 for the second of five")
    return int(share), int(number)


def _add_paths(parser: Parser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders (default: this folder)"
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
    parser.add_argument(name, action="append", type=_words, metavar="RULES", help=text)


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
        "all but one name a file: text,sarif=FILE",
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
        help="hold findings against the real compilers, for files with model() and inputs()",
    )
    _add_verifying(parser)


def _add_verifying(parser: Parser) -> None:
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=None,
        metavar="SECONDS",
        help="time limit for a model under the compilers",
    )


def _seconds(text: str) -> float:
    """A time limit: something between nothing and for ever."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"`{text}` is no number of seconds above 0")
    return number


def _count(text: str) -> int:
    """A number of things, at least one."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is no number above 0")
    return int(text)


def _share(text: str) -> tuple[int, int]:
    """``2/5`` as numbers."""
    number, slash, total = text.partition("/")
    if not (slash and number.isdecimal() and total.isdecimal() and 0 < int(number) <= int(total)):
        raise argparse.ArgumentTypeError(f"`{text}` is no share: write 2/5 for the second of five")
    return int(number), int(total)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]
