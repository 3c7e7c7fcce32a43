"""In a model the call stands where the layer is made."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

EXPECT = ("UserWarning", "'GraphConv.jittable' is deprecated")


class Net(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv = GraphConv(in_channels, out_channels).jittable()  # expect: GNN501

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.conv(x, edge_index).relu()


def run() -> torch.jit.ScriptModule:
    return torch.jit.script(Net(16, 8))
