"""`to_hetero` turns a model into one for several types of nodes and edges. Behind it stands a module
whose dictionaries have triples of names for keys, and TorchScript knows none of those.
"""

import torch
from torch import Tensor
from torch_geometric.nn import GraphSAGE, to_hetero

TYPES = ["author", "paper"]
RELATIONS = [("author", "writes", "paper"), ("paper", "written_by", "author")]


class Rated(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int) -> None:
        super().__init__()
        gnn = GraphSAGE((in_channels, in_channels), out_channels, num_layers=2)
        self.gnn = to_hetero(gnn, (TYPES, RELATIONS))

    def forward(
        self, x_dict: dict[str, Tensor], edge_index_dict: dict[tuple[str, str, str], Tensor]
    ) -> Tensor:
        return self.gnn(x_dict, edge_index_dict)["paper"]  # expect: GNN150


def model() -> Rated:
    torch.manual_seed(0)
    return Rated(16, 8)


def random_graph(authors: int, papers: int, num_edges: int) -> tuple[dict, dict]:
    x_dict = {"author": torch.randn(authors, 16), "paper": torch.randn(papers, 16)}
    writes = torch.stack(
        [torch.randint(authors, (num_edges,)), torch.randint(papers, (num_edges,))]
    )
    return x_dict, dict(zip(RELATIONS, (writes, writes.flip(0)), strict=True))


def inputs() -> list[tuple[dict, dict]]:
    torch.manual_seed(1)
    return [random_graph(24, 30, 70), random_graph(40, 35, 130), random_graph(31, 50, 90)]
