"""Instances: making them, calling them, and what container modules hold."""

from __future__ import annotations

import contextlib

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode, LibraryName
from gnnlint.trace import gradients, hooks, shapes
from gnnlint.trace.aggregating import with_aggregation
from gnnlint.trace.bound import Arguments, Bound, bind
from gnnlint.trace.calls import call_function
from gnnlint.trace.enums import by_value, is_enumeration
from gnnlint.trace.event import Kind
from gnnlint.trace.handed import entry_point
from gnnlint.trace.heap import SCRIPTED, DictObject, Instance, ListObject
from gnnlint.trace.iteration import DATA_CLASSES, ITEMS, items_of
from gnnlint.trace.layers import call_forward, is_layer
from gnnlint.trace.machine import Machine, PathEnds, calls
from gnnlint.trace.parameters import name_unknown
from gnnlint.trace.promises import is_record
from gnnlint.trace.records import fill
from gnnlint.trace.state import State
from gnnlint.trace.unions import join
from gnnlint.trace.uses import note_called, note_made
from gnnlint.trace.value import (
    UNKNOWN,
    Class,
    DType,
    Function,
    Ref,
    Region,
    Tensor,
    Union,
    Value,
    constant,
    options,
)

LISTS = frozenset({"torch.nn.ModuleList", "torch.nn.ParameterList", "torch.nn.Sequential"})
DICTS = frozenset({"torch.nn.ModuleDict", "torch.nn.ParameterDict"})
PARAMETERS = frozenset({"torch.nn.Parameter", "torch.nn.UninitializedParameter"})

UNWRAPPED = frozenset({"torch.nn.RNN", "torch.nn.LSTM", "torch.nn.GRU"})
"""Modules that break the graph where they are read (GB0014, torch/_dynamo/variables/builder.py)."""


@calls(Class)
def _make(
    machine: Machine, node: nodes.NodeNG, callee: Class, arguments: Arguments, state: State
) -> Value:
    return make(machine, node, callee.code, arguments, state)


def make(
    machine: Machine, node: nodes.NodeNG, code: ClassCode, arguments: Arguments, state: State
) -> Value:
    """Make an instance of a project class: run its ``__init__`` with events not counted."""
    base = machine.project.library_base(code)
    name = base.name if base else ""
    if machine.recording and machine.project.is_module(code):
        machine.emit(Kind.MAKE, node, state, name="torch.nn.Module", callee=code.name,
                     classes=(code.qualified_name, "torch.nn.Module"))  # fmt: skip
    if is_enumeration(machine.project, code):
        value = arguments.first
        return by_value(machine, code, value, state)
    bound = Bound(dict(arguments.keywords), {}, arguments.complete)
    place = machine.module.place(node)
    thing = Instance(code, bound, place, base=name or None)
    ref = machine.allocate_at(node, state, thing)
    initializer = machine.project.method(code, "__init__")
    if isinstance(initializer, FunctionCode):
        if machine.program is not None and machine.project.is_module(code):
            arguments = name_unknown(machine, initializer, arguments, state)
        # Dynamo traces the constructor of what forward makes; all others run before it.
        inside = machine.recording and not machine.is_outside
        with contextlib.nullcontext() if inside else machine.outside():
            call_function(machine, node, Function(initializer, ref), arguments, state)
    elif is_record(machine.project, code):
        fill(machine, node, code, ref, arguments, state)
    elif isinstance(initializer, LibraryName):
        initialize_base(machine, node, ref, initializer.name, arguments, state)
    if machine.project.is_module(code) and (arguments.positional or arguments.keywords):
        note_made(machine, node, ref, state)
    return ref


def initialize_base(
    machine: Machine, node: nodes.NodeNG, ref: Ref, base: str, arguments: Arguments, state: State
) -> None:
    """``super().__init__(...)`` of a library class: keep its arguments, fill containers."""
    thing = state.heap.get(ref.key)
    if not isinstance(thing, Instance):
        return
    bound, _ = bind(library.init_signatures(base), arguments)
    if base in DATA_CLASSES or (base.startswith("torch.nn.") and base != "torch.nn.Module"):
        machine.emit(Kind.MAKE, node, state, name=base, call=bound, classes=(base,))
    if base == "torch.nn.Module" and not machine.is_outside:
        begun = f"{base}.__init__"
        machine.emit(Kind.CALL, node, state, name=begun, call=bound, classes=(begun,))
    if base in DATA_CLASSES:
        thing = replace(thing, attributes={**thing.attributes, **arguments.keywords})
    thing = replace(thing, base=base, base_init=shapes.with_lists(bound, state))
    if (held := _held(machine, node, base, arguments, state)) is not None:
        thing = thing.put(ITEMS, held)
    if is_layer(base):
        thing = with_aggregation(machine, node, thing, state)
    state.heap[ref.key] = thing


def make_library(
    machine: Machine, node: nodes.NodeNG, name: str, arguments: Arguments, state: State
) -> Value:
    """Make an instance of a library class."""
    bound, _ = bind(library.init_signatures(name), arguments)
    machine.emit(
        Kind.MAKE,
        node,
        state,
        name=name,
        call=bound,
        classes=(name, *library.ancestors(name)),
    )
    if name == gradients.SWITCHING:
        gradients.switch(machine)
    if name in PARAMETERS:
        data = bound.value("data")
        dtype = data.dtype if isinstance(data, Tensor) else DType.FLOAT
        return Tensor(dtype, role="parameter")
    # The constructor reads its lists: what becomes of them afterwards is nothing to it.
    thing = Instance(name, shapes.with_lists(bound, state), machine.module.place(node))
    if (held := _held(machine, node, name, arguments, state)) is not None:
        thing = thing.put(ITEMS, held)
    if name in DATA_CLASSES:
        thing = replace(thing, attributes=dict(arguments.keywords))
    return machine.allocate_at(node, state, thing)


def _held(
    machine: Machine, node: nodes.NodeNG, name: str, arguments: Arguments, state: State
) -> Ref | None:
    """The list or dict of modules that a container starts with."""
    line = {name, *library.ancestors(name)}
    if line & DICTS:
        given = arguments.positional[0] if arguments.positional else None
        inner = state.heap.get(given.key) if isinstance(given, Ref) else None
        start = inner if isinstance(inner, DictObject) else DictObject()
        if given is not None and not isinstance(inner, DictObject):
            start = DictObject({}, UNKNOWN)
        return machine.allocate(state, start)
    if not line & LISTS:
        return None
    if "torch.nn.Sequential" in line:
        items, rest = _sequential(machine, node, arguments, state)
    elif arguments.positional:
        items, rest = items_of(machine, node, arguments.positional[0], state)
    else:
        items, rest = [], None
    return machine.allocate(state, ListObject(tuple(items), rest))


def _sequential(
    machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State
) -> tuple[list[Value], Value | None]:
    given = list(arguments.positional)
    if len(given) == 1 and isinstance(given[0], Ref):
        inner = state.heap.get(given[0].key)
        if isinstance(inner, DictObject):
            return list(inner.entries.values()), inner.rest
    return given, None if arguments.complete else UNKNOWN


COMPILED = "[compiled]"
"""The attribute under which a module keeps what ``model.compile()`` made of it."""


def region_of(target: Value, options: Bound) -> Region:
    """What ``torch.compile(target, …)`` with these options makes."""
    fullgraph = constant(options.value("fullgraph") or UNKNOWN, bool)
    dynamic = constant(options.value("dynamic") or UNKNOWN, bool)
    return Region(target, bool(fullgraph), dynamic if isinstance(dynamic, bool) else None)


@calls(Ref)
def call_instance(
    machine: Machine, node: nodes.NodeNG, ref: Ref, arguments: Arguments, state: State
) -> Value:
    """Call an instance: ``forward`` of a module, ``__call__`` of anything else."""
    thing = state.heap.get(ref.key)
    if not isinstance(thing, Instance):
        raise PathEnds  # lists and dicts are not callable
    if SCRIPTED in thing.attributes and machine.recording:
        with machine.silence():  # TorchScript runs it
            return call_instance(machine, node, ref, arguments, state)
    region = thing.attributes.get(COMPILED)
    if isinstance(region, Region) and machine.region is None:
        with machine.compiling(node, region, entry_point(ref, state)):
            return call_instance(machine, node, ref, arguments, state)
    if hooks.are_on(thing) and not machine.is_outside:
        return hooks.call_with_hooks(
            machine, node, ref, thing, arguments, state,
            lambda given: _call_module(machine, node, ref, thing, given, state),
        )  # fmt: skip
    return _call_module(machine, node, ref, thing, arguments, state)


def _call_module(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: Instance,
    arguments: Arguments,
    state: State,
) -> Value:
    if isinstance(thing.kind, ClassCode):
        own = entry_method(machine.project, thing.kind)
        if own is not None:
            note_called(machine, node, ref, arguments, state)
            if machine.only_makes and machine.is_outside and machine.project.is_module(thing.kind):
                return UNKNOWN
            return call_function(machine, node, Function(own, ref), arguments, state)
    if ITEMS in thing.attributes and thing.library_class != "torch.nn.ModuleList":
        return _call_in_turn(machine, node, thing, arguments, state)
    if thing.library_class in UNWRAPPED and not _was_read(machine, ref):
        read_modules(machine, node, ref, state)
    return call_forward(machine, node, ref, thing, arguments, state)


def _was_read(machine: Machine, ref: Ref) -> bool:
    """Whether reading a module was an event of this frame already.

    Items of a container are wrapped where they are used, not where a loop comes by them.
    """
    return any(
        it.kind is Kind.READ_MODULE
        and it.operands["value"] == ref
        and it.stack[-1].frame == machine.frame.key
        for it in machine.events
    )


def entry_method(project: Project, code: ClassCode) -> FunctionCode | None:
    """What calling an instance runs first: the project's ``__call__``, else a module's ``forward``.

    torch.nn.Module's own ``__call__`` runs hooks and goes on to ``forward``.
    """
    found = project.method(code, "__call__")
    if isinstance(found, FunctionCode):
        return found
    forward = project.method(code, "forward") if project.is_module(code) else None
    return forward if isinstance(forward, FunctionCode) else None


def _call_in_turn(
    machine: Machine, node: nodes.NodeNG, thing: Instance, arguments: Arguments, state: State
) -> Value:
    """``nn.Sequential``: each module gets what the one before returned."""
    held = thing.attributes[ITEMS]
    items, rest = items_of(machine, node, held, state)
    value = arguments.first
    for item in items:
        value = machine.call(node, item, Arguments((value,)), state)
    if rest is not None:
        value = join(value, machine.call(node, rest, Arguments((value,)), state))
    return value


def read_modules(machine: Machine, node: nodes.NodeNG, value: Value, state: State) -> None:
    """Reading a module is an event for those that Dynamo cannot even wrap.

    Where it may be another one, that holds under what decides between them, or is not said.
    """
    if not machine.recording or not isinstance(value, (Ref, Union)):
        return
    several = options(value)
    found = [_unwrapped(it.value, state) for it in several]
    for option, construct in zip(several, found, strict=True):
        if construct is None:
            continue
        here: State | None = state
        if None in found:
            here = state.fork().assume(option.guard) if option.guard is not None else None
        if here is not None:
            assert isinstance(option.value, Ref)
            thing = state.heap.get(option.value.key)
            machine.emit(
                Kind.READ_MODULE,
                node,
                here,
                construct=construct,
                name=(thing.library_class or "") if isinstance(thing, Instance) else "",
                operands={"value": option.value},
            )


def reads_unwrapped(machine: Machine, node: nodes.NodeNG, ref: Ref, state: State) -> bool:
    """Whether reading a module is such an event, which is then recorded."""
    if _unwrapped(ref, state) is None:
        return False
    read_modules(machine, node, ref, state)
    return True


def _unwrapped(value: Value, state: State) -> str | None:
    """Why Dynamo cannot wrap a module, as rules name it; None where it can."""
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if not isinstance(thing, Instance):
        return None
    if SCRIPTED in thing.attributes:
        return "scripted"
    return "recurrent" if (thing.library_class or "") in UNWRAPPED else None
