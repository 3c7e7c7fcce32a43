"""Layers before PyG 2.5: which lack `.jittable()`, and which it cannot prepare.

What is expected was measured with torch_geometric 2.4.0 under torch 2.13 (docs/torchscript.md).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Target
from tests.trace.tracing import write

HEADER = """\
import torch
from torch import Tensor, nn
from torch_geometric.nn import GCNConv, GraphSAGE, MessagePassing
from torch_geometric.typing import OptTensor

class Typed(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        # propagate_type: (x: Tensor)
        return self.propagate(edge_index, x=x, size=None)

class Listed(MessagePassing):
    propagate_type = {"x": Tensor}
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.propagate(edge_index, x=x, size=None)

class Inherits(Typed):
    pass

class SeveralLines(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        # propagate_type: (x: Tensor,
        #                  weight: OptTensor)
        return self.propagate(edge_index, x=x, weight=None, size=None)

class Untyped(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.propagate(edge_index, x=x, size=None)

class Net(nn.Module):
    def __init__(self, layers: int = 2):
        super().__init__()
        MADE

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return x
"""


def codes(folder: Path, made: str, version: str) -> list[str]:
    write(folder, {"net.py": HEADER.replace("MADE", made)})
    settings = Settings(
        root=folder, targets=("script",), pyg_version=version, select=("GNN101", "GNN150")
    )
    found = check([folder], settings).findings
    return [it.code for it in found if it.target is Target.SCRIPT]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("self.conv = GCNConv(8, 8)", ["GNN150"]),
        ("self.conv = GraphSAGE(8, 8, 2)", ["GNN150"]),
        ("self.conv = Typed()", ["GNN150"]),
        ("self.convs = nn.ModuleList([Typed() for _ in range(layers)])", ["GNN150"]),
        ("self.conv = GCNConv(8, 8).jittable()", []),
        ("self.conv = GraphSAGE(8, 8, 2).jittable()", []),
        ("self.conv = Typed().jittable()", []),
        ("self.conv = Listed().jittable()", []),
        ("self.convs = nn.ModuleList([Typed().jittable() for _ in range(layers)])", []),
        ("self.conv = Typed(); self.conv = self.conv.jittable()", []),
        ("self.conv = Inherits().jittable()", ["GNN101"]),
        ("self.conv = SeveralLines().jittable()", ["GNN101"]),
        ("self.conv = Untyped().jittable()", ["GNN101"]),
        ("self.lin = nn.Linear(8, 8)", []),
    ],
)
def test_before_2_5(tmp_path: Path, made: str, expected: list[str]) -> None:
    assert codes(tmp_path, made, "2.4") == expected
    assert codes(tmp_path, made, "2.5") == []
