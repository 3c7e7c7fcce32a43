"""Reads files, and knows what they held."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from gnnlint.source import Source, Unreadable, read
from gnnlint.stamp import Stamp, stamp_of

_SETTLED = 2_000_000_000
"""Nanoseconds after which another change gives another stamp: the coarsest file systems count by
two seconds."""


@dataclass(frozen=True)
class State:
    """What a file held, and its stamp; None where a change could leave that as it was."""

    digest: str
    stamp: Stamp | None


def load(path: Path | str) -> tuple[bytes, State]:
    """The bytes of a file, and its state when they were read. Raises ``OSError``."""
    with open(path, "rb") as file:
        stamp = stamp_of(os.fstat(file.fileno()))
        data = file.read()
    is_settled = max(stamp[:2]) < time.time_ns() - _SETTLED
    return data, State(digest_of(data), stamp if is_settled else None)


def digest_of(data: bytes) -> str:
    """What a file's bytes are known by."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class Reader:
    """Reads files, and notes what they held."""

    def __init__(self) -> None:
        self.states: dict[Path, State] = {}
        self.changed: set[Path] = set()  # between one reading and another

    def read(self, path: Path) -> Source | Unreadable:
        """Read and decode a file; a failure is returned."""
        return read(path, self._load)

    def _load(self, path: Path) -> bytes:
        data, state = load(path)
        if self.states.setdefault(path, state).digest != state.digest:
            self.changed.add(path)
        return data
