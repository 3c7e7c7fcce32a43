"""The data brings the self-loops: then nothing breaks, and the comprehension is inlined."""

import torch
import torch_geometric.transforms as T
from torch import Tensor
from torch.nn import Linear, ModuleDict, ModuleList
from torch_geometric.data import Data
from torch_geometric.nn import GCNConv

SAME_OUTPUT = True


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
    complete = T.AddRemainingSelfLoops()
    batches = []
    for n in (20, 30, 50):
        x_dict = {key: torch.randn(n, 16) for key in ("user", "item")}
        data = Data(edge_index=torch.randint(2 * n, (2, 4 * n)), num_nodes=2 * n)
        batches.append((x_dict, complete(data).edge_index))
    return batches
