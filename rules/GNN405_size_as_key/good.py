"""A parameter with a row for each: it is indexed in the graph."""

import torch
from torch import Tensor

OTHER_OUTPUT = "a row of a table, in place of a result that was kept"


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.randn(10, 16, 16))

    def forward(self, x: Tensor, num_graphs: int) -> Tensor:
        return x @ self.weight[num_graphs]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, int]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), n // 10) for n in (20, 30, 40, 50, 60)]
