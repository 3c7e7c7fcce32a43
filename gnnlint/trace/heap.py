"""Mutable objects of the static trace. They are replaced, never changed, so that states fork."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TypeAlias

from gnnlint.finding import Place
from gnnlint.frozen import frozen, replace
from gnnlint.premise import Condition
from gnnlint.project.code import ClassCode
from gnnlint.trace.bound import Bound
from gnnlint.trace.unions import join, unite
from gnnlint.trace.value import MISSING, UNKNOWN, Option, Ref, Tuple, Union, Value

SETTINGS = "types.SimpleNamespace"
"""What an object of settings is that is made with its attributes."""

SCRIPTED = "[scripted]"
"""The attribute that tells a module made by ``torch.jit.script`` (GB4695)."""


@frozen
class ListObject:
    """A list: the items known one by one, then ``rest`` for an unknown number of further ones.

    ``count`` is the number that its length follows.
    """

    items: tuple[Value, ...] = ()
    rest: Value | None = None
    count: Value | None = None

    def append(self, value: Value) -> ListObject:
        """The list with one more item."""
        if self.rest is not None:
            return replace(self, rest=join(self.rest, value))
        return replace(self, items=(*self.items, value))

    def any(self) -> Value:
        """What an item at an unknown place may be."""
        found = [*self.items] + ([self.rest] if self.rest is not None else [])
        return unite(Option(value) for value in found) if found else UNKNOWN


@frozen
class DictObject:
    """A dict: entries with constant keys, then ``rest`` for entries with unknown ones."""

    entries: Mapping[object, Value] = field(default_factory=dict)
    rest: Value | None = None

    def put(self, key: object, value: Value) -> DictObject:
        """The dict with one entry more or changed."""
        return replace(self, entries={**self.entries, key: value})

    def any(self) -> Value:
        """What a value under an unknown key may be."""
        found = [*self.entries.values()] + ([self.rest] if self.rest is not None else [])
        return unite(Option(value) for value in found) if found else UNKNOWN


@frozen
class Instance:
    """An object: its class, the arguments it was made with, where, and its attributes.

    ``kind`` is the project's class, or the canonical name of a library class. ``base`` and
    ``base_init`` say which library class a project class builds on and with which arguments.
    """

    kind: ClassCode | str
    init: Bound
    made_at: Place | None = None
    attributes: Mapping[str, Value] = field(default_factory=dict)
    base: str | None = None
    base_init: Bound | None = None

    def put(self, name: str, value: Value) -> Instance:
        """The instance with an attribute more or changed."""
        attributes = {**self.attributes, name: value}
        return Instance(self.kind, self.init, self.made_at, attributes, self.base, self.base_init)

    @property
    def library_class(self) -> str | None:
        """The canonical name of the library class it is, or builds on."""
        return self.kind if isinstance(self.kind, str) else self.base


@frozen
class Scope:
    """Variables that a nested function closes over, and the activation whose they are."""

    names: Mapping[str, Value]
    frame: int


Object: TypeAlias = ListObject | DictObject | Instance | Scope

_DEEPEST = 16


class _Layer:
    """Objects of a state that others were forked from; never written again."""

    __slots__ = ("depth", "objects", "parent")

    def __init__(self, parent: _Layer | None, objects: dict[int, Object]) -> None:
        self.parent = parent
        self.objects = objects
        self.depth: int = 0 if parent is None else parent.depth + 1

    def get(self, key: int) -> Object | None:
        layer: _Layer | None = self
        while layer is not None:
            if key in layer.objects:
                return layer.objects[key]
            layer = layer.parent
        return None


class Heap:
    """Objects by key. Forking is free of copies: both sides write above a shared layer, so that
    where paths meet only what was written since has to be compared."""

    __slots__ = ("_layer", "_written")

    def __init__(self, layer: _Layer | None = None) -> None:
        self._layer = layer
        self._written: dict[int, Object] = {}

    def get(self, key: int) -> Object | None:
        """The object of that key, if there is one."""
        found = self._written.get(key)
        if found is None and self._layer is not None:
            return self._layer.get(key)
        return found

    def __getitem__(self, key: int) -> Object:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: int, thing: Object) -> None:
        self._written[key] = thing

    def fork(self) -> Heap:
        """An independent continuation."""
        if self._written:
            self._layer = _Layer(self._layer, self._written)
            self._written = {}
            if self._layer.depth > _DEEPEST:
                self._layer = _flat(self._layer)
        return Heap(self._layer)

    def differences(self, other: Heap) -> dict[int, tuple[Object | None, Object | None]]:
        """What the two hold differently: key → (here, there)."""
        shared = self._shared_layer(other)
        mine, theirs = self._above(shared), other._above(shared)
        found: dict[int, tuple[Object | None, Object | None]] = {}
        for key in {**mine, **theirs}:
            below = shared.get(key) if shared is not None else None
            pair = mine.get(key, below), theirs.get(key, below)
            if pair[0] is not pair[1] and pair[0] != pair[1]:
                found[key] = pair
        return found

    def joined(self, other: Heap, join: Callable[[Object, Object], Object]) -> Heap:
        """A heap with what either holds; ``join`` makes one object of two that differ."""
        shared = self._shared_layer(other)
        heap = Heap(shared)
        mine, theirs = self._above(shared), other._above(shared)
        if not mine and not theirs:
            return heap
        heap._written = {**theirs, **mine}
        for key in heap._written:
            below = shared.get(key) if shared is not None else None
            here, there = mine.get(key, below), theirs.get(key, below)
            if here is None or there is None or here is there or here == there:
                continue
            heap._written[key] = join(here, there)
        return heap

    def _shared_layer(self, other: Heap) -> _Layer | None:
        if self._layer is other._layer:
            return self._layer
        mine: set[int] = set()
        layer = self._layer
        while layer is not None:
            mine.add(id(layer))
            layer = layer.parent
        layer = other._layer
        while layer is not None and id(layer) not in mine:
            layer = layer.parent
        return layer

    def _above(self, shared: _Layer | None) -> Mapping[int, Object]:
        """What was written since ``shared``."""
        if self._layer is shared:
            return self._written
        layers: list[dict[int, Object]] = [self._written]
        layer = self._layer
        while layer is not None and layer is not shared:
            layers.append(layer.objects)
            layer = layer.parent
        merged: dict[int, Object] = {}
        for objects in reversed(layers):
            merged.update(objects)
        return merged


def _flat(layer: _Layer) -> _Layer:
    merged: dict[int, Object] = {}
    layers: list[_Layer] = []
    current: _Layer | None = layer
    while current is not None:
        layers.append(current)
        current = current.parent
    for each in reversed(layers):
        merged.update(each.objects)
    return _Layer(None, merged)


def join_objects(first: Object, second: Object, condition: Condition | None = None) -> Object:
    """The object after two paths meet that changed it differently.

    ``condition`` held on the first path, so that what only one of them put in keeps its guard.
    """
    if isinstance(first, ListObject) and isinstance(second, ListObject):
        if len(first.items) == len(second.items) and first.rest == second.rest:
            pairs = zip(first.items, second.items, strict=True)
            return replace(first, items=tuple(join(a, b, condition) for a, b in pairs))
        shared = min(len(first.items), len(second.items))
        pairs = zip(first.items, second.items, strict=False)
        items = tuple(join(a, b, condition) for a, b in pairs)
        mine, theirs = _tail(first, shared), _tail(second, shared)
        count = first.count if first.count == second.count else None
        if mine and theirs:
            return ListObject(items, join(unite(mine), unite(theirs), condition), count)
        return ListObject(items, unite((*mine, *theirs)), count)
    if isinstance(first, DictObject) and isinstance(second, DictObject):
        keys = [*first.entries, *(key for key in second.entries if key not in first.entries)]
        entries = {
            key: join(first.entries.get(key, MISSING), second.entries.get(key, MISSING), condition)
            for key in keys
        }
        rests = [it.rest for it in (first, second) if it.rest is not None]
        return DictObject(entries, unite(Option(rest) for rest in rests) if rests else None)
    return first


def _tail(items: ListObject, start: int) -> tuple[Option, ...]:
    found = [*items.items[start:], *([items.rest] if items.rest is not None else [])]
    return tuple(Option(value) for value in found)


def contents(value: Value, heap: Heap) -> tuple[Value, ...] | None:
    """What a tuple, list or dict holds, one of an unknown number of items last; None for others."""
    thing = heap.get(value.key) if isinstance(value, Ref) else value
    if isinstance(thing, Tuple):
        held, further = thing.items or (), thing.element
    elif isinstance(thing, ListObject):
        held, further = thing.items, thing.rest
    elif isinstance(thing, DictObject):
        held, further = tuple(thing.entries.values()), thing.rest
    else:
        return None
    return held if further is None else (*held, further)


def within(
    value: Value, heap: Heap, change: Callable[[Value], Value], seen: set[int] | None = None
) -> Value:
    """``value`` after a change of all that it holds; of lists and dicts in the heap as well."""
    seen = set() if seen is None else seen
    if isinstance(value, Tuple) and value.items is not None:
        return replace(value, items=tuple(within(it, heap, change, seen) for it in value.items))
    if isinstance(value, Union):
        kept = (Option(within(it.value, heap, change, seen), it.guard) for it in value.options)
        return Union(tuple(kept))
    if not isinstance(value, Ref):
        return change(value)
    thing = heap.get(value.key)
    if value.key not in seen and isinstance(thing, (ListObject, DictObject)):
        seen.add(value.key)
        rest = within(thing.rest, heap, change, seen) if thing.rest is not None else None
        if isinstance(thing, ListObject):
            items = tuple(within(it, heap, change, seen) for it in thing.items)
            heap[value.key] = ListObject(items, rest)
        else:
            entries = {key: within(it, heap, change, seen) for key, it in thing.entries.items()}
            heap[value.key] = DictObject(entries, rest)
    return value
