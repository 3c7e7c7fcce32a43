"""Compositions of operators: what they are made of, and what is told of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from gnnlint.atlas.program import wrapped
from gnnlint.atlas.record import Outcome, Record, record_of
from gnnlint.atlas.variations import Variation
from gnnlint.verify.signature import Operator, Parameter
from tests.accuracy.compositions import page
from tests.accuracy.compositions.forms import FORMS_OF_FUNCTIONS, FORMS_OF_LAYERS
from tests.accuracy.compositions.measuring import record_of as record_of_composition
from tests.accuracy.compositions.parts import part_of
from tests.accuracy.compositions.programs import QUESTIONS, Composition, compositions

X = Parameter("x", "Tensor")
EDGES = Parameter("edge_index", "Tensor")
WIDTH = Parameter("in_channels", "int")

LAYER = Operator("torch_geometric.nn.GraphConv", "conv", "layer", (WIDTH,), (X, EDGES))
LINEAR = Operator("torch_geometric.nn.Linear", "dense", "layer", (WIDTH,), (X,))
FUNCTION = Operator("torch_geometric.utils.degree", "utils", "function", (), (X, EDGES))
POOL = Operator("torch_geometric.nn.global_add_pool", "pool", "function", (), (X,))

VARIATIONS = (
    Variation(
        LAYER,
        (("in_channels", "16"), ("out_channels", "32"), ("aggr", '"max"')),
        (("x", "torch.randn(n, 16)"), ("edge_index", "torch.randint(0, n, (2, e))")),
    ),
    Variation(
        LINEAR, (("in_channels", "8"), ("out_channels", "32")), (("x", "torch.randn(n, 8)"),)
    ),
    Variation(FUNCTION, (), (("index", "torch.randint(0, n, (e,))"), ("num_nodes", "n"))),
    Variation(POOL, (), (("x", "torch.randn(n, 16)"), ("batch", "torch.arange(n) * g // n"))),
)


def measured(variation: Variation, failing: Sequence[str] = ()) -> Record:
    modes = {it: Outcome("fails" if it in failing else "ok") for it in ("eager", *QUESTIONS)}
    record = record_of(variation, wrapped(variation), {"torch": "2.13.0"})
    return Record(**{**vars(record), "modes": modes})


RECORDS = [*map(measured, VARIATIONS[:3]), measured(VARIATIONS[3], QUESTIONS)]


@pytest.fixture(scope="module")
def made() -> list[Composition]:
    return [*compositions(RECORDS, 300, 0)]


def test_a_seed_always_makes_the_same_compositions() -> None:
    one, other = [*compositions(RECORDS, 30, 7)], [*compositions(RECORDS, 30, 7)]
    assert one == other
    assert {it.name for it in one} != {it.name for it in compositions(RECORDS, 30, 8)}


def test_a_part_has_other_numbers_than_the_atlas() -> None:
    part = part_of(RECORDS[0])
    assert part.is_layer
    assert dict(part.members)["layer"] == "GraphConv(24, out_channels=40, aggr='max')"
    assert [it.value for it in part.inputs] == [
        "torch.randn(n, 24)",
        "torch.randint(0, n, (2, e))",
    ]


def test_every_form_is_written(made: list[Composition]) -> None:
    assert {form for it in made for form in it.forms} == {*FORMS_OF_LAYERS, *FORMS_OF_FUNCTIONS}


def test_every_other_composition_holds_an_operator_that_fails(made: list[Composition]) -> None:
    failing = RECORDS[3].variation
    assert [failing in it.operators for it in made[:20]] == [False, True] * 10


def test_operators_of_one_mode_stand_together() -> None:
    trained = [measured(Variation(**{**vars(it), "training": True})) for it in VARIATIONS]
    for it in compositions([*RECORDS, *trained], 60, 0):
        assert len({"in training" in name for name in it.operators}) == 1


RUN = """\
import importlib, pathlib, sys
for file in sorted(pathlib.Path(sys.argv[1]).glob("*.py")):
    sys.path.insert(0, str(file.parent))
    module = importlib.import_module(file.stem)
    for arguments in module.inputs():
        module.model()(*arguments)
"""


@pytest.mark.skipif(find_spec("torch_geometric") is None, reason="needs torch_geometric")
def test_they_run(made: list[Composition], tmp_path: Path) -> None:
    for it in made[:120]:
        (tmp_path / f"{it.name}.py").write_text(it.source, encoding="utf-8")
    subprocess.run([sys.executable, "-c", RUN, str(tmp_path)], check=True, timeout=300)


def test_the_page_counts_what_agrees() -> None:
    made = [*compositions(RECORDS, 6, 0)]
    records = []
    for it in made:
        record = record_of_composition(it)
        modes = {one: Outcome("ok") for one in ("eager", *QUESTIONS)}
        if RECORDS[3].variation in it.operators:
            modes["default"] = Outcome("breaks")
        records.append(Record(**{**vars(record), "modes": modes}))
    told = page.section(made, records, everything=True)
    assert "| torch.compile |" in told
    assert "3 of 6 |" in told
    assert "None." in told
