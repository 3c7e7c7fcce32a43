"""Functions of functions: ``torch.vmap``, ``torch.func``, and what wraps a part of a graph.

Dynamo traces what it is given as a part of the graph around (torch/_dynamo/variables/
higher_order_ops.py): what breaks in there breaks that graph, and then the frames one by one.
"""

from __future__ import annotations

from collections.abc import Callable

from astroid import nodes

from gnnlint.trace.bound import Arguments
from gnnlint.trace.builtin_calls import Handler
from gnnlint.trace.iteration import items_of
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.subgraphs import run_subgraph
from gnnlint.trace.value import (
    UNKNOWN,
    Const,
    DType,
    Library,
    Partial,
    Tensor,
    Tuple,
    Value,
)

_TRANSFORMED = "torch.func.[transformed]"
"""The name of what these functions return, which is called with their own name and the function."""


def _transform(name: str) -> Handler:
    """A function that takes one, and returns another to call."""

    def make(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
        if not arguments.positional:
            return Partial(Library(f"torch.func.{name}"), (), tuple(arguments.keywords.items()))
        plain = len(arguments.positional) == 1 and not arguments.keywords
        given = (Const(name), Const(plain), arguments.first)
        return Partial(Library(_TRANSFORMED), given, ())

    return make


def _transformed(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """The call of what a transform has returned."""
    name, plain, function, *given = arguments.positional
    taken = tuple(_lane(it) for it in given) if name == Const("vmap") else tuple(given)
    inner = Arguments(taken, arguments.keywords, arguments.complete)
    value = machine.call(node, function, inner, state)
    if name == Const("vmap"):
        return _lane(value) if isinstance(value, Tensor) else UNKNOWN
    is_one = plain == Const(True) and bool(given) and isinstance(given[0], Tensor)
    return Tensor(DType.FLOAT) if is_one and name != Const("grad_and_value") else UNKNOWN


def _lane(value: Value) -> Value:
    """A tensor as it is within ``vmap``: of another shape, which is not followed."""
    if not isinstance(value, Tensor):
        return value if isinstance(value, Const) else UNKNOWN
    return Tensor(value.dtype, value.layout, value.assumed)


def _products(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``vjp(f, *primals)``: what the function returns, and another function."""
    return Tuple((_run(machine, node, arguments, state), UNKNOWN))


def _tangents(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``jvp(f, primals, tangents)``: what the function returns, and how it changes."""
    if len(arguments.positional) < 2:
        return UNKNOWN
    function, primals = arguments.positional[:2]
    items, rest = items_of(machine, node, primals, state)
    given = Arguments(tuple(items), {}, rest is None)
    value = machine.call(node, function, given, state)
    return Tuple((value, value)) if isinstance(value, Tensor) else UNKNOWN


def _wrap(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``wrap(f, *args)``: what the function returns."""
    called = _called(arguments)
    return UNKNOWN if called is None else run_subgraph(machine, node, *called, state)


def _run(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``vjp(f, *primals)`` runs the function."""
    called = _called(arguments)
    return UNKNOWN if called is None else machine.call(node, *called, state)


def _called(arguments: Arguments) -> tuple[Value, Arguments] | None:
    """The function that is given first, and the arguments that follow; None without one."""
    if not arguments.positional:
        return None
    function, *given = arguments.positional
    return function, Arguments(tuple(given), {}, arguments.complete)


def _with_parameters(
    machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State
) -> Value:
    """``functional_call(module, parameters, args)``: what the module returns."""
    if len(arguments.positional) < 3:
        return UNKNOWN
    module, _, given = arguments.positional[:3]
    keywords = len(arguments.positional) > 3 or bool(arguments.keywords)
    items, rest = ([given], None) if isinstance(given, Tensor) else items_of(
        machine, node, given, state
    )  # fmt: skip
    complete = rest is None and not keywords
    return machine.call(node, module, Arguments(tuple(items), {}, complete), state)


def _named(names: str, make: Callable[[str], Handler]) -> dict[str, Handler]:
    """Handlers of functions of ``torch.func``, by all names that these have."""
    return {
        f"{home}.{name}": make(name)
        for home in ("torch.func", "torch._functorch.apis", "functorch")
        for name in names.split()
    }


TRANSFORMING: dict[str, Handler] = {
    _TRANSFORMED: _transformed,
    "torch.vmap": _transform("vmap"),
    **_named("vmap grad grad_and_value jacrev jacfwd hessian", _transform),
    **_named("vjp", lambda _: _products),
    **_named("jvp", lambda _: _tangents),
    **_named("functional_call", lambda _: _with_parameters),
    "torch.nn.utils.stateless.functional_call": _with_parameters,
    **dict.fromkeys(("torch.ops.higher_order.wrap", "torch._higher_order_ops.wrap.wrap"), _wrap),
}
"""What calling these functions gives, by name."""
