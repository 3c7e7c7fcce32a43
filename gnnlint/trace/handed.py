"""What a compiler is handed, by name and place: a model, or a function."""

from __future__ import annotations

from gnnlint.finding import EntryPoint
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace.heap import Instance
from gnnlint.trace.state import State
from gnnlint.trace.value import Function, Ref, Value


def entry_point(target: Value, state: State) -> EntryPoint | None:
    """The entry point that ``target`` is; None for what is not the project's."""
    if isinstance(target, Function):
        return of_function(target.code)
    thing = state.heap.get(target.key) if isinstance(target, Ref) else None
    kind = thing.kind if isinstance(thing, Instance) else None
    return of_class(kind) if isinstance(kind, ClassCode) else None


def of_function(code: FunctionCode) -> EntryPoint:
    """A function that is compiled by itself."""
    return EntryPoint(f"{code.module.name}.{code.name}", code.module.place(code.node))


def of_class(code: ClassCode) -> EntryPoint:
    """A model, by what calling it runs."""
    return EntryPoint(f"{code.qualified_name}.forward", code.place(), is_class=True)
