"""Dictionaries of tensors are known, and what only eager mode reads is skipped."""

from typing import Dict

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, data: Dict[str, Tensor]) -> Tensor:
        if not torch.jit.is_scripting():
            self.check(data)
        return data["x"] + 1

    def check(self, data):
        assert data.get("y") is None


def model():
    return Net()


def inputs():
    return [({"x": torch.ones(2, 3)},)]
