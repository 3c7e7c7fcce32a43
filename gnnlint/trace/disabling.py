"""Taking code out of the graph: ``torch.compiler.disable`` (GB0098)."""

from __future__ import annotations

from astroid import nodes

from gnnlint.project.code import FunctionCode
from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import Opaque

DISABLING = frozenset(
    {"torch.compiler.disable", "torch._dynamo.disable", "torch._disable_dynamo",
     "torch._dynamo.eval_frame.disable", "torch._dynamo.decorators.disable"}
)  # fmt: skip
"""What takes a function or module out of the graph."""

SCRIPTING = frozenset({"torch.jit.script", "torch.jit.script_if_tracing"})
"""What compiles a function, at once or as a trace calls it (torch/jit/_trace.py)."""

DISABLED = Opaque("torch.compiler.disable")
"""What these make of it."""


def is_disabled(machine: Machine, code: FunctionCode) -> bool:
    """Whether a decorator takes the function out of what is compiled."""
    names = machine.project.decorator_names(code) if code.decorators else ()
    return not DISABLING.isdisjoint(names)


def is_scripted(machine: Machine, code: FunctionCode) -> bool:
    """Whether TorchScript compiles the function: by a decorator, or as the code handed it over."""
    names = machine.project.decorator_names(code) if code.decorators else ()
    return code in machine.scripted or not SCRIPTING.isdisjoint(names)


def leave_graph(machine: Machine, node: nodes.NodeNG, state: State) -> None:
    """Record a call of ``disable``, or of what it was applied to."""
    name = "torch.compiler.disable"
    machine.emit(Kind.CALL, node, state, name=name)
