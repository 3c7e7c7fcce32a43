"""Python numbers that numpy computed, and what an array says of itself."""

import numpy as np
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.width = int(np.prod([4, 4]))
        self.scale = float(np.sqrt(32))
        self.levels = np.array([2, 4]).tolist()
        self.table = np.arange(4)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        rows = x.detach().numpy()
        out = self.conv(x, edge_index)
        if self.width > 8 and self.scale > 2 and self.levels[0] > 1 and self.table.size:
            out = out / self.scale
        for _ in range(int(np.log2(self.width))):
            out = out + 1
        return out if rows.ndim == 2 and len(rows) > 3 and rows.size > 3 else -out


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
