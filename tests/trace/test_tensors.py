"""What the functions of torch return."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint import library
from gnnlint.trace import tensors
from gnnlint.trace.bound import Bound
from gnnlint.trace.value import Tensor, Tuple, Value, may_be_tensor
from tests.trace.tracing import net, trace_net


def returned(name: str) -> Value:
    signatures = library.signatures(f"torch.{name}")
    return tensors.result(name, None, Bound(), signatures[0])


@pytest.mark.parametrize(
    "name",
    ["load", "get_default_device", "manual_seed", "is_storage", "vmap", "sym_max", "sym_int"],
)
def test_what_is_no_tensor_is_taken_for_none(name: str) -> None:
    assert not may_be_tensor(returned(name))


def test_tuples_of_tensors_in_either_spelling() -> None:
    for name in ("pca_lowrank", "sort"):
        found = returned(name)
        assert isinstance(found, Tuple)
        assert found.items and all(isinstance(it, Tensor) for it in found.items)


@pytest.mark.parametrize(
    ("call", "shown"), [("h.norm()", True), ("h.sum()", True), ("h.clone()", False)]
)
def test_a_method_shows_that_what_was_assumed_is_a_tensor(
    tmp_path: Path, call: str, shown: bool
) -> None:
    body = f"h = x\nif flag > 3:\n    h = h + 1\nm = float({call})\nreturn m"
    (taken,) = trace_net(tmp_path, net(body, parameters="x, flag")).named("builtins.float")
    assert taken.call is not None
    value = taken.call.value("x")
    assert isinstance(value, Tensor)
    assert (value.assumed is None) is shown
