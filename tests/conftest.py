"""What the tests under the real compilers share: one server process, loading torch is costly."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gnnlint.verify import Children


@pytest.fixture(scope="session")
def children() -> Iterator[Children]:
    with Children() as running:
        yield running
