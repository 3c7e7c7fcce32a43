"""Where the lines of a source file stand: in which function, in which statement."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


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
    """Functions and statements of a file by their lines, the inner ones after the outer."""

    functions: tuple[tuple[Span, str], ...] = ()
    statements: tuple[Span, ...] = ()

    def symbol(self, line: int) -> str | None:
        """Qualified name of the innermost function or class around ``line``."""
        return next((name for span, name in reversed(self.functions) if span.holds(line)), None)

    def statement(self, line: int) -> Span:
        """The lines of the statement at ``line``; of a compound one only its header."""
        holding = [span for span in self.statements if span.holds(line)]
        return min(holding, key=lambda span: span.last - span.first, default=Span(line, line))


@lru_cache(maxsize=256)
def outline_of(path: str) -> Outline:
    """The outline of the file; an empty one where it cannot be read."""
    try:
        tree = ast.parse(Path(path).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return Outline()
    functions: list[tuple[Span, str]] = []
    statements: list[Span] = []
    _walk(tree, "", functions, statements)
    return Outline(tuple(functions), tuple(statements))


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
