"""Calls: functions of the project, bound methods, and where everything else goes."""

from __future__ import annotations

import contextlib

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.premise import Condition, single
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace import gradients, library_calls, shapes
from gnnlint.trace.bound import Arguments, perhaps_default
from gnnlint.trace.callability import takes
from gnnlint.trace.decorators import decorated, with_owner
from gnnlint.trace.disabling import DISABLED, is_disabled, is_scripted, leave_graph
from gnnlint.trace.heap import DictObject, Instance, ListObject, Scope
from gnnlint.trace.machine import Activation, Machine, PathEnds, calls
from gnnlint.trace.modes import hand_out
from gnnlint.trace.promises import promised, returned
from gnnlint.trace.state import DECIDING, State, meet
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    Const,
    Function,
    Library,
    Missing,
    Opaque,
    Option,
    Partial,
    Ref,
    Scalar,
    Slice,
    Super,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    is_handle,
    is_none,
    made_outside,
)

UNREAD = frozenset(
    f"torch.{home}.{name}"
    for home in ("compiler", "_dynamo", "_dynamo.decorators")
    for name in ("allow_in_graph", "assume_constant_result", "nonstrict_trace")
) | {"torch.library.custom_op"}
"""Decorators of functions that Dynamo calls, or puts into the graph, without reading them."""


@calls(Unknown)
def _call_unknown(
    machine: Machine, node: nodes.NodeNG, callee: Unknown, arguments: Arguments, state: State
) -> Value:
    machine.gap(node, "what is called here is not known")
    if machine.is_outside:
        hand_out(state.heap, (*arguments.positional, *arguments.keywords.values()))
    return _presumed(machine, node, arguments)


@calls(Scalar, Slice, Super, Opaque)
def _call_opaque(
    machine: Machine, node: nodes.NodeNG, callee: Value, arguments: Arguments, state: State
) -> Value:
    if callee == DISABLED:
        leave_graph(machine, node, state)
        return UNKNOWN
    machine.gap(node, "what is called here is not known")
    return UNKNOWN


@calls(Partial)
def _call_partial(
    machine: Machine, node: nodes.NodeNG, callee: Partial, arguments: Arguments, state: State
) -> Value:
    merged = Arguments(
        (*callee.args, *arguments.positional),
        {**dict(callee.keywords), **arguments.keywords},
        arguments.complete,
    )
    return machine.call(node, callee.callee, merged, state)


def _presumed(machine: Machine, node: nodes.NodeNG, arguments: Arguments) -> Value:
    """A module that is not known, called with a tensor, is taken to return one."""
    own = isinstance(node, nodes.Call) and isinstance(node.func, nodes.Attribute)
    if own and any(isinstance(it, Tensor) for it in arguments.positional):
        return Tensor(assumed=f"`{machine.callee(node)}` returns a tensor")
    return UNKNOWN


@calls(Union)
def _call_each(
    machine: Machine, node: nodes.NodeNG, callee: Union, arguments: Arguments, state: State
) -> Value:
    """Call each possibility on a state of its own; None and missing ones would raise.

    So would functions that do not take the arguments: what may be a factory, or what it makes, is
    called as the latter. Which of several is called may not be known at all. Of what the project
    wrote the lines speak for themselves; what breaks in a library would be said of this line, so
    nothing is.
    """
    results: list[Option] = []
    merged: State | None = None
    callables = [
        it for it in callee.options if not (is_none(it.value) or isinstance(it.value, Missing))
    ]
    callables = [it for it in callables if takes(it.value, arguments)] or callables
    named = {_library_name(it.value, state) for it in callables}
    for option in callables:
        taken = state.fork().assume(option.guard)
        if taken is None:
            continue
        doubtful = option.guard is None and len(named) > 1 and _library_name(option.value, state)
        try:
            with machine.silence() if doubtful else contextlib.nullcontext():
                value = machine.call(node, option.value, arguments, taken)
        except PathEnds:
            continue
        results.append(Option(value, option.guard))
        merged = meet(merged, taken, None)
    if merged is None:
        raise PathEnds
    merged.path = state.path
    state.become(merged)
    return unite(results)


def _library_name(value: Value, state: State) -> str | None:
    """The name of a library's function, or of the library class of an instance."""
    if isinstance(value, Library):
        return value.name
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    return thing.kind if isinstance(thing, Instance) and isinstance(thing.kind, str) else None


@calls(Function)
def call_function(
    machine: Machine, node: nodes.NodeNG, function: Function, arguments: Arguments, state: State
) -> Value:
    """Run a function of the project in a frame of its own."""
    code = function.code
    if (modelled := library_calls.SPECIAL.get(f"{code.module.name}.{code.name}")) is not None:
        return modelled(machine, node, arguments, state)
    if machine.is_outside and _has_no_effect(machine, node, function, arguments):
        return NONE
    if machine.is_traced and is_scripted(machine, code):
        return returned(machine, code, state)  # the trace holds it whole, branches and all
    if code.decorators and machine.recording:
        # What is compiled itself is, whatever decorates it (torch/_dynamo/eval_frame.py).
        if code is not machine.compiled_function and is_disabled(machine, code):
            leave_graph(machine, node, state)
            return returned(machine, code, state)
        if not UNREAD.isdisjoint(machine.project.decorator_names(code)):
            return returned(machine, code, state)
    if "contextmanager" in code.decorators or "contextlib.contextmanager" in code.decorators:
        return Opaque("contextlib.contextmanager")
    if (wrapper := decorated(machine, function, state)) is not None:
        return _call_wrapped(machine, node, function, wrapper, arguments, state)
    if _is_too_deep(machine, code, arguments):
        machine.gap(node, f"`{code.name}` recurses or nests too deeply to be followed")
        return returned(machine, code, state)
    site = machine.site(node, state)
    names = bind_parameters(machine, function, arguments, state)
    scope = _scope_of(function, state)
    frame = Activation(
        machine.key(),
        code.name,
        code.module,
        code,
        _owner_of(function, names),
        code.owner,
        site,
        _closure_now(machine, function, state),
        scope.frame if scope is not None else None,
        lazy=code.is_generator,
    )
    return run(machine, frame, names, state)


def _call_wrapped(
    machine: Machine,
    node: nodes.NodeNG,
    function: Function,
    wrapper: Value,
    arguments: Arguments,
    state: State,
) -> Value:
    """Call what the decorators made of a function.

    A constructor that is handed something unknown by them is run on what they were given.
    """
    owner, given = function.owner, with_owner(function, arguments)
    if not isinstance(owner, Ref) or not function.code.name.endswith(".__init__"):
        return machine.call(node, wrapper, given, state)
    before = state.heap.get(owner.key)
    value = machine.call(node, wrapper, given, state)
    if state.heap.get(owner.key) is before:
        return call_function(machine, node, replace(function, bare=True), arguments, state)
    return value


def _owner_of(function: Function, names: dict[str, Value]) -> Value | None:
    """What ``super()`` speaks for: a method below its decorators is handed its owner."""
    code = function.code
    if function.owner is not None or not function.bare or code.owner is None:
        return function.owner
    return names[code.parameters[0].name] if code.parameters else None


def _is_too_deep(machine: Machine, code: FunctionCode, arguments: Arguments) -> bool:
    """Whether a call recurses, or nests, further than is followed.

    Recursion that counts down a known number ends by itself.
    """
    given = (*arguments.positional, *arguments.keywords.values())
    counted = any(isinstance(it, Const) and type(it.value) is int for it in given)
    most = machine.limits.counted if counted else machine.limits.recursion
    active = sum(1 for it in machine.stack if it.code is code)
    return active >= most or len(machine.stack) >= machine.limits.depth


def _has_no_effect(
    machine: Machine, node: nodes.NodeNG, function: Function, arguments: Arguments
) -> bool:
    """Whether a call outside compiled code can change nothing: weights are initialised so."""
    code = function.code
    if function.owner is not None or function.closure is not None:
        return False
    # What a program's own function returns may be a model that it made and compiled.
    dropped = isinstance(node.parent, nodes.Expr) and code.module is not machine.program
    if not (dropped or code.returns_nothing):
        return False
    given = (*arguments.positional, *arguments.keywords.values())
    return not any(map(is_handle, given))


def closure_of(function: Function, state: State) -> dict[str, Value]:
    """The variables that a nested function sees of those around it."""
    scope = _scope_of(function, state)
    return dict(scope.names) if scope is not None else {}


def _closure_now(machine: Machine, function: Function, state: State) -> dict[str, Value]:
    """The same when it is called: by the function around it, or beside it, as they are now."""
    names = closure_of(function, state)
    scope = _scope_of(function, state)
    if scope is not None and scope.frame == machine.frame.key:
        names.update(state.names)
    elif scope is not None and scope.frame == machine.frame.around:
        names.update(machine.frame.closure)
    return names


def _scope_of(function: Function, state: State) -> Scope | None:
    """The scope that a nested function was defined in."""
    scope = state.heap.get(function.closure) if function.closure is not None else None
    return scope if isinstance(scope, Scope) else None


def run(machine: Machine, frame: Activation, names: dict[str, Value], state: State) -> Value:
    """Execute a frame's body; the value it returns. The heap's changes reach ``state``."""
    code = frame.code
    assert code is not None
    inner = state.enter(names)
    agreements = machine.agreements
    machine.reached.add(code)
    with machine.activation(frame):
        if isinstance(code.node, nodes.Lambda) and not isinstance(code.node, nodes.FunctionDef):
            frame.returns.append((machine.evaluate(code.node.body, inner), inner))
        else:
            end = machine.execute(code.node.body, inner)
            if end is not None:
                frame.returns.append((NONE, end))
        if not frame.returns:
            if not machine.lenient:
                raise PathEnds
            machine.gap(code.node, f"`{code.name}` seems to raise whatever happens")
            frame.returns.append((returned(machine, code, inner), inner))
        gradients.leave(machine, frame)
    value, left = _joined_returns(frame.returns)
    state.heap = left.heap
    state.facts = left.facts
    if machine.agreements > agreements:
        shapes.settle(state)
        value = shapes.settled(value)  # `return rows, rows + others` reads the rows before
    if frame.yields:
        items = unite(Option(it) for it in frame.yields)
        return machine.allocate(state, ListObject((), items))
    if isinstance(value, Unknown) and value.condition is None:
        return returned(machine, code, state)
    return value


def _joined_returns(returns: list[tuple[Value, State]]) -> tuple[Value, State]:
    own = _own_guards([state for _, state in returns])
    value, state = returns[0]
    for other_value, other_state in returns[1:]:
        condition = _difference(state, other_state)
        choices = (Option(value, condition), Option(other_value, condition and condition.negated()))
        merged = meet(state, other_state, None)
        assert merged is not None
        value, state = (value if value == other_value else unite(choices)), merged
    if own is not None:
        value = unite(Option(it, guard) for (it, _), guard in zip(returns, own, strict=True))
    return value, state


def _own_guards(states: list[State]) -> list[Condition] | None:
    """For each of more than two ways the one condition that leads there; None where it is none."""
    if len(states) < 3:
        return None
    common, paths = _parted([it.path for it in states])
    shared = set.intersection(*map(set, paths)).union(common)
    guards = [single(it for it in path if it not in shared) for path in paths]
    known = [it for it in guards if it is not None and it.kind in DECIDING]
    return known if len(known) == len(states) else None


def _difference(first: State, second: State) -> Condition | None:
    """The named condition that holds on the first path and not on the second."""
    _, (mine, theirs) = _parted([first.path, second.path])
    for condition in mine:
        if condition.kind in DECIDING and condition.negated() in theirs:
            return condition
    return None


def _parted(
    paths: list[tuple[Condition, ...]],
) -> tuple[tuple[Condition, ...], list[tuple[Condition, ...]]]:
    """How far the paths come together, as a rule a long way, and what is left of each."""
    together = 0
    for conditions in zip(*paths, strict=False):
        if len(set(map(id, conditions))) > 1:
            break
        together += 1
    return paths[0][:together], [it[together:] for it in paths]


def default_of(machine: Machine, code: FunctionCode, name: str, state: State) -> Value:
    """The value of a parameter's default, evaluated where the function stands."""
    arguments = code.node.args
    slots = [*(arguments.posonlyargs or []), *(arguments.args or [])]
    defaults = arguments.defaults or []
    pairs = list(zip(slots[len(slots) - len(defaults) :], defaults, strict=True))
    pairs += list(zip(arguments.kwonlyargs or [], arguments.kw_defaults or [], strict=False))
    for slot, default in pairs:
        if slot.name == name and default is not None:
            if isinstance(default, nodes.Const):
                return Const(default.value)
            frame = Activation(machine.key(), "<module>", code.module)
            with machine.activation(frame), machine.silence(), machine.outside():
                return made_outside(machine.evaluate(default, state.enter({})))
    return UNKNOWN


def bind_parameters(
    machine: Machine, function: Function, arguments: Arguments, state: State
) -> dict[str, Value]:
    """The variables that a call gives its frame."""
    code = function.code
    positional = list(arguments.positional)
    if function.owner is not None:
        positional.insert(0, function.owner)
    names: dict[str, Value] = {}
    keywords = dict(arguments.keywords)
    for parameter in code.parameters:
        name = parameter.name
        if parameter.kind == "args":
            ended = arguments.complete or arguments.by_keyword
            names[name] = Tuple(tuple(positional)) if ended else Tuple(None, UNKNOWN)
            positional = []
        elif parameter.kind == "kwargs":
            rest = None if arguments.complete else UNKNOWN
            entries: dict[object, Value] = {key: it for key, it in keywords.items()}
            names[name] = machine.allocate(state, DictObject(entries, rest))
        elif parameter.kind == "positional" and positional:
            names[name] = positional.pop(0)
        elif name in keywords:
            names[name] = keywords.pop(name)
        elif not parameter.required:
            default = default_of(machine, code, name, state)
            names[name] = default if arguments.complete else perhaps_default(name, default)
        elif not arguments.complete:
            names[name] = UNKNOWN
        else:
            names[name] = promised(machine, code.module, code.annotation(name), state)
    return names


def find_method(machine: Machine, kind: ClassCode | str, name: str) -> FunctionCode | None:
    """The project's own definition of a method, library bases left aside."""
    if isinstance(kind, str):
        return None
    for base in machine.project.ancestors(kind):
        if isinstance(base, ClassCode) and name in base.methods:
            return base.methods[name]
    return None
