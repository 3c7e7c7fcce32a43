"""What a script reads from a dataset of graphs, and hands to the model."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from tests.trace.tracing import net, trace_script

OWN = """
class Own(InMemoryDataset):
    pass

class Listed(InMemoryDataset):
    def __getitem__(self, index):
        return [index]
"""
FORWARD = "return x[mask]  #! mask"


def _handed(tmp_path: Path, data: str) -> tuple[frozenset[object], frozenset[object]]:
    script = f"""
import torch
from torch_geometric.data import Data, InMemoryDataset
from torch_geometric.datasets import Planetoid
from net import Net
{OWN}
model = torch.compile(Net())
{textwrap.dedent(data)}
model(data.x, data.train_mask)
"""
    files = {"net.py": net(FORWARD, parameters="x, mask")}
    traced = trace_script(tmp_path, script, files)
    return frozenset(traced.seen), frozenset(traced.marked)


@pytest.mark.parametrize(
    "data",
    [
        "data = Planetoid('data', 'Cora')[0]",
        "data = Planetoid('data', 'Cora')[0].to('cpu')",
        "dataset = Planetoid('data', 'Cora')[:1]\ndata = dataset[0]",
        "data = next(iter(Planetoid('data', 'Cora')))",
        "data = Own('data')[0]",
    ],
)
def test_an_item_of_a_dataset_is_a_graph(tmp_path: Path, data: str) -> None:
    seen, marked = _handed(tmp_path, data)
    assert marked
    assert marked <= seen


@pytest.mark.parametrize(
    "data", ["data = Listed('data')[0]", "data = Planetoid('data', 'Cora')[:1]"]
)
def test_what_is_no_single_graph_has_no_mask(tmp_path: Path, data: str) -> None:
    seen, marked = _handed(tmp_path, data)
    assert not marked & seen
