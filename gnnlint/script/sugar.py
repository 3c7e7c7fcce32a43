"""What an expression is to the compiler: a value of a type, or something only it knows.

Mirrors the subclasses of ``SugaredValue`` in torch/csrc/jit/frontend/sugared_value.h: modules,
functions and iterators are no values at run time, the compiler resolves them away.
"""

from __future__ import annotations

from typing import TypeAlias

from astroid import nodes

from gnnlint import library
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
class Record:
    """A NamedTuple: the fields in order, with their types where those are known."""

    name: str
    fields: tuple[tuple[str, Type | None], ...]

    def as_group(self) -> Group:
        """The tuple that it is."""
        return Group(tuple(type_ for _, type_ in self.fields))


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
    """What a ``for`` may run over, by what it yields (``IterableTree``, ``RangeValue``).

    ``unrolled``: the compiler knows how often, and writes the loop out; None: not known.
    """

    element: Sugar | None
    unrolled: bool | None = False


@frozen
class Slice:
    """``slice(a, b)``: an index, and nothing else (``SliceValue``)."""


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
    | Record
    | Method
    | Group
    | Elements
    | Slice
    | Absent
    | PythonValue
)


Fields: TypeAlias = dict[str, "Type | None"]
"""The attributes of an object and their types; None: not known."""


def type_of(value: Sugar | None) -> Type | None:
    """The type of a plain value; None where it is none, or not known."""
    if isinstance(value, Type):
        return TENSORS if value.name == EMPTY_LIST.name else value
    if isinstance(value, Library):
        return constant_of(value.name)
    if isinstance(value, Inferred):
        return TENSOR
    if isinstance(value, Group):
        items = [type_of(it) for it in value.items]
        known = tuple(it for it in items if it is not None)
        return Type("Tuple", known) if len(known) == len(items) else None
    return None


def is_name(value: Sugar | None) -> bool:
    """Whether a variable would only name something that is no value at run time."""
    if isinstance(value, Library):
        return value.name.startswith("builtins.") or library.is_known(value.name)
    return isinstance(value, _NAMED)


_NAMED = (Held, Code, Definition, Method, Elements, Slice, PythonValue)


def group(items: tuple[Sugar | None, ...]) -> Sugar:
    """A tuple display."""
    made = Group(items)
    return type_of(made) or made
