"""Values of the static trace: what is known of a Python object without running the code.

Every value is frozen and hashable. Mutable objects (lists, dicts, instances) are handles
(:class:`Ref`) into the heap. What cannot be followed is :class:`Unknown`, and unknown raises
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from gnnlint.frozen import Choice, frozen, replace
from gnnlint.premise import Condition, among

if TYPE_CHECKING:
    from gnnlint.project.code import ClassCode, FunctionCode, ModuleCode


class DType(Choice):
    """Kind of a tensor's elements, as far as compilers care."""

    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    UNKNOWN = "unknown"


class Layout(Choice):
    """Memory layout of a tensor."""

    DENSE = "dense"
    SPARSE = "sparse"


class Source(Choice):
    """Where a Python number comes from, which decides what compilers do with it."""

    SIZE = "size"  # a tensor's shape: symbolic under dynamic shapes, never a break
    BATCH = "batch"  # how many nodes, edges or graphs there are: another number each time
    DATA = "data"  # a tensor's data: read back from the device
    EXAMPLE = "example"  # the example that torch.jit.trace runs: a count of it, or its data
    PARAMETER = "parameter"  # an argument or attribute: guarded on
    UNKNOWN = "unknown"


@frozen
class Unknown:
    """Could be anything. ``condition`` names it where a name is known (its truth left open).

    ``required`` is an argument without a default: whoever calls passes something, hence not None.
    """

    condition: Condition | None = None
    required: bool = False


@frozen
class Member:
    """A member of an enumeration of the project; it stands in a :class:`Const`.

    ``mixed`` members are numbers or texts besides: what they equal and whether they are true is up
    to their values.
    """

    code: ClassCode
    name: str
    mixed: bool = False

    def __repr__(self) -> str:
        return f"{self.code.name}.{self.name}"


@frozen
class Const:
    """A Python constant: None, a bool, number, string, bytes, Ellipsis, an enumeration's member."""

    value: object

    def __eq__(self, other: object) -> bool:  # True is not 1 here
        return (
            isinstance(other, Const)
            and type(self.value) is type(other.value)
            and self.value == other.value
        )

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


OTHERWISE = frozenset({0})
"""That a tensor has, or may have, a gradient for another reason than such a call."""

EXAMPLE = "example"
"""The role of a tensor that is computed from the example that ``torch.jit.trace`` runs."""


@frozen
class Tensor:
    """A torch.Tensor. ``assumed`` names what its being a tensor rests on, if it is not proven."""

    dtype: DType = DType.UNKNOWN
    layout: Layout = Layout.DENSE
    assumed: str | None = None
    role: str = (
        "intermediate"  # | "input" (not made by compiled code) | EXAMPLE | "parameter" | "buffer"
    )
    rank: int | None = None  # how many dimensions it has, where known
    rank_by_name: bool = False  # its name alone tells so: nobody is seen to pass it
    constant: bool = False  # made of a Python number, which the compiler keeps with it
    unbacked: bool = False  # its shape depends on data: fullgraph=True cannot test its sizes
    varying_dims: frozenset[int] = frozenset()  # which sizes follow the batch, from the first
    unbacked_dims: frozenset[int] = frozenset()  # which sizes do, counted from the first dimension
    array: bool = False  # numpy's, which Dynamo traces as a tensor
    double: bool = False  # of float64, which is what numpy makes and torch does not
    graded: frozenset[int] | None = None  # see ``leaves``

    @property
    def rows(self) -> bool:
        """Whether it has a row for each node, edge or graph of the batch."""
        return 0 in self.varying_dims - self.unbacked_dims

    @property
    def sure_rank(self) -> int | None:
        """How many dimensions it has, where more than its name says so: what code may rest on."""
        return None if self.rank_by_name else self.rank

    @property
    def is_held(self) -> bool:
        """Whether a module holds it, as a parameter or a buffer."""
        return self.role in ("parameter", "buffer")

    @property
    def leaves(self) -> frozenset[int]:
        """Why it has a gradient: for none of all, calls of ``requires_grad_()``, or OTHERWISE."""
        if self.graded is not None:
            return self.graded
        return frozenset() if self.role in ("input", "buffer") else OTHERWISE

    @property
    def scalar(self) -> bool:
        """Whether it is known to have no dimensions."""
        return self.rank == 0

    @property
    def is_known(self) -> bool:
        """Whether the compiler knows the number in it.

        It keeps what a number in the code was made into, and what is computed from that alone
        (torch/_subclasses/fake_tensor.py, ``constant``). Of a whole number that enters a graph in
        a tensor without dimensions it knows the number, too (``from_real_tensor`` there).
        """
        handed_in = self.role == "input" or self.is_held
        return self.constant or (handed_in and self.scalar and self.dtype is DType.INT)


@frozen
class Scalar:
    """A Python number, bool or string whose value is not known."""

    type: str  # "int" | "float" | "bool" | "str" | "number"
    source: Source = Source.UNKNOWN
    condition: Condition | None = None
    least: int | None = None  # what the compiler knows a number that depends on data to be at least


@frozen
class Tuple:
    """A tuple. ``items`` where its length is known, else ``element`` for each of them.

    ``count`` is the number that its length follows, such as the ``n`` of ``range(n)``, or that a
    shape's length is; ``first`` is the first entry of a shape.
    """

    items: tuple[Value, ...] | None
    element: Value | None = None
    name: str = "tuple"  # | "torch.Size" | "range"
    count: Value | None = None
    first: Value | None = None
    unbacked_dims: frozenset[int] = frozenset()  # of a torch.Size: which items depend on data
    varying_dims: frozenset[int] = frozenset()  # of a torch.Size: which items follow the batch


@frozen
class Slice:
    """A slice object."""

    lower: Value
    upper: Value
    step: Value


@frozen
class Ref:
    """A handle to a mutable object in the heap."""

    key: int


@frozen
class Function:
    """A function of the project; ``owner`` is the bound instance or class, if any.

    ``bare`` functions are what stands below their decorators, which are applied already.
    """

    code: FunctionCode
    owner: Value | None = None
    closure: int | None = None  # key of the scope it was defined in
    bare: bool = False


@frozen
class Class:
    """A class of the project."""

    code: ClassCode


@frozen
class Module:
    """A Python module of the project."""

    code: ModuleCode


@frozen
class Library:
    """A name outside the project: a module, class, function or constant, by canonical name."""

    name: str


@frozen
class Method:
    """A method of a value that is not the project's: ``x.item``, ``items.append``."""

    owner: Value
    name: str


@frozen
class Super:
    """What ``super()`` returns."""

    owner: Value
    after: ClassCode


@frozen
class Opaque:
    """An object of a known library type that is not a tensor: a dtype, a device, an array.

    ``elements`` is the kind of elements that a dtype stands for, or of the number in a text;
    ``assumed`` says that only its use suggests the type, as with graphs.
    """

    type: str
    elements: DType | None = None
    assumed: bool = False


@frozen
class Partial:
    """``functools.partial`` of a callable."""

    callee: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@frozen
class Region:
    """What ``torch.compile(target, …)`` returns: a callable that starts a compiled frame."""

    target: Value
    fullgraph: bool = False
    dynamic: bool | None = None


@frozen
class Option:
    """One possibility of a union, and the condition under which it is the one."""

    value: Value
    guard: Condition | None = None


@frozen
class Union:
    """One of several values (at most four)."""

    options: tuple[Option, ...]

    def __iter__(self) -> Iterator[Value]:
        return (option.value for option in self.options)


@frozen
class Missing:
    """No value: an attribute or variable that only another path has set."""


Value: TypeAlias = (
    Unknown
    | Const
    | Tensor
    | Scalar
    | Tuple
    | Slice
    | Ref
    | Function
    | Class
    | Module
    | Library
    | Method
    | Super
    | Opaque
    | Partial
    | Region
    | Union
    | Missing
)

UNKNOWN = Unknown()
NONE = Const(None)
MISSING = Missing()
SIZE = Scalar("int", Source.SIZE)
UNBACKED_SIZE = Scalar("int", Source.DATA, least=0)
COUNT = Scalar("int", Source.BATCH)
"""The number of nodes, edges or graphs of a batch."""
WIDTH = Scalar("int", Source.PARAMETER)
"""The size of a feature dimension: the same at each call."""
NODE_COUNT = Opaque("torch_geometric.data.Data.num_nodes")
"""``data.num_nodes``: an overloaded property, of which Dynamo has no number (GB0055)."""


def is_node_count(value: Value) -> bool:
    """Whether ``value`` is ``data.num_nodes``."""
    return isinstance(value, Opaque) and value.type == NODE_COUNT.type


INDICES = Tuple(None, Tensor(DType.INT, rank=1, unbacked=True, unbacked_dims=frozenset({0})))
"""Where a tensor is not 0: the positions along each of its dimensions."""


def role_of_result(operands: Iterable[Tensor]) -> str:
    """The role of what an operator computes from ``operands``."""
    return EXAMPLE if any(it.role == EXAMPLE for it in operands) else "intermediate"


ARRAY = Opaque("numpy.ndarray")
"""A numpy array, or number, that is computed from Python numbers alone: Dynamo traces it as a
tensor, whose numbers it knows in places. Its truth breaks the graph, conversions need not."""
WHOLE_ARRAY = Opaque("numpy.ndarray", DType.INT)
"""The same, of whole numbers."""
ADDRESS = Opaque("torch.Tensor.data_ptr")
"""Where a tensor lies."""
DEVICE = Opaque("torch.device")
DEVICE_OF_RUN = Opaque("torch.Tensor.device")
"""The device of a tensor that is another one where the model runs on another: of what is given to
a trace, or of a parameter."""


def is_array(value: Value) -> bool:
    """Whether ``value`` is a numpy array that is computed from Python numbers alone."""
    return isinstance(value, Opaque) and value.type == ARRAY.type


def options(value: Value) -> tuple[Option, ...]:
    """The possibilities of ``value``: those of a union, or the one it is."""
    return value.options if isinstance(value, Union) else (Option(value),)


def possibilities(value: Value) -> Iterable[Value]:
    """The values that ``value`` may be, under whichever conditions."""
    return value if isinstance(value, Union) else (value,)


_HANDLELESS = (Tensor, Const, Scalar, Unknown, Library, Opaque)


def is_handle(value: Value) -> bool:
    """Whether something in the heap may be reached through ``value``."""
    return not all(isinstance(it, _HANDLELESS) for it in possibilities(value))


def is_none(value: Value) -> bool:
    """Whether ``value`` is certainly None."""
    return isinstance(value, Const) and value.value is None


def is_number(value: Value) -> bool:
    """Whether ``value`` is certainly a Python number."""
    if isinstance(value, Scalar):
        return value.type in ("int", "float", "bool")
    return isinstance(value, Const) and type(value.value) in (int, float, bool)


def is_whole(value: Value) -> bool:
    """Whether ``value`` is certainly a whole number of Python."""
    return (isinstance(value, Scalar) and value.type == "int") or type(constant(value)) is int


def constant(value: Value, kind: type | tuple[type, ...] = object) -> object | None:
    """The Python constant that ``value`` is, if it is one of type ``kind``; else None."""
    if isinstance(value, Const) and isinstance(value.value, kind):
        return value.value
    return None


def is_symbolic(value: Value) -> bool:
    """Whether ``value`` is a number that the compiler keeps open: a size, or a count."""
    return isinstance(value, Scalar) and value.source in (Source.SIZE, Source.BATCH)


def equals(base: Condition, *values: object, text: str | None = None) -> Condition:
    """That what ``base`` is the truth of equals one of ``values``.

    ``text`` is how the user says it, where that is needed. Constants that are equal to others of
    another type (``1`` and ``True``, members that are texts besides) are not told apart.
    """
    subject, name = (base.key, base.text) if base.holds else (f"not {base.key}", str(base))
    default = base.default if base.holds else None
    asked = among(subject, name, tuple(map(repr, values)), base.kind, default)
    says = asked.says if all(map(_is_plain, values)) else None
    return replace(asked, text=text or asked.text, says=says)


def _is_plain(value: object) -> bool:
    """Whether no constant that is written otherwise equals it."""
    if isinstance(value, Member):
        return not value.mixed
    return value is None or type(value) in (str, int)


def dict_key(value: Value) -> Const | None:
    """A constant key; tuples of constants are keys too (edge types)."""
    if isinstance(value, Const):
        return value
    if isinstance(value, Tuple) and value.items is not None and value.name != "range":
        parts = [it.value for it in value.items if isinstance(it, Const)]
        if len(parts) == len(value.items):
            return Const(tuple(parts))
    return None


def index_parts(index: Value) -> tuple[Value, ...]:
    """What stands between the brackets of ``x[a, b]``, one by one."""
    if isinstance(index, Const) and isinstance(index.value, tuple):
        return tuple(map(Const, index.value))
    if isinstance(index, Tuple) and index.items is not None and index.name != "range":
        return index.items
    return (index,)


def is_tensor(value: Value) -> bool:
    """Whether every possibility of ``value`` is a tensor."""
    if isinstance(value, Union):
        return all(map(is_tensor, value))
    return isinstance(value, Tensor)


def may_be_tensor(value: Value) -> bool:
    """Whether some possibility of ``value`` is a tensor."""
    if isinstance(value, Union):
        return any(map(may_be_tensor, value))
    return isinstance(value, Tensor)


def is_sparse(value: Value) -> bool:
    """Whether ``value`` is certainly a sparse tensor: each of its possibilities is one."""
    if isinstance(value, Union):
        return all(map(is_sparse, value))
    return isinstance(value, Tensor) and value.layout is Layout.SPARSE


def unbacked(value: Value, *dims: int) -> Value:
    """``value`` with the shapes of its tensors depending on data, in ``dims`` where known."""
    if isinstance(value, Tensor):
        return replace(value, unbacked=True, unbacked_dims=frozenset(dims))
    if isinstance(value, Tuple) and value.items is not None:
        return replace(value, items=tuple(unbacked(it, *dims) for it in value.items))
    if isinstance(value, Union):
        return Union(tuple(Option(unbacked(it.value, *dims), it.guard) for it in value.options))
    return value


def made_outside(value: Value) -> Value:
    """``value``, where compiled code finds it ready made."""
    if isinstance(value, Tensor) and value.array and value.scalar:
        return ARRAY  # one of numpy's numbers, which tells its value
    if isinstance(value, Opaque) and value.type == "builtins.str":
        return Scalar("str")
    if isinstance(value, Tensor) and (value.role == "intermediate" or value.unbacked):
        role = "input" if value.role == "intermediate" else value.role
        return replace(value, role=role, constant=False, unbacked=False, unbacked_dims=frozenset(),
                       graded=None)  # fmt: skip
    if isinstance(value, Tuple) and value.items is not None:
        return replace(value, items=tuple(map(made_outside, value.items)))
    if isinstance(value, Scalar) and value.source is Source.DATA:
        return replace(value, source=Source.PARAMETER)
    return value


def written_to(value: Value, *, reshaped: bool = False) -> Value:
    """``value`` after something was written into it: its number is no longer known.

    ``reshaped`` says that it may have other dimensions, too.
    """
    if not isinstance(value, Tensor) or not (value.constant or reshaped):
        return value
    return replace(value, constant=False, rank=None if reshaped else value.rank)


def is_from_data(value: Value) -> bool:
    """Whether ``value`` may be a Python number that was read from a tensor."""
    if isinstance(value, Union):
        return any(map(is_from_data, value))
    return isinstance(value, Scalar) and value.source in (Source.DATA, Source.EXAMPLE)


def assumption(*values: Value) -> str | None:
    """The first assumption that one of ``values`` rests on."""
    for value in values:
        for option in options(value):
            if isinstance(option.value, Tensor) and option.value.assumed:
                return option.value.assumed
    return None
