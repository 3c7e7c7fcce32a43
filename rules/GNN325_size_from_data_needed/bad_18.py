"""Messages of selected edges: a `BatchNorm1d` over them asks whether there are any."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class EdgeNet(MessagePassing):
    def __init__(self) -> None:
        super().__init__(aggr="max")
        self.mlp = torch.nn.Sequential(torch.nn.Linear(32, 16), torch.nn.BatchNorm1d(16))

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.propagate(edge_index, x=x)

    def message(self, x_i: Tensor, x_j: Tensor) -> Tensor:
        return self.mlp(torch.cat([x_i, x_j - x_i], dim=-1))  # expect: GNN325


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = EdgeNet()

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        kept = edge_index[:, edge_index[0] < edge_index[1]]  # expect: GNN320
        return self.conv(x, kept)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
