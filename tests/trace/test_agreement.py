"""Operators that tell that a size that depends on data is a known one: as the compiler has it."""

from __future__ import annotations

import linecache
from pathlib import Path
from typing import Any

import pytest

from gnnlint.trace.value import Tensor
from tests.trace.tracing import net, trace_net

torch = pytest.importorskip("torch")
pytest.importorskip("torch_geometric")

HEAD = """\
import torch
import torch.nn.functional as F
from torch_geometric.nn import JumpingKnowledge, global_add_pool
from torch_geometric.utils import scatter, softmax
"""

MADE = """\
mask = x[:, 0] > -9
kept = x[mask]
other = y[y[:, 0] > -9]
"""

TELLING = """\
torch.cat([kept, y], dim=1)
torch.cat([y, kept], dim=-1)
torch.cat((kept, y[:, :8]), -1)
torch.hstack([kept, y])
torch.vstack([kept[:, 0], y[:, 0]])
torch.stack([kept, y])
kept + y
y * kept
kept.sub(y).pow(2)
kept.mul(y[:, :1])
kept * y[:, 0].unsqueeze(-1)
kept == y
kept.clone().add_(y)
kept.new_zeros(20, 16) + kept
torch.where(y > 0, kept, 0.0)
torch.maximum(kept, y)
kept.masked_fill(y > 0, 0.0)
y.clone().copy_(kept)
kept.expand_as(y)
kept.expand(20, 16)
kept.view(20, 16)
kept.reshape(y.shape)
y.view(kept.size(0), -1)
kept.split([10, 10])
w @ kept
kept.t() @ y
torch.mm(kept.t(), y)
torch.addmm(torch.zeros(16, 16), kept.t(), y)
torch.addmm(kept, y, w[:16, :16])
torch.addmm(y, kept, w[:16, :16])
torch.baddbmm(kept[None], y[None], w[None, :16, :16])
torch.bmm(kept.t()[None], y[None])
torch.dot(kept[:, 0], y[:, 0])
torch.einsum("ij,ik->jk", kept, y)
y[kept[:, 0] > 0]
kept[mask]
torch.zeros(7, 16).index_add_(0, index, kept)
torch.zeros(7, 16).scatter_add_(0, index[:, None].expand(-1, 16), kept)
F.cross_entropy(kept, index)
kept, both = kept, kept + y
kept = [kept, kept + y][0]
z = y.clone(); z[:] = kept
z = y.clone(); z[:, 0] = kept[:, 0]
torch.rsub(kept, y)
torch.complex(kept, y)
torch.linalg.cross(kept[:, :3], y[:, :3])
F.scaled_dot_product_attention(y[None], kept[None], y[None])
global_add_pool(kept, index, 7)
global_add_pool(x, index[mask], 7)
scatter(kept, index, dim=0, dim_size=7)
softmax(kept, index, num_nodes=7)
scatter(kept.t(), index, dim=1, dim_size=7)
scatter(kept.t(), index, dim=-1, dim_size=7)
sum([kept, y])
sum((y, kept), start=0)
JumpingKnowledge("cat")([kept, y])
JumpingKnowledge("max")([kept, y])
""".splitlines()

LEAVING = """\
None
torch.cat([kept, y])
torch.stack([kept, kept])
kept + other
kept + kept[:, :1]
kept * 2
kept @ y.t()
kept @ torch.zeros(16, 4)
F.linear(kept, y)
kept.view(-1, 4, 4)
kept.split([8, 8], dim=1)
kept.unflatten(1, (4, 4))
kept[:, None].expand(-1, 3, -1)
kept[:20]
y[:kept.size(0)]
y[kept[:, 0].long()]
kept.gather(0, index[:, None])
torch.zeros(7, 16).index_add_(0, kept[:, 0].long() % 7, kept)
global_add_pool(kept, index[mask], 7)
torch.outer(kept[:, 0], y[:, 0])
torch.addmm(torch.zeros(16), kept, w[:16, :16])
torch.addmm(kept, kept, w[:16, :16])
scatter(kept, index[:16], dim=1, dim_size=16)
scatter(kept.t(), index[mask], dim=1, dim_size=7)
sum([kept, kept])
JumpingKnowledge("cat")([kept, kept])
F.embedding(index, kept)
kept.type_as(y)
""".splitlines()


def is_open_to_trace(statement: str, folder: Path) -> bool:
    """Whether the trace takes the number of rows for open after a statement."""
    body = f"{MADE}{statement}\nkept.exp()\n"
    source = net(body, parameters="x: Tensor, y: Tensor, index: Tensor, w: Tensor", head=HEAD)
    (event,) = trace_net(folder, source).named("torch.Tensor.exp")
    assert event.call is not None and isinstance(event.call.owner, Tensor)
    return event.call.owner.unbacked


def is_open_to_compiler(statement: str) -> bool:
    """Whether the compiler cannot tell then whether there are rows."""
    body = f"{MADE}{statement}\nif kept.size(0) == 0:\n    return x\nreturn kept\n"
    lines = ["def ask(x, y, index, w):\n", *(f"    {it}\n" for it in body.splitlines())]
    names: dict[str, Any] = {}
    exec(HEAD, names)
    linecache.cache["<asked>"] = (0, None, lines, "<asked>")
    exec(compile("".join(lines), "<asked>", "exec"), names)
    given = torch.ones(20, 16), torch.ones(20, 16), torch.arange(20) % 7, torch.ones(20, 20)
    names["ask"](*given)
    torch._dynamo.reset()
    try:
        torch.compile(names["ask"], backend="eager", fullgraph=True)(*given)
    except torch._dynamo.exc.UserError as error:
        assert "Eq(u0, 0)" in str(error)
        return True
    return False


@pytest.mark.parametrize("statement", TELLING)
def test_what_tells_that_a_size_is_known(statement: str, tmp_path: Path) -> None:
    assert not is_open_to_compiler(statement)
    assert not is_open_to_trace(statement, tmp_path)


@pytest.mark.parametrize("statement", LEAVING)
def test_what_leaves_it_open(statement: str, tmp_path: Path) -> None:
    assert is_open_to_compiler(statement)
    assert is_open_to_trace(statement, tmp_path)


HELD = {
    "by the caller": "self.join(kept, y)",
    "in a list": "held = [kept]\nself.join(kept, y)\nkept = held[0]",
    "in a dict": "held = {'rows': kept}\nself.join(kept, y)\nkept = held['rows']",
    "by the module": "self.held = kept\nself.join(kept, y)\nkept = self.held",
    "in a list in a list": "held = [[kept]]\nself.join(kept, y)\nkept = held[0][0]",
    "in a dict of lists": "held = {'rows': [kept]}\nself.join(kept, y)\nkept = held['rows'][0]",
    "in a list of the module": "self.held = [kept]\nself.join(kept, y)\nkept = self.held[0]",
    "among arguments": "kept = self.first(kept, self.join(kept, y))",
    "in what is returned": "kept, joined = self.both(kept, y)",
    "in a shape": "rows = kept.size(0)\nself.join(kept, y)\nkept = torch.zeros(rows, 16)",
    "around a comprehension": "joined = [kept + it for it in (y, y)]",
}
METHODS = """\
def join(self, rows, others):
    return torch.cat([rows, others], dim=1)

def first(self, rows, others):
    return rows

def both(self, rows, others):
    return rows, rows + others
"""


@pytest.mark.parametrize("body", HELD.values(), ids=HELD)
def test_wherever_the_size_is_held(body: str, tmp_path: Path) -> None:
    source = net(f"{MADE}{body}\nkept.exp()\n", parameters="x: Tensor, y: Tensor", methods=METHODS)
    (event,) = trace_net(tmp_path, source).named("torch.Tensor.exp")
    assert event.call is not None and isinstance(event.call.owner, Tensor)
    assert not event.call.owner.unbacked


def test_the_number_still_differs_from_batch_to_batch(tmp_path: Path) -> None:
    source = net(f"{MADE}kept + y\nkept.exp()\n", parameters="x: Tensor, y: Tensor")
    (event,) = trace_net(tmp_path, source).named("torch.Tensor.exp")
    assert event.call is not None and isinstance(event.call.owner, Tensor)
    assert event.call.owner.rows


@pytest.mark.parametrize(
    "call",
    [
        "torch.split(unknown(), [kept.size(0), 2])",
        "torch.reshape(unknown(), (kept.size(0), 4))",
        "torch.einsum(*unknown(), kept)",
        "torch.einsum(operands=[kept])",
        "torch.cat(*unknown(), kept)",
        "torch.matmul(kept)",
        "torch.stack(unknown(), kept.size(0))",
    ],
)
def test_calls_of_unknown_arguments_tell_nothing(call: str, tmp_path: Path) -> None:
    head = f"{HEAD}from elsewhere import unknown\n"
    source = net(f"{MADE}{call}\nkept.exp()\n", parameters="x: Tensor, y: Tensor", head=head)
    (event,) = trace_net(tmp_path, source).named("torch.Tensor.exp")
    assert event.call is not None and isinstance(event.call.owner, Tensor)
    assert event.call.owner.unbacked
