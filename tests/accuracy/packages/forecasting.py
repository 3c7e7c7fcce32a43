"""PyTorch Forecasting: series over time."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "pytorch_forecasting",
    "pytorch-forecasting",
    "",
    {
        "x": "torch.randn(g, 12, 16)",
    },
    (
        (
            "models.nn.rnn",
            "LSTM",
            "16, 8, batch_first=True",
            "x; lengths=torch.full((g,), 12); enforce_sorted=False",
        ),
        ("models.nn.rnn", "GRU", "16, 8, batch_first=True", "x"),
        (
            "models.nn.embeddings",
            "MultiEmbedding",
            '{"a": (5, 4), "b": (3, 2)}, x_categoricals=["a", "b"]',
            "x=torch.randint(0, 3, (g, 12, 2))",
        ),
        ("models.mlp.submodules", "FullyConnectedModule", "16, 4, 8, 2, torch.nn.ReLU, 0.1", "x"),
        (
            "models.temporal_fusion_transformer.sub_modules",
            "GatedResidualNetwork",
            "16, 8, 4, context_size=3",
            "x; context=torch.randn(g, 12, 3)",
        ),
        (
            "models.temporal_fusion_transformer.sub_modules",
            "InterpretableMultiHeadAttention",
            "2, 16",
            "q=torch.randn(g, 12, 16); k=torch.randn(g, 12, 16); v=torch.randn(g, 12, 16)",
        ),
        (
            "models.temporal_fusion_transformer.sub_modules",
            "TimeDistributed",
            "torch.nn.Linear(16, 4), batch_first=True",
            "x",
        ),
        (
            "models.temporal_fusion_transformer.sub_modules",
            "TimeDistributedInterpolation",
            "8, trainable=True",
            "x",
        ),
        (
            "models.temporal_fusion_transformer.sub_modules",
            "AddNorm",
            "16, 8",
            "x; skip=torch.randn(g, 12, 8)",
        ),
        (
            "models.timexer.sub_modules",
            "FullAttention",
            "scale=0.3",
            (
                "queries=torch.randn(g, 12, 2, 8); keys=torch.randn(g, 12, 2, 8); "
                "values=torch.randn(g, 12, 2, 8); attn_mask=None"
            ),
        ),
        ("models.timexer.sub_modules", "EnEmbedding", "3, 16, 4, 0.1", "x=torch.randn(g, 3, 12)"),
    ),
)
