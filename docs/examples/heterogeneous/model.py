"""Predicts the topic of a paper from who wrote it, where it appeared and what it cites.

Every node type has an encoder of its own, every relation a GraphSAGE layer of its own; the
messages of all relations that arrive at a node are summed.
"""

import torch
import torch.nn.functional as F
import torch_geometric.transforms as T
from torch import Tensor
from torch.nn import Linear, ModuleDict, ModuleList
from torch_geometric.data import HeteroData
from torch_geometric.nn import HeteroConv, SAGEConv

NUM_TOPICS = 3
CHANNELS = {"paper": 16, "author": 8, "venue": 4}
RELATIONS = [
    ("paper", "cites", "paper"),
    ("author", "writes", "paper"),
    ("paper", "rev_writes", "author"),
    ("venue", "publishes", "paper"),
    ("paper", "rev_publishes", "venue"),
]


class HeteroGNN(torch.nn.Module):
    def __init__(self, hidden_channels: int, out_channels: int, num_layers: int = 2) -> None:
        super().__init__()
        self.encoders = ModuleDict(
            {node_type: Linear(size, hidden_channels) for node_type, size in CHANNELS.items()}
        )
        self.convs = ModuleList()
        for _ in range(num_layers):
            conv = HeteroConv(
                {relation: SAGEConv(hidden_channels, hidden_channels) for relation in RELATIONS},
                aggr="sum",
            )
            self.convs.append(conv)
        self.lin = Linear(hidden_channels, out_channels)

    def forward(
        self, x_dict: dict[str, Tensor], edge_index_dict: dict[tuple[str, str, str], Tensor]
    ) -> Tensor:
        x_dict = {key: self.encoders[key](x).relu() for key, x in x_dict.items()}
        for conv in self.convs:
            x_dict = conv(x_dict, edge_index_dict)
            x_dict = {
                key: F.dropout(x.relu(), p=0.5, training=self.training)
                for key, x in x_dict.items()
            }
        return self.lin(x_dict["paper"])


def citation_network(num_papers: int) -> HeteroData:
    """Papers of NUM_TOPICS topics; authors, venues and citations mostly keep to one topic."""
    count = {"paper": num_papers, "author": num_papers // 2, "venue": 2 * NUM_TOPICS}
    topic = {key: torch.randint(NUM_TOPICS, (size,)) for key, size in count.items()}

    data = HeteroData()
    for key, size in CHANNELS.items():
        data[key].x = torch.randn(count[key], size)
    data["paper"].x[:, :NUM_TOPICS] += 0.5 * F.one_hot(topic["paper"], NUM_TOPICS)
    data["paper"].y = topic["paper"]

    for src, name, dst, degree in [
        ("paper", "cites", "paper", 4),
        ("author", "writes", "paper", 2),
        ("venue", "publishes", "paper", 1),
    ]:
        alike = topic[src].view(-1, 1) == topic[dst]
        probability = torch.where(alike, 1.0, 0.1) * degree * NUM_TOPICS / count[src]
        edges = torch.rand(count[src], count[dst]) < probability
        data[src, name, dst].edge_index = edges.nonzero().t().contiguous()
    return T.ToUndirected()(data)


def model() -> HeteroGNN:
    torch.manual_seed(0)
    return HeteroGNN(32, NUM_TOPICS)


def inputs() -> list[tuple[dict[str, Tensor], dict[tuple[str, str, str], Tensor]]]:
    torch.manual_seed(1)
    networks = [citation_network(num_papers) for num_papers in (20, 30, 50)]
    return [(network.x_dict, network.edge_index_dict) for network in networks]
