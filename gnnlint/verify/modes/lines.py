"""Which lines of the user's code run, without a compiler."""

from __future__ import annotations

import sys
import threading
from types import FrameType
from typing import Any

from gnnlint.verify.subject import Project


class LinesSeen:
    """Traces which lines of the project run, and from which of them library functions are called.

    Never together with a compiler: a tracer changes which frames Dynamo compiles.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.lines: dict[str, set[int]] = {}
        self.callers: dict[tuple[str, int], set[tuple[str, int]]] = {}
        self._own: dict[str, bool] = {}

    def __enter__(self) -> None:
        threading.settrace(self._enter_frame)
        sys.settrace(self._enter_frame)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _is_own(self, path: str) -> bool:
        if path not in self._own:
            self._own[path] = self.project.contains(path)
        return self._own[path]

    def _enter_frame(self, frame: FrameType, event: str, argument: Any) -> Any:
        path = frame.f_code.co_filename
        if self._is_own(path):
            self.lines.setdefault(path, set()).add(frame.f_lineno)
            return self._next_line
        caller = frame.f_back
        while caller is not None and not self._is_own(caller.f_code.co_filename):
            caller = caller.f_back
        if caller is not None:
            function = (path, frame.f_code.co_firstlineno)
            place = (caller.f_code.co_filename, caller.f_lineno)
            self.callers.setdefault(function, set()).add(place)
        return None

    def _next_line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self.lines[frame.f_code.co_filename].add(frame.f_lineno)
        return self._next_line
