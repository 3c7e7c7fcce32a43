"""By indices instead of a mask the number of hits is the number of indices."""

import torch
from torch import Tensor
from torch_geometric.utils import index_to_mask, select
from torch_geometric.utils.map import map_index


class Selected(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)

    def forward(self, x: Tensor, subset: Tensor) -> Tensor:
        out = self.lin(select(x, subset, 0))
        position, _ = map_index(subset, subset, max_index=x.size(0), inclusive=True)
        rest = x.masked_fill(index_to_mask(subset, x.size(0)).view(-1, 1), 0.0)
        return out[position].mean() + rest.mean()


def model() -> Selected:
    torch.manual_seed(0)
    return Selected(16, 4)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randperm(n)[: n // 2]) for n in (24, 40, 31)]
