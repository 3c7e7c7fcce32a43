"""Some graphs of a batch."""

import torch
from torch import Tensor
from torch_geometric.data import Batch, Data
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, data: Batch) -> Tensor:
        few = data.index_select([0])  # expect: GNN386
        return self.conv(few[0].x, few[0].edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def graph(n: int) -> Data:
    return Data(x=torch.randn(n, 16), edge_index=torch.randint(n, (2, 4 * n)))


def inputs() -> list[tuple[Batch]]:
    torch.manual_seed(1)
    return [(Batch.from_data_list([graph(n), graph(n + 5)]),) for n in (20, 30, 50)]
