"""Modules of libraries: what calling them emits, and what they return."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.library import Signature, kinds
from gnnlint.project.code import ClassCode
from gnnlint.trace import gradients, shapes
from gnnlint.trace.agreement import by_groups, by_layers, note
from gnnlint.trace.bound import Arguments, Bound, bind
from gnnlint.trace.chain import CHAIN, call_chain
from gnnlint.trace.event import Kind, Receiver
from gnnlint.trace.example import computed
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.iteration import ITEMS
from gnnlint.trace.machine import Machine, PathEnds
from gnnlint.trace.modes import GRADIENTS
from gnnlint.trace.moves import ROWS
from gnnlint.trace.promises import annotated
from gnnlint.trace.state import State
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    Const,
    DType,
    Opaque,
    Option,
    Ref,
    Tensor,
    Tuple,
    Value,
    is_none,
    unbacked,
)

_RESULTS: dict[str, Value] = {
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
_RESULTS["torch_geometric.nn.TopKPooling"] = _COARSENED
_RESULTS["torch_geometric.nn.SAGPooling"] = _COARSENED

_MESSAGE_PASSING = "torch_geometric.nn.MessagePassing"

_BASIC_MODEL = "torch_geometric.nn.models.basic_gnn.BasicGNN"

_HOLDING = frozenset(
    f"torch_geometric.nn.{name}"
    for name in """HeteroConv Sequential DeepGCNLayer DirGNNConv AntiSymmetricConv to_hetero
    to_hetero_with_bases to_captum_model GAE VGAE ARGA ARGVA""".split()
)
"""Wrappers whose forward calls the layers that they were made with."""

_KEEPING = frozenset({"torch.nn.Identity", "torch.nn.Dropout", "torch.nn.Flatten"})


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
    result = _result(machine, kind, bound, signature, state)
    if _keeps_rows(kind):
        result = gradients.of_layer(machine, bound, result)
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
            if layer and kind not in _HOLDING:
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
    return _MESSAGE_PASSING in (kind, *library.ancestors(kind))


def takes_edges(kind: str) -> bool:
    """Whether the library class is a message passing layer, or a model of such layers."""
    return is_layer(kind) or _BASIC_MODEL in library.ancestors(kind)


def _result(
    machine: Machine, kind: str, bound: Bound, signature: Signature | None, state: State
) -> Value:
    """What calling an instance of a library class returns."""
    if kind in _KEEPING:
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
        if name in _RESULTS:
            return _RESULTS[name]
    returns = signature.returns if signature is not None else ""
    if "Union[" in returns and not _is_given(bound, "return_attention_weights"):
        return Tensor(DType.FLOAT)
    if returns:
        return annotated(machine, returns, state)
    if kind.startswith("torch.nn.") or kind.endswith("Conv"):
        return Tensor(DType.FLOAT)
    if kind == CHAIN:
        return Tensor(assumed="a Sequential returns a tensor")
    return UNKNOWN


def _is_given(bound: Bound, name: str) -> bool:
    """Whether a parameter was passed something other than None."""
    return name in bound.passed and not is_none(bound.passed[name])
