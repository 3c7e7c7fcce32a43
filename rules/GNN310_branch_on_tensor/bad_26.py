"""A test in an aggregation of one's own runs where the layer propagates."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing
from torch_geometric.nn.aggr import Aggregation


class Centered(Aggregation):
    def forward(self, x, index=None, ptr=None, dim_size=None, dim=-2):  # type: ignore
        if x.mean() > 0:  # expect: GNN310
            x = x - x.mean()
        return self.reduce(x, index, ptr, dim_size, dim, reduce="sum")


class Net(MessagePassing):
    def __init__(self) -> None:
        super().__init__(aggr=Centered())
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.propagate(edge_index, x=self.lin(x))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
