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
