"""Rules with Python: what ``check.py`` is given, where it runs, what becomes of its mistakes."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest

from gnnlint import catalogue
from tests.front.conftest import Out

WORKED = Path(__file__).resolve().parents[2] / "docs" / "own-rules"
NAME = "LAB102_numbers_read_one_by_one"

NET = """\
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self, residual: bool, rate=0.5):
        super().__init__()
        self.residual = residual
        self.lin = nn.Linear(8, 8)
        self.drop = nn.Dropout(rate)

    def forward(self, x, index):
        y = torch.nn.functional.dropout(x, 0.3)
        if self.residual:
            y = self.drop(self.lin(x)) + torch.sum(x, (0, 1))
        print(y)
        return y
"""

OPEN = " (when `self.residual`)"

RULE = """\
summary = "None such"
message = "{callee}: {detail}"
[[match]]
"""

CHECK = """\
import ast, dataclasses
from collections.abc import Iterator
from gnnlint.rule import UNKNOWN, Event, Trace

def check(trace: Trace) -> Iterator[Event]:
"""


class Lab:
    """A project with one rule with code, and a file to hold it against."""

    def __init__(self, root: Path, run: Out) -> None:
        self.root = root
        self.folder = root / "lint-rules" / "LAB201_told"
        self.folder.mkdir(parents=True)
        self._run = run
        self.allow("true")
        (root / "net.py").write_text(NET)

    def allow(self, word: str) -> None:
        text = f'[tool.gnnlint]\nrule-folders = ["lint-rules"]\nallow-rule-code = {word}\n'
        (self.root / "pyproject.toml").write_text(text)

    def write(self, row: str, body: str) -> None:
        """The rule: its row, and the lines of its function."""
        (self.folder / "rule.toml").write_text(RULE + row)
        indented = "".join(f"    {line}\n" for line in body.strip().splitlines())
        (self.folder / "check.py").write_text(CHECK + indented)
        catalogue.reload()

    def check(self, options: str = "") -> tuple[int, str]:
        return self._run(f"check net.py --format concise {options}")

    def told(self, row: str, body: str) -> list[str]:
        """The messages of the rule, without the name that they begin with."""
        self.write(row, body)
        said = [it for it in self.check()[1].splitlines() if "LAB201" in it]
        return [it.split(": ", 2)[-1].removesuffix(" [told]").removesuffix(OPEN) for it in said]


@pytest.fixture
def lab(tmp_path: Path, run: Out, monkeypatch: pytest.MonkeyPatch) -> Lab:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GNNLINT_TRACEBACK", raising=False)
    return Lab(tmp_path, run)


PRINT = 'call = "builtins.print"\n'
ALL = "yield from trace.events"


@pytest.mark.parametrize(
    ("row", "shown", "expected"),
    [
        (PRINT, "(event.kind, event.name, event.callee)", "('call', 'builtins.print', 'print')"),
        (PRINT, "(event.source, event.symbol)", "('print(y)', 'Net.forward')"),
        (PRINT, "event.chain[-1].line", "15"),
        (PRINT, "event.made_at", "None"),
        (PRINT, "ast.unparse(event.node)", "print(y)"),
        (PRINT, "(trace.name, trace.target)", "('net.Net.forward', 'any')"),
        (PRINT, "trace.classes", "('net.Net', 'torch.nn.Module')"),
        (PRINT, "[trace.has(it) for it in ('lin', 'cuda', 'training')]", "[False, True, True]"),
        ('call = "torch.nn.Dropout"', "event.made_at.line", "9"),
        ('call = "torch.nn.Dropout"', "event.conditions", "('self.residual',)"),
        ('call = "torch.nn.Dropout"', "event.holds('init.p > 0.1')", "None"),
        ('call = "torch.nn.Dropout"', "event.value('init.p')", "Unknown.UNKNOWN"),
        ('call = "torch.nn.Dropout"', "event.value('init.inplace')", "False"),
        ('call = "torch.nn.functional.dropout"', "event.value('call.p')", "0.3"),
        ('call = "torch.nn.functional.dropout"', "event.holds('call.p > 0.1')", "True"),
        ('call = "torch.nn.functional.dropout"', "event.holds('given(call.p)')", "True"),
        ('call = "torch.nn.functional.dropout"', "event.holds('none(call.p)')", "False"),
        ('call = "torch.nn.functional.dropout"', "event.value('call.nothing')", "Unknown.UNKNOWN"),
        ('call = "torch.sum"', "event.value('call.dim')", "(0, 1)"),
        ('event = "branch"', "(event.construct, event.holds('tensor(operand.test)'))", ""),
        ('event = "model"', "(event.symbol, event.node.name, event.name)", None),
    ],
)
def test_what_an_event_says(lab: Lab, row: str, shown: str, expected: str | None) -> None:
    body = f"for event in trace.events:\n    yield event.saying(str({shown}))"
    if expected is None:
        expected = "('Net', 'Net', 'net.Net')"
    assert lab.told(row, body) == ([expected] if expected else [])


def test_nodes_are_looked_up_in_one_walk(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    walked: list[ast.AST] = []

    def walk(node: ast.AST, ordinary=ast.walk):  # type: ignore[no-untyped-def]
        walked.append(node)
        return ordinary(node)

    monkeypatch.setattr(ast, "walk", walk)
    lines = "".join(f"        z = 'é'; print({number})\n" for number in range(20))
    (lab.root / "net.py").write_text(NET.replace("        print(y)\n", lines), encoding="utf-8")
    body = "for event in trace.events:\n    yield event.saying(ast.unparse(event.node))"
    assert lab.told(PRINT, body) == [f"print({number})" for number in range(20)]
    assert sum(isinstance(it, ast.Module) for it in walked) == 1


def test_rows_say_which_events_are_asked_about(lab: Lab) -> None:
    row = 'call = ["torch.nn.functional.dropout", "torch.nn.Dropout"]\n'
    assert len(lab.told(row, ALL)) == 2
    (told,) = lab.told(
        f'{row}when = "call.p == 0.3"', "yield from map(Event.saying, trace.events, 'ab')"
    )
    assert told == "a"


def test_a_finding_may_stand_at_another_node(lab: Lab) -> None:
    body = """
for event in trace.events:
    for node in ast.walk(event.node):
        if isinstance(node, ast.arg) and node.annotation is None and node.arg not in ("self", "x"):
            yield event.at(node).saying(node.arg)
"""
    lab.write('event = "model"', body)
    said = lab.check()[1]
    assert "net.py:5:40: warning LAB201 Net: rate" in said
    assert "net.py:11:26: warning LAB201 Net: index" in said
    assert said.count("LAB201") == 2


BASES = """\
import torch
from torch_geometric.nn import MessagePassing, GCN
from somewhere import Base

class Own(torch.nn.Module):
    def reset_parameters(self): ...
    def forward(self, x): return x

class Inherited(Own):
    def forward(self, x): return x

class Without(torch.nn.Module):
    def forward(self, x): return x

class Passing(MessagePassing):
    def forward(self, x): return x

class Layers(GCN):
    def forward(self, x): return x

class Foreign(Base, torch.nn.Module):
    def forward(self, x): return x
"""


def test_the_convention_of_the_page(lab: Lab) -> None:
    (lab.root / "net.py").write_text(BASES)
    told = lab.told('event = "model"', "yield from (it for it in trace.events "
                    "if trace.has('reset_parameters') is False)")  # fmt: skip
    assert len(told) == 1 and "Without" in lab.check()[1]
    body = "for it in trace.events:\n    yield it.saying(str(trace.has('reset_parameters')))"
    assert lab.told('event = "model"', body) == ["True", "True", "False", "True", "None", "None"]


def test_a_claim_competes_with_those_of_other_rules(lab: Lab) -> None:
    lab.write(PRINT + 'default = "break"\nfullgraph = "error"\n', ALL)
    said = lab.check()[1]
    assert "LAB201" in said and "GNN330" not in said
    lab.write(PRINT + 'default = "break"\nfullgraph = "error"\n', "return []")
    said = lab.check()[1]
    assert "LAB201" not in said and "GNN330" in said


def test_its_explanation_says_that_code_decides(lab: Lab, run: Out) -> None:
    lab.write(PRINT, ALL)
    assert "meant: what check.py in its folder picks out" in run("rule LAB201")[1]


def test_it_runs_only_where_that_is_allowed(lab: Lab, run: Out) -> None:
    lab.write(PRINT, ALL)
    net = lab.root / "net.py"
    net.write_text(NET.replace("print(y)", "print(y)  # gnnlint: ignore[LAB201, GNN330]"))
    lab.allow("false")
    (lab.folder / "check.py").write_text("raise SystemExit('ran')\n")
    status, said = run("check . --target compile,script")
    assert "LAB201 is off: LAB201_told/check.py runs only with `allow-rule-code = true`" in said
    assert status == 0 and "suppresses nothing" not in said
    assert "LAB201 is off" not in run("check . --ignore LAB201")[1]
    status, said = run("test lint-rules --static")
    assert status == 2 and "check.py: runs only with `allow-rule-code = true`" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import nothing_such\n", ":1: ModuleNotFoundError: No module named 'nothing_such'"),
        ("x = 1\ndef check(trace:\n", ":2: SyntaxError: '(' was never closed"),
        ("raise SystemExit(3)\n", ":1: SystemExit: 3"),
        ("def chekc(trace): ...\n", ": defines no function `check`"),
    ],
)
def test_code_that_cannot_be_loaded(lab: Lab, text: str, words: str) -> None:
    lab.write(PRINT, ALL)
    (lab.folder / "check.py").write_text(text)
    status, said = lab.check()
    assert status == 2 and said.startswith("gnnlint: error: ")
    assert f"LAB201_told/check.py{words}" in said.replace("\\", "/")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 1 / 0", "check.py:6: ZeroDivisionError: division by zero"),
        ("exit(0)", "check.py:6: SystemExit: 0"),
        ("yield 'print'", "`check` yields 'print', which is none of `trace.events`"),
        ("pass", "`check` returns None: yield events, or return a list"),
        ("return [trace.events[0].holds('large(call.x)')]", "`when` does not know `large(…)`"),
        ("return [trace.events[0].value('x')]", "`when` does not know `x`"),
        ("return [trace.events[0].value('call.')]", "`call.` names no argument: invalid syntax"),
        ("return [trace.events[0].at(ast.Load())]", "TypeError: a node of type Load has no line"),
        (
            "return [trace.events[0].at(ast.parse(400 * chr(10) + 'x = 1').body[0])]",
            "check.py:6: ValueError: line 401, column 1 is no place in ",
        ),
        (
            "return [trace.events[0].at(ast.parse('(' + 99 * ' ' + 'x)').body[0].value)]",
            "check.py:6: ValueError: line 1, column 101 is no place in ",
        ),
        ("return [trace.events[0].saying(5)]", "check.py:6: TypeError: the detail of an event is"),
        (
            "return [dataclasses.replace(trace.events[0], place=None)]",
            "check.py:6: TypeError: the place of an event is a Place, not None",
        ),
        (
            "return [dataclasses.replace(trace.events[0], place=dataclasses.replace("
            "trace.place, path='/x.py'))]",
            "cannot be told of in /x.py",
        ),
    ],
)
def test_code_that_fails_loses_nothing_else(lab: Lab, body: str, words: str) -> None:
    lab.write(PRINT, body)
    (lab.root / "other.py").write_text(NET.replace("class Net", "class Other"))
    status, said = lab._run("check . --format concise --no-cache")
    assert status == 2 and said.count("GNN004") == 2
    assert "net.py:4:1: error GNN004 LAB201 failed on net.Net.forward: LAB201_told/check.py" in said
    assert words in said and said.count("GNN330") == 2


@pytest.mark.parametrize("text", ["raise SystemExit(3)\n", "def check(trace): return 1 / 0\n"])
def test_code_of_a_rule_that_is_off_is_not_run(lab: Lab, text: str) -> None:
    lab.write(PRINT, ALL)
    (lab.folder / "check.py").write_text(text)
    for options in ("--ignore LAB201", "--select GNN330", "--ignore told"):
        status, said = lab.check(options)
        assert status == 1 and "GNN330" in said and "LAB201" not in said
    status, said = lab.check()
    assert status == 2 and "LAB201" in said


def test_what_is_kept_rests_on_whether_the_code_ran(lab: Lab) -> None:
    (lab.root / "other.py").write_text("import torch\n")
    lab.write(PRINT + 'default = "break"\nfullgraph = "error"\n', ALL)
    for _ in range(2):
        said = lab.check()[1]
        assert "LAB201" in said and "GNN330" not in said
        said = lab.check("--ignore LAB201")[1]
        assert "LAB201" not in said and "GNN330" in said


def test_comments_for_rules_whose_code_is_not_run_are_not_called_idle(lab: Lab) -> None:
    text = NET.replace("print(y)", "print(y)  # gnnlint: ignore[LAB, LAB201, GNN330]")
    (lab.root / "net.py").write_text(text)
    lab.write(PRINT, ALL)
    options = "check . --format concise --target compile,script --select ALL"
    assert "suppresses nothing" not in lab._run(options)[1]
    assert "suppresses nothing" not in lab._run(f"{options} --ignore LAB201")[1]


def test_a_rule_does_not_fail_where_it_is_off(lab: Lab) -> None:
    lab.write(PRINT, "return 1 / 0")
    other = lab.folder.parent / "LAB202_other"
    shutil.copytree(lab.folder, other)
    (lab.root / "other.py").write_text(NET.replace("class Net", "class Other"))
    settings = lab.root / "pyproject.toml"
    on = settings.read_text()
    off = on + '[tool.gnnlint.per-file-ignores]\n"other.py" = ["LAB201"]\n'
    catalogue.reload()
    for text, first in ((off, "LAB202"), (on, "LAB201"), (off, "LAB202")):
        settings.write_text(text)
        status, said = lab._run("check . --format concise")
        assert status == 2 and "LAB201 failed on net.Net.forward" in said
        assert f"{first} failed on other.Other.forward" in said
    shutil.rmtree(other)
    catalogue.reload()
    for _ in range(2):
        assert lab._run("check other.py --format concise")[0] == 1


def test_each_rule_that_fails_on_a_model_is_told(lab: Lab) -> None:
    lab.write(PRINT, "return 1 / 0")
    other = lab.folder.parent / "LAB202_other"
    shutil.copytree(lab.folder, other)
    catalogue.reload()
    status, said = lab._run("check . --format concise --no-cache --target compile,script")
    failures = [line for line in said.splitlines() if " GNN004 " in line]
    assert status == 2 and [it.count("LAB201 failed on") for it in failures] == [1, 0]
    assert [it.count("LAB202 failed on") for it in failures] == [0, 1]


def test_comments_for_rules_whose_code_failed_are_not_called_idle(lab: Lab) -> None:
    text = NET.replace("print(y)", "print(y)  # gnnlint: ignore[{}]")
    options = "check . --format concise --no-cache --target compile,script --select ALL"
    for body, is_idle in (("return 1 / 0", False), ("return []", True)):
        lab.write(PRINT, body)
        for code in ("LAB201", "told"):
            (lab.root / "net.py").write_text(text.replace("{}", code))
            said = lab._run(options)[1]
            assert (f"`{code}` suppresses nothing" in said) is is_idle


def test_what_failed_is_tried_again(lab: Lab) -> None:
    flag = lab.root / "flag"
    lab.write(PRINT, f"return trace.events if open({str(flag)!r}) else []")
    assert "FileNotFoundError" in lab.check()[1]
    flag.write_text("")
    assert "FileNotFoundError" not in lab.check()[1]


def test_what_is_kept_rests_on_the_code(lab: Lab) -> None:
    lab.write(PRINT, ALL)
    assert "LAB201" in lab.check()[1] and "LAB201" in lab.check()[1]
    lab.write(PRINT, "return []")
    assert "LAB201" not in lab.check()[1]
    lab.allow("false")
    assert "LAB201 " not in lab.check()[1].replace("LAB201 is off", "")
    lab.allow("true")
    lab.write(PRINT, ALL)
    assert "LAB201" in lab.check("--jobs 2")[1]


def test_what_is_kept_rests_on_whether_there_is_code(lab: Lab) -> None:
    lab.write(PRINT, ALL)
    lab.allow("false")
    code = lab.folder / "check.py"
    text = code.read_text()
    code.unlink()
    for _ in range(2):
        catalogue.reload()
        assert "warning LAB201" in lab.check()[1]
        code.write_text(text)
        catalogue.reload()
        assert "warning LAB201" not in lab.check()[1]
        code.unlink()


def test_what_it_prints_spoils_no_report(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    from gnnlint.cli.main import main

    lab.write(PRINT, "print('asked')\nyield from trace.events")
    main("check net.py --format json --no-cache".split())
    captured = capsys.readouterr()
    assert "LAB201" in {it["code"] for it in json.loads(captured.out)["findings"]}
    assert captured.err.splitlines().count("asked") == 1


def test_rules_that_cannot_be(lab: Lab) -> None:
    lab.write('event = "model"\ndefault = "break"', ALL)
    status, said = lab.check()
    assert status == 2 and "no compiler stops at a model" in said
    lab.write("", ALL)
    (lab.folder / "rule.toml").write_text('summary = "a"\nmessage = "b"\n')
    status, said = lab.check()
    assert status == 2 and "write as [[match]] which events check.py is asked about" in said


def test_the_test_of_rules_tells_what_failed(lab: Lab, run: Out) -> None:
    shutil.copytree(WORKED / NAME, lab.root / "lint-rules" / NAME)
    shutil.rmtree(lab.folder)
    assert run("test lint-rules --static")[0] == 0
    (lab.root / "lint-rules" / NAME / "check.py").write_text("def check(trace): return 1 / 0\n")
    status, said = run("test lint-rules --static")
    assert status == 1 and "check.py:1: ZeroDivisionError: division by zero" in said
