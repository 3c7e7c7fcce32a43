"""Variables of the environment: whoever runs the program chooses them, so each is open by name."""

from __future__ import annotations

from astroid import nodes

from gnnlint.premise import Condition
from gnnlint.trace.bound import Arguments
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import NONE, UNKNOWN, Const, Opaque, Unknown, Value, constant

ENVIRONMENT = Opaque("os.environ")
"""Its methods are called on this object, of whatever name."""


def variable(
    machine: Machine, node: nodes.NodeNG, name: Value, usual: Value | None = None
) -> Value:
    """What ``node`` reads of the environment under a name, each alike wherever it is read.

    ``usual`` is what it is where nobody sets it.
    """
    known = constant(name, str)
    if known is None:
        return UNKNOWN
    default = repr(usual.value) if isinstance(usual, Const) else None
    written = machine.module.text(node)
    text = written if str(known) in written else f'os.environ.get("{known}")'
    return Unknown(Condition(f"environment {known} {default}", text, "config", default=default))


def is_set(machine: Machine, node: nodes.NodeNG, name: Value, *, yes: bool) -> Value:
    """``"DEBUG" in os.environ``, or ``not in`` where it is not ``yes``."""
    known = constant(name, str)
    if known is None:
        return UNKNOWN
    written = machine.module.text(node).replace(" not in ", " in ")
    text = written if str(known) in written else f'"{known}" in os.environ'
    condition = Condition(f"environment {known} set", text, "config", default="False")
    return Unknown(condition if yes else condition.negated())


def get_variable(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``os.environ.get("DEBUG", "0")``, and ``os.getenv``."""
    given = dict(arguments.keywords)
    given.update(zip(("key", "default"), arguments.positional, strict=False))
    return variable(machine, node, given.get("key", UNKNOWN), given.get("default", NONE))
