"""What is said of one definition, kept while others change around it.

A keystroke changes one definition of a file. What was found in the models of the others still
holds, some lines further down, as long as no definition changed that they rest on. Where one did,
what was said before is good enough to be shown until it is known what holds now.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from astroid import nodes

from gnnlint.answer import Answer
from gnnlint.change import Change, compare
from gnnlint.modules import Question
from gnnlint.project.code import ClassCode, FunctionCode, ModuleCode
from gnnlint.project.trail import Known, Part, Trail
from gnnlint.project.trail import Step as TrailStep

Ground = Path | Question | Part


@dataclass(frozen=True)
class _Unit:
    """An answer, what it rests on, and which files that is or stands in."""

    answer: Answer
    grounds: frozenset[Ground]
    files: frozenset[Path]

    def rests_on(self, path: Path, names: Collection[str]) -> bool:
        """Whether it rests on one of these definitions of a file, or on the file as a whole."""
        return Part(path) in self.grounds or any(Part(path, it) in self.grounds for it in names)


class Units:
    """The answers for single definitions; `get` is what a judge remembers with."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._units: dict[Hashable, _Unit] = {}
        self._doubtful: dict[Hashable, Answer] = {}  # said before something changed below it
        self._edited: dict[Path, set[str]] = {}  # definitions, since the last of them was judged
        self._is_glance = False

    def get(self, key: Hashable, work: Callable[[], Answer]) -> Answer:
        """What is kept under ``key``, worked out now where nothing is."""
        unit = self._units.get(key)
        if unit is None:
            if self._is_glance and key in self._doubtful and not self._is_edited(key):
                return self._doubtful[key]
            self._doubtful.pop(key, None)
            answer, steps = self._trail.follow(work)
            grounds = frozenset(_grounds(steps))
            files = {it.path if isinstance(it, Part) else it for it in grounds}
            unit = _Unit(answer, grounds, frozenset(it for it in files if isinstance(it, Path)))
            self._units[key] = unit
        self._trail.steps.update(unit.grounds)
        return unit.answer

    @contextmanager
    def glance(self) -> Iterator[None]:
        """Let `get` work for definitions alone that were edited; of others it says what it did."""
        self._is_glance = True
        try:
            yield
        finally:
            self._is_glance = False

    def is_split(self, path: Path) -> bool:
        """Whether some definitions of a file were edited, and others rest on them."""
        mine = [it for it in self._doubtful if _file_of(it) == path]
        return 0 < sum(map(self._is_edited, mine)) < len(mine)

    def _is_edited(self, key: Hashable) -> bool:
        assert isinstance(key, tuple)
        return str(key[1]).partition(".")[0] in self._edited.get(key[0], ())

    def settle(self, path: Path) -> None:
        """All of a file is judged: nothing in it is doubtful, nor edited since."""
        self._edited.pop(path, None)
        for key in [it for it in self._doubtful if _file_of(it) == path]:
            del self._doubtful[key]

    def clear(self) -> None:
        """Forget all of them."""
        self._units.clear()
        self._doubtful.clear()
        self._edited.clear()

    def forget(self, files: Collection[Path]) -> None:
        """Forget what rests on files that changed in ways nobody followed."""
        for key, unit in [*self._units.items()]:
            if not unit.files.isdisjoint(files):
                del self._units[key]
        for key in [it for it in self._doubtful if _file_of(it) in files]:
            del self._doubtful[key]

    def follow(self, before: ModuleCode, after: ModuleCode) -> Change | None:
        """Forget what rests on definitions that changed, and move the places of the others.

        Returns:
            How the file changed; None where that may have to do with any of its definitions.
        """
        path = before.source.path
        change = compare(before, after)
        self._doubt(path, change)
        for key, unit in [*self._units.items()]:
            if path in unit.files:
                moved = None
                if change is not None and not unit.rests_on(path, change.names):
                    moved = change.moved(unit.answer)
                if moved is None:
                    del self._units[key]
                    if change is not None and _file_of(key) == path:
                        self._doubtful[key] = change.moved_as_far(unit.answer)
                elif moved is not unit.answer:
                    self._units[key] = _Unit(moved, unit.grounds, unit.files)
        return change

    def _doubt(self, path: Path, change: Change | None) -> None:
        """Move what is doubtful already, and note what was edited."""
        for key in [it for it in self._doubtful if _file_of(it) == path]:
            if change is None:
                del self._doubtful[key]
            else:
                self._doubtful[key] = change.moved_as_far(self._doubtful[key])
        if change is not None:
            self._edited.setdefault(path, set()).update(change.names)


def _file_of(key: Hashable) -> Path | None:
    """The file in which the definition under ``key`` stands."""
    first = key[0] if isinstance(key, tuple) else None
    return first if isinstance(first, Path) else None


def _grounds(steps: Iterable[TrailStep]) -> Iterable[Ground]:
    """What is at the bottom of ``steps``, with the parts of files that kept answers are about."""
    seen: set[TrailStep] = set()
    pending = list(steps)
    while pending:
        step = pending.pop()
        if step in seen:
            continue
        seen.add(step)
        if isinstance(step, Known):
            part = _part(step.key)
            if part is not None:
                yield part
            pending.extend(step.steps)
        else:
            yield step


def _part(key: object) -> Part | None:
    """The part of a file that the answer under ``key`` is about."""
    first, second = key[:2] if isinstance(key, tuple) and len(key) > 1 else (key, None)
    if isinstance(first, ModuleCode):
        return Part(first.source.path, second if isinstance(second, str) else None)
    if isinstance(first, ClassCode | FunctionCode):
        return Part(first.module.source.path, _top_name(first.node))
    return Part(first) if isinstance(first, Path) else None


def _top_name(node: nodes.NodeNG) -> str | None:
    """The name of the outermost definition around a node, itself included."""
    name = None
    while node is not None and not isinstance(node, nodes.Module):
        if isinstance(node, nodes.ClassDef | nodes.FunctionDef):
            name = str(node.name)
        node = node.parent
    return name
