"""The number of graphs breaks the graph where it is read first; after that it is known."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        x = self.lin(x)
        num_graphs = batch.max() + 1
        total = torch.zeros((num_graphs, x.size(1)))  # expect: GNN306
        total = total.index_add_(0, batch, x)
        count = torch.zeros(num_graphs, 1).index_add_(0, batch, torch.ones(x.size(0), 1))
        return total / count


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
