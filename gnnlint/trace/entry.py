"""Entry points: the functions that a compiler is handed, each traced by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from astroid import nodes

from gnnlint import library
from gnnlint.finding import EntryPoint, Gap
from gnnlint.frozen import replace
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace import evaluation  # noqa: F401  (registers what each node does)
from gnnlint.trace.bound import Arguments, bind
from gnnlint.trace.calls import bind_parameters, closure_of, run
from gnnlint.trace.decorators import decorated
from gnnlint.trace.disabling import is_disabled
from gnnlint.trace.event import TRACED_FUNCTION, TRACED_MODULE, Event
from gnnlint.trace.example import given_as_example
from gnnlint.trace.handed import of_class, of_function
from gnnlint.trace.heap import DictObject, Heap, Instance
from gnnlint.trace.instances import entry_method, make, region_of
from gnnlint.trace.machine import Activation, Interests, Limits, Machine, PathEnds
from gnnlint.trace.parameters import assume_parameters, open_arguments, passed_parameters
from gnnlint.trace.state import State
from gnnlint.trace.tracing import Tracing
from gnnlint.trace.unions import widened
from gnnlint.trace.uses import Use
from gnnlint.trace.value import (
    MISSING,
    UNKNOWN,
    Function,
    Library,
    Partial,
    Ref,
    Region,
    Tuple,
    Value,
)


@dataclass(frozen=True)
class Call:
    """A call of an entry point: the function, the values of its parameters, what it finds."""

    code: FunctionCode
    names: Mapping[str, Value]
    found: Heap
    owner: Value | None = None
    closure: Mapping[str, Value] = field(default_factory=dict)
    bare: bool = False  # its decorators are applied already


@dataclass(frozen=True)
class Trace:
    """What one entry point yielded.

    ``instance`` is the traced model in the final state, for the TorchScript side, which compiles
    the instance. ``call`` is what was traced; None for what is not called again and again.
    """

    entry: EntryPoint
    events: tuple[Event, ...]
    gaps: tuple[Gap, ...]
    reached: frozenset[FunctionCode]
    machine: Machine
    state: State
    instance: Ref | None = None
    call: Call | None = None


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
    entry, call = of_class(code), None
    if instance is None:
        place = entry.place
        machine.gaps[place] = Gap(place, "how the model is made could not be followed")
    else:
        names = assume_parameters(machine, first, state, instance)
        call = Call(first, names, state.heap.fork(), instance)
        make_call(machine, call, state)
    return finish(entry, machine, state, instance, call)


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
        code, owner, bare = use.target.code, use.target.owner, use.target.bare
        entry, closure = of_function(code), closure_of(use.target, state)
    elif isinstance(kind, ClassCode):
        first = _first_of(machine.project, kind)
        if first is None:
            return None
        code, owner, bare = first, use.target, False
        entry, closure = of_class(kind), {}
    else:
        return None
    following = machine.successor()
    names = passed_parameters(following, code, owner, use.arguments, state)
    call = Call(code, names, state.heap.fork(), owner, closure, bare)
    make_call(following, call, state)
    instance = use.target if isinstance(use.target, Ref) else None
    return finish(entry, following, state, instance, call)


def trace_tracing(machine: Machine, tracing: Tracing) -> Trace | None:
    """Trace what ``torch.jit.trace`` runs, as that runs it.

    Args:
        machine: the machine that met the call of the tracer.
        tracing: the model or function that it was given.

    Returns:
        None where there is no code of the project to trace.
    """
    use, following = tracing.use, machine.successor()
    state = State(heap=use.heap.fork())
    target = use.target
    if isinstance(target, Function):
        following.scope = TRACED_FUNCTION
        code, owner, bare = target.code, target.owner, target.bare
        entry, closure = of_function(code), closure_of(target, state)
    else:
        thing = state.heap.get(target.key)
        kind = thing.kind if isinstance(thing, Instance) else None
        method = (
            machine.project.method(kind, tracing.method) if isinstance(kind, ClassCode) else None
        )
        if not isinstance(kind, ClassCode) or not isinstance(method, FunctionCode):
            return None
        following.scope = TRACED_MODULE
        code, owner, bare, entry, closure = method, target, False, of_class(kind), {}
    names = passed_parameters(following, code, owner, use.arguments, state)
    names = given_as_example(names, state)
    make_call(following, Call(code, names, state.heap.fork(), owner, closure, bare), state)
    return finish(entry, following, state)


def trace_again(trace: Trace) -> Trace | None:
    """Trace a later call of an entry point, which finds what the calls before it have written.

    Numbers that a call changes are any number from then on.

    Returns:
        None where each call finds the same.
    """
    call = trace.call
    if call is None:
        return None
    written = {
        key: _rewritten(before, after)
        for key, (before, after) in call.found.differences(trace.state.heap).items()
        if isinstance(before, Instance) and isinstance(after, Instance)
    }
    if not written:
        return None
    machine, heap = trace.machine.successor(), trace.state.heap.fork()
    for key, thing in written.items():
        heap[key] = thing
    state = State(heap=heap)
    make_call(machine, replace(call, found=heap), state)
    return finish(trace.entry, machine, state)


def _rewritten(before: Instance, after: Instance) -> Instance:
    """An instance as the calls after the first find it."""
    attributes = {
        name: widened(before.attributes.get(name, MISSING), value)
        for name, value in after.attributes.items()
    }
    return replace(after, attributes=attributes)


def _first_of(project: Project, code: ClassCode) -> FunctionCode | None:
    """What calling a model of the class runs first; None where it has no ``forward`` to trace."""
    forward = project.method(code, "forward")
    if not isinstance(forward, FunctionCode) or is_abstract(forward):
        return None
    return entry_method(project, code) or forward


def finish(
    entry: EntryPoint,
    machine: Machine,
    state: State,
    instance: Ref | None = None,
    call: Call | None = None,
) -> Trace:
    """What a machine has to tell of an entry point."""
    gaps = tuple(machine.gaps.values())
    events, reached = tuple(machine.events), frozenset(machine.reached)
    return Trace(entry, events, gaps, reached, machine, state, instance, call)


def is_abstract(code: FunctionCode) -> bool:
    """Whether the function only raises, or does nothing at all."""
    body = getattr(code.node, "body", [])
    return all(map(_does_nothing, body)) or (
        "abstractmethod" in code.decorators or "abc.abstractmethod" in code.decorators
    )


def _does_nothing(statement: nodes.NodeNG) -> bool:
    """Whether a statement only raises, or is there because some statement has to be."""
    is_constant = isinstance(statement, nodes.Expr) and isinstance(statement.value, nodes.Const)
    return is_constant or isinstance(statement, (nodes.Raise, nodes.Pass))


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


def make_call(machine: Machine, call: Call, state: State) -> Value:
    """Trace a function as the first compiled frame.

    Code that is there to be run does not raise whatever happens: where every path seems to, calls
    that seem to raise are taken to return after all.
    """
    if is_disabled(machine, call.code):
        return UNKNOWN
    call = _outermost(machine, call, state)
    code = call.code
    before, mark = state.fork(), machine.recorded()
    for lenient in (False, True):
        machine.lenient = lenient
        frame = Activation(
            machine.key(), code.name, code.module, code, call.owner, code.owner,
            closure=dict(call.closure),
        )  # fmt: skip
        machine.recording = True
        try:
            return run(machine, frame, dict(call.names), state)
        except PathEnds:
            if not lenient:
                machine.start_over(mark)
                state.become(before)
        finally:
            machine.recording = False
    return UNKNOWN


def _outermost(machine: Machine, call: Call, state: State) -> Call:
    """The call as it begins: of the wrapper that decorators of the project put round the code."""
    wrapper = decorated(machine, Function(call.code, bare=call.bare), state)
    if not isinstance(wrapper, Function):
        return call
    names = bind_parameters(machine, wrapper, _as_passed(call), state)
    names |= _further(machine, call, wrapper, state)
    return replace(
        call, code=wrapper.code, names=names, owner=None, closure=closure_of(wrapper, state)
    )


def _as_passed(call: Call) -> Arguments:
    """The arguments of a call, told by the variables that they become."""
    positional: list[Value] = []
    keywords: dict[str, Value] = {}
    for parameter in call.code.parameters:
        value = call.names[parameter.name]
        if parameter.kind == "positional":
            positional.append(value)
        elif parameter.kind == "keyword":
            keywords[parameter.name] = value
        elif isinstance(value, Tuple) and value.items is not None:
            positional.extend(value.items)
    return Arguments(tuple(positional), keywords)


def _further(machine: Machine, call: Call, wrapper: Function, state: State) -> dict[str, Value]:
    """What else callers may pass by keyword goes into the ``**kwargs`` of the wrapper as well."""
    mine, its = (
        next((it.name for it in code.parameters if it.kind == "kwargs"), None)
        for code in (call.code, wrapper.code)
    )
    given = call.names.get(mine) if mine is not None else None
    table = state.heap.get(given.key) if isinstance(given, Ref) else None
    if its is None or not isinstance(table, DictObject):
        return {}
    entries = dict(table.entries)
    entries.update(_as_passed(call).keywords.items())
    return {its: machine.allocate(state, DictObject(entries, table.rest))}


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
        call = Call(code, names, state.heap.fork())
        with machine.compiling(code.node, _region(machine, code)):
            make_call(machine, call, state)
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
