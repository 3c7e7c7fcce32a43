"""What is said of one definition, kept while others change around it.

A keystroke changes one definition of a file. What was found in the models of the others still
holds, some lines further down, as long as no definition changed that they rest on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from astroid import nodes

from gnnlint.answer import Answer, Traced
from gnnlint.finding import Place, Step
from gnnlint.modules import Question
from gnnlint.notebook import relocated
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

    def get(self, key: Hashable, work: Callable[[], Answer]) -> Answer:
        """What is kept under ``key``, worked out now where nothing is."""
        unit = self._units.get(key)
        if unit is None:
            answer, steps = self._trail.follow(work)
            grounds = frozenset(_grounds(steps))
            files = {it.path if isinstance(it, Part) else it for it in grounds}
            unit = _Unit(answer, grounds, frozenset(it for it in files if isinstance(it, Path)))
            self._units[key] = unit
        self._trail.steps.update(unit.grounds)
        return unit.answer

    def clear(self) -> None:
        """Forget all of them."""
        self._units.clear()

    def forget(self, files: Collection[Path]) -> None:
        """Forget what rests on files that changed in ways nobody followed."""
        for key, unit in [*self._units.items()]:
            if not unit.files.isdisjoint(files):
                del self._units[key]

    def follow(self, before: ModuleCode, after: ModuleCode) -> None:
        """Forget what rests on definitions that changed, and move the places of the others."""
        path = before.source.path
        change = _compare(before, after)
        for key, unit in [*self._units.items()]:
            if path in unit.files:
                moved = None
                if change is not None and not unit.rests_on(path, change.names):
                    moved = change.moved(unit.answer)
                if moved is None:
                    del self._units[key]
                elif moved is not unit.answer:
                    self._units[key] = _Unit(moved, unit.grounds, unit.files)


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


@dataclass(frozen=True)
class _Change:
    """How a file changed: the names whose definitions are others, and where the others went."""

    path: str
    names: frozenset[str]
    firsts: tuple[int, ...]  # first lines of the definitions of before
    shifts: tuple[int | None, ...]  # of each: by how many lines it moved; None where it is gone

    def shift(self, line: int) -> int | None:
        """By how many lines a line moved; None where it is gone."""
        at = bisect_right(self.firsts, line) - 1
        return self.shifts[at] if at >= 0 else None

    def moved(self, answer: Answer) -> Answer | None:
        """The answer with its places moved; None where one of them is gone."""
        if not any(self.shifts):
            return answer
        lost = False

        def move(place: Place | Step) -> Place | Step:
            nonlocal lost
            if place.path != self.path:
                return place
            shift = self.shift(place.line)
            if shift is None:
                lost = True
                return place
            if isinstance(place, Place):
                end = place.end_line + shift
                return Place(place.path, place.line + shift, place.column, end, place.end_column)
            return Step(place.path, place.line + shift, place.symbol)

        if any(self._names_lines(it.premise) for _, it in answer.found):
            return None
        found = relocated(answer.found, move)
        models = tuple(
            Traced(relocated(it.entry, move), relocated(it.gaps, move), it.scripted)
            for it in answer.models
        )
        return None if lost else Answer(found, models)

    def _names_lines(self, premise: object) -> bool:
        """Whether a condition without a name goes by the line where it stands."""
        return premise is not None and f"{self.path}:" in repr(premise)


@dataclass(frozen=True)
class _Block:
    """A statement at the top level, with comments after it that are indented like its body."""

    first: int
    text: str
    names: frozenset[str]


def _compare(before: ModuleCode, after: ModuleCode) -> _Change | None:
    """How a file changed; None where that may have to do with any of its definitions."""
    old, new = _blocks(before), _blocks(after)
    if old is None or new is None or before.stars or after.stars:
        return None
    places: dict[str, list[_Block]] = {}
    for block in new:
        places.setdefault(block.text, []).append(block)
    shifts: list[int | None] = []
    changed: set[str] = set()
    for block in old:
        there = places.get(block.text)
        if there:
            shifts.append(there.pop(0).first - block.first)
        else:
            shifts.append(None)
            changed |= block.names
    for left in places.values():
        changed.update(name for block in left for name in block.names)
    for blocks in (old, new):  # of several definitions of a name the last one counts
        counts = Counter(name for block in blocks for name in block.names)
        changed |= {name for name, count in counts.items() if count > 1}
    firsts = tuple(block.first for block in old)
    return _Change(before.path, frozenset(changed), firsts, tuple(shifts))


def _blocks(module: ModuleCode) -> list[_Block] | None:
    """The statements of a module; None where one of them may do anything."""
    statements = module.tree.body
    firsts = [_first_line(it) for it in statements]
    ends = [*firsts, len(module.source.lines) + 1][1:]
    blocks: list[_Block] = []
    for statement, first, end in zip(statements, firsts, ends, strict=True):
        names = _names(statement)
        last = statement.end_lineno or first
        if names is None or end <= last:
            return None
        lines = module.source.lines
        inner = takewhile(lambda line: not line[:1].strip(), lines[last : end - 1])
        text = "\n".join((*lines[first - 1 : last], *inner)).rstrip()
        blocks.append(_Block(first, text, frozenset(names)))
    return blocks


def _first_line(statement: nodes.NodeNG) -> int:
    decorators = getattr(statement, "decorators", None)
    lines = [it.lineno for it in decorators.nodes] if decorators is not None else []
    return min([statement.lineno or 1, *(it or 1 for it in lines)])


def _names(statement: nodes.NodeNG) -> Sequence[str] | None:
    """The names that a statement binds; None where it may have other effects on definitions."""
    if isinstance(statement, nodes.ClassDef | nodes.FunctionDef):
        return [statement.name]
    if isinstance(statement, nodes.Import):
        return [alias or name.partition(".")[0] for name, alias in statement.names]
    if isinstance(statement, nodes.ImportFrom):
        return [alias or name for name, alias in statement.names]
    if isinstance(statement, nodes.Assign):
        names = [it.name for it in statement.targets if isinstance(it, nodes.AssignName)]
        return names if len(names) == len(statement.targets) else None
    if isinstance(statement, nodes.AnnAssign) and isinstance(statement.target, nodes.AssignName):
        return [statement.target.name]
    if isinstance(statement, nodes.Expr) and isinstance(statement.value, nodes.Const):
        return []
    if isinstance(statement, nodes.If) and "__name__" in statement.test.as_string():
        bound = statement.nodes_of_class((nodes.AssignName, nodes.ClassDef, nodes.FunctionDef))
        return [it.name for it in bound]
    return None
