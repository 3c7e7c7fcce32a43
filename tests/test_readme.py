"""The README: its generated parts are fresh, its commands exist, no file names this machine."""

from __future__ import annotations

import io
import json
import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from gnnlint.cli.arguments import parse
from gnnlint.cli.main import main
from gnnlint.library import breaks
from gnnlint.rule_folders import rule_names

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
PAGES = sorted([README, *(ROOT / "docs").rglob("*.md")])

_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def test_the_generated_parts_are_fresh() -> None:
    text = README.read_text("utf-8")
    filled = runpy.run_path(str(ROOT / "docs" / "readme.py"))["filled"]
    assert "<!-- output -->" in text and "<!-- rules -->" in text
    assert filled(text) == text, "run python docs/readme.py"


@pytest.mark.skipif(find_spec("torch") is None, reason="the registry is a file of torch")
def test_what_the_compiler_says_is_fresh() -> None:
    filled = runpy.run_path(str(ROOT / "docs" / "breaks.py"))["filled"]
    assert breaks.FILE.read_text("utf-8") == filled(), "run python docs/breaks.py"


# -- commands ----------------------------------------------------------------------------------


def commands(page: Path) -> Iterator[list[str]]:
    """The words of each command in the console blocks; after a prompt there is output as well."""
    for block in _BLOCK.findall(page.read_text("utf-8")):
        lines = block.splitlines()
        prompted = any(line.startswith("$ ") for line in lines)
        for line in lines:
            if prompted and not line.startswith("$ "):
                continue
            words = shlex.split(line.removeprefix("$ "), comments=True)
            if words:
                yield words


EVERY = [(page, words) for page in PAGES for words in commands(page)]
OURS = [words for _, words in EVERY if words[0] == "gnnlint"]


def test_there_are_commands_to_look_at() -> None:
    assert len(OURS) >= 5
    assert {"check", "verify", "rule"} <= {words[1] for words in OURS}


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_a_command_parses(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    if "--help" in words:
        with pytest.raises(SystemExit) as stop:
            parse(words[1:])
        assert stop.value.code == 0
    else:
        assert parse(words[1:]).command == words[1]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("words", [it for it in OURS if it[1] == "rule"], ids=" ".join)
def test_what_needs_nothing_runs(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words[1:]) == 0
    assert capsys.readouterr().out


def test_a_command_that_does_not_parse_would_be_noticed() -> None:
    with pytest.raises(SystemExit):
        parse(["check", "--no-such-option"])


def test_make_has_the_targets_that_are_named() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = {word for _, words in EVERY if words[0] == "make" for word in words[1:]}
    assert asked and asked <= targets


def test_the_files_that_make_runs_exist() -> None:
    text = (ROOT / "Makefile").read_text("utf-8")
    scripts = re.findall(r"python (docs/\S+\.py|tests/\S+\.py)", text)
    modules = re.findall(r"python -m (tests\.\w+)", text)
    assert scripts and modules
    assert [it for it in scripts if not (ROOT / it).is_file()] == []
    folders = [ROOT.joinpath(*it.split(".")) for it in modules]
    assert [it for it in folders if not (it / "__main__.py").is_file()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    targets = [it for it in _LINK.findall(prose) if "://" not in it]
    missing = [it for it in targets if not (page.parent / it).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda it: it.relative_to(ROOT).as_posix())
def test_codes_that_are_named_exist(page: Path) -> None:
    known = rule_names([ROOT / "rules"])
    named = set(re.findall(r"\bGNN\d{3}\b", page.read_text("utf-8")))
    assert named <= set(known)


# -- this machine ------------------------------------------------------------------------------

_ELSEWHERE = re.compile(
    r"(?<![\w.~-])/(?:tmp|private|root|mnt|media|work|workspace|opt)/[\w.-]+"
    r"|(?<![\w.~-])/(?:home|Users)/(?!user/)[\w.-]+"
    r"|\b[A-Z]:\\\\?Users\\"
)
"""A path that exists on somebody's machine; ``/home/user`` is nobody's and stands in examples."""


def tracked() -> list[Path]:
    """The files that are in the repository."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True, timeout=60,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git and a checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_names_a_machine() -> None:
    own = {str(it) for it in (ROOT, Path.home(), Path(sys.prefix), Path(sys.base_prefix))}
    own.add(tempfile.gettempdir() + "/")
    own = {it for it in own if it.count("/") > 1}  # "/usr" and "/" say nothing
    wrong = []
    files = tracked()
    assert len(files) > 100
    for file in files:
        if not file.is_file() or file == Path(__file__):
            continue
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # made so for a test
        for number, line in enumerate(text.splitlines(), 1):
            found = [it for it in own if it in line]
            if match := _ELSEWHERE.search(line):
                found.append(match[0])
            if found:
                wrong.append(f"{file.relative_to(ROOT)}:{number}: {found[0]}")
    assert not wrong


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (f"see /{'tmp'}/x.py", True),
        ("'/home/somebody/project'", True),
        ("/Users/somebody", True),
        (r"C:\Users\somebody", True),
        ("/home/user/project", False),
        (f"models/{'tmp'}/net.py", False),
        (f"docs/{'work'}/plan.md", False),
        ("https://example.org/home/page", False),
    ],
)
def test_what_counts_as_a_machine(line: str, found: bool) -> None:
    assert bool(_ELSEWHERE.search(line)) is found


# -- the comparison ----------------------------------------------------------------------------

COMPARISON = (ROOT / "docs" / "comparison.md").read_text("utf-8")
SHOWN = re.findall(r"`(gnnlint [^`]+)`", COMPARISON)


def test_every_row_of_the_comparison_is_whole() -> None:
    rows = [it for it in COMPARISON.splitlines() if it.startswith("|")]
    assert len(rows) > 40 and all(it.count("|") == 9 for it in rows)
    assert not [it for it in rows if not it.rstrip("|").rpartition("|")[2].strip()]


@pytest.mark.parametrize("command", SHOWN)
def test_a_command_of_the_comparison_exists(command: str) -> None:
    parse(shlex.split(command)[1:])


NEEDS_MORE = ("gnnlint server", "--verify", "gnnlint test lint-rules/")
"""What a client, or torch, is needed for; with ``--static`` it is not."""

RUN = [it for it in SHOWN if "--static" in it or not any(words in it for words in NEEDS_MORE)]

NET = """\
import torch
from torch_geometric.nn import global_mean_pool
from torch_geometric.utils import remove_self_loops


class Net(torch.nn.Module):
    def forward(self, x, edge_index, batch):
        print(x.shape, remove_self_loops(edge_index))
        torch.autograd.set_detect_anomaly(True)
        return global_mean_pool(x, batch)
"""

NOTHING_NEW = re.compile(r"--exit-zero|--add-noqa|--baseline|--select GNN002")
"""Checks that find nothing to fail for."""


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that every command of the comparison has something to say of."""
    root = tmp_path_factory.mktemp("compared")
    (root / "pyproject.toml").write_text(
        '[tool.gnnlint]\nrule-folders = ["lint-rules"]\nallow-rule-code = true\n'
        '[tool.gnnlint.per-file-ignores]\n"old.py" = ["GNN2"]\n'
    )
    shutil.copytree(ROOT / "docs" / "own-rules", root / "lint-rules")
    (root / "net.py").write_text(NET)
    (root / "old.py").write_text(NET + "x = 1  # noqa: GNN201\n")
    cell = {"cell_type": "code", "source": NET.splitlines(True), "metadata": {}}
    (root / "net.ipynb").write_text(json.dumps({"cells": [cell], "nbformat": 4}))
    subprocess.run(
        [sys.executable, "-m", "gnnlint", "baseline", "write"],
        cwd=root, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, capture_output=True,
    )  # fmt: skip
    return root


@pytest.mark.parametrize("command", RUN)
def test_a_command_of_the_comparison_shows_something(
    command: str,
    compared: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "project"
    shutil.copytree(compared, folder)
    if "GNN001" in command:
        (folder / "broken.py").write_text("class:\n")
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(NET.encode())))
    status = main(shlex.split(command)[1:])
    captured = capsys.readouterr()
    fails = command.startswith("gnnlint check") and NOTHING_NEW.search(command) is None
    assert status == (1 if fails else 0), captured.err
    assert captured.out or captured.err
