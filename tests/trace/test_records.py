"""Records: which classes get their constructor from their annotated attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.project import Project
from gnnlint.trace.promises import fields_of, is_record
from tests.trace.tracing import write


@pytest.mark.parametrize(
    ("head", "record"),
    [
        ("from dataclasses import dataclass\n@dataclass\nclass It:", True),
        ("from dataclasses import dataclass as record\n@record(frozen=True)\nclass It:", True),
        ("import dataclasses as dc\n@dc.dataclass\nclass It:", True),
        ("import attrs\n@attrs.define\nclass It:", True),
        ("from typing import NamedTuple as Row\nclass It(Row):", True),
        ("def no_dataclass(kind): return kind\n@no_dataclass\nclass It:", False),
        ("class MyNamedTuple: pass\nclass It(MyNamedTuple):", False),
        ("class It:", False),
    ],
)
def test_a_record_is_told_by_what_makes_it_one(tmp_path: Path, head: str, record: bool) -> None:
    write(tmp_path, {"one.py": f"{head}\n    x: int\n"})
    project = Project(tmp_path, (tmp_path,))
    module = project.load(tmp_path / "one.py")
    assert module is not None
    (code,) = (it for it in project.classes(module) if it.name == "It")
    assert is_record(project, code) is record


def test_fields_that_the_constructor_takes(tmp_path: Path) -> None:
    source = """\
        from dataclasses import dataclass, field

        @dataclass
        class It:
            a: int
            b: int = field(default=1, init=False)
            c: str = field(default="init=False")
            d: int = field(init=True, default=2)
        """
    write(tmp_path, {"one.py": source})
    project = Project(tmp_path, (tmp_path,))
    module = project.load(tmp_path / "one.py")
    assert module is not None
    (code,) = project.classes(module)
    assert [it.name for it in fields_of(project, code) if it.is_argument] == ["a", "c", "d"]
