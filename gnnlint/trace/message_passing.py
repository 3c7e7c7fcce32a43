"""``MessagePassing.propagate``: generated code in PyG, modelled here.

Source: torch_geometric/nn/conv/message_passing.py and propagate.jinja (2.8). ``propagate``
collects the arguments that ``message``, ``aggregate`` and ``update`` ask for by name: ``x_i`` and
``x_j`` are ``x`` lifted to the edges, ``index`` the target nodes, ``dim_size`` their number.
"""

from __future__ import annotations

from astroid import nodes

from gnnlint import library
from gnnlint.project.code import FunctionCode
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.calls import call_function, find_method
from gnnlint.trace.event import Kind, Receiver
from gnnlint.trace.heap import Instance
from gnnlint.trace.instances import is_layer
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    NONE,
    SIZE,
    UNKNOWN,
    Const,
    DType,
    Function,
    Opaque,
    Option,
    Ref,
    Tensor,
    Tuple,
    Unknown,
    Value,
    is_none,
    options,
    role_of_result,
)

AGGREGATION = "torch_geometric.nn.Aggregation"

AGGREGATIONS = {
    "lstm": "torch_geometric.nn.LSTMAggregation",
    "median": "torch_geometric.nn.MedianAggregation",
    "sort": "torch_geometric.nn.SortAggregation",
    "softmax": "torch_geometric.nn.SoftmaxAggregation",
    "powermean": "torch_geometric.nn.PowerMeanAggregation",
    "quantile": "torch_geometric.nn.QuantileAggregation",
    "set2set": "torch_geometric.nn.Set2Set",
    "gru": "torch_geometric.nn.GRUAggregation",
}
"""``aggr=`` names whose aggregation is more than one scatter (torch_geometric/nn/resolver.py)."""


def is_message_passing(kind: str) -> bool:
    """Whether the library class is a MessagePassing layer."""
    return is_layer(kind)


def is_aggregation(kind: str) -> bool:
    """Whether the library class is an aggregation."""
    return kind == AGGREGATION or AGGREGATION in library.ancestors(kind)


def propagate(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: Instance,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    """Run ``propagate`` or ``edge_updater`` on an instance of a project class."""
    given = list(arguments.positional)
    keywords = dict(arguments.keywords)
    edge_index = given[0] if given else keywords.pop("edge_index", UNKNOWN)
    size = given[1] if len(given) > 1 else keywords.pop("size", NONE)
    collected = _Collector(edge_index, size, keywords, arguments.complete)
    if name == "edge_updater":
        return _step(machine, node, ref, thing, "edge_update", collected, state)
    fused = _fused(machine, thing, edge_index)
    if fused is not None:
        aggregated = _run(machine, node, ref, fused, collected, state)
    else:
        message = _step(machine, node, ref, thing, "message", collected, state)
        aggregated = _aggregate(machine, node, ref, thing, message, collected, state)
    update = find_method(machine, thing.kind, "update")
    if update is None:
        return aggregated
    return _run(machine, node, ref, update, collected, state, aggregated)


class _Collector:
    """The arguments that ``propagate`` was called with, by the names its steps ask for."""

    def __init__(
        self, edge_index: Value, size: Value, keywords: dict[str, Value], complete: bool
    ) -> None:
        self.edge_index = edge_index
        self.size = size
        self.keywords = keywords
        self.complete = complete

    def value(self, name: str) -> Value | None:
        """The value of a parameter; None where its default counts."""
        if name in self.keywords:
            return self.keywords[name]
        if name[-2:] in ("_i", "_j") and name[:-2] in self.keywords:
            return _lifted(self.keywords[name[:-2]], name.endswith("_i"))
        if name in ("edge_index_i", "edge_index_j", "index"):
            return Tensor(DType.INT, rank=1)
        if name == "edge_index":
            return self.edge_index
        if name in ("ptr", "adj_t"):
            return NONE
        if name in ("size_i", "size_j", "dim_size"):
            return SIZE if self.sized is not False else unite((Option(NONE), Option(SIZE)))
        if name == "size":
            return self.size
        return None if self.complete else UNKNOWN

    @property
    def sized(self) -> bool | None:
        """Whether the number of nodes is known from a lifted tensor or ``size``; None in doubt."""
        values = [it.value for value in self.keywords.values() for it in options(value)]
        if any(isinstance(it, (Tensor, Tuple)) for it in values) or not is_none(self.size):
            return True
        if not self.complete or any(isinstance(it, Unknown) for it in values):
            return None
        return False


def _lifted(value: Value, target: bool) -> Value:
    """``x_j`` of ``x``: a pair is split into source and target."""
    if isinstance(value, Tuple) and value.items is not None and len(value.items) == 2:
        return _lifted(value.items[1 if target else 0], target)
    found = [
        Option(_selected(it.value), it.guard) if isinstance(it.value, Tensor) else it
        for it in options(value)
    ]
    return unite(found)


def _selected(value: Tensor) -> Tensor:
    """Rows of a tensor."""
    return Tensor(value.dtype, assumed=value.assumed, role=role_of_result((value,)))


def _fused(machine: Machine, thing: Instance, edge_index: Value) -> FunctionCode | None:
    """``message_and_aggregate`` runs for sparse adjacencies only."""
    if isinstance(edge_index, Opaque) and edge_index.type == "torch_sparse.SparseTensor":
        return find_method(machine, thing.kind, "message_and_aggregate")
    return None


def _step(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: Instance,
    name: str,
    collected: _Collector,
    state: State,
) -> Value:
    method = find_method(machine, thing.kind, name)
    if method is None:
        return collected.value("x_j") or Tensor()
    return _run(machine, node, ref, method, collected, state)


def _run(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    method: FunctionCode,
    collected: _Collector,
    state: State,
    *leading: Value,
) -> Value:
    """Call a step with what it asks for; ``leading`` values come first."""
    keywords: dict[str, Value] = {}
    for parameter in method.parameters[1 + len(leading) :]:
        if parameter.kind in ("positional", "keyword"):
            value = collected.value(parameter.name)
            if value is not None:
                keywords[parameter.name] = value
    function = Function(method, ref)
    return call_function(machine, node, function, Arguments(leading, keywords), state)


def _aggregate(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: Instance,
    message: Value,
    collected: _Collector,
    state: State,
) -> Value:
    own = find_method(machine, thing.kind, "aggregate")
    if own is not None:
        return _run(machine, node, ref, own, collected, state, message)
    for kind, init in _aggregators(thing, state):
        sized = collected.sized
        size: Value = UNKNOWN if sized is None else SIZE if sized else NONE
        machine.emit(
            Kind.CALL,
            node,
            state,
            name=kind,
            call=Bound({"x": message, "index": Tensor(DType.INT), "dim_size": size, "ptr": NONE}),
            receiver=Receiver(kind, init, thing.made_at),
            classes=(kind,),
        )
    return Tensor(message.dtype) if isinstance(message, Tensor) else Tensor()


def _aggregators(thing: Instance, state: State) -> list[tuple[str, Bound]]:
    """The aggregation classes that ``aggr=`` asks for."""
    init = thing.base_init
    asked = init.value("aggr") if init is not None else None
    if asked is None:
        asked = Const("sum")
    found: list[tuple[str, Bound]] = []
    for option in options(asked):
        value = option.value
        if isinstance(value, Const) and isinstance(value.value, str):
            name = AGGREGATIONS.get(value.value, "torch_geometric.nn.SumAggregation")
            found.append((name, Bound()))
        elif isinstance(value, Ref):
            held = state.heap.get(value.key)
            if isinstance(held, Instance) and isinstance(held.kind, str):
                found.append((held.kind, held.init))
    return found
