"""The folder of the cache: what is written is read back whole, or not at all."""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint.cache import coding
from gnnlint.cache.folder import MOST_FILES, NAME, Folder
from gnnlint.config import Settings, load
from gnnlint.finding import Finding, Model, Place, Step, Verdict
from gnnlint.premise import WORDS, Condition, Premise, among, joined
from tests.front.example_run import RUN


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    folder = Folder(tmp_path / NAME)
    assert folder.read("run") is None and folder.files() == []
    assert folder.write("run", [b"first", b"", b"third"])
    assert folder.read("run") == [b"first", b"", b"third"]
    assert folder.write("run", [b"other"])
    assert folder.read("run") == [b"other"] and len(folder.files()) == 1


def test_the_folder_says_that_it_is_nobodys_work(tmp_path: Path) -> None:
    Folder(tmp_path / NAME).write("run", [b"x"])
    tag = (tmp_path / NAME / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert (tmp_path / NAME / ".gitignore").read_text().endswith("*\n")


def test_a_folder_that_was_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "own.txt").touch()
    folder = Folder(tmp_path)
    assert folder.write("run", [b"x"])
    assert {it.name for it in tmp_path.iterdir()} == {"own.txt", "run.kept"}
    assert folder.clear() == 1
    assert {it.name for it in tmp_path.iterdir()} == {"own.txt"}


def test_cleared_it_is_gone(tmp_path: Path) -> None:
    folder = Folder(tmp_path / NAME)
    folder.write("run", [b"x"])
    assert folder.clear() == 1 and not folder.path.exists()
    assert folder.clear() == 0


def test_no_spoilt_file_is_read(tmp_path: Path) -> None:
    """Cut short anywhere, or with any one byte changed."""
    folder = Folder(tmp_path / NAME)
    folder.write("run", [b'{"a": 1}', b"tail"])
    (file,) = folder.files()
    whole = file.read_bytes()
    for index in range(len(whole)):
        file.write_bytes(whole[:index])
        assert folder.read("run") is None
        file.write_bytes(whole[:index] + bytes([whole[index] ^ 1]) + whole[index + 1 :])
        assert folder.read("run") is None


def test_old_files_make_room(tmp_path: Path) -> None:
    folder = Folder(tmp_path / NAME)
    for index in range(MOST_FILES + 3):
        folder.write(f"run-{index}", [b"x"])
        os.utime(folder.path / f"run-{index}.kept", ns=(index, index))
    folder.write("last", [b"x"])
    assert len(folder.files()) == MOST_FILES
    assert folder.read("last") and folder.read(f"run-{MOST_FILES}") and folder.read("run-0") is None


def test_what_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = Folder(tmp_path / "file")
    assert not folder.write("run", [b"x"]) and folder.read("run") is None
    assert not folder.is_writable() and not Folder(tmp_path / "file" / "below").is_writable()
    assert Folder(tmp_path / "new" / "below").is_writable()


def _write_again_and_again(path: Path, letter: bytes) -> None:
    for _ in range(200):
        Folder(path).write("run", [letter * 50_000])


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path / NAME)
    folder.write("run", [b"a" * 50_000])
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_write_again_and_again, args=(folder.path, it))
        for it in (b"a", b"b")
    ]
    for it in writers:
        it.start()
    seen = set()
    while any(it.is_alive() for it in writers):
        lines = folder.read("run")
        assert lines is not None
        seen.add(lines[0])
    assert seen == {b"a" * 50_000, b"b" * 50_000}
    assert [it.exitcode for it in writers] == [0, 0]
    assert [it.name for it in folder.files()] == ["run.kept"]


def test_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    assert Folder.of(Settings(root=tmp_path)).path == work / NAME  # no project: where we are
    (tmp_path / "setup.py").touch()
    assert Folder.of(Settings(root=tmp_path)).path == tmp_path / NAME
    (tmp_path / "pyproject.toml").write_text('[tool.gnnlint]\ncache-dir = "out/kept"\n')
    assert Folder.of(load(tmp_path)).path == tmp_path / "out/kept"
    assert Folder.of(load(tmp_path, {"cache_dir": "here"})).path == work / "here"


# -- data --------------------------------------------------------------------------------------


def test_findings_come_back_as_they_were() -> None:
    place = Place("/a/b.py", 1, 2, 3, 4)
    asked = among("self.act", "act", ["'relu'", "'elu'"], "config", "'relu'")
    either = joined("or", (asked, Condition("k", "x", "data", holds=False, inline=True)), "data")
    told = Premise(((asked, either), (Condition("w", "words", WORDS),)))
    finding: Finding = replace(
        RUN.findings[0], premise=told, masked_by=place, trace=(Step("/a/b.py", 1, "f"),),
        verdict=Verdict.MASKED, compiler_says="…", assumptions=("a", "b"),
    )  # fmt: skip
    for it in (*RUN.findings, finding, *RUN.models):
        back = coding.read(type(it), coding.write(it))
        assert back == it and repr(back) == repr(it)  # of conditions not every field is compared


@pytest.mark.parametrize(
    "line", [b"", b"{", b"null", b"[]", b"[1,2]", b'{"a":1}', b"[" * 100_000, b"\xff"]
)
def test_other_texts_are_told(line: bytes) -> None:
    for kind in (Finding, Model):
        with pytest.raises(coding.Spoilt):
            coding.read(kind, line)


def test_what_nothing_is_known_of_is_not_written() -> None:
    with pytest.raises(TypeError, match="cannot be encoded"):
        coding.encoder(dict[str, int])
