"""Calls: which function is compiled on their account, and whether their arguments fit.

Mirrors ``FunctionValue::call`` and ``tryMatchSchema`` of torch/csrc/jit/frontend. Only parameters
without annotation are held against what is passed: they are Tensors, whatever was meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.project.bindings import dotted
from gnnlint.project.code import ClassCode, FunctionCode, LibraryName
from gnnlint.script import enumeration, records, results, schema
from gnnlint.script.arguments import Arguments, arguments_of
from gnnlint.script.attributes import ITERATED
from gnnlint.script.builtin_calls import call_library, call_method
from gnnlint.script.compiled import Propagation
from gnnlint.script.decision import type_test
from gnnlint.script.elements import held_elements
from gnnlint.script.flow import Flow
from gnnlint.script.judgement import Call
from gnnlint.script.operations import is_optional, refuse_types
from gnnlint.script.overloads import call_overloaded
from gnnlint.script.signature import Slot
from gnnlint.script.sugar import (
    Code,
    Definition,
    Elements,
    Group,
    Held,
    Library,
    Method,
    Object,
    PythonValue,
    Sugar,
    type_of,
)
from gnnlint.script.types import MODULE, TENSOR, Type, spell, text, without_none
from gnnlint.trace.chain import CHAIN, parameters_of
from gnnlint.trace.heap import Instance
from gnnlint.trace.value import Ref

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

PROPAGATING = frozenset({"propagate", "edge_updater"})


def call(walk: Walk, node: nodes.Call, flow: Flow) -> Sugar | None:
    """A call; what it returns."""
    callee = walk.value(node.func, flow)
    if callee == Library("builtins.isinstance"):
        return type_test(walk, node, flow)
    arguments = arguments_of(walk, node, flow)
    method = _generated_method(walk, node.func)
    if method is not None:
        return _propagate(walk, node, method, arguments, flow)
    if isinstance(callee, Code):
        return _call_code(walk, node, callee, arguments, flow)
    if isinstance(callee, Held):
        return _call_held(walk, node, callee, arguments, flow)
    if isinstance(callee, Library):
        return call_library(walk, node, callee.name, arguments, flow)
    if isinstance(callee, Method):
        return _call_method(walk, node, callee, arguments, flow)
    if isinstance(callee, Definition):
        return _instantiate(walk, node, callee, arguments, flow)
    if isinstance(callee, PythonValue):
        walk.refuse("python-value", node, f"cannot call a value of type '{callee.type}'", flow)
        return None
    type_ = type_of(callee)
    if type_ == MODULE:
        walk.refuse("module-index", node, _NOT_CALLED, flow)
    elif type_ is not None and type_.name in _UNCALLABLE:
        walk.refuse("operands", node, f"cannot call a value of type '{spell(type_)}'", flow)
    return None


_NOT_CALLED = "a module out of a slice, list or tuple has no attribute or method '__call__'"
_UNCALLABLE = frozenset({"Tensor", "int", "float", "bool", "str", "List", "Dict", "None"})


def _instantiate(
    walk: Walk, node: nodes.Call, callee: Definition, arguments: Arguments, flow: Flow
) -> Sugar | None:
    """A class of the project is called in compiled code."""
    code, project = callee.code, walk.reach.project
    if not isinstance(code, ClassCode):
        return None
    if project.is_module(code):
        detail = f"Cannot instantiate class '{code.name}' in a script function"
        walk.refuse("class", node, detail, flow)
    elif _is_generated(walk, code):
        detail = f"Failed to get source for <function {code.name}.__init__> using inspect.getsource"
        walk.refuse("class", node, detail, flow)
    elif _has_tensor_default(walk, code):
        detail = "Tensors are not supported as default NamedTuple fields"
        walk.refuse("class", node, detail, flow)
    elif project.library_base(code) == _NAMED_TUPLE:
        return records.make(walk, node, code, arguments, flow)
    elif enumeration.kinds_of(project, code) is not None:
        walk.refuse("class", node, "cannot call a EnumClass", flow)
    elif not project.has_unknown_base(code) and project.library_base(code) is None:
        for method in code.methods.values():
            walk.leads_to(node, method, None, flow)
        if "__init__" not in code.methods:
            detail = f"Class {code.name} does not have an __init__ function defined"
            walk.refuse("class", node, detail, flow)
            return None
        _match(walk, node, code.methods["__init__"], arguments, flow)
        return Object(code)
    return None


_NAMED_TUPLE = LibraryName("typing.NamedTuple")


def _has_tensor_default(walk: Walk, code: ClassCode) -> bool:
    """Whether a NamedTuple has a field that is a new Tensor by default."""
    if walk.reach.project.library_base(code) != _NAMED_TUPLE:
        return False
    made = [it.node for it in code.attributes.values() if isinstance(it.node, nodes.Call)]
    names = [dotted(it.func) for it in made]
    found = [walk.reach.project.resolve(code.module, it) for it in names if it is not None]
    return any(isinstance(it, LibraryName) and it.name in _TENSOR_MAKERS for it in found)


_TENSOR_MAKERS = frozenset(
    f"torch.{it}" for it in "tensor zeros ones empty full rand randn".split()
)


def _is_generated(walk: Walk, code: ClassCode) -> bool:
    """Whether ``__init__`` is written by a decorator, so that it has no source."""
    made = "dataclasses.dataclass" in set(walk.reach.project.class_decorators(code))
    return made and "__init__" not in code.methods


def _generated_method(walk: Walk, callee: nodes.NodeNG) -> str | None:
    """``self.propagate``, ``self.edge_updater`` of a layer."""
    if not isinstance(callee, nodes.Attribute) or not walk.is_self(callee.expr):
        return None
    known = callee.attrname in PROPAGATING and walk.reach.is_layer(walk.owner)
    return callee.attrname if known else None


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
    return walk.reach.result_of_propagate(walk.owner, method)


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
    if walk.reach.is_left_out(code):
        header = walk.reach.headers.of(code)
        return header.returns if header.returns_declared else TENSOR
    if not walk.reach.is_compiled(code):
        return None
    if walk.reach.is_running(code, owner):
        detail = f"function '{code.short_name}' is called recursively"
        walk.refuse("recursion", node, detail, flow)
        return None
    if code.owner is not None and owner is None and not walk.reach.headers.is_static(code):
        _refuse_self(walk, code, arguments, flow)
        return None
    walk.leads_to(node, code, owner, flow)
    walk.reach.compiled(code, owner)
    if walk.reach.headers.is_overloaded(code):
        return call_overloaded(walk, node, code, owner, arguments, flow)
    _match(walk, node, code, arguments, flow)
    return walk.reach.result_of(code, owner)


def _refuse_self(walk: Walk, code: FunctionCode, arguments: Arguments, flow: Flow) -> None:
    """``Base.forward(self, x)``: a method of a class is a function, whose ``self`` is a Tensor."""
    if arguments.positional and isinstance(arguments.values[0], Held):
        detail = (
            f"Expected a value of type 'Tensor (inferred)' for argument "
            f"'{walk.reach.headers.of(code).self_name}' but instead found a module"
        )
        walk.refuse("argument", arguments.positional[0][0], detail, flow)


def _match(
    walk: Walk, node: nodes.Call, code: FunctionCode, arguments: Arguments, flow: Flow
) -> None:
    """Hold the arguments against the parameters of a function of the project."""
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
        _match_argument(walk, slot, argument, value, flow)
    passed = {slot.name for slot, _, _ in given}
    for slot in header.slots:
        if slot.name not in passed and slot.defaults_to_none:
            walk.refuse_default(slot, code, node, flow)
    _match_names(walk, node, header.slots, arguments, passed, flow)


def _match_argument(
    walk: Walk, slot: Slot, argument: nodes.NodeNG, value: Sugar | None, flow: Flow
) -> None:
    found = _other_than_tensor(value) if slot.inferred else None
    if found is not None:
        detail = (
            f"Expected a value of type 'Tensor (inferred)' for argument '{slot.name}' "
            f"but instead found type '{found}'."
        )
        walk.refuse("argument", argument, detail, flow)
        return
    type_ = walk.as_simple(value, argument, flow)
    if type_ is None or slot.type is None or schema.fits(type_, slot.type) is not False:
        return
    detail = (
        f"Expected a value of type '{spell(slot.type)}' for argument '{slot.name}' "
        f"but instead found type '{spell(type_)}'."
    )
    rest = without_none(type_) if is_optional(type_) else None
    fits_refined = rest is not None and schema.fits(rest, slot.type) is not False
    walk.refuse("optional" if fits_refined else "operands", argument, detail, flow)


def _match_names(
    walk: Walk,
    node: nodes.Call,
    slots: tuple[Slot, ...],
    arguments: Arguments,
    passed: set[str],
    flow: Flow,
) -> None:
    """Too many arguments, unknown and missing ones."""
    most = sum(not slot.keyword_only for slot in slots)
    known = {slot.name for slot in slots}
    detail = ""
    if len(arguments.positional) > most:
        found = len(arguments.positional)
        detail = f"Expected at most {most} arguments but found {found} positional arguments."
    for name in sorted(arguments.names - known):
        detail = detail or f"Keyword argument {name} unknown."
    for slot in slots:
        if slot.default is None and slot.name not in passed:
            detail = detail or f"Argument {slot.name} not provided."
    if detail:
        walk.refuse("operands", node, detail, flow)


def _other_than_tensor(value: Sugar | None) -> str | None:
    """The type of what is certainly no Tensor, as the compiler spells it."""
    if isinstance(value, Group):
        return "Tuple"
    type_ = MODULE if isinstance(value, Held) else type_of(value)
    return spell(type_) if type_ is not None and type_ != TENSOR else None


def _call_held(
    walk: Walk, node: nodes.Call, callee: Held, arguments: Arguments, flow: Flow
) -> Sugar | None:
    """A submodule is called."""
    if callee.sliced:
        walk.refuse("module-index", node, _NOT_CALLED, flow)
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
    if kind == CHAIN:
        _match_chain(walk, thing, arguments, flow)
        return None
    _match_library_module(walk, node, kind, arguments, flow)
    first = type_of(arguments.values[0]) if arguments.positional else None
    found = results.of_recurrent(kind, first)
    return found or results.of_module(kind, len(arguments.positional), arguments.names)


def _match_library_module(
    walk: Walk, node: nodes.Call, kind: str, arguments: Arguments, flow: Flow
) -> None:
    """The ``forward`` of a module of torch is typed like the user's."""
    schemas = results.of_forward(kind)
    if not schemas:
        return
    given = arguments.types(walk, flow)
    outcome = schema.match(schemas, given)
    if outcome.fits is False:
        every = (*given.positional, *(it for _, it in given.keywords))
        refuse_types(walk, node, every, outcome, schemas, flow)


def _match_chain(walk: Walk, thing: Instance, arguments: Arguments, flow: Flow) -> None:
    """The ``forward`` that PyG writes takes tensors, unless the header gives another type.

    See sequential.jinja of torch_geometric/nn.
    """
    types = parameters_of(thing.base_init or thing.init)
    given = [(name, *it) for name, it in zip(types, arguments.positional, strict=False)]
    for name, argument, value in (*given, *arguments.keywords):
        if types.get(name) == "":
            _match_argument(walk, Slot(name, TENSOR, False, argument), argument, value, flow)


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


def _call_method(
    walk: Walk, node: nodes.Call, callee: Method, arguments: Arguments, flow: Flow
) -> Sugar | None:
    if isinstance(callee.owner, Held) and callee.name in ITERATED:
        return Elements(None, unrolled=True)
    if isinstance(callee.owner, Held):
        return held_elements(walk.instances, callee.owner, callee.name)
    return call_method(walk, node, callee.owner, callee.name, arguments, flow)
