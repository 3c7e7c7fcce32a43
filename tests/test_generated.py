"""The grammar of generated programs, and what is done with them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.accuracy.generated import page
from tests.accuracy.generated.breaking import BREAKING
from tests.accuracy.generated.clean import CLEAN
from tests.accuracy.generated.comparing import Programs, agreement, breaks, compare_programs
from tests.accuracy.generated.observing import Kept, write
from tests.accuracy.generated.programs import CONSTRUCTS, Program, programs
from tests.accuracy.generated.shrinking import candidates, shrunk

NET = """\
import torch


class Net(torch.nn.Module):
    def forward(self, x):
        {body}
        return x


def model():
    return Net()


def inputs():
    return [(torch.ones(3, 16),)]
"""


def net(*lines: str) -> Program:
    return Program(NET.format(body="\n        ".join(lines)))


def test_a_seed_always_makes_the_same_programs() -> None:
    one, other = [*programs(40, 7)], [*programs(40, 7)]
    assert one == other
    assert not {it.name for it in one} & {it.name for it in programs(40, 8)}


@pytest.fixture(scope="module")
def made() -> list[Program]:
    """What one run of the measurement takes."""
    return [*programs(4500, 0)]


def test_every_construct_is_in_many_programs(made: list[Program]) -> None:
    assert len({it.name for it in made}) == 4500
    counts = Counter(name for it in made for name in set(it.constructs))
    assert set(counts) == set(CONSTRUCTS)
    assert len(set(CONSTRUCTS)) == len(CONSTRUCTS)
    assert min(counts.values()) >= 20
    may_break = {it.name for it in BREAKING}
    share = sum(bool(may_break & set(it.constructs)) for it in made) / len(made)
    assert 0.3 < share < 0.7


def test_every_body_of_every_fragment_is_written(made: list[Program]) -> None:
    sources: dict[str, list[str]] = {}
    for program in made:
        for name in set(program.constructs):
            sources.setdefault(name, []).append(program.source)
    for fragment in (*BREAKING, *CLEAN):
        for body in fragment.bodies:
            written = as_written(body)
            assert any(written.search(it) for it in sources[fragment.name]), body


def as_written(body: str) -> re.Pattern[str]:
    """A body with anything for its placeholders, at any depth."""
    lines = [
        r"[^\n]+?".join(re.escape(part) for part in re.split(r"\$\{?\w+\}?", line))
        for line in body.splitlines()
    ]
    return re.compile(r"\n *".join(lines))


RUN = """\
import importlib, pathlib, sys
sys.path.insert(0, sys.argv[1])
for path in pathlib.Path(sys.argv[1]).glob("*.py"):
    made = importlib.import_module(path.stem)
    model = made.model().eval()
    for given in made.inputs():
        model(**given) if isinstance(given, dict) else model(*given)
    print("ran")
"""


def test_programs_run_without_a_compiler(tmp_path: Path) -> None:
    write([*programs(40, 3)], tmp_path)
    ran = subprocess.run([sys.executable, "-c", RUN, tmp_path], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.count("ran\n") == 40


# --- shrinking ------------------------------------------------------------------------------------


def mentions(word: str, programs: Sequence[Program]) -> list[set[str]]:
    """A judge for whom a program that runs disagrees where it has the word."""
    marks = []
    for it in programs:
        ast.parse(it.source)
        marks.append({word} if word in it.source else set())
    return marks


def test_shrinking_keeps_what_disagrees_and_drops_the_rest() -> None:
    program = net("for i in range(2):", "    y = x * 2", "    x = x * y.sum().item()", "x = x + 1")
    (small,) = shrunk([(program, "item")], lambda them: mentions("item", them))
    forward = ast.parse(small.source).body[-3].body[0]  # type: ignore[attr-defined]
    assert [ast.unparse(it) for it in forward.body] == ["x = x * y.sum().item()"]
    for name in ("class Net", "def model", "def inputs"):
        assert name in small.source


def test_shrinking_leaves_alone_what_needs_all_it_has() -> None:
    program = net("x = x + 1")
    (small,) = shrunk([(program, "kept")], lambda them: [set() for _ in them])
    assert small is program


def test_no_candidate_lacks_the_model_or_its_inputs() -> None:
    tried = [*candidates(net("with a():", "    x = x + 1", "if x:", "    pass"))]
    assert len({it.source for it in tried}) >= 4
    for it in tried:
        names = {getattr(one, "name", None) for one in ast.parse(it.source).body}
        assert {"Net", "model", "inputs"} <= names


# --- under the compilers --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    """Programs of which gnnlint and the compilers say the same, and others."""
    made = [
        net("if x.sum() > 0:", "    x = x + 1"),
        net("x = x * 2"),
        net("import os", "os._exit(3)"),
        net("x = undefined"),
        net("x = x + 1"),
    ]
    kept = Kept(tmp_path_factory.mktemp("kept"), jobs=1)
    return compare_programs(made, kept, 0, measure=True, everything=True)


def test_what_ends_the_process_costs_only_itself(compared: Programs) -> None:
    branch, double, ends, undefined, adds = compared.compared
    assert breaks(branch) and not breaks(double) and not breaks(adds)
    assert ends.trouble == "the process ended"
    assert undefined.trouble is not None and "undefined" in undefined.trouble
    assert agreement(compared.compared, "default") == (3, 3)
    assert agreement(compared.compared, "fullgraph") == (3, 3)
    assert compared.groups == ()


def test_the_page_tells_what_agrees_and_what_could_not_be_compared(compared: Programs) -> None:
    told = page.section(compared)
    assert "3 programs run, 33 % of them break or fail" in told
    assert "the process ended" in told
    assert "### Disagreements of the seen half, by cause\n\nNone." in told
