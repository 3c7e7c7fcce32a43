"""Items: what ``value[index]`` is, and which indices there cannot be.

Mirrors ``emitSubscript`` of torch/csrc/jit/frontend/ir_emitter.cpp and ``getitem`` of the sugared
values (torch/csrc/jit/python/python_sugared_value.cpp).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.project.code import ClassCode
from gnnlint.script import enumeration, objects
from gnnlint.script.attributes import DATA_FIELDS, DATA_NAMES, refuse_data
from gnnlint.script.elements import held_items
from gnnlint.script.flow import Flow
from gnnlint.script.instances import PARAMETERS
from gnnlint.script.operations import is_optional, operate
from gnnlint.script.sugar import (
    Definition,
    Group,
    Held,
    Inferred,
    Object,
    PythonValue,
    Record,
    Slice,
    Sugar,
    group,
    type_of,
)
from gnnlint.script.types import BOOL, FLOAT, INT, STR, TENSOR, Type, spell

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk


def subscript(walk: Walk, node: nodes.Subscript, flow: Flow) -> Sugar | None:
    """``owner[index]``."""
    owner = walk.value(node.value, flow)
    kinds = index_types(walk, node.slice, flow)
    if isinstance(owner, Held):
        return _item_of_modules(walk, owner, node, flow)
    if isinstance(owner, PythonValue):
        detail = f"python value of type '{owner.type}' cannot be used as a value"
        walk.refuse("python-value", node.value, detail, flow)
        return None
    if isinstance(owner, Definition) and isinstance(owner.code, ClassCode):
        if enumeration.kinds_of(walk.reach.project, owner.code) is not None:
            walk.refuse("python-value", node, "EnumClass cannot be used as a value", flow)
        return None
    if isinstance(owner, Object):
        objects.check_method(walk, owner, "__getitem__", node, flow)
        return None
    if isinstance(owner, Inferred) and _is_data_key(walk, owner, node, flow):
        return None
    if isinstance(owner, Record):
        owner = owner.as_group()
    if isinstance(owner, Group):
        return _item_of_group(walk, owner, node, flow)
    type_ = type_of(owner)
    return _item(walk, type_, node, kinds, flow) if type_ is not None else None


def _is_data_key(walk: Walk, owner: Inferred, node: nodes.Subscript, flow: Flow) -> bool:
    key = node.slice.value if isinstance(node.slice, nodes.Const) else None
    if isinstance(key, str) and (owner.name in DATA_NAMES or key in DATA_FIELDS):
        refuse_data(walk, owner, node, "cannot be indexed by a str", flow)
        return True
    return False


def index_types(walk: Walk, index: nodes.NodeNG, flow: Flow) -> list[Type | None]:
    """The types of the parts of an index; slices left out."""
    if isinstance(index, nodes.Slice):
        for bound in (index.lower, index.upper, index.step):
            if bound is not None:
                _check_bound(walk, bound, walk.simple(bound, flow), flow)
        return []
    if isinstance(index, nodes.Tuple):
        return [kind for it in index.elts for kind in index_types(walk, it, flow)]
    if isinstance(index, nodes.Const) and index.value is Ellipsis:
        return []
    value = walk.value(index, flow)
    return [] if isinstance(value, Slice) else [walk.as_simple(value, index, flow)]


def _check_bound(walk: Walk, node: nodes.NodeNG, type_: Type | None, flow: Flow) -> None:
    """The bounds of a slice are ints; Tensors become some."""
    if type_ is not None and type_.name in ("str", "float", "List", "Tuple", "Dict"):
        detail = f"Expected a value of type 'Optional[int]' but instead found type '{spell(type_)}'"
        walk.refuse("index", node, detail, flow)


def check_tensor_index(
    walk: Walk, node: nodes.Subscript, kinds: list[Type | None], flow: Flow
) -> None:
    """Refuse to index a Tensor by what is no int, slice, list or Tensor."""
    for kind in kinds:
        if kind in (STR, FLOAT, BOOL) or (kind is not None and kind.name == "Dict"):
            detail = (
                "Unsupported operation: indexing tensor with unsupported index type "
                f"'{spell(kind)}'"
            )
            walk.refuse("index", node, detail, flow)


def _item(
    walk: Walk, type_: Type, node: nodes.Subscript, kinds: list[Type | None], flow: Flow
) -> Type | None:
    if type_ == TENSOR:
        check_tensor_index(walk, node, kinds, flow)
        return TENSOR
    if is_optional(type_):
        walk.refuse("optional", node, f"'{spell(type_)}' object is not subscriptable", flow)
        return None
    if type_.name == "Tuple":
        item = _item_of_group(walk, Group(type_.arguments), node, flow)
        return type_of(item)
    if type_ in (INT, FLOAT, BOOL):
        walk.refuse("index", node, f"'{spell(type_)}' object is not subscriptable", flow)
        return None
    if type_.name == "List" and type_.arguments and isinstance(node.slice, nodes.Slice):
        return type_
    if type_.name in ("List", "Dict") and type_.arguments and len(kinds) == 1:
        if kinds[0] is not None:
            operate(walk, "__getitem__", node, (type_, kinds[0]), flow)
        return type_.arguments[-1]
    if type_ == STR and len(kinds) == 1 and kinds[0] is not None:
        operate(walk, "__getitem__", node, (STR, kinds[0]), flow)
    return STR if type_ == STR else None


def literal(node: nodes.NodeNG) -> object:
    """The constant that an index is, a negative one included; None for anything else."""
    if isinstance(node, nodes.Const):
        return node.value
    if isinstance(node, nodes.UnaryOp) and node.op == "-" and isinstance(node.operand, nodes.Const):
        value = node.operand.value
        return -value if isinstance(value, int) else None
    return None


def _item_of_group(walk: Walk, owner: Group, node: nodes.Subscript, flow: Flow) -> Sugar | None:
    """The items of a tuple differ in their types: the index has to be a literal."""
    items, index = owner.items, node.slice
    if isinstance(index, nodes.Slice):
        bounds = [None if it is None else literal(it) for it in (index.lower, index.upper)]
        if index.step is None and all(it is None or isinstance(it, int) for it in bounds):
            known = [it for it in bounds if isinstance(it, int)]
            given = [it for it in (index.lower, index.upper) if it is not None]
            if len(known) == len(given):
                start, stop = (it if isinstance(it, int) else None for it in bounds)
                return group(items[start:stop])
        _check_constant_bounds(walk, node, index, flow)
        return None
    key = literal(index)
    if isinstance(key, int):
        if -len(items) <= key < len(items):
            return items[key]
        detail = f"Tuple index out of range. Tuple is length {len(items)} and index is {key}"
        walk.refuse("index", node, detail, flow)
        return None
    if isinstance(index, nodes.Const) and isinstance(key, (str, float)):
        walk.refuse("index", node, "tuple index must be an integer", flow)
        return None
    kinds = {type_of(it) for it in items}
    if len(kinds) > 1 and None not in kinds and not may_be_literal(walk, index):
        detail = (
            "Cannot index into a tuple with a non-integer literal because we cannot resolve the "
            "output type"
        )
        walk.refuse("index", node, detail, flow)
        return None
    return next(iter(kinds)) if len(kinds) == 1 else None


def _check_constant_bounds(
    walk: Walk, node: nodes.Subscript, index: nodes.Slice, flow: Flow
) -> None:
    bounds = [it for it in (index.lower, index.upper, index.step) if it is not None]
    if any(literal(it) is None and not may_be_literal(walk, it) for it in bounds):
        walk.refuse("index", node, "tuple slice indices must be integer constants", flow)


def _item_of_modules(walk: Walk, owner: Held, node: nodes.Subscript, flow: Flow) -> Sugar | None:
    if walk.instances.is_no_container(owner):
        detail = "Only ModuleList, Sequential, ModuleDict, ParameterList, and ParameterDict modules"
        walk.refuse("index", node, f"{detail} are subscriptable", flow)
        return None
    kinds = {walk.instances.container(ref) for ref in owner.refs}
    if None in kinds or owner.sliced:
        return None
    if isinstance(node.slice, nodes.Slice):
        return held_items(walk.instances, owner, sliced=True)
    key = literal(node.slice)
    if key is None and not may_be_literal(walk, node.slice):
        listed = not any("Dict" in (kind or "") for kind in kinds)
        detail = (
            "Expected integer literal for index but got a variable or non-integer"
            if listed
            else "Unable to extract string literal index"
        )
        walk.refuse("module-index", node, detail, flow)
        return held_items(walk.instances, owner)
    if _has_no_item(walk, owner, node, key, flow):
        return held_items(walk.instances, owner)
    if kinds & PARAMETERS:
        return TENSOR
    found = [it for ref in owner.refs if (it := walk.instances.item(ref, key)) is not None]
    return Held(refs) if (refs := walk.instances.modules(found)) else None


def _has_no_item(walk: Walk, owner: Held, node: nodes.Subscript, key: object, flow: Flow) -> bool:
    """Refuse a literal that is no index or key of a container, as far as it is known."""
    keys = walk.instances.keys(owner.refs[0]) if len(owner.refs) == 1 else None
    if keys is None or key is None or (key in keys and not isinstance(key, float)):
        return False
    if isinstance(key, int) and -len(keys) <= key < 0 and 0 in keys:
        return False
    by_name = any(isinstance(it, str) for it in keys)
    if isinstance(key, str) is not by_name:
        detail = "Expected integer literal for index but got a variable or non-integer"
        walk.refuse("module-index", node, detail, flow)
    elif by_name:
        walk.refuse("index", node, f"Key Error, {key}", flow)
    else:
        walk.refuse("index", node, f"Index {key} out of range of length {len(keys)}", flow)
    return True


def may_be_literal(walk: Walk, node: nodes.NodeNG) -> bool:
    """A constant of the module, or a name from elsewhere, may be a literal to the compiler."""
    if isinstance(node, nodes.Attribute) and walk.is_self(node.expr):
        return walk.owner is None or node.attrname in walk.constants
    if isinstance(node, nodes.Name):
        return node.name not in node.scope().locals
    return isinstance(node, (nodes.Attribute, nodes.IfExp))
