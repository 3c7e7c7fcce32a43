"""Annotations and defaults that the compiler has no type for.

Mirrors ``try_ann_to_type`` of torch/jit/annotations.py and ``ScriptTypeParser`` of
torch/csrc/jit/frontend/script_type_parser.cpp; defaults: ``get_default_args`` of
torch/jit/frontend.py and ``evaluateDefaults`` of torch/csrc/jit/python/script_init.cpp.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import TypeAlias

from astroid import extract_node, nodes
from astroid.exceptions import AstroidError

from gnnlint import library
from gnnlint.project import Project
from gnnlint.project.bindings import dotted
from gnnlint.project.code import Assigned, ClassCode, LibraryName, ModuleCode
from gnnlint.script import enumeration
from gnnlint.script.types import BOOL, FLOAT, INT, NONE, STR, TENSOR, Type, parts, spell

_GENERIC = frozenset({"List", "Dict", "Tuple", "Optional"})
_CONSTRUCTORS = frozenset(
    """Sequence Iterable Iterator Mapping MutableMapping Set FrozenSet Literal Type Callable
    Generator Collection DefaultDict OrderedDict Deque ClassVar Final""".split()
)
_TYPES_OF_PYTHON = frozenset("dict object type bytes set frozenset slice range bytearray".split())
_LITERALS = {
    nodes.List: "list-literal",
    nodes.Dict: "dict-literal",
    nodes.Tuple: "tuple-literal",
}
_UNREAD = frozenset({"Any", "Annotated", "NoneType", "number"})
_UNFILLED = frozenset({"torch.jit.Future", "torch.futures.Future", "typing.Union"})
_NO_TYPES_OF_TORCH = frozenset({"torch.Size", "torch.layout", "typing.Final"})


Holds: TypeAlias = Callable[[str], bool]
"""Whether the compiled instance holds a module of a class: then the class has a type."""


def annotation_problem(
    project: Project, module: ModuleCode, node: nodes.NodeNG, holds: Holds
) -> str | None:
    """Why an annotation is no type, in the compiler's words; None where it may be one."""
    if isinstance(node, nodes.Subscript):
        head = (dotted(node.value) or "").rpartition(".")[2]
        if head in _CONSTRUCTORS:
            return f"Unknown type constructor {head}"
        if head in ("Union", "Annotated"):
            return None
        inside = node.slice.elts if isinstance(node.slice, nodes.Tuple) else [node.slice]
        found = (annotation_problem(project, module, it, holds) for it in inside)
        return next((it for it in found if it is not None), None)
    if isinstance(node, nodes.Call):
        return "Expression of type apply cannot be used in a type expression"
    if isinstance(node, nodes.Const) and node.value is Ellipsis:
        return "Expression of type dots cannot be used in a type expression"
    literal = _LITERALS.get(type(node))
    if isinstance(node, nodes.Const) and isinstance(node.value, bool | int | float):
        literal = "const"
    if literal is not None:
        return f"Expression of type {literal} cannot be used in a type expression"
    name = dotted(node)
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        return _of_text(project, module, node.value, holds)
    return _of_name(project, module, name, holds) if name is not None else None


def _of_text(project: Project, module: ModuleCode, text: str, holds: Holds) -> str | None:
    """Text that holds no type is one unknown name."""
    try:
        node = extract_node(text)
    except AstroidError:
        node = None
    is_type = isinstance(node, (nodes.Name, nodes.Attribute, nodes.Subscript, nodes.BinOp))
    if is_type and annotation_problem(project, module, node, holds) is None:
        return None
    return f"Unknown type name '{text}'"


_NO_TYPES = frozenset({"TypeVar", "typing.TypeVar", "NewType", "typing.NewType"})


def _of_name(project: Project, module: ModuleCode, name: str, holds: Holds) -> str | None:
    last = name.rpartition(".")[2]
    found = project.resolve(module, name)
    if isinstance(found, LibraryName):
        return _of_library(found.name, name, holds)
    if isinstance(found, Assigned):
        made = found.node
        is_variable = isinstance(made, nodes.Call) and dotted(made.func) in _NO_TYPES
        return f"Unknown type name '{name}'" if is_variable else None
    if isinstance(found, ClassCode) and project.is_module(found):
        decorators = project.class_decorators(found)
        known = holds(found.qualified_name) or "torch.jit.interface" in decorators
        return None if known else f"Unknown type name '{name}'"
    if isinstance(found, ClassCode):
        kinds = enumeration.kinds_of(project, found)
        return enumeration.MIXED if kinds is not None and len(set(kinds.values())) > 1 else None
    if found is not None or "." in name:
        return None
    if name in _TYPES_OF_PYTHON:
        return f"Unknown type name '{name}'"
    known = hasattr(builtins, name) or name in module.bindings or bool(module.stars)
    return None if known or last in _UNREAD else f"Unknown type name '{name}'"


def _of_library(canonical: str, name: str, holds: Holds) -> str | None:
    home, _, last = canonical.rpartition(".")
    if canonical in _UNFILLED:
        return f"Attempted to use {last} without a contained type"
    if canonical == "torch.nn.Module":
        return f"Unknown type name '{name}'"
    if home in ("typing", "collections.abc"):
        if last in _GENERIC:
            return (
                f"Attempted to use {last} without a contained type. "
                f"Please add a contained type, e.g. {last}[int]"
            )
        return f"Unknown type name '{name}'" if last in _CONSTRUCTORS else None
    if library.is_module_class(canonical) and holds(canonical):
        return None
    unknown = canonical in _NO_TYPES_OF_TORCH or library.is_module_class(canonical)
    return f"Unknown type name '{name}'" if unknown or home == "numpy" else None


LARGEST = 2**63 - 1
"""Also behind a minus sign, which is an operator."""


def default_problem(name: str, type_: Type, default: nodes.NodeNG) -> str | None:
    """Why a default value does not go with the declared type."""
    if isinstance(default, (nodes.List, nodes.Dict, nodes.Set)):
        return "Mutable default parameters are not supported because Python binds them to the"
    if any(_takes(it, default) is not False for it in parts(type_)):
        return None
    return f'Expected a default value of type {spell(type_)} on parameter "{name}".'


def _takes(type_: Type, default: nodes.NodeNG) -> bool | None:
    """Whether a default becomes a value of the type; None where in doubt."""
    if isinstance(default, nodes.Tuple):
        if type_.name != "Tuple":
            return False if type_ in (INT, FLOAT, STR, TENSOR, NONE) else None
        pairs = list(zip(type_.arguments, default.elts, strict=False))
        fits = len(type_.arguments) == len(default.elts)
        return fits and all(_takes(it, item) is not False for it, item in pairs)
    value = default.operand if isinstance(default, nodes.UnaryOp) else default
    if not isinstance(value, nodes.Const):
        return None
    given = {int: INT, float: FLOAT, bool: BOOL, str: STR, type(None): NONE}.get(type(value.value))
    if given == INT and type_ == INT and value.value > LARGEST:
        return False
    return None if given is None else _holds(type_, given)


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
