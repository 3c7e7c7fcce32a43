"""One line a finding: ``net.py:41:13: warning GNN201 message [pool-without-size]``."""

from __future__ import annotations

from gnnlint.finding import Run
from gnnlint.report.message import headline
from gnnlint.report.path import position


def render(run: Run) -> str:
    """Every finding on a line of its own; empty without findings."""
    return "".join(
        f"{position(each.place, run.working_directory)}: {each.severity.value} {each.code} "
        f"{headline(each)} [{each.name}]\n"
        for each in run.findings
    )
