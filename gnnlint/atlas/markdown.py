"""The support matrix as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gnnlint.atlas.comparison import Answer, Verdict, counts
from gnnlint.atlas.matrix import Cell, Matrix, Row
from gnnlint.atlas.record import MEASURED
from gnnlint.atlas.wording import coverage, group_title, measured_with, toggled

WAYS = """\
Each operator is called in many ways: every switch turned, sizes left out and given, batch, edge
weights and attributes with and without, adjacencies dense and sparse, in evaluation and in
training. Each *variation* is a small program, run by itself, in a fresh process a compiler."""

HOW = """\
{ways}

- **default**: plain `torch.compile(model)`. *breaks*: the graph breaks; *raises*: compiling fails
  although the model runs without.
- **fullgraph**: `torch.compile(model, fullgraph=True)`.
- **script**: `torch.jit.script` of a typed module that calls the operator, compiled and run once.
  *fails*: it does not compile; *raises*: it compiles, and fails when it is called.
- **direct**: `torch.jit.script` of the operator itself. Functions with overloads fail so and work
  when a typed function calls them.{more}

A cell says what happens to the plain call, then which arguments change that. Only what differs is
listed: where nothing follows, all variations that were measured do the same."""

MORE = {
    "dynamic": "`torch.compile(model, dynamic=True)`.",
    "inductor": "plain `torch.compile` with code generated, compiled and run; the other columns "
    "stop at the graphs.",
    "export": "`torch.export.export`, and what it makes run once.",
    "sizes": "whether graphs that grow from call to call go on compiling from the third size on.",
}
"""Columns that only a full measurement has."""


def render(
    matrix: Matrix, answers: Sequence[Answer] = (), title: str = "Atlas", ways: str = WAYS
) -> str:
    """The whole page; ``ways`` says in which operators are called, where not in all of them."""
    parts = [
        f"# {title}",
        f"Measured on {matrix.date} by `gnnlint atlas`, with {measured_with(matrix)}.",
        _how(matrix.columns, ways),
        coverage(matrix),
    ]
    if answers:
        parts.append(_agreement(answers))
    for group, rows in matrix.groups.items():
        measured = [row for row in rows if row.state == MEASURED]
        if measured:
            parts += [f"## {group_title(group, rows)}", _table(measured, matrix.columns)]
    left = [row for rows in matrix.groups.values() for row in rows if row.state != MEASURED]
    if left:
        parts += ["## Not measured", "\n".join(_left(left))]
    return "\n\n".join(parts) + "\n"


def _how(columns: Sequence[str], ways: str) -> str:
    told = [f"\n- **{column}**: {text}" for column, text in MORE.items() if column in columns]
    return HOW.format(ways=ways, more="".join(told))


def _agreement(answers: Sequence[Answer]) -> str:
    lines = ["| `gnnlint check` against the compilers | agrees | open | contradiction | gap |"]
    lines.append("|---|---|---|---|---|")
    for question, told in counts(answers):
        order = (Verdict.AGREES, Verdict.OPEN, Verdict.CONTRADICTION, Verdict.GAP)
        lines.append(f"| {question} | " + " | ".join(str(told[it]) for it in order) + " |")
    return "\n".join(lines)


def _table(rows: Sequence[Row], columns: Sequence[str]) -> str:
    titles = ["operator", *columns, "variations"]
    lines = [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
    for row in rows:
        cells = [_cell(row.cells[it]) for it in columns]
        parts = [f"`{row.short_name}`", *cells, str(len(row.measured))]
        lines.append(f"| {' | '.join(parts)} |")
    return "\n".join(lines)


def _cell(cell: Cell) -> str:
    if not cell.word:
        return ""
    return _escaped("; ".join(filter(None, [cell.word, toggled(cell)])))


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _left(rows: Sequence[Row]) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        by_reason.setdefault(row.why, []).append(f"`{row.short_name}`")
    for why, names in sorted(by_reason.items()):
        yield f"- {_escaped(why)}: {', '.join(names)}"
