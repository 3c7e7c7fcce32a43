"""Calls: which function is compiled on their account, and whether their arguments fit.

Mirrors ``FunctionValue::call`` and ``tryMatchSchema`` of torch/csrc/jit/frontend. Only parameters
without annotation are held against what is passed: they are Tensors, whatever was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.script import results
from gnnlint.script.compiled import Propagation
from gnnlint.script.elements import element_of, held_elements
from gnnlint.script.flow import Flow
from gnnlint.script.judgement import Call
from gnnlint.script.sugar import (
    Code,
    Elements,
    Group,
    Held,
    Library,
    Method,
    Sugar,
    group,
    type_of,
)
from gnnlint.script.types import INT, NONE, TENSOR, Type, spell, text
from gnnlint.trace.value import Ref

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

PROPAGATING = frozenset({"propagate", "edge_updater"})


@dataclass(frozen=True)
class Arguments:
    """The arguments of a call and what they are; ``expands`` where it has ``*`` or ``**``."""

    positional: tuple[tuple[nodes.NodeNG, Sugar | None], ...]
    keywords: tuple[tuple[str, nodes.NodeNG, Sugar | None], ...]
    expands: bool

    @property
    def names(self) -> frozenset[str]:
        """The keywords."""
        return frozenset(name for name, _, _ in self.keywords)


def call(walk: Walk, node: nodes.Call, flow: Flow) -> Sugar | None:
    """A call; what it returns."""
    callee = walk.value(node.func, flow)
    arguments = _arguments(walk, node, flow)
    method = _generated_method(walk, node.func)
    if method is not None:
        return _propagate(walk, node, method, arguments, flow)
    if isinstance(callee, Code):
        return _call_code(walk, node, callee, arguments, flow)
    if isinstance(callee, Held):
        return _call_held(walk, node, callee, arguments, flow)
    if isinstance(callee, Library):
        return _call_library(walk, callee.name, arguments)
    if isinstance(callee, Method):
        return _call_method(walk, callee, arguments)
    return None


def _generated_method(walk: Walk, callee: nodes.NodeNG) -> str | None:
    """``self.propagate``, ``self.edge_updater`` of a layer."""
    if not isinstance(callee, nodes.Attribute) or not walk.is_self(callee.expr):
        return None
    known = callee.attrname in PROPAGATING and walk.reach.is_layer(walk.owner)
    return callee.attrname if known else None


def _arguments(walk: Walk, node: nodes.Call, flow: Flow) -> Arguments:
    positional: list[tuple[nodes.NodeNG, Sugar | None]] = []
    expands = False
    for argument in node.args:
        if isinstance(argument, nodes.Starred):
            expands = True
            _expand(walk, argument, flow)
        else:
            positional.append((argument, walk.value(argument, flow)))
    keywords: list[tuple[str, nodes.NodeNG, Sugar | None]] = []
    for keyword in node.keywords:
        value = walk.value(keyword.value, flow)
        if keyword.arg is None:
            expands = True
        else:
            keywords.append((keyword.arg, keyword.value, value))
    return Arguments(tuple(positional), tuple(keywords), expands)


def _expand(walk: Walk, node: nodes.Starred, flow: Flow) -> None:
    """``*value``: only a tuple has a length that the compiler knows."""
    type_ = type_of(walk.value(node.value, flow))
    if type_ is not None and type_.name == "List":
        detail = "cannot statically infer the expected size of a list in this context"
        walk.refuse_star(node, detail, flow)


def _propagate(
    walk: Walk, node: nodes.Call, method: str, arguments: Arguments, flow: Flow
) -> Sugar | None:
    made = Call(
        tuple(_word(value) for _, value in arguments.positional),
        tuple((name, _word(value)) for name, _, value in arguments.keywords),
        node.lineno or 0,
        arguments.expands,
    )
    walk.propagates(Propagation(node, method, made, flow.path), flow)
    return None


def _word(value: Sugar | None) -> str | None:
    type_ = type_of(value)
    return text(type_) if type_ is not None else None


def _call_code(
    walk: Walk, node: nodes.Call, callee: Code, arguments: Arguments, flow: Flow
) -> Sugar | None:
    owners: tuple[Ref | None, ...] = callee.owners or (None,)
    found = {_call_function(walk, node, callee.function, it, arguments, flow) for it in owners}
    return next(iter(found)) if len(found) == 1 else None


def _call_function(
    walk: Walk,
    node: nodes.Call,
    code: FunctionCode,
    owner: Ref | None,
    arguments: Arguments,
    flow: Flow,
) -> Type | None:
    """A call of one function of the project."""
    if not walk.reach.is_compiled(code):
        return None
    if code.owner is not None and owner is None and not walk.reach.headers.is_static(code):
        return None
    walk.leads_to(node, code, owner, flow)
    _match(walk, node, code, arguments, flow)
    return walk.reach.result_of(code, owner)


def _match(
    walk: Walk, node: nodes.Call, code: FunctionCode, arguments: Arguments, flow: Flow
) -> None:
    """Hold the arguments against the parameters that have no annotation."""
    header = walk.reach.headers.of(code)
    if header.open or arguments.expands:
        return
    slots = {slot.name: slot for slot in header.slots}
    places = [slot for slot in header.slots if not slot.keyword_only]
    given = [
        (slot, argument, value)
        for slot, (argument, value) in zip(places, arguments.positional, strict=False)
    ]
    given += [
        (slots[name], argument, value)
        for name, argument, value in arguments.keywords
        if name in slots
    ]
    for slot, argument, value in given:
        found = _other_than_tensor(value)
        if slot.inferred and found is not None:
            detail = (
                f"Expected a value of type 'Tensor (inferred)' for argument '{slot.name}' "
                f"but instead found type '{found}'."
            )
            walk.refuse("argument", argument, detail, flow)
    passed = {slot.name for slot, _, _ in given}
    for slot in header.slots:
        if slot.name not in passed and slot.defaults_to_none:
            walk.refuse_default(slot, code, node, flow)


def _other_than_tensor(value: Sugar | None) -> str | None:
    """The type of what is certainly no Tensor, as the compiler spells it."""
    if isinstance(value, Group):
        return "Tuple"
    type_ = type_of(value)
    return spell(type_) if type_ is not None and type_ != TENSOR else None


def _call_held(
    walk: Walk, node: nodes.Call, callee: Held, arguments: Arguments, flow: Flow
) -> Sugar | None:
    """A submodule is called."""
    if callee.sliced:
        detail = "a module out of a slice has no attribute or method '__call__'"
        walk.refuse("module-index", node, detail, flow)
    found = {_call_module(walk, node, ref, arguments, flow) for ref in callee.refs}
    return next(iter(found)) if len(found) == 1 else None


def _call_module(
    walk: Walk, node: nodes.Call, ref: Ref, arguments: Arguments, flow: Flow
) -> Type | None:
    thing = walk.instances.get(ref)
    if thing is None:
        return None
    if isinstance(thing.kind, ClassCode):
        forward = walk.instances.find(thing.kind, "forward")
        if forward is not None:
            return _call_function(walk, node, forward, ref, arguments, flow)
    if walk.instances.container(ref) == "torch.nn.Sequential":
        return _call_sequential(walk, node, ref, arguments, flow)
    kind = thing.library_class
    if kind is None or arguments.expands:
        return None
    return results.of_module(kind, len(arguments.positional), arguments.names)


def _call_sequential(
    walk: Walk, node: nodes.Call, ref: Ref, arguments: Arguments, flow: Flow
) -> Type | None:
    """Each module gets what the one before returned."""
    current = arguments
    result: Type | None = None
    items = walk.instances.items(ref)
    if not walk.instances.all_modules(items):
        return None
    for item in items:
        for module in walk.instances.modules([item]):
            result = _call_module(walk, node, module, current, flow)
        current = Arguments(((node, result),), (), False)
    return result


def _call_library(walk: Walk, name: str, arguments: Arguments) -> Sugar | None:
    values = [value for _, value in arguments.positional]
    if name == "builtins.range":
        return Elements(INT)
    if name == "builtins.enumerate" and values:
        return Elements(group((INT, element_of(walk.instances, values[0]))))
    if name == "builtins.zip":
        return Elements(group(tuple(element_of(walk.instances, it) for it in values)))
    if name == "builtins.reversed" and values:
        return Elements(element_of(walk.instances, values[0]))
    if name in ("builtins.list", "builtins.sorted") and len(values) == 1:
        element = element_of(walk.instances, values[0])
        return Type("List", (element,)) if isinstance(element, Type) else None
    if name in ("builtins.max", "builtins.min", "builtins.sum", "builtins.abs"):
        types = {type_of(it) for it in values}
        only = next(iter(types)) if len(types) == 1 and len(values) > 1 else None
        return only if only != NONE else None
    if arguments.expands:
        return None
    return results.of_function(name, len(values), arguments.names)


def _call_method(walk: Walk, callee: Method, arguments: Arguments) -> Sugar | None:
    if isinstance(callee.owner, Held):
        return held_elements(walk.instances, callee.owner, callee.name)
    positional = len(arguments.positional) + arguments.expands
    return results.of_method(callee.owner, callee.name, positional, arguments.names)
