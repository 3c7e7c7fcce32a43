"""One line a finding: ``net.py:41:13: warning GNN201 message [pool-without-size]``.

Where the compilers were asked, their verdict stands at its end: ``(confirmed)``.
"""

from __future__ import annotations

from gnnlint.finding import Finding, Run
from gnnlint.report import verdict
from gnnlint.report.message import headline
from gnnlint.report.path import position


def render(run: Run) -> str:
    """Every finding on a line of its own; empty without findings."""
    return "".join(
        f"{position(each.place, run.working_directory)}: {each.severity.value} {each.code} "
        f"{headline(each)} [{each.name}]{_verdict(each)}\n"
        for each in run.findings
    )


def _verdict(finding: Finding) -> str:
    said = verdict.judged(finding)
    return f" ({said})" if said else ""
