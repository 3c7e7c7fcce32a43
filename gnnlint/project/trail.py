"""What an answer rests on: the files that were looked at for it, and where imports led.

An answer that is kept stands, each time it is asked for again, for all that was looked at when it
was given. So each knows what it rests on, be it files, imports or other answers; and when a file
changes, those that rest on it are forgotten, and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from gnnlint.modules import Question

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Known(Generic[Key, Value]):
    """A value that is kept under a key, and the steps that led to it."""

    __slots__ = ("_home", "is_forgotten", "key", "steps", "value")

    def __init__(
        self, home: Memory[Key, Value], key: Key, value: Value, steps: Iterable[Step]
    ) -> None:
        self._home = home
        self.key = key
        self.value = value
        self.steps = tuple(steps)  # a set takes five times the room
        self.is_forgotten = False

    def forget(self) -> None:
        """Take it out of where it is kept, so that the next who asks gets a new one."""
        self.is_forgotten = True
        self._home.known.pop(self.key)


@dataclass(frozen=True)
class Part:
    """What a name is bound to at the top level of a file; without a name all of the file.

    Finer than the file, which is noted as well: an answer that holds nodes of a tree has to go with
    the tree, but what was concluded from some of its definitions outlives a change of others.
    """

    path: Path
    name: str | None = None


Step: TypeAlias = "Path | Question | Part | Known[Any, Any]"
"""A file that was read, an import that was followed or led nowhere, an answer that was kept."""


class Trail:
    """Notes the steps of whatever is being worked out."""

    def __init__(self) -> None:
        self.steps: set[Step] = set()
        self._unread: list[Known[Any, Any]] = []
        self._resting: defaultdict[Step, set[Known[Any, Any]]] = defaultdict(set)
        self._forgotten: list[Known[Any, Any]] = []  # and still among those that rest

    def follow(self, work: Callable[[], Value]) -> tuple[Value, set[Step]]:
        """Do ``work``; its value, and the steps that it took."""
        around = self.steps
        own: set[Step] = set()
        self.steps = own
        try:
            return work(), own
        finally:
            self.steps = around

    @contextmanager
    def unnoted(self) -> Iterator[None]:
        """Leave no trace of what is looked at."""
        around = self.steps
        self.steps = set()
        try:
            yield
        finally:
            self.steps = around

    def add(self, known: Known[Any, Any]) -> None:
        """Take note of a new answer; what it rests on is looked through when something changes."""
        self._unread.append(known)

    def forget(self, changed: Iterable[Step]) -> list[Known[Any, Any]]:
        """Forget every answer that rests on something that changed; those are returned."""
        self._read()
        return self._forget(changed, {})

    def drop(self, known: Known[Any, Any]) -> None:
        """Forget one answer, and those that rest on it."""
        self._read()
        self._forget([known], {known: None})

    def _forget(
        self, changed: Iterable[Step], forgotten: dict[Known[Any, Any], None]
    ) -> list[Known[Any, Any]]:
        pending = list(changed)
        while pending:
            for known in self._resting.pop(pending.pop(), ()):
                if known not in forgotten and not known.is_forgotten:
                    forgotten[known] = None
                    pending.append(known)
        for known in forgotten:
            known.forget()
        self._forgotten.extend(forgotten)
        return list(forgotten)

    def settle(self) -> None:
        """Do now, while nobody waits, what the next change would have to wait for."""
        self._read()
        for known in self._forgotten:
            for step in known.steps:
                if step in self._resting:  # also the last: the file is still loaded
                    self._resting[step].discard(known)
        self._forgotten.clear()

    def files(self) -> list[Path]:
        """The files that some answer rests on."""
        self._read()
        return [step for step in self._resting if isinstance(step, Path)]

    def questions(self) -> list[Question]:
        """The imports that some answer rests on."""
        self._read()
        return [step for step in self._resting if isinstance(step, Question)]

    def _read(self) -> None:
        for known in self._unread:
            if not known.is_forgotten:
                for step in known.steps:
                    self._resting[step].add(known)
        self._unread.clear()


def leaves(steps: Iterable[Step]) -> Iterator[Path | Question]:
    """The files and imports at the bottom of ``steps``, each once."""
    seen: set[Step] = set()
    pending = list(steps)
    while pending:
        step = pending.pop()
        before = len(seen)
        seen.add(step)
        if len(seen) == before:
            continue
        if isinstance(step, Known):
            pending.extend(step.steps)
        elif not isinstance(step, Part):
            yield step


class Memory(Generic[Key, Value]):
    """The answers to questions of one kind."""

    def __init__(self, trail: Trail) -> None:
        self.known: dict[Key, Known[Key, Value]] = {}
        self._trail = trail

    def get(self, key: Key, work: Callable[[], Value]) -> Value:
        """What is kept under ``key``, worked out now where nothing is."""
        known = self.known.get(key)
        if known is None:
            known = self.known[key] = Known(self, key, *self._trail.follow(work))
            self._trail.add(known)
        self._trail.steps.add(known)
        return known.value

    def put(self, key: Key, value: Value, steps: Iterable[Step]) -> None:
        """Keep under ``key`` what was worked out elsewhere, by these steps."""
        known = self.known[key] = Known(self, key, value, steps)
        self._trail.add(known)

    def forget(self, key: Key) -> None:
        """Forget what is kept under ``key``, for a reason that left no trail."""
        known = self.known.get(key)
        if known is not None:
            self._trail.drop(known)
