"""A method of that name on a class that is no layer of PyG."""

import torch
from torch import Tensor


class Scale(torch.nn.Module):
    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def jittable(self) -> "Scale":
        return self

    def forward(self, x: Tensor) -> Tensor:
        return self.factor * x


def run() -> torch.jit.ScriptModule:
    return torch.jit.script(Scale(0.5).jittable())
