"""Assignments: which variables and attributes take which values.

Mirrors ``Environment::setSugaredVar``, ``emitAssignment`` and ``emitAugAssignment`` of
torch/csrc/jit/frontend/ir_emitter.cpp, and ``setAttr`` of the sugared values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.script import objects, schema
from gnnlint.script.annotations import annotation_problem
from gnnlint.script.flow import Flow
from gnnlint.script.operations import BINARY, is_optional, operate
from gnnlint.script.sugar import Absent, Group, Held, Inferred, Object, PythonValue, Sugar, type_of
from gnnlint.script.types import EMPTY_LIST, TENSOR, TENSORS, Type, spell

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
        problem = annotation_problem(walk.reach.project, module, node.annotation)
        if problem is not None:
            walk.refuse("annotation", node.annotation, problem, flow)
        _check_annotated(walk, node, type_, type_of(value), flow)
        flow.names[node.target.name] = type_
    elif node.value is not None:
        is_field = isinstance(node.target, nodes.AssignAttr) and isinstance(
            walk.value(node.target.expr, flow), Object
        )
        declares = not is_field or isinstance(node.value, _DISPLAYS)
        bind(walk, node.target, (type_ if declares else None) or value, node.value, flow)
    return flow


def _check_annotated(
    walk: Walk, node: nodes.AnnAssign, wanted: Type | None, actual: Type | None, flow: Flow
) -> None:
    if wanted is None or actual is None:
        return
    if isinstance(node.value, _DISPLAYS):
        _check_displayed(walk, node, wanted, actual, flow)
    elif schema.fits(actual, wanted, conversions=False) is False:
        detail = (
            f"Variable '{node.target.name}' is annotated with type {spell(wanted)} but is being "
            f"assigned to a value of type {spell(actual)}"
        )
        walk.refuse("reassignment", node.value, detail, flow)


def _check_displayed(
    walk: Walk, node: nodes.AnnAssign, wanted: Type, actual: Type, flow: Flow
) -> None:
    """Items of a list or dict that is written out, against those of its annotation.

    Empty lists among the items have the type that the annotation gives them, and what makes a
    union is unified in ways of its own: neither is judged (emitListLiteral, emitDictLiteral).
    """
    if wanted.name != actual.name or _has_empty_display(node.value):
        return
    for given, declared in zip(actual.arguments, wanted.arguments, strict=False):
        if given.name != "Union" and schema.fits(given, declared, conversions=False) is False:
            detail = (
                f"{wanted.name} type annotation `{spell(wanted)}` did not match the types of the "
                f"given {wanted.name.lower()} elements: {spell(given)}"
            )
            walk.refuse("reassignment", node.value, detail, flow)
            return


def _has_empty_display(node: nodes.NodeNG) -> bool:
    displays = node.nodes_of_class((nodes.List, nodes.Dict))
    return any(not next(it.get_children(), None) for it in displays)


_DISPLAYS = (nodes.List, nodes.Dict, nodes.ListComp, nodes.DictComp)


def assign_augmented(walk: Walk, node: nodes.AugAssign, flow: Flow) -> Flow:
    """``a += value``: in place for a Tensor and a list."""
    added = walk.value(node.value, flow)
    given = added if added == EMPTY_LIST else walk.as_simple(added, node.value, flow)
    target = node.target
    if isinstance(target, nodes.AssignName):
        before = flow.names.get(target.name)
        if isinstance(before, Absent):
            walk.refuse("undefined", before.branch or target, before.reason, flow)
            return flow
        result = _augmented(walk, node, type_of(before), given, flow)
        bind(walk, target, result, node.value, flow)
    elif isinstance(target, nodes.AssignAttr):
        _augment_attribute(walk, node, target, given, flow)
    else:
        bind(walk, target, None, node.value, flow)
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
    if isinstance(value, PythonValue):
        walk.as_simple(value, source, flow)
        kept = None
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


def _set_item(
    walk: Walk, target: nodes.Subscript, value: Sugar | None, source: nodes.NodeNG, flow: Flow
) -> None:
    owner = walk.simple(target.value, flow)
    index = target.slice
    key = None if isinstance(index, (nodes.Slice, nodes.Tuple)) else walk.simple(index, flow)
    if isinstance(index, (nodes.Slice, nodes.Tuple)):
        walk.value(index, flow)
    given = value if value == EMPTY_LIST else walk.as_simple(value, source, flow)
    if owner is None or owner.name not in ("Dict", "List") or key is None or given is None:
        return
    operate(walk, "_set_item", target, (owner, key, given), flow)


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
    type_ = type_of(value)
    if type_ == TENSOR:
        inferred = " (inferred)" if isinstance(value, Inferred) else ""
        detail = f"Tensor{inferred} cannot be used as a tuple"
        walk.refuse("unpack", source, detail, flow)
        return [TENSOR] * count
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
