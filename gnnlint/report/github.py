"""Workflow commands, which GitHub shows as annotations of the lines."""

from __future__ import annotations

from collections.abc import Sequence

from gnnlint.finding import Finding, Run, Severity
from gnnlint.report.message import file_place, paragraph, standing
from gnnlint.report.path import repository, shown
from gnnlint.report.problem import Problem

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(run: Run, problems: Sequence[Problem] = ()) -> str:
    """A command a finding and a problem; empty without. Paths are relative to the repository."""
    folder = repository(run)
    commands = [_command(each, folder) for each in standing(run)]
    commands += [_problem(each, folder) for each in problems]
    return "".join(f"{each}\n" for each in commands)


def _problem(problem: Problem, folder: str) -> str:
    said = f"title={_property(problem.name)},file={_property(shown(problem.path, folder))}"
    return f"::error {said},line={problem.line}::{_data(str(problem))}"


def _command(finding: Finding, folder: str) -> str:
    place, where = file_place(finding.place)
    properties = {
        "title": f"{finding.code} {finding.name}",
        "file": shown(place.path, folder),
        "line": place.line,
        "endLine": place.end_line,
    }
    if place.line == place.end_line:  # columns are refused on a span of several lines
        properties |= {"col": place.column, "endColumn": place.end_column}
    said = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {said}::{_data(where + paragraph(finding, folder))}"


def _data(text: str) -> str:
    """``text`` as the message of a command, escaped as actions/toolkit does it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
