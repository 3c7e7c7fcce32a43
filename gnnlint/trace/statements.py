"""Statements: assignment, branches, loops, exceptions, definitions."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from astroid import nodes

from gnnlint.project.bindings import absolute_import, read_class, read_function
from gnnlint.project.code import ClassCode, FunctionCode, Imported, LibraryName
from gnnlint.trace import shapes
from gnnlint.trace.assign import assign
from gnnlint.trace.bound import Arguments
from gnnlint.trace.disabling import DISABLING
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import Instance, Scope
from gnnlint.trace.instances import read_modules
from gnnlint.trace.iteration import every_item, items_of, run_through
from gnnlint.trace.machine import Machine, executes
from gnnlint.trace.names import value_of
from gnnlint.trace.operators import binary
from gnnlint.trace.special import call_special
from gnnlint.trace.state import DECIDING, State, meet
from gnnlint.trace.truth import asks_device, mark_inline, test
from gnnlint.trace.value import (
    MISSING,
    NONE,
    UNKNOWN,
    Class,
    Condition,
    Const,
    Function,
    Library,
    Opaque,
    Option,
    Partial,
    Ref,
    Scalar,
    Source,
    Union,
    Unknown,
    Value,
    is_from_data,
    options,
    unite,
)

COMPILE = Library("torch.compile")


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
    value = binary(machine, node, node.op.rstrip("="), current, operand, state)
    assign(machine, node.target, value, state, augmented=True)
    return state


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
    fork = test(machine, node.test, state, "if")
    mark_inline(fork, before, inline=False)
    yes = machine.execute(node.body, fork.yes) if fork.yes is not None else None
    no = machine.execute(node.orelse, fork.no) if fork.no is not None else None
    guard = fork.condition if fork.condition and fork.condition.kind in DECIDING else None
    met = meet(yes, no, guard)
    if met is not None and yes is not None and no is not None:
        met.path = before
    return met


@executes(nodes.Assert)
def _assert(machine: Machine, node: nodes.Assert, state: State) -> State | None:
    quiet = node.fail is None or _is_constant(node.fail)
    if quiet and not isinstance(node.test, (nodes.BoolOp, nodes.UnaryOp)):
        # Dynamo turns this into torch._assert_async (symbolic_convert.py, generic_jump).
        value = machine.evaluate(node.test, state)
        if asks_device(value):
            if is_from_data(value):
                shapes.settle(state)
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


@executes(nodes.For, nodes.AsyncFor)
def _for(machine: Machine, node: nodes.For, state: State) -> State | None:
    iterable = machine.evaluate(node.iter, state)
    run_through(machine, node.iter, iterable, state, "for")
    items, rest = items_of(machine, node.iter, iterable, state)
    for held in every_item(items, rest):
        read_modules(machine, node.iter, held, state, iterated=True)
    breaks: list[State] = []
    current: State | None = state
    for item in items[: machine.limits.unrolled]:
        if current is None:
            break
        current = _iterate(machine, node, node.body, item, current, breaks)
    further = every_item(items[machine.limits.unrolled :], rest)
    if current is not None and further:
        element = unite(Option(it) for it in further)
        current = _settle(machine, node, element, current, breaks)
    if current is not None and node.orelse:
        current = machine.execute(node.orelse, current)
    for left in breaks:
        current = meet(current, left, None)
    if current is not None:
        current.path = state.path
    return current


def _iterate(
    machine: Machine,
    node: nodes.For,
    body: Sequence[nodes.NodeNG],
    item: Value | None,
    state: State,
    breaks: list[State],
) -> State | None:
    """One round of a loop; states that ``continue`` meet the round's end."""
    frame = machine.frame
    frame.loops.append(machine.module.place(node))
    frame.exits.append((breaks, []))
    try:
        if item is not None:
            assign(machine, node.target, item, state)
        after = machine.execute(body, state)
        for going_on in frame.exits[-1][1]:
            after = meet(after, going_on, None)
        return after
    finally:
        frame.exits.pop()
        frame.loops.pop()


def _settle(
    machine: Machine, node: nodes.For, element: Value, state: State, breaks: list[State]
) -> State | None:
    """Rounds of a loop of unknown length, until what is known no longer changes."""
    current = state
    for _ in range(2):
        before = current.fork()
        machine.settling += 1
        try:
            after = _iterate(machine, node, node.body, element, current.fork(), breaks)
        finally:
            machine.settling -= 1
        if after is None:
            return before if breaks else None
        merged = meet(before, after, None)
        assert merged is not None
        merged.names = {name: _widen(before.names, name, it) for name, it in merged.names.items()}
        if merged.names == before.names and not merged.heap.differences(before.heap):
            break
        current = merged
    return current


def _widen(before: dict[str, Value], name: str, value: Value) -> Value:
    """A number that changes from round to round is any number."""
    old = before.get(name, MISSING)
    if value == old or not isinstance(value, Union):
        return value
    numbers = [it for it in value if isinstance(it, Const) and isinstance(it.value, (int, float))]
    if len(numbers) == len(value.options):
        kind = "float" if any(isinstance(it.value, float) for it in numbers) else "int"
        return Scalar(kind, Source.PARAMETER)
    return value


@executes(nodes.While)
def _while(machine: Machine, node: nodes.While, state: State) -> State | None:
    endless = isinstance(node.test, nodes.Const) and bool(node.test.value)
    breaks: list[State] = []
    out: State | None = None
    current: State | None = state
    turns = 2
    while turns and current is not None:
        # The test stands before the loop's back edge (facts of the bytecode), so not inside it.
        fork = test(machine, node.test, current, "while")
        out = meet(out, fork.no, None)
        if fork.yes is None:
            current = None
            break
        merged = _iterate(machine, node, node.body, None, fork.yes.fork(), breaks)
        if current is state and fork.no is None and not endless:
            current = merged  # it runs at least once: the next test is of what that leaves
            continue
        turns -= 1
        current = meet(fork.yes, merged, None)
        if current is not None:
            current.names = {
                name: _widen(state.names, name, it) for name, it in current.names.items()
            }
    result = meet(out, None if endless else current, None)
    for left in breaks:
        result = meet(result, left, None)
    if result is not None:
        result.path = state.path
    return result


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


@executes(nodes.FunctionDef, nodes.AsyncFunctionDef)
def _function_def(machine: Machine, node: nodes.FunctionDef, state: State) -> State:
    code = _defined(machine, node)
    names = {**machine.frame.closure, **state.names}
    scope = machine.allocate(state, Scope(names))
    value: Value = Function(code, None, scope.key)
    state.heap[scope.key] = Scope({**names, node.name: value})
    for decorator in reversed(node.decorators.nodes if node.decorators else []):
        value = _decorate(machine, decorator, value, state)
    state.names[node.name] = value
    return state


def _defined(machine: Machine, node: nodes.FunctionDef) -> FunctionCode:
    """The project's own object for a function at module level, a new one for a nested one."""
    known = machine.module.bindings.get(node.name)
    if isinstance(known, FunctionCode) and known.node is node:
        return known
    return read_function(machine.module, node, outer=machine.frame.symbol)


def _decorate(machine: Machine, decorator: nodes.NodeNG, value: Value, state: State) -> Value:
    callee = machine.evaluate(decorator, state)
    compiles = callee == COMPILE or (isinstance(callee, Partial) and callee.callee == COMPILE)
    disables = isinstance(callee, Library) and callee.name in DISABLING and not machine.is_outside
    if compiles or (disables and machine.recording):
        return machine.call(decorator, callee, Arguments((value,)), state)
    return value


@executes(nodes.ClassDef)
def _class_def(machine: Machine, node: nodes.ClassDef, state: State) -> State:
    machine.emit(Kind.DEFINE, node, state, construct="class")
    known = machine.module.bindings.get(node.name)
    if not isinstance(known, ClassCode) or known.node is not node:
        known = read_class(machine.module, node, machine.frame.symbol)
    state.names[node.name] = Class(known)
    return state


@executes(nodes.Import, nodes.ImportFrom)
def _import(machine: Machine, node: nodes.Import | nodes.ImportFrom, state: State) -> State:
    module = machine.module
    machine.emit(Kind.DEFINE, node, state, construct="import", operands=_absent(machine, node))
    if isinstance(node, nodes.ImportFrom):
        base = absolute_import(module, node.modname, node.level)
        for name, alias in node.names:
            found = machine.project.follow(module, Imported(base, name))
            state.names[alias or name] = value_of(machine, found, state)
    else:
        for name, alias in node.names:
            target = Imported(name) if alias else Imported(name.partition(".")[0])
            found = machine.project.follow(module, target)
            state.names[alias or name.partition(".")[0]] = value_of(machine, found, state)
    return state


PRESENT = sys.stdlib_module_names | {"torch", "torch_geometric", "numpy"}


def _absent(machine: Machine, node: nodes.Import | nodes.ImportFrom) -> dict[str, Value]:
    """The open question whether an import that is guarded by ``try`` fails."""
    if isinstance(node, nodes.ImportFrom):
        names = [] if node.level else [node.modname]
    else:
        names = [name for name, _ in node.names]
    for root in (name.partition(".")[0] for name in names):
        found = machine.project.follow(machine.module, Imported(root))
        if machine.frame.attempts and root not in PRESENT and isinstance(found, LibraryName):
            text = f"{root} is not installed"
            return {"absent": Unknown(Condition(text, text, "unknown"))}
    return {}


@executes(nodes.Delete)
def _delete(machine: Machine, node: nodes.Delete, state: State) -> State:
    for target in node.targets:
        if isinstance(target, nodes.DelName):
            state.names.pop(target.name, None)
    return state


@executes(nodes.Match)
def _match(machine: Machine, node: nodes.Match, state: State) -> State | None:
    subject = machine.evaluate(node.subject, state)
    result: State | None = None
    exhaustive = False
    going: State | None = state
    for case in node.cases:
        if going is None:
            break
        answer = _matches(case.pattern, subject)
        if answer is False:
            continue
        if _compares(case.pattern) and asks_device(subject):
            machine.emit(
                Kind.BRANCH, case.pattern, going, construct="match", operands={"test": subject}
            )
        taken = going.fork()
        if answer is None:
            taken.path = (*taken.path, machine.open_condition(case.pattern))
        _capture(case.pattern, taken)
        if case.guard is not None:
            fork = test(machine, case.guard, taken, "if")
            after = machine.execute(case.body, fork.yes) if fork.yes is not None else None
            answer = None
        else:
            after = machine.execute(case.body, taken)
        result = meet(result, after, None)
        if answer is True:
            exhaustive = True
            going = None
    if not exhaustive:
        result = meet(result, going, None)
    if result is not None:
        result.path = state.path
    return result


def _matches(pattern: nodes.NodeNG, subject: Value) -> bool | None:
    if isinstance(pattern, nodes.MatchAs) and pattern.pattern is None:
        return True
    if isinstance(pattern, nodes.MatchValue) and isinstance(pattern.value, nodes.Const):
        if isinstance(subject, Const):
            return bool(subject.value == pattern.value.value)
        return None
    if isinstance(pattern, nodes.MatchSingleton) and isinstance(subject, Const):
        return subject.value is pattern.value
    if isinstance(pattern, nodes.MatchOr):
        answers = [_matches(it, subject) for it in pattern.patterns]
        return True if True in answers else (None if None in answers else False)
    return None


def _compares(pattern: nodes.NodeNG) -> bool:
    """Whether a pattern compares the subject with a value, and asks for the answer's truth."""
    if isinstance(pattern, nodes.MatchOr):
        return any(_compares(it) for it in pattern.patterns)
    return isinstance(pattern, nodes.MatchValue)


def _capture(pattern: nodes.NodeNG, state: State) -> None:
    for name in pattern.nodes_of_class(nodes.AssignName):
        state.names[name.name] = UNKNOWN


@executes(nodes.Pass, nodes.Global, nodes.Nonlocal)
def _nothing(machine: Machine, node: nodes.NodeNG, state: State) -> State:
    return state
