"""chemprop: properties of molecules."""

from tests.accuracy.packages.package import Package

PACKAGE = Package(
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
