"""What tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import pytest

from gnnlint.cli.main import main

Out: TypeAlias = Callable[[str], tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Out:
    """Runs a command line: its exit status, and all that it said."""

    def said(line: str) -> tuple[int, str]:
        status = main(line.split())
        captured = capsys.readouterr()
        return status, captured.out + captured.err

    return said
