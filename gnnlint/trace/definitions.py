"""What functions, classes and imports inside a function bind."""

from __future__ import annotations

import sys

from astroid import nodes

from gnnlint import tree
from gnnlint.premise import Condition
from gnnlint.project.bindings import absolute_import, read_class, read_function
from gnnlint.project.code import ClassCode, FunctionCode, Imported, LibraryName
from gnnlint.trace.bound import Arguments
from gnnlint.trace.decorators import is_wrapper
from gnnlint.trace.disabling import DISABLING
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import Scope
from gnnlint.trace.machine import Machine, executes
from gnnlint.trace.names import value_of
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    Class,
    Function,
    Library,
    Partial,
    Unknown,
    Value,
)

COMPILE = Library("torch.compile")


@executes(nodes.FunctionDef, tree.FunctionDef, nodes.AsyncFunctionDef)
def _function_def(machine: Machine, node: nodes.FunctionDef, state: State) -> State:
    code = _defined(machine, node)
    names = {**machine.frame.closure, **state.names}
    scope = machine.allocate(state, Scope(names, machine.frame.key))
    value: Value = Function(code, None, scope.key, bare=True)
    state.heap[scope.key] = Scope({**names, node.name: value}, machine.frame.key)
    for decorator in reversed(node.decorators.nodes if node.decorators else []):
        value = _decorate(machine, decorator, value, state)
    state.names[node.name] = value
    return state


def _defined(machine: Machine, node: nodes.FunctionDef) -> FunctionCode:
    """The project's own object for a function at module level, a new one for a nested one."""
    known = machine.module.bindings.get(node.name)
    if isinstance(known, FunctionCode) and known.node is node:
        return known
    return read_function(machine.module, node, outer=machine.frame.symbol)


def _decorate(machine: Machine, decorator: nodes.NodeNG, value: Value, state: State) -> Value:
    callee = machine.evaluate(decorator, state)
    compiles = callee == COMPILE or (isinstance(callee, Partial) and callee.callee == COMPILE)
    disables = isinstance(callee, Library) and callee.name in DISABLING and not machine.is_outside
    if compiles or (disables and machine.recording):
        return machine.call(decorator, callee, Arguments((value,)), state)
    if isinstance(callee, (Function, Class)):
        made = machine.call(decorator, callee, Arguments((value,)), state)
        return made if is_wrapper(made, state) else value
    return value


@executes(nodes.ClassDef)
def _class_def(machine: Machine, node: nodes.ClassDef, state: State) -> State:
    machine.emit(Kind.DEFINE, node, state, construct="class")
    known = machine.module.bindings.get(node.name)
    if not isinstance(known, ClassCode) or known.node is not node:
        known = read_class(machine.module, node, machine.frame.symbol)
    state.names[node.name] = Class(known)
    return state


@executes(nodes.Import, nodes.ImportFrom)
def _import(machine: Machine, node: nodes.Import | nodes.ImportFrom, state: State) -> State:
    module = machine.module
    machine.emit(Kind.DEFINE, node, state, construct="import", operands=_absent(machine, node))
    if isinstance(node, nodes.ImportFrom):
        base = absolute_import(module, node.modname, node.level)
        for name, alias in node.names:
            found = machine.project.follow(module, Imported(base, name))
            state.names[alias or name] = value_of(machine, found, state)
    else:
        for name, alias in node.names:
            target = Imported(name) if alias else Imported(name.partition(".")[0])
            found = machine.project.follow(module, target)
            state.names[alias or name.partition(".")[0]] = value_of(machine, found, state)
    return state


PRESENT = sys.stdlib_module_names | {"torch", "torch_geometric", "numpy"}


def _absent(machine: Machine, node: nodes.Import | nodes.ImportFrom) -> dict[str, Value]:
    """The open question whether an import that is guarded by ``try`` fails."""
    if isinstance(node, nodes.ImportFrom):
        names = [] if node.level else [node.modname]
    else:
        names = [name for name, _ in node.names]
    for root in (name.partition(".")[0] for name in names):
        found = machine.project.follow(machine.module, Imported(root))
        if machine.frame.attempts and root not in PRESENT and isinstance(found, LibraryName):
            text = f"{root} is not installed"
            return {"absent": Unknown(Condition(text, text, "unknown"))}
    return {}
