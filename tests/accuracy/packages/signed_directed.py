"""PyTorch Geometric Signed Directed: edges with signs and directions."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "torch_geometric_signed_directed",
    "torch-geometric-signed-directed",
    """
def signed(n, e):
    return torch.cat([torch.randint(0, n, (e, 2)), torch.randint(0, 2, (e, 1)) * 2 - 1], dim=1)
""",
    {
        "x": "torch.randn(n, 16)",
        "features": "torch.randn(n, 16)",
        "real": "torch.randn(n, 16)",
        "imag": "torch.randn(n, 16)",
        "x_real": "torch.randn(n, 16)",
        "x_imag": "torch.randn(n, 16)",
        "edge_index": "torch.randint(0, n, (2, e))",
        "edge_in": "torch.randint(0, n, (2, e))",
        "edge_out": "torch.randint(0, n, (2, e))",
        "edge_weight": "torch.rand(e)",
        "query_edges": "torch.randint(0, n, (e // 2, 2))",
        "edge_index_p": "torch.randint(0, n, (2, e))",
        "edge_weight_p": "torch.rand(e)",
        "edge_index_n": "torch.randint(0, n, (2, e // 2))",
        "edge_weight_n": "torch.rand(e // 2)",
        "pos_edge_index": "torch.randint(0, n, (2, e))",
        "neg_edge_index": "torch.randint(0, n, (2, e // 2))",
        "z": "torch.randn(n, 16)",
    },
    (
        ("nn.directed.DGCNConv", "DGCNConv", "", "x edge_index"),
        (
            "nn.directed.DGCN_link_prediction",
            "DGCN_link_prediction",
            "16, 8, 2, dropout=0.5",
            "x edge_index edge_in edge_out query_edges",
        ),
        (
            "nn.directed.DGCN_node_classification",
            "DGCN_node_classification",
            "16, 8, 3",
            "x edge_index edge_in edge_out",
        ),
        (
            "nn.directed.DIGRAC_node_clustering",
            "DIGRAC_node_clustering",
            "16, 8, 3, 0.5, 0.1, 2",
            "edge_index edge_weight features",
        ),
        (
            "nn.directed.DIMPA",
            "DIMPA",
            "2",
            "x_s=torch.randn(n, 8); x_t=torch.randn(n, 8); edge_index; edge_weight",
        ),
        ("nn.directed.DiGCL", "DiGCL", '16, "relu", 8, 8, 0.4, 2', "x edge_index edge_weight"),
        ("nn.directed.DiGCL", "DiGCL_Encoder", '16, 8, "prelu"', "x edge_index edge_weight"),
        ("nn.directed.DiGCNConv", "DiGCNConv", "16, 8, cached=False", "x edge_index edge_weight"),
        (
            "nn.directed.DiGCN_Inception_Block",
            "DiGCN_InceptionBlock",
            "16, 8",
            (
                "x=torch.randn(20, 16); edge_index=torch.randint(0, 20, (2, 70)); "
                "edge_weight=torch.rand(70); edge_index2=torch.randint(0, 20, (2, 70)); "
                "edge_weight2=torch.rand(70)"
            ),
        ),
        (
            "nn.directed.DiGCN_Inception_Block_link_prediction",
            "DiGCN_Inception_Block_link_prediction",
            "16, 8, 2",
            (
                "features=torch.randn(20, 16); "
                "edge_index_tuple=(torch.randint(0, 20, (2, 70)), torch.randint(0, 20, (2, "
                "70))); query_edges=torch.randint(0, 20, (e, 2)); "
                "edge_weight_tuple=(torch.rand(70), torch.rand(70))"
            ),
        ),
        (
            "nn.directed.DiGCN_link_prediction",
            "DiGCN_link_prediction",
            "16, 8, 2",
            (
                "x=torch.randn(20, 16); edge_index=torch.randint(0, 20, (2, 70)); "
                "query_edges=torch.randint(0, 20, (e, 2)); edge_weight=torch.rand(70)"
            ),
        ),
        (
            "nn.directed.DiGCN_node_classification",
            "DiGCN_node_classification",
            "16, 8, 3",
            (
                "x=torch.randn(20, 16); edge_index=torch.randint(0, 20, (2, 70)); "
                "edge_weight=torch.rand(70)"
            ),
        ),
        (
            "nn.directed.MagNetConv",
            "MagNetConv",
            "16, 8, 2, 0.25, False",
            "x_real x_imag edge_index edge_weight",
        ),
        (
            "nn.directed.MagNet_link_prediction",
            "MagNet_link_prediction",
            "16, K=2",
            "real imag edge_index query_edges edge_weight",
        ),
        (
            "nn.directed.MagNet_node_classification",
            "MagNet_node_classification",
            "16, K=2, activation=True",
            "real imag edge_index edge_weight",
        ),
        ("nn.directed.complex_relu", "complex_relu_layer", "", "real; img=torch.randn(n, 16)"),
        (
            "nn.general.MSConv",
            "MSConv",
            "16, 8, 2, 0.25, True",
            "x_real x_imag edge_index edge_weight",
        ),
        (
            "nn.general.MSGNN",
            "MSGNN_link_prediction",
            "16",
            "real imag edge_index query_edges edge_weight",
        ),
        (
            "nn.general.MSGNN",
            "MSGNN_node_classification",
            "16, activation=True",
            "real imag edge_index edge_weight",
        ),
        ("nn.general.conv_base", "Conv_Base", "", "x edge_index edge_weight"),
        ("nn.signed.SDGNN", "SDGNN", "50, signed(50, 120)", ""),
        ("nn.signed.SGCN", "SGCN", "50, signed(50, 120), 16, 16", ""),
        ("nn.signed.SGCNConv", "SGCNConv", "16, 8, True", "x pos_edge_index neg_edge_index"),
        (
            "nn.signed.SIMPA",
            "SIMPA",
            "2, 0.5",
            (
                "edge_index_p; edge_weight_p; edge_index_n; edge_weight_n; "
                "x_p=torch.randn(n, 8); x_n=torch.randn(n, 8)"
            ),
        ),
        ("nn.signed.SNEA", "SNEA", "50, signed(50, 120), 16, 16", ""),
        ("nn.signed.SNEAConv", "SNEAConv", "16, 8, True", "x pos_edge_index neg_edge_index"),
        (
            "nn.signed.SSSNET_link_prediction",
            "SSSNET_link_prediction",
            "16, 8, 2, 0.1, 2, 0.5",
            "edge_index_p edge_weight_p edge_index_n edge_weight_n features query_edges",
        ),
        (
            "nn.signed.SSSNET_node_clustering",
            "SSSNET_node_clustering",
            "16, 8, 3, 0.1, 2, 0.5",
            "edge_index_p edge_weight_p edge_index_n edge_weight_n features",
        ),
        (
            "utils.signed.link_sign_loss",
            "Sign_Direction_Loss",
            "16",
            "z pos_edge_index neg_edge_index",
        ),
        (
            "utils.signed.link_sign_loss",
            "Link_Sign_Product_Loss",
            "",
            "z pos_edge_index neg_edge_index",
        ),
        (
            "utils.signed.link_sign_loss",
            "Link_Sign_Entropy_Loss",
            "16",
            "z pos_edge_index neg_edge_index",
        ),
        (
            "utils.signed.link_sign_loss",
            "Sign_Structure_Loss",
            "",
            "z pos_edge_index neg_edge_index",
        ),
    ),
)
