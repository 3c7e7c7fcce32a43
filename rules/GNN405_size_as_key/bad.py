"""A dict is asked for the number itself, so Dynamo guards on its value; a cache by size saves no
work, it costs a compilation.
"""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)
        self.cache: dict[int, Tensor] = {}

    def forward(self, x: Tensor) -> Tensor:
        num_nodes = x.size(0)
        if num_nodes not in self.cache:  # expect: GNN405
            return self.lin(x)
        return self.lin(x) + 1


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 40, 50, 60)]
