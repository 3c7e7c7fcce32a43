"""The atlas as one self-contained HTML page: searchable, with a link to each operator."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gnnlint.atlas.comparison import Answer, disagreements
from gnnlint.atlas.matrix import Cell, Matrix, Row
from gnnlint.atlas.record import MEASURED, Record
from gnnlint.atlas.wording import breaking, coverage, group_title, measured_with, toggled
from gnnlint.report import template

TEMPLATE = Path(__file__).with_name("page.html")


def render(matrix: Matrix, answers: Sequence[Answer] = ()) -> str:
    """The whole page; it needs jinja2."""
    return template.filled(
        TEMPLATE,
        title="Atlas of operators",
        measured=f"Measured on {matrix.date} with {measured_with(matrix)}.",
        columns=matrix.columns,
        groups=[
            {
                "name": name,
                "title": group_title(name, rows),
                "rows": rows,
                "measured": sum(row.state == MEASURED for row in rows),
            }
            for name, rows in matrix.groups.items()
        ],
        coverage=coverage(matrix),
        breaking=breaking(matrix),
        wrong=_wrong(answers),
        level=_level,
        level_of=_level_of,
        tags=_tags,
        toggled=toggled,
    )


def _level(cell: Cell) -> str:
    """The colour of a cell: an argument that changes the outcome is what to look at."""
    if any(word != cell.word for word, _ in cell.toggles):
        return "warning"
    return "good" if cell.passes else "error"


def _level_of(record: Record, column: str) -> str:
    return "error" if record.fails(column) else "good"


def _tags(row: Row) -> str:
    """What the page's filter asks of a row: which compilers fail on any of its variations."""
    if row.state != MEASURED:
        return "unmeasured"
    failing = [
        column
        for column in ("default", "fullgraph", "script")
        if any(it.fails(column) for it in row.measured)
    ]
    return " ".join(failing) or "clean"


def _wrong(answers: Sequence[Answer]) -> dict[tuple[str, str], list[str]]:
    """What `check` gets wrong, by operator and variation."""
    found: dict[tuple[str, str], list[str]] = {}
    for it in disagreements(answers):
        key = (it.record.operator, it.record.variation)
        found.setdefault(key, []).append(f"{it.verdict.value}: {it.says}")
    return found
