"""How often each rule was broken."""

from __future__ import annotations

from collections import Counter

from gnnlint.finding import Run


def render(run: Run) -> str:
    """A line a rule, the most frequent first; empty without findings."""
    counts = Counter((each.code, each.name, each.severity.value) for each in run.findings)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    width = len(str(rows[0][1])) if rows else 0
    return "".join(
        f"{number:>{width}}  {code}  {severity:<7}  {name}\n"
        for (code, name, severity), number in rows
    )
