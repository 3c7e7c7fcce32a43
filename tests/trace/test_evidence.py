"""What use shows where annotations say nothing: masks, rows of tensors, methods of tensors."""

from __future__ import annotations

import textwrap

import pytest

import gnnlint
from gnnlint.finding import Certainty

MODEL = """\
import torch
from torch import nn

class Net(nn.Module):
    def forward(self, {parameters}):
{body}
"""

MASKS = {
    "x, batch, n": "return torch.stack([x[batch == i].mean(0) for i in range(n)])",
    "x, edge_type, r": "return x[edge_type == r]",
    "edge_index, edge_type, kinds": "return edge_index[:, edge_type == kinds[0]]",
    "x, edge_index, batch": "return edge_index[:, batch[edge_index[0]] == batch[edge_index[1]]]",
    "x, train_mask": "return x[train_mask]",
    "x, mask": "return x[~mask]",
    "x, node_type": "h = x.relu()\nreturn h[node_type == 1]",
    "edge_index, keep_mask": "return edge_index[:, keep_mask]",
}

NOTHING = {
    "x, batch": "return x[batch]",
    "pairs, batch, i": "return pairs[batch == i]",
    "x, z": "return x[z == 'first']",
    "x, z, other": "return x[z == None]",
    "tables, own_mask": "return tables[own_mask]",
    "x, mask": "return x[mask.values()]",
    "x, n, i": "return x[n == i]",
}


def masks_in(parameters: str, body: str) -> int:
    text = MODEL.format(parameters=parameters, body=textwrap.indent(body, " " * 8))
    return sum(it.code == "GNN320" for it in gnnlint.check_source(text).findings)


@pytest.mark.parametrize(("parameters", "body"), MASKS.items())
def test_what_selects_by_a_mask(parameters: str, body: str) -> None:
    assert masks_in(parameters, body) == 1


def test_what_is_called_a_mask_may_hold_places() -> None:
    text = MODEL.format(parameters="x, train_mask", body=" " * 8 + "return x[train_mask]")
    (found,) = gnnlint.check_source(text).findings
    assert found.certainty is Certainty.CONDITIONAL
    assert str(found.premise) == "when `train_mask.dtype == torch.bool`"


@pytest.mark.parametrize(("parameters", "body"), NOTHING.items())
def test_what_may_be_anything(parameters: str, body: str) -> None:
    assert masks_in(parameters, body) == 0


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        ("return pairs[0].softmax(0)[0].item()", ["GNN301"]),
        ("scores, mask = pairs\nreturn scores.relu()[mask.bool()]", ["GNN320"]),
        ("return pairs[0].new_ones(3).tolist()", ["GNN303"]),
        ("return pairs[0].mean(0)[0].item()", []),  # arrays have that, too
        ("return pairs[0].lower().item()", []),
        ("return pairs[0].bool", []),
    ],
)
def test_what_only_tensors_have_shows_a_tensor(body: str, codes: list[str]) -> None:
    text = MODEL.format(parameters="pairs", body=textwrap.indent(body, " " * 8))
    assert [it.code for it in gnnlint.check_source(text).findings] == codes
