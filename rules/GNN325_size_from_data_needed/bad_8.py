"""`math.log` needs the number itself; `math.sqrt` and `**` are captured."""

import math

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        num_graphs = int(batch.max()) + 1  # expect: GNN302
        scale = math.sqrt(num_graphs) * num_graphs**0.5
        return self.lin(x) * scale / math.log(num_graphs)  # expect: GNN325


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
