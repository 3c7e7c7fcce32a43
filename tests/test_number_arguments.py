"""Numbers that operators read from tensors: what the table says of them, asked of Dynamo again."""

from __future__ import annotations

import json
from importlib.util import find_spec

import pytest

from gnnlint.library.numbers import FILE, number_arguments

pytestmark = pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")

STEP = 12
"""Of so many functions one is asked of in each run."""


def table() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("name", sorted(table())[::STEP])
def test_dynamo_does_what_the_table_says(name: str) -> None:
    from gnnlint.verify.number_arguments import ask, examples, has_row

    found = {it.parameter: ask(it) for it in examples([name]) if not has_row(it)}
    assert {key: effect for key, effect in found.items() if effect} == table()[name]


def test_operators_that_take_tensors_are_not_in_it() -> None:
    from gnnlint.verify.number_arguments import examples

    taking = {"torch.Tensor.clamp": "min", "torch.Tensor.fill_": "value", "torch.mul": "other"}
    for name, parameter in taking.items():
        assert parameter in {it.parameter for it in examples([name])}, "it can be asked"
        assert parameter not in number_arguments(name)


def test_what_rules_speak_of_is_left_to_them() -> None:
    from gnnlint.verify.number_arguments import examples, has_row

    sizes = [it for it in examples(["torch.zeros"]) if it.parameter == "size"]
    assert sizes and all(map(has_row, sizes))
    assert "size" not in number_arguments("torch.zeros")
