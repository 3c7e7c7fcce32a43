"""pygod: outliers in graphs."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "pygod",
    "pygod",
    "",
    {
        "x": "torch.randn(n, 16)",
        "s": "torch.randn(n, 20)",
        "emb": "torch.randn(n, 16)",
        "edge_index": "torch.randint(0, n, (2, e))",
    },
    (
        ("nn.adone", "AdONEBase", "16, 20, 32", "x s edge_index"),
        ("nn.anomalydae", "AnomalyDAEBase", "16, 50, 32, 32", "x; edge_index; batch_size=n"),
        ("nn.cola", "CoLABase", "16, 32", "x edge_index"),
        ("nn.conv", "NeighDiff", "", "h=torch.randn(n, 16); edge_index"),
        ("nn.conv", "GNAConv", "20, 32", "s edge_index"),
        ("nn.decoder", "DotProductDecoder", "16, 32, sigmoid_s=True", "x edge_index"),
        ("nn.dmgd", "DMGDBase", "16, 32", "x edge_index"),
        ("nn.dmgd", "DMGDBase", "16, 32, backbone=pyg.GCN", "x edge_index"),
        ("nn.dominant", "DOMINANTBase", "16, 32", "x edge_index"),
        ("nn.done", "DONEBase", "16, 20, 32", "x s edge_index"),
        ("nn.encoder", "GNA", "20, 32, 2, 32, 0.0, torch.relu", "s edge_index"),
        ("nn.gaan", "GAANBase", "16, 8, 32", "x; noise=torch.randn(n, 8)"),
        ("nn.gae", "GAEBase", "16, 32", "x edge_index"),
        ("nn.gae", "GAEBase", "16, 32, recon_s=True, backbone=pyg.GraphSAGE", "x edge_index"),
        ("nn.guide", "GUIDEBase", "16, 20, 32", "x s edge_index"),
        ("nn.nn", "MLP_GAD_NR", "16, 32, 8, 3", "x"),
        ("nn.nn", "MLP_generator", "16, 32", "emb"),
        ("nn.nn", "FNN_GAD_NR", "16, 32, 8, 3", "emb"),
        ("nn.ocgnn", "OCGNNBase", "16, 32", "x edge_index"),
    ),
)
