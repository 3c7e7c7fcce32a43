"""``gnnlint test``: the worked example of the docs holds, and what is wrong is told."""

from __future__ import annotations

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from gnnlint.example import Example
from tests.front.conftest import Out

ROOT = Path(__file__).resolve().parents[2]
WORKED = ROOT / "docs" / "own-rules"
PAGE = (ROOT / "docs" / "own-rules.md").read_text("utf-8")
NAME = "LAB101_anomaly_mode_in_forward"

pytestmark = pytest.mark.usefixtures("lent_children")
needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the worked example as its own rule."""
    shutil.copytree(WORKED / NAME, tmp_path / "lint-rules" / NAME)
    (tmp_path / "pyproject.toml").write_text('[tool.gnnlint]\nrule-folders = ["lint-rules"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path / "lint-rules"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


@needs_torch
def test_the_worked_example_holds_as_the_page_shows(
    run: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    shown = re.search(r"^\$ (gnnlint test .*?)```", PAGE, re.MULTILINE | re.DOTALL)
    assert shown is not None
    command, _, output = shown[1].partition("\n")
    assert run(command.removeprefix("gnnlint ")) == (0, output)


def test_the_page_shows_the_rules_as_they_are() -> None:
    coded = WORKED / "LAB102_numbers_read_one_by_one"
    for file in (WORKED / NAME / "rule.toml", coded / "rule.toml", coded / "check.py"):
        assert file.read_text("utf-8") in PAGE


def test_marks_stand_in_the_lines_that_python_counts(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text('text = "a\u2028b\x1cc"\n\x0c\nprint(text)  # expect: LAB101\n', "utf-8")
    assert Example("LAB101", file, "bad").marks("expect") == {(file, 3, "LAB101")}


def test_examples_are_no_code_of_the_project(rules: Path, run: Out) -> None:
    (rules.parent / "net.py").write_text("import torch\n")
    assert run("check")[0] == 0
    assert "bad.py" in run("check lint-rules")[1]
    file = rules.parent / "pyproject.toml"
    file.write_text(file.read_text() + 'exclude = ["!lint-rules/"]\n')
    assert "bad.py" in run("check")[1]


def test_a_rule_is_tried_though_another_beside_it_is_wrong(rules: Path, run: Out) -> None:
    other = rules / "LAB103_other"
    other.mkdir()
    (other / "rule.toml").write_text('sumary = "A key that does not exist"\n')
    status, said = run(f"test --static lint-rules/{NAME}")
    assert status == 0 and "3 examples of 1 rule: all hold" in said
    status, said = run("test --static lint-rules/LAB103_other")
    assert status == 2 and "unknown key `sumary`" in said
    assert run("test --static lint-rules")[0] == 2


def test_a_mistyped_field_is_told_and_code_keeps_its_braces(rules: Path, run: Out) -> None:
    change(rules / NAME / "rule.toml", "`{callee}` in", "`f'{x}'` of `{calee}` in")
    status, said = run("check lint-rules")
    assert status == 2 and "no field `{calee}`. Did you mean `{callee}`?" in said
    change(rules / NAME / "rule.toml", "{calee}", "{{names}} {callee}")
    written = "`f'{x}'` of `{names} torch.autograd.set_detect_anomaly` in"
    assert written in run("check lint-rules")[1]


@needs_torch
def test_the_compiler_refutes_a_wrong_claim(rules: Path, run: Out) -> None:
    rule = rules / NAME
    for name in ("good.py", "near.py"):
        (rule / name).unlink()
    change(
        rule / "rule.toml", 'make      = "torch.autograd.set_detect_anomaly"', "call = 'torch.relu'"
    )
    change(
        rule / "bad.py", "        torch.autograd.set_detect_anomaly(True)  # expect: LAB101\n", ""
    )
    change(rule / "bad.py", "self.lin(x).relu()", "torch.relu(self.lin(x))  # expect: LAB101")
    status, said = run("test lint-rules")
    assert status == 1 and "bad.py:15: LAB101 is refuted" in said
    assert "FAILED  no good.py: show what to write instead" in said


@needs_torch
def test_the_compiler_breaks_where_nothing_was_found(rules: Path, run: Out) -> None:
    change(rules / NAME / "near.py", "scale = x.abs().mean()", "scale = eval('x.abs().mean()')")
    status, said = run(f"test lint-rules/{NAME}")
    assert status == 1 and "near.py:14: nothing is found, yet" in said


def test_marks_and_findings_agree(rules: Path, run: Out) -> None:
    rule = rules / NAME
    assert run("test lint-rules --static")[0] == 0
    change(rule / "bad.py", "return self.lin", "print(x)\n        return self.lin")
    status, said = run("test lint-rules --static")
    assert status == 1 and "bad.py:16: GNN330 is found, and not marked" in said
    (rule / "bad.py").write_text("import torch\n")
    status, said = run("test lint-rules --static")
    assert status == 1 and "nothing is marked: write `# expect: LAB101`" in said


def test_own_rules_are_on_by_default(rules: Path, run: Out) -> None:
    status, said = run("check --format concise lint-rules")
    assert status == 1 and "error LAB101 `torch.autograd.set_detect_anomaly` in" in said
    assert run("check --format concise lint-rules --select GNN") == (0, "")
    for selector in ("LAB101", "LAB", "ALL", "anomaly-mode-in-forward"):
        assert run(f"check --format concise lint-rules --ignore {selector}") == (0, "")
    assert "LAB101 anomaly-mode-in-forward" in run("rule LAB101")[1]
    change(rules / NAME / "bad.py", "# expect: LAB101", "# noqa: LAB101")
    assert run("check --format concise lint-rules") == (0, "")


@needs_torch
def test_the_compilers_judge_what_own_rules_find(rules: Path, run: Out) -> None:
    shutil.copy(rules / NAME / "bad.py", rules.parent / "net.py")
    for command in ("check --verify --format concise net.py", "verify --skip-modes all net.py"):
        status, said = run(command)
        assert status == 1 and "LAB101" in said and "confirmed" in said and "GNN9" not in said


def test_a_rule_in_preview_is_off_until_asked_for(rules: Path, run: Out) -> None:
    change(rules / NAME / "rule.toml", "[[match]]", 'stability = "preview"\n\n[[match]]')
    assert run("check --format concise lint-rules") == (0, "")
    assert "LAB101" in run("check --format concise lint-rules --preview")[1]
    assert run("test lint-rules --static")[0] == 0


def test_a_comment_about_a_rule_in_preview_is_idle_only_where_it_is_asked_for(
    rules: Path, run: Out
) -> None:
    change(rules / NAME / "rule.toml", "[[match]]", 'stability = "preview"\n\n[[match]]')
    (rules / "plain.py").write_text("x = 1  # gnnlint: ignore[LAB101]\n")
    words = "check --format concise lint-rules --target compile,script"
    assert "GNN002" not in run(words)[1]
    assert "`LAB101` suppresses nothing here" in run(f"{words} --preview")[1]


def test_a_stability_that_does_not_exist(rules: Path, run: Out) -> None:
    change(rules / NAME / "rule.toml", "[[match]]", 'stability = "beta"\n\n[[match]]')
    status, said = run("check lint-rules")
    assert status == 2 and "`stability` is one of stable, preview, not `beta`" in said


@pytest.mark.parametrize(
    ("folder", "words"),
    [("nowhere", "is no folder"), (".", "holds no rule: one is a folder with a rule.toml")],
)
def test_what_is_no_rule_folder(rules: Path, run: Out, folder: str, words: str) -> None:
    status, said = run(f"test {folder} --static")
    assert status == 2 and words in said


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('default = "captured"', "`default` is no `captured`. Choose from break, recompile,"),
        ('fullgraph = "captued"', "`fullgraph` is no `captued`. Did you mean `captured`?"),
        ('severity = "warn"', "`severity` is no `warn`. Did you mean `warning`? Choose"),
        ('event = "branches"', "`event` is no `branches`. Did you mean `branch`?"),
    ],
)
def test_a_word_that_a_key_does_not_take(rules: Path, run: Out, line: str, words: str) -> None:
    other = rules / "LAB103_other"
    other.mkdir()
    text = f'summary = "S"\nmessage = "M"\n\n[[match]]\nwhen = "given(call.x)"\n{line}\n'
    (other / "rule.toml").write_text(text)
    status, said = run("test --static lint-rules/LAB103_other")
    assert status == 2 and "LAB103_other/rule.toml, [[match]] 1: " in said and words in said


def test_a_target_that_does_not_exist(rules: Path, run: Out) -> None:
    change(rules / NAME / "rule.toml", "[[match]]", 'unless_target = "scirpt"\n\n[[match]]')
    status, said = run("check lint-rules")
    assert status == 2 and "not `scirpt`. Did you mean `script`?" in said
