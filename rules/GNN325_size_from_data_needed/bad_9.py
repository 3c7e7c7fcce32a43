"""GATConv asks whether there are edges; GATv2Conv does not."""

import torch
from torch import Tensor
from torch_geometric.nn import GATConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GATConv(16, 32, add_self_loops=False)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        kept = edge_index[:, edge_index[0] < edge_index[1]]  # expect: GNN320
        return self.conv(x, kept)  # expect: GNN325


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
