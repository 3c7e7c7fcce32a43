"""The number that is asserted on was read before; with a constant message it would be captured."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        error = x.mean(dim=0).abs().max().item()  # expect: GNN301
        assert error < 10, f"the mean is not zero: {error}"  # expect: GNN310
        assert error > -1, "negative"
        return self.lin(x)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
