"""The header of a Sequential may give a type, in which there may be commas."""

import torch
from torch import Tensor
from torch_geometric.nn import SAGEConv, Sequential


class Bipartite(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = Sequential(
            "x: tuple[Tensor, Tensor], edge_index",
            [(SAGEConv((8, 8), 4), "x, edge_index -> x")],
        )

    def forward(self, x: tuple[Tensor, Tensor], edge_index: Tensor) -> Tensor:
        return self.layers(x, edge_index)


def model() -> Bipartite:
    torch.manual_seed(0)
    return Bipartite()


def inputs() -> list[tuple[tuple[Tensor, Tensor], Tensor]]:
    torch.manual_seed(1)
    return [((torch.randn(6, 8), torch.randn(6, 8)), torch.randint(6, (2, 14)))]
