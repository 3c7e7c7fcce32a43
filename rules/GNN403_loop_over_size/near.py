"""Numbers that follow the batch, but no loop does: they stay symbolic. The other loops have a fixed
number of rounds.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self, num_layers: int = 2) -> None:
        super().__init__()
        self.num_layers = num_layers
        self.convs = torch.nn.ModuleList(GraphConv(16, 16) for _ in range(num_layers))
        self.tokens = torch.nn.Parameter(torch.randn(3, 16))

    def forward(
        self, x: Tensor, edge_index: Tensor, num_nodes: int, hidden: list[Tensor]
    ) -> Tensor:
        for i in range(self.num_layers):
            x = self.convs[i](x, edge_index).relu()
        for i in range(self.tokens.size(0)):
            x = x + self.tokens[i]
        for _ in range(x.dim()):
            x = 2 * x
        row, col = edge_index.unbind(0)
        parts = [part.sum(dim=0) for part in x.chunk(4)]
        for h in hidden:
            x = x + h.mean()
        ones = x.new_ones(num_nodes, 1) * num_nodes
        return torch.stack(parts).sum() * x[row][:num_nodes] + (x[col] + ones.sum()).mean()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, int, list[Tensor]]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.randint(n, (2, 4 * n)), n, [torch.randn(n, 8) for _ in range(3)])
        for n in (20, 30, 40, 50, 60)
    ]
