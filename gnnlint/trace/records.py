"""Making records: what the ``__init__`` does that Python writes for dataclasses and NamedTuples."""

from __future__ import annotations

from astroid import nodes

from gnnlint.project.code import Assigned, ClassCode, FunctionCode
from gnnlint.trace.bound import Arguments
from gnnlint.trace.calls import call_function
from gnnlint.trace.machine import Machine
from gnnlint.trace.names import global_value
from gnnlint.trace.promises import Field, fields_of, keep_fields, promised
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Function, Library, Ref, Value


def fill(
    machine: Machine,
    node: nodes.NodeNG,
    code: ClassCode,
    ref: Ref,
    arguments: Arguments,
    state: State,
) -> None:
    """Give a new record the values of its fields, then run its ``__post_init__``."""
    values: dict[str, Value] = {}
    passed_on: list[Value] = []
    positional = list(arguments.positional)
    for field in fields_of(machine.project, code):
        value = _passed(machine, field, positional, arguments, state)
        if field.is_passed_on:
            passed_on.append(value)
        else:
            values[field.name] = value
    keep_fields(ref, values, state)
    after = machine.project.method(code, "__post_init__")
    if isinstance(after, FunctionCode):
        with machine.outside():
            given = Arguments(tuple(passed_on))
            call_function(machine, node, Function(after, ref), given, state)


def _passed(
    machine: Machine, field: Field, positional: list[Value], arguments: Arguments, state: State
) -> Value:
    if field.is_argument:
        if positional:
            return positional.pop(0)
        if field.name in arguments.keywords:
            return arguments.keywords[field.name]
    default = default_of_field(machine, field, state)
    if default is not None and (arguments.complete or not field.is_argument):
        return default
    return promised(machine, field.module, field.promise, state)


def default_of_field(machine: Machine, field: Field, state: State) -> Value | None:
    """The value that the class assigns to a field; None where it assigns none."""
    if not field.has_default:
        return None
    node = field.assigned.node
    if not isinstance(node, nodes.Call):
        return global_value(machine, field.module, field.assigned, state)
    for keyword in node.keywords:
        if keyword.arg in ("default", "default_factory"):
            value = global_value(machine, field.module, Assigned(keyword.value), state)
            if keyword.arg == "default":
                return value
            known = isinstance(value, (Function, Library))
            return machine.call(node, value, Arguments(), state) if known else UNKNOWN
    return None
