"""The machine of the static trace: activations, events, gaps, budgets, and the dispatch by node.

What a node does is written in the modules beside this one; each registers its functions with
:func:`evaluates` or :func:`executes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from astroid import nodes

from gnnlint import library
from gnnlint.finding import EntryPoint, Gap, Place
from gnnlint.premise import Condition
from gnnlint.project import Project
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, ModuleCode
from gnnlint.trace import shapes
from gnnlint.trace.bound import Arguments
from gnnlint.trace.event import TRACED_FUNCTION, TRACED_MODULE, Event, Kind, Region, Site
from gnnlint.trace.heap import DictObject, Heap, Instance, ListObject, Object
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    MISSING,
    UNKNOWN,
    Function,
    Ref,
    Union,
    Value,
    is_sparse,
    made_outside,
    possibilities,
)
from gnnlint.trace.value import Region as CompiledValue

if TYPE_CHECKING:
    from gnnlint.trace.gradients import Requirement
    from gnnlint.trace.tracing import Tracing
    from gnnlint.trace.uses import Use


class PathEnds(Exception):
    """The path that was being traced ends here: an exception leaves, or nothing can continue."""


@dataclass
class Limits:
    """Bounds of one trace, so that no input makes it run away. Hitting one is a counted gap."""

    steps: int = 6_000  # statements and calls
    depth: int = 28  # frames on the stack
    recursion: int = 2  # activations of one function on the stack
    counted: int = 8  # the same, where a known number is passed on
    unrolled: int = 8  # iterations of a loop over known items


@dataclass(frozen=True)
class Interests:
    """What somebody will ask of the events: the names of callees, and kinds of other events."""

    names: frozenset[str]
    kinds: frozenset[Kind]

    def concern(self, kind: Kind, details: dict[str, Any]) -> bool:
        """Whether an event is worth recording."""
        if kind in self.kinds:
            return True
        classes = details.get("classes") or (details.get("name", ""),)
        return not self.names.isdisjoint(classes)


@dataclass
class Activation:
    """A Python frame on the stack of the trace."""

    key: int
    symbol: str
    module: ModuleCode
    code: FunctionCode | None = None
    owner: Value | None = None
    within: ClassCode | None = None  # the class whose body holds the function, for super()
    call_site: Site | None = None  # where the caller stood
    closure: dict[str, Value] = field(default_factory=dict)
    around: int | None = None  # the activation whose variables these are
    returns: list[tuple[Value, State]] = field(default_factory=list)
    yields: list[Value] = field(default_factory=list)
    loops: list[Place] = field(default_factory=list)
    attempts: list[Place] = field(default_factory=list)
    contexts: list[Place] = field(default_factory=list)
    exits: list[tuple[list[State], list[State]]] = field(default_factory=list)  # break, continue
    sparse: set[str] = field(default_factory=set)  # variables that a sparse tensor was put into
    reads_sparse: bool = False
    lazy: bool = False  # a generator's
    requiring: list[Requirement] = field(default_factory=list)
    managed: int = 0  # blocks of ``with`` that are open, and what else may switch gradients off


@dataclass
class Subgraph:
    """A part of a graph that is run as a whole, and may not change what stands outside of it."""

    depth: int  # activations on the stack where it begins
    found: Heap  # the objects that were there before
    counts: bool = False  # a number outside of it is another one afterwards


Evaluator: TypeAlias = Callable[["Machine", Any, State], Value]
Executor: TypeAlias = Callable[["Machine", Any, State], "State | None"]

_EVALUATORS: dict[type, Evaluator] = {}
_EXECUTORS: dict[type, Executor] = {}


def evaluates(*kinds: type) -> Callable[[Evaluator], Evaluator]:
    """Register the evaluator of an expression node."""

    def register(function: Evaluator) -> Evaluator:
        for kind in kinds:
            _EVALUATORS[kind] = function
        return function

    return register


def executes(*kinds: type) -> Callable[[Executor], Executor]:
    """Register the executor of a statement node."""

    def register(function: Executor) -> Executor:
        for kind in kinds:
            _EXECUTORS[kind] = function
        return function

    return register


Caller: TypeAlias = Callable[["Machine", nodes.NodeNG, Any, Arguments, State], Value]
Reader: TypeAlias = Callable[["Machine", nodes.NodeNG, Value, str, State], Value]

_CALLERS: dict[type, Caller] = {}
_READERS: list[Reader] = []


def calls(*kinds: type) -> Callable[[Caller], Caller]:
    """Register what calling a kind of value does."""

    def register(function: Caller) -> Caller:
        for kind in kinds:
            _CALLERS[kind] = function
        return function

    return register


def reads_attributes(function: Reader) -> Reader:
    """Register the function that reads attributes of values."""
    _READERS.append(function)
    return function


class Machine:
    """Runs code of the project on values of the static trace.

    One machine traces one entry point. ``interests`` says which events are worth keeping (None:
    all of them). ``recording`` says whether events count: not while
    ``__init__`` or module level runs.
    """

    def __init__(
        self, project: Project, limits: Limits | None = None, interests: Interests | None = None
    ) -> None:
        self.project = project
        self.limits = limits or Limits()
        self.interests = interests
        self.events: list[Event] = []
        self.gaps: dict[Place, Gap] = {}
        self.recording = False
        self.stack: list[Activation] = []
        self.reached: set[FunctionCode] = set()
        self.global_values: dict[Assigned, Value] = {}  # evaluated already
        self.filling: dict[Assigned, Value] = {}  # registries that are being filled
        self.program: ModuleCode | None = None
        self.program_names: dict[str, Value] = {}
        self.most_steps: int | None = None  # fewer than the limits allow
        self.only_makes = False  # the program starts no compiler: its models need not be run
        self.uses: list[Use] = []
        self.tracings: list[Tracing] = []
        self.scripted: set[FunctionCode] = set()  # handed to torch.jit.script by a call
        self.scope = "forward"  # of the events: what runs the code
        self.compiled: dict[EntryPoint, dict[Place, Gap]] = {}  # what is run compiled; its gaps
        self.regions: dict[FunctionCode, tuple[CompiledValue, State]] = {}  # not called yet
        self.settling = 0  # rounds of loops of unknown length that run within one another
        self.hurries = False  # whether each loop runs once only: those around run again
        self.is_unsettled = False  # whether a loop would have run again, had it not been for that
        self.agreements = 0  # how often code told that sizes that depend on data are known ones
        self.lenient = False  # whether a call that can only raise counts as one not followed
        self.requirements: dict[int, Requirement] = {}  # by their keys in the tensors
        self.region: Region | None = None
        self.compiled_function: FunctionCode | None = None  # that ``torch.compile`` was given
        self.subgraph: Subgraph | None = None
        self._settled: dict[tuple[int, ...], Ref] = {}
        self._base = 0
        self._outside = False
        self._steps = 0
        self._next_key = 0
        self._next_order = 0

    def successor(self) -> Machine:
        """A machine that goes on with what this one left in a heap: its objects keep their keys."""
        other = Machine(self.project, self.limits, self.interests)
        other.scripted = self.scripted
        other._next_key, other._next_order = self._next_key, self._next_order
        return other

    def recorded(self) -> tuple[int, int]:
        """How much was recorded so far: see :meth:`start_over`."""
        return len(self.events), len(self.gaps)

    def start_over(self, mark: tuple[int, int]) -> None:
        """Forget what was recorded since ``mark``, to trace the same entry point once more."""
        del self.events[mark[0] :]
        for place in list(self.gaps)[mark[1] :]:
            del self.gaps[place]
        self.refresh()

    def refresh(self) -> None:
        """Start over with a full budget: what follows has nothing to do with what ran before."""
        self._steps = 0

    # -- running ---------------------------------------------------------------------------

    def evaluate(self, node: nodes.NodeNG, state: State) -> Value:
        """The value of an expression."""
        evaluator = _EVALUATORS.get(type(node))
        if evaluator is None:
            return UNKNOWN
        value = evaluator(self, node, state)
        return state.select(value) if isinstance(value, Union) else value

    def execute(self, body: Sequence[nodes.NodeNG], state: State) -> State | None:
        """Run statements; the state after them, or None where every path has left."""
        current: State | None = state
        for statement in body:
            if current is None:
                return None
            executor = _EXECUTORS.get(type(statement))
            if executor is None:
                continue
            self._steps += 1
            agreements = self.agreements
            try:
                current = executor(self, statement, current)
            except PathEnds:
                return None
            is_simple = not hasattr(statement, "body")
            if is_simple and current is not None and self.agreements > agreements:
                shapes.settle(current)  # what the statement read before the operator is held now
        return current

    def call(self, node: nodes.NodeNG, callee: Value, arguments: Arguments, state: State) -> Value:
        """The value of calling ``callee``.

        Raises:
            PathEnds: it is nothing that can be called, so that the path ends in an exception.
        """
        self._steps += 1
        if self.exhausted:
            self.gap(node, "the budget of the trace is spent")
            return UNKNOWN
        caller = _CALLERS.get(type(callee))
        if caller is None:
            raise PathEnds
        value = caller(self, node, callee, arguments, state)
        return made_outside(value) if self._outside else value

    def attribute(self, node: nodes.NodeNG, owner: Value, name: str, state: State) -> Value:
        """The value of ``owner.name``."""
        return _READERS[0](self, node, owner, name, state)

    @property
    def is_traced(self) -> bool:
        """Whether ``torch.jit.trace`` runs the code, to which a size is a tensor as well."""
        return self.scope in (TRACED_MODULE, TRACED_FUNCTION)

    @property
    def is_outside(self) -> bool:
        """Whether what runs is seen by no compiler."""
        return self._outside

    @property
    def exhausted(self) -> bool:
        """Whether the budget of steps is spent."""
        return self._steps > (self.most_steps or self.limits.steps)

    # -- frames ----------------------------------------------------------------------------

    @property
    def frame(self) -> Activation:
        """The current activation."""
        return self.stack[-1]

    @property
    def module(self) -> ModuleCode:
        """The file whose code is running."""
        return self.stack[-1].module

    def key(self) -> int:
        """A fresh number for a frame or heap object."""
        self._next_key += 1
        return self._next_key

    def allocate(self, state: State, thing: Object) -> Ref:
        """Put an object into the heap."""
        ref = Ref(self.key())
        state.heap[ref.key] = thing
        return ref

    def allocate_at(self, node: nodes.NodeNG, state: State, thing: Object) -> Ref:
        """Like :meth:`allocate`; in a loop of unknown length one line stands for one object."""
        if not self.settling:
            return self.allocate(state, thing)
        place = (id(node), *(id(frame.code) for frame in self.stack))
        ref = self._settled.setdefault(place, Ref(self.key()))
        state.heap[ref.key] = thing
        return ref

    @contextmanager
    def activation(self, frame: Activation) -> Iterator[Activation]:
        """Push a frame for the time of a call."""
        self.stack.append(frame)
        try:
            yield frame
        finally:
            self.stack.pop()

    @property
    def depth(self) -> int:
        """How many calls deep in what is compiled the current frame is."""
        return len(self.stack) - self._base - 1

    @contextmanager
    def unwound(self, calls: int) -> Iterator[Activation]:
        """Look from the frame that so many calls lead out of."""
        kept = len(self.stack) - calls
        inner = self.stack[kept:]
        del self.stack[kept:]
        try:
            yield self.frame
        finally:
            self.stack.extend(inner)

    @contextmanager
    def silence(self) -> Iterator[None]:
        """Run something whose events do not count."""
        before = self.recording
        self.recording = False
        try:
            yield
        finally:
            self.recording = before

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Run something that no compiler sees, such as ``__init__``: only calls count there."""
        before = (self._outside, self.region)
        self._outside, self.region = True, None
        try:
            yield
        finally:
            self._outside, self.region = before

    @contextmanager
    def compiling(
        self, node: nodes.NodeNG, region: CompiledValue, entry: EntryPoint | None = None
    ) -> Iterator[None]:
        """Run something that ``torch.compile`` made: events count, frames start here."""
        before = (self.recording, self.region, self._base, self._outside, self.compiled_function)
        self.recording, self._outside = True, False
        target = region.target
        self.compiled_function = target.code if isinstance(target, Function) else None
        place = self.module.place(node)
        self.region = Region(place, entry, region.fullgraph, region.dynamic)
        if entry is not None:
            self.compiled.setdefault(entry, {})
        self._base = len(self.stack)
        try:
            yield
        finally:
            self.recording, self.region, self._base, self._outside, self.compiled_function = before

    def site(self, node: nodes.NodeNG, state: State, frame: Activation | None = None) -> Site:
        """Where in the current frame ``node`` stands."""
        frame = frame or self.frame
        self._next_order += 1
        return Site(
            frame=frame.key,
            symbol=frame.symbol,
            place=frame.module.place(node),
            order=self._next_order,
            path=state.path,
            loop=frame.loops[0] if frame.loops else None,
            attempt=frame.attempts[0] if frame.attempts else None,
            context=frame.contexts[0] if frame.contexts else None,
            sparse=bool(frame.sparse)
            and any(is_sparse(state.names.get(it, MISSING)) for it in frame.sparse),
            lazy=frame.lazy,
        )

    def callee(self, node: nodes.NodeNG) -> str:
        """The callee of a call, as the user wrote it."""
        return self.module.text(node.func if isinstance(node, nodes.Call) else node)

    # -- what came of it -------------------------------------------------------------------

    def emit(self, kind: Kind, node: nodes.NodeNG, state: State, **details: Any) -> None:
        """Record an event at ``node``."""
        if not self.recording or self.exhausted:
            return
        if self._outside and kind not in (Kind.CALL, Kind.TRACE):
            return
        if self.interests is not None and not self.interests.concern(kind, details):
            return
        self.events.append(self.event(kind, node, state, **details))

    def event(self, kind: Kind, node: nodes.NodeNG, state: State, **details: Any) -> Event:
        """The event of something that happens at ``node``; of a call also what is called there."""
        if kind in (Kind.CALL, Kind.MAKE) and "callee" not in details:
            details["callee"] = self.callee(node)
        inner = self.stack[self._base + 1 :]
        stack = tuple(it.call_site for it in inner if it.call_site is not None)
        site = self.site(node, state)
        return Event(
            kind=kind,
            place=site.place,
            source=self.module.text(node),
            symbol=site.symbol,
            stack=(*stack, site),
            path=state.path,
            region=self.region,
            scope="program" if self._outside else self.scope,
            kinds=self._kinds(details, state),
            **details,
        )

    def _kinds(self, details: dict[str, Any], state: State) -> dict[int, tuple[str, ...]]:
        """The classes of the objects among an event's operands."""
        values = list(details.get("operands", {}).values())
        if (bound := details.get("call")) is not None:
            values += [*bound.passed.values(), *([bound.owner] if bound.owner else [])]
        found: dict[int, tuple[str, ...]] = {}
        for value in values:
            for it in possibilities(value):
                if isinstance(it, Ref):
                    thing = state.heap.get(it.key)
                    if isinstance(thing, Instance):
                        found[it.key] = self.classes_of(thing.kind)
                    elif isinstance(thing, (ListObject, DictObject)):
                        container = "list" if isinstance(thing, ListObject) else "dict"
                        found[it.key] = (f"builtins.{container}",)
        return found

    def classes_of(self, kind: ClassCode | str) -> tuple[str, ...]:
        """The names of a class and its ancestors, nearest first."""
        if isinstance(kind, str):
            return (kind, *library.ancestors(kind))
        return tuple(
            it.qualified_name if isinstance(it, ClassCode) else it.name
            for it in self.project.ancestors(kind)
        )

    def gap(self, node: nodes.NodeNG, reason: str) -> None:
        """Count something that could not be followed."""
        if self.recording and not self._outside:
            place = self.module.place(node)
            gap = self.gaps.setdefault(place, Gap(place, reason))
            if self.region is not None and self.region.entry is not None:
                self.compiled[self.region.entry].setdefault(place, gap)

    def open_condition(self, node: nodes.NodeNG, kind: str = "unknown") -> Condition:
        """A condition for a test whose outcome has no name; it never decides another test."""
        place = self.module.place(node)
        return Condition(f"{place.path}:{place.line}:{place.column}", self.module.text(node), kind)
