"""The examples of the documentation as recipes."""

from __future__ import annotations

from pathlib import Path

from tests.accuracy.recipes import Recipe

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"

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
