"""Modules without parameters may be made in forward as far as the compiler is concerned."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = torch.nn.ReLU()(self.conv(x, edge_index))
        out = torch.nn.LayerNorm(32, elementwise_affine=False)(out)
        return torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Softmax(dim=-1))(out)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
