"""`minlength` is a lower bound: the result of `bincount` may still be longer."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        count = torch.bincount(batch, minlength=num_graphs)  # expect: GNN321
        out = x.new_zeros(num_graphs, 32).index_add_(0, batch, self.lin(x))
        return out / count.view(-1, 1)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10), n) for n in (2, 3, 5)]
