"""Files: discovery, decoding, columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.discovery import discover
from gnnlint.source import PathError, Source, Unreadable, decode, project_root, read


def write(root: Path, *names: str, text: str = "import torch\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(root: Path, *paths: str, **options: object) -> list[str]:
    named = [root / path for path in paths] or [root]
    files = discover(named, root=root, **options)  # type: ignore[arg-type]
    return [file.relative_to(root).as_posix() for file in files]


def source(data: bytes) -> Source:
    decoded = decode(Path("/x.py"), data)
    assert isinstance(decoded, Source)
    return decoded


def test_default_excludes(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "pkg/b.py", "pkg/c.txt", "build/d.py", ".hidden/e.py", "my_env/f.py")
    write(tmp_path, "my_env/pyvenv.cfg", "x.egg-info/g.py", "lib/site-packages/h.py")
    assert found(tmp_path) == ["a.py", "pkg/b.py"]


def test_names_in_capitals(tmp_path: Path) -> None:
    names = ["A.PY", "B.IPYNB", "c.Py", "d.py"]
    for name in (*names, "PY", "e.PYC", "f.txt"):
        (tmp_path / name).write_text("x = 1\n")
    assert [it.name for it in discover([tmp_path], root=tmp_path)] == names


def test_a_named_folder_is_entered_although_excluded(tmp_path: Path) -> None:
    write(tmp_path, "build/a.py", "build/.hidden/b.py", ".venv/pyvenv.cfg", ".venv/lib/c.py")
    write(tmp_path, ".venv/.gitignore", text="*\n")
    write(tmp_path, ".git/HEAD")
    assert found(tmp_path, "build") == ["build/a.py"]
    assert found(tmp_path, ".venv/lib") == [".venv/lib/c.py"]


def test_gitignore_nested(tmp_path: Path) -> None:
    write(
        tmp_path, ".git/HEAD", "a.py", "gen/b.py", "pkg/c_pb2.py", "pkg/keep_pb2.py", "pkg/sub/d.py"
    )
    write(tmp_path, ".gitignore", text="gen/\n*_pb2.py\n# comment\n!\n[z-a].py\n")
    write(tmp_path, "pkg/.gitignore", text="!keep_pb2.py\n/sub\n")
    assert found(tmp_path) == ["a.py", "pkg/keep_pb2.py"]
    assert found(tmp_path, "pkg") == ["pkg/keep_pb2.py"]
    assert found(tmp_path, "gen") == ["gen/b.py"]


def test_a_link_to_itself_is_no_file(tmp_path: Path) -> None:
    write(tmp_path, "a.py")
    try:
        (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    except OSError:
        pytest.skip("no links here")
    assert found(tmp_path) == ["a.py"]


def test_excludes_of_the_user(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "tests/b.py", "pkg/c.py", "pkg/tests/d.py")
    assert found(tmp_path, exclude=["tests"]) == ["a.py", "pkg/c.py"]
    assert found(tmp_path, exclude=["/tests"]) == ["a.py", "pkg/c.py", "pkg/tests/d.py"]
    assert found(tmp_path, "tests", exclude=["tests"]) == ["tests/b.py"]


def test_force_exclude_questions_named_paths(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "tests/b.py", "build/c.py", "gen/d.py")
    write(tmp_path, ".gitignore", text="gen\n")
    named = ["a.py", "tests/b.py", "build/c.py", "gen/d.py"]
    assert found(tmp_path, *named, exclude=["tests"]) == named
    assert found(tmp_path, *named, exclude=["tests"], force_exclude=True) == ["a.py"]
    assert found(tmp_path, "build", force_exclude=True) == []


def test_each_file_once_and_any_named_file(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "script")
    assert found(tmp_path, "script", "a.py", ".", "./a.py") == ["script", "a.py"]


def test_unknown_path(tmp_path: Path) -> None:
    with pytest.raises(PathError, match=r"nowhere\.py does not exist"):
        discover([tmp_path / "nowhere.py"], root=tmp_path)


def test_decoding() -> None:
    assert source(b"\xef\xbb\xbfx = '\xc3\xa9'\r\ny = 1\rz\n").lines == (
        "x = 'é'",
        "y = 1",
        "z",
        "",
    )
    latin = source(b"# -*- coding: latin-1 -*-\nx = '\xe9'\n")
    assert latin.encoding == "iso-8859-1" and latin.line(2) == "x = 'é'"
    assert source(b"a\x0cb\n").lines == ("a\x0cb", "")  # a form feed ends no line


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"x = 1\r\ny = '\xff'\n", 2, "utf-8"),
        (b"# coding: klingon\n", 1, "klingon"),
        (b"# coding: hex\nx\n", 1, "hex"),
    ],
)
def test_undecodable(data: bytes, line: int, words: str) -> None:
    failure = decode(Path("/x.py"), data)
    assert isinstance(failure, Unreadable)
    assert (failure.kind, failure.line) == ("decoding", line) and words in failure.message


def test_unreadable(tmp_path: Path) -> None:
    failure = read(tmp_path / "nowhere.py")
    assert isinstance(failure, Unreadable) and failure.kind == "unreadable"


def test_columns_are_code_points() -> None:
    text = source("é = x[m]\nb = 1\n".encode())
    assert text.column(1, 0) == 1
    assert text.column(1, len("é = ".encode())) == 5
    assert text.column(2, 4) == 5
    assert source(b"b = 1\n").column(1, 4) == 5
    assert text.column(99, 3) == 4  # beyond the end: no worse than what was given


def test_project_root(tmp_path: Path) -> None:
    write(tmp_path, "pkg/deep/net.py", "pkg/setup.py")
    assert project_root(tmp_path / "pkg/deep/net.py") == tmp_path / "pkg"
    write(tmp_path, "pyproject.toml", text="[tool.gnnlint]\n")
    assert project_root(tmp_path / "pkg/deep") == tmp_path
    write(tmp_path, "pkg/pyproject.toml", text="[tool.other]\nx = 'gnnlint'\n")
    assert project_root(tmp_path / "pkg/deep") == tmp_path
    write(tmp_path, "pkg/pyproject.toml", text="[tool]\ngnnlint = {}\n")
    assert project_root(tmp_path / "pkg/deep") == tmp_path / "pkg"
    write(tmp_path, "pkg/deep/pyproject.toml", text="[tool.gnnlint]\nbroken = \n")
    assert project_root(tmp_path / "pkg/deep") == tmp_path / "pkg/deep"


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\n\nbéta\r\n  c", "\n\n", "é\rß"])
def test_lines_are_told_by_their_numbers(tmp_path: Path, text: str) -> None:
    found = decode(tmp_path / "a.py", text.encode())
    assert isinstance(found, Source)
    lines = found.text.split("\n")
    assert found.line_count == len(lines) and list(found.lines) == lines
    assert [found.line(number) for number in range(1, len(lines) + 1)] == lines
    assert found.line(0) == found.line(-1) == found.line(len(lines) + 1) == ""
    for first in range(1, len(lines) + 1):
        for last in range(first, len(lines) + 3):
            assert found.between(first, last) == "\n".join(lines[first - 1 : last])
