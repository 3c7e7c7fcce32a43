"""Lenses: what the compilers make of each model, over the line that defines it."""

from __future__ import annotations

from dataclasses import replace

from lsprotocol import types

from gnnlint.finding import Model, Place
from gnnlint.server.commands import EXPLAIN
from gnnlint.server.outcome import Outcome
from gnnlint.server.positions import Positions


def lenses(outcome: Outcome, uri: str, positions: Positions) -> list[types.CodeLens]:
    """A lens a model."""
    return [
        types.CodeLens(
            positions.range_of(_first_line(model.place), outcome.lines),
            types.Command(said, EXPLAIN, arguments=[uri, model.name]),
        )
        for model, said in zip(outcome.models, outcome.readiness, strict=True)
        if said
    ]


def _first_line(place: Place) -> Place:
    """The start of a place, to the end of its line: a lens may not span more."""
    return replace(place, end_line=place.line, end_column=place.column)


def explained(model: Model, said: str) -> str:
    """What is known of a model, and what could not be followed."""
    lines = [f"{model.name}: {said}"]
    for gap in model.gaps[:_MOST]:
        lines.append(f"not followed in line {gap.place.line}: {gap.reason}")
    if len(model.gaps) > _MOST:
        lines.append(f"and {len(model.gaps) - _MOST} more")
    return "\n".join(lines)


_MOST = 5
