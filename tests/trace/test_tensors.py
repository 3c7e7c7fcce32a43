"""What the functions of torch return."""

from __future__ import annotations

import pytest

from gnnlint import library
from gnnlint.trace import tensors
from gnnlint.trace.bound import Bound
from gnnlint.trace.value import Tensor, Tuple, Value, may_be_tensor


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
