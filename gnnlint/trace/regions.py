"""Regions: calling what ``torch.compile`` returned."""

from __future__ import annotations

from astroid import nodes

from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace.bound import Arguments
from gnnlint.trace.handed import entry_point
from gnnlint.trace.heap import Instance
from gnnlint.trace.instances import entry_method
from gnnlint.trace.machine import Machine, calls
from gnnlint.trace.parameters import passed_parameters, says_nothing
from gnnlint.trace.state import State
from gnnlint.trace.value import Function, Ref, Region, Value, made_outside


@calls(Region)
def _call_region(
    machine: Machine, node: nodes.NodeNG, region: Region, arguments: Arguments, state: State
) -> Value:
    """Call what ``torch.compile`` returned: from here on frames are compiled."""
    if isinstance(region.target, Function):
        machine.regions.pop(region.target.code, None)
    if machine.region is None:
        arguments = _completed(machine, region.target, arguments, state)
    with machine.compiling(node, region, entry_point(region.target, state)):
        return machine.call(node, region.target, _handed(arguments), state)


def _completed(machine: Machine, target: Value, arguments: Arguments, state: State) -> Arguments:
    """What is not known of the arguments is assumed, as for any entry point."""
    given = (*arguments.positional, *arguments.keywords.values())
    code = _entered(machine, target, state)
    if code is None or not arguments.complete or not any(map(says_nothing, given)):
        return arguments
    owner = target.owner if isinstance(target, Function) else target
    wanted = code.parameters if owner is None else code.parameters[1:]
    if any(it.kind in ("args", "kwargs") for it in wanted):
        return arguments
    names = passed_parameters(machine, code, owner, arguments, state)
    return Arguments((), {it.name: names[it.name] for it in wanted})


def _entered(machine: Machine, target: Value, state: State) -> FunctionCode | None:
    """The function of the project that calling the target runs first."""
    if isinstance(target, Function):
        return target.code
    thing = state.heap.get(target.key) if isinstance(target, Ref) else None
    kind = thing.kind if isinstance(thing, Instance) else None
    return entry_method(machine.project, kind) if isinstance(kind, ClassCode) else None


def _handed(arguments: Arguments) -> Arguments:
    """Arguments as compiled code gets them."""
    keywords = {name: made_outside(it) for name, it in arguments.keywords.items()}
    return Arguments(tuple(map(made_outside, arguments.positional)), keywords, arguments.complete)
