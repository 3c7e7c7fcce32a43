"""What a program calls a module with: the program is run up to there. Runs in a child."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from inspect import BoundArguments
from typing import Any

import torch


class NeverCalled(Exception):
    """The program ended without a call of the class."""


class _Called(BaseException):
    """Ends the program at the call; no handler of the program's own takes it for an error."""


def first_call(
    kind: type[torch.nn.Module], program: Callable[[], object]
) -> tuple[torch.nn.Module, BoundArguments]:
    """The first instance of a class that a program calls, and the arguments of that call.

    The program ends there: the module has not run, and nothing has written into the arguments.
    They are bound to the parameters of its ``forward``.

    Args:
        kind: a class of modules; an instance of a subclass counts.
        program: makes a model and calls it; runs without gradients.

    Raises:
        NeverCalled: the program ended before; what it raises itself is passed on.
    """
    seen: list[Any] = []

    def called(self: torch.nn.Module, *arguments: Any, **words: Any) -> None:
        seen[:] = [self, inspect.signature(self.forward).bind(*arguments, **words)]
        raise _Called

    own = vars(kind).get("__call__")
    kind.__call__ = called
    try:
        with torch.no_grad():
            program()
    except _Called:
        return seen[0], seen[1]
    finally:
        if own is None:
            del kind.__call__
        else:
            kind.__call__ = own
    raise NeverCalled(f"a call of {kind.__qualname__}")
