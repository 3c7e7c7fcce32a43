"""Random graphs, half of which hide a clique."""

import torch
from torch_geometric.data import Data
from torch_geometric.utils import degree, erdos_renyi_graph, to_undirected

NUM_FEATURES = 8


def random_graph(num_nodes: int, has_clique: bool, clique_size: int = 8) -> Data:
    edge_index = erdos_renyi_graph(num_nodes, edge_prob=3 / num_nodes)
    extra = torch.combinations(torch.randperm(num_nodes)[:clique_size]).t()
    if not has_clique:
        # As many edges as a clique has, so that counting edges does not give the answer away.
        extra = torch.randint(num_nodes, extra.shape)
    edge_index = to_undirected(torch.cat([edge_index, extra], dim=1), num_nodes=num_nodes)

    x = torch.randn(num_nodes, NUM_FEATURES)
    x[:, 0] = degree(edge_index[0], num_nodes).log1p()
    return Data(x=x, edge_index=edge_index, y=torch.tensor([int(has_clique)]))


def random_graphs(num_graphs: int) -> list[Data]:
    sizes = torch.randint(20, 40, (num_graphs,)).tolist()
    return [random_graph(size, has_clique=i % 2 == 0) for i, size in enumerate(sizes)]
