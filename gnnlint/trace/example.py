"""What a trace computes from its example: of all that ``torch.jit.trace`` meets, that alone is
another value in another run. Parameters, buffers and constants are in the trace as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gnnlint.frozen import replace
from gnnlint.trace.heap import contents, within
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    EXAMPLE,
    Option,
    Ref,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Union,
    Value,
)

_VARYING = (Source.DATA, Source.BATCH)

_FILLING = frozenset(
    f"{home}{name}{like}"
    for name in ("zeros", "ones", "empty", "rand", "randn")
    for home, like in (("torch.", ""), ("torch.", "_like"), ("torch.Tensor.new_", ""))
)
"""What takes a shape alone from its arguments: no number in it is of the example."""


def of_example(value: Value) -> Value:
    """``value``, whose tensors and numbers are computed from the example."""
    if isinstance(value, Tensor):
        return replace(value, role=EXAMPLE)
    if isinstance(value, Scalar):
        return replace(value, source=Source.EXAMPLE) if value.source in _VARYING else value
    if isinstance(value, Tuple):
        items = tuple(map(of_example, value.items)) if value.items is not None else None
        element = of_example(value.element) if value.element is not None else None
        return replace(value, items=items, element=element)
    if isinstance(value, Union):
        return Union(tuple(Option(of_example(it.value), it.guard) for it in value.options))
    return value


def given_as_example(names: dict[str, Value], state: State) -> dict[str, Value]:
    """The arguments of the run that is traced, with those in lists and dicts."""
    return {name: within(value, state.heap, of_example) for name, value in names.items()}


def computed(name: str, result: Value, operands: Iterable[Value], state: State) -> Value:
    """The result of the library callable called ``name``: of the example where an operand is."""
    if name in _FILLING or not any(_is_of_example(it) for it in _all(operands, state)):
        return result
    return of_example(result)


def _is_of_example(value: Value) -> bool:
    if isinstance(value, Tensor):
        return value.role == EXAMPLE
    return isinstance(value, Scalar) and value.source is Source.EXAMPLE


def _all(
    values: Iterable[Value], state: State, seen: frozenset[int] = frozenset()
) -> Iterator[Value]:
    """The values, and those within tuples, lists and dicts among them."""
    for value in values:
        if isinstance(value, Ref):
            if value.key in seen:
                continue
            seen |= {value.key}
        held = value if isinstance(value, Union) else contents(value, state.heap)
        if held is None:
            yield value
        else:
            yield from _all(held, state, seen)
