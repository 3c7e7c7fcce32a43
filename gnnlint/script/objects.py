"""Objects of TorchScript classes: the fields that ``__init__`` gives them, and no others.

Mirrors ``SimpleValue::setAttr`` and ``attr`` of torch/csrc/jit/frontend/sugared_value.cpp: a field
is made by the first assignment in ``__init__``, outside of control flow, and has the type of that
value for good. An annotation says of which type an empty list or dict is, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.project.model import Base
from gnnlint.script import schema
from gnnlint.script.flow import Flow
from gnnlint.script.sugar import Fields, Object, Sugar
from gnnlint.script.types import EMPTY_LIST, TENSORS, Type, spell

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

_BLOCKS = (nodes.If, nodes.For, nodes.While)


def bases_of(project: Project, code: ClassCode) -> list[Base]:
    """What a class builds on, other than ``object``."""
    _, *bases = project.ancestors(code)
    return [it for it in bases if isinstance(it, ClassCode) or it.name != "builtins.object"]


def object_of(walk: Walk) -> Object | None:
    """What ``self`` is in a method of a class that is compiled by itself."""
    owner = walk.code.owner
    if owner is None or walk.owner is not None or walk.reach.project.is_module(owner):
        return None
    return Object(owner)


def set_field(
    walk: Walk, owner: Object, target: nodes.AssignAttr, value: Type | None, flow: Flow
) -> None:
    """``self.name = value``."""
    name, fields = target.attrname, _fields(walk, owner.code)
    if fields is None:
        return
    if name in fields:
        found = fields[name]
        if value is not None and found is not None and _differ(value, found):
            told = spell(TENSORS if value == EMPTY_LIST else value)
            detail = f"Wrong type for attribute assignment. Expected {spell(found)} but got {told}"
            walk.refuse("reassignment", target, detail, flow)
    elif not _makes(walk, owner):
        detail = (
            f"Tried to set nonexistent attribute: {name}. "
            "Did you forget to initialize it in __init__()?"
        )
        walk.refuse("attribute", target, detail, flow)
    elif any(isinstance(it, _BLOCKS) for it in target.node_ancestors()):
        fields[name] = None
        detail = "First assignment cannot be in a control-flow block"
        walk.refuse("class", target, detail, flow)
    else:
        fields[name] = TENSORS if value == EMPTY_LIST else value


def field(walk: Walk, owner: Object, node: nodes.Attribute, flow: Flow) -> Sugar | None:
    """``self.name``, or that of another object whose class is known."""
    name, fields = node.attrname, _fields(walk, owner.code)
    method = walk.reach.project.method(owner.code, name)
    bound = isinstance(method, FunctionCode) and not walk.reach.headers.is_static(method)
    if fields is None or bound or name.startswith("__"):
        return None
    if name in fields:
        return fields[name]
    detail = f"'{owner.code.name}' object has no attribute or method '{name}'"
    if name in owner.code.attributes:
        detail += ". It is defined as a class attribute, which is not supported"
    else:
        detail += ". Did you forget to initialize an attribute in __init__()?"
    walk.refuse("attribute", node, detail, flow)
    return None


def check_method(walk: Walk, owner: Object, name: str, node: nodes.NodeNG, flow: Flow) -> None:
    """Refuse what Python does by a method that the class does not have."""
    if walk.reach.project.method(owner.code, name) is None and not bases_of(
        walk.reach.project, owner.code
    ):
        detail = f"'{owner.code.name}' object has no attribute or method '{name}'"
        walk.refuse("class", node, detail, flow)


def check_exit(walk: Walk, owner: Object, node: nodes.NodeNG, flow: Flow) -> None:
    """``__exit__`` is given nothing that compiled code knows, which it has to say of all three."""
    method = walk.reach.project.method(owner.code, "__exit__")
    if not isinstance(method, FunctionCode):
        return
    for index, slot in enumerate(walk.reach.headers.of(method).slots, 1):
        if slot.type is not None and slot.type.name != "Any":
            walk.refuse("class", node, f"argument {index} of __exit__ must have Any type", flow)
            return


def type_of_field(walk: Walk, owner: Object, name: str) -> Type | None:
    """The type of a field that is there; None where it is not, or not known."""
    return (_fields(walk, owner.code) or {}).get(name)


def _differ(value: Type, wanted: Type) -> bool:
    return schema.fits(value, wanted, conversions=False) is False


def _makes(walk: Walk, owner: Object) -> bool:
    """Whether the constructor of the class is what is being compiled."""
    return walk.code.owner is owner.code and walk.code.short_name == "__init__"


def _fields(walk: Walk, code: ClassCode) -> Fields | None:
    """The fields that are there; None where they cannot be known."""
    if _makes(walk, Object(code)):
        return walk.done.fields
    own, project = code.methods.get("__init__"), walk.reach.project
    if project.has_unknown_base(code) or bases_of(project, code):
        return None
    if own is None:
        return {}
    if not walk.reach.is_compiled(own) or walk.reach.is_running(own, None):
        return None
    found = walk.reach.compiled(own, None)
    return found.fields if found is not None else None
