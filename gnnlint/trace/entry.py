"""Entry points: the functions that a compiler is handed, each traced by itself."""

from __future__ import annotations

from dataclasses import dataclass

from astroid import nodes

from gnnlint import library
from gnnlint.finding import EntryPoint, Gap
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace import evaluation  # noqa: F401  (registers what each node does)
from gnnlint.trace.bound import Arguments, bind
from gnnlint.trace.calls import closure_of, run
from gnnlint.trace.disabling import is_disabled
from gnnlint.trace.event import Event
from gnnlint.trace.handed import of_class, of_function
from gnnlint.trace.heap import Instance
from gnnlint.trace.instances import entry_method, make, region_of
from gnnlint.trace.machine import Activation, Interests, Limits, Machine, PathEnds
from gnnlint.trace.parameters import assume_parameters, open_arguments, passed_parameters
from gnnlint.trace.state import State
from gnnlint.trace.uses import Use
from gnnlint.trace.value import (
    UNKNOWN,
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

    entry: EntryPoint
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
    first = _first_of(project, code)
    if first is None:
        return None
    machine = Machine(project, limits, interests)
    state = State()
    instance = build(machine, code, state)
    entry = of_class(code)
    if instance is None:
        place = entry.place
        machine.gaps[place] = Gap(place, "how the model is made could not be followed")
    else:
        names = assume_parameters(machine, first, state, instance)
        run_entry(machine, first, names, state, instance)
    return finish(entry, machine, state, instance)


def trace_use(machine: Machine, use: Use) -> Trace | None:
    """Trace what a program makes, the way it makes and calls it.

    Args:
        machine: the machine that traced the program.
        use: a model or function of that program.

    Returns:
        None where there is no code of the project to trace.
    """
    state = State(heap=use.heap.fork())
    thing = state.heap.get(use.target.key) if isinstance(use.target, Ref) else None
    kind = thing.kind if isinstance(thing, Instance) else None
    if isinstance(use.target, Function):
        code, owner = use.target.code, use.target.owner
        entry, closure = of_function(code), closure_of(use.target, state)
    elif isinstance(kind, ClassCode):
        first = _first_of(machine.project, kind)
        if first is None:
            return None
        code, owner = first, use.target
        entry, closure = of_class(kind), {}
    else:
        return None
    following = machine.successor()
    names = passed_parameters(following, code, owner, use.arguments, state)
    run_entry(following, code, names, state, owner, closure)
    instance = use.target if isinstance(use.target, Ref) else None
    return finish(entry, following, state, instance)


def _first_of(project: Project, code: ClassCode) -> FunctionCode | None:
    """What calling a model of the class runs first; None where it has no ``forward`` to trace."""
    forward = project.method(code, "forward")
    if not isinstance(forward, FunctionCode) or is_abstract(forward):
        return None
    return entry_method(project, code) or forward


def finish(entry: EntryPoint, machine: Machine, state: State, instance: Ref | None = None) -> Trace:
    """What a machine has to tell of an entry point."""
    gaps = tuple(machine.gaps.values())
    events, reached = tuple(machine.events), frozenset(machine.reached)
    return Trace(entry, events, gaps, reached, machine, state, instance)


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
    closure: dict[str, Value] | None = None,
) -> Value:
    """Trace a function as the first compiled frame.

    Code that is there to be run does not raise whatever happens: where every path seems to, calls
    that seem to raise are taken to return after all.
    """
    if is_disabled(machine, code):
        return UNKNOWN
    before, mark = state.fork(), machine.recorded()
    for lenient in (False, True):
        machine.lenient = lenient
        frame = Activation(
            machine.key(), code.name, code.module, code, instance, code.owner, closure=closure or {}
        )
        machine.recording = True
        try:
            return run(machine, frame, dict(names), state)
        except PathEnds:
            if not lenient:
                machine.start_over(mark)
                state.become(before)
        finally:
            machine.recording = False
    return UNKNOWN


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
    return finish(of_function(code), machine, state)


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
