"""How wide the steps of a range are, the data say: there may be none."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        count = int(batch.max()) + 1  # expect: GNN302
        first = torch.arange(0, 12, step=count)  # expect: GNN325
        return self.lin(x)[first]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.arange(n) * 3 // n) for n in (20, 30, 50)]
