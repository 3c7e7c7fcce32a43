"""What the tests under the real compilers share: one server process, loading torch is costly."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from gnnlint.verify import Children

# A mistake of our own must end a test; `check` would make a finding of it.
os.environ["GNNLINT_TRACEBACK"] = "1"


@pytest.fixture(scope="session")
def children() -> Iterator[Children]:
    with Children() as running:
        yield running


class Lent(Children):
    """The same server in the hands of a command, which cannot end it."""

    def __init__(self, owned: Children) -> None:
        self.__dict__ = owned.__dict__

    def close(self) -> None:
        """Leave the server to its owner."""


@pytest.fixture
def lent_children(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that are run in this process take the server of the tests instead of their own."""
    monkeypatch.setattr("gnnlint.verify.Children", lambda: Lent(children))
