"""Assignment to names, attributes, items and tuples of them."""

from __future__ import annotations

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.project.code import ClassCode
from gnnlint.trace import leaves
from gnnlint.trace.agreement import by_part, note
from gnnlint.trace.event import COUNTER, Kind
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.indexing import carry_positions, look_up, read_back, read_bounds
from gnnlint.trace.iteration import items_of
from gnnlint.trace.machine import Machine
from gnnlint.trace.sizes import size_along
from gnnlint.trace.special import call_special
from gnnlint.trace.state import State
from gnnlint.trace.subgraphs import note_change, note_count, note_variable
from gnnlint.trace.unions import join
from gnnlint.trace.value import (
    UNKNOWN,
    WIDTH,
    Const,
    Opaque,
    Ref,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    constant,
    dict_key,
    is_sparse,
    made_outside,
    options,
    possibilities,
    written_to,
)
from gnnlint.tree import nodes_of


def assign(
    machine: Machine, target: nodes.NodeNG, value: Value, state: State, *, augmented: bool = False
) -> None:
    """Let ``target`` hold ``value``."""
    if isinstance(target, nodes.AssignName):
        state.names[target.name] = value
        if machine.subgraph is not None:
            note_variable(machine, target, state)
        if is_sparse(value):
            machine.frame.sparse.add(target.name)
    elif isinstance(target, nodes.AssignAttr):
        _assign_attribute(machine, target, value, state, augmented=augmented)
    elif isinstance(target, nodes.Subscript):
        _assign_item(machine, target, value, state, augmented=augmented)
    elif isinstance(target, (nodes.Tuple, nodes.List)):
        _unpack(machine, target, value, state)
    elif isinstance(target, nodes.Starred):
        assign(machine, target.value, value, state)


def _unpack(machine: Machine, target: nodes.Tuple | nodes.List, value: Value, state: State) -> None:
    count = len(target.elts)
    if isinstance(value, Tuple) and value.name == "torch.Size" and value.items is None:
        _unpack_shape(machine, target, value, state)
        return
    items, rest = items_of(machine, target, value, state)
    starred = next(
        (index for index, it in enumerate(target.elts) if isinstance(it, nodes.Starred)), None
    )
    if starred is None:
        filler = rest if rest is not None else UNKNOWN
        for index, part in enumerate(target.elts):
            assign(machine, part, items[index] if index < len(items) else filler, state)
        return
    tail = count - starred - 1
    for index, part in enumerate(target.elts):
        if index < starred:
            item = items[index] if index < len(items) else rest or UNKNOWN
        elif index == starred:
            middle = tuple(items[starred : len(items) - tail]) if rest is None else ()
            item = machine.allocate(state, ListObject(middle, rest))
        else:
            place = len(items) - (count - index)
            item = items[place] if rest is None and 0 <= place < len(items) else rest or UNKNOWN
        assign(machine, part, item, state)


def _unpack_shape(
    machine: Machine, target: nodes.Tuple | nodes.List, shape: Tuple, state: State
) -> None:
    """``n, width = x.shape``."""
    last = len(target.elts) - 1
    starred = any(isinstance(it, nodes.Starred) for it in target.elts)
    for index, part in enumerate(target.elts):
        if isinstance(part, nodes.Starred):
            assign(machine, part, Tuple(None, shape.element, "torch.Size"), state)
        elif index in (0, last):
            assign(machine, part, size_along(shape, 0 if index == 0 else -1), state)
        else:
            size = WIDTH if index == 1 and not starred else shape.element or UNKNOWN
            assign(machine, part, size, state)


def _assign_attribute(
    machine: Machine, target: nodes.AssignAttr, value: Value, state: State, *, augmented: bool
) -> None:
    owner = machine.evaluate(target.expr, state)
    counts = (
        (augmented or _reads_itself(target))
        and _is_int(value)
        and not _is_bounded(machine, target.attrname)
    )
    machine.emit(
        Kind.WRITE_ATTRIBUTE,
        target,
        state,
        construct=target.attrname,
        detail=COUNTER if counts and machine.subgraph is None else "",
        operands={"owner": owner, "source": value},
    )
    if machine.subgraph is not None:
        _note_attribute(machine, target, owner, value, state, counts=counts)
    value = _renamed(value, target)
    if machine.is_outside:
        value = made_outside(value)
    shared = isinstance(owner, Union)
    for it in possibilities(owner):
        thing = state.heap.get(it.key) if isinstance(it, Ref) else None
        if isinstance(it, Ref) and isinstance(thing, Instance):
            old = thing.attributes.get(target.attrname)
            new = join(old, value) if shared and old is not None else value
            state.heap[it.key] = thing.put(target.attrname, new)


def _note_attribute(
    machine: Machine,
    target: nodes.AssignAttr,
    owner: Value,
    value: Value,
    state: State,
    *,
    counts: bool,
) -> None:
    """Record that an attribute which was there gets a tensor, or is another constant."""
    thing = state.heap.get(owner.key) if isinstance(owner, Ref) else None
    old = thing.attributes.get(target.attrname) if isinstance(thing, Instance) else None
    if old is None:
        return
    if counts or (isinstance(old, Const) and isinstance(value, Const) and old != value):
        note_count(machine, owner)
    elif isinstance(value, Tensor) and value.assumed is None:
        note_change(machine, target, owner, state)


def _reads_itself(target: nodes.AssignAttr) -> bool:
    """``self.step = self.step + 1``."""
    statement = target.parent
    if not isinstance(statement, nodes.Assign) or not isinstance(statement.value, nodes.BinOp):
        return False
    read = statement.value.left
    return isinstance(read, nodes.Attribute) and read.as_string() == target.as_string()


_ORDERINGS = frozenset({"<", "<=", ">", ">="})


def _is_bounded(machine: Machine, name: str) -> bool:
    """Whether a method of the class asks how large the attribute is, and so may stop counting."""
    owner = machine.frame.code.owner if machine.frame.code is not None else None
    if owner is None:
        return False
    return any(
        sign in _ORDERINGS and any(_is_attribute(it, name) for it in (test.left, right))
        for base in machine.project.ancestors(owner)
        if isinstance(base, ClassCode)
        for code in base.methods.values()
        for test in nodes_of(code.node, nodes.Compare)
        for sign, right in test.ops
    )


def _is_attribute(node: nodes.NodeNG, name: str) -> bool:
    return isinstance(node, nodes.Attribute) and node.attrname == name


def _is_int(value: Value) -> bool:
    """Whether the value is a Python int and no size: sizes are symbolic already."""
    if isinstance(value, Scalar):
        return value.type == "int" and value.source in (Source.PARAMETER, Source.UNKNOWN)
    return isinstance(value, Const) and type(value.value) is int


def _renamed(value: Value, target: nodes.AssignAttr) -> Value:
    """A constructor argument kept on ``self`` is known by the attribute's name from then on."""
    condition = getattr(value, "condition", None)
    if condition is None or not condition.text.isidentifier():
        return value
    text = f"{target.expr.as_string()}.{target.attrname}"
    renamed = replace(condition, text=text)
    if isinstance(value, Unknown):
        return Unknown(renamed, value.required)
    return Scalar(value.type, value.source, renamed) if isinstance(value, Scalar) else value


def _assign_item(
    machine: Machine, target: nodes.Subscript, value: Value, state: State, *, augmented: bool
) -> None:
    owner = machine.evaluate(target.value, state)
    index = machine.evaluate(target.slice, state)
    if not augmented:  # the reading before it asked already
        read_bounds(machine, target, owner, index, state)
    if any(isinstance(it.value, (Tensor, Opaque)) for it in options(owner)):
        machine.emit(
            Kind.WRITE_ITEM,
            target,
            state,
            construct="augmented" if augmented else "assigned",
            operands={"value": owner, "index": index, "source": value},
        )
        carry_positions(target, owner, state)
    if isinstance(owner, Tensor) and by_part(owner, index, value):
        note(machine, state)
    if isinstance(target.value, nodes.Name) and isinstance(owner, Tensor):
        graded = owner.leaves | leaves.of_value(value)
        state.names[target.value.name] = written_to(replace(owner, graded=graded))
    if not isinstance(owner, Ref):
        return
    if isinstance(state.heap.get(owner.key), (ListObject, DictObject)):
        note_change(machine, target, owner, state)
    call_special(machine, target, owner, "__setitem__", state, index, value)
    thing = state.heap.get(owner.key)
    if isinstance(thing, DictObject):
        look_up(machine, target, index, state)
        key = dict_key(index)
        if key is not None:
            state.heap[owner.key] = thing.put(key.value, value)
        else:
            rest = value if thing.rest is None else join(thing.rest, value)
            state.heap[owner.key] = DictObject(thing.entries, rest)
    elif isinstance(thing, ListObject):
        read_back(machine, target, index, state)
        state.heap[owner.key] = _store(thing, index, value)
    elif isinstance(thing, Instance) and (items := thing.attributes.get("[items]")) is not None:
        holder = items.key if isinstance(items, Ref) else None
        inner = state.heap.get(holder) if holder is not None else None
        if holder is not None and isinstance(inner, DictObject) and isinstance(index, Const):
            state.heap[holder] = inner.put(index.value, value)
        elif holder is not None and isinstance(inner, DictObject):
            state.heap[holder] = DictObject(inner.entries, value)
        elif holder is not None and isinstance(inner, ListObject):
            state.heap[holder] = _store(inner, index, value)


def _store(items: ListObject, index: Value, value: Value) -> ListObject:
    place = constant(index, int)
    if isinstance(place, int) and -len(items.items) <= place < len(items.items):
        changed = list(items.items)
        changed[place] = value
        return ListObject(tuple(changed), items.rest)
    joined = tuple(join(it, value) for it in items.items)
    return ListObject(joined, join(items.rest, value) if items.rest is not None else None)
