"""An aggregation is a module as well; Dynamo cannot make it."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, SumAggregation


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        aggr = SumAggregation()  # expect: GNN341
        return aggr(out, edge_index[0].clamp(max=9).sort().values[: x.size(0)], dim_size=10)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
