"""What `check` says of a program against what is recorded; the static side is real."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.atlas import data, markdown, text
from gnnlint.atlas.comparison import Verdict, compare, disagreements
from gnnlint.atlas.matrix import matrix_of
from gnnlint.atlas.program import wrapped
from gnnlint.atlas.record import FAILS, Outcome
from gnnlint.atlas.variations import candidates
from tests.atlas.made import SCATTER, outcomes, record
from tests.trace.tracing import net, write

BASE = next(candidates(SCATTER))
BREAKING, CLEAN = wrapped(BASE), wrapped(BASE.with_call({"dim_size": "g"}))


@pytest.mark.parametrize(
    ("program", "default", "verdict"),
    [
        (BREAKING, "breaks", Verdict.AGREES),
        (BREAKING, "ok", Verdict.CONTRADICTION),
        (CLEAN, "ok", Verdict.AGREES),
        (CLEAN, "breaks", Verdict.GAP),
        (CLEAN, "raises", Verdict.GAP),
    ],
)
def test_verdicts(program: str, default: str, verdict: Verdict) -> None:
    [answer, *others] = compare([record(program=program, modes=outcomes(default=default))])
    assert answer.question == "default" and answer.verdict is verdict
    assert {it.verdict for it in others} == {Verdict.AGREES}
    assert bool(disagreements([answer])) is (verdict is not Verdict.AGREES)


def test_what_does_not_run_or_was_not_run_is_not_judged() -> None:
    assert compare([record(state=FAILS)]) == []
    skipped = record(program=CLEAN, modes=outcomes(default="skipped", script="skipped"), breaks=())
    assert [it.question for it in compare([skipped])] == ["fullgraph"]


def test_what_scripts_and_raises_when_called_is_no_failure_to_script() -> None:
    for status, verdict in ("raises", Verdict.AGREES), ("fails", Verdict.GAP):
        answers = compare([record(program=CLEAN, modes=outcomes(script=status), breaks=())])
        assert [it.verdict for it in answers if it.question == "script"] == [verdict]


def test_it_is_told_what_stands_against_what() -> None:
    gap = record(program=CLEAN)
    answers = compare([gap])
    says = "default breaks at torch_geometric/utils/_scatter.py:48; check says nothing"
    assert disagreements(answers)[0].says == says
    matrix = matrix_of([gap])
    assert f"  gap            scatter(src, index)\n                 {says}" in text.render(
        matrix, answers
    )
    assert "| default | 0 | 0 | 0 | 1 |" in markdown.render(matrix, answers)
    document = data.document(matrix, answers)["check"]
    assert document["counts"]["default"]["gap"] == 1
    assert [it["verdict"] for it in document["disagreements"]] == ["gap"]


def test_growing_graphs_are_asked_about_where_nothing_breaks() -> None:
    for program, default, verdicts in (
        (CLEAN, "ok", [Verdict.GAP]),
        (BREAKING, "breaks", []),
    ):
        modes = {**outcomes(default=default), "sizes": Outcome("recompiles")}
        answers = compare([record(program=program, modes=modes, breaks=())])
        assert [it.verdict for it in answers if it.question == "sizes"] == verdicts


LIBRARY = "from torch import Tensor\n\n\ndef keep(x: Tensor, mask: Tensor) -> Tensor:\n    {body}\n"


@pytest.mark.parametrize("parts", ["{}/parts.py", "{}.py"])
@pytest.mark.parametrize(
    ("body", "verdict"), [("return x[mask]", Verdict.AGREES), ("return x * mask", Verdict.GAP)]
)
def test_the_source_of_other_packages_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, verdict: Verdict, parts: str
) -> None:
    file = parts.format(f"library_{verdict.value}_{len(parts)}")
    write(tmp_path, {file: LIBRARY.format(body=body)})
    if "/" in file:
        (tmp_path / file).with_name("__init__.py").touch()
    monkeypatch.chdir(tmp_path)  # child processes look there too
    module = file.removesuffix(".py").replace("/", ".")
    program = net("return keep(x, x[:, 0] > 0)", head=f"from {module} import keep")
    breaking = record(
        operator=f"{module}.keep", program=program, modes=outcomes(default="breaks"), breaks=()
    )
    [answer] = [it for it in compare([breaking]) if it.question == "default"]
    assert answer.verdict is verdict
