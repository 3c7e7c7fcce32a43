"""Bytes to an astroid module, fast: the only place that knows how.

astroid's public ``parse`` post-processes a module: it infers the left side of every attribute
assignment and runs its transforms, both of which load and build torch for a file that imports it
(seconds for one file). The trace needs nodes, scopes and parents only, so this module rebuilds the
nodes from ``ast`` and leaves the rest out. It uses astroid's private rebuilder; the pinned range in
pyproject.toml and a test against the public builder keep that honest.

Two of three functions are never looked into. So what stands in them is parsed as everything else,
to see that it can be, but its nodes are made when somebody asks for the body. That is mostly soon:
what the parser made of the bodies is kept for the files that were read last, and a body that is
asked for later is parsed again.
"""

from __future__ import annotations

import ast
import gc
import re
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TypeVar

from astroid import nodes
from astroid.manager import AstroidManager
from astroid.rebuilder import TreeRebuilder

from gnnlint.lines import Lines

_MANAGER = AstroidManager()

_GLOBAL = re.compile(r"global\b")

Answer = TypeVar("Answer")
Kind = TypeVar("Kind", bound=nodes.NodeNG)


class FunctionDef(nodes.FunctionDef):
    """A function, or method, whose body is made of the text when it is first asked for."""

    unread: Callable[[FunctionDef], list[nodes.NodeNG]] | None = None
    _body: list[nodes.NodeNG]

    @property
    def body(self) -> list[nodes.NodeNG]:
        """The statements, without the docstring."""
        if self.unread is not None:
            self._body = self.unread(self)
            self.unread = None
        return self._body

    @body.setter
    def body(self, statements: list[nodes.NodeNG]) -> None:
        self._body = statements


class _Rebuilder(TreeRebuilder):
    def _get_position_info(self, node: ast.AST, parent: nodes.NodeNG) -> None:
        """Leave out the place of each ``def`` keyword: it costs a tokenizer run per definition."""
        return None

    def read(self, body: list[ast.stmt], node: FunctionDef) -> list[nodes.NodeNG]:
        """The nodes of a function's body."""
        self._global_names.append({})
        return [self.visit(it, node) for it in body]


class _Outline(_Rebuilder):
    """Leaves the bodies of functions for later."""

    def __init__(self, text: str) -> None:
        super().__init__(_MANAGER, None)
        self._text = text
        self._bodies: dict[tuple[int, int], list[ast.stmt]] = {}

    def visit_functiondef(self, node: ast.FunctionDef, parent: nodes.NodeNG) -> nodes.FunctionDef:
        """The function with its docstring, arguments and decorators."""
        if self._binds_globals:
            return super().visit_functiondef(node, parent)
        start = 0 if ast.get_docstring(node, clean=False) is None else 1
        self._bodies[node.lineno, node.col_offset] = node.body[start:]
        node.body = node.body[:start]
        function = self._visit_functiondef(FunctionDef, node, parent)
        function.unread = partial(self._read, node.lineno, node.end_lineno or node.lineno)
        return function

    def forget(self) -> None:
        """Keep the bodies no longer: they are large."""
        self._bodies.clear()

    @cached_property
    def _binds_globals(self) -> bool:
        """Whether names of the module are bound in functions, perhaps."""
        return any(_starts_statement(self._text, it.start()) for it in _GLOBAL.finditer(self._text))

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)

    def _read(self, first: int, last: int, node: FunctionDef) -> list[nodes.NodeNG]:
        """The body of the function that stands in these lines."""
        body = self._bodies.pop((first, node.col_offset), None)
        if body is None:
            body = self._parsed_again(first, last, node)
        return _Rebuilder(_MANAGER, None).read(body, node)

    def _parsed_again(self, first: int, last: int, node: FunctionDef) -> list[ast.stmt]:
        """The statements of the function that stands in these lines, indented or not."""
        text = self._lines.between(first, last)
        indent = text[: node.col_offset].rpartition("\f")[2]  # a form feed starts the line anew
        before = "\n" * (first - 2) + "if 1:\n" if indent else "\n" * (first - 1)
        code = _parsed(before + text).body[0]
        code = code.body[0] if isinstance(code, ast.If) else code
        assert isinstance(code, ast.FunctionDef)
        return code.body if ast.get_docstring(code, clean=False) is None else code.body[1:]


def _starts_statement(text: str, place: int) -> bool:
    """Whether a statement starts at a place of the text, or a line of a docstring."""
    while place and text[place - 1] in " \t\f":
        place -= 1
    return place == 0 or text[place - 1] in "\n;:"


_KEPT = 8
"""Files whose bodies are kept: three of four that are asked for are found there."""

_recent: deque[_Outline] = deque()


def parse(text: str, name: str, path: str, *, package: bool = False) -> nodes.Module:
    """Build the astroid module of ``text``.

    Args:
        text: the decoded source.
        name: the dotted module name.
        path: the file's path, for messages.
        package: whether the file is an ``__init__.py``.

    Raises:
        SyntaxError: the running Python cannot parse the text (also for null bytes and for
            nesting beyond the parser's limits).
    """
    outline = _Outline(text)
    try:
        module = outline.visit_module(_parsed(text, path), name, path, package)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from error
    _recent.append(outline)
    if len(_recent) > _KEPT:
        _recent.popleft().forget()
    return module


def _parsed(text: str, path: str = "<text>") -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in the linted code are its affair
        return ast.parse(text, path)


_CHILDLESS = (nodes.Name, nodes.Const, nodes.AssignName, nodes.Pass)
"""Most of all nodes; asking them costs as much as visiting them."""


def nodes_of(node: nodes.NodeNG, kinds: type[Kind] | tuple[type[Kind], ...]) -> Iterator[Kind]:
    """The nodes of these kinds in ``node``, itself included, in the order of the text.

    What ``nodes_of_class`` finds, without a generator for each level that a node stands at.
    """
    pending = [node]
    while pending:
        it = pending.pop()
        if isinstance(it, kinds):
            yield it
        if not isinstance(it, _CHILDLESS):
            pending.extend(reversed(tuple(it.get_children())))


_DEEPEST = 12_000

_ROOM = 1 << 17
"""Words of the stack that are mapped at once: 1 MiB, and as much again for what is called."""


def deeply(function: Callable[[], Answer]) -> Answer:
    """Call ``function``, which goes through deeply nested code.

    Long ``elif`` chains and sums nest a frame or more a term, so the limit of recursion is raised.
    And CPython keeps frames in chunks of 16 KiB that it maps and unmaps as calls cross their ends,
    a hundred times a millisecond where a loop runs there (Python/pystate.c, push_chunk). A chunk is
    as large as its first frame asks for, which here is large enough for all that follow.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEPEST))
    try:
        return function()
    finally:
        sys.setrecursionlimit(before)


deeply.__code__ = deeply.__code__.replace(co_stacksize=_ROOM)


@contextmanager
def paused_collection() -> Iterator[None]:
    """Pause the cyclic garbage collector: it costs more than parsing while trees are kept."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
