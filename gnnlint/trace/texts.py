"""Texts made of tensors and of numbers that were read from them.

Dynamo keeps the format and what is put into it (torch/_dynamo/variables/misc.py,
``StringFormatVariable``). Such a text can be returned, become part of another one and be tested for
its truth; whatever asks for its characters breaks the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import NoneType

from astroid import nodes

from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import Const, DType, Opaque, Scalar, Source, Tensor, Value, options

OF_TENSOR = Opaque("builtins.str")
OF_NUMBER = Opaque("builtins.str", DType.UNKNOWN)
"""Once the number was read, which breaks the graph by default, it is a text like any other."""

_CONSTRUCTS = {OF_TENSOR: "text", OF_NUMBER: "number-text"}


def made_of(parts: Iterable[Value]) -> Value:
    """The text that a format makes of ``parts``."""
    kinds = {_kind(part) for part in parts}
    return next((it for it in _CONSTRUCTS if it in kinds), Scalar("str"))


_PLAIN = (str, int, float, bool, NoneType)
_LONGEST = 1000


def written(text: str, parts: Sequence[Value], *, percent: bool = False) -> Value:
    """What ``text.format(…)`` or ``text % …`` makes of ``parts``: itself where they are constants.

    Names of attributes are written so: ``getattr(self, f"conv{i}")``.
    """
    plain = [it.value for it in parts if isinstance(it, Const) and isinstance(it.value, _PLAIN)]
    if len(plain) == len(parts):
        try:
            result = text % tuple(plain) if percent else text.format(*plain)
        except (TypeError, ValueError, LookupError):
            return Scalar("str")
        if len(result) <= _LONGEST:
            return Const(result)
    return made_of(parts)


def _kind(part: Value) -> Value | None:
    several = [it.value for it in options(part)]
    if all(it == OF_TENSOR or (isinstance(it, Tensor) and not it.assumed) for it in several):
        return OF_TENSOR
    read = (isinstance(it, Scalar) and it.source is Source.DATA for it in several)
    return OF_NUMBER if part == OF_NUMBER or all(read) else None


def is_kept_open(value: Value) -> bool:
    """Whether ``value`` is such a text."""
    return isinstance(value, Opaque) and value in _CONSTRUCTS


def read_text(
    machine: Machine, node: nodes.NodeNG, value: Value, state: State, *, resumes: bool = False
) -> None:
    """Record that the characters of ``value`` are asked for, if it is such a text.

    ``resumes`` says that Dynamo can go on with the frame: after calls, subscripts and comparisons.
    """
    if isinstance(value, Opaque) and value in _CONSTRUCTS:
        construct = _CONSTRUCTS[value] if resumes else f"{_CONSTRUCTS[value]}, skipped"
        machine.emit(Kind.CONVERT, node, state, construct=construct, operands={"value": value})
