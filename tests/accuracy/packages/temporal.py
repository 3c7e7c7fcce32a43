"""PyTorch Geometric Temporal: graphs that change over time."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "torch_geometric_temporal",
    "torch-geometric-temporal",
    """
def ring(n):
    nodes = torch.arange(n)
    return torch.stack([nodes.repeat(2), torch.cat([nodes.roll(1), nodes.roll(-1)])])
""",
    {
        "X": "torch.randn(n, 16)",
        "edge_index": "torch.randint(0, n, (2, e))",
        "edge_weight": "torch.rand(e)",
        "lambda_max": "torch.tensor(2.0)",
    },
    (
        (
            "nn.attention.astgcn",
            "ASTGCN",
            "2, 4, 3, 8, 8, 1, 6, 12, 20",
            "X=torch.randn(g, 20, 4, 12); edge_index=torch.randint(0, 20, (2, e))",
        ),
        (
            "nn.attention.astgcn",
            "ASTGCNBlock",
            "4, 3, 8, 8, 1, 20, 12",
            "X=torch.randn(g, 20, 4, 12); edge_index=torch.randint(0, 20, (2, e))",
        ),
        (
            "nn.attention.astgcn",
            "ChebConvAttention",
            "16, 8, 3",
            (
                "x=torch.randn(g, n, 16); edge_index; spatial_attention=torch.rand(g, n, n); "
                "lambda_max"
            ),
        ),
        ("nn.attention.astgcn", "SpatialAttention", "4, 20, 12", "X=torch.randn(g, 20, 4, 12)"),
        ("nn.attention.astgcn", "TemporalAttention", "4, 20, 12", "X=torch.randn(g, 20, 4, 12)"),
        (
            "nn.attention.mstgcn",
            "MSTGCN",
            "2, 4, 3, 8, 8, 1, 6, 12",
            "X=torch.randn(g, n, 4, 12); edge_index",
        ),
        (
            "nn.attention.mstgcn",
            "MSTGCNBlock",
            "4, 3, 8, 8, 1",
            "X=torch.randn(g, n, 4, 12); edge_index",
        ),
        (
            "nn.attention.stgcn",
            "STConv",
            "20, 4, 8, 16, 3, 2",
            "X=torch.randn(g, 12, 20, 4); edge_index=torch.randint(0, 20, (2, e)); edge_weight",
        ),
        ("nn.attention.stgcn", "TemporalConv", "4, 8", "X=torch.randn(g, 12, 20, 4)"),
        (
            "nn.attention.mtgnn",
            "MTGNN",
            (
                "True, True, 2, 20, [2, 3], 3, 0.1, 5, 8, 1, 8, 8, 16, 32, 12, 4, 6, 2, 0.05, "
                "3.0, True"
            ),
            "X_in=torch.randn(g, 4, 20, 12)",
        ),
        ("nn.attention.mtgnn", "GraphConstructor", "20, 5, 8, 3.0", "idx=torch.arange(20)"),
        (
            "nn.attention.mtgnn",
            "MixProp",
            "8, 8, 2, 0.1, 0.05",
            "X=torch.randn(g, 8, n, 12); A=torch.rand(n, n)",
        ),
        (
            "nn.attention.mtgnn",
            "DilatedInception",
            "8, 8, [2, 3], 1",
            "X_in=torch.randn(g, 8, n, 12)",
        ),
        (
            "nn.attention.gman",
            "SpatialAttention",
            "2, 4, 0.1",
            "X=torch.randn(g, 12, 20, 8); STE=torch.randn(g, 12, 20, 8)",
        ),
        (
            "nn.attention.gman",
            "GMAN",
            "1, 2, 4, 12, 0.1, 24, True, False",
            "X=torch.randn(g, 12, 20); SE=torch.randn(20, 8); TE=torch.randint(0, 7, (g, 24, 2))",
        ),
        (
            "nn.attention.gman",
            "TransformAttention",
            "2, 4, 0.1",
            (
                "X=torch.randn(g, 12, 20, 8); STE_his=torch.randn(g, 12, 20, 8); "
                "STE_pred=torch.randn(g, 6, 20, 8)"
            ),
        ),
        (
            "nn.attention.tsagcn",
            "AAGCN",
            "4, 8, torch.randint(0, 20, (2, 60)), 20",
            "x=torch.randn(g, 4, 12, 20)",
        ),
        ("nn.attention.tsagcn", "UnitTCN", "4, 8", "x=torch.randn(g, 4, 12, 20)"),
        (
            "nn.attention.dnntsp",
            "MaskedSelfAttention",
            "16, 8, 2",
            "input_tensor=torch.randn(g, 12, 16)",
        ),
        (
            "nn.attention.dnntsp",
            "WeightedGCNBlock",
            "16, [8], 8",
            (
                "node_features=torch.randn(12, 16); edge_index=torch.randint(0, 12, (2, e)); "
                "edges_weight=torch.rand(e)"
            ),
        ),
        (
            "nn.recurrent.agcrn",
            "AGCRN",
            "20, 4, 8, 2, 4",
            "X=torch.randn(g, 20, 4); E=torch.randn(20, 4)",
        ),
        (
            "nn.recurrent.agcrn",
            "AVWGCN",
            "4, 8, 2, 4",
            "X=torch.randn(g, 20, 4); E=torch.randn(20, 4)",
        ),
        (
            "nn.recurrent.attentiontemporalgcn",
            "A3TGCN",
            "4, 8, 3",
            "X=torch.randn(n, 4, 3); edge_index; edge_weight",
        ),
        (
            "nn.recurrent.attentiontemporalgcn",
            "A3TGCN2",
            "4, 8, 3, 2",
            "X=torch.randn(2, n, 4, 3); edge_index; edge_weight",
        ),
        (
            "nn.recurrent.dcrnn",
            "DCRNN",
            "16, 8, 2",
            "X; edge_index=ring(n); edge_weight=torch.rand(2 * n)",
        ),
        (
            "nn.recurrent.dcrnn",
            "DConv",
            "16, 8, 2",
            "X; edge_index=ring(n); edge_weight=torch.rand(2 * n)",
        ),
        (
            "nn.recurrent.dcrnn",
            "BatchedDCRNN",
            "4, 8, 2",
            "X=torch.randn(g, 12, 20, 4); edge_index=ring(20); edge_weight=torch.rand(40)",
        ),
        ("nn.recurrent.dygrae", "DyGrEncoder", '16, 2, "mean", 8, 1', "X edge_index edge_weight"),
        (
            "nn.recurrent.evolvegcnh",
            "EvolveGCNH",
            "20, 16",
            "X=torch.randn(20, 16); edge_index=torch.randint(0, 20, (2, e)); edge_weight",
        ),
        ("nn.recurrent.evolvegcno", "EvolveGCNO", "16", "X edge_index edge_weight"),
        ("nn.recurrent.gc_lstm", "GCLSTM", "16, 8, 2", "X edge_index edge_weight"),
        ("nn.recurrent.gconv_gru", "GConvGRU", "16, 8, 2", "X edge_index edge_weight"),
        (
            "nn.recurrent.gconv_lstm",
            "GConvLSTM",
            '16, 8, 2, normalization="rw"',
            "X edge_index edge_weight lambda_max",
        ),
        (
            "nn.recurrent.lrgcn",
            "LRGCN",
            "16, 8, 4, 2",
            "X; edge_index; edge_type=torch.randint(0, 4, (e,))",
        ),
        (
            "nn.recurrent.mpnn_lstm",
            "MPNNLSTM",
            "16, 8, 20, 1, 0.1",
            "X=torch.randn(20 * g, 16); edge_index=torch.randint(0, 20, (2, e)); edge_weight",
        ),
        ("nn.recurrent.temporalgcn", "TGCN", "16, 8", "X edge_index edge_weight"),
        (
            "nn.recurrent.temporalgcn",
            "TGCN2",
            "16, 8, 2, add_self_loops=False",
            "X=torch.randn(2, n, 16); edge_index; edge_weight",
        ),
        (
            "nn.hetero.heterogclstm",
            "HeteroGCLSTM",
            '{"a": 16, "b": 16}, 8, (["a", "b"], [("a", "to", "b"), ("b", "to", "a")])',
            (
                'x_dict={"a": torch.randn(n, 16), "b": torch.randn(2 * n, 16)}; '
                'edge_index_dict={("a", "to", "b"): torch.stack([torch.randint(0, n, (e,)), '
                'torch.randint(0, 2 * n, (e,))]), ("b", "to", '
                '"a"): torch.stack([torch.randint(0, 2 * n, (e,)), torch.randint(0, n, (e,))])}'
            ),
        ),
    ),
)
