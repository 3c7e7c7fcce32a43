"""The number of nodes is counted with."""

import torch
from torch import Tensor
from torch_geometric.data import Batch, Data
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, data: Data) -> Tensor:
        out = self.conv(data.x, data.edge_index)
        return out + data.num_nodes * 2  # expect: GNN386


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def graph(nodes: int) -> Data:
    return Data(x=torch.randn(nodes, 16), edge_index=torch.randint(nodes, (2, 4 * nodes)))


def inputs() -> list[tuple[Data]]:
    torch.manual_seed(1)
    return [(Batch.from_data_list([graph(n), graph(n + 1)]),) for n in (10, 15, 25)]
