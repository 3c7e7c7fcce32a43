"""Lines of the user's code: where their code stands, and how a sentence quotes them."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

from gnnlint.finding import Place
from gnnlint.source import Source, Unreadable, read
from gnnlint.stamp import Stamp, stamp


def line_place(path: str, line: int) -> Place:
    """The code of a line, as a place."""
    text = line_of(path, line)
    indent = len(text) - len(text.lstrip())
    return Place(path, line, indent + 1, line, max(len(text.rstrip()), indent) + 1)


def parameter_place(path: str, line: int, name: str) -> Place | None:
    """A parameter of ``forward`` of the class at a line of a file."""
    source = _source(path)
    if source is None:
        return None
    try:
        tree = ast.parse(source.text)
    except (SyntaxError, ValueError):
        return None
    methods = (
        method
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and _first_line(node) <= line <= node.lineno
        for method in node.body
        if isinstance(method, ast.FunctionDef) and method.name == "forward"
    )
    for method in methods:
        taken = method.args
        for it in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs):
            if it.arg == name:
                column = source.column(it.lineno, it.col_offset)
                return Place(path, it.lineno, column, it.lineno, column + len(name))
    return None


def _first_line(node: ast.ClassDef) -> int:
    return min([node.lineno, *(it.lineno for it in node.decorator_list)])


def line_of(path: str, line: int) -> str:
    """A line of a file, empty where there is none."""
    source = _source(path)
    return source.line(line) if source is not None else ""


def lines_of(path: str) -> tuple[str, ...]:
    """The lines of a file, none where it cannot be read."""
    source = _source(path)
    return source.lines if source is not None else ()


def _source(path: str) -> Source | None:
    """The file as Python reads it, whose lines are those that the compilers count."""
    found = _read(path, stamp(Path(path)))
    return found if isinstance(found, Source) else None


@lru_cache(maxsize=256)
def _read(path: str, _: Stamp | None) -> Source | Unreadable:
    return read(Path(path))


def shortened(text: str) -> str:
    """A line of code, for a sentence."""
    if not text:
        return "this line"
    return f"`{text}`" if len(text) <= 80 else f"`{text[:77]}...`"
