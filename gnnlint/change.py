"""How a file changed from one text to the next, definition by definition."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile

from astroid import nodes

from gnnlint.answer import Answer, Traced
from gnnlint.finding import Place, Step
from gnnlint.notebook import relocated
from gnnlint.project.code import ModuleCode
from gnnlint.tree import nodes_of


@dataclass(frozen=True)
class Change:
    """How a file changed: the names whose definitions are others, and where the others went."""

    path: str
    names: frozenset[str]
    firsts: tuple[int, ...]  # first lines of the definitions of before
    shifts: tuple[int | None, ...]  # of each: by how many lines it moved; None where it is gone
    edits: Mapping[int, _Edit]  # of those that are gone, where one by that name is there now

    def moved(self, answer: Answer) -> Answer | None:
        """The answer with its places moved; None where one of them is gone."""
        if not any(self.shifts):
            return answer
        if any(self._names_lines(it.premise) for _, it in answer.found):
            return None
        try:
            return _moved(answer, partial(self._move, self._shift))
        except _Gone:
            return None

    def moved_as_far(self, answer: Answer) -> Answer:
        """The answer as far as its places are still there, be it in definitions that changed."""
        move = partial(self._move, self._shift_within)
        found, models = [], []
        for it in answer.found:
            with suppress(_Gone):
                found.append(relocated(it, move))
        for traced in answer.models:
            with suppress(_Gone):
                models.append(_moved_model(traced, move))
        gaps = []
        for gap in answer.strangers:
            with suppress(_Gone):
                gaps.append(relocated(gap, move))
        return Answer(tuple(found), tuple(models), tuple(gaps))

    def _move(self, shifted: Callable[[int], int], place: Place | Step) -> Place | Step:
        if place.path != self.path:
            return place
        shift = shifted(place.line)
        if isinstance(place, Place):
            end = shifted(place.end_line)
            if shift or end:
                return replace(place, line=place.line + shift, end_line=place.end_line + end)
        elif shift:
            return replace(place, line=place.line + shift)
        return place

    def _shift(self, line: int) -> int:
        """By how many lines a line moved, with all of its definition."""
        at = bisect_right(self.firsts, line) - 1
        shift = self.shifts[at] if at >= 0 else None
        if shift is None:
            raise _Gone
        return shift

    def _shift_within(self, line: int) -> int:
        """By how many lines a line moved, its definition as it was or not."""
        at = bisect_right(self.firsts, line) - 1
        edit = self.edits.get(at)
        return edit.shift(line) if edit is not None else self._shift(line)

    def _names_lines(self, premise: object) -> bool:
        """Whether a condition without a name goes by the line where it stands."""
        return premise is not None and f"{self.path}:" in repr(premise)


class _Gone(Exception):
    """A line is not there any more."""


@dataclass(frozen=True)
class _Edit:
    """What became of the lines of a definition that changed."""

    head: int  # up to this line they moved by ``before``
    tail: int  # from this line on by ``after``
    before: int
    after: int

    def shift(self, line: int) -> int:
        """By how many lines a line moved."""
        if self.head < line < self.tail:
            raise _Gone
        return self.before if line <= self.head else self.after


def _moved(answer: Answer, move: Callable[[Place | Step], Place | Step]) -> Answer:
    models = tuple(_moved_model(it, move) for it in answer.models)
    found, strangers = relocated((answer.found, answer.strangers), move)
    return Answer(found, models, strangers)


def _moved_model(traced: Traced, move: Callable[[Place | Step], Place | Step]) -> Traced:
    entry, gaps = relocated((traced.entry, traced.gaps), move)
    return Traced(entry, gaps, traced.scripted)


@dataclass(frozen=True)
class _Block:
    """A statement at the top level, with comments after it that are indented like its body."""

    first: int
    text: str
    names: frozenset[str]


def compare(before: ModuleCode, after: ModuleCode) -> Change | None:
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
    others = [block for left in places.values() for block in left]
    changed.update(name for block in others for name in block.names)
    for blocks in (old, new):  # of several definitions of a name the last one counts
        counts = Counter(name for block in blocks for name in block.names)
        changed |= {name for name, count in counts.items() if count > 1}
    firsts = tuple(block.first for block in old)
    now = {block.names: block for block in others if block.names}
    edits = {
        at: _edit(block, now[block.names])
        for at, block in enumerate(old)
        if shifts[at] is None and block.names in now
    }
    return Change(before.path, frozenset(changed), firsts, tuple(shifts), edits)


def _edit(old: _Block, new: _Block) -> _Edit:
    """How a definition changed, by the lines that are the same at its beginning and its end."""
    lines, others = old.text.split("\n"), new.text.split("\n")
    most = min(len(lines), len(others))
    same = next((it for it in range(most) if lines[it] != others[it]), most)
    left = most - same
    ends = next((it for it in range(left) if lines[-1 - it] != others[-1 - it]), left)
    moved = new.first - old.first
    return _Edit(
        old.first + same - 1,
        old.first + len(lines) - ends,
        moved,
        moved + len(others) - len(lines),
    )


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
        bound = nodes_of(statement, (nodes.AssignName, nodes.ClassDef, nodes.FunctionDef))
        return [it.name for it in bound]
    return None
