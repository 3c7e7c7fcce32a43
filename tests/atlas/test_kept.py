"""Every measured variation against what `check` says now: no compiler runs, only the static side.

docs/atlas.json tells how each ended; their programs are written anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gnnlint.atlas.comparison import compare, disagreements
from gnnlint.atlas.operator import PYG, listing_of
from gnnlint.atlas.program import wrapped
from gnnlint.atlas.record import Outcome, Record, record_of
from gnnlint.atlas.variations import Variation, candidates, variations
from gnnlint.verify import Children
from gnnlint.verify.signature import Operator

pytest.importorskip("torch_geometric")

KEPT = Path(__file__).parents[2] / "docs" / "atlas.json"


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(KEPT.read_text("utf-8"))
    return document


@pytest.fixture(scope="module")
def operators(children: Children, kept: dict[str, Any]) -> list[Operator]:
    found = listing_of(PYG, children).operators
    if any(children.environment.get(name) != it for name, it in kept["versions"].items()):
        pytest.skip("measured with other versions: `make atlas` renews docs/atlas.json")
    return found


def base_of(operator: Operator, known: dict[str, Any]) -> Variation | None:
    return next((it for it in candidates(operator) if it.key in known), None)


def records(operators: list[Operator], kept: dict[str, Any]) -> Iterator[Record]:
    for operator in operators:
        known = kept["operators"].get(operator.name, {})
        base = base_of(operator, known)
        for variation in variations(base) if base is not None else ():
            if variation.key in known:
                modes = {name: Outcome(it) for name, it in known[variation.key].items()}
                record = record_of(variation, wrapped(variation), kept["versions"])
                yield Record(**{**vars(record), "modes": modes})


def test_check_says_nothing_wrong_that_it_did_not_say_before(
    operators: list[Operator], kept: dict[str, Any]
) -> None:
    found = list(records(operators, kept))
    measured = sum(map(len, kept["operators"].values()))
    assert len(found) >= 0.98 * measured, "the variations have changed: run `make atlas`"
    answers = compare(found)
    wrong = {
        (it.record.operator, it.record.variation, it.question, it.verdict.value): it.says
        for it in disagreements(answers)
    }
    for known in map(tuple, kept["disagreements"]):
        wrong.pop(known, None)
    assert not wrong
    assert sum(it.shown for it in answers) > 0.2 * len(answers)


def test_enough_is_measured(kept: dict[str, Any]) -> None:
    """The figures that the documentation stands on."""
    assert len(kept["operators"]) >= 200
    assert sum(map(len, kept["operators"].values())) >= 700
