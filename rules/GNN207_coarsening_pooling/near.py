"""Poolings on dense tensors know their shapes."""

import torch
from torch import Tensor
from torch_geometric.nn import dense_diff_pool, dense_mincut_pool


class DensePools(torch.nn.Module):
    def __init__(self, channels: int, num_clusters: int) -> None:
        super().__init__()
        self.assign = torch.nn.Linear(channels, num_clusters)

    def forward(self, x: Tensor, adj: Tensor) -> Tensor:
        out, _, link_loss, _ = dense_diff_pool(x, adj, self.assign(x))
        cut, _, cut_loss, _ = dense_mincut_pool(x, adj, self.assign(x))
        return out + cut + link_loss + cut_loss


def model() -> DensePools:
    torch.manual_seed(0)
    return DensePools(16, 3)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(b, n, 16), torch.rand(b, n, n)) for b, n in ((3, 8), (4, 10), (5, 9))]
