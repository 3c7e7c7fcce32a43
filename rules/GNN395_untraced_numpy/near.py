"""These are traced: there and back breaks nothing."""

import numpy as np
import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        rows = x.detach().cpu().numpy()
        scale = np.linalg.norm(rows, axis=1, keepdims=True).clip(1e-3)
        rows = np.where(rows > 0, rows / scale, 0).astype(np.float32)
        rows[rows > 1] = 0
        assert rows.shape[0] == x.size(0) and rows.ndim == 2, "one row for each node"
        noise = np.concatenate([rows, np.zeros_like(rows)]).mean() * np.sqrt(8)
        if rows.shape[0] > 5 and len(rows) > 5 and rows.size > 5:
            rows = np.maximum(rows, np.percentile(rows, 5))
        return self.conv(torch.from_numpy(rows), edge_index) + noise


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
