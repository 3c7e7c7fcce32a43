"""Reading the environment, joining paths and asking for devices are traced."""

import os

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> tuple[Tensor, str]:
        out = self.conv(x, edge_index)
        if os.environ.get("GNN_SCALE") == "1" or "GNN_HALF" in os.environ:
            out = out / 2
        if torch.cuda.is_available():
            out = out.cuda()
        path = os.path.join("weights", os.getenv("GNN_RUN", "first"))
        return out, path


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
