"""DIG: generation, self-supervision and explanation on graphs."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "dig",
    "dive-into-graphs",
    """
from torch_geometric.data import Batch, Data


def graphs(count, nodes, edges):
    made = []
    for _ in range(count):
        edge_index = torch.randint(0, nodes, (2, edges))
        made.append(Data(x=torch.randn(nodes, 16), edge_index=edge_index, num_nodes=nodes))
    return Batch.from_data_list(made)


def neighbours(count):
    pairs = torch.combinations(torch.arange(count))
    return torch.cat([pairs, pairs.flip(1)]).t()
""",
    {
        "data": "graphs(g, n // g, e // g)",
        "x": "torch.randn(n, 16)",
        "edge_index": "torch.randint(0, n, (2, e))",
        "batch": "torch.arange(n) * g // n",
        "dist": "torch.rand(e) * 4 + 0.1",
    },
    (
        ("sslgraph.utils.encoders", "GIN", "16, 8", "data"),
        ("sslgraph.utils.encoders", "GCN", "16, 8", "data"),
        ("sslgraph.utils.encoders", "Encoder", "16, 8, n_layers=2, node_level=True", "data"),
        (
            "sslgraph.evaluation.eval_graph",
            "PredictionModel",
            "torch.nn.Linear(16, 8), torch.nn.Linear(8, 2), 8, 2",
            "data=torch.randn(n, 16)",
        ),
        ("xgraph.models.models", "GlobalMeanPool", "", "x batch"),
        ("xgraph.models.utils", "ReadOut", "", "x; batch_index=torch.arange(n) * g // n"),
        ("ggraph3D.method.G_SphereNet.model.net_utils", "ST_Net_Exp", "16, 8", "x"),
    ),
)
