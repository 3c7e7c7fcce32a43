"""Dtype, device, strides and the modes of the compiler are known while tracing."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        if out.dtype == torch.promote_types(x.dtype, out.dtype) and out.stride(-1) == 1:
            out = out * 2
        if torch.is_grad_enabled() and not torch.cuda.is_available() and out.is_contiguous():
            out = out + 1
        if out.device.type == "cpu" and out.get_device() == -1:
            out = out - 1
        return out.relu().to(torch.get_default_dtype())


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
