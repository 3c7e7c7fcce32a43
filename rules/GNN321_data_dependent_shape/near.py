"""These keep a known shape."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        index = torch.nonzero_static(out.sum(dim=-1) > 0, size=4, fill_value=0).view(-1)
        top = out.sum(dim=-1).topk(4).indices
        out = out.masked_scatter(out > 10, torch.zeros_like(out))
        seen = torch.isin(edge_index[0], top)
        return out[index] + out[top] + torch.where(seen, 1.0, 0.0).mean()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
