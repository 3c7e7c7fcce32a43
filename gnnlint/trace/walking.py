"""Methods of a module that walk over the modules within: which of these Dynamo comes to.

It runs the methods' own Python code (torch/nn/modules/module.py), and each module that the code
comes to has to be wrapped. A generator comes only as far as somebody asks it to go.
"""

from __future__ import annotations

from collections.abc import Iterator

from astroid import nodes

from gnnlint import library
from gnnlint.library import kinds
from gnnlint.trace.bound import Arguments
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import Instance, contents
from gnnlint.trace.instances import UNWRAPPED, reads_unwrapped
from gnnlint.trace.iteration import ITEMS
from gnnlint.trace.machine import Machine
from gnnlint.trace.modes import GRADIENTS
from gnnlint.trace.state import State
from gnnlint.trace.value import Const, Ref, Tensor, Union, Unknown, Value, constant
from gnnlint.tree import nodes_of

_DEEP = frozenset("parameters named_parameters modules named_modules named_buffers".split())
"""Generators that come to every module within."""

_CHILDREN = frozenset({"children", "named_children"})
"""Generators that come to the modules directly within."""

_AT_ONCE = frozenset("""state_dict zero_grad train eval apply to type cpu cuda float double half
    bfloat16""".split())  # fmt: skip
"""Methods that have come to every module within when they return."""

_TAKING_ALL = frozenset("list tuple set frozenset dict sorted sum".split())
"""Builtins that take all that a generator has.

``any`` and ``all`` stop where they know enough, ``zip`` where another ends, and ``enumerate`` is a
generator itself.
"""

_WITHOUT_PARAMETERS = frozenset(
    f"torch.nn.{name}"
    for name in """Module ModuleList ModuleDict Sequential Identity Dropout AlphaDropout Flatten
    ReLU ReLU6 LeakyReLU ELU SELU GELU SiLU Tanh Sigmoid Softplus Softmax LogSoftmax
    Softsign""".split()
)
"""Modules that have no parameters but those of the modules within."""


def walk(machine: Machine, node: nodes.NodeNG, ref: Ref, name: str, state: State) -> None:
    """A method of a module was called that comes to modules within; one that breaks ends it."""
    if machine.is_outside or (name in _DEEP and _may_stay(node)):
        return
    if name in _AT_ONCE or (name in _DEEP and _takes_all(node)):
        found = _within(machine, ref, state)
    elif name in _CHILDREN and _takes_all(node):
        found = iter(_children(machine, ref, state))
    elif name in ("parameters", "named_parameters") and _takes_first(node):
        found = _up_to_a_parameter(machine, ref, state)
    else:
        return
    for module in found:
        if reads_unwrapped(machine, node, module, state):
            return


SWITCHED = "torch.nn.Module.requires_grad_.switched"
"""The event of traced code that changes whether parameters require gradients (GB0125)."""


def switch(
    machine: Machine, node: nodes.NodeNG, module: Ref, arguments: Arguments, state: State
) -> None:
    """Record that ``requires_grad_()`` of a module changes something, where that is certain."""
    given = next(iter((*arguments.positional, *arguments.keywords.values())), Const(True))
    wanted = constant(given, bool)
    for inner in (module, *_within(machine, module, state)):
        thing = state.heap.get(inner.key)
        if not isinstance(thing, Instance) or thing.library_class not in kinds.PARAMETRIC:
            continue
        told = constant(thing.attributes.get(GRADIENTS, Const(True)), bool)
        if {told, wanted} == {True, False}:
            machine.emit(Kind.CALL, node, state, name=SWITCHED, classes=(SWITCHED,))
            return


def _takes_all(node: nodes.NodeNG) -> bool:
    parent = node.parent
    if isinstance(parent, nodes.Comprehension):
        return _is_gone_through(parent, node)
    if isinstance(parent, nodes.For):
        return parent.iter is node and not _may_leave(parent)
    return _is_taken(node)


def _is_gone_through(part: nodes.Comprehension, node: nodes.NodeNG) -> bool:
    """Whether a comprehension that runs to its end begins with ``node``."""
    whole = part.parent
    if part.iter is not node or whole.generators[0] is not part:
        return False
    return not isinstance(whole, nodes.GeneratorExp) or _is_taken(whole)


def _is_taken(node: nodes.NodeNG) -> bool:
    """Whether ``node`` is given to a builtin that takes all of it."""
    call = node.parent
    return isinstance(call, nodes.Call) and node in call.args and _builtin(call) in _TAKING_ALL


def _takes_first(node: nodes.NodeNG) -> bool:
    parent = node.parent
    if isinstance(parent, nodes.Call) and _builtin(parent) == "iter":
        parent = parent.parent
    return isinstance(parent, nodes.For) or (
        isinstance(parent, nodes.Call) and _builtin(parent) == "next"
    )


def _may_stay(node: nodes.NodeNG) -> bool:
    """Whether ``recurse=False`` may keep a generator from the modules within."""
    if not isinstance(node, nodes.Call):
        return False
    named = {it.arg: it.value for it in node.keywords}
    recurse = named.get("recurse")
    stays = recurse is not None and not (isinstance(recurse, nodes.Const) and recurse.value is True)
    return stays or bool(node.args) or None in named


def _may_leave(loop: nodes.For) -> bool:
    return any(True for _ in nodes_of(loop, (nodes.Break, nodes.Return, nodes.Raise)))


def _builtin(call: nodes.Call) -> str:
    return call.func.name if isinstance(call.func, nodes.Name) else ""


def _within(machine: Machine, module: Ref, state: State) -> Iterator[Ref]:
    """All modules within one, in the order in which ``modules()`` comes to them."""
    pending, seen = [module], {module}
    while pending:
        current = pending.pop()
        below = [it for it in _children(machine, current, state) if it not in seen]
        seen.update(below)
        pending.extend(reversed(below))
        if current != module:
            yield current


def _up_to_a_parameter(machine: Machine, module: Ref, state: State) -> Iterator[Ref]:
    """The modules that are read for the first of all parameters, as far as that is sure."""
    if _may_hold_parameter(machine, module, state):
        return
    for inner in _within(machine, module, state):
        yield inner
        if _may_hold_parameter(machine, inner, state):
            return


def _children(machine: Machine, module: Ref, state: State) -> list[Ref]:
    """The modules directly within one, as far as it is known which they are."""
    thing = state.heap.get(module.key)
    if not isinstance(thing, Instance):
        return []
    held = [it for name, it in thing.attributes.items() if name.isidentifier()]
    held += contents(thing.attributes[ITEMS], state.heap) or () if ITEMS in thing.attributes else ()
    return [it for it in held if isinstance(it, Ref) and _is_module(machine, it, state)]


def _is_module(machine: Machine, ref: Ref, state: State) -> bool:
    thing = state.heap.get(ref.key)
    if not isinstance(thing, Instance):
        return False
    if isinstance(thing.kind, str):
        return library.is_module_class(thing.kind)
    return machine.project.is_module(thing.kind)


def _may_hold_parameter(machine: Machine, module: Ref, state: State) -> bool:
    """Whether a module may have a parameter of its own, or a module that is not known."""
    thing = state.heap.get(module.key)
    if not isinstance(thing, Instance):
        return True
    base = thing.library_class or "torch.nn.Module"
    if base in UNWRAPPED or (ITEMS not in thing.attributes and base not in _WITHOUT_PARAMETERS):
        return True
    held = contents(thing.attributes[ITEMS], state.heap) if ITEMS in thing.attributes else ()
    return held is None or any(map(_may_be_parameter, (*thing.attributes.values(), *held)))


def _may_be_parameter(value: Value) -> bool:
    """Whether a value may be a parameter, or one of several modules, which may have some."""
    if isinstance(value, Union):
        return any(isinstance(it.value, Ref) or _may_be_parameter(it.value) for it in value.options)
    return isinstance(value, Unknown) or (isinstance(value, Tensor) and value.role == "parameter")
