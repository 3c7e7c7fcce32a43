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
_MISMATCH = re.compile(
    r"tensor '(?P<name>.+?)' (?P<what>[\w ]+?) mismatch(?: at index (?P<index>\d+))?\. "
    r"[Ee]xpected (?P<expected>.+?)(?:, actual (?P<actual>.+?))?\.?$"
)
_SIZE = re.compile(r"(?P<name>[A-Za-z_]\w*)\.(?:size|stride)\(\)\[(?P<index>\d+)\]")
_HINT = re.compile(r"\(HINT: (?P<hint>.*)\)\s*$", re.S)


@dataclass(frozen=True)
class Mismatch:
    """What was another than before of a tensor; the index is that of a size or stride."""

    name: str
    what: str
    index: int | None = None
    expected: str = ""
    actual: str = ""

    def __str__(self) -> str:
        """``size 0 of `x` was 3 and is 4``."""
        number = "" if self.index is None else f" {self.index}"
        now = f" and is {self.actual}" if self.actual else ""
        return f"{self.what}{number} of `{self.name}` was {self.expected}{now}"


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
    def mismatch(self) -> Mismatch | None:
        """What differs of a tensor, where the guard is on one (torch/csrc/dynamo/guards.cpp)."""
        told = _MISMATCH.match(self.guard)
        if told is None:
            return None
        index = int(told["index"]) if told["index"] else None
        expected = told["expected"].removeprefix(f"{told['what']}=")
        return Mismatch(told["name"], told["what"], index, expected, told["actual"] or "")

    @property
    def is_zero_or_one(self) -> bool:
        """Whether a size is 0 or 1, for which Dynamo compiles by itself."""
        return "0/1 specialization" in self.reason

    @property
    def of(self) -> tuple[str, int | None]:
        """The tensor that the guard is on, and which of its sizes; "" where it is on none."""
        told = self.mismatch or _SIZE.search(self.guard)
        if isinstance(told, Mismatch):
            return told.name, told.index
        return (told["name"], int(told["index"])) if told else ("", None)

    @property
    def hint(self) -> str:
        """What Dynamo advises; "" where it says nothing."""
        told = _HINT.search(self.reason)
        return " ".join(told["hint"].split()) if told else ""


def deciding(reasons: Iterable[str]) -> Iterator[Failure]:
    """For each frame the failure of its newest version."""
    newest: dict[str, Failure] = {}
    for reason in reasons:
        match = _VERSION.match(reason)
        frame, failure = match["frame"] if match else reason, failure_of(reason)
        if frame not in newest or failure.version > newest[frame].version:
            newest[frame] = failure
    yield from newest.values()


def failure_of(reason: str) -> Failure:
    """The failure that a reason tells of."""
    match, place = _VERSION.match(reason), _PLACE.search(reason)
    version = int(match["version"]) if match else 1
    path, line = (place["path"], int(place["line"])) if place else ("", 0)
    return Failure(reason, version, path, line)
