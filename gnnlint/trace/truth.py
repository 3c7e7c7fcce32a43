"""Tests: which way a condition goes, what each way tells about the values tested."""

from __future__ import annotations

from dataclasses import dataclass

from astroid import nodes

from gnnlint import library
from gnnlint.premise import Condition, derived, exclude, joined, single
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.trace.callability import is_callable
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.machine import Machine
from gnnlint.trace.special import call_special
from gnnlint.trace.state import DECIDING, State, meet
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    NONE,
    Const,
    Library,
    Member,
    Missing,
    Opaque,
    Option,
    Ref,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    equals,
    is_array,
    is_from_data,
    may_be_tensor,
    options,
    possibilities,
)


@dataclass
class Fork:
    """The two ways out of a test; None where a way is closed. ``condition`` holds on ``yes``."""

    yes: State | None
    no: State | None
    condition: Condition | None = None

    def swapped(self) -> Fork:
        """The ways of the negated test."""
        condition = self.condition.negated() if self.condition else None
        return Fork(self.no, self.yes, condition)


def test(machine: Machine, node: nodes.NodeNG, state: State, construct: str) -> Fork:
    """Take the truth of ``node`` in both directions; ``construct`` names who asks."""
    if isinstance(node, nodes.BoolOp):
        return _bool_op(machine, node, state, construct)
    if isinstance(node, nodes.UnaryOp) and node.op == "not":
        return test(machine, node.operand, state, construct).swapped()
    if isinstance(node, nodes.Compare) and len(node.ops) == 1:
        operator, right = node.ops[0]
        if operator in ("is", "is not"):
            fork = _identity(machine, node, node.left, right, state)
            if fork is not None:
                return fork if operator == "is" else fork.swapped()
    if isinstance(node, nodes.NamedExpr):
        value = machine.evaluate(node, state)
        return decide(machine, node, node.target, value, state, construct)
    if isinstance(node, nodes.Call) and (fork := _by_kind(machine, node, state)):
        return fork
    value = machine.evaluate(node, state)
    return decide(machine, node, node, value, state, construct)


def _bool_op(machine: Machine, node: nodes.BoolOp, state: State, construct: str) -> Fork:
    """``a and b``: every operand but the last is tested by the operator itself."""
    is_and = node.op == "and"
    going: State | None = state
    out: State | None = None
    conditions: list[Condition | None] = []
    for index, operand in enumerate(node.values):
        if going is None:
            break
        last = index == len(node.values) - 1
        before = going.path
        fork = test(machine, operand, going, construct if last else node.op)
        mark_inline(fork, before, inline=True)
        going, leaving = (fork.yes, fork.no) if is_and else (fork.no, fork.yes)
        conditions.append(fork.condition)
        out = meet(out, leaving, None)
    condition = _combine(machine, node, conditions)
    return Fork(going, out, condition) if is_and else Fork(out, going, condition)


def mark_inline(fork: Fork, before: tuple[Condition, ...], *, inline: bool) -> None:
    """Note that what a test added to the path decides within one statement, or no longer does."""
    for way in (fork.yes, fork.no):
        added = way.path[len(before) :] if way is not None else ()
        if way is not None and added and any(it.inline is not inline for it in added):
            way.path = (*before, *(it.decides_inline(inline) for it in added))


def _combine(
    machine: Machine, node: nodes.BoolOp, conditions: list[Condition | None]
) -> Condition | None:
    """One condition for the whole operation, where each of its undecided parts has a name."""
    named = [it for it in conditions if it is not None]
    if len(named) == 1:
        return named[0]
    if named and all(it.kind in DECIDING for it in named):
        arguments = all(it.kind == "argument" for it in named)
        kind = "argument" if arguments else "config"
        return joined(node.op, named, kind, machine.module.text(node))
    return None


def decide(
    machine: Machine,
    node: nodes.NodeNG,
    target: nodes.NodeNG,
    value: Value,
    state: State,
    construct: str,
) -> Fork:
    """Both ways of the truth of ``value``; narrows what ``target`` names."""
    value = state.select(value)
    for name in ("__bool__", "__len__") if isinstance(value, Ref) else ():
        if (own := call_special(machine, node, value, name, state)) is not None:
            return _split(machine, target, value, state, _condition(machine, node, own))
    if asks_device(value) or (machine.is_traced and is_size(value)):
        machine.emit(Kind.BRANCH, node, state, construct=construct, operands={"test": value})
    known = truth(machine, value, state)
    if known is not None:
        return Fork(state, None) if known else Fork(None, state)
    condition = _condition(machine, node, value)
    return _split(machine, target, value, state, condition)


def asks_device(value: Value) -> bool:
    """Whether the truth of ``value`` may have to be read back from a tensor."""
    return may_be_tensor(value) or is_from_data(value) or any(map(is_array, possibilities(value)))


def is_size(value: Value) -> bool:
    """Whether ``value`` follows the shape of a tensor, or may: it is of the example."""
    sizes = (Source.SIZE, Source.BATCH, Source.EXAMPLE)
    return any(isinstance(it, Scalar) and it.source in sizes for it in possibilities(value))


def _condition(machine: Machine, node: nodes.NodeNG, value: Value) -> Condition:
    if isinstance(value, (Unknown, Scalar)) and value.condition is not None:
        return value.condition
    if isinstance(value, Union) and (guard := _guard_of_truth(value)) is not None:
        return guard
    return machine.open_condition(node, "data" if asks_device(value) else "unknown")


def _guard_of_truth(value: Union) -> Condition | None:
    """The guard under which a union is truthy, where guards decide it."""
    answers = [(it, _guarded_truth(it)) for it in value.options]
    truthy = [it for it, answer in answers if answer is not False]
    falsy = [it for it, answer in answers if answer is not True]
    if len(truthy) == 1 and truthy[0] in falsy:
        return _both_hold(truthy[0], holds=True)
    if len(falsy) == 1 and falsy[0] in truthy:
        untrue = _both_hold(falsy[0], holds=False)
        return untrue.negated() if untrue is not None else None
    if len(truthy) == 1 and truthy[0].guard is not None:
        return truthy[0].guard
    if len(falsy) == 1 and falsy[0].guard is not None:
        return falsy[0].guard.negated()
    return None


def _own_condition(value: Value) -> Condition | None:
    return value.condition if isinstance(value, (Unknown, Scalar)) else None


def _guarded_truth(option: Option) -> bool | None:
    """The truth of an option where it is the one: its guard may decide its own condition."""
    own, guard = _own_condition(option.value), option.guard
    if own is None or guard is None:
        return _plain_truth(option.value)
    if exclude((own, guard)):
        return False
    return True if exclude((own.negated(), guard)) else None


def _both_hold(option: Option, *, holds: bool) -> Condition | None:
    """That a union is its one open option, and that option true (or not, as ``holds`` says)."""
    own = _own_condition(option.value)
    if own is None or option.guard is None:
        return None
    asked = own if holds else own.negated()
    return single((asked, option.guard)) or joined("and", (option.guard, asked), own.kind)


def _split(
    machine: Machine, target: nodes.NodeNG, value: Value, state: State, condition: Condition
) -> Fork:
    yes = state.fork().assume(condition)
    no = state.fork().assume(condition.negated())
    if isinstance(value, Union):
        if yes is not None:
            kept = [it for it in value.options if _plain_truth(it.value) is not False]
            yes = narrow(machine, target, _settled(kept, yes), yes)
        if no is not None:
            kept = [it for it in value.options if _plain_truth(it.value) is not True]
            no = narrow(machine, target, _settled(kept, no), no)
    return Fork(yes, no, condition)


def _settled(kept: list[Option], state: State) -> Value:
    """What remains of a union; a single remaining possibility needs no guard any more."""
    if len(kept) == 1:
        if kept[0].guard is not None:
            state.assume(kept[0].guard)
        return kept[0].value
    return unite(kept)


def narrow(machine: Machine, node: nodes.NodeNG, value: Value, state: State) -> State:
    """Let the variable or own attribute that ``node`` names hold ``value`` from here on."""
    if isinstance(node, (nodes.Name, nodes.AssignName)):
        if node.name in state.names:
            state.names[node.name] = value
    elif isinstance(node, nodes.Attribute) and isinstance(node.expr, nodes.Name):
        owner = state.names.get(node.expr.name)
        if isinstance(owner, Ref):
            thing = state.heap.get(owner.key)
            if isinstance(thing, Instance) and node.attrname in thing.attributes:
                state.heap[owner.key] = thing.put(node.attrname, value)
    return state


def _identity(
    machine: Machine, node: nodes.Compare, left: nodes.NodeNG, right: nodes.NodeNG, state: State
) -> Fork | None:
    """``left is right`` for the constants None, True and False; None for anything else."""
    if not isinstance(right, nodes.Const):
        return None
    wanted = Const(right.value)
    target = left.target if isinstance(left, nodes.NamedExpr) else left
    value = state.select(machine.evaluate(left, state))
    if wanted != NONE and not all(isinstance(it.value, Const) for it in options(value)):
        return None
    same = [it for it in options(value) if it.value == wanted]
    other = [it for it in options(value) if it.value != wanted]
    unknown = [it for it in other if isinstance(it.value, (Unknown, Missing))]
    if not other:
        return Fork(state, None)
    if not same and not unknown:
        return Fork(None, state)
    condition = _identity_condition(machine, node, value, same, other, wanted)
    yes = state.fork().assume(condition)
    no = state.fork().assume(condition.negated())
    if yes is not None:
        yes = narrow(machine, target, wanted if not same else _settled(same, yes), yes)
    if no is not None and same:
        no = narrow(machine, target, _settled(other, no), no)
    return Fork(yes, no, condition)


def _identity_condition(
    machine: Machine,
    node: nodes.Compare,
    value: Value,
    same: list[Option],
    other: list[Option],
    wanted: Const,
) -> Condition:
    if len(same) == 1 and same[0].guard is not None:
        return same[0].guard
    if not same or len(other) == 1:
        guard = other[0].guard
        if guard is not None and same:
            return guard.negated()
    named = value.condition if isinstance(value, (Unknown, Scalar)) else None
    if named is not None:
        return _is(named, wanted)
    if isinstance(value, Union):
        for it in value.options:
            if isinstance(it.value, Unknown) and it.value.condition is not None:
                return _is(it.value.condition, wanted)
    return machine.open_condition(node)


def _is(base: Condition, wanted: Const) -> Condition:
    """That the thing ``base`` is the truth of is None, True or False."""
    if wanted == NONE:
        return equals(base, None)
    return derived(base, f"{base.text} is {wanted.value}", f"is {wanted.value}")


_ASKING_KINDS = (("isinstance", 2), ("callable", 1))
"""Builtins that ask what kind of thing their first argument is, and how many they take."""


def _by_kind(machine: Machine, node: nodes.Call, state: State) -> Fork | None:
    """``isinstance(x, T)``, ``callable(x)``: decided by what is known, else both ways."""
    name = node.func.name if isinstance(node.func, nodes.Name) else None
    if name in state.names or (name, len(node.args)) not in _ASKING_KINDS:
        return None
    value = state.select(machine.evaluate(node.args[0], state))
    named = [machine.evaluate(it, state) for it in node.args[1:]]
    wanted = classes_of(machine, named[0], state) if named else None
    yes_options: list[Option] = []
    no_options: list[Option] = []
    for option in options(value):
        if wanted is None:
            answer = is_callable(machine, option.value, state)
        else:
            answer = instance_of(machine, option.value, wanted, state)
        if answer is not False:
            yes_options.append(option)
        if answer is not True:
            no_options.append(option)
    if not no_options:
        return Fork(state, None)
    if not yes_options:
        return Fork(None, state)
    guards = [it.guard for it in yes_options]
    if len(guards) == 1 and guards[0] is not None:
        condition = guards[0]
    elif isinstance(value, (Unknown, Scalar)) and value.condition is not None:
        text = machine.module.text(node)
        condition = derived(value.condition, text, text)
    else:
        condition = machine.open_condition(node)
    yes = state.fork().assume(condition)
    no = state.fork().assume(condition.negated())
    exclusive = len(yes_options) + len(no_options) == len(options(value))
    if yes is not None and exclusive:
        yes = narrow(machine, node.args[0], _settled(yes_options, yes), yes)
    elif yes is not None and isinstance(value, Unknown) and wanted == ["torch.Tensor"]:
        yes = narrow(machine, node.args[0], Tensor(), yes)
    if no is not None and exclusive:
        no = narrow(machine, node.args[0], _settled(no_options, no), no)
    return Fork(yes, no, condition)


def classes_of(machine: Machine, value: Value, state: State) -> list[object]:
    """The classes that the second argument of ``isinstance`` names; None for one unknown."""
    if isinstance(value, Tuple) and value.items is not None:
        return [it for item in value.items for it in classes_of(machine, item, state)]
    if isinstance(value, Library):
        return [value.name]
    code = getattr(value, "code", None)
    return [code] if code is not None else [None]


_BUILTIN_KINDS = {
    "int": {"builtins.int"},
    "float": {"builtins.float"},
    "bool": {"builtins.bool", "builtins.int"},
    "str": {"builtins.str"},
}


_BY_TYPE = frozenset({"torch.FloatTensor", "torch.LongTensor", "torch.BoolTensor"})
"""Classes that ask a tensor for its type and its device."""


def instance_of(machine: Machine, value: Value, wanted: list[object], state: State) -> bool | None:
    """Whether ``value`` is an instance of one of the classes; None where it cannot be said."""
    if None in wanted or isinstance(value, (Unknown, Missing)):
        return None
    if isinstance(value, Tensor) and not _BY_TYPE.isdisjoint(wanted):
        return None
    names = _kinds_of(value, state)
    if names is None:
        return None
    for kind in names:
        if kind in wanted:
            return True
        if isinstance(kind, str) and set(library.ancestors(kind)) & set(map(str, wanted)):
            return True
        if isinstance(kind, ClassCode):
            line = machine.project.ancestors(kind)
            if any(it in wanted or getattr(it, "name", None) in wanted for it in line):
                return True
    return False


def _kinds_of(value: Value, state: State) -> set[object] | None:
    """The classes a value is certainly a direct instance of; None where that is not known."""
    if isinstance(value, Tensor) and value.array:
        return None  # an array, or one of numpy's numbers: some of them are Python's as well
    if isinstance(value, Tensor):
        return {"torch.Tensor"} | ({"torch.nn.Parameter"} if value.role == "parameter" else set())
    if isinstance(value, Const) and isinstance(value.value, Member):
        return {value.value.code}
    if isinstance(value, Const):
        kind = type(value.value).__name__
        return set(_BUILTIN_KINDS.get(kind, {f"builtins.{kind}"}))
    if isinstance(value, Scalar):
        return set(_BUILTIN_KINDS[value.type]) if value.type in _BUILTIN_KINDS else None
    if isinstance(value, Tuple):
        if value.name == "range":
            return {"builtins.range"}
        return (
            {"builtins.tuple", "torch.Size"} if value.name == "torch.Size" else {"builtins.tuple"}
        )
    if isinstance(value, Opaque):
        return {value.type}
    if isinstance(value, Ref):
        thing = state.heap.get(value.key)
        if isinstance(thing, ListObject):
            return {"builtins.list"}
        if isinstance(thing, DictObject):
            return {"builtins.dict"}
        if isinstance(thing, Instance):
            return {thing.kind}
    return None


def truth(machine: Machine, value: Value, state: State) -> bool | None:
    """The truth of ``value`` where it is known."""
    answers = {_truth_of(machine, it, state) for it in possibilities(value)}
    return answers.pop() if len(answers) == 1 else None


def _truth_of(machine: Machine, value: Value, state: State) -> bool | None:
    if isinstance(value, Ref):
        return _truth_of_object(machine, value, state)
    if isinstance(value, Unknown) and value.condition is not None:
        return state.decided(value.condition)
    return _plain_truth(value)


def _truth_of_object(machine: Machine, value: Ref, state: State) -> bool | None:
    thing = state.heap.get(value.key)
    if isinstance(thing, ListObject):
        return True if thing.items else (None if thing.rest is not None else False)
    if isinstance(thing, DictObject):
        return True if thing.entries else (None if thing.rest is not None else False)
    if isinstance(thing, Instance) and not isinstance(thing.kind, str):
        own = (machine.project.method(thing.kind, name) for name in ("__bool__", "__len__"))
        return None if any(isinstance(it, FunctionCode) for it in own) else True
    return True


def _plain_truth(value: Value) -> bool | None:
    """The truth of a value that needs no heap to tell."""
    if isinstance(value, Const) and isinstance(value.value, Member):
        return None if value.value.mixed else True
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Tuple):
        return bool(value.items) if value.items is not None else None
    if isinstance(value, (Tensor, Scalar, Unknown, Missing, Union)):
        return None
    return True
