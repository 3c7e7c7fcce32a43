"""Markdown for the summary page of a CI job: counts, then a table of the findings."""

from __future__ import annotations

from gnnlint.finding import Finding, Run
from gnnlint.report import verdict
from gnnlint.report.message import headline, standing
from gnnlint.report.path import line

MOST_FINDINGS = 100
"""Rows of the table; a summary may hold 1 MiB."""


def render(run: Run) -> str:
    """A heading, the counts, and a row a finding."""
    found = standing(run)
    files = f"{verdict.counted(run.files, 'file')}, {verdict.counted(len(run.models), 'model')}"
    if not found:
        return f"## gnnlint: nothing found\n\n{files} checked.\n\n"
    lines = [
        f"## gnnlint: {verdict.severities(found)}",
        "",
        f"{files} checked, torch {run.torch_version}, torch_geometric {run.pyg_version}.",
        "",
        "| severity | rule | line | finding |",
        "|---|---|---|---|",
        *(_row(each, run) for each in found[:MOST_FINDINGS]),
    ]
    if len(found) > MOST_FINDINGS:
        lines += ["", f"… and {len(found) - MOST_FINDINGS} more."]
    return "\n".join(lines) + "\n\n"


def _row(finding: Finding, run: Run) -> str:
    rule = f"[{finding.code}]({finding.url})" if finding.url else finding.code
    where = line(finding.place, run.working_directory)
    cells = (finding.severity.value, rule, f"`{where}`", headline(finding))
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"
