"""Compared with the numbers of the graphs, whose count is an argument and stays symbolic."""

import torch
from torch import Tensor
from torch.nn import Linear

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        graphs = torch.arange(num_graphs, device=batch.device).view(-1, 1)
        return (batch == graphs).to(x.dtype) @ self.lin(x)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10), n) for n in (2, 3, 5)]
