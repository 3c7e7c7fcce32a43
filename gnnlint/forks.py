"""Runs a function on several arguments at a time, each in a forked child."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")


class ForkError(Exception):
    """A child ended without an answer; the message is what it said."""


def in_forks(
    function: Callable[[Argument], Answer], arguments: Sequence[Argument]
) -> Iterator[tuple[Argument, Answer]]:
    """Call ``function`` on each argument in a child of its own; answers come in their order.

    Children share what this process holds (nothing is sent to them); answers are pickled.

    Raises:
        ForkError: a child raised, or died.
    """
    readers = [_start(function, argument) for argument in arguments]
    for argument, (pid, reader) in zip(arguments, readers, strict=True):
        with os.fdopen(reader, "rb") as pipe:
            data = pipe.read()
        os.waitpid(pid, 0)
        if not data:
            raise ForkError("a worker process died")
        succeeded, answer = pickle.loads(data)
        if not succeeded:
            raise ForkError(answer)
        yield argument, answer


def _start(function: Callable[[Argument], Answer], argument: Argument) -> tuple[int, int]:
    """Fork a child that writes its answer into a pipe; its process id and the pipe's other end."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    os.close(reader)
    try:
        message: tuple[bool, object] = (True, function(argument))
    except BaseException as error:
        message = (False, f"{type(error).__name__}: {error}")
    with os.fdopen(writer, "wb") as pipe:
        pickle.dump(message, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    os._exit(0)
