"""How far a long run is, on a terminal's standard error only."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0
"""Seconds a run may take before anybody wants to know."""

_INTERVAL = 0.1


class Progress:
    """Called with what is done and what there is; a context manager that wipes its line."""

    def __init__(self, verb: str, noun: str) -> None:
        self.verb, self.noun = verb, noun
        self.now = ""  # what is under way, where one piece takes long
        self._started = time.monotonic()
        self._shown = 0.0
        self._width = 0
        self._is_terminal = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        late = now - self._started > PATIENCE and now - self._shown > _INTERVAL
        if not (self._is_terminal and late):
            return
        self._shown = now
        text = f"{self.verb} {done} of {total} {self.noun}"
        text += f", now {self.now}" if self.now else ""
        self._width = max(self._width, len(text))
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()

    @contextmanager
    def during(self, now: str, done: int, total: int) -> Iterator[None]:
        """Keep telling that ``now`` is under way, for a piece of work that reports nothing."""
        if not self._is_terminal:
            yield
            return
        self.now = now
        ended = threading.Event()
        teller = threading.Thread(target=self._tell, args=(ended, done, total), daemon=True)
        teller.start()
        try:
            yield
        finally:
            ended.set()
            teller.join()
            self.now = ""

    def _tell(self, ended: threading.Event, done: int, total: int) -> None:
        while not ended.wait(_INTERVAL):
            self(done, total)
