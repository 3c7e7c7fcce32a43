"""Annotations and defaults that the compiler has no type for.

Mirrors ``try_ann_to_type`` of torch/jit/annotations.py and ``ScriptTypeParser`` of
torch/csrc/jit/frontend/script_type_parser.cpp; defaults: ``get_default_args`` of
torch/jit/frontend.py and ``evaluateDefaults`` of torch/csrc/jit/python/script_init.cpp.
"""

from __future__ import annotations

import builtins

from astroid import nodes

from gnnlint import library
from gnnlint.project import Project
from gnnlint.project.bindings import dotted
from gnnlint.project.code import Assigned, LibraryName, ModuleCode
from gnnlint.script.types import BOOL, FLOAT, INT, NONE, STR, TENSOR, Type, parts, spell

_GENERIC = frozenset({"List", "Dict", "Tuple", "Optional"})
_CONSTRUCTORS = frozenset(
    """Sequence Iterable Iterator Mapping MutableMapping Set FrozenSet Literal Type Callable
    Generator Collection DefaultDict OrderedDict Deque ClassVar""".split()
)
_TYPES_OF_PYTHON = frozenset("dict object type bytes set frozenset slice range bytearray".split())
_LITERALS = {
    nodes.List: "list-literal",
    nodes.Dict: "dict-literal",
    nodes.Tuple: "tuple-literal",
}
_UNREAD = frozenset({"Any", "Union", "Final", "Annotated", "NoneType", "number"})


def annotation_problem(project: Project, module: ModuleCode, node: nodes.NodeNG) -> str | None:
    """Why an annotation is no type, in the compiler's words; None where it may be one."""
    if isinstance(node, nodes.Subscript):
        head = (dotted(node.value) or "").rpartition(".")[2]
        if head in _CONSTRUCTORS:
            return f"Unknown type constructor {head}"
        if head in ("Union", "Final", "Annotated"):
            return None
        inside = node.slice.elts if isinstance(node.slice, nodes.Tuple) else [node.slice]
        found = (annotation_problem(project, module, it) for it in inside)
        return next((it for it in found if it is not None), None)
    if isinstance(node, nodes.Const) and node.value is Ellipsis:
        return "Expression of type dots cannot be used in a type expression"
    literal = _LITERALS.get(type(node))
    if isinstance(node, nodes.Const) and isinstance(node.value, bool | int | float):
        literal = "const"
    if literal is not None:
        return f"Expression of type {literal} cannot be used in a type expression"
    name = dotted(node)
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and node.value.isidentifier():
        name = node.value
    return _of_name(project, module, name) if name is not None else None


def _of_name(project: Project, module: ModuleCode, name: str) -> str | None:
    last = name.rpartition(".")[2]
    found = project.resolve(module, name)
    if isinstance(found, LibraryName):
        return _of_library(found.name, name)
    if isinstance(found, Assigned):
        made = found.node
        is_variable = isinstance(made, nodes.Call) and dotted(made.func) in (
            "TypeVar", "typing.TypeVar",
        )  # fmt: skip
        return f"Unknown type name '{name}'" if is_variable else None
    if found is not None or "." in name:
        return None
    if name in _TYPES_OF_PYTHON:
        return f"Unknown type name '{name}'"
    known = hasattr(builtins, name) or name in module.bindings or module.stars
    return None if known or last in _UNREAD else f"Unknown type name '{name}'"


def _of_library(canonical: str, name: str) -> str | None:
    home, _, last = canonical.rpartition(".")
    if home in ("typing", "collections.abc"):
        if last in _GENERIC:
            return (
                f"Attempted to use {last} without a contained type. "
                f"Please add a contained type, e.g. {last}[int]"
            )
        return f"Unknown type name '{name}'" if last in _CONSTRUCTORS else None
    if canonical == "numpy.ndarray" or library.is_module_class(canonical):
        return f"Unknown type name '{name}'"
    return f"Unknown type name '{name}'" if canonical == "torch.Size" else None


def default_problem(name: str, type_: Type, default: nodes.NodeNG) -> str | None:
    """Why a default value does not go with the declared type."""
    if isinstance(default, (nodes.List, nodes.Dict, nodes.Set)):
        return "Mutable default parameters are not supported because Python binds them to the"
    value = default.operand if isinstance(default, nodes.UnaryOp) else default
    if not isinstance(value, nodes.Const):
        return None
    given = {int: INT, float: FLOAT, bool: BOOL, str: STR, type(None): NONE}.get(type(value.value))
    if given is None or any(_holds(it, given) is not False for it in parts(type_)):
        return None
    return f'Expected a default value of type {spell(type_)} on parameter "{name}".'


def _holds(type_: Type, given: Type) -> bool | None:
    """Whether Python's value becomes one of the type; None where in doubt."""
    if type_ == given:
        return True
    if type_ == TENSOR and given == NONE:
        return True
    if type_ == FLOAT:
        return given in (INT, BOOL)
    if type_ == INT:
        return given == BOOL
    if type_ == BOOL:
        return None  # Python's truth of it may be taken
    if type_.name in ("str", "Tensor", "List", "Dict", "Tuple", "None"):
        return False
    return None
