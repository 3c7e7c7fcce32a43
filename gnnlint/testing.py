"""Assertions for a project's own tests: that a model compiles, and goes on to.

Importing this module costs nothing; torch is imported by the first call.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gnnlint.verify.assertion import Compiled
    from gnnlint.verify.observation import Observation, Site


def assert_compiles(
    model: Any, inputs: Any, *, graph_breaks: int = 0, recompiles: int | None = None
) -> None:
    """Assert that plain ``torch.compile`` breaks the graph of a model at no more places.

    One line is one place, however often Dynamo gives up there; lines in libraries count as the
    line of yours that leads there. What was compiled before in this process is forgotten.

    Args:
        model: a module or a function.
        inputs: a tuple of arguments, a dict of keyword arguments, or a list of these, one a call.
        graph_breaks: how many places may break the graph.
        recompiles: how many frames may compile again from the third call on (the second makes
            sizes dynamic); None: any.

    Raises:
        AssertionError: there are more; the message names the lines, and what to do.
    """
    __tracebackhide__ = True  # pytest then shows the caller's line, and not the text of this one

    from gnnlint.report.verdict import counted
    from gnnlint.verify.assertion import compile_here
    from gnnlint.verify.observation import one_a_line

    compiled = compile_here(model, _calls(inputs))
    told = []
    lines = one_a_line(compiled.sites)
    if len(lines) > graph_breaks:
        told.append(f"{counted(len(lines), 'graph break')}, {graph_breaks} allowed:")
        told += [shown(it) for it in lines]
    again = sum(it.again for it in compiled.recompiles if it.judged)
    if recompiles is not None and again > recompiles:
        told.append(f"{counted(again, 'frame')} compiled again, {recompiles} allowed:")
        told += reasons(compiled)
    if told:
        raise AssertionError("\n".join(told))


def _calls(inputs: Any) -> list[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """The calls that ``inputs`` describes, as arguments by position and by name."""
    each: Sequence[Any] = inputs if isinstance(inputs, list) else [inputs]
    return [((), it) if isinstance(it, Mapping) else (_tuple(it), {}) for it in each]


def _tuple(given: Any) -> tuple[Any, ...]:
    return given if isinstance(given, tuple) else (given,)


def shown(site: Site) -> str:
    """A place, what the compiler says of it and the first thing to do, as lines of text."""
    code = f" ({site.gb_id})" if site.gb_id else ""
    said = f"  {os.path.relpath(site.path)}:{site.line} in {site.symbol}: {site.gb_type}{code}"
    leaf = site.leaves[0]
    if leaf.path != site.path:
        said += f"\n    through {leaf.symbol} ({os.path.basename(leaf.path)}:{leaf.line})"
    hints = [f"\n    {' '.join(it.split())}" for it in site.hints[:1]]
    return said + "".join(hints)


def reasons(compiled: Compiled | Observation) -> list[str]:
    """Why frames compiled again, from the third call on: a line each."""
    return [
        f"  call {it.size_index + 1}: {reason}"
        for it in compiled.recompiles
        if it.judged
        for reason in it.reasons
    ]
