"""Instances: making them, calling them, and what container modules hold."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.library import Signature, kinds
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode, LibraryName
from gnnlint.trace import hooks, shapes
from gnnlint.trace.aggregating import with_aggregation
from gnnlint.trace.agreement import by_groups, by_layers, note
from gnnlint.trace.bound import Arguments, Bound, bind
from gnnlint.trace.calls import call_function
from gnnlint.trace.chain import CHAIN, call_chain
from gnnlint.trace.enums import by_value, is_enumeration
from gnnlint.trace.event import Kind, Receiver
from gnnlint.trace.example import computed
from gnnlint.trace.handed import entry_point
from gnnlint.trace.heap import SCRIPTED, DictObject, Instance, ListObject
from gnnlint.trace.iteration import DATA_CLASSES, ITEMS, items_of
from gnnlint.trace.machine import Machine, PathEnds, calls
from gnnlint.trace.modes import GRADIENTS
from gnnlint.trace.moves import ROWS
from gnnlint.trace.parameters import name_unknown
from gnnlint.trace.promises import annotated, is_record
from gnnlint.trace.records import fill
from gnnlint.trace.state import State
from gnnlint.trace.unions import join, unite
from gnnlint.trace.uses import note_called, note_made
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    Class,
    Const,
    DType,
    Function,
    Opaque,
    Option,
    Ref,
    Region,
    Tensor,
    Tuple,
    Union,
    Value,
    constant,
    is_none,
    options,
    unbacked,
)

LISTS = frozenset({"torch.nn.ModuleList", "torch.nn.ParameterList", "torch.nn.Sequential"})
DICTS = frozenset({"torch.nn.ModuleDict", "torch.nn.ParameterDict"})
PARAMETERS = frozenset({"torch.nn.Parameter", "torch.nn.UninitializedParameter"})

MODULE_RESULTS: dict[str, Value] = {
    "torch.nn.LSTM": Tuple((Tensor(DType.FLOAT), Tuple((Tensor(DType.FLOAT),) * 2))),
    "torch.nn.GRU": Tuple((Tensor(DType.FLOAT), Tensor(DType.FLOAT))),
    "torch.nn.RNN": Tuple((Tensor(DType.FLOAT), Tensor(DType.FLOAT))),
    "torch.nn.LSTMCell": Tuple((Tensor(DType.FLOAT), Tensor(DType.FLOAT))),
    "torch.nn.MultiheadAttention": Tuple((Tensor(DType.FLOAT), UNKNOWN)),
}
"""Results of modules that return several things, or more certain ones than they promise."""

_COARSENED = Tuple(
    (
        Tensor(DType.FLOAT),
        Tensor(DType.INT),
        unite((Option(NONE), Option(Tensor()))),
        Tensor(DType.INT),  # batch: made where none is passed (topk_pool.py, sag_pool.py)
        Tensor(DType.INT),
        Tensor(DType.FLOAT),
    )
)
MODULE_RESULTS["torch_geometric.nn.TopKPooling"] = _COARSENED
MODULE_RESULTS["torch_geometric.nn.SAGPooling"] = _COARSENED

MESSAGE_PASSING = "torch_geometric.nn.MessagePassing"

BASIC_MODEL = "torch_geometric.nn.models.basic_gnn.BasicGNN"

HOLDING = frozenset(
    f"torch_geometric.nn.{name}"
    for name in """HeteroConv Sequential DeepGCNLayer DirGNNConv AntiSymmetricConv to_hetero
    to_hetero_with_bases to_captum_model GAE VGAE ARGA ARGVA""".split()
)
"""Wrappers whose forward calls the layers that they were made with."""

UNWRAPPED = frozenset({"torch.nn.RNN", "torch.nn.LSTM", "torch.nn.GRU"})
"""Modules that break the graph where they are read (GB0014, torch/_dynamo/variables/builder.py)."""

KEEPING = frozenset({"torch.nn.Identity", "torch.nn.Dropout", "torch.nn.Flatten"})


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


def call_forward(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: Instance,
    arguments: Arguments,
    state: State,
) -> Value:
    """Call the ``forward`` of a library class that an instance is, or builds on."""
    kind = thing.library_class or ""
    own = thing.kind.name if isinstance(thing.kind, ClassCode) else ""
    init = (thing.base_init or Bound(complete=False)) if own else thing.init
    if not kind or kind in ("torch.nn.Module", "builtins.object"):
        machine.gap(node, "the class of what is called here defines no forward")
        return UNKNOWN
    bound, signature = bind(library.signatures(kind), arguments, ref)
    machine.emit(
        Kind.CALL,
        node,
        state,
        name=kind,
        call=bound,
        receiver=Receiver(kind, init, thing.made_at, own),
        classes=(kind, *(library.ancestors(kind) if library.is_transform(kind) else ())),
        operands={"gradients": thing.attributes.get(GRADIENTS, Const(True))},
    )
    if kind in kinds.FOREIGN_TENSORS:
        return Tensor()
    if CHAIN in (kind, *library.ancestors(kind)):
        value = call_chain(machine, node, init, arguments, state)
        if value is not None:
            return value
    if kind.startswith("torch_geometric."):
        _call_held(machine, node, kind, init, state)
    if not library.is_class(kind):
        machine.gap(node, f"`{kind}` is not known")
        return UNKNOWN
    result = forward_result(machine, kind, bound, signature, state)
    return computed(kind, result, bound.values(), state) if machine.is_traced else result


def _call_held(machine: Machine, node: nodes.NodeNG, kind: str, init: Bound, state: State) -> None:
    """Layers call the modules they were given: ``GINConv(mlp)``, ``HeteroConv({…: GCNConv(…)})``.

    Layers inside a wrapper break at the user's call; the project's own modules are followed.
    """
    for value in init.values():
        for held in _modules_in(machine, node, value, state):
            thing = state.heap[held.key]
            assert isinstance(thing, Instance)
            layer = takes_edges(thing.library_class or "")
            if layer and kind not in HOLDING:
                continue
            features = (Tensor(DType.FLOAT),)
            given = (*features, Tensor(DType.INT)) if layer else features
            with contextlib.suppress(PathEnds):
                machine.call(node, held, Arguments(given), state)


def _modules_in(machine: Machine, node: nodes.NodeNG, value: Value, state: State) -> Iterator[Ref]:
    """The layers, and the modules of the project, among the arguments of a layer."""
    if isinstance(value, Tuple):
        for item in value.items or ():
            yield from _modules_in(machine, node, item, state)
    if not isinstance(value, Ref):
        return
    thing = state.heap.get(value.key)
    if isinstance(thing, Instance):
        if takes_edges(thing.library_class or "") or isinstance(thing.kind, ClassCode):
            yield value
        elif ITEMS in thing.attributes:
            yield from _modules_in(machine, node, thing.attributes[ITEMS], state)
    elif isinstance(thing, DictObject):
        for item in (*thing.entries.values(), *([thing.rest] if thing.rest else [])):
            yield from _modules_in(machine, node, item, state)
    elif isinstance(thing, ListObject):
        for item in (*thing.items, *([thing.rest] if thing.rest else [])):
            yield from _modules_in(machine, node, item, state)


def is_layer(kind: str) -> bool:
    """Whether the library class is a message passing layer."""
    return MESSAGE_PASSING in (kind, *library.ancestors(kind))


def takes_edges(kind: str) -> bool:
    """Whether the library class is a message passing layer, or a model of such layers."""
    return is_layer(kind) or BASIC_MODEL in library.ancestors(kind)


def forward_result(
    machine: Machine, kind: str, bound: Bound, signature: Signature | None, state: State
) -> Value:
    """What calling an instance of a library class returns."""
    if kind in KEEPING:
        first = next(iter(bound.passed.values()), UNKNOWN)
        return first if isinstance(first, Tensor) else Tensor()
    if library.is_transform(kind):
        graph = next(iter(bound.passed.values()), UNKNOWN)
        return graph if isinstance(graph, Opaque) else UNKNOWN
    if by_groups(bound) or (kind == _OF_LAYERS and by_layers(shapes.with_lists(bound, state))):
        note(machine, state)
    value = _promised_result(machine, kind, bound, signature, state)
    for name in (kind, *library.ancestors(kind)):
        if shapes.is_known(name):
            return shapes.of_call(name, value, bound)
    first = next(iter(bound.passed.values()), UNKNOWN)
    if isinstance(first, Tensor) and first.unbacked and isinstance(value, Tensor):
        return unbacked(value, *first.unbacked_dims)  # a layer keeps the number of rows
    if isinstance(first, Tensor) and first.rows and isinstance(value, Tensor):
        return replace(value, varying_dims=ROWS) if _keeps_rows(kind) else value
    return value


_OF_LAYERS = "torch_geometric.nn.JumpingKnowledge"
"""The module that joins what each layer has made."""


def _keeps_rows(kind: str) -> bool:
    """Whether a library module returns a row for each row it is given."""
    if not kind.startswith("torch.nn."):
        return is_layer(kind)
    return not kind.endswith(("Loss", "latten", "Fold", "fold", "CosineSimilarity"))


def _promised_result(
    machine: Machine, kind: str, bound: Bound, signature: Signature | None, state: State
) -> Value:
    for name in (kind, *library.ancestors(kind)):
        if name in MODULE_RESULTS:
            return MODULE_RESULTS[name]
    returns = signature.returns if signature is not None else ""
    if "Union[" in returns and not is_given(bound, "return_attention_weights"):
        return Tensor(DType.FLOAT)
    if returns:
        return annotated(machine, returns, state)
    if kind.startswith("torch.nn.") or kind.endswith("Conv"):
        return Tensor(DType.FLOAT)
    if kind == CHAIN:
        return Tensor(assumed="a Sequential returns a tensor")
    return UNKNOWN


def is_given(bound: Bound, name: str) -> bool:
    """Whether a parameter was passed something other than None."""
    return name in bound.passed and not is_none(bound.passed[name])
