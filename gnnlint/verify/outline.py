"""Where the lines of a source file stand: in which function, in which statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gnnlint.premise import negate
from gnnlint.stamp import Stamp, stamp


@dataclass(frozen=True)
class Span:
    """Lines from ``first`` to ``last``, both included."""

    first: int
    last: int

    def holds(self, line: int) -> bool:
        """True where ``line`` lies in the span."""
        return self.first <= line <= self.last


@dataclass(frozen=True)
class Outline:
    """Functions, statements and branches of a file by their lines, the inner after the outer.

    ``branches`` have what was asked before they are entered, as a condition reads.
    """

    functions: tuple[tuple[Span, str], ...] = ()
    statements: tuple[Span, ...] = ()
    branches: tuple[tuple[Span, str], ...] = ()

    def symbol(self, line: int) -> str | None:
        """Qualified name of the innermost function or class around ``line``."""
        return next((name for span, name in reversed(self.functions) if span.holds(line)), None)

    def statement(self, line: int) -> Span:
        """The lines of the statement at ``line``; of a compound one only its header."""
        holding = [span for span in self.statements if span.holds(line)]
        return min(holding, key=lambda span: span.last - span.first, default=Span(line, line))

    def asked_before(self, line: int) -> frozenset[str]:
        """What holds where ``line`` is reached, since branches around it were entered by it."""
        return frozenset(text for span, text in self.branches if span.holds(line))


def outline_of(path: str) -> Outline:
    """The outline of the file as it is now; an empty one where it cannot be read."""
    return _outline(path, stamp(Path(path)))


@lru_cache(maxsize=256)
def _outline(path: str, _: Stamp | None) -> Outline:
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return Outline()
    functions: list[tuple[Span, str]] = []
    statements: list[Span] = []
    _walk(tree, "", functions, statements)
    branches = [
        branch for node in ast.walk(tree) if isinstance(node, ast.If) for branch in _branches(node)
    ]
    return Outline(tuple(functions), tuple(statements), tuple(branches))


def _branches(node: ast.If) -> Iterator[tuple[Span, str]]:
    test = node.test
    both = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And)
    for part in test.values if isinstance(test, ast.BoolOp) and both else [test]:
        yield _lines(node.body), ast.unparse(part)
    if node.orelse:
        yield _lines(node.orelse), negate(ast.unparse(test))


def _lines(body: Sequence[ast.stmt]) -> Span:
    return Span(body[0].lineno, body[-1].end_lineno or body[-1].lineno)


def _walk(
    node: ast.AST, prefix: str, functions: list[tuple[Span, str]], statements: list[Span]
) -> None:
    for child in ast.iter_child_nodes(node):
        inner = prefix
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{prefix}.{child.name}" if prefix else child.name
            first = min([child.lineno, *(d.lineno for d in child.decorator_list)])
            functions.append((Span(first, child.end_lineno or first), inner))
        if isinstance(child, ast.stmt):
            statements.append(_header(child))
        _walk(child, inner, functions, statements)


def _header(statement: ast.stmt) -> Span:
    """The lines of a statement up to its body."""
    last = statement.end_lineno or statement.lineno
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        last = max(statement.lineno, min(last, body[0].lineno - 1))
    return Span(statement.lineno, last)
