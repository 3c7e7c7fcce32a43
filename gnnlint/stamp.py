"""Whether a file has changed: what its folder says of it, without a look at what it holds."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeAlias

Stamp: TypeAlias = tuple[int, int, int]
"""When a file and its entry were last changed, in nanoseconds, and its size in bytes."""


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp of a file of that status."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size


def stamp(path: Path) -> Stamp | None:
    """The stamp of a file, which is another one when it is written; None where there is none."""
    try:
        return stamp_of(os.stat(path))
    except OSError:
        return None
