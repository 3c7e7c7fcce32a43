"""``gnnlint check``: findings without running the code."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint.cli.formats import asked, rendered
from gnnlint.cli.main import ERROR, FINDINGS, OK, UsageError
from gnnlint.cli.named import require
from gnnlint.cli.observing import pass_on_interrupt
from gnnlint.cli.output import append, write
from gnnlint.cli.progress import Progress

if TYPE_CHECKING:
    from gnnlint.config import Settings
    from gnnlint.finding import Finding, Run
    from gnnlint.verify import Observation

STDIN = "-"
_STDIN_NAME = "stdin.py"


def run(arguments: argparse.Namespace) -> int:
    """Check, print the report, and say by the exit status whether anything was found."""
    from gnnlint.remark import FAILURES

    reports = asked(arguments.format, arguments.output)
    settings = settings_of(arguments)
    observations: Sequence[Observation] = ()
    if arguments.verify:
        outcome, observations = verified(arguments, settings)
    else:
        outcome = check(arguments, settings)
        outcome = replace(outcome, notes=(*outcome.notes, *_of_compilers(settings)))
    if not arguments.no_baseline:
        from gnnlint import baseline

        outcome = baseline.applied(outcome, settings)
    if arguments.add_noqa:
        return _add_noqa(outcome)
    for report in reports:
        write(rendered(outcome, report, settings, arguments), report.file)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        from gnnlint.report import job_summary

        append(job_summary.render(outcome), summary)
    pass_on_interrupt(observations)
    if any(each.code in FAILURES for each in outcome.findings):
        return ERROR
    return OK if arguments.exit_zero else status(outcome.findings, settings.fail_on)


def _of_compilers(settings: Settings) -> Iterable[str]:
    """What was selected that no check finds by itself."""
    from gnnlint.remark import OF_COMPILERS, OWN_CODES

    for selector in (*settings.select, *settings.extend_select):
        is_one = any(selector == OWN_CODES[code] for code in OF_COMPILERS)
        if selector.startswith("GNN9") or is_one:
            yield (
                f"{selector} is what only the compilers show: `gnnlint verify`, or `--verify` here"
            )


def _add_noqa(outcome: Run) -> int:
    """Silence what was found, and say in how many places."""
    from gnnlint import noqa
    from gnnlint.report.message import standing

    found = list(standing(outcome))
    number = noqa.add(found)
    write(f"{number} {'line' if number == 1 else 'lines'} annotated with `# noqa`\n", None)
    left = sorted({it.code for it in found} & noqa.BEYOND)
    if left:
        write(f"left, since no comment silences them: {', '.join(left)}\n", None)
    return OK


def settings_of(arguments: argparse.Namespace) -> Settings:
    """The settings for the paths of the command line, its options applied."""
    from gnnlint.config import load

    overrides = {
        "select": _flat(arguments.select),
        "ignore": _flat(arguments.ignore),
        "extend_select": _flat(arguments.extend_select),
        "targets": arguments.target,
    }
    for name in ("torch_version", "pyg_version", "fail_on", "jobs", "baseline", "ratchet", "shard"):
        overrides[name] = getattr(arguments, name, None)
    overrides["force_exclude"] = getattr(arguments, "force_exclude", False) or None
    overrides["preview"] = getattr(arguments, "preview", False) or None
    overrides |= cache_of(arguments)
    return load(named_folder(arguments), overrides)


def cache_of(arguments: argparse.Namespace) -> dict[str, object]:
    """What the options and the environment say of the cache."""
    from gnnlint.cache.folder import VARIABLE

    place = getattr(arguments, "cache_dir", None) or os.environ.get(VARIABLE) or None
    return {"cache": not getattr(arguments, "no_cache", True), "cache_dir": place}


def _flat(lists: Sequence[Sequence[str]] | None) -> list[str] | None:
    return None if lists is None else [each for words in lists for each in words]


def named_folder(arguments: argparse.Namespace) -> Path:
    """The folder that holds everything named: the configuration of its project is used."""
    paths = [os.path.abspath(each) for each in _named(arguments)]
    try:
        return Path(os.path.commonpath(paths))
    except ValueError:  # on several drives
        return Path(paths[0])


def _named(arguments: argparse.Namespace) -> list[str]:
    """The files and folders the command line speaks of; what `-` reads goes by its name."""
    if hasattr(arguments, "targets"):
        return [_file(each) for each in arguments.targets] or ["."]
    name = getattr(arguments, "stdin_filename", None) or _STDIN_NAME
    return [name if each == STDIN else each for each in arguments.paths] or ["."]


def _file(target: str) -> str:
    """``net.py`` of ``net.py:Net``."""
    head, colon, _ = target.rpartition(":")
    return head if colon and head.lower().endswith(".py") else target


def check(arguments: argparse.Namespace, settings: Settings) -> Run:
    """Run the static analysis over the paths of the command line."""
    from gnnlint import engine

    stdin = _read_stdin(arguments)
    paths = [] if stdin is not None else arguments.paths or ["."]
    require(paths, settings)
    with Progress("checked", "files") as progress:
        return engine.check(paths, settings, stdin=stdin, progress=progress)


def verified(
    arguments: argparse.Namespace, settings: Settings, modes: Sequence[str] | None = None
) -> tuple[Run, Sequence[Observation]]:
    """Check, then hold the findings against the real compilers, in these modes.

    What is refuted where the versions that run are others than those of the findings, and known to
    do otherwise there, is left open.
    """
    from gnnlint.cli.confirmation import confirm, versions_apart
    from gnnlint.cli.verify import as_installed, require_torch, widened
    from gnnlint.verify.releases import left_open

    require_torch()  # before any work is done
    outcome = check(arguments, widened(settings))
    outcome, observations = confirm(outcome, settings, timeout=arguments.timeout, modes=modes)
    apart = versions_apart(outcome, settings)
    if apart is not None and any(_is_refuted(it) for it in outcome.findings):
        running = check(arguments, widened(as_installed(settings)))
        findings = left_open(outcome.findings, running.findings, *apart)
        outcome = replace(outcome, findings=tuple(findings))
    return outcome, observations


def _is_refuted(finding: Finding) -> bool:
    from gnnlint.finding import Verdict

    return finding.verdict is Verdict.REFUTED or finding.is_half_refuted


def _read_stdin(arguments: argparse.Namespace) -> tuple[str, bytes] | None:
    name = getattr(arguments, "stdin_filename", None)
    if STDIN in arguments.paths and getattr(arguments, "add_noqa", False):
        raise UsageError("--add-noqa writes files: name them instead of `-`")
    if STDIN in arguments.paths and getattr(arguments, "verify", False):
        raise UsageError("--verify runs files: name them instead of `-`")
    if STDIN not in arguments.paths:
        if name is not None:
            raise UsageError("--stdin-filename names what `-` reads: add `-` to the command")
        return None
    if len(arguments.paths) > 1:
        raise UsageError("`-` stands alone: name paths or read standard input, not both")
    return name or _STDIN_NAME, sys.stdin.buffer.read()


def status(findings: Iterable[Finding], fail_on: str) -> int:
    """1 where a finding reaches the fail level; one the compiler refuted does not count."""
    from gnnlint.finding import Severity, Verdict

    if fail_on == "never":
        return OK
    least = Severity(fail_on).rank
    found = any(
        each.severity.rank >= least and each.verdict is not Verdict.REFUTED for each in findings
    )
    return FINDINGS if found else OK
