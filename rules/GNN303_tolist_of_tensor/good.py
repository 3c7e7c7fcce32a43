"""The nodes of each graph are summed by an index instead of being split off."""

import torch
from torch import Tensor
from torch.nn import Linear

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, num_nodes: Tensor) -> Tensor:
        ends = num_nodes.cumsum(0)
        in_first = (torch.arange(x.size(0), device=x.device) < ends[0:1]).to(x.dtype).view(-1, 1)
        out = self.lin(x)
        first = (out * in_first).sum(dim=0) / num_nodes[0:1]
        second = (out * (1 - in_first)).sum(dim=0) / num_nodes[1:2]
        return first - second


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(20, 16), torch.tensor([12, 8])),
        (torch.randn(30, 16), torch.tensor([10, 20])),
        (torch.randn(50, 16), torch.tensor([24, 26])),
    ]
