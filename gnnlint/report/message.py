"""A finding in words alone, for formats that lay out nothing themselves."""

from __future__ import annotations

from collections.abc import Sequence

from gnnlint.finding import Finding, Place, Run, Step, Verdict
from gnnlint.notebook import cell_of
from gnnlint.report import verdict
from gnnlint.report.path import shown


def standing(run: Run) -> list[Finding]:
    """The findings that count: all but those that the compiler refuted."""
    return [each for each in run.findings if each.verdict is not Verdict.REFUTED]


def file_place(place: Place) -> tuple[Place, str]:
    """The place in a file as a code host knows it, and words for where in it otherwise.

    Lines of a notebook's cells are no lines of the file: its beginning stands for all of them.
    """
    path, cell = cell_of(place.path)
    if cell is None:
        return place, ""
    return Place(path, 1, 1, 1, 1), f"cell {cell}, line {place.line}: "


def headline(finding: Finding) -> str:
    """The message in one line, with the condition it holds on."""
    condition = f" ({finding.condition})" if finding.condition else ""
    return " ".join(f"{finding.message}{condition}".split())


def paragraph(finding: Finding, directory: str) -> str:
    """The message, what the compiler does, how the line is reached, and what to write instead.

    A sentence a line; paths relative to ``directory``.
    """
    lines = [headline(finding)]
    effect = (verdict.of_finding(finding), verdict.elsewhere(finding, directory))
    if any(effect):
        lines.append(", ".join(filter(None, effect)))
    steps = callers(finding)
    if steps:
        chain = " -> ".join(f"{it.symbol} ({shown(it.path, directory)}:{it.line})" for it in steps)
        lines.append(f"reached by {chain}")
    if finding.remedy:
        place = remedy_place(finding)
        elsewhere = place is not None and place.line != finding.place.line
        where = f" (at {shown(place.path, directory)}:{place.line})" if place and elsewhere else ""
        lines.append(f"instead: {finding.remedy}{where}")
    return "\n".join(lines)


def remedy_place(finding: Finding) -> Place | None:
    """Where the remedy goes, when that is not the line of the finding itself."""
    return next((each.place for each in finding.related if each.role == "remedy"), None)


def callers(finding: Finding) -> Sequence[Step]:
    """The steps from the entry point to the line, which itself is told already."""
    place = finding.place
    last = finding.trace[-1] if finding.trace else None
    ends_here = (
        last is not None
        and last.path == place.path
        and place.line <= last.line <= max(place.line, place.end_line)
    )
    return finding.trace[:-1] if ends_here else finding.trace
