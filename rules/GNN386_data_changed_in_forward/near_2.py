"""What does not look at the edges, and keeps to tensors."""

import torch
from torch import Tensor
from torch_geometric.data import Batch, Data
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, data: Batch) -> Tensor:
        data = data.to("cpu").contiguous()
        x = data["x"] if "x" in data and len(data) > 1 else data.x
        out = self.conv(x, data.edge_index) / data.num_features / data.num_edges / data.num_graphs
        for key in data.keys():
            out = out + len(key)
        sizes = data.ptr[1:] - data.ptr[:-1]
        return out + sizes.sum() + getattr(data, "x").mean()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def graph(n: int) -> Data:
    return Data(x=torch.randn(n, 16), edge_index=torch.randint(n, (2, 4 * n)))


def inputs() -> list[tuple[Batch]]:
    torch.manual_seed(1)
    return [(Batch.from_data_list([graph(n), graph(n + 5)]),) for n in (20, 30, 50)]
