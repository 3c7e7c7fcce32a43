"""Bytes to an astroid module, fast: the only place that knows how.

astroid's public ``parse`` post-processes a module: it infers the left side of every attribute
assignment and runs its transforms, both of which load and build torch for a file that imports it
(seconds for one file). The trace needs nodes, scopes and parents only, so this module rebuilds the
nodes from ``ast`` and leaves the rest out. It uses astroid's private rebuilder; the pinned range in
pyproject.toml and a test against the public builder keep that honest.
"""

from __future__ import annotations

import ast
import gc
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from astroid import nodes
from astroid.manager import AstroidManager
from astroid.rebuilder import TreeRebuilder

_MANAGER = AstroidManager()

Answer = TypeVar("Answer")


class _Rebuilder(TreeRebuilder):
    def _get_position_info(self, node: ast.AST, parent: nodes.NodeNG) -> None:
        """Leave out the place of each ``def`` keyword: it costs a tokenizer run per definition."""
        return None


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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in the linted code are its affair
            module = ast.parse(text, path)
        return _Rebuilder(_MANAGER, None).visit_module(module, name, path, package)
    except (ValueError, RecursionError, MemoryError) as error:
        raise SyntaxError(str(error)) from error


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
