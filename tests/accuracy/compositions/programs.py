"""Compositions: the same ones for the same records and seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from gnnlint.atlas.comparison import fails
from gnnlint.atlas.record import MEASURED, Record
from tests.accuracy.compositions.forms import FORMS_OF_FUNCTIONS, FORMS_OF_LAYERS
from tests.accuracy.compositions.parts import Part, part_of
from tests.accuracy.compositions.writing import Draft

#: The ways to fail, by the atlas's names.
QUESTIONS = ("default", "fullgraph", "script")


@dataclass(frozen=True)
class Composition:
    """A model of a few operators."""

    source: str
    operators: tuple[str, ...]  # variations of the atlas
    forms: tuple[str, ...]
    training: bool = False

    @property
    def name(self) -> str:
        """By what it says: compositions of one name are the same."""
        return f"net_{hashlib.sha256(self.source.encode()).hexdigest()[:10]}"


def compositions(records: Sequence[Record], number: int, seed: int) -> Iterator[Composition]:
    """So many compositions of what was measured.

    Every other one holds an operator that fails in one of the ways, in turn; all others hold
    operators that are clean in that way.
    """
    random = Random(seed)
    measured = sorted(_usable(records), key=lambda it: it.identity)
    seen: set[str] = set()
    while len(seen) < number:
        question = QUESTIONS[len(seen) // 2 % len(QUESTIONS)]
        made = _composition(random, _chosen(random, measured, question, bool(len(seen) % 2)))
        if made.name not in seen:
            seen.add(made.name)
            yield made


def _usable(records: Sequence[Record]) -> Iterator[Record]:
    for it in records:
        if it.state == MEASURED and all(it.fails(one) is not None for one in QUESTIONS):
            yield it


def _chosen(
    random: Random, records: Sequence[Record], question: str, failing: bool
) -> list[Record]:
    """Two or three operators of one mode, of which one or none fails."""
    first = random.choice([it for it in records if fails(it, question) is failing])
    others = [
        it
        for it in records
        if not fails(it, question)
        and it.training is first.training
        and it.operator != first.operator
    ]
    chosen = [first, *random.sample(others, random.choice((1, 1, 2)))]
    random.shuffle(chosen)
    return chosen


def _composition(random: Random, records: Sequence[Record]) -> Composition:
    draft = Draft(random, training=records[0].training)
    forms = [_write(draft, part_of(it), number) for number, it in enumerate(records)]
    return Composition(
        draft.source(),
        tuple(it.variation for it in records),
        tuple(forms),
        draft.training,
    )


def _write(draft: Draft, part: Part, number: int) -> str:
    """Write a part in some form; the name of the form."""
    known = FORMS_OF_LAYERS if part.is_layer else FORMS_OF_FUNCTIONS
    name = draft.random.choice(list(known))
    own = draft.admit(part, number)
    draft.body.append(f"out_{number} = {known[name](draft, own, number)}")
    draft.results.append(f"out_{number}")
    return name
