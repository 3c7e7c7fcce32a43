"""Forces as the gradient of an energy, taken inside of forward."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 1)

    def forward(self, x: Tensor) -> Tensor:
        energy = self.lin(x).tanh().sum()
        force = torch.autograd.grad([energy], [x], create_graph=True)[0]  # expect: GNN360
        assert force is not None
        return force


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16, requires_grad=True),) for n in (20, 30, 50)]
