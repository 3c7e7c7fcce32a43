"""Words and figures that every form of the matrix shares."""

from __future__ import annotations

from collections.abc import Sequence

from gnnlint.atlas.matrix import MISSING, Cell, Matrix, Row
from gnnlint.atlas.record import BASE_CLASS, FAILS, MEASURED, NO_FORWARD
from gnnlint.report.verdict import counted


def group_title(group: str, rows: Sequence[Row]) -> str:
    """The module that a group of operators is part of."""
    module = rows[0].operator.rpartition(".")[0]
    return module if module.rpartition(".")[2] == group else f"{module}: {group}"


def measured_with(matrix: Matrix) -> str:
    """The versions in a line."""
    return ", ".join(f"{name} {number}" for name, number in matrix.versions.items())


def coverage(matrix: Matrix) -> str:
    """How much of the package is measured, in two sentences."""
    states = matrix.states
    possible = states[MEASURED] + states[FAILS]
    measured = f"{states[MEASURED]} measured in {counted(matrix.variations, 'variation')}"
    told = f"{counted(len(matrix.rows), 'operator')}: {measured}"
    if possible:
        share = 100 * states[MEASURED] / possible
        told += f" ({share:.1f} % of those that can be called here)"
    others = {
        MISSING: "need an extension (or a device) that was not there",
        NO_FORWARD: "have no forward",
        BASE_CLASS: "are made to be subclassed",
        FAILS: "do not run",
    }
    rest = [f"{states[state]} {words}" for state, words in others.items() if states[state]]
    return ", ".join([told, *rest]) + "."


def breaking(matrix: Matrix) -> str:
    """How many variations each compiler fails on, in a sentence."""
    verbs = {
        "default": "break by default",
        "fullgraph": "fail under fullgraph=True",
        "script": "fail under torch.jit.script",
    }
    parts = []
    for column, verb in verbs.items():
        known = [it for row in matrix.rows for it in row.measured if it.fails(column) is not None]
        if known:
            parts.append(f"{sum(bool(it.fails(column)) for it in known)} of {len(known)} {verb}")
    return ", ".join(parts) + "." if parts else ""


def toggled(cell: Cell) -> str:
    """Which arguments change the outcome, what happens then first."""
    by_word: dict[str, list[str]] = {}
    for word, text in cell.toggles:
        by_word.setdefault(word, []).append(f"`{text}`")
    return "; ".join(f"{word} with {', '.join(texts)}" for word, texts in by_word.items())
