"""The same for the batch vector."""

import torch
from torch import Tensor
from torch.nn import Linear

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, num_nodes: Tensor) -> Tensor:
        batch = torch.repeat_interleave(num_nodes, output_size=x.size(0))
        out = x.new_zeros(num_nodes.size(0), 32)
        return out.index_add_(0, batch, self.lin(x))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.full((n,), 10)) for n in (2, 3, 5)]
