"""Over the items of a ModuleDict."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.acts = torch.nn.ModuleDict({"a": torch.nn.ELU(), "b": torch.nn.ReLU()})

    def forward(self, x: Tensor) -> Tensor:
        for key, act in self.acts.items():
            x = act(x)
        return x


def model():
    return Net()


def inputs():
    return [(torch.arange(-3.0, 3.0).view(2, 3),)]
