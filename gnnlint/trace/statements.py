"""Statements: assignment, branches, exceptions, ``with``."""

from __future__ import annotations

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.trace.agreement import note
from gnnlint.trace.assign import assign
from gnnlint.trace.bound import Arguments
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import Instance
from gnnlint.trace.iteration import ITEMS
from gnnlint.trace.machine import Machine, executes
from gnnlint.trace.operators import binary
from gnnlint.trace.special import call_special
from gnnlint.trace.state import DECIDING, State, meet
from gnnlint.trace.truth import Fork, asks_device, mark_inline, test
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    Const,
    Method,
    Opaque,
    Ref,
    Scalar,
    Value,
    is_from_data,
    options,
)


@executes(nodes.Expr)
def _expr(machine: Machine, node: nodes.Expr, state: State) -> State:
    machine.evaluate(node.value, state)
    return state


@executes(nodes.Assign)
def _assign(machine: Machine, node: nodes.Assign, state: State) -> State:
    value = machine.evaluate(node.value, state)
    for target in node.targets:
        assign(machine, target, value, state)
    return state


@executes(nodes.AnnAssign)
def _ann_assign(machine: Machine, node: nodes.AnnAssign, state: State) -> State:
    if node.value is not None:
        assign(machine, node.target, machine.evaluate(node.value, state), state)
    return state


@executes(nodes.AugAssign)
def _aug_assign(machine: Machine, node: nodes.AugAssign, state: State) -> State:
    current = _read_target(machine, node.target, state)
    operand = machine.evaluate(node.value, state)
    if node.op == "+=" and _is_container(current, state):  # adds to a ModuleList in place
        machine.call(node, Method(current, "extend"), Arguments((operand,)), state)
        return state
    value = binary(machine, node, node.op.rstrip("="), current, operand, state)
    assign(machine, node.target, value, state, augmented=True)
    return state


def _is_container(value: Value, state: State) -> bool:
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    return isinstance(thing, Instance) and ITEMS in thing.attributes


def _read_target(machine: Machine, target: nodes.NodeNG, state: State) -> Value:
    if isinstance(target, nodes.AssignName):
        return state.select(state.names.get(target.name, UNKNOWN))
    if isinstance(target, nodes.AssignAttr):
        owner = machine.evaluate(target.expr, state)
        return machine.attribute(target, owner, target.attrname, state)
    return machine.evaluate(target, state)


@executes(nodes.Return)
def _return(machine: Machine, node: nodes.Return, state: State) -> None:
    value = machine.evaluate(node.value, state) if node.value is not None else Const(None)
    machine.frame.returns.append((value, state))


@executes(nodes.If)
def _if(machine: Machine, node: nodes.If, state: State) -> State | None:
    before = state.path
    fork = _told_apart(machine, node.test, test(machine, node.test, state, "if"))
    mark_inline(fork, before, inline=False)
    yes = machine.execute(node.body, fork.yes) if fork.yes is not None else None
    no = machine.execute(node.orelse, fork.no) if fork.no is not None else None
    guard = fork.condition if fork.condition and fork.condition.kind in DECIDING else None
    met = meet(yes, no, guard)
    if met is not None and yes is not None and no is not None:
        met.path = before
    return met


def _told_apart(machine: Machine, node: nodes.NodeNG, fork: Fork) -> Fork:
    """The two ways with a condition between them, where the test itself has none to offer.

    What happens on one of them masks nothing on the other.
    """
    if fork.condition is not None or fork.yes is None or fork.no is None:
        return fork
    condition = machine.open_condition(node)
    return replace(fork, yes=fork.yes.assume(condition), no=fork.no.assume(condition.negated()))


@executes(nodes.Assert)
def _assert(machine: Machine, node: nodes.Assert, state: State) -> State | None:
    quiet = node.fail is None or _is_constant(node.fail)
    if quiet and not isinstance(node.test, (nodes.BoolOp, nodes.UnaryOp)):
        # Dynamo turns this into torch._assert_async (symbolic_convert.py, generic_jump).
        value = machine.evaluate(node.test, state)
        if asks_device(value):
            if is_from_data(value):
                note(machine, state)
            return state
    if not quiet:
        value = machine.evaluate(node.test, state) if _plain(node.test) else UNKNOWN
        if asks_device(value):
            machine.emit(
                Kind.BRANCH,
                node,
                state,
                construct="assert",
                operands={"test": value, "message": Scalar("str")},
            )
            return state
    # Only a plain test becomes an assertion of the graph; a negated one is a jump like any other.
    fork = test(machine, node.test, state, "assert not" if _negated(node.test) else "assert")
    if fork.yes is not None:
        fork.yes.path = state.path
    return fork.yes


def _plain(node: nodes.NodeNG) -> bool:
    return not isinstance(node, nodes.BoolOp) and not _negated(node)


def _is_constant(node: nodes.NodeNG) -> bool:
    """Whether Python's compiler makes a constant of an expression: ``"a" + "b"``."""
    if isinstance(node, nodes.BinOp) and node.op in "+*":
        return _is_constant(node.left) and _is_constant(node.right)
    return isinstance(node, nodes.Const)


def _negated(node: nodes.NodeNG) -> bool:
    return isinstance(node, nodes.UnaryOp) and node.op == "not"


@executes(nodes.Raise)
def _raise(machine: Machine, node: nodes.Raise, state: State) -> None:
    if node.exc is not None:
        with machine.silence():
            machine.evaluate(node.exc, state)
    machine.emit(Kind.RAISE, node, state)


@executes(nodes.Break)
def _break(machine: Machine, node: nodes.Break, state: State) -> None:
    if machine.frame.exits:
        machine.frame.exits[-1][0].append(state)


@executes(nodes.Continue)
def _continue(machine: Machine, node: nodes.Continue, state: State) -> None:
    if machine.frame.exits:
        machine.frame.exits[-1][1].append(state)


@executes(nodes.Try)
def _try(machine: Machine, node: nodes.Try, state: State) -> State | None:
    frame = machine.frame
    before = state.fork()
    frame.attempts.append(machine.module.place(node))
    try:
        after = machine.execute(node.body, state)
    finally:
        frame.attempts.pop()
    if after is not None and node.orelse:
        after = machine.execute(node.orelse, after)
    failed = meet(before, after.fork() if after is not None else None, None)
    for handler in node.handlers:
        caught = failed.fork() if failed is not None else before.fork()
        condition = machine.open_condition(handler)
        caught.path = (*caught.path, condition)
        if handler.name is not None:
            assign(machine, handler.name, UNKNOWN, caught)
        # Whether the handler runs is not known, so what it does is not claimed.
        with machine.silence():
            caught_after = machine.execute(handler.body, caught)
        after = meet(after, caught_after, None)
    if node.finalbody:
        after = machine.execute(node.finalbody, after if after is not None else before)
    if after is not None:
        after.path = state.path
    return after


@executes(nodes.With, nodes.AsyncWith)
def _with(machine: Machine, node: nodes.With, state: State) -> State | None:
    managers: list[Value] = []
    opened = 0
    machine.frame.managed += 1
    try:
        for expression, target in node.items:
            manager = machine.evaluate(expression, state)
            machine.emit(Kind.ENTER, expression, state, operands={"manager": manager})
            if not _transparent(machine, manager, state):
                machine.frame.contexts.append(machine.module.place(node))
                opened += 1
            entered = call_special(machine, expression, manager, "__enter__", state)
            if target is not None:
                assign(machine, target, UNKNOWN if entered is None else entered, state)
            managers.append(manager)
        after = machine.execute(node.body, state)
    finally:
        machine.frame.managed -= 1
        for _ in range(opened):
            machine.frame.contexts.pop()
    if after is not None:
        _exit(machine, node, managers, after)
    return after


def _exit(machine: Machine, node: nodes.With, managers: list[Value], state: State) -> None:
    """What leaving does to values. Its breaks are left out: where one came before, none shows."""
    with machine.silence():
        for manager in reversed(managers):
            call_special(machine, node, manager, "__exit__", state, NONE, NONE, NONE)


def _transparent(machine: Machine, manager: Value, state: State) -> bool:
    """Whether Dynamo can resume under the manager. Unknown ones get the benefit of the doubt."""
    for option in options(manager):
        if option.value == Opaque("contextlib.contextmanager"):
            return False
        if isinstance(option.value, Ref):
            thing = state.heap.get(option.value.key)
            if isinstance(thing, Instance) and not isinstance(thing.kind, str):
                return False
    return True


@executes(nodes.Delete)
def _delete(machine: Machine, node: nodes.Delete, state: State) -> State:
    for target in node.targets:
        if isinstance(target, nodes.DelName):
            state.names.pop(target.name, None)
    return state


@executes(nodes.Pass, nodes.Global, nodes.Nonlocal)
def _nothing(machine: Machine, node: nodes.NodeNG, state: State) -> State:
    return state
