"""torch_geometric's resolvers: layers made from their names (torch_geometric/nn/resolver.py)."""

from __future__ import annotations

from collections.abc import Callable

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.project.code import Imported
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.heap import Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.names import value_of
from gnnlint.trace.state import State
from gnnlint.trace.value import NONE, UNKNOWN, Class, Function, Ref, Value, constant

Resolver = Callable[[Machine, nodes.NodeNG, Arguments, State], Value]


def _activation(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """Whichever activation is chosen, it keeps the shape and breaks nothing."""
    value = arguments.first
    if isinstance(value, (Ref, Function, Class)) or value == NONE:
        return value
    return machine.allocate_at(node, state, Instance("torch.nn.Identity", Bound()))


def _by_name(suffix: str = "") -> Resolver:
    """A resolver of layers: the class of that name is made with the further arguments."""

    def resolve(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
        keywords = dict(arguments.keywords)
        query = arguments.positional[0] if arguments.positional else keywords.pop("query", UNKNOWN)
        if isinstance(query, Ref):
            return query
        text = constant(query, str)
        name = library.resolved(text, suffix) if isinstance(text, str) else None
        if name is None:
            machine.gap(node, "which layer is made here is not known")
            return UNKNOWN
        package, _, attribute = name.rpartition(".")
        found = machine.project.follow(machine.module, Imported(package, attribute))
        further = replace(arguments, positional=arguments.positional[1:], keywords=keywords)
        return machine.call(node, value_of(machine, found, state), further, state)

    return resolve


RESOLVERS: dict[str, Resolver] = {
    "torch_geometric.nn.resolver.activation_resolver": _activation,
    "torch_geometric.nn.resolver.normalization_resolver": _by_name(),
    "torch_geometric.nn.resolver.aggregation_resolver": _by_name("aggregation"),
}
