"""Names and numbers are ordered while tracing; `max` and `min` of tensors are traced."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        parts = {"out": self.conv(x, edge_index), "in": self.conv(x, edge_index.flip(0))}
        ordered = [parts[name] for name in sorted(parts)]
        by_name = sorted(parts.items(), key=lambda item: item[0])
        widest = max([3, 1, 2], key=lambda n: -n)
        limit = max(ordered[0].sum(), ordered[1].sum())
        return by_name[0][1] * widest + limit + min(x.sum(), 1.0)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
