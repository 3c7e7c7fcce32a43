"""A dense adjacency matrix written at the edges."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        adj = x.new_zeros(x.size(0), x.size(0))
        adj[edge_index[0], edge_index[1]] = 1.0
        return self.lin(adj @ x)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
