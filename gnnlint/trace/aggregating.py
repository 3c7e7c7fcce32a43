"""The aggregation that a ``MessagePassing`` layer makes of ``aggr=``.

Source: torch_geometric/nn/conv/message_passing.py, ``__init__`` (2.8): a name is resolved to a
class and made with ``aggr_kwargs``, a list to a ``MultiAggregation``. What a library makes is known
by its class alone; an aggregation of the project is run.
"""

from __future__ import annotations

from astroid import nodes

from gnnlint.project.code import Imported
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.heap import DictObject, Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.names import value_of
from gnnlint.trace.state import State
from gnnlint.trace.value import NONE, Class, Const, Ref, Tuple, Value, constant, options

_MADE = "aggr_module"
"""The attribute of a layer that holds its aggregation."""

_PACKAGE = "torch_geometric.nn"

_NAMES = {
    "lstm": "LSTMAggregation",
    "median": "MedianAggregation",
    "sort": "SortAggregation",
    "softmax": "SoftmaxAggregation",
    "powermean": "PowerMeanAggregation",
    "quantile": "QuantileAggregation",
    "set2set": "Set2Set",
    "gru": "GRUAggregation",
}
"""``aggr=`` names whose aggregation is more than one scatter (torch_geometric/nn/resolver.py)."""


def with_aggregation(
    machine: Machine, node: nodes.NodeNG, layer: Instance, state: State
) -> Instance:
    """The layer whose ``MessagePassing.__init__`` is done, with its aggregation if it is to be run.

    That is one of the project's, be it that it is torch_geometric itself that is checked.
    """
    init = layer.base_init
    made = _make(machine, node, init, state) if init is not None else None
    return layer.put(_MADE, made) if made is not None else layer


def _make(machine: Machine, node: nodes.NodeNG, init: Bound, state: State) -> Value | None:
    asked = init.value("aggr")
    if isinstance(asked, Ref):
        return asked if _is_own(asked, state) else None
    several = isinstance(asked, Tuple)
    name = "MultiAggregation" if several else _NAMES.get(str(constant(asked or NONE, str)))
    if name is None:
        return None
    found = machine.project.follow(machine.module, Imported(_PACKAGE, name))
    kind = value_of(machine, found, state)
    if not isinstance(kind, Class):
        return None
    given = init.value("aggr_kwargs")
    settings = state.heap.get(given.key) if isinstance(given, Ref) else DictObject({})
    if not isinstance(settings, DictObject):
        return None
    keywords = {key: value for key, value in settings.entries.items() if isinstance(key, str)}
    leading = (asked,) if several and asked is not None else ()
    complete = settings.rest is None
    return machine.call(node, kind, Arguments(leading, keywords, complete), state)


def _is_own(value: Ref, state: State) -> bool:
    thing = state.heap.get(value.key)
    return isinstance(thing, Instance) and not isinstance(thing.kind, str)


def own_aggregation(thing: Instance, state: State) -> Ref | None:
    """The aggregation of a layer that is to be run."""
    made = thing.attributes.get(_MADE)
    return made if isinstance(made, Ref) and _is_own(made, state) else None


def aggregators(thing: Instance, state: State) -> list[tuple[str, Bound]]:
    """The aggregation classes of the library that ``aggr=`` asks for, and their arguments."""
    asked = thing.base_init.value("aggr") if thing.base_init is not None else None
    return _aggregators(asked if asked is not None else Const("sum"), state)


def _aggregators(asked: Value, state: State) -> list[tuple[str, Bound]]:
    found: list[tuple[str, Bound]] = []
    for option in options(asked):
        value = option.value
        if isinstance(value, Const) and isinstance(value.value, str):
            name = _NAMES.get(value.value, "SumAggregation")
            found.append((f"{_PACKAGE}.{name}", Bound()))
        elif isinstance(value, Tuple) and value.items is not None:
            found += [each for it in value.items for each in _aggregators(it, state)]
        elif isinstance(value, Ref):
            held = state.heap.get(value.key)
            if isinstance(held, Instance) and isinstance(held.kind, str):
                found.append((held.kind, held.init))
    return found
