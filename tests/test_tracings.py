"""What ``torch.jit.trace`` is given: what counts as computed from the example, and what is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Finding, Run
from gnnlint.report import text
from gnnlint.trace.tracing import MOST_TRACINGS
from tests.trace.tracing import write

TRACES = ("GNN511", "GNN512", "GNN513", "GNN514", "GNN515", "GNN516", "GNN517")


def run(folder: Path, source: str) -> Run:
    write(folder, {"net.py": source})
    return check([folder], Settings(root=folder, select=TRACES))


HEADER = """\
import torch
from torch import Tensor, nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(3, 3)
        self.register_buffer("limit", torch.ones(3))

    def run(self, x: Tensor, pair: tuple[Tensor, Tensor]) -> Tensor:
        {body}
        return x

torch.jit.trace_module(Net(), {{"run": (torch.rand(4, 3), (torch.rand(3), torch.rand(3)))}})
"""


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("if x.sum() > 0: x = x + 1", "GNN511"),
        ("if self.lin(x).sum() > self.limit.sum(): x = x + 1", "GNN511"),
        ("if torch.stack([x, x]).mean() > 0: x = x + 1", "GNN511"),
        ("if pair[0].T.max() > 0: x = x + 1", "GNN511"),
        ("if sum([x.sum(), self.limit.sum()]) > 0: x = x + 1", "GNN511"),
        ("x = x * float((-x).max())", "GNN512"),
        ("x = x * x.max().item()", "GNN512"),
        ("for row in x: x = x + row", "GNN513"),
        ("for row in range(len(x)): x = x + row", "GNN513"),
        ("x = x + torch.zeros(3, device=x.device)", "GNN516"),
        ("x = x + torch.zeros(3, device=self.lin.weight.device)", "GNN516"),
    ],
)
def test_of_the_example(tmp_path: Path, body: str, code: str) -> None:
    assert code in {it.code for it in run(tmp_path, HEADER.format(body=body)).findings}


@pytest.mark.parametrize(
    "body",
    [
        "if self.limit.sum() > 0: x = x + 1",
        "if (self.lin.weight * 2).sum() > 0: x = x + 1",
        "if torch.arange(4).max() > 0: x = x + 1",
        "if torch.zeros_like(x).sum() > 0: x = x + 1",
        "for part, limit in zip([x], [self.limit]): x = x + 1 if limit.sum() > 0 else part",
        "x = x * float(self.limit.max())",
        "x = x * self.limit.max().item()",
        "for row in self.limit * 2: x = x + row",
        "x = x + torch.zeros(3, device='cpu')",
        "x = x + torch.zeros(3, device=torch.zeros(1).device)",
    ],
)
def test_not_of_the_example(tmp_path: Path, body: str) -> None:
    assert not run(tmp_path, HEADER.format(body=body)).findings


def unchecked(found: Run) -> Finding:
    (finding,) = (it for it in found.findings if it.code == "GNN514")
    return finding


def test_the_reasons_are_places_that_move_with_the_code(tmp_path: Path) -> None:
    body = "x = x * x.max().item()\n        if x.sum() > 0: x = x + 1"
    before = unchecked(run(tmp_path, HEADER.format(body=body)))
    after = unchecked(found := run(tmp_path, "\n\n" + HEADER.format(body=body)))
    assert [(it.role, it.place.line) for it in before.related] == [("reason", 11), ("reason", 12)]
    assert [it.place.line for it in after.related] == [13, 14]
    assert before.message == after.message
    assert re.search(r"because of \S*net\.py:13, \S*net\.py:14$", text.render(found), re.MULTILINE)


def test_traces_beyond_the_most_are_gaps(tmp_path: Path) -> None:
    more = "\n".join(
        f"""
def scaled_{number}(x: Tensor):
    return x * x.max().item()
torch.jit.trace(scaled_{number}, torch.rand(3))"""
        for number in range(MOST_TRACINGS + 2)
    )
    found = run(tmp_path, "import torch\nfrom torch import Tensor\n" + more)
    assert sum(it.code == "GNN512" for it in found.findings) == MOST_TRACINGS
    gaps = [gap for model in found.models for gap in model.gaps]
    assert [it.reason for it in gaps] == ["too many traces to follow them all"] * 2


FREEZE = """\
import torch
from torch import nn
from elsewhere import prepare

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(3, 3)

    def forward(self, x):
        return self.lin(x)

net = Net()
{told}
torch.jit.freeze(torch.jit.script(net))
"""


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        ("", True),
        ("net.eval().train()", True),
        ("net.train(mode=True)", True),
        ("for it in net.parameters(): it.data.zero_()", True),
        ("net.eval()", False),
        ("net.train(False)", False),
        ("net.training = False", False),
        ("net.apply(lambda it: it.eval())", False),
        ("for it in net.modules(): it.train(False)", False),
        ("prepare(net)", False),
        ("net.train(prepare())", False),
    ],
)
def test_the_mode_that_a_module_is_frozen_in(tmp_path: Path, told: str, refused: bool) -> None:
    found = run(tmp_path, FREEZE.format(told=told)).findings
    assert ["GNN517"] * refused == [it.code for it in found]
