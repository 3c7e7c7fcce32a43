"""A method of an object that is no module is a function like others."""

import torch


class Scale:
    def __init__(self, factor: float) -> None:
        self.factor = factor

    def apply(self, x: torch.Tensor) -> torch.Tensor:
        return self.factor * x


def run() -> torch.nn.Module:
    scale = Scale(0.5)
    return torch.jit.trace(scale.apply, (torch.ones(2, 3),))
