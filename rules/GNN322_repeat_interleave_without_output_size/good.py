"""The number of nodes is the size of `x`."""

import torch
from torch import Tensor
from torch.nn import Linear

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, state: Tensor, num_nodes: Tensor) -> Tensor:
        state = state.repeat_interleave(num_nodes, dim=0, output_size=x.size(0))
        return self.lin(x) * state


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.randn(n, 1), torch.full((n,), 10)) for n in (2, 3, 5)]
