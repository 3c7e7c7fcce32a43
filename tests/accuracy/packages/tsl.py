"""torch-spatiotemporal: series on graphs."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "tsl",
    "torch-spatiotemporal",
    "",
    {
        "x": "torch.randn(g, 12, 20, 4)",
        "mask": "torch.rand(g, 12, 20, 4) > 0.2",
        "edge_index": "torch.randint(0, 20, (2, e))",
        "edge_weight": "torch.rand(e)",
        "h": "torch.randn(g, 12, 20, 16)",
    },
    (
        ("nn.models.temporal.rnn_model", "RNNModel", "4, 4, 6", "x"),
        ("nn.models.temporal.rnn_model", "RNNModel", '4, 4, 6, cell_type="lstm"', "x"),
        ("nn.models.temporal.rnn_model", "FCRNNModel", "4, 4, 6, 20", "x"),
        ("nn.models.temporal.tcn_model", "TCNModel", "4, 4, 6", "x"),
        ("nn.models.temporal.linear_models", "ARModel", "4, 12, 4, 6", "x"),
        ("nn.models.temporal.transformer_model", "TransformerModel", "4, 4, 6", "x"),
        ("nn.models.temporal.rnn_imputers_models", "RNNImputerModel", "4, 16", "x mask"),
        ("nn.models.stgn.dcrnn_model", "DCRNNModel", "4, 4, 6", "x edge_index edge_weight"),
        ("nn.models.stgn.agcrn_model", "AGCRNModel", "4, 4, 6, 20, hidden_size=16", "x"),
        (
            "nn.models.stgn.gru_gcn_model",
            "GRUGCNModel",
            "4, 16, 4, 6, 0, 1, 2",
            "x edge_index edge_weight",
        ),
        (
            "nn.models.stgn.rnn_gcn_model",
            "RNNEncGCNDecModel",
            "4, 16, 4, 0, 1, 2, 0.0, 0.0, 6",
            "x edge_index edge_weight",
        ),
        ("nn.models.stgn.gated_gn_model", "GatedGraphNetworkModel", "4, 12, 6, 20, 16", "x"),
        (
            "nn.models.stgn.gated_gn_model",
            "GatedGraphNetworkModel",
            "4, 12, 6, 20, 16, full_graph=False",
            "x edge_index",
        ),
        (
            "nn.models.stgn.stcn_model",
            "STCNModel",
            "4, 0, 16, 16, 4, 2, 6, 2, 2",
            "x edge_index edge_weight",
        ),
        (
            "nn.models.stgn.graph_wavenet_model",
            "GraphWaveNetModel",
            "4, 4, 6, hidden_size=16, n_layers=2, n_nodes=20",
            "x edge_index edge_weight",
        ),
        (
            "nn.models.stgn.evolve_gcn_model",
            "EvolveGCNModel",
            '4, 16, 4, 6, 0, 2, "asym", False, False',
            "x edge_index edge_weight",
        ),
        (
            "nn.models.stgn.grin_model",
            "GRINModel",
            "4, 16, 16, 8, n_nodes=20",
            "x=torch.randn(g, 4, 20, 4); edge_index; edge_weight; "
            "mask=torch.rand(g, 4, 20, 4) > 0.2",
        ),
        (
            "nn.blocks.encoders.recurrent.rnn",
            "RNN",
            "4, 16, n_layers=2, return_only_last_state=True",
            "x",
        ),
        (
            "nn.blocks.encoders.conditional",
            "ConditionalBlock",
            "4, 2, 16",
            "x; u=torch.randn(g, 12, 20, 2)",
        ),
        ("nn.blocks.encoders.multi.mlp", "MultiMLP", "4, 16, 20", "x"),
        ("nn.blocks.decoders.att_pool", "AttPool", "16, 1", "x=torch.randn(g, 12, 20, 16)"),
        (
            "nn.layers.graph_convs.graph_conv",
            "GraphConv",
            '16, 32, norm="gcn"',
            "x=torch.randn(g, 20, 16); edge_index; edge_weight",
        ),
        (
            "nn.layers.graph_convs.diff_conv",
            "DiffConv",
            "16, 32, 2",
            "x=torch.randn(g, 20, 16); edge_index; edge_weight",
        ),
        (
            "nn.layers.graph_convs.gated_gn",
            "GatedGraphNetwork",
            "16, 16",
            "x=torch.randn(g, 20, 16); edge_index",
        ),
        (
            "nn.layers.graph_convs.gpvar",
            "GraphPolyVAR",
            "4, 2",
            "x=torch.randn(g, 4, 20, 1); edge_index; edge_weight",
        ),
        ("nn.layers.base.attention", "TemporalSelfAttention", "16, 2, in_channels=4", "x"),
        ("nn.layers.base.temporal_conv", "GatedTemporalConv", "4, 16, 2, channel_last=True", "x"),
        ("nn.layers.base.embedding", "NodeEmbedding", "20, 8", "expand=[g, 12, -1, -1]"),
        ("nn.layers.norm.norm", "Norm", '"layer", 4', "x"),
    ),
)
