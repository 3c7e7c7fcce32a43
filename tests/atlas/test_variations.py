"""Variations of operators made by hand, and the programs written of them."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from gnnlint.atlas.program import GROWING, direct, wrapped
from gnnlint.atlas.variations import Variation, candidates, is_input, variations
from gnnlint.verify.arguments import arguments
from gnnlint.verify.signature import Operator
from tests.atlas.made import CONV, SCATTER, TENSOR, parameter


def base(operator: Operator) -> Variation:
    return next(candidates(operator))


def keys(operator: Operator) -> set[str]:
    return {it.key for it in variations(base(operator))}


def test_the_base_gives_what_is_required() -> None:
    assert base(CONV).key == "GCNConv(16, 32)(x, edge_index)"
    assert base(SCATTER).key == "scatter(src, index)"


@pytest.mark.parametrize(
    "key",
    [
        "GCNConv(16, 32)(x, edge_index)",
        "GCNConv(16, 32, add_self_loops=False)(x, edge_index)",
        "GCNConv(16, 32, normalize=False)(x, edge_index)",
        'GCNConv(16, 32, flow="target_to_source")(x, edge_index)',
        "GCNConv(16, 32)(x, edge_index, edge_weight)",
        "GCNConv(16, 32)(x, edge_index=csr)",
        "GCNConv(16, 32)(x, edge_index=EdgeIndex)",
        "GCNConv(16, 32)(x, edge_index) in training",
        "GCNConv(16, 32, add_self_loops=False, normalize=False)(x, edge_index, edge_weight)",
    ],
)
def test_a_layer_is_varied_by(key: str) -> None:
    assert key in keys(CONV)


def test_what_is_the_default_anyway_is_no_variation() -> None:
    assert "GCNConv(16, 32, normalize=True)(x, edge_index)" not in keys(CONV)
    assert 'GCNConv(16, 32, flow="source_to_target")(x, edge_index)' not in keys(CONV)


def test_a_function_is_varied_by_its_sizes_and_options() -> None:
    found = keys(SCATTER)
    assert {"scatter(src, index, dim_size)", 'scatter(src, index, reduce="max")'} <= found
    assert not any("in training" in key for key in found)


def test_sizes_are_given_with_each_further_input() -> None:
    weighted = replace(
        SCATTER,
        name="lib.f",
        call=(*SCATTER.call, parameter("edge_weight", "Optional[Tensor]", "None")),
    )
    assert "f(src, index, dim_size, edge_weight)" in keys(weighted)


def test_what_belongs_together_is_given_together() -> None:
    pool = Operator(
        "lib.pool",
        "lib",
        "function",
        call=(
            parameter("x", TENSOR),
            parameter("batch", "Optional[Tensor]", "None"),
            parameter("batch_size", "Optional[int]", "None"),
        ),
    )
    assert {"pool(x, batch)", "pool(x, batch, batch_size)"} <= keys(pool)
    assert "pool(x, batch_size)" not in keys(pool)
    layer = replace(CONV, init=(*CONV.init, parameter("edge_dim", "Optional[int]", "None")))
    layer = replace(layer, call=(*layer.call, parameter("edge_attr", "Optional[Tensor]", "None")))
    assert "GCNConv(16, 32, edge_dim=8)(x, edge_index, edge_attr)" in keys(layer)
    assert "GCNConv(16, 32)(x, edge_index, edge_attr)" not in keys(layer)


def test_a_required_argument_that_may_be_none_is_left_out_once() -> None:
    pool = Operator(
        "lib.pool", "lib", "function",
        call=(parameter("x", TENSOR), parameter("batch", "Optional[Tensor]")),
    )  # fmt: skip
    assert keys(pool) == {"pool(x, batch)", "pool(x, batch=None)"}


def test_each_key_names_one_variation() -> None:
    for operator in CONV, SCATTER:
        found = variations(base(operator))
        assert (
            len({it.key for it in found})
            == len(found)
            == len({wrapped(it) for it in found})
            + sum(it.training for it in found if not wrapped(it).count(".train()"))
        )


def test_programs_are_python_and_define_both_functions() -> None:
    for operator in CONV, SCATTER:
        for variation in variations(base(operator)):
            for text in wrapped(variation), direct(variation):
                functions = [it for it in ast.parse(text).body if isinstance(it, ast.FunctionDef)]
                assert {"model", "inputs"} <= {it.name for it in functions}


def test_a_layer_is_called_by_a_typed_module() -> None:
    text = wrapped(base(CONV))
    assert "from torch_geometric.nn import GCNConv\n" in text
    assert "        self.layer = GCNConv(16, 32)\n" in text
    assert "    def forward(self, x: Tensor, edge_index: Tensor):\n" in text
    assert "        return self.layer(x, edge_index)\n" in text


def test_sizes_are_arguments_and_options_are_written_into_the_call() -> None:
    found = {it.key: it for it in variations(base(SCATTER))}
    sized = wrapped(found["scatter(src, index, dim_size)"])
    assert "def forward(self, src: Tensor, index: Tensor, dim_size: int):" in sized
    assert "return scatter(src, index, dim_size=dim_size)" in sized
    mean = wrapped(found['scatter(src, index, reduce="mean")'])
    assert "def forward(self, src: Tensor, index: Tensor):" in mean
    assert 'return scatter(src, index, reduce="mean")' in mean


def test_training_stands_in_the_program() -> None:
    found = {it.training: wrapped(it) for it in variations(base(CONV))}
    assert ".train()" in found[True] and ".eval()" in found[False]


def test_growing_sizes_are_those_of_the_program() -> None:
    assert f"SIZES = {list(GROWING)!r}" in wrapped(base(CONV), GROWING)


def test_definitions_come_with_what_names_them() -> None:
    with_mlp = base(CONV).with_init(in_channels="mlp(16, 32)")
    text = wrapped(with_mlp)
    assert text.index("import torch_geometric.nn as pyg") < text.index("def mlp(")


@pytest.mark.parametrize(
    ("expression", "answer"),
    [("torch.randn(n, 16)", True), ("g", True), ("(n, n)", True), ("True", False),
     ('"mean"', False), ("torch.float64", False)],
)  # fmt: skip
def test_what_an_input_is(expression: str, answer: bool) -> None:
    assert is_input(expression) is answer


def test_every_expression_of_the_data_file_parses() -> None:
    table = arguments()
    told = [
        *(
            it
            for value in table.call.values()
            for it in (value.values() if isinstance(value, dict) else [value])
        ),
        *table.init.values(),
        *(it.value for it in table.others),
        *(
            it
            for known in table.operators.values()
            for it in (*known.init.values(), *known.call.values())
        ),
        *(known.build for known in table.operators.values()),
    ]
    assert len(told) > 200
    for expression in filter(None, told):
        ast.parse(f"f({expression})")
    for definition in table.definitions.values():
        ast.parse(definition)
