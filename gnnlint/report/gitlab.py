"""GitLab's code quality report: what a merge request shows of the findings."""

from __future__ import annotations

import json
from typing import Any

from gnnlint.finding import Finding, Run, Severity
from gnnlint.report.message import file_place, paragraph, standing
from gnnlint.report.path import repository, shown

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(run: Run) -> str:
    """The array of issues; paths are relative to the repository."""
    folder = repository(run)
    return json.dumps([_issue(each, folder) for each in standing(run)], indent=2) + "\n"


def _issue(finding: Finding, folder: str) -> dict[str, Any]:
    place, where = file_place(finding.place)
    words = where + paragraph(finding, folder).replace("\n", "; ")
    return {
        "description": " ".join(words.split()),
        "check_name": f"{finding.code} {finding.name}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": shown(place.path, folder),
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }
