"""What annotations promise: containers and records get objects of their own in the heap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, LibraryName, ModuleCode
from gnnlint.trace.annotation import Mapping, container, read
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.unions import unite
from gnnlint.trace.value import NONE, UNKNOWN, Const, Option, Ref, Tuple, Union, Value

FIELDS = "[fields]"
"""The attribute under which a record keeps the names of its fields, for unpacking it."""

RECORDS = frozenset(
    """dataclasses.dataclass pydantic.dataclasses.dataclass attr.dataclass attr.define attr.frozen
    attrs.define attrs.frozen""".split()
)
"""Decorators that write an ``__init__`` out of the annotated attributes."""

_NAMED_TUPLES = frozenset({"typing.NamedTuple", "typing_extensions.NamedTuple"})


@dataclass(frozen=True)
class Field:
    """A field of a record: how it is annotated, and what it is when nothing is passed."""

    name: str
    module: ModuleCode
    assigned: Assigned

    @property
    def promise(self) -> str:
        """The text of the annotation."""
        node = self.assigned.annotation
        return self.module.text(node) if node is not None else ""

    @property
    def is_passed_on(self) -> bool:
        """Whether the value only goes to ``__post_init__``."""
        return "InitVar" in self.promise

    @property
    def has_default(self) -> bool:
        """Whether something is assigned to it in the class."""
        return self.assigned.node is not self.assigned.annotation

    @property
    def is_argument(self) -> bool:
        """Whether the constructor takes it."""
        node = self.assigned.node
        said = {it.arg: it.value for it in node.keywords} if isinstance(node, nodes.Call) else {}
        init = said.get("init")
        return not (isinstance(init, nodes.Const) and init.value is False)


def is_record(project: Project, code: ClassCode) -> bool:
    """Whether the class is a dataclass or NamedTuple."""
    if any(isinstance(it, LibraryName) and it.name in _NAMED_TUPLES for it in project.bases(code)):
        return True
    return not RECORDS.isdisjoint(project.class_decorators(code))


def fields_of(project: Project, code: ClassCode) -> list[Field]:
    """The fields in the order of the constructor's parameters, inherited ones first."""
    found: dict[str, Field] = {}
    for base in reversed(project.ancestors(code)):
        if isinstance(base, ClassCode) and (base is code or is_record(project, base)):
            for name, assigned in base.attributes.items():
                field = Field(name, base.module, assigned)
                if assigned.annotation is not None and "ClassVar" not in field.promise:
                    found[name] = field
    return list(found.values())


def annotated(machine: Machine, text: str, state: State) -> Value:
    """The value that an annotation promises by the names that libraries give their types."""
    value = read(text)
    if isinstance(value, Mapping):
        thing = (
            DictObject({}, value.element) if value.kind == "dict" else ListObject((), value.element)
        )
        return machine.allocate(state, thing)
    return value


def returned(machine: Machine, code: FunctionCode, state: State) -> Value:
    """What the return annotation says, where nothing else is known."""
    return promised(machine, code.module, code.promise, state)


def promised(
    machine: Machine, module: ModuleCode, text: str, state: State, depth: int = 0
) -> Value:
    """What an annotation in ``module`` promises; records of the project get their fields."""
    if not text:
        return UNKNOWN
    names = list(_members(text))
    if not any(_class(machine, module, name) for name in names):
        return _held(machine, module, text, state, depth) or annotated(machine, text, state)
    choices = [_record(machine, module, name, state, depth) for name in names]
    return UNKNOWN if UNKNOWN in choices else unite(Option(it) for it in choices)


def _held(
    machine: Machine, module: ModuleCode, text: str, state: State, depth: int
) -> Value | None:
    """A container whose items are records of the project, or containers themselves."""
    found = container(text)
    if found is None:
        return None
    kind, inner = found
    item = promised(machine, module, inner, state, depth)
    if not isinstance(item, Ref):
        return None
    thing = DictObject({}, item) if kind == "dict" else ListObject((), item)
    return machine.allocate(state, thing)


def _members(text: str) -> Iterator[str]:
    """The members of ``A | None`` and ``Optional[A]``; else the annotation itself."""
    plain = text.strip("\"'")
    if plain.startswith("Optional[") and plain.endswith("]"):
        yield from (plain[len("Optional[") : -1], "None")
    else:
        yield from (it.strip() for it in plain.split("|"))


def _class(machine: Machine, module: ModuleCode, name: str) -> ClassCode | None:
    """The project's class of that name, whatever libraries call theirs."""
    if not name.replace(".", "").isidentifier():
        return None
    found = machine.project.resolve(module, name)
    return found if isinstance(found, ClassCode) else None


_DEEPEST = 2
"""Records within records are followed so far: a tree's node holds nodes."""


def _record(machine: Machine, module: ModuleCode, name: str, state: State, depth: int) -> Value:
    if name == "None":
        return NONE
    code = _class(machine, module, name)
    if code is None or depth > _DEEPEST or not is_record(machine.project, code):
        return UNKNOWN
    ref = machine.allocate(state, Instance(code, Bound(complete=False)))
    fields = [it for it in fields_of(machine.project, code) if not it.is_passed_on]
    values = {it.name: promised(machine, it.module, it.promise, state, depth + 1) for it in fields}
    keep_fields(ref, values, state)
    return ref


def replaced(
    machine: Machine, node: nodes.NodeNG, record: Value, arguments: Arguments, state: State
) -> Value:
    """A copy of a record with other values in some fields: ``record._replace(x=x)``."""
    if isinstance(record, Union):
        copies = [replaced(machine, node, it, arguments, state) for it in record]
        return unite(Option(it) for it in copies)
    thing = state.heap.get(record.key) if isinstance(record, Ref) else None
    if not isinstance(thing, Instance) or FIELDS not in thing.attributes or not arguments.complete:
        return UNKNOWN
    for name, value in arguments.keywords.items():
        thing = thing.put(name, value)
    return machine.allocate_at(node, state, thing)


def keep_fields(ref: Ref, values: dict[str, Value], state: State) -> None:
    """Let a record hold ``values`` under the names of its fields."""
    thing = state.heap[ref.key]
    assert isinstance(thing, Instance)
    for name, value in values.items():
        thing = thing.put(name, value)
    listed = Tuple(tuple(Const(name) for name in values))
    state.heap[ref.key] = thing.put(FIELDS, listed)
