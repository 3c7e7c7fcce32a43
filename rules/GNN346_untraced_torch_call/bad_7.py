"""A part of the model is traced by TorchScript while the whole is compiled."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.lin = torch.nn.Linear(32, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        torch.jit.trace(self.lin, (torch.ones(2, 32),))  # expect: GNN346
        return self.lin(out)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
