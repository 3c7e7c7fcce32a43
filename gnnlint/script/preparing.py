"""Layers of torch_geometric before 2.5, which had to be told with ``.jittable()`` to be scripted.

Mirrors ``MessagePassing.jittable`` of torch_geometric 2.4 (nn/conv/message_passing.py), which
writes a class anew with what is declared in the source of that class alone. Without it
``propagate`` asks for ``self.inspector``, an object that TorchScript has no type for. Compiling a
model begins with the modules that it holds, whether or not ``forward`` calls them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from gnnlint.premise import Condition
from gnnlint.project.code import Assigned, ClassCode
from gnnlint.script.reach import Reach
from gnnlint.trace.event import Event, Kind
from gnnlint.trace.heap import Instance
from gnnlint.trace.layers import takes_edges
from gnnlint.trace.modes import JITTABLE
from gnnlint.trace.value import Ref

_GENERATED = {"propagate": "propagate_type", "edge_updater": "edge_updater_type"}


def unprepared(reach: Reach, entry: Ref) -> Iterator[Event]:
    """The layers that a model holds and that are not made jittable, or cannot be."""
    for ref, path in reach.modules.items():
        thing = reach.instances.get(ref)
        if ref == entry or thing is None or thing.made_at is None:
            continue
        if JITTABLE not in thing.attributes:
            if takes_edges(thing.library_class or ""):
                yield _event(thing, "unjittable", "", path)
        elif isinstance(thing.kind, ClassCode):
            for missing in _undeclared(reach, thing.kind):
                yield _event(thing, "undeclared", missing, path)


def _undeclared(reach: Reach, code: ClassCode) -> Iterator[str]:
    """The generated methods whose types the class does not declare, so that ``jittable`` raises."""
    node = code.node
    lines = range(node.lineno or 1, (node.end_lineno or 0) + 1)
    text = "\n".join(code.module.source.line(it) for it in lines)
    for method, attribute in _GENERATED.items():
        if method == "edge_updater" and "edge_update" not in code.methods:
            continue
        declared = isinstance(reach.project.method(code, attribute), Assigned)
        if not declared and not re.search(rf"#\s*{attribute}:\s*\((.*)\)", text):
            yield method


def _event(thing: Instance, construct: str, detail: str, path: tuple[Condition, ...]) -> Event:
    assert thing.made_at is not None
    kind = thing.kind
    name = kind.qualified_name if isinstance(kind, ClassCode) else kind
    short = name.rpartition(".")[2]
    return Event(
        kind=Kind.PROPAGATE,
        place=thing.made_at,
        source=short,
        symbol="",
        name=name,
        callee=short,
        construct=construct,
        detail=detail,
        path=path,
    )
