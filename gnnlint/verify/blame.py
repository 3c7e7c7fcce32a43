"""What an error that was raised on the way through a function is about. Runs in a child."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable, Iterable, Iterator
from types import FrameType
from typing import Any

from gnnlint.verify.outline import outline_of
from gnnlint.verify.subject import Project


def line_in(error: BaseException, function: Callable[..., Any] | None) -> int:
    """The line of a function that an error came through; 0 where it did not."""
    code = getattr(function, "__code__", None)
    lines = [line for frame, line in _steps(error) if frame.f_code is code]
    return lines[-1] if lines else 0


def blamed(
    error: BaseException, function: Callable[..., Any] | None, names: Iterable[str]
) -> list[str]:
    """Which parameters the statement of a function names that an error came through."""
    line = line_in(error, function)
    if not line:
        return []
    path: str = function.__code__.co_filename  # type: ignore[union-attr]
    span = outline_of(path).statement(line)
    text = "".join(linecache.getline(path, it) for it in range(span.first, span.last + 1))
    return [it for it in names if re.search(rf"(?<![\w.]){re.escape(it)}\b(?!\s*=[^=])", text)]


def summed_up(error: BaseException, project: Project) -> str:
    """The error in a line: its type, what it says, the last line of the project that it came by."""
    said = str(error).strip().partition("\n")[0]
    words = f"{type(error).__name__}: {said}" if said else type(error).__name__
    own = [(it.f_code.co_filename, line) for it, line in _steps(error)]
    own = [(path, line) for path, line in own if project.contains(path)]
    if not own:
        return words
    path, line = own[-1]
    return f"{words} (at {path.rpartition('/')[2]}:{line})"


def _steps(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    """The frames that an error came through, outermost first, with their lines."""
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next
