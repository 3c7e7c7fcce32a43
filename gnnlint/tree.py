"""Bytes to an astroid module, fast: the only place that knows how.

astroid's public ``parse`` post-processes a module: it infers the left side of every attribute
assignment and runs its transforms, both of which load and build torch for a file that imports it
(seconds for one file). The trace needs nodes, scopes and parents only, so this module rebuilds the
nodes from ``ast`` and leaves the rest out. It uses astroid's private rebuilder; the pinned range in
pyproject.toml and a test against the public builder keep that honest.

Two of three functions are never looked into. So what stands in them is parsed as everything else,
to see that it can be, but its nodes are made when somebody asks for the body.
"""

from __future__ import annotations

import ast
import gc
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import TypeVar

from astroid import nodes
from astroid.manager import AstroidManager
from astroid.rebuilder import TreeRebuilder

from gnnlint.lines import Lines

_MANAGER = AstroidManager()

_GLOBAL = re.compile(r"(?:^|[;:])[ \t\f]*global\b", re.MULTILINE)
"""The statement; a line of a docstring may look the same."""

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

    def read(self, code: ast.FunctionDef, node: FunctionDef) -> list[nodes.NodeNG]:
        """The nodes of a function's body."""
        self._global_names.append({})
        code, _ = self._get_doc(code)
        return [self.visit(it, node) for it in code.body]


class _Outline(_Rebuilder):
    """Leaves the bodies of functions for later."""

    def __init__(self, text: str) -> None:
        super().__init__(_MANAGER, None)
        self._text = text

    def visit_functiondef(self, node: ast.FunctionDef, parent: nodes.NodeNG) -> nodes.FunctionDef:
        """The function with its docstring, arguments and decorators."""
        if self._binds_globals:
            return super().visit_functiondef(node, parent)
        unread = partial(self._read, node.lineno, node.end_lineno or node.lineno)
        node.body = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        function = self._visit_functiondef(FunctionDef, node, parent)
        function.unread = unread
        return function

    @cached_property
    def _binds_globals(self) -> bool:
        """Whether names of the module are bound in functions, perhaps."""
        return _GLOBAL.search(self._text) is not None

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self._text)

    def _read(self, first: int, last: int, node: FunctionDef) -> list[nodes.NodeNG]:
        """The body of the function that stands in these lines, indented or not."""
        text = self._lines.between(first, last)
        indent = text[: node.col_offset].rpartition("\f")[2]  # a form feed starts the line anew
        before = "\n" * (first - 2) + "if 1:\n" if indent else "\n" * (first - 1)
        code = _parsed(before + text).body[0]
        code = code.body[0] if isinstance(code, ast.If) else code
        assert isinstance(code, ast.FunctionDef)
        return _Rebuilder(_MANAGER, None).read(code, node)


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
    try:
        return _Outline(text).visit_module(_parsed(text, path), name, path, package)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from error


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
