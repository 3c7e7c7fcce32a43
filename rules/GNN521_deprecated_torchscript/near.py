"""Marks and questions of TorchScript do not warn, nor does a function of that name."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return x.relu()

    @torch.jit.ignore
    def tell(self, x: Tensor) -> Tensor:
        return x

    def forward(self, x: Tensor) -> Tensor:
        return self.encode(x) if torch.jit.is_scripting() else self.tell(x)


def script(model: torch.nn.Module) -> torch.nn.Module:
    return model


def run() -> torch.nn.Module:
    return script(Net())
