"""Operators and records made by hand: no compiler runs, and no library is looked at."""

from __future__ import annotations

from typing import Any

from gnnlint.atlas.record import Break, Outcome, Record
from gnnlint.verify.signature import Operator, Parameter

TENSOR, ADJ = "Tensor", "Union[Tensor, SparseTensor]"


def parameter(
    name: str, annotation: str = "", default: str | None = None, **more: Any
) -> Parameter:
    return Parameter(name, annotation, default, **more)


CONV = Operator(
    "torch_geometric.nn.GCNConv",
    "conv",
    "layer",
    init=(
        parameter("in_channels", "int"),
        parameter("out_channels", "int"),
        parameter("add_self_loops", "Optional[bool]", "None"),
        parameter("normalize", "bool", "True"),
        parameter(
            "flow", "str", "'source_to_target'", options=("source_to_target", "target_to_source")
        ),
        parameter("kwargs", kind="var_keyword"),
    ),
    call=(
        parameter("x", TENSOR),
        parameter("edge_index", ADJ),
        parameter("edge_weight", "Optional[Tensor]", "None"),
    ),
)
SCATTER = Operator(
    "torch_geometric.utils.scatter",
    "utils",
    "function",
    call=(
        parameter("src", TENSOR),
        parameter("index", TENSOR),
        parameter("dim", "int", "0"),
        parameter("dim_size", "Optional[int]", "None"),
        parameter("reduce", "str", "'sum'"),
    ),
)
VERSIONS = {"python": "3.11.7", "torch": "2.13.0", "torch_geometric": "2.8.1"}


def record(variation: str = "scatter(src, index)", **more: Any) -> Record:
    """A variation of ``scatter`` that breaks by default."""
    told: dict[str, Any] = {
        "operator": "torch_geometric.utils.scatter",
        "group": "utils",
        "kind": "function",
        "variation": variation,
        "call": {"src": "torch.randn(n, 16)", "index": "torch.arange(n) * g // n"},
        "program": "import torch\n",
        "versions": VERSIONS,
        "modes": outcomes(default="breaks"),
        "breaks": (Break("torch_geometric/utils/_scatter.py:48", "scatter", modes=("default",)),),
        "date": "2026-11-20",
    }
    return Record(**{**told, **more})


def outcomes(**status: str) -> dict[str, Outcome]:
    """Every mode ok but those named."""
    modes = ("eager", "default", "fullgraph", "script")
    return {mode: Outcome(status.get(mode, "ok")) for mode in modes}
