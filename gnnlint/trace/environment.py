"""Variables of the environment: whoever runs the program chooses them, so each is open by name."""

from __future__ import annotations

from astroid import nodes

from gnnlint.premise import Condition
from gnnlint.trace.bound import Arguments
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import NONE, Const, Opaque, Unknown, Value

ENVIRONMENT = Opaque("os.environ")
"""Its methods are called on this object, of whatever name."""


def variable(machine: Machine, node: nodes.NodeNG, usual: Value | None = None) -> Value:
    """What ``node`` reads of the environment; ``usual`` is what it is where nobody sets it."""
    text = machine.module.text(node)
    default = repr(usual.value) if isinstance(usual, Const) else None
    return Unknown(Condition(f"environment {text}", text, "config", default=default))


def get_variable(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``os.environ.get("DEBUG", "0")``, and ``os.getenv``."""
    _, *others = (*arguments.positional, *arguments.keywords.values(), NONE, NONE)
    return variable(machine, node, others[0])
