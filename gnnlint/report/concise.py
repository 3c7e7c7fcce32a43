"""One line a finding: ``net.py:41:13: warning GNN201 message [pool-without-size]``."""

from __future__ import annotations

from gnnlint.finding import Finding, Run
from gnnlint.report.path import position


def render(run: Run) -> str:
    """Every finding on a line of its own; empty without findings."""
    return "".join(
        f"{position(each.place, run.working_directory)}: {each.severity.value} {each.code} "
        f"{_message(each)} [{each.name}]\n"
        for each in run.findings
    )


def _message(finding: Finding) -> str:
    """The message in one line, with the condition it holds on."""
    condition = f" ({finding.condition})" if finding.condition else ""
    return " ".join(f"{finding.message}{condition}".split())
