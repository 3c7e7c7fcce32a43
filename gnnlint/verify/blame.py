"""What an error that was raised on the way through a function is about. Runs in a child."""

from __future__ import annotations

import linecache
import os
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import TracebackType
from typing import Any

from gnnlint.verify.outline import outline_of
from gnnlint.verify.subject import Project


def line_in(error: BaseException, function: Callable[..., Any] | None) -> int:
    """The line of a function that an error came through; 0 where it did not."""
    step = _step_in(error, function)
    return step.tb_lineno if step is not None else 0


def blamed(
    error: BaseException, function: Callable[..., Any] | None, names: Iterable[str]
) -> list[str]:
    """Which parameters a function names where an error came through it.

    That is the expression that raised, since Python 3.11, else the statement.
    """
    step = _step_in(error, function)
    if step is None:
        return []
    for text in (_expression(step), _statement(step)):
        named = [it for it in names if re.search(rf"(?<![\w.]){re.escape(it)}\b(?!\s*=[^=])", text)]
        if named:
            return named
    return []


def _expression(step: TracebackType) -> str:
    """The code that raised; empty where Python does not tell."""
    code = step.tb_frame.f_code
    if not hasattr(code, "co_positions"):
        return ""
    first, last, start, end = next(islice(code.co_positions(), step.tb_lasti // 2, None))
    if None in (first, last, start, end):
        return ""
    lines = [linecache.getline(code.co_filename, it).encode() for it in range(first, last + 1)]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    return b"".join(lines).decode("utf-8", "replace")


def _statement(step: TracebackType) -> str:
    path = step.tb_frame.f_code.co_filename
    span = outline_of(path).statement(step.tb_lineno)
    return "".join(linecache.getline(path, it) for it in range(span.first, span.last + 1))


def summed_up(error: BaseException, project: Project) -> str:
    """The error in a line: its type, what it says, the last line of the project that it came by."""
    said = str(error).strip().partition("\n")[0]
    words = f"{type(error).__name__}: {said}" if said else type(error).__name__
    own = [(it.tb_frame.f_code.co_filename, it.tb_lineno) for it in _steps(error)]
    own = [(path, line) for path, line in own if project.contains(path)]
    if not own:
        return words
    path, line = own[-1]
    return f"{words} (at {os.path.basename(path)}:{line})"


def _step_in(error: BaseException, function: Callable[..., Any] | None) -> TracebackType | None:
    """The last time that an error came through a function."""
    code = getattr(function, "__code__", None)
    found = [it for it in _steps(error) if it.tb_frame.f_code is code]
    return found[-1] if found else None


def _steps(error: BaseException) -> Iterator[TracebackType]:
    """What an error came through, outermost first."""
    trace = error.__traceback__
    while trace is not None:
        yield trace
        trace = trace.tb_next
