"""The kernels of torch_scatter are bound to a name for all devices (``torch::RegisterOperators``),
so they run while tracing as well, on tensors that hold no data.

Where torch_scatter is not installed, a stand-in registers an operator the same way.
"""

import sys
from importlib.util import find_spec
from types import ModuleType

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv

SAME_OUTPUT = True


def stand_in() -> ModuleType:
    """An operator that asks for its arguments' data, as every kernel does."""

    def kernel(src: Tensor, index: Tensor, dim: int, dim_size: int) -> tuple[Tensor, Tensor]:
        assert src.data_ptr() and index.data_ptr()
        shape = index.unsqueeze(-1).expand_as(src)
        out = src.new_zeros(dim_size, src.size(1)).scatter_reduce(
            dim, shape, src, "amax", include_self=False
        )
        return out, out.long()

    library = torch.library.Library("torch_scatter_stand_in", "FRAGMENT")
    library.define(
        "scatter_max(Tensor src, Tensor index, int dim, int dim_size) -> (Tensor, Tensor)"
    )
    library.impl("scatter_max", kernel, "CompositeImplicitAutograd")
    module = ModuleType("torch_scatter")
    module.library = library
    module.scatter_max = torch.ops.torch_scatter_stand_in.scatter_max
    return module


if find_spec("torch_scatter") is None:
    sys.modules["torch_scatter"] = stand_in()

from torch_scatter import scatter_max  # noqa: E402


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        out = self.conv(x, edge_index)
        highest, _ = scatter_max(out, batch, dim=0, dim_size=num_graphs)  # expect: GNN217
        return highest


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.randint(n, (2, 4 * n)), torch.arange(n) * g // n, g)
        for n, g in ((20, 3), (30, 4), (50, 5))
    ]
