"""Hooks that a model's constructor registers on its modules.

Each call of a module runs them (torch/nn/modules/module.py, ``_call_impl``): Dynamo inlines those
before and after ``forward``, and breaks the graph at ``BackwardHook`` (GB0083).
"""

from __future__ import annotations

from collections.abc import Callable

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.trace.bound import Arguments
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import NONE, UNKNOWN, Const, Ref, Tensor, Tuple, Value, is_none, options

_BACKWARD = "[backward hook]"
_BEFORE = "[hooks before forward]"
_AFTER = "[hooks after forward]"

REGISTERING = {
    "register_full_backward_hook": _BACKWARD,
    "register_full_backward_pre_hook": _BACKWARD,
    "register_forward_pre_hook": _BEFORE,
    "register_forward_hook": _AFTER,
}
"""Methods of modules that register a hook, by the attribute that keeps it here."""


def register(thing: Instance, name: str, arguments: Arguments) -> Instance:
    """The module with one hook more; hooks that are called in another way are left out."""
    kept = thing.attributes.get(REGISTERING[name], Tuple(()))
    if arguments.keywords or len(arguments.positional) != 1 or not isinstance(kept, Tuple):
        return thing
    return thing.put(REGISTERING[name], Tuple((*(kept.items or ()), arguments.first)))


def are_on(thing: Instance) -> bool:
    """Whether calling the module runs hooks of it."""
    return any(name in thing.attributes for name in (_BACKWARD, _BEFORE, _AFTER))


def call_with_hooks(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: Instance,
    arguments: Arguments,
    state: State,
    call: Callable[[Arguments], Value],
) -> Value:
    """``call`` the module, and the hooks around it."""
    if _hooks(thing, _BACKWARD):
        name = "torch.utils.hooks.BackwardHook"
        machine.emit(Kind.CALL, node, state, name=name, classes=(name,))
    for hook in _hooks(thing, _BEFORE):
        given = Arguments((ref, Tuple(arguments.positional)))
        arguments = _instead(arguments, machine.call(node, hook, given, state))
    result = call(arguments)
    for hook in _hooks(thing, _AFTER):
        given = Arguments((ref, Tuple(arguments.positional), result))
        returned = machine.call(node, hook, given, state)
        result = result if is_none(returned) else _or(returned, result)
    return result


def _hooks(thing: Instance, kept: str) -> tuple[Value, ...]:
    """The hooks that are certainly registered."""
    found = thing.attributes.get(kept)
    return (found.items or ()) if isinstance(found, Tuple) else ()


def _instead(arguments: Arguments, returned: Value) -> Arguments:
    """The arguments of ``forward`` after a hook was given them."""
    if is_none(returned):
        return arguments
    if isinstance(returned, Tuple) and returned.items is not None:
        return replace(arguments, positional=returned.items)
    if isinstance(returned, Tensor):
        return replace(arguments, positional=(returned,))
    return replace(arguments, positional=tuple(UNKNOWN for _ in arguments.positional))


def _or(returned: Value, result: Value) -> Value:
    """What a hook returned, where it may have returned None: then the result stays."""
    if all(it.value != NONE for it in options(returned)):
        return returned
    return UNKNOWN if not isinstance(result, (Tensor, Const)) else result
