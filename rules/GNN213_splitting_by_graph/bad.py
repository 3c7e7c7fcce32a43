"""Work on one graph after the other needs their sizes as Python ints: without `batch_size` not even
fullgraph takes it.
"""

import torch
from torch import Tensor
from torch_geometric.utils import unbatch

SAME_OUTPUT = True


class Centred(torch.nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(channels, channels)

    def forward(self, x: Tensor, batch: Tensor, num_graphs: int) -> Tensor:
        graphs = unbatch(x, batch)  # expect: GNN213
        out = torch.cat([graph - graph.mean(dim=0) for graph in graphs])  # expect: GNN403
        return self.lin(out)


def model() -> Centred:
    torch.manual_seed(0)
    return Centred(16)


def random_batch(num_nodes: int, num_graphs: int) -> tuple[Tensor, Tensor, int]:
    x = torch.randn(num_nodes, 16)
    batch = torch.arange(num_nodes) * num_graphs // num_nodes
    return x, batch, num_graphs


def inputs() -> list[tuple[Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [random_batch(24, 3), random_batch(40, 4), random_batch(31, 5)]
