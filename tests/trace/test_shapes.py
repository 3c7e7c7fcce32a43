"""Sizes that depend on data: where the trace puts them is where torch shows them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gnnlint.condition import parse
from gnnlint.trace.event import Kind
from gnnlint.trace.value import Tensor
from tests.trace.tracing import net, trace_net

torch = pytest.importorskip("torch")

MADE = """\
mask = x[:, 0] > 0
kept = x[mask]
edges = edge_index[:, edge_index[0] < edge_index[1]]
count = int(edge_index.max()) + 1
pieces = x[:12].split((torch.bincount(edge_index[0, :12] % 3, minlength=3)).tolist())
"""

EXPRESSIONS = """\
kept
kept[1:]
kept[:, :3]
kept[None]
kept[:, None]
kept[:, mask[:16]]
kept * 2
kept > 0
kept + kept[:, :1]
kept @ x.t()
kept.t()
kept.T
kept.transpose(0, 1)
kept.permute(1, 0)
kept.unsqueeze(0)
kept.unsqueeze(1)
kept.unsqueeze(-1)
kept.view(-1, 4, 4)
kept.view(-1)
kept.reshape(4, -1)
kept.flatten()
kept.unsqueeze(0).flatten(1)
kept.sum()
kept.sum(0)
kept.sum(1)
kept.sum(0, keepdim=True)
kept.max(1)[0]
kept.sort(0)[0]
kept.softmax(0)
kept[:, :1].expand(-1, 4)
kept.clone()
kept.new_zeros(kept.size(0), 3)
kept.new_zeros(3)
kept.index_select(0, edge_index[0, :2] % 2)
x.index_select(0, edges[0])
x[edges[0]]
x[edges[1]] - x[edges[0]]
x[:count]
edges
edges[0]
edges.t()
torch.cat([kept, kept])
torch.cat([kept, kept], dim=-1)
torch.cat([edges, edges.flip(0)], dim=1)
torch.stack([kept, kept])
torch.stack([kept, kept], dim=1)
torch.stack([mask.nonzero().view(-1), mask.nonzero().view(-1)])
torch.zeros(count, 4)
x.new_zeros(x.size()[:0] + (count,) + x.size()[1:])
x.new_zeros((count,) + kept.size()[:1] + (3,))
x.new_zeros((4,) + kept.shape)
kept.new_zeros(kept.shape[:1])
torch.zeros(4, count)
torch.eye(count)
torch.arange(count)
torch.ones_like(kept)
torch.full((3,), count)
torch.where(kept > 0, kept, 0.0)
torch.where(mask)[0]
torch.bincount(edge_index[0])
torch.unique(edge_index)
torch.unique(edge_index, return_inverse=True)[1]
torch.unique(edge_index, return_inverse=True, return_counts=True)[2]
torch.unique(edge_index, return_counts=True)[1]
torch.zeros(count, kept.size(0)).sum(-1)
torch.zeros(count, kept.size(0)).mean(dim=-1, keepdim=True)
x.repeat_interleave(2, dim=0)
x.repeat_interleave(edge_index[0, :20], dim=0)
torch.nn.functional.relu(kept)
pieces[0]
kept.unbind(1)[0]
kept.split(8, dim=1)[0]
edges.unbind(0)[0]
""".splitlines()


def value_of(expression: str, folder: Path) -> Tensor:
    """What the trace knows of an expression."""
    body = f"{MADE}out = {expression}\nout.exp()\n"
    traced = trace_net(folder, net(body, parameters="x: Tensor, edge_index: Tensor"))
    value = next(
        it.call.owner for it in traced.trace.events if it.name == "torch.Tensor.exp" and it.call
    )
    assert isinstance(value, Tensor)
    return value


def shape_of(expression: str, seed: int) -> tuple[int, ...]:
    """The shape that torch gives it, for data of one size."""
    torch.manual_seed(seed)
    names: dict[str, Any] = {
        "torch": torch,
        "x": torch.randn(20, 16),
        "edge_index": torch.randint(10 + seed, (2, 40)),
    }
    exec(f"{MADE}out = {expression}\n", names)
    return tuple(names["out"].shape)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_sizes_that_depend_on_data(expression: str, tmp_path: Path) -> None:
    shapes = [shape_of(expression, seed) for seed in range(4)]
    differ = {dim for dim, sizes in enumerate(zip(*shapes, strict=True)) if len(set(sizes)) > 1}
    value = value_of(expression, tmp_path)
    assert value.unbacked_dims == differ
    assert value.unbacked is bool(differ)


@pytest.mark.parametrize("walk", ["for row in rows:\n    x = x + row", "first, second = rows"])
def test_rows_of_one_of_two_tensors_are_open_where_it_is_the_one(walk: str, tmp_path: Path) -> None:
    body = f"rows = x[x[:, 0] > 0] if self.selects else x\n{walk}\nreturn x\n"
    source = net(body, init="self.selects = selects", arguments="selects")
    events = trace_net(tmp_path, source).of_kind(Kind.CONVERT)
    (event,) = (it for it in events if it.construct == "items")
    answer = parse("unbacked(operand.value, 0)")(event)
    assert answer.value is None and [str(it) for it in answer.conditions] == ["self.selects"]
