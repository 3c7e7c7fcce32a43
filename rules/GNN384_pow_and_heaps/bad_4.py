"""The layer of the greatest weight: `max` of a dict's items by a key."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weights = {"first": 1.0, "second": 2.0}
        self.convs = torch.nn.ModuleDict({name: GraphConv(16, 32) for name in self.weights})

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        name, weight = max(self.weights.items(), key=lambda it: it[1])  # expect: GNN384
        return self.convs[name](x, edge_index) * weight


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
