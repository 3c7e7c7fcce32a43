"""The formats of ``gnnlint check``: which are asked for, and where each of them goes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gnnlint.cli.main import UsageError
from gnnlint.cli.output import is_terminal, wants_color

if TYPE_CHECKING:
    from gnnlint.config import Settings
    from gnnlint.finding import Finding, Run
    from gnnlint.report.problem import Problem
    from gnnlint.verify import Observation

FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "html")

OF_MODELS = ("text", "json", "html", "sarif", "github", "gitlab", "junit")
"""The formats of ``gnnlint verify``."""

OF_READINESS = ("text", "json", "html")
"""The formats of ``gnnlint report``."""

_FOR_PEOPLE = ("text", "concise")


@dataclass(frozen=True)
class Report:
    """A format and its file; None is standard output."""

    format: str
    file: str | None = None


def asked(formats: str, output: str | None, known: Sequence[str] = FORMATS) -> list[Report]:
    """The reports that ``--format`` and ``--output`` ask for: ``text,sarif=out.sarif``.

    Raises:
        UsageError: a format is unknown, cannot be had here, or two want the same place.
    """
    reports = [_parsed(each.strip(), known) for each in formats.split(",") if each.strip()]
    free = [each for each in reports if each.file is None]
    if len(free) > 1:
        first, second = free[0].format, free[1].format
        raise UsageError(
            f"--format: {first} and {second} cannot share one output; "
            f"name a file: --format {first},{second}=FILE"
        )
    if output is not None:
        if not free:
            raise UsageError("--output: every format has a file of its own already")
        reports[reports.index(free[0])] = Report(free[0].format, output)
    if not reports:
        raise UsageError(f"--format names none; choose from {', '.join(known)}")
    return reports


def _parsed(text: str, known: Sequence[str]) -> Report:
    from gnnlint.suggestion import did_you_mean

    name, sign, file = text.partition("=")
    if name not in known:
        hint = did_you_mean(name, known)
        raise UsageError(f"--format: no format `{name}`{hint} There are {', '.join(known)}.")
    if sign and not file:
        raise UsageError(f"--format: `{name}=` names no file")
    if name == "html":
        from gnnlint.report import template

        if not template.is_available():
            raise UsageError(template.MISSING)
    return Report(name, None if file == "-" else file or None)


def rendered(
    outcome: Run, report: Report, settings: Settings, arguments: argparse.Namespace
) -> str:
    """What goes to the place of the report."""
    if report.format not in _FOR_PEOPLE:
        return _for_programs(outcome, report.format, settings)
    if report.format == "concise":
        from gnnlint.report import concise

        said = concise.render(outcome)
    else:
        from gnnlint.report import text

        color = report.file is None and wants_color()
        said = text.render(outcome, color=color, quiet=arguments.quiet)
    if arguments.statistics:
        from gnnlint.report import statistics

        counts = statistics.render(outcome)
        said += f"\n{counts}" if said and counts else counts
    return said


def of_models(
    outcome: Run,
    observations: Sequence[Observation],
    exceeded: Sequence[Problem],
    counting: Sequence[Finding],
    report: Report,
    settings: Settings,
    show: Sequence[str] = (),
) -> str:
    """What ``gnnlint verify`` says in a format.

    ``counting`` are the findings that no budget allows: only these fail a test. ``show`` names what
    the text shows of a scripted model; JSON has what was brought.
    """
    if report.format == "json":
        import json

        from gnnlint.verify import as_json

        told = {"over_budget": [str(each) for each in exceeded]}
        known = as_json(observations, outcome.findings, outcome.working_directory)
        return json.dumps({**known, **told}, indent=2) + "\n"
    if report.format == "html":
        from gnnlint.report import annotated

        return annotated.render(outcome, observations)
    if report.format == "text":
        from gnnlint.report import verification

        color = report.file is None and wants_color()
        wrapped = report.file is None and is_terminal()
        said = verification.render(outcome, observations, show, color=color, wrapped=wrapped)
        return said + "".join(f"over budget: {each}\n" for each in exceeded)
    if report.format in ("github", "junit"):
        from gnnlint.report import github, junit

        problems = [*not_run(observations), *exceeded]
        if report.format == "github":
            return github.render(outcome, problems)
        return junit.render(replace(outcome, findings=tuple(counting)), problems)
    return _for_programs(outcome, report.format, settings)


def not_run(observations: Sequence[Observation]) -> list[Problem]:
    """The models that could not be run, and why."""
    from gnnlint.report.problem import Problem

    return [
        Problem(each.path, each.line, each.name, each.failure.strip().partition("\n")[0])
        for each in observations
        if each.failure is not None
    ]


def _for_programs(outcome: Run, name: str, settings: Settings) -> str:
    if name == "sarif":
        from gnnlint import catalogue
        from gnnlint.report import sarif

        return sarif.render(outcome, catalogue.load(settings.rule_folders).rules)
    from importlib import import_module

    render = import_module(f"gnnlint.report.{name}").render
    return str(render(outcome))
