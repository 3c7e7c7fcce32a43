"""With `size` the number of rows is known."""

import torch
from torch import Tensor
from torch.nn import BatchNorm1d
from torch_geometric.nn import global_mean_pool

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = BatchNorm1d(16)

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        return self.norm(global_mean_pool(x, batch, num_graphs))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10), n) for n in (2, 3, 5)]
