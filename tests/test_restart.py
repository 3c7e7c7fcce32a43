"""What a failure under ``fullgraph=True`` makes known, and what is open again behind it.

The lines marked ``#! fails`` are those at which Dynamo breaks with both capture flags on, which is
every line that ``fullgraph=True`` would have to be mended at.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from gnnlint.finding import Fullgraph
from gnnlint.frames import restart
from gnnlint.verify import Children
from tests.test_frames import effects, observe_sources
from tests.trace.tracing import net

CASES = {
    "a number from before is known": """\
        n = int(i.max())
        if x.sum() > 0:  #! fails
            x = -x
        if n > 3:
            x = x + 1
        """,
    "a number that is read behind is open": """\
        if x.sum() > 0:  #! fails
            x = -x
        n = int(i.max())
        if n > 3:  #! fails
            x = x + 1
        """,
    "so is one that a function reads that has returned": """\
        if x.sum() > 0:  #! fails
            x = -x
        if self.largest(i) > 3:  #! fails
            x = x + 1
        """,
    "a function that broke hands out a plain number": """\
        n = self.largest_of_some(x, i)
        if n > 3:
            x = x + 1
        """,
    "a loop that breaks, before": """\
        for _ in range(2):
            print(x)  #! fails
        if self.largest(i) > 3:  #! fails
            x = x + 1
        """,
}
METHODS = """\
def largest(self, i):
    return int(i.max())

def largest_of_some(self, x, i):
    if x.sum() > 0:  #! fails
        i = i + 1
    return int(i.max())
"""
EXAMPLE = """


def model():
    return Net()


def inputs():
    return [(torch.rand(6, 8), torch.arange(6))]
"""


def written(body: str) -> str:
    return net(dedent(body) + "return x", parameters="x: Tensor, i: Tensor", methods=METHODS)


def marked(source: str, *, reached: set[int]) -> set[int]:
    lines = enumerate(source.splitlines(), start=1)
    return {number for number, text in lines if text.endswith("#! fails")} & reached


@pytest.mark.parametrize("case", CASES)
def test_failures_behind_failures(tmp_path: Path, case: str) -> None:
    source = written(CASES[case])
    found = restart(effects(tmp_path, source)[0])
    reached = {it.event.place.line for it in found}
    failing = {it.event.place.line for it in found if it.fullgraph is Fullgraph.ERROR}
    assert failing == marked(source, reached=reached)


def test_the_compiler_agrees(tmp_path: Path, children: Children) -> None:
    sources = [written(body) + EXAMPLE for body in CASES.values()]
    found = observe_sources(tmp_path, sources, "capture", children)
    for (case, body), observation in zip(CASES.items(), found, strict=True):
        (reached,) = observation.reached.values()
        shown = {it.line for it in observation.sites}
        assert shown == marked(written(body), reached=set(reached)), case
