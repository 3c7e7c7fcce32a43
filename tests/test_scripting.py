"""The measurement of the TorchScript side: its programs, its kept answers, its figures."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest

from gnnlint.verify import Subject
from tests.accuracy.document import with_section
from tests.accuracy.generated.programs import Program
from tests.accuracy.scripting.accepted import ACCEPTED
from tests.accuracy.scripting.asking import Answers, Asked, Said
from tests.accuracy.scripting.judging import of_programs
from tests.accuracy.scripting.measuring import measure
from tests.accuracy.scripting.page import figures, section
from tests.accuracy.scripting.programs import CONSTRUCTS, programs
from tests.accuracy.scripting.refused import REFUSED

NET = """\
import torch


class Net(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return {value}


def model():
    return Net()
"""
RIGHT, WRONG, MISSED, CLEAN = (
    Program(NET.format(value=it)) for it in ("x.new_tensor([1])", "x.numpy()", "x.abs()", "x + 1")
)


def test_a_seed_always_makes_the_same_programs() -> None:
    one, other = [*programs(30, 7)], [*programs(30, 7)]
    assert one == other
    assert not {it.name for it in one} & {it.name for it in programs(30, 8)}


def test_every_construct_is_in_some_program() -> None:
    made = [*programs(2600, 0)]
    assert len({it.name for it in made}) == 2600
    counts = Counter(name for it in made for name in set(it.constructs))
    assert set(CONSTRUCTS) <= set(counts)
    assert len(CONSTRUCTS) == len(set(CONSTRUCTS)), "names are used once"
    may_fail = {it.name for it in REFUSED}
    share = sum(bool(may_fail & set(it.constructs)) for it in made) / len(made)
    assert 0.3 < share < 0.7
    for it in made:
        ast.parse(it.source)
    assert {it.name for it in ACCEPTED} & set(counts)


def asked(tmp_path: Path, name: str, source: str) -> Asked:
    return Asked(name, Subject(tmp_path / f"{name}.py"), tmp_path.as_posix(), source)


def test_answers_are_kept_by_what_was_asked(tmp_path: Path) -> None:
    file = tmp_path / "kept" / "script.jsonl"
    model = asked(tmp_path, "net", "a")
    answers = Answers(file)
    assert answers.of(model) is None
    said = Said(False, "Lambda aren't supported", f"{tmp_path.as_posix()}/net.py", 3)
    answers._keep(model, said)
    assert tmp_path.as_posix() not in file.read_text()
    assert Answers(file).of(model) == said
    assert Answers(file).of(asked(tmp_path, "net", "b")) is None
    assert Answers(file, fresh=True).of(model) is None


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    """What a compiler might say: of one program that it fails though nothing is said of it."""
    kept = Answers(tmp_path / "script.jsonl")
    failing = {RIGHT.name: (6, "no method"), MISSED.name: (6, "something else")}
    for case in of_programs([RIGHT, WRONG, MISSED, CLEAN], tmp_path):
        line, message = failing.get(case.asked.name, (None, ""))
        path = f"{tmp_path}/{case.asked.name}.py" if line else None
        kept._keep(case.asked, Said(line is None, message, path, line))
    return kept


def test_programs_are_held_against_their_answers(answers: Answers) -> None:
    judged = measure([RIGHT, WRONG, MISSED, CLEAN], [], answers, ask=False, jobs=1)
    assert [it.agrees for it in judged] == [True, False, False, True]
    precision, recall, lines = figures(judged)
    assert (precision, recall) == ((1, 2), (1, 2))
    assert lines == (1, 1)
    page = section(judged, everything=True)
    assert f"- wrong: `{WRONG.name}`: GNN126" in page
    assert "- miss: 1 programs: something else" in page


def test_one_section_of_the_page_is_written_anew() -> None:
    page = "# Accuracy\n\n## One\n\nold\n\n## Two\n\nkept\n"
    assert with_section(page, "## One\n\nnew") == "# Accuracy\n\n## One\n\nnew\n\n## Two\n\nkept\n"
    assert with_section(page, "## Two\n\nnew").endswith("old\n\n## Two\n\nnew\n")
    assert with_section(page, "## Three\n\nnew").endswith("kept\n\n## Three\n\nnew\n")
