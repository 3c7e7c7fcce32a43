"""Lists and dicts that code fills after they are made, at module or class level: registries.

What the module's own lines do to one is carried out where it is read. What functions do to it, who
knows when, leaves it open: there may be more in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.project.bindings import dotted
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, ModuleCode
from gnnlint.trace.bound import Arguments
from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.machine import Machine, PathEnds
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Class, Function, Ref, Value

_CHANGING = (
    rb"\b%s\b(?:\[[^\n]*\]\s*[-+*/|]?=(?!=)|\s*[+|]=(?!=)|"
    rb"\.(?:append|extend|insert|remove|pop|clear|update|setdefault|add|discard|appendleft)\()"
)
"""Code that changes the list or dict under a name."""

_CARRIED_OUT = (nodes.Expr, nodes.Assign, nodes.AugAssign, nodes.For)
"""Statements of a module that are carried out where they change one."""


def fill(
    machine: Machine, module: ModuleCode, assigned: Assigned, value: Value, state: State
) -> Value:
    """``value`` as the module leaves it; what is not known to be all is open.

    Args:
        module: where it is assigned.
        assigned: the assignment.
        value: what is assigned.
        state: that of the module level.
    """
    names = tuple(_names(assigned))
    lines = _changed_at(module, names) if isinstance(value, Ref) else frozenset()
    if not lines:
        return value
    machine.filling[assigned] = value
    try:
        done, value = _run_lines(machine, module, assigned, names, lines, value, state)
    finally:
        del machine.filling[assigned]
    if lines - done:
        _open(value, state)
    return value


def _names(assigned: Assigned) -> Iterator[str]:
    statement = assigned.node.statement()
    targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
    return (it.name for it in targets if isinstance(it, nodes.AssignName))


def _changed_at(module: ModuleCode, names: tuple[str, ...]) -> frozenset[int]:
    """The lines that change what stands under one of ``names``."""
    data = module.source.data
    found = (
        match.start()
        for name in names
        if data.count(name.encode()) > 1
        for match in re.finditer(_CHANGING % re.escape(name.encode()), data)
    )
    return frozenset(data.count(b"\n", 0, start) + 1 for start in found)


def _run_lines(
    machine: Machine,
    module: ModuleCode,
    assigned: Assigned,
    names: tuple[str, ...],
    lines: frozenset[int],
    value: Value,
    state: State,
) -> tuple[set[int], Value]:
    """Carry out what the module level does; which lines that were, and what is there then."""
    done: set[int] = set()
    made = assigned.node.statement()
    state.names.update(dict.fromkeys(names, value))
    for statement in module.tree.body if isinstance(made.parent, nodes.Module) else ():
        within = {it for it in lines if statement.fromlineno <= it <= statement.end_lineno}
        if statement.fromlineno <= made.fromlineno:
            continue
        try:
            if within and isinstance(statement, _CARRIED_OUT):
                machine.execute([statement], state)
                done |= within
            elif isinstance(statement, (nodes.ClassDef, nodes.FunctionDef)):
                _register(machine, module, statement, lines, state)
        except PathEnds:
            return set(), value
    return done, state.names.get(names[0], value) if names else value


def _register(
    machine: Machine,
    module: ModuleCode,
    node: nodes.ClassDef | nodes.FunctionDef,
    lines: frozenset[int],
    state: State,
) -> None:
    """Call the decorators of a class or function that are there to change it."""
    code = module.bindings.get(node.name)
    for decorator in node.decorators.nodes if node.decorators else ():
        name = dotted(decorator)
        called = machine.project.resolve(module, name) if name else None
        if not isinstance(called, FunctionCode) or called.module is not module:
            continue
        first, last = called.node.fromlineno, called.node.end_lineno
        if isinstance(code, (ClassCode, FunctionCode)) and any(first <= it <= last for it in lines):
            given = Class(code) if isinstance(code, ClassCode) else Function(code, bare=True)
            machine.call(decorator, machine.evaluate(decorator, state), Arguments((given,)), state)


def _open(value: Value, state: State) -> None:
    """Further items may be in it."""
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if isinstance(thing, (ListObject, DictObject)) and isinstance(value, Ref):
        state.heap[value.key] = replace(thing, rest=UNKNOWN)
