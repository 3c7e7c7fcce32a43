"""Loops of unknown length: what a round reads of the round before, and how often one is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.tracing import net, trace_net

READ_BEHIND = {
    "where the loop around is left": """\
for i in range(x.size(0)):
    last = None
    for j in range(x.size(1)):
        if last is not None:
            x = x + last.item()
        last = x[j, 0]
    return x
""",
    "where the loop around goes on": """\
for i in range(x.size(0)):
    last = None
    for j in range(x.size(1)):
        if last is not None:
            x = x + last.item()
        last = x[j, 0]
""",
    "three loops deep": """\
for i in range(x.size(0)):
    for j in range(x.size(1)):
        last = None
        for k in range(x.size(1)):
            if last is not None:
                x = x + last.item()
            last = x[k, 0]
        break
""",
    "by a function within": """\
last = None
def add(it):
    return it if last is None else it + last.item()
for i in range(x.size(0)):
    x = add(x)
    last = y[i, 0]
""",
    "after a sum": """\
last = 0
for i in range(x.size(0)):
    last += 1
    if last > 1:
        x = x + y[i, 0].item()
""",
}


@pytest.mark.parametrize("body", READ_BEHIND.values(), ids=READ_BEHIND)
def test_a_round_reads_what_the_one_before_left(body: str, tmp_path: Path) -> None:
    source = net(f"{body}return x\n", parameters="x: Tensor, y: Tensor")
    assert trace_net(tmp_path, source).named("torch.Tensor.item")


def test_a_round_that_reads_nothing_of_the_one_before_is_run_once(tmp_path: Path) -> None:
    source = net("for i in range(x.size(0)):\n    z = y[i].item()\nreturn x\n",
                 parameters="x: Tensor, y: Tensor")  # fmt: skip
    assert len(trace_net(tmp_path, source).named("torch.Tensor.item")) == 1
