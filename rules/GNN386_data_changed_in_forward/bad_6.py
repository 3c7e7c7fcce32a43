"""A batch cut into its graphs."""

import torch
from torch import Tensor
from torch_geometric.data import Batch, Data
from torch_geometric.nn import GraphConv


def graph(n: int) -> Data:
    return Data(x=torch.randn(n, 16), edge_index=torch.randint(n, (2, 4 * n)))


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, data: Batch) -> Tensor:
        graphs = data.to_data_list()  # expect: GNN386
        return self.conv(graphs[0].x, graphs[0].edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Batch]]:
    torch.manual_seed(1)
    return [(Batch.from_data_list([graph(10), graph(20)]),) for _ in range(3)]
