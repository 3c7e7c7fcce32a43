"""What the compiled instance holds, as TorchScript sees it.

Mirrors ``infer_concrete_type_builder`` and ``infer_methods_to_compile`` of torch/jit/_recursive.py,
over the instances of the static trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from astroid import nodes

from gnnlint import library
from gnnlint.premise import Condition
from gnnlint.project.bindings import dotted
from gnnlint.project.code import Assigned, ClassCode, FunctionCode
from gnnlint.script.signature import Headers
from gnnlint.script.sugar import Code, Held, Library, Sugar, group
from gnnlint.script.types import BOOL, NONE, TENSOR, Type
from gnnlint.trace.heap import DictObject, Heap, Instance, ListObject
from gnnlint.trace.iteration import ITEMS
from gnnlint.trace.value import (
    Const,
    Function,
    Missing,
    Ref,
    Scalar,
    Tensor,
    Tuple,
    Unknown,
    Value,
    equals,
    is_none,
    options,
)
from gnnlint.trace.value import Library as LibraryValue

CONTAINERS = frozenset(
    "torch.nn.ModuleList torch.nn.Sequential torch.nn.ModuleDict torch.nn.ParameterList "
    "torch.nn.ParameterDict".split()
)
"""Modules that the compiler iterates and indexes."""

PARAMETERS = frozenset({"torch.nn.ParameterList", "torch.nn.ParameterDict"})


@dataclass(frozen=True)
class Presence:
    """Whether an attribute is None: known, or hanging on a condition, or neither."""

    is_none: bool | None = None
    guard: Condition | None = None  # holds where it is None
    certain: bool = True  # False: each instance decides it, nobody knows how


@dataclass
class Instances:
    """Reads the instances of one trace."""

    headers: Headers
    heap: Heap

    def get(self, ref: Ref) -> Instance | None:
        """The instance, if it is one."""
        thing = self.heap.get(ref.key)
        return thing if isinstance(thing, Instance) else None

    def is_module(self, ref: Ref) -> bool:
        """Whether a module stands behind the handle."""
        thing = self.get(ref)
        if thing is None:
            return False
        if isinstance(thing.kind, str):
            return library.is_module_class(thing.kind)
        return self.headers.project.is_module(thing.kind)

    def container(self, ref: Ref) -> str | None:
        """The library container that the instance is or builds on."""
        thing = self.get(ref)
        kind = thing.library_class if thing is not None else None
        if kind is None or ITEMS not in (thing.attributes if thing else ()):
            return None
        return next((it for it in (kind, *library.ancestors(kind)) if it in CONTAINERS), None)

    def items(self, ref: Ref) -> list[Value]:
        """What a container holds, possible ones included."""
        thing = self.get(ref)
        held = thing.attributes.get(ITEMS) if thing is not None else None
        inner = self.heap.get(held.key) if isinstance(held, Ref) else None
        if isinstance(inner, ListObject):
            return [*inner.items, *([inner.rest] if inner.rest is not None else [])]
        if isinstance(inner, DictObject):
            rest = [inner.rest] if inner.rest is not None else []
            return [*inner.entries.values(), *rest]
        return []

    def item(self, ref: Ref, key: object) -> Value | None:
        """The item of a container under a literal index."""
        thing = self.get(ref)
        held = thing.attributes.get(ITEMS) if thing is not None else None
        inner = self.heap.get(held.key) if isinstance(held, Ref) else None
        if isinstance(inner, DictObject):
            return inner.entries.get(key)
        if not isinstance(inner, ListObject) or not isinstance(key, int):
            return None
        if inner.rest is not None:
            return inner.any()
        return inner.items[key] if -len(inner.items) <= key < len(inner.items) else None

    def modules(self, values: list[Value]) -> tuple[Ref, ...]:
        """The modules among ``values`` and their possibilities."""
        found = [
            it.value
            for value in values
            for it in options(value)
            if isinstance(it.value, Ref) and self.is_module(it.value)
        ]
        return tuple(dict.fromkeys(found))

    def all_modules(self, values: list[Value]) -> bool:
        """Whether every possibility is a module that is known."""
        return all(
            isinstance(it.value, Ref) and self.is_module(it.value)
            for value in values
            for it in options(value)
        )

    def submodules(self, ref: Ref) -> Iterator[tuple[Ref, Condition | None]]:
        """The modules held, compiled whether or not they are called."""
        thing = self.get(ref)
        if thing is None:
            return
        held = [value for name, value in thing.attributes.items() if name != ITEMS]
        held += self.items(ref)
        for bound in (thing.init if isinstance(thing.kind, str) else None, thing.base_init):
            held += bound.values() if bound is not None else []
        for value in held:
            for option in options(value):
                yield from self._modules_in(option.value, option.guard)

    def _modules_in(
        self, value: Value, guard: Condition | None
    ) -> Iterator[tuple[Ref, Condition | None]]:
        if isinstance(value, Ref) and self.is_module(value):
            yield value, guard

    def constants(self, code: ClassCode) -> frozenset[str]:
        """``__constants__`` and ``Final`` attributes: the compiler knows their values."""
        found = set(self.listed(code, "__constants__"))
        for base in self.headers.project.ancestors(code):
            if isinstance(base, ClassCode):
                found |= {name for name, it in base.attributes.items() if _is_final(it)}
        return frozenset(found)

    def listed(self, code: ClassCode, name: str) -> frozenset[str]:
        """The names in a class attribute such as ``__constants__``."""
        found: set[str] = set()
        for base in self.headers.project.ancestors(code):
            it = base.attributes.get(name) if isinstance(base, ClassCode) else None
            if it is not None and isinstance(it.node, (nodes.List, nodes.Tuple)):
                found |= {it.value for it in it.node.elts if isinstance(it, nodes.Const)}
        return frozenset(found)

    def find(self, code: ClassCode, name: str) -> FunctionCode | None:
        """The project's method of that name; None where a library class comes first."""
        found = self.headers.project.method(code, name)
        return found if isinstance(found, FunctionCode) else None

    def attribute(self, ref: Ref, name: str) -> Sugar | None:
        """``self.name``."""
        thing = self.get(ref)
        if thing is None:
            return None
        if name == "training":
            return BOOL
        if isinstance(thing.kind, ClassCode):
            declared = self._declared(thing.kind, name)
            if declared is not None:
                return declared[0]
            if name not in thing.attributes:
                return self._of_class(thing.kind, ref, name)
        value = thing.attributes.get(name)
        return self.sugar(value) if value is not None else None

    def _declared(self, code: ClassCode, name: str) -> tuple[Type | None] | None:
        """The type of a class-level annotation, which counts more than the value."""
        for base in self.headers.project.ancestors(code):
            if isinstance(base, ClassCode) and name in base.attributes:
                annotation = base.attributes[name].annotation
                if annotation is None:
                    return None
                return (self.headers.type_of(base.module, base.module.text(annotation)),)
        return None

    def _of_class(self, code: ClassCode, ref: Ref, name: str) -> Sugar | None:
        found = self.find(code, name)
        if found is None:
            return None
        if "property" in found.decorators:
            return self.headers.of(found).returns
        return Code(found, () if self.headers.is_static(found) else (ref,))

    def presence(self, ref: Ref, name: str) -> Presence:
        """Whether ``self.name`` is None."""
        thing = self.get(ref)
        value = thing.attributes.get(name) if thing is not None else None
        if thing is None or value is None:
            return Presence(certain=False)
        if isinstance(thing.kind, ClassCode) and self._declared(thing.kind, name):
            return Presence(certain=False)
        return _presence(value)

    def sugar(self, value: Value) -> Sugar | None:
        """What a value of the trace is to the compiler."""
        choices = {self._sugar(it.value) for it in options(value)}
        if len(choices) == 1:
            return next(iter(choices))
        held = [it for it in choices if isinstance(it, Held)]
        if len(held) == len(choices):
            return Held(tuple(dict.fromkeys(ref for it in held for ref in it.refs)))
        return None

    def _sugar(self, value: Value) -> Sugar | None:
        if isinstance(value, Ref):
            if self.is_module(value):
                return Held((value,))
            return self._list(value)
        if isinstance(value, Tensor):
            return TENSOR if value.assumed is None else None
        if isinstance(value, Const):
            return _constant(value.value)
        if isinstance(value, Scalar):
            return Type(value.type)
        if isinstance(value, Tuple) and value.items is not None:
            return group(tuple(self.sugar(it) for it in value.items))
        if isinstance(value, Function):
            return Code(value.code) if value.owner is None and value.closure is None else None
        if isinstance(value, LibraryValue):
            return Library(value.name)
        return None

    def _list(self, ref: Ref) -> Type | None:
        thing = self.heap.get(ref.key)
        if not isinstance(thing, ListObject) or (not thing.items and thing.rest is None):
            return None
        values = [*thing.items, *([thing.rest] if thing.rest is not None else [])]
        kinds = {self.sugar(it) for it in values}
        only = next(iter(kinds)) if len(kinds) == 1 else None
        return Type("List", (only,)) if isinstance(only, Type) else None


def _presence(value: Value) -> Presence:
    choices = [it for it in options(value) if not isinstance(it.value, Missing)]
    nones = [it for it in choices if is_none(it.value)]
    unknown = [it for it in choices if isinstance(it.value, Unknown)]
    if not nones and not unknown:
        return Presence(is_none=False)
    if len(nones) == len(options(value)):
        return Presence(is_none=True)
    if not nones and len(choices) == 1 and isinstance(unknown[0].value, Unknown):
        condition = unknown[0].value.condition
        if condition is not None and condition.kind == "config":
            return Presence(guard=equals(condition, None), certain=False)
    if len(nones) == 1 and not unknown and nones[0].guard is not None:
        return Presence(guard=nones[0].guard, certain=False)
    rest = [it for it in choices if it not in nones]
    if nones and not unknown and len(rest) == 1 and rest[0].guard is not None:
        return Presence(guard=rest[0].guard.negated(), certain=False)
    return Presence(certain=False)


def _is_final(assigned: Assigned) -> bool:
    annotation = assigned.annotation
    node = annotation.value if isinstance(annotation, nodes.Subscript) else annotation
    return node is not None and (dotted(node) or "").rpartition(".")[2] == "Final"


def _constant(value: object) -> Type | None:
    if value is None:
        return NONE
    name = type(value).__name__
    return Type(name) if name in ("int", "float", "bool", "str") else None
