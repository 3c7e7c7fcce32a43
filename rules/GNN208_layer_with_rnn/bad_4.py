"""A layer of one's own with `aggr="lstm"` breaks where it calls `propagate`."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class OrderedConv(MessagePassing):
    def __init__(self, channels: int) -> None:
        super().__init__(
            aggr="lstm", aggr_kwargs={"in_channels": channels, "out_channels": channels}
        )
        self.lin = torch.nn.Linear(channels, channels)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        # propagate_type: (x: Tensor)
        out = self.propagate(edge_index, x=self.lin(x))  # expect: GNN208
        return out + x


def model() -> OrderedConv:
    torch.manual_seed(0)
    return OrderedConv(16)


def random_graph(num_nodes: int, num_edges: int) -> tuple[Tensor, Tensor]:
    x = torch.randn(num_nodes, 16)
    edge_index = torch.randint(num_nodes, (2, num_edges))
    edge_index = edge_index[:, edge_index[1].argsort()]  # the LSTM wants them by target
    return x, edge_index


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [random_graph(24, 70), random_graph(40, 130), random_graph(31, 90)]
