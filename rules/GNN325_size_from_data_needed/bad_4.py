"""Without `size` the pooled tensor has as many rows as the data say: is it empty?"""

import torch
from torch import Tensor
from torch.nn import BatchNorm1d
from torch_geometric.nn import global_mean_pool

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = BatchNorm1d(16)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        pooled = global_mean_pool(x, batch)  # expect: GNN201
        return self.norm(pooled)  # expect: GNN325


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
