"""``MessagePassing.propagate``: generated code in PyG, modelled here.

Source: torch_geometric/nn/conv/message_passing.py and propagate.jinja (2.8). ``propagate``
collects the arguments that ``message``, ``aggregate`` and ``update`` ask for by name: ``x_i`` and
``x_j`` are ``x`` lifted to the edges, ``index`` the target nodes, ``dim_size`` their number.
"""

from __future__ import annotations

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.project.code import FunctionCode
from gnnlint.trace.aggregating import aggregators, own_aggregation
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.calls import call_function, find_method
from gnnlint.trace.event import Kind, Receiver
from gnnlint.trace.heap import Instance
from gnnlint.trace.layers import is_layer
from gnnlint.trace.machine import Machine
from gnnlint.trace.moves import NOWHERE, ROWS, Dims
from gnnlint.trace.state import State
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    NONE,
    SIZE,
    UNBACKED_SIZE,
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
    constant,
    is_none,
    options,
    role_of_result,
)

AGGREGATION = "torch_geometric.nn.Aggregation"


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
    along = _node_dim(thing)
    collected = _Collector(edge_index, size, keywords, arguments.complete, along)
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
        self,
        edge_index: Value,
        size: Value,
        keywords: dict[str, Value],
        complete: bool,
        node_dim: int | None,
    ) -> None:
        self.edge_index = edge_index
        self.size = size
        self.keywords = keywords
        self.complete = complete
        self.node_dim = node_dim

    def value(self, name: str) -> Value | None:
        """The value of a parameter; None where its default counts."""
        if name in self.keywords:
            return self.keywords[name]
        if name[-2:] in ("_i", "_j") and name[:-2] in self.keywords:
            return self._lifted(self.keywords[name[:-2]], name.endswith("_i"))
        if name in ("edge_index_i", "edge_index_j", "index"):
            return self.index
        if name == "edge_index":
            return self.edge_index
        if name in ("ptr", "adj_t"):
            return NONE
        if name in ("size_i", "size_j", "dim_size"):
            return self.nodes if self.sized is not False else unite((Option(NONE), Option(SIZE)))
        if name == "size":
            return self.size
        return None if self.complete else UNKNOWN

    @property
    def index(self) -> Tensor:
        """The node at an end of each edge."""
        return _of_data(Tensor(DType.INT, rank=1), ROWS if self._selects_edges else NOWHERE)

    @property
    def nodes(self) -> Value:
        """How many nodes messages go to; a count of what is lifted, if it is not given."""
        if not is_none(self.size):
            return SIZE
        given = [it.value for value in self.keywords.values() for it in options(value)]
        tensors = [end for it in given if isinstance(end := _end(it, True), Tensor)]
        counted = [it for it in tensors if _place_of(self.node_dim, it) in it.unbacked_dims]
        return UNBACKED_SIZE if counted and len(counted) == len(tensors) else SIZE

    @property
    def _selects_edges(self) -> bool:
        """Whether how many edges there are depends on data."""
        given = [it.value for it in options(self.edge_index)]
        return all(isinstance(it, Tensor) and 1 in it.unbacked_dims for it in given)

    def gathered(self, message: Tensor) -> Tensor:
        """The messages, added up for each node."""
        out = Tensor(message.dtype, rank=message.rank)
        return self._moved(out, message, self.nodes is UNBACKED_SIZE)

    def _moved(self, result: Tensor, value: Tensor, depends: bool) -> Tensor:
        """``result``, sized as ``value`` but for its nodes, whose number may depend on data."""
        place = _place_of(self.node_dim, value)
        if place is None:
            return replace(result, unbacked=depends)
        dims = value.unbacked_dims - {place} | (frozenset({place}) if depends else NOWHERE)
        return _of_data(result, dims)

    def _lifted(self, value: Value, target: bool) -> Value:
        """``x_j`` of ``x``: a pair is split into source and target."""
        end = _end(value, target)
        if end is not value:
            return self._lifted(end, target)
        found = [
            Option(self._selected(it.value), it.guard) if isinstance(it.value, Tensor) else it
            for it in options(value)
        ]
        return unite(found)

    def _selected(self, value: Tensor) -> Tensor:
        """Rows of a tensor, one for each edge."""
        role = role_of_result((value,))
        rows = Tensor(value.dtype, assumed=value.assumed, role=role, rank=value.rank)
        return self._moved(rows, value, self._selects_edges)

    @property
    def sized(self) -> bool | None:
        """Whether the number of nodes is known from a lifted tensor or ``size``; None in doubt."""
        values = [it.value for value in self.keywords.values() for it in options(value)]
        if any(isinstance(it, (Tensor, Tuple)) for it in values) or not is_none(self.size):
            return True
        if not self.complete or any(isinstance(it, Unknown) for it in values):
            return None
        return False


def _of_data(tensor: Tensor, dims: Dims) -> Tensor:
    """``tensor`` with sizes that depend on data."""
    return replace(tensor, unbacked=bool(dims), unbacked_dims=dims)


def _end(value: Value, target: bool) -> Value:
    """What stands at one end of the edges: that of a pair, or the same at both."""
    if isinstance(value, Tuple) and value.items is not None and len(value.items) == 2:
        return value.items[1 if target else 0]
    return value


def _node_dim(thing: Instance) -> int | None:
    """The dimension of tensors that has the nodes, where it is known."""
    given = thing.base_init.value("node_dim") if thing.base_init is not None else Const(-2)
    found = constant(given or UNKNOWN, int)
    return found if isinstance(found, int) else None


def _place_of(node_dim: int | None, tensor: Tensor) -> int | None:
    """The same, counted from the first."""
    if node_dim is None or (node_dim < 0 and tensor.rank is None):
        return None
    return node_dim if node_dim >= 0 else node_dim + (tensor.rank or 0)


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
    sized = collected.sized
    size: Value = UNKNOWN if sized is None else collected.nodes if sized else NONE
    given: dict[str, Value] = {"index": collected.index, "ptr": NONE, "dim_size": size}
    if (module := own_aggregation(thing, state)) is not None:
        along = Const(collected.node_dim) if collected.node_dim is not None else UNKNOWN
        arguments = Arguments((message,), {**given, "dim": along})
        return machine.call(node, module, arguments, state)
    for kind, init in aggregators(thing, state):
        machine.emit(
            Kind.CALL,
            node,
            state,
            name=kind,
            call=Bound({"x": message, **given}),
            receiver=Receiver(kind, init, thing.made_at),
            classes=(kind,),
        )
    return collected.gathered(message) if isinstance(message, Tensor) else Tensor()
