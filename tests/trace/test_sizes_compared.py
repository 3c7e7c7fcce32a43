"""Sizes that depend on data in comparisons: what is claimed of one call, and what of several."""

from __future__ import annotations

import linecache
from pathlib import Path
from typing import Any

import pytest

from gnnlint.condition import parse
from gnnlint.trace.event import Kind
from tests.trace.tracing import net, trace_net

torch = pytest.importorskip("torch")

MADE = """\
kept = x[x[:, 0] > 0]
edges = edge_index[:, edge_index[0] != edge_index[1]]
"""

CERTAIN = """\
kept.size(0) > 3
kept.size(0) == x.size(0)
kept.size(0) != 5
int(edge_index.max()) > 1000
int(edge_index.max()) + 1 > x.size(0)
kept.size(0) / x.size(0) > 0.5
""".splitlines()

OF_SEVERAL = """\
kept.size(0) > 1000
kept.size(0) == 1000
1000 < kept.size(0)
kept.size(0) <= x.size(0)
kept.size(0) > edge_index.size(1)
x.size(0) * x.size(0) - x.size(0) <= edges.size(1)
kept.numel() > x.numel()
""".splitlines()


def claim(comparison: str, folder: Path) -> tuple[bool | None, list[str]]:
    """Whether a number from data is said to be asked for, and under which conditions."""
    source = net(f"{MADE}if {comparison}:\n    return x\nreturn kept\n")
    (event,) = trace_net(folder, source).of_kind(Kind.BRANCH)
    answer = parse("data_dependent(operand.test)")(event)
    return answer.value, [str(it) for it in answer.conditions]


def failing_calls(comparison: str) -> list[bool]:
    """Whether the compiler fails at a comparison, in a call with small graphs and a further one."""
    body = f"{MADE}if {comparison}:\n    return x\nreturn kept\n"
    lines = ["def ask(x, edge_index):\n", *(f"    {it}\n" for it in body.splitlines())]
    names: dict[str, Any] = {}
    linecache.cache["<compared>"] = (0, None, lines, "<compared>")
    exec(compile("".join(lines), "<compared>", "exec"), names)
    torch.manual_seed(0)
    torch._dynamo.reset()
    compiled = torch.compile(names["ask"], backend="eager", fullgraph=True)
    return [_fails(compiled, nodes) for nodes in (20, 30)]


def _fails(compiled: Any, nodes: int) -> bool:
    try:
        compiled(torch.randn(nodes, 16), torch.randint(nodes, (2, 3 * nodes)))
    except torch._dynamo.exc.UserError:
        return True
    return False


@pytest.mark.parametrize("comparison", CERTAIN)
def test_what_fails_for_any_graph(comparison: str, tmp_path: Path) -> None:
    assert failing_calls(comparison) == [True, True]
    assert claim(comparison, tmp_path) == (True, [])


@pytest.mark.parametrize("comparison", OF_SEVERAL)
def test_what_fails_for_graphs_of_several_sizes(comparison: str, tmp_path: Path) -> None:
    assert failing_calls(comparison) == [False, True]
    assert claim(comparison, tmp_path) == (None, ["it is called with graphs of several sizes"])


def test_numbers_that_may_be_in_reach_are_claimed_of_several(tmp_path: Path) -> None:
    """``x.size(0)`` is as much as the data can select; another size may be more."""
    assert failing_calls("kept.size(0) < x.size(0)") == [True, True]
    assert claim("kept.size(0) < x.size(0)", tmp_path)[1]
