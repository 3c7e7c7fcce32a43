"""Workflow commands, which GitHub shows as annotations of the lines."""

from __future__ import annotations

from gnnlint.finding import Finding, Run, Severity
from gnnlint.report.message import file_place, paragraph, standing
from gnnlint.report.path import repository, shown

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(run: Run) -> str:
    """A command a finding; empty without findings. Paths are relative to the repository."""
    folder = repository(run)
    return "".join(_command(each, folder) + "\n" for each in standing(run))


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
