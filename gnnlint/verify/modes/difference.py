"""How far two outputs lie apart."""

from __future__ import annotations

import math
from typing import Any

import torch
import torch._dynamo
from torch.utils._pytree import tree_leaves

from gnnlint.verify.program import Program


def difference_to_eager(program: Program, output: Any) -> float | None:
    """Largest absolute difference to a fresh model run without the compiler."""
    try:
        with torch._dynamo.config.patch(disable=True):
            expected = program.inputs()[0].call(program.model())
    except Exception:
        return None
    return difference(expected, output)


def difference(one: Any, other: Any) -> float | None:
    """Largest absolute difference between two outputs; infinite where their shapes differ."""
    ones, others = _numbers(one), _numbers(other)
    if not ones and not others:
        return None
    if len(ones) != len(others):
        return math.inf
    return max(_leaf_difference(a, b) for a, b in zip(ones, others, strict=True))


def _numbers(output: Any) -> list[Any]:
    """The tensors and numbers in an output; PyG's data objects as dictionaries."""
    plain = output.to_dict() if hasattr(output, "to_dict") else output
    return [leaf for leaf in tree_leaves(plain) if isinstance(leaf, torch.Tensor | float | int)]


def _leaf_difference(one: Any, other: Any) -> float:
    with torch.no_grad():
        a, b = torch.as_tensor(one), torch.as_tensor(other)
        if a.layout != torch.strided or b.layout != torch.strided:
            a, b = a.to_dense(), b.to_dense()
        if a.shape != b.shape:
            return math.inf
        if a.numel() == 0:
            return 0.0
        kind = torch.complex128 if a.is_complex() else torch.float64
        a, b = a.to(kind), b.to(kind)
        gap = (a - b).abs()
        same = (a == b) | (a.isnan() & b.isnan())
        worst = float(torch.where(same, torch.zeros_like(gap), gap).max())
        return math.inf if math.isnan(worst) else worst
