"""What a command line names: folders nobody may read, files that hold no Python."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.front.conftest import Out


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that cannot be read, whoever runs the tests; beside it lies a file that can."""
    folder = tmp_path / "locked"
    folder.mkdir()
    (folder / "net.py").write_text("import torch\n")
    (tmp_path / "a.py").write_text("import locked.net\nimport torch\n")
    monkeypatch.chdir(tmp_path)
    for name in ("stat", "scandir", "listdir", "open"):
        monkeypatch.setattr(os, name, _refusing(getattr(os, name), folder, name == "stat"))
    return folder


def _refusing(function, folder: Path, only_below: bool):  # type: ignore[no-untyped-def]
    """``function``, which the system lets nobody call on a folder, or on what is in it."""

    def refused(path, *rest, **options):  # type: ignore[no-untyped-def]
        named = None if isinstance(path, int) else Path(os.path.abspath(path))
        if named is not None and (folder in named.parents or (named == folder and not only_below)):
            raise PermissionError(13, "Permission denied", str(path))
        return function(path, *rest, **options)

    return refused


@pytest.mark.parametrize("command", ["check", "report", "baseline write", "baseline status"])
@pytest.mark.parametrize("path", ["locked", "locked/net.py"])
def test_a_named_folder_that_cannot_be_read(
    locked: Path, command: str, path: str, run: Out
) -> None:
    status, said = run(f"{command} {path}")
    assert status == 2
    assert "internal" not in said
    if command != "baseline status":
        assert f"error: {path} cannot be read: Permission denied" in said


@pytest.mark.usefixtures("locked")
@pytest.mark.parametrize("option", ["", " --no-cache"])
def test_a_folder_that_cannot_be_read_is_not_left_out_in_silence(option: str, run: Out) -> None:
    for _ in range(2):  # also where the first run was kept
        status, said = run(f"check --format concise .{option}")
        assert status == 1
        assert "locked:1:1: error GNN001 " in said and "cannot be read" in said


@pytest.mark.parametrize("name", ["README.md", "pyproject.toml", "Makefile", "net.py.txt"])
def test_a_named_file_that_is_no_python(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Out
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_text("")
    status, said = run(f"check {name}")
    assert status == 2
    assert f"error: {name} is not a Python file; name one that ends in .py" in said


def test_what_passes_for_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Out) -> None:
    monkeypatch.chdir(tmp_path)
    Path("train").write_text("#!/usr/bin/env -S uv run python3\nimport torch\n")
    Path("stub.pyi").write_text("import torch\n")
    Path("pyproject.toml").write_text('[tool.gnnlint]\nexclude = ["*.md"]\n')
    Path("README.md").write_text("# Not Python\n")
    status, said = run("check train stub.pyi")
    assert status == 0 and "2 files" in said
    assert run("check --force-exclude train README.md")[0] == 0
