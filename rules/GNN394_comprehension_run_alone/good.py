"""Without self-loops in the layers nothing breaks, and the comprehension is inlined."""

import torch
from torch import Tensor
from torch.nn import Linear, ModuleDict, ModuleList
from torch_geometric.nn import GCNConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lins = ModuleDict({"user": Linear(16, 32), "item": Linear(16, 32)})
        self.convs = ModuleList([GCNConv(32, 32, add_self_loops=False) for _ in range(2)])

    def forward(self, x_dict: dict[str, Tensor], edge_index: Tensor) -> Tensor:
        x_dict = {key: self.lins[key](x) for key, x in x_dict.items()}
        x = torch.cat([x_dict["user"], x_dict["item"]])
        for conv in self.convs:
            x = conv(x, edge_index)
        return x


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[dict[str, Tensor], Tensor]]:
    torch.manual_seed(1)
    return [
        ({key: torch.randn(n, 16) for key in ("user", "item")}, torch.randint(2 * n, (2, 4 * n)))
        for n in (20, 30, 50)
    ]
