"""What is said of a definition outlives changes of others, and no change of its own grounds."""

from __future__ import annotations

import ast
import random
import shutil
from pathlib import Path

import pytest

from gnnlint import engine
from gnnlint.config import load
from gnnlint.session import Session
from gnnlint.source import decode
from tests.test_session import same

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "docs" / "examples"
FOLDERS = sorted(it for it in EXAMPLES.iterdir() if it.is_dir() and it.name != "__pycache__")


def statements(text: str, kind: type[ast.stmt] | tuple[type[ast.stmt], ...]) -> list[ast.stmt]:
    return [it for it in ast.walk(ast.parse(text)) if isinstance(it, kind)]


def edited(text: str, chance: random.Random) -> str:
    """The text after one of the edits that people make; perhaps the same, where it fits nowhere."""
    lines = text.split("\n")
    functions = statements(text, (ast.FunctionDef, ast.ClassDef))
    simple = statements(text, (ast.Assign, ast.Expr, ast.Return))
    kind = chance.randrange(6)
    if kind == 0 and functions:  # a statement more
        body = chance.choice(functions).body[0]  # type: ignore[attr-defined]
        lines.insert(body.lineno - 1, f"{' ' * body.col_offset}pass")
    elif kind == 1:  # lines at the top
        lines[:0] = ["# a comment"] * chance.randint(1, 3)
    elif kind == 2 and functions:  # a definition less
        gone = chance.choice(functions)
        lines[gone.lineno - 1 : gone.end_lineno] = [f"{' ' * gone.col_offset}pass"]
    elif kind == 3 and simple:  # a statement less
        gone = chance.choice(simple)
        lines[gone.lineno - 1 : gone.end_lineno] = [f"{' ' * gone.col_offset}pass"]
    elif kind == 4 and functions:  # another name
        name = chance.choice(functions).name  # type: ignore[attr-defined]
        lines = text.replace(name, f"{name}_2", chance.randint(1, 3)).split("\n")
    else:  # blank lines somewhere between
        tops = [it.lineno for it in ast.parse(text).body]
        lines[chance.choice(tops or [1]) - 1 : 0] = [""]
    found = "\n".join(lines)
    try:
        ast.parse(found)
    except SyntaxError:
        return text
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda it: it.name)
def test_after_any_edit_it_says_what_a_fresh_check_says(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / folder.name
    shutil.copytree(folder, root)
    (root / "pyproject.toml").write_text("[tool.gnnlint]\n")
    settings = load(root)
    files = sorted(it for it in root.rglob("*.py") if b"torch" in it.read_bytes())
    before = {it: it.read_text() for it in files}
    chance = random.Random(folder.name)
    session = Session(settings, (root,))
    session.look()
    session.judge()
    for number in range(12):
        path = chance.choice(files)
        text = before[path] if number % 4 == 3 else edited(path.read_text(), chance)
        path.write_text(text)
        session.look()
        session.glance(files)
        session.run([path])
        session.judge()
        same(session.run(), engine.check([root], settings))


CODE = """\
import torch
from torch import nn


def keep(x):
    return x[x > 0]


class First(nn.Module):
    def forward(self, x):
        return keep(x)


class Second(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x
        return -x


class Third(Second):
    pass
"""


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that were traced."""
    from gnnlint import judge

    names: list[str] = []
    trace = judge.trace_class

    def counted(project: object, code: object, **options: object) -> object:
        names.append(code.name)  # type: ignore[attr-defined]
        return trace(project, code, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(judge, "trace_class", counted)
    return names


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("import torch\n", "# a comment\nimport torch\n", []),
        ("class First", "\n\n# a comment\nclass First", []),
        ("return -x", "return x * 2", ["Second", "Third"]),
        ("return x[x > 0]", "return x * 1", ["First"]),
        ("def keep(x):", "y = 1\n\n\ndef keep(x):", []),
        ("class Third(Second):\n    pass\n", "", []),
        ("class Third", "def keep(x):\n    return x\n\n\nclass Third", ["First"]),
        ("class First", "sum = 3\n\n\nclass First", []),
        ("class First", "keep.x = 3\n\n\nclass First", ["First", "Second", "Third"]),
        ("import torch\n", "import torch as torch\n", []),
        ("from torch import nn\n", "import torch.nn as nn\n", ["First", "Second", "Third"]),
    ],
)
def test_what_is_traced_again(
    tmp_path: Path, traced: list[str], old: str, new: str, again: list[str]
) -> None:
    path = tmp_path / "net.py"
    path.write_text(CODE)
    session = Session(load(tmp_path), (tmp_path,))
    session.look()
    session.judge()
    assert sorted(traced) == ["First", "Second", "Third"]
    traced.clear()
    assert CODE.count(old) == 1
    session.write(path, decode(path, CODE.replace(old, new).encode()))
    session.judge()
    assert sorted(traced) == again
    path.write_text(CODE.replace(old, new))
    same(session.run(), engine.check([tmp_path], session.settings))


def test_another_file_is_traced_again_for_what_it_uses_alone(
    tmp_path: Path, traced: list[str]
) -> None:
    helper = "def used(x):\n    return x[x > 0]\n\n\ndef unused(x):\n    return x\n"
    (tmp_path / "helper.py").write_text(helper)
    net = "import torch\nfrom helper import used\n\n\nclass Net(torch.nn.Module):\n"
    (tmp_path / "net.py").write_text(net + "    def forward(self, x):\n        return used(x)\n")
    session = Session(load(tmp_path), (tmp_path,))
    session.look()
    session.judge()
    traced.clear()
    path = tmp_path / "helper.py"
    for text, again in (
        (helper.replace("    return x\n", "    return -x\n"), []),
        (f"\n\n{helper}", []),
        (helper.replace("x > 0", "x > 1"), ["Net"]),
    ):
        session.write(path, decode(path, text.encode()))
        session.judge()
        assert traced == again
        path.write_text(text)
        same(session.run(), engine.check([tmp_path], session.settings))
        traced.clear()


MODELS = """\
import torch
from torch import nn


class Block(nn.Module):
    def forward(self, x):
        return x.relu()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def forward(self, x):
        x = self.block(x)
        print(x)
        return x


class Other(nn.Module):
    def forward(self, x):
        return x[x > 0]
"""


def test_what_was_edited_is_told_of_before_what_rests_on_it(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(MODELS)
    session = Session(load(tmp_path), (tmp_path,))
    session.look()
    session.judge()

    def edit(text: str) -> None:
        session.write(path, decode(path, text.encode()))

    def found() -> list[tuple[str, int, tuple[str, ...]]]:
        findings = session.run([path]).findings
        return [(it.code, it.place.line, it.entry_points) for it in findings]

    edit(MODELS.replace("        return x.relu()", "        x.item()\n        return x.relu()"))
    assert session.glance([path]) == [path]
    assert found() == [
        ("GNN301", 7, ("net.Block.forward",)),
        ("GNN330", 18, ("net.Net.forward",)),
        ("GNN320", 24, ("net.Other.forward",)),
    ]
    session.judge()
    assert found()[0] == ("GNN301", 7, ("net.Block.forward", "net.Net.forward"))
    assert session.glance([path]) == []

    edit(MODELS)
    assert session.glance([path]) == [path]
    assert [it[:2] for it in found()] == [("GNN330", 17), ("GNN320", 23)], "the line is not there"

    edit(MODELS.replace("x[x > 0]", "x"))
    assert session.glance([path]) == [path], "of an edit before, Net is still to be judged"
    assert [it[:2] for it in found()] == [("GNN330", 17)]
    edit(MODELS.replace("x[x > 0]", "x\n"))
    session.judge()
    assert [it[:2] for it in found()] == [("GNN330", 17)]

    without_net = MODELS.replace(
        MODELS[MODELS.index("class Net") : MODELS.index("class Other")], ""
    )
    edit(without_net)
    session.judge()
    edit(without_net.replace("x[x > 0]", "x"))
    assert session.glance([path]) == [], "of what is gone nothing is in doubt"
