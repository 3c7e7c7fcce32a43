"""Assignments: which variables and attributes take which values.

Mirrors ``Environment::setSugaredVar``, ``emitAssignment`` and ``emitAugAssignment`` of
torch/csrc/jit/frontend/ir_emitter.cpp, and ``setAttr`` of the sugared values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.script import objects, schema
from gnnlint.script.flow import Flow
from gnnlint.script.items import check_tensor_index, index_types
from gnnlint.script.operations import BINARY, NO_LENGTH, is_optional, operate
from gnnlint.script.sugar import (
    Absent,
    Group,
    Held,
    Inferred,
    Object,
    PythonValue,
    Record,
    Sugar,
    is_name,
    type_of,
)
from gnnlint.script.types import EMPTY_LIST, TENSOR, TENSORS, Type, spell, without_none
from gnnlint.tree import nodes_of

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk


def assign(walk: Walk, node: nodes.Assign, flow: Flow) -> Flow:
    """``a = b = value``."""
    value = walk.value(node.value, flow)
    for target in node.targets:
        bind(walk, target, value, node.value, flow)
    return flow


def assign_annotated(walk: Walk, node: nodes.AnnAssign, flow: Flow) -> Flow:
    """``a: T = value``: the annotation is the type, and as an interface allows any index."""
    module = walk.code.module
    type_ = walk.reach.headers.type_of(module, module.text(node.annotation))
    value: Sugar | None = None
    if node.value is not None:
        hinted = isinstance(node.value, nodes.Subscript)
        value = walk.value(node.value, flow.fork(doubtful=hinted))
    if isinstance(node.target, nodes.AssignName) and node.value is not None:
        walk.as_simple(value, node.value, flow)
        problem = walk.annotation_problem(module, node.annotation)
        if problem is not None:
            walk.refuse("annotation", node.annotation, problem, flow)
        if _is_outer(node.target.name, flow):
            detail = (
                f"Attempting to declare and annotate the type of variable '{node.target.name}' "
                "but it is already defined in an outer block"
            )
            walk.refuse("reassignment", node.target, detail, flow)
        else:
            check_declared(walk, node.value, type_, type_of(value), flow, node.target.name)
        flow.names[node.target.name] = type_
    elif node.value is not None:
        is_field = isinstance(node.target, nodes.AssignAttr) and isinstance(
            walk.value(node.target.expr, flow), Object
        )
        declares = not is_field or isinstance(node.value, _DISPLAYS)
        bind(walk, node.target, (type_ if declares else None) or value, node.value, flow)
    return flow


def _is_outer(name: str, flow: Flow) -> bool:
    """Whether a block around this one has the variable."""
    return name in flow.outer and not isinstance(flow.outer[name], Absent)


def check_declared(
    walk: Walk,
    node: nodes.NodeNG,
    wanted: Type | None,
    actual: Type | None,
    flow: Flow,
    name: str = "",
) -> None:
    """Hold a value against the type that is declared for it, that of the variable ``name``."""
    if wanted is None or actual is None:
        return
    if isinstance(node, _DISPLAYS):
        _check_displayed(walk, node, wanted, actual, flow)
    elif schema.fits(actual, wanted, conversions=False) is False:
        detail = (
            f"Variable '{name}' is annotated with type {spell(wanted)} but is being "
            f"assigned to a value of type {spell(actual)}"
            if name
            else f"expected an expression of type {spell(wanted)} but found {spell(actual)}"
        )
        walk.refuse("reassignment", node, detail, flow)


def _check_displayed(
    walk: Walk, node: nodes.NodeNG, wanted: Type, actual: Type, flow: Flow
) -> None:
    """Items of a list or dict that is written out, against those of its annotation.

    Empty lists among the items have the type that the annotation gives them, and what makes a
    union is unified in ways of its own: neither is judged (emitListLiteral, emitDictLiteral).
    """
    bare = without_none(wanted) if is_optional(wanted) else wanted
    if bare is not None and bare.name not in (actual.name, "Union", "Any"):
        detail = f"Expected an annotation of type {actual.name} but got {spell(wanted)}"
        walk.refuse("reassignment", node, detail, flow)
    if wanted.name != actual.name or _has_empty_display(node):
        return
    for given, declared in zip(actual.arguments, wanted.arguments, strict=False):
        if given.name != "Union" and schema.fits(given, declared, conversions=False) is False:
            detail = (
                f"{wanted.name} type annotation `{spell(wanted)}` did not match the types of the "
                f"given {wanted.name.lower()} elements: {spell(given)}"
            )
            walk.refuse("reassignment", node, detail, flow)
            return


def _has_empty_display(node: nodes.NodeNG) -> bool:
    displays = nodes_of(node, (nodes.List, nodes.Dict))
    return any(not next(it.get_children(), None) for it in displays)


_DISPLAYS = (nodes.List, nodes.Dict, nodes.ListComp, nodes.DictComp)


def assign_augmented(walk: Walk, node: nodes.AugAssign, flow: Flow) -> Flow:
    """``a += value``: in place for a Tensor and a list."""
    added = walk.value(node.value, flow)
    given = added if added == EMPTY_LIST else walk.as_simple(added, node.value, flow)
    target = node.target
    if isinstance(target, nodes.AssignName):
        nowhere = Absent(f"undefined value {target.name}")
        before = flow.names.get(target.name, nowhere)
        if isinstance(before, Absent):
            walk.refuse_absent(target, target.name, before, flow)
            return flow
        result = _augmented(walk, node, type_of(before), given, flow)
        bind(walk, target, result, node.value, flow)
    elif isinstance(target, nodes.AssignAttr):
        _augment_attribute(walk, node, target, given, flow)
    else:
        _augmented(walk, node, walk.simple(target, flow), given, flow)
    return flow


def _augmented(
    walk: Walk, node: nodes.AugAssign, before: Type | None, added: Type | None, flow: Flow
) -> Type | None:
    name = BINARY.get(node.op[:-1])
    if name is None or before is None:
        return None
    if before in (TENSOR,) or before.name == "List":
        result = operate(walk, f"{name}_", node, (before, added), flow)
        return before if result is not None or added is None else None
    if before.name == "Tuple":
        return None
    return operate(walk, name, node, (before, added), flow)


def _augment_attribute(
    walk: Walk, node: nodes.AugAssign, target: nodes.AssignAttr, added: Type | None, flow: Flow
) -> None:
    owner = walk.value(target.expr, flow)
    if isinstance(owner, Object):
        kept = objects.type_of_field(walk, owner, target.attrname)
        _set_attribute(walk, target, _augmented(walk, node, kept, added, flow), flow)
        return
    if not isinstance(owner, Held) or len(owner.refs) != 1:
        return
    before = walk.instances.attribute(owner.refs[0], target.attrname)
    if isinstance(before, (Absent, PythonValue)):
        _set_attribute(walk, target, None, flow)
        return
    result = _augmented(walk, node, type_of(before), added, flow)
    if result is not None:
        _set_attribute(walk, target, result, flow)


def bind(
    walk: Walk, target: nodes.NodeNG, value: Sugar | None, source: nodes.NodeNG, flow: Flow
) -> None:
    """Give a target its value; a tuple of targets takes it apart."""
    if isinstance(target, nodes.AssignName):
        _bind_name(walk, target, value, source, flow)
    elif isinstance(target, (nodes.Tuple, nodes.List)):
        items = _taken_apart(walk, target, value, source, flow)
        for item, part in zip(target.elts, items, strict=True):
            bind(walk, item, part, source, flow)
    elif isinstance(target, nodes.Starred):
        bind(walk, target.value, None, source, flow)
    elif isinstance(target, nodes.Subscript):
        _set_item(walk, target, value, source, flow)
    elif isinstance(target, nodes.AssignAttr):
        type_ = walk.as_simple(value, source, flow)
        _set_attribute(walk, target, EMPTY_LIST if value == EMPTY_LIST else type_, flow)


def _bind_name(
    walk: Walk, target: nodes.AssignName, value: Sugar | None, source: nodes.NodeNG, flow: Flow
) -> None:
    kept = TENSORS if value == EMPTY_LIST else value
    if _is_no_variable(walk, target, value, flow):
        return
    before = type_of(flow.outer.get(target.name))
    actual = type_of(kept)
    if before is not None and actual is not None:
        given = EMPTY_LIST if value == EMPTY_LIST else actual
        if schema.fits(given, before) is False:
            detail = (
                f"Variable '{target.name}' previously had type {spell(before)} but is now being "
                f"assigned to a value of type {spell(actual)}"
            )
            walk.refuse("reassignment", target, detail, flow)
            kept = None
        elif schema.fits(given, before, conversions=False) is False or value == EMPTY_LIST:
            kept = before
    flow.names[target.name] = kept
    flow.unrefined.pop(target.name, None)


def _is_no_variable(walk: Walk, target: nodes.AssignName, value: Sugar | None, flow: Flow) -> bool:
    """Refuse to give a variable of a block around this one what is only a name, or the reverse."""
    name = target.name
    before = flow.outer.get(name)
    if name not in flow.outer or not (is_name(value) or is_name(before)):
        return False
    if before is None or value is None or isinstance(before, Absent):
        return False
    detail = f"Cannot re-assign '{name}' because it is not a first-class value"
    walk.refuse("reassignment", target, detail, flow)
    return True


def _set_item(
    walk: Walk, target: nodes.Subscript, value: Sugar | None, source: nodes.NodeNG, flow: Flow
) -> None:
    owner = walk.simple(target.value, flow)
    index = target.slice
    kinds = index_types(walk, index, flow)
    given = value if value == EMPTY_LIST else walk.as_simple(value, source, flow)
    if owner == TENSOR:
        _set_in_tensor(walk, target, kinds, given, source, flow)
    elif owner is not None and owner.name in ("Tuple", "str", "int", "float", "bool"):
        detail = f"{spell(owner)} does not support subscripted assignment"
        walk.refuse("index", target, detail, flow)
    elif owner is not None and owner.name == "List" and isinstance(index, nodes.Slice):
        detail = "Sliced expression not yet supported for subscripted assignment"
        walk.refuse("index", target, detail, flow)
    elif owner is not None and owner.name in ("Dict", "List") and len(kinds) == 1:
        operate(walk, "_set_item", target, (owner, kinds[0], given), flow)


def _set_in_tensor(
    walk: Walk,
    target: nodes.Subscript,
    kinds: list[Type | None],
    given: Type | None,
    source: nodes.NodeNG,
    flow: Flow,
) -> None:
    """``x[index] = value``: a Tensor or a number is copied in (``emitSubscriptAssign``)."""
    check_tensor_index(walk, target, kinds, flow)
    if given is not None and is_optional(given):
        walk.refuse("optional", source, f"it may be None: its type is {spell(given)}", flow)
    if given is not None and given.name in ("str", "None", "List", "EmptyList", "Tuple", "Dict"):
        detail = f"a value of type '{schema.told(given)}' cannot be written into a Tensor"
        walk.refuse("operands", source, detail, flow)


def _set_attribute(walk: Walk, target: nodes.AssignAttr, value: Type | None, flow: Flow) -> None:
    owner = walk.value(target.expr, flow)
    if isinstance(owner, Object):
        objects.set_field(walk, owner, target, value, flow)
        return
    if not isinstance(owner, Held) or len(owner.refs) != 1:
        return
    name = target.attrname
    found = walk.instances.attribute(owner.refs[0], name)
    if isinstance(found, Absent):
        detail = (
            f"Tried to set nonexistent attribute: {name}. "
            "Did you forget to initialize it in __init__()?"
        )
        walk.refuse("attribute", target, detail, flow)
    elif isinstance(found, PythonValue):
        detail = f"failed to convert Python type: '{found.type}' to a TorchScript type"
        walk.refuse("attribute-type", target, detail, flow)
    elif isinstance(found, Type) and schema.fits(value, found, conversions=False) is False:
        told = schema.told(value) if value is not None else ""
        detail = f"Wrong type for attribute assignment. Expected {spell(found)} but got {told}"
        walk.refuse("reassignment", target, detail, flow)


def _taken_apart(
    walk: Walk,
    target: nodes.NodeNG,
    value: Sugar | None,
    source: nodes.NodeNG,
    flow: Flow,
) -> Sequence[Sugar | None]:
    count = len(target.elts)
    value = value.as_group() if isinstance(value, Record) else value
    starred = any(isinstance(it, nodes.Starred) for it in target.elts)
    if isinstance(value, PythonValue):
        detail = f"python value of type '{value.type}' cannot be used as a tuple"
        walk.refuse("python-value", source, detail, flow)
        return [None] * count
    if isinstance(value, Group) and len(value.items) == count and not starred:
        return value.items
    if isinstance(value, Group) and not starred:
        _refuse_number(walk, source, count, len(value.items), flow)
        return [None] * count
    if isinstance(value, Held) and not value.sliced:
        walk.refuse("unpack-length", source, "module cannot be used as a tuple", flow)
        return [None] * count
    type_ = type_of(value)
    if type_ == TENSOR:
        inferred = " (inferred)" if isinstance(value, Inferred) else ""
        detail = f"Tensor{inferred} cannot be used as a tuple"
        walk.refuse("unpack", source, detail, flow)
        return [TENSOR] * count
    if type_ is not None and type_.name == "List" and starred:
        walk.refuse("unpack-length", source, NO_LENGTH, flow)
    if type_ is None or starred:
        return [None] * count
    if type_.name == "Tuple" and len(type_.arguments) == count:
        return type_.arguments
    if type_.name == "List" and type_.arguments:
        return [type_.arguments[0]] * count
    if type_.name == "Tuple":
        _refuse_number(walk, source, count, len(type_.arguments), flow)
    elif is_optional(type_):
        walk.refuse("optional", source, f"{spell(type_)} cannot be used as a tuple", flow)
    elif type_.name in ("int", "float", "bool", "str", "Dict", "None"):
        walk.refuse("unpack-length", source, f"{spell(type_)} cannot be used as a tuple", flow)
    return [None] * count


def _refuse_number(walk: Walk, source: nodes.NodeNG, wanted: int, found: int, flow: Flow) -> None:
    more = "only " if found < wanted else ""
    detail = f"need {wanted} values to unpack but found {more}{found}"
    walk.refuse("unpack-length", source, detail, flow)
