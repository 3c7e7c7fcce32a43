"""Names: variables, enclosing scopes, globals, builtins."""

from __future__ import annotations

import builtins
import math
from functools import cache

from astroid import nodes

from gnnlint.project.code import (
    Assigned,
    ClassCode,
    Definition,
    FunctionCode,
    LibraryName,
    ModuleCode,
)
from gnnlint.trace import registries, releases
from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Activation, Machine, PathEnds, evaluates
from gnnlint.trace.state import State, present
from gnnlint.trace.value import (
    MISSING,
    UNKNOWN,
    Class,
    Const,
    Function,
    Layout,
    Library,
    Missing,
    Module,
    Opaque,
    Tensor,
    Union,
    Value,
    is_handle,
    is_sparse,
    made_outside,
)
from gnnlint.tree import nodes_of

_DEEPEST_GLOBAL = 4

_PLAIN = (
    nodes.Const, nodes.List, nodes.Tuple, nodes.Dict, nodes.Set, nodes.Name, nodes.Attribute,
    nodes.Call, nodes.BinOp, nodes.UnaryOp, nodes.Lambda, nodes.IfExp, nodes.BoolOp, nodes.Compare,
    nodes.Subscript, nodes.DictComp, nodes.ListComp,
)  # fmt: skip


@evaluates(nodes.Name)
def _name(machine: Machine, node: nodes.Name, state: State) -> Value:
    value = state.names.get(node.name)
    if value is None or isinstance(value, (Union, Missing)):
        value = lookup(machine, node.name, state)
    if isinstance(value, Tensor):
        if value.layout is Layout.SPARSE:
            read_sparse(machine, node, value, state)
    elif isinstance(value, Union) and is_sparse(value):
        read_sparse(machine, node, value, state)
    return value


def read_sparse(machine: Machine, node: nodes.NodeNG, value: Value, state: State) -> None:
    """The first use of a sparse tensor ends the compilation of its frame (GB0015)."""
    if machine.recording and not machine.is_outside and not machine.frame.reads_sparse:
        machine.frame.reads_sparse = True
        machine.emit(Kind.READ_SPARSE, node, state, operands={"value": value})


def carry_sparse(machine: Machine, node: nodes.Call, state: State) -> None:
    """A break in a call has nowhere to keep a sparse tensor that is needed later (GB0015)."""
    frame = machine.frame
    if not machine.recording or machine.is_outside or frame.reads_sparse:
        return
    for name in frame.sparse:
        value = state.names.get(name, MISSING)
        if is_sparse(value) and _is_read_after(machine, name, node):
            machine.emit(
                Kind.READ_SPARSE, node, state, construct="carried", operands={"value": value}
            )
            return


def _is_read_after(machine: Machine, name: str, node: nodes.NodeNG) -> bool:
    code = machine.frame.code
    reads = nodes_of(code.node, nodes.Name) if code is not None else ()
    return any(it.name == name and it.lineno > node.lineno for it in reads)


def lookup(machine: Machine, name: str, state: State) -> Value:
    """What ``name`` is: a local variable, an enclosing function's, a global or a builtin."""
    value = state.names.get(name)
    if value is not None:
        if not isinstance(value, (Union, Missing)):
            return value
        found = present(state.select(value))
        if found is not None:
            return found
    if name in machine.frame.closure:
        return machine.frame.closure[name]
    if machine.module is machine.program and name in machine.program_names:
        found = present(machine.program_names[name])
        if found is not None:
            return found
    definition = machine.project.lookup(machine.module, name)
    if isinstance(definition, Assigned):
        home = machine.project.home(machine.module, name)
        return global_value(machine, home, definition, state)
    if definition is not None:
        return value_of(machine, definition, state)
    return _builtin(name)


@cache
def _builtin(name: str) -> Value:
    return Library(f"builtins.{name}") if hasattr(builtins, name) else UNKNOWN


CONSTANT_NAMES: dict[str, object] = {
    "typing.TYPE_CHECKING": False,
    "math.pi": math.pi,
    "math.e": math.e,
    "math.inf": math.inf,
    "torch.inf": math.inf,
    "torch.pi": math.pi,
}
"""Names of libraries whose values are known."""


OBJECTS = frozenset({"os.environ", "sys.stdout", "sys.stderr"})
"""Names of libraries that stand for an object: what is done to it is an event."""


def library_value(machine: Machine, name: str) -> Value:
    """What a library's canonical name stands for."""
    return releases.of_name(machine, name) or _named(name)


@cache
def _named(name: str) -> Value:
    if name in OBJECTS:
        return Opaque(name)
    return Const(CONSTANT_NAMES[name]) if name in CONSTANT_NAMES else Library(name)


def value_of(machine: Machine, definition: Definition | None, state: State) -> Value:
    """The value of a definition of the project, or of a library's name."""
    if isinstance(definition, LibraryName):
        return library_value(machine, definition.name)
    if isinstance(definition, ClassCode):
        return Class(definition)
    if isinstance(definition, FunctionCode):
        return Function(definition)
    if isinstance(definition, ModuleCode):
        return Module(definition)
    return UNKNOWN


def global_value(machine: Machine, module: ModuleCode, assigned: Assigned, state: State) -> Value:
    """The value that a module- or class-level assignment gives, its events not counted.

    Code at that level depends on no state, so that once is enough where it leaves no object; only
    of the program that is being run the variables change.
    """
    if isinstance(assigned.node, nodes.Const):
        return Const(assigned.node.value)
    known = machine.filling.get(assigned) or machine.global_values.get(assigned)
    if known is not None:
        return known
    nested = sum(1 for it in machine.stack if it.symbol == "<module>")
    if not isinstance(assigned.node, _PLAIN) or nested > _DEEPEST_GLOBAL:
        return UNKNOWN
    frame = Activation(machine.key(), "<module>", module)
    inner = state.enter({})
    with machine.activation(frame), machine.silence(), machine.outside():
        try:
            value = machine.evaluate(assigned.node, inner)
            value = registries.fill(machine, module, assigned, value, inner)
        except PathEnds:
            value = UNKNOWN
    state.leave(inner)
    value = made_outside(value)
    changes = module is machine.program or is_handle(value)
    if not changes and not nested and not machine.exhausted:
        machine.global_values[assigned] = value
    return value
