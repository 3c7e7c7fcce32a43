"""How each class of torch_geometric.nn is built and called, written by hand.

A recipe names a class, the arguments of its constructor and those of its ``forward``; ``source``
turns it into a module with ``model()`` and ``inputs()``, the form that ``gnnlint verify`` takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gnnlint.atlas.program import Sizes
from gnnlint.verify.arguments import arguments

#: Nodes, edges, graphs of the three calls: recompiles are judged from the third size on.
SIZES = ((20, 70, 3), (31, 90, 3), (50, 200, 4))

#: What a parameter of ``forward`` gets where a recipe only names it; n, e, g are the sizes.
VALUES: dict[str, str] = {
    **{name: value for name, value in arguments().call.items() if isinstance(value, str)},
    "size": "(n, n)",
    "mask": "torch.arange(n).expand(g, n) < n - 2",
}

PRELUDE = """\
import torch
import torch_geometric.nn as pyg
from {module} import {name}

SIZES = {sizes}
METADATA = (["a", "b"], [("a", "to", "b"), ("b", "to", "a")])
DEGREES = torch.tensor([0, 4, 8, 6, 3, 2, 1, 1])


def mlp(*widths):
    return pyg.MLP(list(widths), norm=None)


def linear(*widths):
    return torch.nn.Sequential(torch.nn.Linear(*widths), torch.nn.ReLU())


"""


@dataclass(frozen=True)
class Recipe:
    """One way of building and calling a class."""

    module: str
    name: str
    arguments: str
    inputs: str  # parameters of forward: `x edge_index`, or `x=…; y=…` with values of their own
    extra: str = ""  # definitions the arguments need
    positional: bool = False  # for a forward that takes *args
    prelude: str = PRELUDE
    folder: Path | None = None  # where the module lies that has its own model() and inputs()

    @property
    def id(self) -> str:
        """How reports call it."""
        return f"{self.name}({self.arguments})({', '.join(name for name, _ in self.values())})"

    def values(self) -> Iterator[tuple[str, str]]:
        """Parameters of ``forward`` and what they get."""
        separator = ";" if "=" in self.inputs else None
        for part in self.inputs.split(separator):
            for name in [part] if "=" in part else part.split():
                key, _, value = name.partition("=")
                yield key.strip(), value.strip() or VALUES[key.strip()]

    def source(self, sizes: Sizes = SIZES) -> str:
        """The module; an example's own one has its own sizes."""
        if self.folder is not None:
            return f"from {self.module} import inputs, model\n"
        head = self.prelude.format(module=self.module, name=self.name, sizes=repr(sizes))
        extra = f"{self.extra.strip()}\n\n\n" if self.extra else ""
        if self.positional:
            call = "(" + "".join(f"{value}, " for _, value in self.values()) + ")"
        else:
            call = "{" + ", ".join(f'"{key}": {value}' for key, value in self.values()) + "}"
        return (
            f"{head}{extra}def model():\n    return {self.name}({self.arguments})\n\n\n"
            f"def inputs():\n    return [{call} for n, e, g in SIZES]\n"
        )


def seen(name: str) -> bool:
    """Which half of the classes a name belongs to.

    Disagreements of the seen half are listed and mended; the other half shows what mending them
    is worth on code that nobody looked at.
    """
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


Row = tuple[str, str, str]

CONV: Sequence[Row] = (
    ("SimpleConv", "", "x edge_index"),
    ("SimpleConv", 'aggr="mean", combine_root="self_loop"', "x edge_index"),
    ("GCNConv", "16, 32", "x edge_index"),
    ("GCNConv", "16, 32, add_self_loops=False", "x edge_index edge_weight"),
    ("GCNConv", "16, 32, normalize=False", "x edge_index edge_weight"),
    ("ChebConv", "16, 32, K=3", "x edge_index"),
    (
        "ChebConv",
        "16, 32, K=2, normalization=None",
        "x edge_index edge_weight batch; lambda_max=torch.full((g,), 2.0)",
    ),
    ("SAGEConv", "16, 32", "x edge_index"),
    ("SAGEConv", '16, 32, aggr="max", normalize=True, project=True', "x edge_index"),
    (
        "SAGEConv",
        '16, 32, aggr="lstm"',
        "x; edge_index=torch.randint(0, n, (2, e)).sort(dim=1).values",
    ),
    ("GraphConv", "16, 32", "x edge_index edge_weight"),
    ("GraphConv", '16, 32, aggr="max"', "x edge_index"),
    ("GatedGraphConv", "32, num_layers=3", "x edge_index"),
    ("ResGatedGraphConv", "16, 32", "x edge_index"),
    ("ResGatedGraphConv", "16, 32, edge_dim=8", "x edge_index edge_attr"),
    ("GATConv", "16, 32, heads=2", "x edge_index"),
    ("GATConv", "16, 32, heads=2, add_self_loops=False, edge_dim=8", "x edge_index edge_attr"),
    ("GATConv", "16, 32, edge_dim=8, concat=False", "x edge_index edge_attr"),
    ("GATv2Conv", "16, 32, heads=2", "x edge_index"),
    ("GATv2Conv", "16, 32, add_self_loops=False, share_weights=True", "x edge_index"),
    ("TransformerConv", "16, 32, heads=2", "x edge_index"),
    ("TransformerConv", "16, 32, beta=True, edge_dim=8", "x edge_index edge_attr"),
    ("AGNNConv", "", "x edge_index"),
    ("AGNNConv", "add_self_loops=False", "x edge_index"),
    ("TAGConv", "16, 32", "x edge_index"),
    ("TAGConv", "16, 32, normalize=False", "x edge_index edge_weight"),
    ("GINConv", "linear(16, 32)", "x edge_index"),
    ("GINConv", "mlp(16, 32, 32), train_eps=True", "x edge_index size"),
    ("GINEConv", "linear(16, 32), edge_dim=8", "x edge_index edge_attr"),
    ("ARMAConv", "16, 32, num_stacks=2, num_layers=2", "x edge_index"),
    ("SGConv", "16, 32, K=2", "x edge_index"),
    ("SGConv", "16, 32, K=2, add_self_loops=False", "x edge_index"),
    ("SSGConv", "16, 32, alpha=0.1, K=2", "x edge_index"),
    ("APPNP", "K=3, alpha=0.1", "x edge_index"),
    ("APPNP", "K=3, alpha=0.1, normalize=False", "x edge_index edge_weight"),
    ("MFConv", "16, 32", "x edge_index"),
    ("RGCNConv", "16, 32, num_relations=4", "x edge_index edge_type"),
    (
        "RGCNConv",
        "16, 32, num_relations=4, num_bases=2, is_sorted=True",
        "x edge_index; edge_type=torch.arange(e) * 4 // e",
    ),
    ("FastRGCNConv", "16, 32, num_relations=4", "x edge_index edge_type"),
    ("FastRGCNConv", "16, 32, num_relations=4, num_bases=2", "x edge_index edge_type"),
    ("RGATConv", "16, 32, num_relations=4", "x edge_index edge_type"),
    (
        "RGATConv",
        '16, 32, num_relations=4, attention_mechanism="within-relation", mod="additive"',
        "x edge_index edge_type",
    ),
    ("SignedConv", "16, 32, first_aggr=True", "x pos_edge_index neg_edge_index"),
    ("SignedConv", "8, 32, first_aggr=False", "x pos_edge_index neg_edge_index"),
    ("DNAConv", "32, heads=2", "x=torch.randn(n, 3, 32); edge_index"),
    ("PointNetConv", "linear(19, 32)", "x pos edge_index"),
    ("PointNetConv", "linear(19, 32), add_self_loops=False", "x pos edge_index"),
    ("GMMConv", "16, 32, dim=8, kernel_size=3", "x edge_index edge_attr"),
    ("GMMConv", "16, 32, dim=8, kernel_size=3, separate_gaussians=True", "x edge_index edge_attr"),
    ("NNConv", "16, 32, linear(8, 512)", "x edge_index edge_attr"),
    ("CGConv", "16", "x edge_index"),
    ("CGConv", "16, dim=8, batch_norm=True", "x edge_index edge_attr"),
    ("EdgeConv", "linear(32, 32)", "x edge_index"),
    ("PPFConv", "linear(20, 32)", "x pos normal edge_index"),
    ("PPFConv", "linear(20, 32), add_self_loops=False", "x pos normal edge_index"),
    ("FeaStConv", "16, 32, heads=2", "x edge_index"),
    ("FeaStConv", "16, 32, add_self_loops=False", "x edge_index"),
    ("PointTransformerConv", "16, 32", "x pos edge_index"),
    ("HypergraphConv", "16, 32", "x hyperedge_index"),
    (
        "HypergraphConv",
        "16, 32, use_attention=True, heads=2",
        "x hyperedge_index; hyperedge_attr=torch.randn(n // 2, 16); num_edges=n // 2",
    ),
    ("LEConv", "16, 32", "x edge_index"),
    (
        "PNAConv",
        '16, 32, ["mean", "max", "std"], ["identity", "amplification"], DEGREES',
        "x edge_index",
    ),
    (
        "PNAConv",
        '16, 32, ["sum", "var"], ["attenuation"], DEGREES, edge_dim=8, towers=2',
        "x edge_index edge_attr",
    ),
    ("ClusterGCNConv", "16, 32", "x edge_index"),
    ("GENConv", "16, 32", "x edge_index"),
    ("GENConv", '16, 32, aggr="powermean", edge_dim=8, msg_norm=True', "x edge_index edge_attr"),
    ("GCN2Conv", "16, alpha=0.1", "x x_0 edge_index"),
    (
        "GCN2Conv",
        "16, alpha=0.1, theta=0.5, layer=2, normalize=False",
        "x x_0 edge_index edge_weight",
    ),
    ("WLConv", "", "x=torch.randint(0, 4, (n,)); edge_index"),
    ("WLConvContinuous", "", "x edge_index"),
    ("FiLMConv", "16, 32", "x edge_index"),
    ("FiLMConv", "16, 32, num_relations=4", "x edge_index edge_type"),
    ("SuperGATConv", "16, 32, heads=2", "x edge_index"),
    ("SuperGATConv", '16, 32, add_self_loops=False, attention_type="SD"', "x edge_index"),
    ("FAConv", "16", "x x_0 edge_index"),
    ("FAConv", "16, normalize=False", "x x_0 edge_index edge_weight"),
    ("EGConv", "16, 32", "x edge_index"),
    ("EGConv", '16, 32, aggregators=["sum", "max"], add_self_loops=False', "x edge_index"),
    ("PDNConv", "16, 32, edge_dim=8, hidden_channels=16", "x edge_index edge_attr"),
    (
        "PDNConv",
        "16, 32, edge_dim=8, hidden_channels=16, normalize=False",
        "x edge_index edge_attr",
    ),
    ("GeneralConv", "16, 32", "x edge_index"),
    (
        "GeneralConv",
        "16, 32, in_edge_channels=8, attention=True, heads=2, l2_normalize=True",
        "x edge_index edge_attr",
    ),
    ("HGTConv", "16, 32, METADATA, heads=2", "x_dict edge_index_dict"),
    (
        "HEATConv",
        (
            "16, 32, num_node_types=2, num_edge_types=4, edge_type_emb_dim=5, edge_dim=8, "
            "edge_attr_emb_dim=6, heads=2"
        ),
        "x edge_index node_type edge_type edge_attr",
    ),
    (
        "HeteroConv",
        "{edge: pyg.SAGEConv((16, 16), 32) for edge in METADATA[1]}",
        "x_dict edge_index_dict",
    ),
    ("HANConv", "16, 32, METADATA, heads=2", "x_dict edge_index_dict"),
    ("LGConv", "", "x edge_index"),
    ("LGConv", "normalize=False", "x edge_index edge_weight"),
    ("PointGNNConv", "mlp(16, 16, 3), mlp(19, 32, 16), mlp(16, 32, 16)", "x pos edge_index"),
    ("GPSConv", "16, pyg.GCNConv(16, 16), heads=4", "x edge_index batch"),
    ("GPSConv", '16, pyg.SAGEConv(16, 16), heads=4, attn_type="performer"', "x edge_index"),
    ("AntiSymmetricConv", "16", "x edge_index"),
    ("AntiSymmetricConv", "16, phi=pyg.SAGEConv(16, 16), num_iters=2", "x edge_index"),
    ("DirGNNConv", "pyg.SAGEConv(16, 32)", "x edge_index"),
    ("MixHopConv", "16, 32", "x edge_index"),
    ("MixHopConv", "16, 32, powers=[0, 1], add_self_loops=False", "x edge_index"),
)

AGGR: Sequence[Row] = (
    ("SumAggregation", "", "x index"),
    ("SumAggregation", "", "x index dim_size"),
    ("MeanAggregation", "", "x ptr"),
    ("MeanAggregation", "", "x index"),
    ("MaxAggregation", "", "x index"),
    ("MinAggregation", "", "x index dim_size"),
    ("MulAggregation", "", "x index"),
    ("VarAggregation", "", "x index"),
    ("StdAggregation", "semi_grad=True", "x index dim_size"),
    ("SoftmaxAggregation", "", "x index"),
    ("SoftmaxAggregation", "learn=True, channels=16", "x index dim_size"),
    ("PowerMeanAggregation", "", "x index"),
    ("PowerMeanAggregation", "learn=True", "x index dim_size"),
    ("MedianAggregation", "", "x index"),
    ("MedianAggregation", "", "x index dim_size"),
    ("QuantileAggregation", "[0.25, 0.75]", "x index"),
    ("LSTMAggregation", "16, 32", "x index"),
    ("GRUAggregation", "16, 32", "x index dim_size"),
    ("Set2Set", "16, processing_steps=3", "x index"),
    ("DegreeScalerAggregation", '"mean", "linear", DEGREES', "x index"),
    ("DegreeScalerAggregation", '["sum", "max"], ["amplification"], DEGREES', "x index dim_size"),
    ("SortAggregation", "k=5", "x index"),
    ("SortAggregation", "k=5", "x index dim_size; max_num_elements=n"),
    ("GraphMultisetTransformer", "16, k=4, heads=2", "x index"),
    ("AttentionalAggregation", "linear(16, 1)", "x index"),
    ("AttentionalAggregation", "linear(16, 1), linear(16, 32)", "x index dim_size"),
    ("EquilibriumAggregation", "16, 32, num_layers=[16, 16]", "x index"),
    ("MLPAggregation", "16, 32, 20, num_layers=2, hidden_channels=16", "x index dim_size"),
    ("DeepSetsAggregation", "linear(16, 32), linear(32, 32)", "x index"),
    ("SetTransformerAggregation", "16, heads=2", "x index"),
    (
        "SetTransformerAggregation",
        "16, num_seed_points=2, heads=2, layer_norm=True",
        "x index dim_size; max_num_elements=n",
    ),
    ("LCMAggregation", "16, 32", "x index"),
    ("VariancePreservingAggregation", "", "x index"),
    ("PatchTransformerAggregation", "16, 32, patch_size=4, hidden_channels=16", "x index"),
    ("MultiAggregation", '["mean", "max"]', "x index"),
    (
        "MultiAggregation",
        (
            '["sum", "std"], mode="attn", mode_kwargs=dict(in_channels=16, out_channels=16, '
            "num_heads=2)"
        ),
        "x index dim_size",
    ),
)

NORM: Sequence[Row] = (
    ("BatchNorm", "16", "x"),
    ("BatchNorm", "16, allow_single_element=True", "x"),
    ("HeteroBatchNorm", "16, num_types=2", "x type_vec"),
    ("InstanceNorm", "16", "x"),
    ("InstanceNorm", "16", "x batch"),
    ("InstanceNorm", "16, affine=True, track_running_stats=True", "x batch batch_size"),
    ("LayerNorm", "16", "x"),
    ("LayerNorm", "16", "x batch"),
    ("LayerNorm", '16, mode="node"', "x batch"),
    ("HeteroLayerNorm", "16, num_types=2", "x type_vec"),
    ("GraphNorm", "16", "x batch"),
    ("GraphNorm", "16", "x batch batch_size"),
    ("GraphSizeNorm", "", "x batch"),
    ("PairNorm", "", "x batch"),
    ("PairNorm", "scale_individually=True", "x"),
    ("MeanSubtractionNorm", "", "x batch"),
    ("MeanSubtractionNorm", "", "x batch; dim_size=g"),
    ("MessageNorm", "learn_scale=True", "x; msg=torch.randn(n, 16)"),
    ("DiffGroupNorm", "16, groups=4", "x"),
)

POOL: Sequence[Row] = (
    ("TopKPooling", "16", "x edge_index batch"),
    ("TopKPooling", "16, min_score=0.02", "x edge_index batch"),
    ("TopKPooling", "16", "x edge_index"),
    ("SAGPooling", "16", "x edge_index batch"),
    ("SAGPooling", "16, ratio=4, GNN=pyg.GATConv", "x edge_index batch"),
    ("EdgePooling", "16", "x edge_index batch"),
    ("ASAPooling", "16", "x edge_index batch"),
    ("MemPooling", "16, 32, heads=2, num_clusters=4", "x batch"),
    ("MemPooling", "16, 32, heads=2, num_clusters=4", "x batch batch_size; max_num_nodes=n"),
)

DENSE: Sequence[Row] = (
    ("Linear", "16, 32", "x"),
    ("Linear", "16, 32, bias=False", "x"),
    ("HeteroLinear", "16, 32, num_types=2", "x type_vec"),
    ("HeteroLinear", "16, 32, num_types=2, is_sorted=True", "x type_vec"),
    ("HeteroDictLinear", '16, 32, types=["a", "b"]', "x_dict"),
    ("DenseGCNConv", "16, 32", "x=torch.randn(g, n, 16); adj; mask"),
    ("DenseGINConv", "linear(16, 32)", "x=torch.randn(g, n, 16); adj"),
    ("DenseGraphConv", '16, 32, aggr="max"', "x=torch.randn(g, n, 16); adj; mask"),
    ("DenseSAGEConv", "16, 32, normalize=True", "x=torch.randn(g, n, 16); adj"),
    ("DenseGATConv", "16, 32, heads=2", "x=torch.randn(g, n, 16); adj; mask"),
    ("DMoNPooling", "[16, 16], 4", "x=torch.randn(g, n, 16); adj; mask"),
)

MODELS: Sequence[Row] = (
    ("MLP", "[16, 32, 32]", "x"),
    ("MLP", '[16, 32, 32], norm="graph_norm"', "x batch batch_size"),
    ("GCN", "16, 32, num_layers=2", "x edge_index"),
    (
        "GCN",
        '16, 32, num_layers=3, norm="batch_norm", jk="cat", add_self_loops=False',
        "x edge_index edge_weight",
    ),
    ("GraphSAGE", "16, 32, num_layers=2", "x edge_index"),
    ("GraphSAGE", '16, 32, num_layers=3, jk="lstm"', "x edge_index"),
    ("GIN", "16, 32, num_layers=2", "x edge_index"),
    ("GIN", '16, 32, num_layers=2, norm="graph_norm"', "x edge_index batch"),
    ("GAT", "16, 32, num_layers=2, heads=2", "x edge_index"),
    (
        "GAT",
        "16, 32, num_layers=2, v2=True, add_self_loops=False, edge_dim=8",
        "x edge_index edge_attr",
    ),
    (
        "PNA",
        '16, 32, num_layers=2, aggregators=["mean", "max"], scalers=["identity"], deg=DEGREES',
        "x edge_index",
    ),
    ("EdgeCNN", "16, 32, num_layers=2", "x edge_index"),
    ("JumpingKnowledge", '"max"', "xs=[torch.randn(n, 16) for _ in range(3)]"),
    (
        "JumpingKnowledge",
        '"lstm", channels=16, num_layers=3',
        "xs=[torch.randn(n, 16) for _ in range(3)]",
    ),
    (
        "HeteroJumpingKnowledge",
        '["a", "b"], "cat"',
        'xs_dict={t: [torch.randn(n, 16) for _ in range(3)] for t in "ab"}',
    ),
    ("InnerProductDecoder", "", "z=torch.randn(n, 16); edge_index"),
    ("GAE", "pyg.GCNConv(16, 32)", "x edge_index"),
    ("SignedGCN", "16, 32, num_layers=2", "x pos_edge_index neg_edge_index"),
    ("GraphUNet", "16, 32, 8, depth=2", "x edge_index"),
    (
        "AttentiveFP",
        "16, 32, 8, edge_dim=8, num_layers=2, num_timesteps=2",
        "x edge_index edge_attr batch",
    ),
    (
        "LabelPropagation",
        "num_layers=3, alpha=0.9",
        "y=torch.randint(0, 4, (n,)); edge_index; mask=torch.arange(n) % 2 == 0",
    ),
    (
        "CorrectAndSmooth",
        "2, 0.5, 2, 0.8",
        (
            "y_soft=torch.rand(n, 4); y_true=torch.randint(0, 4, (n // 2,)); "
            "mask=torch.arange(n // 2); edge_index"
        ),
    ),
    ("RECT_L", "16, 32", "x edge_index"),
    ("LINKX", "50, 16, 32, 8, num_layers=2", "x=torch.randn(50, 16); edge_index"),
    ("LightGCN", "50, 16, num_layers=2", "edge_index"),
    (
        "LightGCN",
        "50, 16, num_layers=2",
        "edge_index; edge_label_index=torch.randint(0, n, (2, e)); edge_weight",
    ),
    ("MaskLabel", "4, 16", "x; y=torch.randint(0, 4, (n,)); mask=torch.arange(n) % 2 == 0"),
    ("GroupAddRev", "pyg.SAGEConv(8, 8), num_groups=2", "x edge_index"),
    ("PMLP", "16, 32, 8, num_layers=2", "x edge_index"),
    ("NeuralFingerprint", "16, 32, 8, num_layers=2", "x edge_index batch"),
    ("NeuralFingerprint", "16, 32, 8, num_layers=2", "x edge_index batch batch_size"),
    ("SGFormer", "16, 32, 8", "x edge_index batch"),
    ("Polynormer", "16, 32, 8, local_layers=2, local_attn=True", "x edge_index batch"),
    ("ARLinkPredictor", "16, 32", "x edge_index"),
    (
        "DeepGCNLayer",
        "pyg.GENConv(16, 16), torch.nn.LayerNorm(16), torch.nn.ReLU()",
        "x edge_index",
    ),
    (
        "DeepGCNLayer",
        'pyg.SAGEConv(16, 16), torch.nn.LayerNorm(16), torch.nn.ReLU(), block="plain"',
        "x edge_index",
    ),
    (
        "GPSENodeEncoder",
        "dim_emb=32, dim_pe_in=8, dim_pe_out=16, dim_in=16, expand_x=True",
        "x; pos_enc=torch.randn(n, 8)",
    ),
    ("SchNet", "32, 32, 2, 10, interaction_graph=Fixed(70)", "z pos batch"),
    ("DeepGraphInfomax", "32, pyg.GCNConv(16, 32), mean_of, shuffled", "x edge_index"),
    ("MetaLayer", "Edges(), Nodes()", "x edge_index edge_attr batch"),
)

_POSITIONAL = frozenset(
    {
        "CorrectAndSmooth",
        "HeteroConv",
        "GAE",
        "GroupAddRev",
        "DeepGCNLayer",
        "DeepGraphInfomax",
    }
)

_EXTRA = {
    "SchNet": """
class Fixed(torch.nn.Module):
    def __init__(self, edges):
        super().__init__()
        self.register_buffer("edge_index", torch.randint(0, 20, (2, edges)))

    def forward(self, pos, batch):
        edge_index = self.edge_index
        return edge_index, (pos[edge_index[0]] - pos[edge_index[1]]).norm(dim=-1)
""",
    "DeepGraphInfomax": """
def mean_of(z, *args, **kwargs):
    return z.mean(dim=0).sigmoid()


def shuffled(x, edge_index):
    return x.flip(0), edge_index
""",
    "MetaLayer": """
class Edges(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(40, 8)

    def forward(self, src, dst, edge_attr, u, batch):
        return self.layer(torch.cat([src, dst, edge_attr], dim=-1))


class Nodes(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(16, 16)

    def forward(self, x, edge_index, edge_attr, u, batch):
        return self.layer(x).relu()
""",
}


def pyg_recipes() -> list[Recipe]:
    """Every recipe for torch_geometric itself."""
    tables = {
        "conv": CONV, "aggr": AGGR, "norm": NORM, "pool": POOL, "dense": DENSE, "models": MODELS,
    }  # fmt: skip
    return [
        Recipe(
            f"torch_geometric.nn.{package}",
            name,
            arguments,
            inputs,
            _EXTRA.get(name, ""),
            name in _POSITIONAL,
        )
        for package, rows in tables.items()
        for name, arguments, inputs in rows
    ]
