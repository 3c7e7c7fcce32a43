"""What must not happen: a server that dies, runs a project's code, or works on what is stale."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from lsprotocol import types

from tests.server.client import ROOT, editor
from tests.server.test_diagnostics import MODEL

CRASHING = """\
import gnnlint.trace.entry as entry
from gnnlint import session

real = entry.trace_class


def trace_class(project, code, **options):
    if code.name == "Crashing":
        raise ZeroDivisionError("of the test")
    return real(project, code, **options)


import gnnlint.judge

gnnlint.judge.trace_class = trace_class
whole = session.Session.look


def look(self):
    if (self.settings.root / "crash.txt").exists():
        raise ZeroDivisionError("of the whole")
    whole(self)


session.Session.look = look
"""
"""A mistake of our own, put into the server by a module that Python imports when it starts."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("[tool.gnnlint]\n")
    (tmp_path / "net.py").write_text(MODEL)
    return tmp_path


@pytest.fixture
def crashing(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "sitecustomize.py").write_text(CRASHING)
    return {"PYTHONPATH": f"{folder}:{ROOT}"}


async def test_a_crash_in_one_file_is_logged_and_ends_nothing(
    root: Path, crashing: dict[str, str]
) -> None:
    (root / "other.py").write_text(MODEL.replace("Net", "Crashing"))
    async with editor(root, environment=crashing) as it:
        it.open("net.py")
        it.open("other.py")
        (found,) = await it.sees("other.py", "GNN003")
        assert "ZeroDivisionError: of the test" in found.message
        await it.sees("net.py", "GNN301")
        logged = [each for each in it.client.log_messages if each.type is types.MessageType.Error]
        assert any("ZeroDivisionError: of the test" in each.message for each in logged)
        it.type("other.py", MODEL)
        await it.sees("other.py", "GNN301")


async def test_a_crash_of_the_whole_is_logged_and_ends_nothing(
    root: Path, crashing: dict[str, str]
) -> None:
    async with editor(root, environment=crashing) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        (root / "crash.txt").write_text("")
        it.tell("crash.txt")
        await it.until(
            lambda: any("of the whole" in each.message for each in it.client.log_messages)
        )
        it.type("net.py", "")
        await it.sees("net.py")


async def test_code_of_a_projects_rules_is_never_run(root: Path) -> None:
    for name in ("LAB101_no_relu", "LAB102_no_relu_by_code"):
        folder = root / "rules" / name
        folder.mkdir(parents=True)
        (folder / "rule.toml").write_text(
            'summary = "No relu"\nmessage = "a relu"\nremedy = "none"\n'
            '[[match]]\ncall = "torch.relu"\ndefault = "break"\nfullgraph = "error"\n'
        )
        for file in ("bad.py", "good.py"):
            (folder / file).write_text(f"open({str(root / 'ran.txt')!r}, 'w').close()\n")
    (folder / "check.py").write_text(f"open({str(root / 'ran.txt')!r}, 'w').close()\n")
    (root / "pyproject.toml").write_text(
        '[tool.gnnlint]\nrule-folders = ["rules"]\nallow-rule-code = true\n'
    )
    async with editor(root) as it:
        document = types.TextDocumentIdentifier(it.open("net.py"))
        await it.sees("net.py", "LAB101", "GNN301")
        found = await it.client.text_document_hover_async(
            types.HoverParams(document, types.Position(6, 14))
        )
        assert found is not None and "No relu" in found.contents.value
        assert not (root / "ran.txt").exists()


async def test_a_rule_that_is_being_written_is_read_anew(root: Path) -> None:
    folder = root / "rules" / "LAB101_no_relu"
    folder.mkdir(parents=True)
    rule = 'summary = "No relu"\nmessage = "a relu"\n[[match]]\ncall = "torch.{}"\n'
    (folder / "rule.toml").write_text(rule.format("abs") + 'default = "break"\n')
    (root / "pyproject.toml").write_text('[tool.gnnlint]\nrule-folders = ["rules"]\n')
    async with editor(root) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        (folder / "rule.toml").write_text(rule.format("relu") + 'default = "break"\n')
        it.tell("rules/LAB101_no_relu/rule.toml")
        await it.sees("net.py", "LAB101", "GNN301")


SLOW = """\
import time

import gnnlint.judge

real = gnnlint.judge.Judge.judge
judged = []


def judge(self, path, source):
    with open({log!r}, "a") as log:
        print(path.name, file=log)
    time.sleep(0.2)
    return real(self, path, source)


gnnlint.judge.Judge.judge = judge
"""


async def test_stale_work_is_cancelled(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """An edit does not wait until a whole project is judged, and comes before the rest of it."""
    for number in range(40):
        (root / f"part_{number}.py").write_text(f"import torch\n\nn = {number}\n")
    folder = tmp_path_factory.mktemp("site")
    log = folder / "judged.txt"
    (folder / "sitecustomize.py").write_text(SLOW.format(log=str(log)))
    async with editor(root, environment={"PYTHONPATH": f"{folder}:{ROOT}"}) as it:
        it.open("net.py")
        await it.sees("net.py", "GNN301")
        it.type("net.py", "import torch\n")
        await it.sees("net.py")
        judged = log.read_text().split()
        assert judged.count("net.py") == 2
        assert len(judged) < 30, "the whole project was judged first"


async def test_progress_is_shown_for_a_large_project(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for number in range(12):
        (root / f"part_{number}.py").write_text("import torch\n")
    folder = tmp_path_factory.mktemp("site")
    (folder / "sitecustomize.py").write_text(SLOW.format(log=str(folder / "judged.txt")))
    capabilities = types.ClientCapabilities(
        window=types.WindowClientCapabilities(work_done_progress=True)
    )
    surroundings = {"PYTHONPATH": f"{folder}:{ROOT}"}
    async with editor(root, capabilities=capabilities, environment=surroundings) as it:
        await it.until(lambda: any(len(each) > 2 for each in it.client.progress_reports.values()))
        await it.until(
            lambda: any(
                isinstance(each[-1], types.WorkDoneProgressEnd)
                for each in it.client.progress_reports.values()
            )
        )
        (reports,) = it.client.progress_reports.values()
        assert isinstance(reports[0], types.WorkDoneProgressBegin)
        assert reports[1].message.endswith("of 13 files")


async def test_nonsense_ends_nothing(root: Path) -> None:
    async with editor(root) as it:
        it.send('{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"nonsense": 1}}')
        it.send('{"jsonrpc": "2.0", "method": "$/unheardOf", "params": {}}')
        it.send("no JSON")
        it.open("net.py", "\0\0\0")
        await it.sees("net.py", "GNN001")
        it.type("net.py", "# -*- coding: latin-1 -*-\n" + MODEL + "# \u0414\n")
        await it.until(lambda: it.published_version("net.py") == 2)
        it.type("net.py", "x = " + "(" * 5000 + ")" * 5000)
        await it.sees("net.py", "GNN001")
        it.type("net.py", MODEL)
        await it.sees("net.py", "GNN301")


async def test_without_pygls_it_is_said_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util\n\nreal = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, package=None: "
        "None if name == 'pygls' else real(name, package)\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gnnlint", "server",
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        stderr=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    _, said = await process.communicate()
    assert process.returncode == 2
    assert "pip install 'gnnlint[lsp]'" in said.decode()
