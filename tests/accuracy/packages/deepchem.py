"""DeepChem: chemistry, biology and quantum mechanics."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "deepchem",
    "deepchem",
    """
from torch_geometric.data import Batch, Data


def crystals(count, nodes, edges):
    made = []
    for _ in range(count):
        made.append(
            Data(
                x=torch.randn(nodes, 16),
                edge_index=torch.randint(0, nodes, (2, edges)),
                edge_attr=torch.randn(edges, 8),
                global_features=torch.randn(1, 4),
                num_nodes=nodes,
            )
        )
    return Batch.from_data_list(made)
""",
    {
        "x": "torch.randn(n, 16)",
    },
    (
        (
            "models.torch_models.layers",
            "MultilayerPerceptron",
            '16, 4, (8, 8), batch_norm=True, skip_connection=True, activation_fn="relu"',
            "x",
        ),
        ("models.torch_models.layers", "CNNModule", "2, 16, 1", "inputs=torch.randn(g, 20, 16)"),
        ("models.torch_models.layers", "HighwayLayer", "16", "x"),
        (
            "models.torch_models.layers",
            "GraphNetwork",
            "16, 8, 4",
            (
                "node_features=torch.randn(n, 16); edge_index=torch.randint(0, n, (2, e)); "
                "edge_features=torch.randn(e, 8); global_features=torch.randn(g, 4); "
                "batch=torch.arange(n) * g // n"
            ),
        ),
        (
            "models.torch_models.layers",
            "WeaveGather",
            "3, 16",
            "inputs=[torch.rand(n, 16), torch.arange(n) * 3 // n]",
        ),
        (
            "models.torch_models.layers",
            "DTNNStep",
            "16, 8, 12",
            (
                "inputs=[torch.randn(n, 16), torch.randn(e, 8), torch.randint(0, n, (e,)), "
                "torch.randint(0, n, (e,))]"
            ),
        ),
        (
            "models.torch_models.layers",
            "DTNNGather",
            "16, 4, [8]",
            "inputs=[torch.randn(n, 16), torch.arange(n) * g // n]",
        ),
        (
            "models.torch_models.layers",
            "MXMNetGlobalMessagePassing",
            "16",
            (
                "node_features=torch.randn(n, 16); edge_attributes=torch.randn(e, 16); "
                "edge_indices=torch.randint(0, n, (2, e))"
            ),
        ),
        (
            "models.torch_models.layers",
            "EncoderRNN",
            "30, 16, 1",
            "input=torch.randint(0, 30, (g, 12))",
        ),
        (
            "models.torch_models.layers",
            "CombineMeanStd",
            "",
            "inputs=[torch.randn(n, 4), torch.rand(n, 4)]",
        ),
        (
            "models.torch_models.layers",
            "WeightedLinearCombo",
            "2",
            "inputs=[torch.randn(n, 4), torch.rand(n, 4)]",
        ),
        (
            "models.torch_models.layers",
            "GatedRecurrentUnit",
            "16",
            "inputs=[torch.randn(n, 16), torch.randn(n, 16)]",
        ),
        ("models.torch_models.layers", "MATEmbedding", "16, 8", "x"),
        ("models.torch_models.layers", "ScaleNorm", "0.35", "x"),
        ("models.torch_models.attention", "SelfAttention", "16, 4", "X=torch.randn(n, 16)"),
        (
            "models.torch_models.attention",
            "ScaledDotProductAttention",
            "",
            (
                "query=torch.randn(g, 9, 16); key=torch.randn(g, 9, 16); "
                "value=torch.randn(g, 9, 16); mask=torch.ones(g, 9, 9)"
            ),
        ),
        (
            "models.torch_models.megnet",
            "MEGNet",
            "16, 8, 4",
            "pyg_batch=crystals(g, n // g, e // g)",
        ),
        (
            "models.torch_models.readout",
            "GroverReadout",
            '"self_attention", in_features=16, attn_hidden_size=8, attn_out_size=2',
            (
                "graph_embeddings=torch.randn(n, 16); "
                "scope=[(i * (n // g), n // g) for i in range(g)]"
            ),
        ),
        (
            "models.torch_models.gnn",
            "LocalGlobalDiscriminator",
            "16",
            "x; summary=torch.randn(n, 16)",
        ),
        ("models.torch_models.molgan", "BasicMolGANGenerator", "", "inputs=torch.randn(g, 10)"),
        (
            "models.torch_models.dtnn",
            "DTNN",
            "2, n_hidden=16",
            (
                "inputs=[torch.randint(1, 9, (n,)), torch.randn(e, 100), "
                "torch.arange(n) * g // n, torch.randint(0, n, (e,)), torch.randint(0, n, (e,))]"
            ),
        ),
    ),
)
