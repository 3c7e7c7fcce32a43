"""Reading `.data`, and writing into it in place, are traced.

So is assigning to that of an argument, a parameter or a buffer.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.shift = torch.zeros(16)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        self.conv.lin_rel.weight.data.mul_(0.5)
        self.conv.lin_root.weight.data = self.conv.lin_root.weight.data / 2
        self.shift.data = self.shift + 1
        x.data = x - self.shift
        return self.conv(x.data, edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
