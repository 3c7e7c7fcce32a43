"""What each expression is to the compiler.

Mirrors ``emitSugaredExpr`` of torch/csrc/jit/frontend/ir_emitter.cpp; what each kind of expression
needs stands in ``attributes``, ``calls``, ``displays``, ``items`` and ``operations``.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from astroid import nodes

from gnnlint.project.bindings import dotted, is_local
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, LibraryName, ModuleCode
from gnnlint.script import objects, schema
from gnnlint.script.annotations import LARGEST
from gnnlint.script.attributes import attribute
from gnnlint.script.calls import call
from gnnlint.script.decision import decide
from gnnlint.script.displays import (
    comprehension,
    dict_comprehension,
    dict_display,
    list_display,
    tuple_display,
)
from gnnlint.script.flow import Flow, meet
from gnnlint.script.items import subscript
from gnnlint.script.operations import binary, compare, logical, unary
from gnnlint.script.sugar import (
    Absent,
    Code,
    Definition,
    Held,
    Library,
    PythonValue,
    Sugar,
)
from gnnlint.script.types import NONE, STR, TENSOR, Type, constant_of, spell, unify

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk


def evaluate(walk: Walk, node: nodes.NodeNG, flow: Flow) -> Sugar | None:
    """What ``node`` is; unknown for what has no entry in the table below."""
    handler = _EXPRESSIONS.get(type(node))
    return handler(walk, node, flow) if handler is not None else None


def _constant(walk: Walk, node: nodes.Const, flow: Flow) -> Sugar | None:
    if node.value is None:
        return NONE
    if node.value is Ellipsis:
        walk.refuse("form", node, "Cannot emit expr for: (dots)", flow)
    name = type(node.value).__name__
    if name == "int" and node.value > LARGEST:
        detail = "Integral constant out of range (must fit in a signed 64 bit integer)"
        walk.refuse("form", node, detail, flow)
    return Type(name) if name in ("int", "float", "bool", "str", "complex") else None


def _name(walk: Walk, node: nodes.Name, flow: Flow) -> Sugar | None:
    if node.name in flow.names:
        found = flow.names[node.name]
        if isinstance(found, Absent):
            walk.refuse_absent(node, node.name, found, flow)
            return None
        return found
    if walk.is_self(node):
        return Held((walk.owner,)) if walk.owner is not None else objects.object_of(walk)
    around = walk.code.node.parent
    if isinstance(around, nodes.FunctionDef) and is_local(around, node.name):
        return None  # a variable of the function around this one is not followed
    module = walk.code.module
    found_there = walk.reach.project.lookup(module, node.name)
    if found_there is None:
        return _unfound(walk, node, flow)
    if isinstance(found_there, Assigned):
        return _global(walk, node, found_there, flow)
    if isinstance(found_there, LibraryName) and (kind := _python_type(found_there.name)):
        return PythonValue(kind)
    return walk.definition(found_there)


def _python_type(name: str) -> str | None:
    """What Python calls the type of a constant of a library."""
    found = constant_of(name)
    return None if found is None else "dtype" if found.name == "int" else found.name


_OF_PYTHON = {
    "__name__": "str",
    "__file__": "str",
    "__class__": "dict",
    "NotImplemented": "NotImplementedType",
    "Ellipsis": "ellipsis",
}
"""Names that Python gives values, which the compiler has none for."""


def _unfound(walk: Walk, node: nodes.Name, flow: Flow) -> Sugar | None:
    if node.name in _OF_PYTHON:
        return PythonValue(_OF_PYTHON[node.name])
    if hasattr(builtins, node.name):
        return Library(f"builtins.{node.name}")
    module = walk.code.module
    known = node.name in module.bindings or node.name.startswith("__")
    if not known and not module.stars and not node.lookup(node.name)[1]:
        walk.refuse("undefined", node, f"undefined value {node.name}", flow)
    return None


def _global(walk: Walk, node: nodes.Name, found: Assigned, flow: Flow) -> Sugar | None:
    """A variable of the module: a value of Python, unless it is another name of something."""
    project = walk.reach.project
    value, home = found.node, project.home(walk.code.module, node.name)
    if isinstance(value, nodes.Const):
        if value.value is None:
            walk.refuse("undefined", node, f"undefined value {node.name}", flow)
            return None
        return PythonValue(type(value.value).__name__)
    if isinstance(value, (nodes.List, nodes.Dict, nodes.Set, nodes.Tuple)):
        return PythonValue(type(value).__name__.lower())
    if isinstance(value, nodes.Lambda):
        return PythonValue("function")
    if isinstance(value, nodes.Call):
        return _made_global(walk, value, home)
    name = dotted(value)
    if name is None:
        return None
    target = project.resolve(home, name)
    if isinstance(target, LibraryName) and (kind := _python_type(target.name)):
        return PythonValue(kind)
    return walk.definition(target)


_MADE = {
    "logging.getLogger": "Logger",
    "torch.device": "device",
    "torch.Generator": "Generator",
    "pathlib.Path": "PosixPath",
    "re.compile": "re.Pattern",
    "numpy.array": "numpy.ndarray",
}
"""What calls at the top of a module make, by the name of its type."""


def _made_global(walk: Walk, node: nodes.Call, home: ModuleCode) -> Sugar | None:
    """``K = torch.ones(3)``, ``LOG = logging.getLogger(__name__)``."""
    name = dotted(node.func)
    target = walk.reach.project.resolve(home, name) if name is not None else None
    if isinstance(target, ClassCode) and not walk.reach.project.is_module(target):
        return PythonValue(target.name)
    if not isinstance(target, LibraryName):
        return None
    if target.name in _MADE:
        return PythonValue(_MADE[target.name])
    if target.name == "functools.partial" and len(node.args) + len(node.keywords) > 1:
        return PythonValue("functools.partial")
    schemas = schema.of_function(target.name) if target.name.startswith("torch.") else None
    if schemas and {it.result for it in schemas} == {TENSOR}:
        return PythonValue("Tensor")
    return None


def definition(found: object) -> Sugar | None:
    """What a name of the project or of a library stands for."""
    if isinstance(found, FunctionCode):
        return Code(found)
    if isinstance(found, LibraryName):
        return Library(found.name)
    if isinstance(found, (ClassCode, ModuleCode)):
        return Definition(found)
    return None


def _ternary(walk: Walk, node: nodes.IfExp, flow: Flow) -> Sugar | None:
    decision = decide(walk, node.test, flow)
    yes = flow.fork(decision.when_true, decision.guard, decision.doubtful)
    other = decision.turned()
    no = flow.fork(other.when_true, other.guard, other.doubtful)
    if decision.outcome is not None:
        taken, inside = (node.body, yes) if decision.outcome else (node.orelse, no)
        return evaluate(walk, taken, inside)
    first, second = evaluate(walk, node.body, yes), evaluate(walk, node.orelse, no)
    meet(flow, yes, no)
    if decision.doubtful or decision.guard is not None:
        return first if first == second else None
    if first == second and isinstance(first, Type):
        return first
    one = walk.as_simple(first, node.body, flow)
    two = walk.as_simple(second, node.orelse, flow)
    merged = unify(one, two)
    if merged is None and one is not None and two is not None and not walk.hinted(node):
        detail = (
            f"if-expression's true branch has type {spell(one)} "
            f"but false branch has type {spell(two)}"
        )
        walk.refuse("branches", node, detail, flow)
    return merged


def _text(walk: Walk, node: nodes.JoinedStr, flow: Flow) -> Sugar | None:
    for part in node.values:
        if isinstance(part, nodes.FormattedValue):
            evaluate(walk, part.value, flow)
    return STR


def _starred(walk: Walk, node: nodes.Starred, flow: Flow) -> Sugar | None:
    evaluate(walk, node.value, flow)
    return None


_Expression = Callable[["Walk", Any, Flow], "Sugar | None"]

_EXPRESSIONS: dict[type, _Expression] = {
    nodes.Const: _constant,
    nodes.Name: _name,
    nodes.Attribute: attribute,
    nodes.Subscript: subscript,
    nodes.Call: call,
    nodes.BinOp: binary,
    nodes.Compare: compare,
    nodes.BoolOp: logical,
    nodes.UnaryOp: unary,
    nodes.IfExp: _ternary,
    nodes.Tuple: tuple_display,
    nodes.List: list_display,
    nodes.Dict: dict_display,
    nodes.ListComp: comprehension,
    nodes.DictComp: dict_comprehension,
    nodes.GeneratorExp: comprehension,
    nodes.JoinedStr: _text,
    nodes.Starred: _starred,
}
