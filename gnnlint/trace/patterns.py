"""``match``: which case is taken, and which ask the device."""

from __future__ import annotations

from astroid import nodes

from gnnlint.trace.event import Kind
from gnnlint.trace.machine import Machine, executes
from gnnlint.trace.state import State, meet
from gnnlint.trace.truth import asks_device, test
from gnnlint.trace.value import (
    UNKNOWN,
    Const,
    Value,
)
from gnnlint.tree import nodes_of


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
    for name in nodes_of(pattern, nodes.AssignName):
        state.names[name.name] = UNKNOWN
