"""Python's own machinery, traced as it stands: nothing of it breaks the graph."""

import itertools
from functools import lru_cache

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


@lru_cache
def offset(width: int) -> float:
    return width**0.5


def combined(*parts: Tensor, **scales: float) -> Tensor:
    out = parts[0]
    for part in parts[1:]:
        out = out + part * scales["scale"]
    return out


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convs = torch.nn.ModuleList([GraphConv(16, 16), GraphConv(16, 16)])

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        try:
            if x.dim() != 2:
                raise ValueError("nodes by features")
            first = self.convs[0](x, edge_index)
        except ValueError:
            first = x
        kept = []
        for place, (conv, factor) in enumerate(zip(self.convs, (1.0, 2.0))):
            kept.append(conv(first, edge_index) * factor + place)
        for a, b in itertools.product((1, 2), (3, 4)):
            first = first + a * b
        by_name = {"first": first, **{str(i): it for i, it in enumerate(kept)}}
        by_name["last"] = by_name.pop("1")
        doubled = map(lambda it: it * 2, by_name.values())
        return combined(first, *doubled, scale=offset(16)) + sum(it.mean() for it in kept)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
