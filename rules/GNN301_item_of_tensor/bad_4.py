"""A number given as a tensor without dimensions is known to fullgraph=True."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, num_graphs: Tensor) -> Tensor:
        count = num_graphs.item()  # expect: GNN301
        out = self.lin(x)
        return out * 2 if count > 4 else out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.tensor(n)) for n in (2, 3, 5)]
