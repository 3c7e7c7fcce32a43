"""GreatX: robust networks on graphs."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "greatx",
    "greatx",
    "",
    {
        "x": "torch.randn(n, 16)",
        "edge_index": "torch.randint(0, n, (2, e))",
        "edge_weight": "torch.rand(e)",
    },
    (
        ("nn.layers.dropouts", "DropEdge", "", "edge_index edge_weight"),
        ("nn.layers.median_conv", "MedianConv", "16, 8", "x edge_index"),
        ("nn.layers.sat_conv", "SATConv", "16, 8", "x; U=torch.randn(n, 12); V=torch.rand(12)"),
        (
            "nn.layers.tensor_conv",
            "TensorGCNConv",
            "16, 8, 20, 2",
            "x=torch.randn(20, 16, 2); adjs=torch.rand(20, 20, 2)",
        ),
        ("nn.models.supervised.appnp", "APPNP", "16, 4", "x edge_index"),
        ("nn.models.supervised.gat", "GAT", "16, 4", "x edge_index"),
        ("nn.models.supervised.median_gcn", "MedianGCN", "16, 4", "x edge_index"),
        ("nn.models.supervised.mlp", "MLP", "16, 4, bn=True", "x"),
        ("nn.models.supervised.nlgnn", "NLMLP", "16, 4", "x"),
        ("defense.gnnguard", "GNNGUARD", "", "x edge_index"),
    ),
)
