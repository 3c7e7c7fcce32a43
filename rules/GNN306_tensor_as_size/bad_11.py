"""How many nodes there are, as a tensor: a function of torch_geometric makes a tensor of that size."""

import torch
from torch import Tensor
from torch.nn import Linear
from torch_geometric.utils import degree


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        counts = degree(batch, batch.max() + 1)  # expect: GNN306
        return self.lin(x) * counts[batch].view(-1, 1)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.arange(n) // 10) for n in (20, 30, 50)]
