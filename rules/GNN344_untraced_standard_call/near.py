"""Functions of the standard library that Dynamo computes while it traces."""

import itertools
import operator
import re
from functools import partial, reduce

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        layer = partial(self.conv, edge_index=edge_index)
        power = reduce(operator.mul, itertools.islice(itertools.count(1), 3))
        if re.match("graph", "graphs"):
            power = power + len(list(itertools.permutations("abc")))
        return layer(x) * power


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
