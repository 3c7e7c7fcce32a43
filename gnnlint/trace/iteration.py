"""What iterating over a value yields."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.trace import ranks, releases, shapes, varying
from gnnlint.trace.agreement import by_mask, note
from gnnlint.trace.bound import Arguments
from gnnlint.trace.datasets import is_dataset, yielded
from gnnlint.trace.enums import is_enumeration, member, members
from gnnlint.trace.environment import ENVIRONMENT, variable
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.indexing import look_up, read_back
from gnnlint.trace.machine import Machine
from gnnlint.trace.promises import FIELDS
from gnnlint.trace.releases import Release
from gnnlint.trace.sizes import size_along
from gnnlint.trace.special import call_special
from gnnlint.trace.state import State
from gnnlint.trace.texts import read_text
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    ARRAY,
    COUNT,
    SIZE,
    UNKNOWN,
    Class,
    Const,
    Function,
    Opaque,
    Option,
    Ref,
    Scalar,
    Slice,
    Tensor,
    Tuple,
    Union,
    Value,
    constant,
    equals,
    is_array,
    is_whole,
    options,
    possibilities,
    role_of_result,
)
from gnnlint.trace.variables import made_by

ITEMS = "[items]"
"""The attribute under which an instance of a container module keeps what it holds."""


def run_through(
    machine: Machine, node: nodes.NodeNG, value: Value, state: State, construct: str
) -> None:
    """Record that every item of ``value`` is taken, one after the other."""
    operands = {"iterable": value, "count": count_of(value, state)}
    machine.emit(Kind.LOOP, node, state, construct=construct, operands=operands)


def pass_numbers(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> None:
    """Record lists of numbers, read from a tensor, that an operator is given: it takes each item.

    What runs behind ``x.tolist()`` is compiled for the length of the list (SEQUENCE_LENGTH,
    torch/_dynamo/variables/builder.py).
    """
    if not isinstance(node, nodes.Call) or len(node.args) != len(arguments.positional):
        return
    named = ((it.value, arguments.keywords.get(it.arg, UNKNOWN)) for it in node.keywords)
    for place, value in chain(zip(node.args, arguments.positional, strict=True), named):
        is_list = isinstance(value, Ref) and isinstance(state.heap.get(value.key), ListObject)
        if is_list and _is_read(made_by(place)):
            run_through(machine, place, value, state, "argument")


def _is_read(node: nodes.NodeNG | None) -> bool:
    return isinstance(node, nodes.Call) and getattr(node.func, "attrname", "") == "tolist"


def count_of(value: Value, state: State) -> Value:
    """The number that the length of ``value`` follows; unknown where nothing says so."""
    return unite(Option(_count(it.value, state) or UNKNOWN, it.guard) for it in options(value))


def _count(value: Value, state: State) -> Value | None:
    if isinstance(value, Tuple):
        return value.count
    if isinstance(value, Tensor):
        return COUNT if value.rows and not value.array else None
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    return thing.count if isinstance(thing, ListObject) else None


def items_of(
    machine: Machine, node: nodes.NodeNG, value: Value, state: State
) -> tuple[list[Value], Value | None]:
    """The items known one by one, then what each of an unknown number of further ones is."""
    if any(isinstance(it, Tensor) and it.unbacked for it in possibilities(value)):
        machine.emit(Kind.CONVERT, node, state, construct="items", operands={"value": value})
    return _items_of(machine, node, value, state)


def _items_of(
    machine: Machine, node: nodes.NodeNG, value: Value, state: State
) -> tuple[list[Value], Value | None]:
    if isinstance(value, Union):
        return _items_of_union(machine, node, value, state)
    if isinstance(value, Tuple):
        if value.items is not None:
            return list(value.items), None
        if value.unbacked_dims:
            known = range(max(value.unbacked_dims) + 1)
            return [size_along(value, place) for place in known], SIZE
        return [], value.element if value.element is not None else UNKNOWN
    if isinstance(value, Tensor):
        return [], ARRAY if _is_number(machine, value) else shapes.item_of(value)
    if isinstance(value, Const) and isinstance(value.value, (tuple, str)):
        return [Const(it) for it in value.value], None
    if isinstance(value, Class) and is_enumeration(machine.project, value.code):
        return list(members(machine.project, value.code)), None
    if isinstance(value, Ref):
        return _items_of_object(machine, node, value, state)
    if is_array(value):
        return [], value
    read_text(machine, node, value, state)
    return [], UNKNOWN


def every_item(items: Iterable[Value], rest: Value | None) -> list[Value]:
    """What :func:`items_of` tells in one list: the known items, then what the others are."""
    return [*items, rest] if rest is not None else [*items]


def _items_of_union(
    machine: Machine, node: nodes.NodeNG, value: Union, state: State
) -> tuple[list[Value], Value | None]:
    several = [
        _items_of(machine, node, it.value, state)
        for it in value.options
        if not (isinstance(it.value, Const) and it.value.value is None)
    ]
    lengths = {len(items) for items, rest in several if rest is None}
    if len(lengths) == 1 and all(rest is None for _, rest in several):
        columns = zip(*(items for items, _ in several), strict=True)
        return [unite(Option(it) for it in column) for column in columns], None
    found = [it for items, rest in several for it in every_item(items, rest)]
    return [], unite(Option(it) for it in found) if found else UNKNOWN


def _items_of_object(
    machine: Machine, node: nodes.NodeNG, value: Ref, state: State
) -> tuple[list[Value], Value | None]:
    thing = state.heap.get(value.key)
    if isinstance(thing, ListObject):
        return list(thing.items), thing.rest
    if isinstance(thing, DictObject):
        keys: list[Value] = [Const(key) for key in thing.entries]
        return keys, Scalar("str") if thing.rest is not None else None
    if isinstance(thing, Instance):
        held = thing.attributes.get(ITEMS)
        if isinstance(held, Ref):
            return _items_of_object(machine, node, held, state)
        own = call_special(machine, node, value, "__iter__", state)
        if own is not None:
            return items_of(machine, node, own, state) if own != value else ([], UNKNOWN)
        if (graph := yielded(thing)) is not None:
            return [], graph
        if not isinstance(thing.kind, str) and FIELDS in thing.attributes:
            fields = thing.attributes[FIELDS]
            if isinstance(fields, Tuple) and fields.items is not None:
                names = [it.value for it in fields.items if isinstance(it, Const)]
                return [thing.attributes.get(str(name), UNKNOWN) for name in names], None
    return [], UNKNOWN


def length_of(value: Value, state: State) -> int | None:
    """The number of items, where it is known."""
    if isinstance(value, Tuple) and value.items is not None:
        return len(value.items)
    if isinstance(value, Tuple) and value.name == "torch.Size" and value.count is not None:
        count = constant(value.count, int)
        return count if isinstance(count, int) else None
    if isinstance(value, Const) and isinstance(value.value, (str, tuple)):
        return len(value.value)
    if isinstance(value, Ref):
        thing = state.heap.get(value.key)
        if isinstance(thing, ListObject) and thing.rest is None:
            return len(thing.items)
        if isinstance(thing, DictObject) and thing.rest is None:
            return len(thing.entries)
        if isinstance(thing, Instance) and isinstance(held := thing.attributes.get(ITEMS), Ref):
            return length_of(held, state)
    return None


def read_item(
    machine: Machine, node: nodes.NodeNG, value: Value, index: Value, state: State
) -> Value:
    """The value of ``value[index]``."""
    if isinstance(value, Union):
        kept = [it for it in value.options if it.value != Const(None)]
        return unite(
            Option(read_item(machine, node, it.value, index, state), it.guard) for it in kept
        )
    if isinstance(value, Tensor):
        machine.emit(Kind.READ_ITEM, node, state, operands={"value": value, "index": index})
        if by_mask(value, index):
            note(machine, state)
        return ARRAY if _is_number(machine, value) else _element(value, index)
    if isinstance(value, Tuple):
        return _from_items(machine, node, value, index, state)
    if isinstance(value, Ref):
        return _from_object(machine, node, value, index, state)
    if isinstance(value, Class) and isinstance(index, Const):
        return member(machine.project, value.code, str(index.value)) or UNKNOWN
    if isinstance(value, Const) and isinstance(value.value, Release):
        return releases.item(value.value, index)
    if isinstance(value, Const) and isinstance(value.value, (str, tuple)):
        if isinstance(index, Const) and isinstance(index.value, int):
            try:
                return Const(value.value[index.value])
            except IndexError:
                return UNKNOWN
        return Scalar("str") if isinstance(value.value, str) else UNKNOWN
    if isinstance(value, Opaque) and value.type in DATA_CLASSES:
        return _under(machine, node, value, index, state)
    if value == ENVIRONMENT:
        return variable(machine, node, index)
    read_text(machine, node, value, state, resumes=True)
    return value if is_array(value) else UNKNOWN


def _under(machine: Machine, node: nodes.NodeNG, graph: Opaque, key: Value, state: State) -> Value:
    """What a graph holds under a key: what the attribute is. A dict would hold the same tensors.

    Under a number, a batch holds one of its graphs.
    """
    if is_whole(key) and graph.type == BATCH and not graph.assumed:
        method, callee = f"{BATCH}.get_example", machine.callee(node)
        machine.emit(Kind.CALL, node, state, name=method, callee=callee, classes=(method,))
        return Opaque("torch_geometric.data.Data")
    if graph.type == HETERO and isinstance(constant(key), (str, tuple)):
        return Opaque(STORE, assumed=graph.assumed)
    name = constant(key, str)
    found = machine.attribute(node, graph, name, state) if isinstance(name, str) else UNKNOWN
    return found if isinstance(found, Tensor) or not graph.assumed else UNKNOWN


def _is_number(machine: Machine, value: Tensor) -> bool:
    """Whether an item of it may be one of numpy's numbers, made before anything is compiled."""
    return value.array and machine.is_outside


def _element(value: Tensor, index: Value) -> Tensor:
    """What indexing a tensor gives."""
    depends, dims = shapes.indexed(value, index)
    return Tensor(
        value.dtype,
        assumed=value.assumed,
        role=role_of_result((value,)),
        rank=ranks.of_index(value, index),
        unbacked=depends,
        unbacked_dims=dims,
        varying_dims=varying.indexed(value, index),
        array=value.array,
        graded=value.leaves,
    )


def _from_items(
    machine: Machine, node: nodes.NodeNG, value: Tuple, index: Value, state: State
) -> Value:
    read_back(machine, node, index, state)
    if value.items is None:
        element = value.element if value.element is not None else UNKNOWN
        if value.name == "torch.Size":
            return _size_at(value, index)
        return Tuple(None, value.element) if isinstance(index, Slice) else element
    if isinstance(index, Slice):
        window = _window(index)
        return Tuple(value.items[window]) if window else Tuple(None, _any(list(value.items)))
    if isinstance(index, Const) and isinstance(index.value, int):
        try:
            return value.items[index.value]
        except IndexError:
            return UNKNOWN
    return _any(list(value.items))


def _size_at(shape: Tuple, index: Value) -> Value:
    """An item, or a part, of a ``torch.Size``."""
    if isinstance(index, Slice):
        return _part(shape, index)
    return size_along(shape, constant(index, int))


def _part(shape: Tuple, index: Slice) -> Tuple:
    """A slice of a ``torch.Size``; one from the front keeps its sizes in place."""
    window = _window(index)
    end = window.stop if window is not None and window.start in (None, 0) else None
    if end == 0:
        return Tuple(())
    if not isinstance(end, int) or end < 0:
        return Tuple(None, shape.element, shape.name)
    kept = frozenset(it for it in shape.unbacked_dims if it < end)
    varies = frozenset(it for it in shape.varying_dims if it < end)
    return replace(shape, count=None, unbacked_dims=kept, varying_dims=varies)


def _from_object(
    machine: Machine, node: nodes.NodeNG, value: Ref, index: Value, state: State
) -> Value:
    thing = state.heap.get(value.key)
    if isinstance(thing, DictObject):
        look_up(machine, node, index, state)
        if isinstance(index, Const):
            if index.value in thing.entries:
                return thing.entries[index.value]
            return thing.rest if thing.rest is not None else UNKNOWN
        if isinstance(index, Union):
            return unite(
                Option(_from_object(machine, node, value, it.value, state), it.guard)
                for it in index.options
            )
        return _chosen(thing, index)
    if isinstance(thing, ListObject):
        read_back(machine, node, index, state)
        if isinstance(index, Slice):
            window = _window(index)
            if window and (thing.rest is None or _is_known(window, len(thing.items))):
                return machine.allocate(state, ListObject(thing.items[window]))
            return machine.allocate(state, ListObject((), thing.any()))
        if isinstance(index, Const) and isinstance(index.value, int) and thing.rest is None:
            if -len(thing.items) <= index.value < len(thing.items):
                return thing.items[index.value]
            return UNKNOWN
        place = constant(index, int)
        if isinstance(place, int) and 0 <= place < len(thing.items):
            return thing.items[place]
        return thing.any()
    if isinstance(thing, Instance):
        held = thing.attributes.get(ITEMS)
        if isinstance(held, Ref):
            found = _from_object(machine, node, held, index, state)
            if isinstance(index, Slice) and isinstance(found, Ref):
                return machine.allocate(state, replace(thing, attributes={ITEMS: found}))
            return found
        if thing.kind == HETERO and isinstance(constant(index), (str, tuple)):
            return Opaque(STORE)
        name = constant(index, str)
        if thing.kind in DATA_CLASSES and isinstance(name, str):
            return machine.attribute(node, value, name, state)
        if not isinstance(thing.kind, str):
            getter = machine.attribute(node, value, "__getitem__", state)
            if isinstance(getter, Function):
                return machine.call(node, getter, Arguments((index,)), state)
        if is_dataset(thing):
            return (yielded(thing) or UNKNOWN) if is_whole(index) else value
        if not isinstance(thing.kind, str):
            return machine.call(node, getter, Arguments((index,)), state)
    return UNKNOWN


def _chosen(thing: DictObject, key: Value) -> Value:
    """What a key that is open under a name picks: each entry, when the name holds its key."""
    condition = getattr(key, "condition", None)
    if condition is None or thing.rest is not None or len(thing.entries) < 2:
        return thing.any()
    return unite(Option(value, equals(condition, name)) for name, value in thing.entries.items())


BATCH = "torch_geometric.data.Batch"
HETERO = "torch_geometric.data.HeteroData"
STORE = "torch_geometric.data.storage.BaseStorage"
"""What a heterogeneous graph holds of one type of nodes or edges."""
DATA_CLASSES = frozenset(
    {
        "torch_geometric.data.Data",
        BATCH,
        HETERO,
        STORE,
        "torch_geometric.data.TemporalData",
    }
)


def _window(index: Value) -> slice | None:
    assert isinstance(index, Slice)
    parts = (index.lower, index.upper, index.step)
    if not all(isinstance(it, Const) for it in parts):
        return None
    values = [it.value for it in parts if isinstance(it, Const)]
    if not all(it is None or isinstance(it, int) for it in values):
        return None
    return slice(*values)


def _is_known(window: slice, count: int) -> bool:
    """Whether it takes of the first ``count`` items alone, however many there are behind them."""
    known = range(count + 1)
    return (
        (window.start is None or window.start in known) and window.stop in known and not window.step
    )


def _any(items: list[Value]) -> Value:
    return unite(Option(it) for it in items) if items else UNKNOWN
