"""Models of others: the examples of the documentation, and classes of open packages.

A package is looked for among the installed ones and below the folders of ``--packages``, each with
one ``pip install --no-deps --target`` in it or in folders of its own.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tests.accuracy.recipes import Recipe

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


@dataclass(frozen=True)
class Package:
    """An open package and the recipes for its classes."""

    name: str  # as it is imported
    distribution: str  # as it is installed
    extra: str  # definitions that the arguments and inputs use
    values: Mapping[str, str]  # what parameters of ``forward`` get
    rows: Sequence[tuple[str, str, str, str]]  # module, class, arguments, parameters of forward

    @property
    def version(self) -> str:
        """The installed version."""
        try:
            return version(self.distribution)
        except PackageNotFoundError:  # only a folder of sources
            return "of unknown version"

    def recipes(self) -> Iterator[Recipe]:
        """Every recipe of the package."""
        for module, name, arguments, inputs in self.rows:
            yield Recipe(
                f"{self.name}.{module}",
                name,
                arguments,
                _with_values(inputs, self.values),
                self.extra,
                prelude=_PRELUDE,
            )


_PRELUDE = """\
import torch
import torch_geometric.nn as pyg
from tests.accuracy import stubs

stubs.install()

from {module} import {name}

SIZES = {sizes}


"""


def _with_values(inputs: str, values: Mapping[str, str]) -> str:
    """Parameters that are only named get what the package has for them."""
    separator = ";" if "=" in inputs else None
    parts = [part.strip() for part in inputs.split(separator)]
    names = [name for part in parts for name in ([part] if "=" in part else part.split())]
    return "; ".join(name if "=" in name else f"{name}={values[name]}" for name in names)


# --- the examples of the documentation ------------------------------------------------------------

_EXAMPLES = (
    ("graph_classification", "GIN", "NUM_FEATURES, 32, NUM_CLASSES", "x edge_index batch"),
    ("heterogeneous", "HeteroGNN", "32, NUM_TOPICS", "x_dict edge_index_dict"),
    (
        "hierarchical_pooling",
        "HierarchicalNet",
        "NUM_FEATURES, 32, 2",
        "x edge_index batch num_graphs",
    ),
    ("message_passing", "Simulator", "dim=2, hidden_channels=32", "pos velocity edge_index"),
    ("node_classification", "Net", "NUM_FEATURES, 32, NUM_CLASSES", "x edge_index"),
)


def example_recipes() -> list[Recipe]:
    """The examples; each brings its own ``model()`` and ``inputs()``, which are told here again."""
    return [
        Recipe("model", name, arguments, _told(inputs), folder=EXAMPLES / folder)
        for folder, name, arguments, inputs in _EXAMPLES
    ]


def _told(inputs: str) -> str:
    return "; ".join(f"{name}=..." for name in inputs.split())


# --- open packages --------------------------------------------------------------------------------

TORCH_FRAME = Package(
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

PYGOD = Package(
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

CHEMPROP = Package(
    "chemprop",
    "chemprop",
    """
from rdkit import Chem
from chemprop.data.collate import BatchMolAtomBondGraph, BatchMolGraph
from chemprop.featurizers import SimpleMoleculeMolGraphFeaturizer
from chemprop.nn import (
    BondMessagePassing,
    ConstrainerFFN,
    MABBondMessagePassing,
    MeanAggregation,
    MulticomponentMessagePassing,
    RegressionFFN,
)
from chemprop.nn.transforms import ScaleTransform

SMILES = ("CCO", "c1ccccc1O", "CC(=O)NC", "CCN(CC)CC", "OCC1CC1")


def molecules(count, kind=BatchMolGraph):
    featurize = SimpleMoleculeMolGraphFeaturizer()
    return kind([featurize(Chem.MolFromSmiles(SMILES[i % 5])) for i in range(count)])
""",
    {
        "bmg": "molecules(g)",
        "H": "torch.randn(n, 16)",
        "Z": "torch.randn(n, 16)",
        "X": "torch.randn(n, 16)",
        "batch": "torch.arange(n) * g // n",
    },
    (
        ("nn.agg", "MeanAggregation", "", "H batch"),
        ("nn.agg", "SumAggregation", "", "H batch"),
        ("nn.agg", "NormAggregation", "", "H batch"),
        ("nn.agg", "AttentiveAggregation", "output_size=16", "H batch"),
        ("nn.message_passing.base", "BondMessagePassing", "d_h=32", "bmg"),
        ("nn.message_passing.base", "AtomMessagePassing", "d_h=32, undirected=True", "bmg"),
        (
            "nn.message_passing.base",
            "BondMessagePassing",
            "d_h=32, d_vd=4",
            "bmg; V_d=torch.randn(len(molecules(g).V), 4)",
        ),
        (
            "nn.message_passing.mol_atom_bond",
            "MABBondMessagePassing",
            "d_h=32",
            "bmg=molecules(g, BatchMolAtomBondGraph)",
        ),
        ("nn.predictors", "RegressionFFN", "input_dim=16", "Z"),
        ("nn.predictors", "MveFFN", "input_dim=16", "Z"),
        ("nn.predictors", "EvidentialFFN", "input_dim=16", "Z"),
        ("nn.predictors", "BinaryDirichletFFN", "input_dim=16", "Z"),
        ("nn.predictors", "MulticlassClassificationFFN", "3, input_dim=16", "Z"),
        ("nn.predictors", "SpectralFFN", "input_dim=16", "Z"),
        ("nn.transforms", "ScaleTransform", "[0.0] * 16, [1.0] * 16", "X"),
        (
            "nn.ffn",
            "ConstrainerFFN",
            "fp_dim=16",
            "fp=torch.randn(n, 16); preds=torch.randn(n, 1); batch; constraints=torch.randn(g, 1)",
        ),
        (
            "models.model",
            "MPNN",
            "BondMessagePassing(d_h=32), MeanAggregation(), RegressionFFN(input_dim=32)",
            "bmg",
        ),
        (
            "models.mol_atom_bond",
            "MolAtomBondMPNN",
            "MABBondMessagePassing(d_h=32), MeanAggregation(), RegressionFFN(input_dim=32), "
            "RegressionFFN(input_dim=32)",
            "bmg=molecules(g, BatchMolAtomBondGraph)",
        ),
        (
            "models.multi",
            "MulticomponentMPNN",
            "MulticomponentMessagePassing([BondMessagePassing(d_h=32) for _ in range(2)]), "
            "MeanAggregation(), RegressionFFN(input_dim=64)",
            "bmg=[molecules(g), molecules(g)]",
        ),
    ),
)

GRAPHIUM = Package(
    "graphium",
    "graphium",
    """
from torch_geometric.data import Batch, Data
from graphium.nn.pyg_layers import GINConvPyg


def graphs(count, nodes, edges):
    made = []
    for _ in range(count):
        made.append(
            Data(
                feat=torch.randn(nodes, 16),
                edge_feat=torch.randn(edges, 16),
                edge_index=torch.randint(0, nodes, (2, edges)),
                rwse=torch.randn(nodes, 8),
                laplacian_eigvec=torch.randn(nodes, 4),
                laplacian_eigval=torch.randn(nodes, 4),
                num_nodes=nodes,
            )
        )
    return Batch.from_data_list(made)
""",
    {
        "batch": "graphs(g, n // g, e // g)",
        "g": "graphs(g, n // g, e // g)",
        "h": "torch.randn(n, 16)",
        "h_prev": "torch.randn(n, 16)",
        "x": "torch.randn(n, 16)",
        "edge_index": "torch.randint(0, n, (2, e))",
    },
    (
        ("nn.pyg_layers.gin_pyg", "GINConvPyg", "16, 16", "batch"),
        ("nn.pyg_layers.gin_pyg", "GINEConvPyg", '16, 16, normalization="layer_norm"', "batch"),
        ("nn.pyg_layers.gcn_pyg", "GCNConvPyg", "16, 16", "batch"),
        (
            "nn.pyg_layers.mpnn_pyg",
            "MPNNPlusPyg",
            "16, 16, in_dim_edges=16, out_dim_edges=16",
            "batch",
        ),
        ("nn.base_layers", "FCLayer", '16, 32, normalization="batch_norm"', "h"),
        ("nn.base_layers", "MLP", '16, 32, 8, depth=3, normalization="layer_norm"', "h"),
        (
            "nn.base_layers",
            "DropPath",
            "0.2",
            "input=torch.randn(n, 16); batch_idx=torch.arange(n) * g // n",
        ),
        ("nn.ensemble_layers", "EnsembleFCLayer", "16, 32, num_ensemble=3", "h"),
        (
            "nn.ensemble_layers",
            "EnsembleMLP",
            '16, 32, 8, num_ensemble=3, depth=2, reduction="mean"',
            "h",
        ),
        (
            "nn.residual_connections",
            "ResidualConnectionWeighted",
            "[16, 16, 16]",
            "h; h_prev; step_idx=1",
        ),
        ("nn.residual_connections", "ResidualConnectionConcat", "", "h; h_prev; step_idx=1"),
        (
            "nn.architectures.global_architectures",
            "FeedForwardNN",
            '16, 8, [32, 32], residual_type="simple"',
            "h",
        ),
        (
            "nn.architectures.pyg_architectures",
            "FeedForwardPyg",
            '16, 8, [16, 16], layer_type="pyg:gin"',
            "g",
        ),
        ("nn.encoders.mlp_encoder", "MLPEncoder", '["rwse"], ["feat"], 8, 16, 16, 2', "batch"),
        (
            "nn.encoders.laplace_pos_encoder",
            "LapPENodeEncoder",
            '["laplacian_eigvec", "laplacian_eigval"], ["feat"], 4, 16, 16, 2',
            "batch",
        ),
        (
            "nn.encoders.signnet_pos_encoder",
            "SimpleGIN",
            "16, 32, 8, 2",
            "x edge_index",
        ),
        ("nn.pyg_layers.dimenet_pyg", "ResidualLayer", '16, "relu"', "x"),
    ),
)

TSL = Package(
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

PACKAGES = (TORCH_FRAME, PYGOD, CHEMPROP, GRAPHIUM, TSL)


def look_in(folders: Sequence[Path]) -> None:
    """Make the packages below these folders importable, after everything installed."""
    for folder in folders:
        if folder.is_dir():
            below = sorted(one for one in folder.iterdir() if one.is_dir())
            sys.path += [str(one.absolute()) for one in (folder, *below)]


def available() -> list[Package]:
    """The packages that are there."""
    return [one for one in PACKAGES if importlib.util.find_spec(one.name) is not None]
