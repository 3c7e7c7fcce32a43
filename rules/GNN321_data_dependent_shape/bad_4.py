"""How many clusters there are depends on the labels."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, cluster: Tensor) -> Tensor:
        index = torch.unique(cluster, return_inverse=True)[1]  # expect: GNN321
        out = x.new_zeros(x.size(0), 32)
        return out.index_add_(0, index, self.lin(x))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
