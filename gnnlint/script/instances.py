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
from gnnlint.script.making import Making
from gnnlint.script.signature import Headers
from gnnlint.script.sugar import Absent, Code, Held, Library, PythonValue, Sugar, group
from gnnlint.script.types import BOOL, DEVICE, NONE, TENSOR, Type, parts
from gnnlint.trace.heap import DictObject, Heap, Instance, ListObject
from gnnlint.trace.iteration import ITEMS
from gnnlint.trace.state import DECIDING
from gnnlint.trace.value import (
    Const,
    Function,
    Missing,
    Opaque,
    Partial,
    Ref,
    Scalar,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    equals,
    is_none,
    options,
)
from gnnlint.trace.value import Library as LibraryValue
from gnnlint.tree import nodes_of

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
    made: Making

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

    def keys(self, ref: Ref) -> list[object] | None:
        """The indices or names of a container's items; None where there may be others, or none."""
        thing = self.get(ref)
        held = thing.attributes.get(ITEMS) if thing is not None else None
        inner = self.heap.get(held.key) if isinstance(held, Ref) else None
        if isinstance(inner, DictObject) and inner.rest is None:
            return list(inner.entries) or None
        if isinstance(inner, ListObject) and inner.rest is None:
            return list(range(len(inner.items))) or None
        return None

    def may_hold_others(self, thing: Instance) -> bool:
        """Whether an attribute may be a module that nobody knows."""
        held = [value for name, value in thing.attributes.items() if name != ITEMS]
        inner = thing.attributes.get(ITEMS)
        contents = self.heap.get(inner.key) if isinstance(inner, Ref) else None
        if isinstance(contents, (ListObject, DictObject)):
            held += [contents.rest] if contents.rest is not None else []
            every = (
                contents.items if isinstance(contents, ListObject) else contents.entries.values()
            )
            held += every
        return any(isinstance(it.value, Unknown) for value in held for it in options(value))

    def is_no_container(self, held: Held) -> bool:
        """Whether a module, whichever it is, certainly has no items."""
        return not held.sliced and all(map(self._has_no_items, held.refs))

    def _has_no_items(self, ref: Ref) -> bool:
        thing = self.get(ref)
        if thing is None or not self.is_module(ref) or ITEMS in thing.attributes:
            return False
        kind = thing.library_class
        if isinstance(thing.kind, ClassCode) and self.headers.project.has_unknown_base(thing.kind):
            return False
        return kind is not None and not CONTAINERS & {kind, *library.ancestors(kind)}

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
        if isinstance(value, Tuple):  # the steps of a Sequential, with their headers
            for item in value.items or ():
                yield from self._modules_in(item, guard)

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
        """``self.name``: Absent where the instance has none, a PythonValue where it has no type."""
        thing = self.get(ref)
        if thing is None:
            return None
        if name == "training":
            return BOOL
        if isinstance(thing.kind, ClassCode):
            declared = self._declared(thing.kind, name)
            if declared is not None and (name in thing.attributes or declared[1]):
                return declared[0]
            if name not in thing.attributes:
                return self._of_class(thing.kind, ref, name)
        value = thing.attributes.get(name)
        if isinstance(thing.kind, ClassCode) and self._is_set(thing.kind, name):
            return PythonValue("set")
        return self.sugar(value) if value is not None else None

    def lack(self, ref: Ref, name: str) -> Condition | None:
        """When the instance has no such attribute, which another way through ``__init__`` sets."""
        thing = self.get(ref)
        value = thing.attributes.get(name) if thing is not None else None
        if thing is None or not isinstance(thing.kind, ClassCode) or not isinstance(value, Union):
            return None
        if not isinstance(self._absent(thing.kind, name), Absent) or self.find(thing.kind, name):
            return None
        several = [it for it in value.options if not isinstance(it.value, Missing)]
        missing = [it.guard for it in value.options if isinstance(it.value, Missing)]
        guard = missing[0] if len(missing) == 1 else None
        if missing and guard is None and len(several) == 1 and several[0].guard is not None:
            guard = several[0].guard.negated()
        if guard is None or guard.kind not in DECIDING:
            return None
        # Where several lines set it, on which ways none of them does is not followed.
        return guard if self._is_set_once(thing.kind, name) else None

    def _is_set_once(self, code: ClassCode, name: str) -> bool:
        """Whether one line of the class, and of those it builds on, names the attribute to set."""
        bases = [it for it in self.headers.project.ancestors(code) if isinstance(it, ClassCode)]
        named = [
            it
            for base in bases
            for it in nodes_of(base.node, (nodes.AssignAttr, nodes.Const))
            if (it.attrname if isinstance(it, nodes.AssignAttr) else it.value) == name
        ]
        return len(named) == 1

    def _is_set(self, code: ClassCode, name: str) -> bool:
        """Whether the attribute is a set, which the trace takes for a list."""
        bases = (it for it in self.headers.project.ancestors(code) if isinstance(it, ClassCode))
        return any(self.made.is_set(base, name) for base in bases)

    def _declared(self, code: ClassCode, name: str) -> tuple[Type | None, bool] | None:
        """The type that a class annotates, which counts more than the value; and if it is Final.

        Python shows the annotations of the nearest class that has any.
        """
        for base in self.headers.project.ancestors(code):
            if not isinstance(base, ClassCode):
                continue
            found = base.attributes.get(name)
            if found is not None and found.annotation is not None:
                text = base.module.text(found.annotation)
                return self.headers.type_of(base.module, text), _is_final(found)
            if any(it.annotation is not None for it in base.attributes.values()):
                return None
        return None

    def _of_class(self, code: ClassCode, ref: Ref, name: str) -> Sugar | None:
        found = self.find(code, name)
        if found is None:
            return self._absent(code, name)
        if {"property", "functools.cached_property"} & set(found.decorators):
            return self.headers.of(found).returns
        return Code(found, () if self.headers.is_static(found) else (ref,))

    def _absent(self, code: ClassCode, name: str) -> Sugar | None:
        """No attribute of the instance, and no method: perhaps one of its class alone."""
        project = self.headers.project
        if name.startswith("__") or project.has_unknown_base(code):
            return None
        for base in project.ancestors(code):
            if isinstance(base, ClassCode):
                held = base.attributes.get(name)
                if held is not None:
                    return self._of_class_alone(code, name, held)
                if self.made.may_set_any(base):
                    return None
            elif _may_have(base.name, name):
                return None
        return Absent(f"Module '{code.name}' has no attribute '{name}'")

    def _of_class_alone(self, code: ClassCode, name: str, held: Assigned) -> Sugar | None:
        """A class attribute counts as an attribute only where it is a constant."""
        if not isinstance(held.node, _PLAIN) or held.annotation is held.node:
            return None
        if name in self.constants(code):
            value = held.node.value if isinstance(held.node, nodes.Const) else None
            return _constant(value) if value is not None else None
        return Absent(
            f"'{code.name}' object has no attribute or method '{name}'. '{name}' is defined as a "
            "class attribute which currently isn't supported"
        )

    def presence(self, ref: Ref, name: str) -> Presence:
        """Whether ``self.name`` is None."""
        thing = self.get(ref)
        value = thing.attributes.get(name) if thing is not None else None
        if thing is None or value is None:
            return Presence(certain=False)
        declared = self._declared(thing.kind, name) if isinstance(thing.kind, ClassCode) else None
        if declared is not None:
            return _presence_of_type(declared[0])
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
            return Held((value,)) if self.is_module(value) else self._of_object(value)
        if isinstance(value, Partial):
            return PythonValue("functools.partial")
        if isinstance(value, Opaque):
            return _OPAQUE.get(value.type)
        if isinstance(value, Tensor):
            return TENSOR if value.assumed is None else None
        if isinstance(value, Const):
            return _constant(value.value)
        if isinstance(value, Scalar):
            # An int that a constructor is given may as well be a float: its default says nothing.
            is_open = value.condition is not None and value.type == "int"
            return None if is_open else Type(value.type)
        if isinstance(value, Tuple) and value.items is not None:
            return group(tuple(self.sugar(it) for it in value.items))
        if isinstance(value, Function):
            return self._function(value)
        if isinstance(value, LibraryValue):
            return Library(value.name)
        return None

    def _function(self, value: Function) -> Sugar | None:
        if isinstance(value.code.node, nodes.Lambda):
            return PythonValue("function")
        return Code(value.code) if value.owner is None and value.closure is None else None

    def _of_object(self, ref: Ref) -> Sugar | None:
        thing = self.heap.get(ref.key)
        if isinstance(thing, ListObject):
            return self._list(thing)
        if isinstance(thing, DictObject):
            return self._dict(thing)
        return None

    def _list(self, thing: ListObject) -> Sugar | None:
        """``jit_try_infer_type``: a list has the type of its items, an empty one has none."""
        values = [*thing.items, *([thing.rest] if thing.rest is not None else [])]
        if not values:
            return PythonValue("list")
        kinds = {self.sugar(it) for it in values}
        return self._homogeneous(kinds, "list")

    def _dict(self, thing: DictObject) -> Sugar | None:
        if thing.rest is not None:
            return None
        if not thing.entries:
            return PythonValue("dict")
        keys = {_constant(it) for it in thing.entries}
        values = self._homogeneous({self.sugar(it) for it in thing.entries.values()}, "dict")
        key = next(iter(keys)) if len(keys) == 1 else None
        if isinstance(values, PythonValue) or (len(keys) > 1 and None not in keys):
            return PythonValue("dict")
        if not isinstance(values, Type) or key is None:
            return None
        return Type("Dict", (key, values.arguments[0]))

    def _homogeneous(self, kinds: set[Sugar | None], kind: str) -> Sugar | None:
        """``List`` of the one kind; modules and different kinds are no type."""
        if any(isinstance(it, (Held, PythonValue)) for it in kinds):
            return PythonValue(kind)
        if len(kinds) == 1:
            only = next(iter(kinds))
            return Type("List", (only,)) if isinstance(only, Type) else None
        types = [it for it in kinds if isinstance(it, Type)]
        return PythonValue(kind) if len(types) == len(kinds) else None


_LAYER = "torch_geometric.nn.MessagePassing"
_KNOWN_BASES = frozenset({"builtins.object", "torch.nn.Module", "abc.ABC", _LAYER})


def _may_have(base: str, name: str) -> bool:
    """Whether an instance of a library class may have the attribute."""
    if base not in _KNOWN_BASES or library.may_define(base, name):
        return True
    return base == _LAYER and (name in OF_LAYERS or name.startswith("_"))


OF_LAYERS = frozenset({"aggr", "aggr_module", "flow", "fuse", "inspector", "node_dim"})
"""What every layer has beside its methods, and what begins with an underscore."""

_PLAIN = (nodes.Const, nodes.List, nodes.Dict, nodes.Tuple, nodes.Set)
_OPAQUE: dict[str, Sugar] = {"torch.device": DEVICE}


def _presence_of_type(type_: Type | None) -> Presence:
    """What an annotation says: an Optional may be None, which is asked as the code runs."""
    if type_ is None:
        return Presence(certain=False)
    return Presence() if type_ != NONE and NONE in parts(type_) else Presence(type_ == NONE)


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
