"""Nodes of the training set, selected in forward."""

import torch
from torch import Tensor
from torch_geometric.utils import mask_select


SAME_OUTPUT = True


class Supervised(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, train_mask: Tensor) -> Tensor:
        out = self.lin(x).logsumexp(dim=-1)
        return mask_select(out, 0, train_mask).mean()  # expect: GNN215


def model() -> Supervised:
    torch.manual_seed(0)
    return Supervised(16, 4)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.rand(n) > 0.5) for n in (24, 40, 31)]
