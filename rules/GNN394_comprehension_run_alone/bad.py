"""The layers break inside the loop, so `forward` runs eagerly. The comprehension, which would have
been inlined, becomes a frame of its own that is handed a half-used iterator."""

import torch
from torch import Tensor
from torch.nn import Linear, ModuleDict, ModuleList
from torch_geometric.nn import GCNConv

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lins = ModuleDict({"user": Linear(16, 32), "item": Linear(16, 32)})
        self.convs = ModuleList([GCNConv(32, 32), GCNConv(32, 32)])

    def forward(self, x_dict: dict[str, Tensor], edge_index: Tensor) -> Tensor:
        x_dict = {key: self.lins[key](x) for key, x in x_dict.items()}  # expect: GNN394
        x = torch.cat([x_dict["user"], x_dict["item"]])
        for conv in self.convs:
            x = conv(x, edge_index)  # expect: GNN203
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
