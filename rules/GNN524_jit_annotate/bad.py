"""It was needed while Python had no annotations of variables. The compiled code is the same."""

import warnings
from typing import List

import torch
from torch import Tensor

EXPECT = ("RuntimeWarning", "the same code")


def rows(x: Tensor) -> List[Tensor]:
    found = torch.jit.annotate(List[Tensor], [])  # expect: GNN524
    found.append(x)
    return found


def annotated(x: Tensor) -> List[Tensor]:
    found: List[Tensor] = []
    found.append(x)
    return found


def run() -> None:
    texts = [torch.jit.script(it).code.replace(it.__name__, "") for it in (rows, annotated)]
    if texts[0] == texts[1]:
        warnings.warn("the same code", RuntimeWarning, stacklevel=1)
