"""The same layers in their other modes."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphSAGE, JumpingKnowledge, SAGEConv


class OtherModes(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gnn = GraphSAGE(channels, channels, num_layers=2, jk="max")
        self.conv1 = SAGEConv(channels, channels, aggr="max")
        self.conv2 = SAGEConv(channels, channels, aggr="softmax")
        self.jump = JumpingKnowledge("max")

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x = self.gnn(x, edge_index)
        return self.jump([self.conv1(x, edge_index), self.conv2(x, edge_index)])


def model() -> OtherModes:
    torch.manual_seed(0)
    return OtherModes(16)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
