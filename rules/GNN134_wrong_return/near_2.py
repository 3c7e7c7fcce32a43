"""PyG writes the code of a Sequential when it is made: its `Any` says nothing of what it returns."""

import torch
from torch import Tensor
from torch_geometric.nn import SAGEConv, Sequential


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = Sequential(
            "x, edge_index",
            [(SAGEConv(2, 4), "x, edge_index -> x"), torch.nn.ReLU(), torch.nn.Linear(4, 2)],
        )

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.layers(x, edge_index)


def model():
    torch.manual_seed(0)
    return Net()


def inputs():
    return [(torch.arange(8.0).view(4, 2), torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]]))]
