"""``torch_geometric.nn.Sequential``: each step gets what its header names."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from tests.trace.tracing import net, write

HEAD = """\
import torch
import torch_geometric.nn as pyg
from collections import OrderedDict
from torch import Tensor

class Keep(torch.nn.Module):
    def forward(self, x, kept):
        return x[kept]  # KEEP

class Double(torch.nn.Module):
    def forward(self, x):
        return x * 2
"""

POOL = "(pyg.global_mean_pool, 'x, batch -> x')"


def codes(folder: Path, steps: str) -> list[str]:
    """What is said of a model that is one chain, for both compilers, in order of the lines."""
    init = f"self.chain = pyg.Sequential('x, edge_index, batch', {steps})"
    forward = "return self.chain(x, edge_index, batch)"
    write(folder, {"net.py": net(forward, init=init, head=HEAD)})
    found = check([folder], Settings(root=folder, targets=("compile", "script"))).findings
    return sorted(it.code for it in found)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (f"[{POOL}]", ["GNN201"]),
        ("[(pyg.SAGEConv(8, 8), 'x, edge_index -> x'), torch.nn.ReLU(), (Double(), 'x -> x')]", []),
        ("[(pyg.GPSConv(8, pyg.SAGEConv(8, 8)), 'x, edge_index -> x')]", ["GNN150", "GNN211"]),
        ("[(lambda x: x > 0, 'x -> mask'), (Keep(), 'x, mask -> x')]", ["GNN320"]),
        ("[(lambda x: x.argsort(), 'x -> mask'), (Keep(), 'x, mask -> x')]", []),
        ("[(lambda x: (x, x > 0), 'x -> x, mask'), (Keep(), 'x, mask -> x')]", ["GNN320"]),
        ("[(lambda x: x > 0, 'x -> m'), (lambda x: x, 'm -> x'), (lambda x: x, 'x -> x')]", []),
        (f"OrderedDict([('one', (Double(), 'x -> x')), ('two', {POOL})])", ["GNN201"]),
        (f"{{'one': (Double(), 'x -> x'), 'two': {POOL}}}", ["GNN201"]),
        ("[(Double(),)]", []),
        (f"[{POOL}, torch.nn.ReLU(), (lambda x: x, 'x')]", []),
        ("[(pyg.TopKPooling(8), 'x, edge_index, w -> x, edge_index, w, b, p, s')]", ["GNN207"]),
    ],
)  # fmt: skip
def test_steps(tmp_path: Path, steps: str, expected: list[str]) -> None:
    assert codes(tmp_path, steps) == expected


STEPS_OF_NAMES = """\
steps = []
for name in names:
    steps.append((pyg.global_mean_pool, name))
self.chain = pyg.Sequential('x, batch', steps)
"""


def test_steps_that_are_not_known_are_not_guessed(tmp_path: Path) -> None:
    source = net("return self.chain(x, batch)", init=STEPS_OF_NAMES, head=HEAD, arguments="names")
    write(tmp_path, {"net.py": source})
    assert not check([tmp_path], Settings(root=tmp_path)).findings


def test_a_subclass_reads_its_list_as_it_is_made(tmp_path: Path) -> None:
    head = (
        HEAD
        + """
class Readout(pyg.Sequential):
    def __init__(self):
        steps = [(pyg.global_mean_pool, 'x, batch -> x')]
        super().__init__('x, batch', steps)
        steps.clear()
"""
    )
    source = net("return self.chain(x, batch)", init="self.chain = Readout()", head=head)
    write(tmp_path, {"net.py": source})
    assert [it.code for it in check([tmp_path], Settings(root=tmp_path)).findings] == ["GNN201"]
