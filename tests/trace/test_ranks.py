"""How many dimensions tensors have, told and asked of torch itself."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gnnlint.library import kinds
from gnnlint.trace import ranks
from gnnlint.trace.event import Kind
from gnnlint.trace.value import Tensor
from tests.trace.tracing import net, trace_net

EXPRESSIONS = """
x[0] ; x[0, 1] ; x[:, 0] ; x[None] ; x[..., 0] ; x[0:2] ; x[index] ; x[mask] ; x[index, index]
x[index[0]] ; x[0, index] ; x.sum() ; x.sum(0) ; x.sum(0, keepdim=True) ; x.sum((0, 1))
x.mean(dim=-1) ; x.norm(dim=1) ; x.norm(p=1) ; x.max(dim=1)[0] ; x.max(dim=1)[1] ; x.max()
x.argmax() ; x.argmax(dim=1) ; x.view(-1) ; x.view(2, -1, 1) ; x.reshape(1, -1) ; x.flatten()
x.unsqueeze(0) ; x.t() ; x.T ; x.permute(1, 0) ; x.expand(3, -1, -1) ; x.repeat(2, 1, 1)
x + 1 ; x + index.view(-1, 1)[0] ; x > 0 ; x @ x.t() ; x @ x[0] ; x[0] @ x[0] ; torch.mm(x, x.t())
torch.stack([x, x]) ; torch.cat([x, x]) ; torch.cat([x[0], x[0]]) ; torch.arange(4) ; torch.eye(3)
torch.zeros(3) ; torch.zeros(2, 3) ; torch.zeros((2, 3, 4)) ; torch.zeros_like(x) ; torch.tensor(1)
torch.tensor([1, 2]) ; torch.tensor([[1, 2]]) ; x.new_zeros(4) ; torch.full((2, 2), 1.0)
torch.einsum("ij,kj->ik", x, x) ; torch.where(x > 0, x, x) ; torch.where(mask)[0] ; mask.nonzero()
x.softmax(-1) ; x.clamp(min=0) ; x.sort(dim=0)[1] ; x.topk(2)[1] ; x.chunk(2)[0] ; x.unbind(0)[0]
x.index_select(0, index) ; x.gather(0, index.view(-1, 1)) ; index.bincount() ; index.unique()
torch.nn.functional.one_hot(index, 9) ; torch.cdist(x, x) ; x.long() ; x.detach() ; x.cumsum(0)
x.std(1) ; x.var(-1) ; torch.std(x, 1) ; x.std((0, 1)) ; x.std() ; x.var(1, keepdim=True)
x[0].expand_as(x) ; x[0].masked_fill(x > 0, 0.0) ; torch.nn.functional.linear(x, x)
torch.nn.functional.embedding(index, x) ; torch.embedding(x, index) ; x.take(index)
torch.nn.functional.cross_entropy(x, index) ; x[0].unsqueeze(0) ; torch.unique(x)
x.mode()[0] ; x.kthvalue(1)[0] ; x.mode(dim=0, keepdim=True)[0]
torch.outer(x[0], x[0]) ; x.repeat_interleave(2, dim=0) ; x.repeat_interleave(2) ; x.float().abs()
"""


@pytest.mark.parametrize(
    "expression", [it.strip() for it in EXPRESSIONS.replace("\n", ";").split(";") if it.strip()]
)
def test_the_rank_is_torchs(tmp_path: Path, expression: str) -> None:
    x = torch.rand(4, 4)
    index, mask = torch.tensor([0, 1, 2, 3]), torch.tensor([True, False, True, True])
    made = eval(expression, {"torch": torch, "x": x, "index": index, "mask": mask})
    body = (
        "x = torch.rand(4, 4)\nindex = torch.tensor([0, 1, 2, 3])\n"
        "mask = torch.zeros(4, dtype=torch.bool)\n"
        f"taken({expression})\nreturn x"
    )
    trace = trace_net(
        tmp_path,
        net(body, head="import torch\nfrom torch_geometric.utils import softmax as taken\n"),
    )
    call = trace.event("torch_geometric.utils.softmax").call
    assert call is not None
    value = call.value("src")
    assert isinstance(value, Tensor)
    assert value.rank == made.dim()


@pytest.mark.parametrize(
    "expression",
    [
        "x",
        "x + 1",
        "x[edge_index[0]]",
        "x.sum(n)",
        "x.squeeze()",
        "x.view(*shape)",
        "x.sum(axis=0)",
        "torch.zeros(2, 3).sum(dim=())",
        "torch.nn.functional.linear(torch.zeros(2, 3), torch.zeros(3))",
        "torch.cdist(torch.zeros(2, 3), torch.zeros(1, 2, 3))",
        "torch.bucketize(2, torch.zeros(3))",
        "torch.isin(2, torch.zeros(3))",
        "torch.zeros(2, 3)[range(2)]",
        "torch.det(torch.zeros(2, 3, 3))",
    ],
)
def test_what_is_not_told_is_not_known(tmp_path: Path, expression: str) -> None:
    body = f"taken({expression})\nreturn x"
    source = net(
        body,
        parameters="x: Tensor, edge_index: Tensor, n, shape",
        head="from torch_geometric.utils import softmax as taken\n",
    )
    call = trace_net(tmp_path, source).event("torch_geometric.utils.softmax").call
    assert call is not None
    value = call.value("src")
    assert isinstance(value, Tensor)
    assert value.rank is None


@pytest.mark.parametrize(
    ("made", "known"),
    [
        ("torch.tensor(2)", True),
        ("torch.tensor(2) + 1", True),
        ("torch.as_tensor(2).long()", True),
        ("(torch.tensor(2) > 1).long()", True),
        ("torch.tensor([2])[0]", False),
        ("torch.zeros((), dtype=torch.long)", False),
        ("edge_index[0, 0]", False),
        ("torch.tensor(2) + edge_index[0, 0]", False),
    ],
)
def test_numbers_that_the_compiler_keeps(tmp_path: Path, made: str, known: bool) -> None:
    trace = trace_net(tmp_path, net(f"at = {made}\nreturn x[at]", head="import torch\n"))
    index = trace.of_kind(Kind.READ_ITEM)[-1].operands["index"]
    assert isinstance(index, Tensor)
    assert index.scalar
    assert index.is_known is known


FORMS = """
torch.{0}(a, b) ; torch.{0}(b, a) ; a.{0}(b) ; torch.{0}(a, a, b) ; torch.{0}(a, b, a)
torch.{0}(b, a, a) ; a.{0}(a, b) ; a.{0}(b, a) ; torch.{0}(a, max=b) ; torch.{0}(a, min=b)
"""
SIGNS = "a {0} b ; b {0} a"
OPERATORS = sorted(ranks.ELEMENTWISE | kinds.REDUCING | kinds.KEEPING)


def _ranks_in_torch(expression: str) -> set[int]:
    """The ranks of what torch makes of vectors ``a`` and matrices ``b``, of each kind it takes."""
    found = set()
    for made in (torch.ones(3), torch.ones(3, dtype=torch.long), torch.ones(3) > 0):
        known = {"torch": torch, "a": made.clone(), "b": made.repeat(2, 1)}
        try:
            value = eval(expression, known)
        except (RuntimeError, TypeError, AttributeError, NotImplementedError, IndexError):
            continue
        first = value[0] if isinstance(value, tuple) else value
        found.add(first.dim() if isinstance(first, torch.Tensor) else -1)
    return found


@pytest.mark.parametrize(
    ("form", "names"),
    [(it.strip(), OPERATORS) for it in FORMS.replace("\n", ";").split(";") if it.strip()]
    + [(it.strip(), "+ - * / // % ** & | ^ < <= > >= == !=".split()) for it in SIGNS.split(";")],
)
def test_beside_what_is_not_known_no_rank_is(tmp_path: Path, form: str, names: list[str]) -> None:
    asked = {it: found for name in names if (found := _ranks_in_torch(it := form.format(name)))}
    body = ["a = torch.arange(3)", *(f"taken({it})" for it in asked), "return a"]
    head = "import torch\nfrom torch_geometric.utils import softmax as taken\n"
    calls = trace_net(tmp_path, net("\n".join(body), parameters="b", head=head)).named(
        "torch_geometric.utils.softmax"
    )
    assert len(calls) == len(asked) > 0
    for (expression, found), event in zip(asked.items(), calls, strict=True):
        assert event.call is not None
        value = event.call.value("src")
        told = value.rank if isinstance(value, Tensor) else None
        assert told is None or found == {told}, expression


def test_what_is_written_in_place_keeps_its_rank(tmp_path: Path) -> None:
    body = "a = torch.arange(3)\ntaken(a.add_(b))\nreturn a"
    head = "import torch\nfrom torch_geometric.utils import softmax as taken\n"
    source = net(body, parameters="b", head=head)
    call = trace_net(tmp_path, source).event("torch_geometric.utils.softmax").call
    assert call is not None
    value = call.value("src")
    assert isinstance(value, Tensor)
    assert value.rank == 1
