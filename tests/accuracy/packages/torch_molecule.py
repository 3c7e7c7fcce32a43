"""torch-molecule: properties and generation of molecules."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "torch_molecule",
    "torch-molecule",
    """
from torch_geometric.data import Batch, Data


def graphs(count, nodes, edges):
    made = []
    for _ in range(count):
        made.append(
            Data(
                x=torch.zeros(nodes, 9, dtype=torch.long),
                edge_index=torch.randint(0, nodes, (2, edges)),
                edge_attr=torch.zeros(edges, 3, dtype=torch.long),
                y=torch.rand(1, 2),
                morgan=torch.zeros(1, 1024),
                maccs=torch.zeros(1, 167),
                num_nodes=nodes,
            )
        )
    return Batch.from_data_list(made)
""",
    {
        "batched_data": "graphs(g, n // g, e // g)",
        "x": "torch.randn(n, 16)",
        "edge_index": "torch.randint(0, n, (2, e))",
        "edge_attr": "torch.zeros(e, 3, dtype=torch.long)",
        "X": "torch.randn(g, 9, 16)",
        "E": "torch.randn(g, 9, 9, 8)",
        "y": "torch.randn(g, 4)",
        "node_mask": "torch.arange(9).expand(g, 9) < 7",
        "adj": "torch.ones(g, 9, 9)",
        "flags": "torch.ones(g, 9)",
    },
    (
        ("nn.gnn", "AtomEncoder", "16", "x=torch.zeros(n, 9, dtype=torch.long)"),
        ("nn.gnn", "GINConv", "16", "x edge_index edge_attr"),
        ("nn.gnn", "GCNConv", "16", "x edge_index edge_attr"),
        ("encoder.infograph.module", "FF", "16", "x"),
        ("generator.gdss.layers", "DenseGCNConv", "16, 8", "x=torch.randn(g, 9, 16); adj"),
        (
            "generator.gdss.layers",
            "Attention",
            "16, 8, 8, num_heads=2",
            "x=torch.randn(g, 9, 16); adj; flags",
        ),
        (
            "generator.gdss.model",
            "ScoreNetworkX",
            "16, 2, 8",
            "x=torch.randn(g, 9, 16); adj; flags",
        ),
        ("generator.digress.transformer", "NodeEdgeBlock", "16, 8, 4, 2", "X E y node_mask"),
        ("generator.digress.transformer", "XEyTransformerLayer", "16, 8, 4, 2", "X E y node_mask"),
        ("generator.digress.transformer", "Etoy", "8, 4", "E"),
        (
            "generator.graph_dit.transformer",
            "AttentionBlock",
            "16, 2",
            "x=torch.randn(g, 9, 16); c=torch.randn(g, 16); node_mask",
        ),
        ("predictor.gnn.model", "GNN", "2, 2, 16", "batched_data"),
        (
            "predictor.gnn.model",
            "GNN",
            (
                '2, 2, 16, gnn_type="gcn", norm_layer="instance_norm", graph_pooling="mean", '
                "augmented_feature=None"
            ),
            "batched_data",
        ),
        ("predictor.dir.model", "DIR", "2, 2, hidden_size=16", "batched_data"),
        ("predictor.ssr.model", "SSR", "2, 2, hidden_size=16", "batched_data"),
        ("predictor.rpgnn.model", "RPGNN", "2, 2, 9, fixed_size=8, hidden_size=16", "batched_data"),
        ("predictor.grea.model", "GREA", "2, 2, hidden_size=16", "batched_data"),
        (
            "predictor.smiles_transformer.model",
            "Transformer",
            "2, 30, 16, 2, 1, 20, 0.0",
            "batched_input=torch.randint(0, 30, (g, 20))",
        ),
        (
            "predictor.lstm.model",
            "LSTM",
            "2, 30, 8, 16, 20",
            "batched_input=torch.randint(0, 30, (g, 20))",
        ),
        ("encoder.sand.nn.quantizer", "ProductQuantizer", "16, 4, codebook_size=8", "x"),
    ),
)
