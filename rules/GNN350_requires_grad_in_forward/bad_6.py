"""On an intermediate it breaks only where what leaves the graph wants a gradient."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x = x.detach().requires_grad_()  # expect: GNN350
        return self.conv(x, edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
