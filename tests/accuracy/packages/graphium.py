"""graphium: large models of molecules."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "graphium",
    "graphium",
    """
from torch_geometric.data import Batch, Data
from graphium.nn.pyg_layers import GINConvPyg


def graphs(count, nodes, edges):
    made = []
    for _ in range(count):
        made.append(
            Data(
                feat=torch.randn(nodes, 16),
                edge_feat=torch.randn(edges, 16),
                edge_index=torch.randint(0, nodes, (2, edges)),
                rwse=torch.randn(nodes, 8),
                laplacian_eigvec=torch.randn(nodes, 4),
                laplacian_eigval=torch.randn(nodes, 4),
                num_nodes=nodes,
            )
        )
    return Batch.from_data_list(made)
""",
    {
        "batch": "graphs(g, n // g, e // g)",
        "g": "graphs(g, n // g, e // g)",
        "h": "torch.randn(n, 16)",
        "h_prev": "torch.randn(n, 16)",
        "x": "torch.randn(n, 16)",
        "edge_index": "torch.randint(0, n, (2, e))",
    },
    (
        ("nn.pyg_layers.gin_pyg", "GINConvPyg", "16, 16", "batch"),
        ("nn.pyg_layers.gin_pyg", "GINEConvPyg", '16, 16, normalization="layer_norm"', "batch"),
        ("nn.pyg_layers.gcn_pyg", "GCNConvPyg", "16, 16", "batch"),
        (
            "nn.pyg_layers.mpnn_pyg",
            "MPNNPlusPyg",
            "16, 16, in_dim_edges=16, out_dim_edges=16",
            "batch",
        ),
        ("nn.base_layers", "FCLayer", '16, 32, normalization="batch_norm"', "h"),
        ("nn.base_layers", "MLP", '16, 32, 8, depth=3, normalization="layer_norm"', "h"),
        (
            "nn.base_layers",
            "DropPath",
            "0.2",
            "input=torch.randn(n, 16); batch_idx=torch.arange(n) * g // n",
        ),
        ("nn.ensemble_layers", "EnsembleFCLayer", "16, 32, num_ensemble=3", "h"),
        (
            "nn.ensemble_layers",
            "EnsembleMLP",
            '16, 32, 8, num_ensemble=3, depth=2, reduction="mean"',
            "h",
        ),
        (
            "nn.residual_connections",
            "ResidualConnectionWeighted",
            "[16, 16, 16]",
            "h; h_prev; step_idx=1",
        ),
        ("nn.residual_connections", "ResidualConnectionConcat", "", "h; h_prev; step_idx=1"),
        (
            "nn.architectures.global_architectures",
            "FeedForwardNN",
            '16, 8, [32, 32], residual_type="simple"',
            "h",
        ),
        (
            "nn.architectures.pyg_architectures",
            "FeedForwardPyg",
            '16, 8, [16, 16], layer_type="pyg:gin"',
            "g",
        ),
        ("nn.encoders.mlp_encoder", "MLPEncoder", '["rwse"], ["feat"], 8, 16, 16, 2', "batch"),
        (
            "nn.encoders.laplace_pos_encoder",
            "LapPENodeEncoder",
            '["laplacian_eigvec", "laplacian_eigval"], ["feat"], 4, 16, 16, 2',
            "batch",
        ),
        (
            "nn.encoders.signnet_pos_encoder",
            "SimpleGIN",
            "16, 32, 8, 2",
            "x edge_index",
        ),
        ("nn.pyg_layers.dimenet_pyg", "ResidualLayer", '16, "relu"', "x"),
    ),
)
