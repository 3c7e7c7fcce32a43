"""Why frames were compiled again: the guards that failed, read off Dynamo's reasons.

Before a frame is compiled again, Dynamo tells for each compiled version which guard failed, newest
first (torch/_dynamo/guards.py, get_guard_fail_reason): ``0/2: n == 3  # for i in range(n):  #
net.py:16 in forward``. The newest one is what decides: older ones were made before sizes turned
dynamic. A guard on a tensor's size names no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_VERSION = re.compile(r"\s*(?P<frame>\d+)/(?P<version>\d+): ")
_PLACE = re.compile(r"# (?P<path>\S+\.py):(?P<line>\d+) in \S+")
_HINT = re.compile(r"\(HINT: (?P<hint>.*)\)\s*$", re.S)


@dataclass(frozen=True)
class Failure:
    """A guard that failed, and the line that asked for it; the path is told from its end."""

    reason: str
    version: int = 1  # of the frame, from 0 on: how often it had been compiled before that
    path: str = ""
    line: int = 0

    @property
    def guard(self) -> str:
        """What held when the frame was compiled, as Dynamo writes it: ``n == 3``."""
        text = _VERSION.sub("", self.reason, count=1)
        return " ".join(text.partition(" # ")[0].partition(" (HINT: ")[0].split())

    @property
    def hint(self) -> str:
        """What Dynamo advises; "" where it says nothing."""
        told = _HINT.search(self.reason)
        return " ".join(told["hint"].split()) if told else ""


def deciding(reasons: Iterable[str]) -> Iterator[Failure]:
    """For each frame the failure of its newest version."""
    newest: dict[str, tuple[int, str]] = {}
    for reason in reasons:
        match = _VERSION.match(reason)
        frame, version = (match["frame"], int(match["version"])) if match else (reason, 1)
        if frame not in newest or version > newest[frame][0]:
            newest[frame] = (version, reason)
    for version, reason in newest.values():
        place = _PLACE.search(reason)
        path, line = (place["path"], int(place["line"])) if place else ("", 0)
        yield Failure(reason, version, path, line)
