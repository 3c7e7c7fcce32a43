"""egnn-pytorch: equivariant networks of points."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "egnn_pytorch",
    "egnn-pytorch",
    "",
    {},
    (
        ("egnn_pytorch", "EGNN", "16", "feats=torch.randn(g, 20, 16); coors=torch.randn(g, 20, 3)"),
        (
            "egnn_pytorch",
            "EGNN",
            "16, edge_dim=4, num_nearest_neighbors=4, norm_coors=True",
            (
                "feats=torch.randn(g, 20, 16); coors=torch.randn(g, 20, 3); "
                "edges=torch.randn(g, 20, 20, 4); mask=torch.ones(g, 20, dtype=torch.bool)"
            ),
        ),
        (
            "egnn_pytorch",
            "EGNN_Network",
            "num_tokens=10, num_positions=40, dim=16, depth=2",
            (
                "feats=torch.randint(0, 10, (g, 20)); coors=torch.randn(g, 20, 3); "
                "mask=torch.ones(g, 20, dtype=torch.bool)"
            ),
        ),
        (
            "egnn_pytorch",
            "EGNN_Network",
            (
                "num_tokens=10, dim=16, depth=2, num_nearest_neighbors=4, num_adj_degrees=2, "
                "adj_dim=4"
            ),
            (
                "feats=torch.randint(0, 10, (g, 20)); coors=torch.randn(g, 20, 3); "
                "adj_mat=torch.eye(20).roll(1, 0) > 0"
            ),
        ),
        (
            "egnn_pytorch",
            "GlobalLinearAttention",
            "dim=16",
            (
                "x=torch.randn(g, 20, 16); queries=torch.randn(g, 4, 16); "
                "mask=torch.ones(g, 20, dtype=torch.bool)"
            ),
        ),
        ("egnn_pytorch", "CoorsNorm", "", "coors=torch.randn(g, 20, 3)"),
        (
            "egnn_pytorch_geometric",
            "EGNN_Sparse",
            "16",
            "x=torch.randn(n, 19); edge_index=torch.randint(0, n, (2, e))",
        ),
        (
            "egnn_pytorch_geometric",
            "EGNN_Sparse",
            "16, norm_feats=True, norm_coors=True",
            (
                "x=torch.randn(n, 19); edge_index=torch.randint(0, n, (2, e)); "
                "batch=torch.arange(n) * g // n"
            ),
        ),
        (
            "egnn_pytorch_geometric",
            "EGNN_Sparse_Network",
            "2, 16, edge_attr_dim=4",
            (
                "x=torch.randn(n, 19); edge_index=torch.randint(0, n, (2, e)); "
                "edge_attr=torch.randn(e, 4); batch=torch.arange(n) * g // n"
            ),
        ),
    ),
)
