"""Entry points: what is traced."""

from __future__ import annotations

from dataclasses import dataclass

from astroid import nodes

from gnnlint import library
from gnnlint.finding import Gap
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode, ModuleCode
from gnnlint.trace import evaluation  # noqa: F401  (registers what each node does)
from gnnlint.trace.bound import Arguments, bind
from gnnlint.trace.calls import run
from gnnlint.trace.event import Event
from gnnlint.trace.instances import entry_method, make, region_of
from gnnlint.trace.machine import Activation, Interests, Limits, Machine, PathEnds
from gnnlint.trace.parameters import assume_parameters, open_arguments
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    UNKNOWN,
    Const,
    Function,
    Library,
    Partial,
    Ref,
    Region,
    Value,
)


@dataclass(frozen=True)
class Trace:
    """What one entry point yielded.

    ``instance`` is the traced model in the final state, for the TorchScript side, which compiles
    the instance.
    """

    name: str
    events: tuple[Event, ...]
    gaps: tuple[Gap, ...]
    reached: frozenset[FunctionCode]
    machine: Machine
    state: State
    instance: Ref | None = None


def trace_class(
    project: Project,
    code: ClassCode,
    limits: Limits | None = None,
    interests: Interests | None = None,
) -> Trace | None:
    """Trace ``__init__``, then ``forward``, of a module class; None where it has no ``forward``."""
    forward = project.method(code, "forward")
    if not isinstance(forward, FunctionCode) or is_abstract(forward):
        return None
    first = entry_method(project, code) or forward
    machine = Machine(project, limits, interests)
    state = State()
    instance = build(machine, code, state)
    name = f"{code.qualified_name}.{forward.short_name}"
    if instance is None:
        place = code.place()
        machine.gaps[place] = Gap(place, "how the model is made could not be followed")
    else:
        names = assume_parameters(machine, first, state, instance)
        run_entry(machine, first, names, state, instance)
    return _finish(name, machine, state, instance)


def _finish(name: str, machine: Machine, state: State, instance: Ref | None = None) -> Trace:
    gaps = tuple(machine.gaps.values())
    return Trace(
        name, tuple(machine.events), gaps, frozenset(machine.reached), machine, state, instance
    )


def is_abstract(code: FunctionCode) -> bool:
    """Whether the function only raises, or does nothing at all."""
    body = getattr(code.node, "body", [])
    return all(isinstance(it, (nodes.Raise, nodes.Pass)) for it in body) or (
        "abstractmethod" in code.decorators or "abc.abstractmethod" in code.decorators
    )


def build(machine: Machine, code: ClassCode, state: State) -> Ref | None:
    """Make an instance whose constructor arguments are left open."""
    frame = Activation(machine.key(), "<entry>", code.module)
    machine.recording = True
    with machine.activation(frame), machine.outside():
        try:
            made = make(machine, code.node, code, open_arguments(machine, code, state), state)
        except PathEnds:
            return None
    machine.recording = False
    machine.reached.clear()
    return made if isinstance(made, Ref) else None


def run_entry(
    machine: Machine,
    code: FunctionCode,
    names: dict[str, Value],
    state: State,
    instance: Value | None,
) -> Value:
    """Trace a function as the first compiled frame."""
    frame = Activation(machine.key(), code.name, code.module, code, instance, code.owner)
    machine.recording = True
    try:
        return run(machine, frame, names, state)
    except PathEnds:
        return UNKNOWN
    finally:
        machine.recording = False


def trace_function(
    project: Project,
    code: FunctionCode,
    limits: Limits | None = None,
    interests: Interests | None = None,
) -> Trace:
    """Trace a function that is compiled by itself (decorated with ``torch.compile``)."""
    machine = Machine(project, limits, interests)
    state = State()
    frame = Activation(machine.key(), "<entry>", code.module)
    with machine.activation(frame):
        names = assume_parameters(machine, code, state, None)
        with machine.compiling(code.node, _region(machine, code)):
            run_entry(machine, code, names, state, None)
    return _finish(f"{code.module.name}.{code.name}", machine, state)


def _region(machine: Machine, code: FunctionCode) -> Region:
    """The options of the ``torch.compile`` that decorates a function."""
    decorators = code.node.decorators.nodes if code.node.decorators else []
    for decorator in decorators:
        value = machine.evaluate(decorator, State())
        if isinstance(value, Partial) and value.callee == Library("torch.compile"):
            options = Arguments((), dict(value.keywords))
            bound, _ = bind(library.signatures("torch.compile"), options)
            return region_of(UNKNOWN, bound)
    return Region(UNKNOWN)


def trace_program(
    project: Project,
    module: ModuleCode,
    limits: Limits | None = None,
    interests: Interests | None = None,
) -> Trace:
    """Trace a script: its module level, then each function that this did not reach.

    Only what runs inside something compiled is recorded, and calls (for rules about call sites).
    """
    machine = Machine(project, limits, interests)
    machine.program = module
    state = State({"__name__": Const("__main__")})
    machine.program_names = state.names
    frame = Activation(machine.key(), "<module>", module)
    machine.recording = True
    with machine.activation(frame), machine.outside():
        end = machine.execute(module.tree.body, state)
        state = end or state
        machine.program_names = state.names
        for code in project.functions(module):
            if code not in machine.reached:
                _run_unreached(machine, code, state)
    machine.recording = False
    return _finish(f"{module.name}", machine, state)


def _run_unreached(machine: Machine, code: FunctionCode, state: State) -> None:
    value = state.names.get(code.short_name)
    if value is not None and not isinstance(value, Function):
        return  # wrapped by torch.compile: traced as a compiled function
    inner = state.fork()
    names = assume_parameters(machine, code, inner, None)
    frame = Activation(machine.key(), code.name, code.module, code)
    try:
        run(machine, frame, names, inner)
    except PathEnds:
        return
