"""Without a batch vector one graph is given a leading dimension, which needs no bounds."""

import torch
from torch import Tensor
from torch_geometric.utils import to_dense_batch


class SingleGraph(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        dense, mask = to_dense_batch(self.lin(x))
        return (dense * mask.unsqueeze(-1)).sum(dim=1)


def model() -> SingleGraph:
    torch.manual_seed(0)
    return SingleGraph(16)


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (24, 40, 31)]
