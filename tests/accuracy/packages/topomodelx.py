"""TopoModelX: networks on hypergraphs, simplicial and cell complexes."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
    "topomodelx",
    "TopoModelX",
    """
def incidence(rows, columns):
    return (torch.rand(rows, columns) > 0.7).float().to_sparse()


def weights(rows, columns):
    return (torch.rand(rows, columns) > 0.7).float()
""",
    {
        "x_0": "torch.randn(n, 16)",
        "x_1": "torch.randn(e, 16)",
        "incidence_1": "incidence(n, e)",
        "adjacency_0": "incidence(n, n)",
    },
    (
        ("nn.hypergraph.unigcn", "UniGCN", "16, 8", "x_0 incidence_1"),
        ("nn.hypergraph.unigcn", "UniGCN", "16, 8", "x_0; incidence_1=weights(n, e)"),
        ("nn.hypergraph.unisage_layer", "UniSAGELayer", "16, 8", "x_0 incidence_1"),
        ("nn.hypergraph.unigin", "UniGIN", "16, 8", "x_0 incidence_1"),
        (
            "nn.hypergraph.hypersage_layer",
            "HyperSAGELayer",
            "16, 8",
            "x=torch.rand(n, 16); incidence=weights(n, e).to_sparse()",
        ),
        ("nn.hypergraph.hnhn_layer", "HNHNLayer", "16, 8", "x_0 incidence_1"),
        ("nn.hypergraph.hypergat_layer", "HyperGATLayer", "16, 8", "x_0 incidence_1"),
        ("nn.hypergraph.hmpnn_layer", "HMPNNLayer", "16", "x_0 x_1 incidence_1"),
        (
            "nn.cell.cwn_layer",
            "CWNLayer",
            "16, 16, 16, 16",
            (
                "x_0; x_1; x_2=torch.randn(g, 16); adjacency_0=incidence(e, e); "
                "incidence_2=incidence(e, g); incidence_1_t=incidence(e, n)"
            ),
        ),
        (
            "nn.cell.can_layer",
            "CANLayer",
            "16, 8",
            (
                "x=torch.randn(e, 16); down_laplacian_1=incidence(e, e); "
                "up_laplacian_1=incidence(e, e)"
            ),
        ),
        (
            "nn.cell.ccxn",
            "CCXN",
            "16, 16, 16",
            "x_0; x_1; adjacency_0; incidence_2_t=incidence(g, e)",
        ),
        ("nn.simplicial.hsn_layer", "HSNLayer", "16", "x_0 incidence_1 adjacency_0"),
        (
            "nn.simplicial.scone_layer",
            "SCoNeLayer",
            "16, 8",
            "x=torch.randn(e, 16); incidence_1; incidence_2=incidence(e, g)",
        ),
        (
            "nn.simplicial.san_layer",
            "SANConv",
            "16, 8, 2",
            "x_source=torch.randn(e, 16); neighborhood=incidence(e, e)",
        ),
        (
            "nn.combinatorial.hmc_layer",
            "HBS",
            "16, 8",
            "x_source=torch.randn(n, 16); neighborhood=incidence(n, n)",
        ),
        (
            "base.conv",
            "Conv",
            "16, 8, att=True",
            "x_source=torch.randn(n, 16); neighborhood=incidence(n, n)",
        ),
        (
            "base.conv",
            "Conv",
            "16, 8, aggr_norm=True",
            "x_source=torch.randn(n, 16); neighborhood=incidence(e, n)",
        ),
    ),
)
