"""`random_` is the one random method that is not traced."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        noise = torch.empty(x.size(0), dtype=torch.long).random_(5)  # expect: GNN352
        return self.conv(x + 0.1 * noise.view(-1, 1), edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
