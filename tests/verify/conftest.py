"""What the tests under the compilers share: a program is written down, and observed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from gnnlint.verify import Children, Observation, Subject, observe

Write = Callable[..., Path]
Seen = Callable[..., Observation]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a source file into the test's own folder."""

    def write_file(text: str, name: str = "net.py") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
        return path

    return write_file


@pytest.fixture
def seen(write: Write, children: Children) -> Seen:
    """Write a source file and observe it."""

    def observe_text(text: str, **options: object) -> Observation:
        path = write(text)
        return observe(Subject(path), children=children, **options)  # type: ignore[arg-type]

    return observe_text
