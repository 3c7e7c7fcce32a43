"""Registries: lists and dicts that code fills after they are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.value import Class, Const, Library, Ref, Value
from tests.trace.tracing import Traced, trace_net, trace_script

REGISTRY = """
from torch import nn
from torch_geometric.nn import GATConv, GCNConv, SAGEConv

LAYERS = {}
ORDER = []
WIDTHS = [16]
CLOSED = {"sage": SAGEConv}
TYPED: dict[str, int] = {"a": 1}


def register(name):
    def keep(found):
        LAYERS[name] = found
        return found

    return keep


def remember(width):
    WIDTHS.append(width)


@register("own")
class Own(nn.Module):
    pass


LAYERS["gat"] = GATConv
for found in (GCNConv, SAGEConv):
    ORDER.append(found)
ORDER += [GATConv]
CLOSED.update({"gcn": GCNConv})
TYPED["b"] = 2


def layers():
    return LAYERS


def order():
    return ORDER


def widths():
    return WIDTHS


def closed():
    return CLOSED


def typed():
    return TYPED


class Holder:
    known = {}

    @classmethod
    def add(cls, name, value):
        cls.known[name] = value


def held():
    return Holder.known
"""

SCRIPT = """
from registry import closed, held, layers, order, typed, widths

layers, order, widths, closed = layers(), order(), widths(), closed()
typed, held = typed(), held()
own, gat, other = layers["own"], layers["gat"], layers.get("gcn", 1)
"""


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Traced:
    folder = tmp_path_factory.mktemp("registries")
    return trace_script(folder, SCRIPT, {"registry.py": REGISTRY})


def of(traced: Traced, name: str) -> Value:
    return traced.trace.state.names[name]


def thing(traced: Traced, name: str) -> ListObject | DictObject:
    handle = of(traced, name)
    assert isinstance(handle, Ref)
    found = traced.trace.state.heap[handle.key]
    assert isinstance(found, (ListObject, DictObject))
    return found


def test_decorators_and_assignments_fill_one(traced: Traced) -> None:
    assert isinstance(own := of(traced, "own"), Class) and own.code.name == "Own"
    assert of(traced, "gat") == Library("torch_geometric.nn.GATConv")


def test_what_functions_fill_is_open(traced: Traced) -> None:
    """Another file may register more: a key that is not seen may be there."""
    assert thing(traced, "layers").rest is not None
    assert of(traced, "other") != Const(1)
    assert thing(traced, "widths").rest is not None
    assert thing(traced, "held").rest is not None


def test_what_the_module_level_alone_fills_is_known(traced: Traced) -> None:
    order, closed, typed = (thing(traced, it) for it in ("order", "closed", "typed"))
    assert isinstance(order, ListObject) and order.rest is None
    assert [it.name for it in order.items if isinstance(it, Library)] == [
        f"torch_geometric.nn.{it}" for it in ("GCNConv", "SAGEConv", "GATConv")
    ]
    assert isinstance(closed, DictObject) and closed.rest is None
    assert set(closed.entries) == {"sage", "gcn"}
    assert isinstance(typed, DictObject) and set(typed.entries) == {"a", "b"}


def test_a_model_that_looks_for_its_layer_is_traced(tmp_path: Path) -> None:
    """A registry is no empty dict, in which no name is found and whose test always raises."""
    source = """
    import torch
    from torch_geometric.nn import global_mean_pool

    LAYERS = {}

    def register(name):
        def keep(found):
            LAYERS[name] = found
            return found
        return keep

    class Net(torch.nn.Module):
        def __init__(self, name):
            super().__init__()
            if name not in LAYERS:
                raise ValueError(name)
            self.layer = LAYERS[name](8)

        def forward(self, x, batch):
            return global_mean_pool(self.layer(x), batch)  #! global_mean_pool
    """
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked
