"""What is kept is what would be found: after any change, and judged again is only what must be."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gnnlint import catalogue, config
from gnnlint.cache import reader
from gnnlint.cli.main import main
from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.judge import Judge
from gnnlint.source import Source
from tests.trace.tracing import net, write

NET = net(
    """\
    x = scale(self.conv(x, edge_index))
    if self.residual:
        x = x[x > 0]
    x = keep(x, batch)
    return read_out(x, batch)  # noqa: GNN201
    """,
    init="self.conv = GCNConv(8, 8)\nself.residual = residual",
    arguments="residual=False",
    head="from pkg.helpers import scale\nfrom extra import keep\nfrom pkg.nn import read_out",
)

PLAIN = net(
    """\
    if self.deep:
        x = x[x > 0]
    return self.conv(x, edge_index)
    """,
    init="self.conv = GCNConv(8, 8)\nself.deep = deep",
    arguments="deep=False",
)

PROGRAM = """\
import torch
from net import Net

model = torch.compile(Net(residual=True))
"""

RULE = """\
summary = "A rule of the project"
message = "`{callee}` is not wanted here"
[[match]]
call = "torch.relu"
default = "break"
"""

NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "source": "import torch\n"},
        {"cell_type": "code", "source": "class A(torch.nn.Module):\n    def forward(self, x):\n"
                                        "        print(x)\n        return torch.relu(x)\n"},
    ],
    "metadata": {"language_info": {"name": "python"}},
}  # fmt: skip

PROJECT = {
    "pyproject.toml": "[tool.gnnlint]\nrule-folders = ['rules']\nselect = ['ALL']\n",
    "rules/LAB101_relu/rule.toml": RULE,
    "net.py": NET,
    "plain.py": PLAIN,
    "train.py": PROGRAM,
    "pkg/__init__.py": "",
    "pkg/helpers.py": "def scale(x):\n    return x.sum().item() * x\n",
    "pkg/nn.py": "from torch_geometric.nn import global_add_pool\n"
    "def read_out(x, batch):\n    return global_add_pool(x, batch)\n",
    "tool.ipynb": json.dumps(NOTEBOOK),
    "broken.py": "import torch\nx = (\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.delenv("GNNLINT_CACHE_DIR", raising=False)
    monkeypatch.setattr(reader, "_SETTLED", 0)  # as if every file were old
    folder = write(tmp_path / "project", PROJECT)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were judged, one after the other."""
    names: list[str] = []
    before = Judge.judge

    def judge(self: Judge, path: Path, source: Source) -> Any:
        names.append(path.name)
        return before(self, path, source)

    monkeypatch.setattr(Judge, "judge", judge)
    return names


def said(*arguments: str, form: str = "json") -> Any:
    """What a check of the current folder says; of the time it takes nothing."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert main(["check", ".", "--format", form, *arguments]) in (0, 1)
    if form != "json":
        return [line for line in out.getvalue().splitlines() if " files in " not in line]
    document = json.loads(out.getvalue())
    del document["summary"]["seconds"]
    return document


def agree(*arguments: str) -> dict[str, Any]:
    """What three checks say alike: with what is kept, once more, and without."""
    first, again = said(*arguments), said(*arguments)
    new = said("--no-cache", *arguments)
    assert first == new and again == new
    return new  # type: ignore[no-any-return]


def test_the_project_has_something_to_say(project: Path) -> None:
    """The rest would mean nothing, were these not found."""
    found = agree()
    codes = {it["code"] for it in found["findings"]}
    assert codes >= {"GNN001", "GNN203", "GNN301", "GNN320", "GNN330", "LAB101"}
    assert any(it.get("cell") for it in found["findings"])
    assert any(it["condition"] for it in found["findings"])


def test_nothing_is_judged_twice(project: Path, judged: list[str]) -> None:
    said()
    assert len(judged) == 7 + 1
    del judged[:]
    said()
    said("--jobs", "2")
    said("--fail-on", "never")
    assert judged == []
    said("--select", "GNN2")  # another outcome of the same answers
    assert judged == []
    said("--torch-version", "2.6")
    assert len(judged) == 8


@pytest.mark.parametrize(
    ("change", "again"),
    [
        ("pkg/helpers.py", {"helpers.py", "net.py", "train.py"}),
        ("plain.py", {"plain.py"}),
        ("train.py", {"train.py"}),
        ("tool.ipynb", {"tool.ipynb"}),
        ("extra.py", {"extra.py", "net.py", "train.py"}),  # what an import looked for in vain
        ("net/__init__.py", {"__init__.py", "train.py"}),  # stands before net.py
        ("pkg/nn/__init__.py", {"__init__.py", "net.py", "train.py"}),
    ],
)
def test_only_what_rests_on_a_change_is_judged_again(
    project: Path, judged: list[str], change: str, again: set[str]
) -> None:
    said()
    del judged[:]
    file = project / change
    before = file.read_text() if file.exists() else "def keep(x, m):\n    return x[m > 0]\n"
    write(project, {change: before.replace("residual=True", "residual=False") + "\n"})
    said()
    assert set(judged) == again and len(judged) == len(again)
    agree()


def test_a_file_that_goes_is_missed(project: Path, judged: list[str]) -> None:
    assert any(it["path"] == "pkg/helpers.py" for it in agree()["findings"])
    del judged[:]
    (project / "pkg/helpers.py").unlink()
    assert not any(it["path"] == "pkg/helpers.py" for it in said()["findings"])
    assert set(judged) == {"net.py", "train.py"}
    agree()


def test_touched_files_are_not_judged(project: Path, judged: list[str]) -> None:
    said()
    del judged[:]
    for file in project.rglob("*.py"):
        os.utime(file)
    said()
    assert judged == []


def test_the_same_size_at_the_same_time_is_another_text(project: Path) -> None:
    """As an editor may leave it that puts the time back."""
    file = project / "pkg/helpers.py"
    status = file.stat()
    before = agree()
    file.write_text("def scale(x):\n    return x.sum().atan() * x\n")
    assert file.stat().st_size == status.st_size
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert agree() != before


def test_a_file_that_was_just_written_is_read_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written once more within a tick of the clock it would have the same stamp."""
    monkeypatch.undo()
    monkeypatch.chdir(project)
    file = project / "plain.py"
    file.write_text(PLAIN)
    assert reader.load(file)[1].stamp is None
    os.utime(file, ns=(0, 0))
    assert reader.load(file)[1].stamp is None  # something of it is new all the same
    monkeypatch.setattr(reader, "_SETTLED", 0)
    assert reader.load(file)[1].stamp is not None


def test_modules_that_are_called_otherwise_are_judged_again(
    project: Path, judged: list[str]
) -> None:
    assert "plain.Net" in {it["name"] for it in agree()["models"]}
    write(project, {"__init__.py": ""})
    assert "project.plain.Net" in {it["name"] for it in agree()["models"]}


def test_settings_count(project: Path) -> None:
    before = agree()
    pyproject = PROJECT["pyproject.toml"]
    for added in (
        "torch-version = '2.6'",
        "target = 'compile,script'",
        "exclude = ['plain.py']",
        "per-file-ignores = {'net.py' = ['GNN203']}",
    ):
        write(project, {"pyproject.toml": f"{pyproject}{added}\n"})
        assert agree() != before
    write(project, {"pyproject.toml": pyproject})
    assert agree() == before
    assert agree("--shard", "1/2") != before
    assert agree("--pyg-version", "2.5") != before


def test_a_rule_that_says_something_else_is_asked_again(project: Path) -> None:
    before = agree()
    write(project, {"rules/LAB101_relu/rule.toml": RULE.replace("not wanted", "unwelcome")})
    catalogue._load_folder.cache_clear()  # as in another process
    after = agree()
    assert after != before and "unwelcome" in json.dumps(after)


def test_capture_flags_that_others_set_count(project: Path, judged: list[str]) -> None:
    """Where a program sets them, models of other files compile otherwise."""
    write(
        project, {"pkg/helpers.py": "import torch\ndef scale(x):\n    return x.sum().item() * x\n"}
    )
    before = agree()
    flag = "import torch._dynamo\ntorch._dynamo.config.capture_scalar_outputs = True\n"
    write(project, {"train.py": flag + PROGRAM})
    assert agree() != before
    write(project, {"train.py": PROGRAM})
    assert agree() == before


def test_spoilt_files_are_passed_over(project: Path) -> None:
    before = agree()
    kept = sorted((project / ".gnnlint_cache").glob("*.kept"))
    assert len(kept) == 2
    for file in kept:
        whole = file.read_bytes()
        for spoilt in (b"", whole[: len(whole) // 2], whole.replace(b"GNN", b"LAB", 1), b"\0" * 99):
            file.write_bytes(spoilt)
            assert agree() == before


def test_a_folder_that_cannot_be_written(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert agree("--cache-dir", str(tmp_path / "file")) == agree()


def test_two_checks_at_once(project: Path) -> None:
    command = [sys.executable, "-m", "gnnlint", "check", ".", "--format", "json"]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
    new = said("--no-cache")
    for it in running:
        document = json.loads(it.communicate(timeout=120)[0])
        del document["summary"]["seconds"]
        assert document == new
    assert said() == new


def test_every_report_is_the_same(project: Path) -> None:
    said()
    for form in ("text", "concise", "sarif", "github", "gitlab", "junit", "html"):
        assert said(form=form) == said("--no-cache", form=form)


def test_nothing_of_a_run_is_lost(project: Path) -> None:
    settings = replace(config.load(project), cache=True)
    new, kept = (check([project], settings) for _ in range(2))
    assert new.by_entry and not kept.by_entry  # it is not kept
    assert replace(kept, seconds=0.0) == replace(new, seconds=0.0, by_entry={})
    assert any(":cell " in path for path in kept.sources)


def test_standard_input_is_neither_kept_nor_answered_by_what_is(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said()
    kept = {it: it.read_bytes() for it in (project / ".gnnlint_cache").iterdir()}

    class Stream:
        buffer = io.BytesIO(b"import torch\nclass A(torch.nn.Module):\n"
                            b"    def forward(self, x):\n        print(x)\n")  # fmt: skip

    monkeypatch.setattr(sys, "stdin", Stream)
    out = io.StringIO()
    with redirect_stdout(out):
        main(["check", "-", "--stdin-filename", "plain.py", "--format", "concise", "--quiet"])
    assert "plain.py:4:9: " in out.getvalue() and "GNN330" in out.getvalue()
    assert kept == {it: it.read_bytes() for it in (project / ".gnnlint_cache").iterdir()}


def test_a_mistake_of_ours_is_not_kept(
    project: Path, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from gnnlint import judge

    monkeypatch.delenv("GNNLINT_TRACEBACK", raising=False)
    before = judge.trace_class

    def fail(project: Any, code: Any, **more: Any) -> Any:
        if code.module.name == "plain":
            raise ZeroDivisionError
        return before(project, code, **more)

    with monkeypatch.context() as patched:
        patched.setattr(judge, "trace_class", fail)
        found = check([project], replace(config.load(project), cache=True)).findings
        assert "GNN003" in {it.code for it in found}
    del judged[:]
    assert "GNN003" not in {it["code"] for it in said()["findings"]}
    assert judged == ["plain.py"]


def test_other_functions_keep_nothing(project: Path) -> None:
    import gnnlint

    gnnlint.check_paths([project])
    check([project], Settings(root=project))
    assert not (project / ".gnnlint_cache").exists()


EDITS: dict[str, list[str]] = {
    "net.py": [NET, NET.replace("x > 0", "x"), NET.replace("scale(", "(", 1), NET + "x = (\n"],
    "plain.py": [PLAIN, PLAIN.replace("return", "print(x)\n        return"), "import net\n"],
    "pkg/helpers.py": [PROJECT["pkg/helpers.py"], "from extra import keep as scale\n", "y = 1\n"],
    "pkg/nn.py": [PROJECT["pkg/nn.py"], "from .helpers import scale as read_out\n"],
    "pkg/__init__.py": ["", "from pkg.helpers import scale\n"],
    "extra.py": ["def keep(x, m):\n    return x[m > 0]\n", "from pkg.nn import read_out as keep\n"],
    "extra/__init__.py": ["from pkg.helpers import *\n"],
    "train.py": [PROGRAM, PROGRAM.replace("True", "False"), PROGRAM + "# noqa: GNN203\n"],
    "flags.py": ["import torch._dynamo\ntorch._dynamo.config.capture_scalar_outputs = True\n"
                 "import net\nm = torch.compile(net.Net())\n"],
    "tool.ipynb": [PROJECT["tool.ipynb"], PROJECT["tool.ipynb"].replace("print(x)", "pass")],
    ".gitignore": ["plain.py\n", "pkg/\n", ""],
    "torch/__init__.py": [""],
    "__init__.py": [""],
}  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_any_edits(project: Path, seed: int) -> None:
    """Files come, change, move and go in any order: what is kept says what would be found."""
    chosen = random.Random(seed)
    said()
    for _ in range(25):
        name = chosen.choice(sorted(EDITS))
        file = project / name
        if file.exists() and chosen.random() < 0.3:
            file.unlink()
        else:
            write(project, {name: chosen.choice(EDITS[name])})
        arguments = chosen.choice([(), (), ("--jobs", "2"), ("--target", "compile,script")])
        assert said(*arguments) == said("--no-cache", *arguments), name


def test_each_answer_rests_on_what_it_says(project: Path) -> None:
    """Judged by itself, with nothing else to read, a file shows what it showed beside the others,
    whose work it may have used."""
    from gnnlint.cache.reader import Reader
    from gnnlint.discovery import discover
    from gnnlint.judging import Judging

    settings = config.load(project, {"targets": "compile,script"})
    own = Reader()
    sources = {
        it.path: it
        for it in map(own.read, discover([project], root=project))
        if isinstance(it, Source)
    }
    together, _ = Judging(settings, [project], sources, own).judge(list(sources))
    for path, reasoned in together.items():
        allowed = {it: sources[it] for it in sources if str(it) in reasoned.basis.files}
        alone = Judging(settings, [project], allowed, _Refusing())
        assert alone.judge([path])[0][path].answer == reasoned.answer


class _Refusing:
    """A reader that has nothing."""

    def __init__(self) -> None:
        self.states: dict[Path, Any] = {}
        self.changed: set[Path] = set()

    def read(self, path: Path) -> Any:
        raise AssertionError(f"{path} is read, and not named")


def test_the_command_says_what_is_kept(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["cache", "status"]) == 0
    assert capsys.readouterr().out == f"{project / '.gnnlint_cache'}: empty\n"
    said()
    main(["cache", "status"])
    assert "2 files, 0." in capsys.readouterr().out
    monkeypatch.setenv("GNNLINT_CACHE_DIR", str(project / "elsewhere"))
    said()
    assert (project / "elsewhere/CACHEDIR.TAG").exists()
    main(["cache", "clear"])
    assert "elsewhere: 2 files removed" in capsys.readouterr().out
    assert not (project / "elsewhere").exists()
    main(["cache", "clear", "--cache-dir", ".gnnlint_cache"])
    assert not (project / ".gnnlint_cache").exists()
    assert main(["clean"]) == 2
    assert "Did you mean `gnnlint cache clear`?" in capsys.readouterr().err
