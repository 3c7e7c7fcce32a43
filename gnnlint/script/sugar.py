"""What an expression is to the compiler: a value of a type, or something only it knows.

Mirrors the subclasses of ``SugaredValue`` in torch/csrc/jit/frontend/sugared_value.h: modules,
functions and iterators are no values at run time, the compiler resolves them away.
"""

from __future__ import annotations

from typing import TypeAlias

from astroid import nodes

from gnnlint.frozen import frozen
from gnnlint.project.code import ClassCode, FunctionCode, ModuleCode
from gnnlint.script.types import EMPTY_LIST, TENSOR, TENSORS, Type, constant_of
from gnnlint.trace.value import Ref


@frozen
class Inferred:
    """A parameter without annotation: "Tensor (inferred)"."""

    name: str


@frozen
class Held:
    """One of the modules that the compiled instance holds (``ModuleValue``).

    ``sliced``: out of a slice of a ModuleList, which turns modules into plain objects.
    """

    refs: tuple[Ref, ...]
    sliced: bool = False


@frozen
class Code:
    """A function of the project, bound to the modules it is a method of (``FunctionValue``)."""

    function: FunctionCode
    owners: tuple[Ref, ...] = ()


@frozen
class Library:
    """A name of a library (``PythonValue``, ``PythonModuleValue``, ``BuiltinFunction``)."""

    name: str


@frozen
class Definition:
    """A class or module of the project."""

    code: ClassCode | ModuleCode


@frozen
class Object:
    """An object of a TorchScript class (``SimpleValue`` of a ``ClassType``)."""

    code: ClassCode


@frozen
class Method:
    """A builtin method of a value, or of a container module."""

    owner: Type | Held
    name: str


@frozen
class Group:
    """A tuple whose items are not all plain values (``SugaredTupleValue``)."""

    items: tuple[Sugar | None, ...]


@frozen
class Elements:
    """What a ``for`` may run over, by what it yields (``IterableTree``, ``RangeValue``)."""

    element: Sugar | None


@frozen
class Absent:
    """A variable that has no value here, and what the compiler says of it where it is used.

    ``branch``: the test that sets it on one side only, which the compiler names.
    """

    reason: str
    branch: nodes.NodeNG | None = None


@frozen
class PythonValue:
    """A value of Python that is none of TorchScript's, by the name of its type."""

    type: str


Sugar: TypeAlias = (
    Type
    | Inferred
    | Held
    | Code
    | Library
    | Definition
    | Object
    | Method
    | Group
    | Elements
    | Absent
    | PythonValue
)


Fields: TypeAlias = dict[str, "Type | None"]
"""The attributes of an object and their types; None: not known."""


def type_of(value: Sugar | None) -> Type | None:
    """The type of a plain value; None where it is none, or not known."""
    if isinstance(value, Type):
        return TENSORS if value == EMPTY_LIST else value
    if isinstance(value, Library):
        return constant_of(value.name)
    if isinstance(value, Inferred):
        return TENSOR
    if isinstance(value, Group):
        items = [type_of(it) for it in value.items]
        known = tuple(it for it in items if it is not None)
        return Type("Tuple", known) if len(known) == len(items) else None
    return None


def group(items: tuple[Sugar | None, ...]) -> Sugar:
    """A tuple display."""
    made = Group(items)
    return type_of(made) or made
