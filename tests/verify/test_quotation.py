"""Lines that findings of the compilers quote: those that Python counts, as it decodes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.verify.outline import outline_of
from gnnlint.verify.quotation import line_of, line_place, lines_of, parameter_place

NET = """\
# coding: {coding}
name = "an end of a line\u2028that is none for Python"
\f
class Net:
    def forward(self, café, x): return "\x0b" * len(café)
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "latin-1"])
def test_lines_are_those_of_python(coding: str, ending: str, tmp_path: Path) -> None:
    text = NET.format(coding=coding.removesuffix("-sig"))
    if coding == "latin-1":
        text = text.replace("\u2028", "\x85")
    file = tmp_path / "net.py"
    file.write_bytes(text.replace("\n", ending).encode(coding))
    path = file.as_posix()
    assert line_of(path, 1).startswith("# coding")
    assert line_of(path, 4) == "class Net:"
    assert lines_of(path)[3:] == ("class Net:", text.split("\n")[4], "")
    assert line_place(path, 5).column == 5
    place = parameter_place(path, 4, "x")
    assert place is not None and (place.line, place.column) == (5, 29)


def test_a_file_that_was_written_anew(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("one\n")
    assert line_of(file.as_posix(), 1) == "one"
    file.write_text("another\n")
    assert line_of(file.as_posix(), 1) == "another"
    assert line_of(file.as_posix(), 9) == line_of((tmp_path / "none.py").as_posix(), 1) == ""


def test_an_outline_is_that_of_the_file_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "net.py"
    file.write_text("def one():\n    return 1\n")
    assert outline_of(file.as_posix()).symbol(2) == "one"
    file.write_text("def another():\n    return 1\n")
    assert outline_of(file.as_posix()).symbol(2) == "another"
    file.unlink()
    assert outline_of(file.as_posix()).symbol(2) is None
