"""Runs a function on several arguments at a time, each in a forked child."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")


class ForkError(Exception):
    """A child ended without an answer; the message is what it said."""


def in_forks(
    function: Callable[[Argument], Answer], arguments: Sequence[Argument]
) -> Iterator[tuple[Argument, Answer]]:
    """Call ``function`` on each argument in a child of its own; answers come in their order.

    Children share what this process holds (nothing is sent to them); answers are pickled. Those
    whose answers nobody waits for any longer are ended.

    Raises:
        ForkError: a child raised, or died.
    """
    children: list[_Child] = []
    try:
        for argument in arguments:
            with _uninterrupted() as before:  # a child that is not noted down would go on alone
                children.append(_started(function, argument, before))
        for argument, child in zip(arguments, children, strict=True):
            yield argument, child.answer()
    finally:
        for child in children:
            child.end()


@dataclass
class _Child:
    """A child process, and where its answer comes out."""

    pid: int
    pipe: BinaryIO
    is_over: bool = False

    def answer(self) -> Any:
        """What it answers. Raises ``ForkError``."""
        data = self.pipe.read()
        self._wait()
        if not data:
            raise ForkError("a worker process died")
        succeeded, answer = pickle.loads(data)
        if not succeeded:
            raise ForkError(answer)
        return answer

    def end(self) -> None:
        """End it, unless it has ended."""
        if not self.is_over:
            os.kill(self.pid, signal.SIGTERM)
            self._wait()

    def _wait(self) -> None:
        self.pipe.close()
        os.waitpid(self.pid, 0)
        self.is_over = True


@contextmanager
def _uninterrupted() -> Iterator[set[int]]:
    """Let Ctrl-C wait; gives the signals that waited before."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _started(
    function: Callable[[Argument], Answer], argument: Argument, waiting: set[int]
) -> _Child:
    """Fork a child that writes its answer into a pipe; only the signals ``waiting`` wait there."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return _Child(pid, os.fdopen(reader, "rb"))
    try:
        # A child that is interrupted says nothing: so is its parent, which tells of it.
        with suppress(KeyboardInterrupt, BrokenPipeError), os.fdopen(writer, "wb") as pipe:
            os.close(reader)
            signal.pthread_sigmask(signal.SIG_SETMASK, waiting)
            pipe.write(_pickled(function, argument))
    finally:
        os._exit(0)  # whatever happened: what the parent does next is not the child's to do


def _pickled(function: Callable[[Argument], Answer], argument: Argument) -> bytes:
    """The answer, or what was raised instead."""
    try:
        return pickle.dumps((True, function(argument)), pickle.HIGHEST_PROTOCOL)
    except (Exception, SystemExit) as error:
        return pickle.dumps((False, f"{type(error).__name__}: {error}"))
