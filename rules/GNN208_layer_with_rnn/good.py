"""Concatenation (or the maximum) leaves the weighing to the next linear layer. It is another
function, to be trained anew.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv, JumpingKnowledge

OTHER_OUTPUT = "another layer, to be trained anew"


class JumpNet(torch.nn.Module):
    def __init__(self, in_channels: int, hidden_channels: int, out_channels: int) -> None:
        super().__init__()
        self.conv1 = GraphConv(in_channels, hidden_channels)
        self.conv2 = GraphConv(hidden_channels, hidden_channels)
        self.jump = JumpingKnowledge("cat")
        self.lin = torch.nn.Linear(2 * hidden_channels, out_channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        x1 = self.conv1(x, edge_index).relu()
        x2 = self.conv2(x1, edge_index).relu()
        return self.lin(self.jump([x1, x2]))


def model() -> JumpNet:
    torch.manual_seed(0)
    return JumpNet(16, 32, 4)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
