"""Constants have a largest one by a key, in lists, dicts and ranges; without a key sizes have one."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weights = {"first": 1.0, "second": 2.0}

    def forward(self, x: Tensor) -> Tensor:
        first = max([1, 3], key=lambda it: -it)
        second = max([1, 2], default=0) + max(range(3), key=lambda it: -it)
        third = max(y.size(0) for y in (x, x[:3])) + max(self.weights.values())
        return x * first + second + third + max(1, 2, key=lambda it: -it)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
