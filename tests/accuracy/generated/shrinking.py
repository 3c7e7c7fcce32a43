"""Smaller programs that disagree in the same way."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from tests.accuracy.generated.programs import Program

Mark = TypeVar("Mark")

#: Tells of each program what marks it has: its disagreements, of which one has to stay.
Judge = Callable[[Sequence[Program]], list[set[Mark]]]

ROUNDS = 30
KEPT = ("model", "inputs", "Net")


def shrunk(programs: Sequence[tuple[Program, Mark]], judge: Judge[Mark]) -> list[Program]:
    """Each program without the statements that its mark does not need.

    All of them at once, a statement of each a round: the judge is asked for many at a time.
    """
    current = [program for program, _ in programs]
    open_ones = set(range(len(current)))
    for _ in range(ROUNDS):
        tried = [(k, smaller) for k in sorted(open_ones) for smaller in candidates(current[k])]
        if not tried:
            break
        answers = judge([smaller for _, smaller in tried])
        found: dict[int, Program] = {}
        for (k, smaller), marks in zip(tried, answers, strict=True):
            best = found.get(k)
            if programs[k][1] in marks and (best is None or _size(smaller) < _size(best)):
                found[k] = smaller
        for k, smaller in found.items():
            current[k] = smaller
        open_ones = set(found)
    return current


def _size(program: Program) -> int:
    return len(program.source)


def candidates(program: Program) -> Iterator[Program]:
    """The program without one of its statements, or with one of them replaced by its body."""
    tree = ast.parse(program.source)
    for path in _places(tree):
        for change in (_without, _unwrapped):
            changed = copy.deepcopy(tree)
            body, index = _at(changed, path)
            if change(body, index):
                yield replace(program, source=_written(changed))


def _written(tree: ast.Module) -> str:
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    tree.body = [it for it in tree.body if not _is_unused_import(it, used)]
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _is_unused_import(statement: ast.stmt, used: set[str]) -> bool:
    if not isinstance(statement, ast.Import | ast.ImportFrom):
        return False
    return not any((it.asname or it.name).partition(".")[0] in used for it in statement.names)


Step = tuple[str, int]


def _places(node: ast.AST, path: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Where each statement stands, outer ones first, but for what a program has to have."""
    for field in ("body", "orelse", "handlers", "finalbody", "cases"):
        for index, child in enumerate(getattr(node, field, None) or ()):
            here = (*path, (field, index))
            needed = getattr(child, "name", None) in KEPT and not path
            if isinstance(child, ast.stmt) and not needed:
                yield here
            if getattr(child, "name", None) not in ("model", "inputs"):
                yield from _places(child, here)


def _at(tree: ast.AST, path: tuple[Step, ...]) -> tuple[list[ast.stmt], int]:
    for field, index in path[:-1]:
        tree = getattr(tree, field)[index]
    field, index = path[-1]
    return getattr(tree, field), index


def _without(body: list[ast.stmt], index: int) -> bool:
    if len(body) == 1 and isinstance(body[0], ast.Pass):
        return False
    if len(body) == 1:
        body[0] = ast.Pass()
    else:
        del body[index]
    return True


def _unwrapped(body: list[ast.stmt], index: int) -> bool:
    statement = body[index]
    if not isinstance(statement, ast.For | ast.While | ast.If | ast.With | ast.Try | ast.Match):
        return False
    inner = statement.cases[-1].body if isinstance(statement, ast.Match) else statement.body
    body[index : index + 1] = inner
    return True
