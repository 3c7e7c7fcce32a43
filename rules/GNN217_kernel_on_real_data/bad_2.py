"""Neighbours are searched by a kernel, too, and the edges are new at each call.

Where torch_cluster is not installed, a stand-in registers an operator the same way.
"""

import sys
from importlib.util import find_spec
from types import ModuleType

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


def stand_in() -> ModuleType:
    """An operator that asks for its arguments' data, as every kernel does."""

    def kernel(x: Tensor, k: int) -> Tensor:
        assert x.data_ptr()
        near = torch.cdist(x, x).topk(k, largest=False).indices
        return torch.stack([near.flatten(), torch.arange(x.size(0)).repeat_interleave(k)])

    library = torch.library.Library("torch_cluster_stand_in", "FRAGMENT")
    library.define("knn_graph(Tensor x, int k) -> Tensor")
    library.impl("knn_graph", kernel, "CompositeImplicitAutograd")
    module = ModuleType("torch_cluster")
    module.library = library
    module.knn_graph = torch.ops.torch_cluster_stand_in.knn_graph
    return module


if find_spec("torch_cluster") is None:
    sys.modules["torch_cluster"] = stand_in()

from torch_cluster import knn_graph  # noqa: E402


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        edge_index = knn_graph(x, 4)  # expect: GNN217
        return self.conv(x, edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
