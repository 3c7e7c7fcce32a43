"""What asks for gradients that parameters have already, or have no more, changes nothing."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.weight = torch.nn.Parameter(torch.ones(16))
        self.act = torch.nn.ReLU()
        self.frozen = torch.nn.Linear(16, 16)
        self.frozen.weight.requires_grad = False
        self.frozen.bias.requires_grad_(False)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        self.weight.requires_grad_()
        self.conv.requires_grad_(True)
        self.act.requires_grad_(False)
        self.frozen.requires_grad_(False)
        return self.act(self.conv(self.frozen(x) * self.weight, edge_index))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
