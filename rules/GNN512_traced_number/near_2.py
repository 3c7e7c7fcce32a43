"""Numbers of buffers and parameters; layers and functions that read none."""

import warnings

import torch
from torch import Tensor
from torch_geometric.nn import LayerNorm
from torch_geometric.utils import scatter, to_dense_batch


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("limit", torch.tensor(3.0))
        self.register_buffer("kinds", torch.arange(3))
        self.scale = torch.nn.Parameter(torch.full((3,), 2.0))
        self.norm = LayerNorm(3, mode="node")

    def pooled(self, x: Tensor, batch: Tensor, ptr: Tensor) -> Tensor:
        x = self.norm(x, batch).clamp(max=self.limit.item()) / float(self.scale.norm())
        dense, _ = to_dense_batch(x, batch, max_num_nodes=8, batch_size=ptr.size(0) - 1)
        kinds = scatter(torch.ones(3), self.kinds)
        return dense.sum(1) * kinds


def graphs(number: int) -> tuple[Tensor, Tensor, Tensor]:
    batch = torch.arange(number).repeat_interleave(4)
    return torch.rand(4 * number, 3), batch, torch.arange(0, 4 * number + 1, 4)


def run() -> None:
    net = Net()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        traced = torch.jit.trace_module(net, {"pooled": graphs(2)})
    given = graphs(5)
    if not torch.allclose(traced.pooled(*given), net.pooled(*given)):
        warnings.warn("another result", RuntimeWarning, stacklevel=1)
