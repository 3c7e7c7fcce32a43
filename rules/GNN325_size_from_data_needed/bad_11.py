"""A list with a number that was read from a tensor becomes a tensor again."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        num_graphs = int(batch.max()) + 1  # expect: GNN302
        sizes = torch.as_tensor([num_graphs, 16])  # expect: GNN325
        return self.lin(x) * sizes.prod()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
