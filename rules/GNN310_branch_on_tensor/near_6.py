"""Numbers of tensors that the constructor has read: the compiler finds them ready, in lists too."""

import torch
from torch import Tensor
from torch.nn import Linear, ModuleList
from torch.nn.functional import dropout


class Block(torch.nn.Module):
    def __init__(self, rate: float) -> None:
        super().__init__()
        self.lin = Linear(16, 16)
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        x = self.lin(x)
        if self.rate > 0:
            x = dropout(x, self.rate, self.training)
        return x


class Net(torch.nn.Module):
    def __init__(self, num_layers: int = 3) -> None:
        super().__init__()
        self.rates = [rate.item() for rate in torch.linspace(0, 0.1, num_layers)]
        self.blocks = ModuleList(Block(rate) for rate in self.rates)
        self.marked = [torch.ones(num_layers).nonzero()]

    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = block(x)
        if self.rates[-1] > 0.05 and self.marked[0].size(0) > 2:
            x = x.relu()
        return x


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
