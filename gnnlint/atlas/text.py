"""The atlas on a terminal: an operator a line, then what the rules get wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gnnlint.atlas.comparison import Answer, counts, disagreements
from gnnlint.atlas.matrix import Matrix, Row
from gnnlint.atlas.record import FAILS, MEASURED
from gnnlint.atlas.wording import breaking, coverage

_SHOWN = ("default", "fullgraph", "script")


def render(matrix: Matrix, answers: Sequence[Answer] = ()) -> str:
    """The whole report."""
    lines = list(_lines(matrix))
    if answers:
        lines += ["", *_compared(answers)]
    return "\n".join([*lines, "", coverage(matrix), *filter(None, [breaking(matrix)])]) + "\n"


def _lines(matrix: Matrix) -> Iterator[str]:
    rows = [row for rows in matrix.groups.values() for row in rows]
    width = max((len(row.short_name) for row in rows), default=0)
    for row in rows:
        yield f"{row.short_name:{width}}  {_told(row)}"


def _told(row: Row) -> str:
    if row.state != MEASURED:
        return f"does not run: {row.why}" if row.state == FAILS else row.why
    parts = []
    for column in _SHOWN:
        known = [it for it in row.measured if it.fails(column) is not None]
        if known:
            failing = sum(bool(it.fails(column)) for it in known)
            parts.append(f"{column} {_share(failing, len(known))}")
    return ", ".join(parts)


def _share(failing: int, known: int) -> str:
    if not failing:
        return "clean"
    return f"fails {failing} of {known}" if failing < known else "fails"


def _compared(answers: Sequence[Answer]) -> Iterator[str]:
    """What contradicts the rules and what they miss, by operator."""
    last = ""
    for answer in sorted(disagreements(answers), key=lambda it: it.record.operator):
        if answer.record.operator != last:
            last = answer.record.operator
            yield last
        yield f"  {answer.verdict.value:13}  {answer.record.variation}"
        yield f"  {'':13}  {answer.says}"
    for question, told in counts(answers):
        words = ", ".join(f"{number} {verdict.value}" for verdict, number in told.items())
        yield f"{question}: {words}"
