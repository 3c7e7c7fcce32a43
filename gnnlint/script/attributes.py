"""Attributes: what ``value.name`` is, and what has none of that name.

Mirrors ``attr`` of the sugared values: torch/csrc/jit/frontend/sugared_value.cpp (values),
torch/csrc/jit/python/python_sugared_value.cpp (modules, classes, names of Python).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint import library
from gnnlint.library import operators
from gnnlint.project.bindings import dotted
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, ModuleCode
from gnnlint.script import enumeration, objects, records, schema
from gnnlint.script.flow import Flow
from gnnlint.script.operations import is_optional
from gnnlint.script.sugar import (
    Absent,
    Code,
    Definition,
    Held,
    Inferred,
    Library,
    Method,
    Object,
    PythonValue,
    Record,
    Sugar,
    type_of,
)
from gnnlint.script.types import (
    DEVICE,
    ENUM,
    INT,
    MODULE,
    NONE,
    STR,
    TENSOR,
    Type,
    optional,
    spell,
    without_none,
)

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

DATA_FIELDS = frozenset(
    """x edge_index edge_attr edge_weight edge_type node_type pos y z batch ptr adj_t face norm
    num_nodes num_edges num_graphs num_features num_node_features num_edge_features x_dict
    edge_index_dict edge_attr_dict batch_dict train_mask val_mask test_mask batch_size""".split()
)
"""Attributes of ``torch_geometric.data.Data`` and ``Batch`` that a Tensor has not."""

DATA_NAMES = frozenset({"data", "batch", "graph", "g", "batch_data", "hetero_data"})

CASTS = frozenset(
    "float double half long int short char byte cpu cuda type_as contiguous type".split()
)
"""Methods of a Tensor that the compiler makes itself, and that return one."""

_MADE = frozenset({"tolist", "to"})
ITERATED = frozenset("children modules named_children named_modules".split())
"""Methods of ``nn.Module`` whose results loops run over, written out."""
_OF_MODULES = frozenset(
    """train eval state_dict load_state_dict register_buffer register_parameter add_module
    zero_grad apply requires_grad_ extra_repr parameters named_parameters buffers
    named_buffers""".split()
)
"""Methods of ``nn.Module`` that compiled code cannot call."""

_DEVICE = {"type": STR, "index": optional(INT)}


def attribute(walk: Walk, node: nodes.Attribute, flow: Flow) -> Sugar | None:
    """``owner.name``."""
    owner = walk.value(node.expr, flow)
    name = node.attrname
    if isinstance(owner, Inferred) and reads_data(owner, name):
        refuse_data(walk, owner, node, f"has no attribute or method '{name}'", flow)
        return None
    if isinstance(owner, Held):
        return _of_held(walk, owner, node, flow)
    if isinstance(owner, Object):
        return objects.field(walk, owner, node, flow)
    if isinstance(owner, Record):
        return records.field(walk, owner, node, flow)
    if isinstance(owner, Library):
        return _of_library(walk, owner, node, flow)
    if isinstance(owner, Definition):
        return _of_definition(walk, owner, node, flow)
    if isinstance(owner, PythonValue):
        detail = f"attribute lookup is not defined on python value of type '{owner.type}'"
        walk.refuse("python-value", node, detail, flow)
        return None
    type_ = type_of(owner)
    if type_ is None or type_ == MODULE:
        return None
    if type_ == ENUM and node.attrname in ("name", "value"):
        return STR if node.attrname == "name" else None
    return _of_value(walk, owner, type_, node, flow)


def reads_data(owner: Inferred, name: str) -> bool:
    """Whether an unannotated parameter is used as graph data are."""
    if library.is_tensor_attribute(name):
        return False
    return name in DATA_FIELDS or owner.name in DATA_NAMES


def refuse_data(walk: Walk, owner: Inferred, node: nodes.NodeNG, reason: str, flow: Flow) -> None:
    """The first read of an unannotated ``data``; the others follow from it."""
    if owner.name not in walk.read_as_data:
        if not flow.doubtful:
            walk.read_as_data.add(owner.name)
        walk.refuse("data-argument", node, f"'Tensor (inferred)' object {reason}", flow)


def _of_value(
    walk: Walk, owner: Sugar | None, type_: Type, node: nodes.Attribute, flow: Flow
) -> Sugar | None:
    name = node.attrname
    found = _DEVICE.get(name) if type_ == DEVICE else schema.of_attribute(type_, name)
    if found is not None:
        return found
    if type_ == TENSOR and name in _MADE:
        return Method(type_, name)
    if type_.name == "Tuple" and set(type_.arguments) == {TENSOR}:
        return TENSOR  # a field of what torch returns by name
    answer = schema.has_method(type_, name)
    if answer is False and type_.name in _CLOSED:
        said = "Tensor (inferred)" if isinstance(owner, Inferred) else spell(type_)
        detail = f"'{said}' object has no attribute or method '{name}'"
        rest = without_none(type_) if is_optional(type_) else None
        if (rest is not None and rest.name in _CLOSED and _has(rest, name)) or type_ == NONE:
            walk.refuse("optional", node, detail, flow)
        elif not is_optional(type_):
            walk.refuse("class" if _is_super(node.expr) else "method", node, detail, flow)
        return None
    return Method(type_, name)


def _is_super(node: nodes.NodeNG) -> bool:
    """``super()``, a class of Python that the compiler takes for a function of Tensors."""
    return isinstance(node, nodes.Call) and dotted(node.func) == "super"


_CLOSED = frozenset(
    "Tensor int float bool str List Dict Tuple None Union Device number Enum".split()
)


def _has(type_: Type, name: str) -> bool:
    if type_ == TENSOR and name in _MADE:
        return True
    return schema.of_attribute(type_, name) is not None or bool(schema.has_method(type_, name))


def _of_held(walk: Walk, owner: Held, node: nodes.Attribute, flow: Flow) -> Sugar | None:
    name, instances = node.attrname, walk.instances
    if name in _OF_MODULES:
        detail = f"the methods of nn.Module are not compiled, `{name}` among them"
        walk.refuse("attribute", node, detail, flow)
        return None
    if instances.container(owner.refs[0]) is not None and name in ("items", "values", "keys"):
        return Method(owner, name)
    if name == "forward":
        return Held(owner.refs)  # calls `forward` itself, which a slice's modules have too
    if name in ITERATED:
        return Method(owner, name)
    if name == "__class__":
        walk.refuse("attribute", node, "the class of a module cannot be asked for", flow)
        return None
    lack = instances.lack(owner.refs[0], name) if len(owner.refs) == 1 else None
    if lack is not None and not flow.path:  # what else is decided may decide this
        walk.refuse("attribute", node, f"Module has no attribute '{name}'", flow.fork(guard=lack))
    found = [instances.attribute(ref, name) for ref in owner.refs]
    first = found[0]
    if isinstance(first, (Absent, PythonValue)) and all(it == first for it in found):
        _refuse_attribute(walk, node, first, flow)
        return None
    if all(isinstance(it, Code) for it in found):
        same = [it for it in found if isinstance(it, Code) and isinstance(first, Code)
                and it.function is first.function]  # fmt: skip
        if isinstance(first, Code) and len(same) == len(found):
            return Code(first.function, tuple(ref for it in same for ref in it.owners))
    return first if all(it == first for it in found) else None


def _refuse_attribute(
    walk: Walk, node: nodes.Attribute, found: Absent | PythonValue, flow: Flow
) -> None:
    if isinstance(found, Absent):
        walk.refuse("attribute", node, found.reason, flow)
        return
    detail = (
        f"Module has no attribute '{node.attrname}' (This attribute exists on the Python module, "
        f"but we failed to convert Python type: '{found.type}' to a TorchScript type.)"
    )
    walk.refuse("attribute-type", node, detail, flow)


# --- names of Python ----------------------------------------------------------------------------


def _of_library(walk: Walk, owner: Library, node: nodes.Attribute, flow: Flow) -> Sugar | None:
    name = f"{owner.name}.{node.attrname}"
    if operators.is_missing(owner.name, node.attrname) and not library.is_known(name):
        detail = f"object has no attribute {node.attrname}"
        walk.refuse("python", node, detail, flow)
        return None
    return Library(library.canonical(name))


def _of_definition(
    walk: Walk, owner: Definition, node: nodes.Attribute, flow: Flow
) -> Sugar | None:
    if isinstance(owner.code, ModuleCode):
        found = walk.reach.project.member(owner.code, node.attrname)
        if isinstance(found, Assigned) and isinstance(found.node, nodes.Const):
            value = found.node.value
            return NONE if value is None else Type(type(value).__name__)
        return walk.definition(found)
    return _of_class(walk, owner.code, node, flow)


def _of_class(walk: Walk, code: ClassCode, node: nodes.Attribute, flow: Flow) -> Sugar | None:
    """Classes have their static methods; an Enum has its members too."""
    project = walk.reach.project
    method = project.method(code, node.attrname)
    if isinstance(method, FunctionCode) and project.is_module(code):
        return Code(method)
    if isinstance(method, FunctionCode) or project.has_unknown_base(code):
        return None
    if project.is_module(code):
        return _of_module_class(walk, code, node, flow)
    kinds = enumeration.kinds_of(project, code)
    if kinds is not None:
        return _of_enum(walk, code, kinds, node, flow)
    if _is_plain_class(walk, code) and node.attrname in code.attributes:
        detail = f"Tried to lookup unknown attribute on class {code.name}"
        walk.refuse("class", node, detail, flow)
    return None


def _of_enum(
    walk: Walk, code: ClassCode, kinds: dict[str, Type], node: nodes.Attribute, flow: Flow
) -> Sugar | None:
    if len(set(kinds.values())) > 1:
        walk.refuse("class", node, enumeration.MIXED, flow)
        return None
    if node.attrname not in kinds:
        walk.refuse("class", node, f"'{code.name}' has no attribute '{node.attrname}'", flow)
        return None
    return ENUM


def _of_module_class(
    walk: Walk, code: ClassCode, node: nodes.Attribute, flow: Flow
) -> Sugar | None:
    """What a class of modules keeps is no more than a value of Python; None is not found."""
    bases = [it for it in walk.reach.project.ancestors(code) if isinstance(it, ClassCode)]
    held = next(
        (it.attributes[node.attrname] for it in bases if node.attrname in it.attributes), None
    )
    if held is None or held.annotation is held.node:
        return None
    if isinstance(held.node, nodes.Const) and held.node.value is None:
        detail = f"Tried to lookup unknown attribute on class {code.name}"
        walk.refuse("class", node, detail, flow)
    elif isinstance(held.node, nodes.Const):
        return PythonValue(type(held.node.value).__name__)
    elif isinstance(held.node, (nodes.List, nodes.Dict, nodes.Tuple)):
        return PythonValue(type(held.node).__name__.lower())
    return None


def _is_plain_class(walk: Walk, code: ClassCode) -> bool:
    """Whether the class builds on nothing but other classes of the project."""
    bases = walk.reach.project.ancestors(code)
    return all(isinstance(it, ClassCode) or it.name == "builtins.object" for it in bases)
