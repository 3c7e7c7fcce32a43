"""A number read from a tensor picks a layer: which one has to be known."""

import torch
from torch import Tensor
from torch.nn import Linear, ModuleList


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = ModuleList(Linear(16, 16) for _ in range(5))

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        depth = int(batch.max()) % 5  # expect: GNN302
        return self.layers[depth](x)  # expect: GNN325


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
