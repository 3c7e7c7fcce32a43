"""Files checked one at a time in one process: the same is said, and imports are read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint import alone, check_source, tree
from gnnlint.finding import Run

HELPER = "def keep(x):\n    return x[x > 0]\n"
NET = """\
import torch
from helper import keep


class Net{}(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return keep(x)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "helper.py").write_text(HELPER)
    for number in range(4):
        (tmp_path / f"net{number}.py").write_text(NET.format(number))
    return tmp_path


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were parsed."""
    names: list[str] = []
    parse = tree.parse

    def counted(text: str, name: str, path: str, **options: bool) -> object:
        names.append(Path(path).name)
        return parse(text, name, path, **options)

    monkeypatch.setattr(tree, "parse", counted)
    return names


def kept(path: Path) -> Run:
    return check_source(path.read_bytes(), path, keep=True)


def breaks(path: Path) -> list[str]:
    """What each model of a file becomes."""
    return [it.compile for it in kept(path).models]


def test_what_files_import_is_read_once(root: Path, parsed: list[str]) -> None:
    for number in range(4):
        assert breaks(root / f"net{number}.py") == ["breaks"]
    assert parsed.count("helper.py") == 1


def test_without_it_each_file_stands_for_itself(root: Path, parsed: list[str]) -> None:
    for number in range(4):
        check_source(NET.format(number), root / f"net{number}.py")
    assert parsed.count("helper.py") == 4


def test_a_changed_import_is_read_again(root: Path) -> None:
    assert breaks(root / "net0.py") == ["breaks"]
    (root / "helper.py").write_text("def keep(x):\n    return x * 1\n")
    assert breaks(root / "net0.py") == ["no-break-found"]
    assert breaks(root / "net1.py") == ["no-break-found"]


def test_text_that_is_not_saved_is_nobody_elses(root: Path) -> None:
    """An editor hands over a text; other files import what is on disk."""
    check_source("def keep(x):\n    return x * 1\n\n\ntorch = 1\n", root / "helper.py", keep=True)
    assert breaks(root / "net0.py") == ["breaks"]


def test_a_broken_text_is_a_finding_and_loses_nothing(root: Path) -> None:
    assert breaks(root / "net0.py") == ["breaks"]
    found = check_source("import torch\ndef keep(x:\n", root / "helper.py", keep=True).findings
    assert [it.code for it in found] == ["GNN001"]
    assert breaks(root / "net0.py") == ["breaks"]


def test_files_that_come_are_seen_in_a_process_that_stays(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "helper.py").unlink()
    assert breaks(root / "net0.py") == ["no-break-found"]
    (root / "helper.py").write_text(HELPER)
    monkeypatch.setattr(alone, "_LONG", 0.0)
    assert breaks(root / "net0.py") == ["breaks"]


def test_the_same_is_said_as_of_each_by_itself() -> None:
    files = sorted((Path(__file__).parent / "accuracy" / "packages").rglob("*.py"))
    files += sorted((Path(__file__).parent.parent / "docs" / "examples").rglob("*.py"))
    assert len(files) > 10
    for path in files:
        fresh = check_source(path.read_bytes(), path)
        again = kept(path)
        assert (again.findings, again.models) == (fresh.findings, fresh.models), path
