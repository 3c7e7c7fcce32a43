"""pytorch-frame: deep learning on tables."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "torch_frame",
    "pytorch-frame",
    """
from torch_frame import NAStrategy, TensorFrame, stype
from torch_frame.data.stats import StatType
from torch_frame.nn.encoder import EmbeddingEncoder, LinearEncoder, StackEncoder

COLUMNS = {stype.categorical: ["a", "b"], stype.numerical: ["c", "d", "e"]}
NUMBERS = {stype.numerical: ["c", "d", "e"]}
CATEGORY = {StatType.COUNT: (["x", "y", "z"], [3, 2, 1])}
NUMBER = {
    StatType.MEAN: 0.5,
    StatType.STD: 1.0,
    StatType.QUANTILES: [-2.0, -1.0, 0.0, 1.0, 2.0],
}
STATS = {"a": CATEGORY, "b": CATEGORY, "c": NUMBER, "d": NUMBER, "e": NUMBER}


def frame(n, columns=COLUMNS):
    features = {stype.numerical: torch.randn(n, 3)}
    if stype.categorical in columns:
        features[stype.categorical] = torch.randint(0, 3, (n, 2))
    return TensorFrame(features, columns)


def encoders():
    return {stype.categorical: EmbeddingEncoder(), stype.numerical: LinearEncoder()}
""",
    {"x": "torch.randn(n, 5, 16)", "tf": "frame(n)", "feat": "torch.randn(n, 3)"},
    (
        ("nn.models.mlp", "MLP", "16, 4, 2, STATS, COLUMNS", "tf"),
        ("nn.models.resnet", "ResNet", "16, 4, 2, STATS, COLUMNS", "tf"),
        ("nn.models.resnet", "FCResidualBlock", "16, 32", "x=torch.randn(n, 16)"),
        ("nn.models.ft_transformer", "FTTransformer", "16, 4, 2, STATS, COLUMNS", "tf"),
        (
            "nn.models.tab_transformer",
            "TabTransformer",
            "16, 4, 2, 2, 2, 0.0, 0.0, STATS, COLUMNS",
            "tf",
        ),
        ("nn.models.tabnet", "TabNet", "4, 2, 8, 8, 1.2, STATS, COLUMNS", "tf"),
        ("nn.models.trompt", "Trompt", "16, 4, 8, 2, STATS, COLUMNS", "tf"),
        (
            "nn.models.excelformer",
            "ExcelFormer",
            "16, 4, 3, 2, 2, STATS, NUMBERS",
            "tf=frame(n, NUMBERS)",
        ),
        (
            "nn.encoder.stypewise_encoder",
            "StypeWiseFeatureEncoder",
            "16, STATS, COLUMNS, encoders()",
            "tf",
        ),
        (
            "nn.encoder.stype_encoder",
            "EmbeddingEncoder",
            "16, [CATEGORY, CATEGORY], stype.categorical",
            "feat=torch.randint(0, 3, (n, 2))",
        ),
        (
            "nn.encoder.stype_encoder",
            "LinearEncoder",
            "16, [NUMBER] * 3, stype.numerical, na_strategy=NAStrategy.MEAN",
            "feat",
        ),
        (
            "nn.encoder.stype_encoder",
            "LinearBucketEncoder",
            "16, [NUMBER] * 3, stype.numerical",
            "feat",
        ),
        (
            "nn.encoder.stype_encoder",
            "LinearPeriodicEncoder",
            "16, [NUMBER] * 3, stype.numerical",
            "feat",
        ),
        (
            "nn.encoder.stype_encoder",
            "ExcelFormerEncoder",
            "16, [NUMBER] * 3, stype.numerical",
            "feat",
        ),
        ("nn.encoder.stype_encoder", "StackEncoder", "16, [NUMBER] * 3, stype.numerical", "feat"),
        ("nn.conv.trompt_conv", "TromptConv", "16, 5, 8", "x; x_prompt=torch.randn(n, 8, 16)"),
        ("nn.conv.excelformer_conv", "ExcelFormerConv", "16, 5, 2", "x"),
        ("nn.conv.tab_transformer_conv", "TabTransformerConv", "16, 2", "x"),
        ("nn.conv.ft_transformer_convs", "FTTransformerConvs", "16", "x"),
        ("nn.decoder.trompt_decoder", "TromptDecoder", "16, 4, 5", "x"),
        (
            "nn.encoding.positional_encoding",
            "PositionalEncoding",
            "8",
            "input_tensor=torch.rand(n, 5)",
        ),
    ),
)
