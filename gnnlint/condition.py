"""The conditions of rule rows: a small closed grammar, answered in three values.

docs/rules.md has the atoms. An answer is true, false, or open; an open one may name the conditions
under which it would be true, and then gives a conditional finding.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any, TypeAlias

from gnnlint.predicate import (
    FALSE,
    OPEN,
    PREDICATES,
    TRUE,
    Answer,
    any_of,
    contrary,
    each,
    either_way,
)
from gnnlint.premise import Condition, derived, joined
from gnnlint.trace.attributes import TRAINING
from gnnlint.trace.event import COUNTER, TRACED_FUNCTION, TRACED_MODULE, Event
from gnnlint.trace.value import (
    Const,
    Library,
    Member,
    Missing,
    Opaque,
    Ref,
    Scalar,
    Tensor,
    Tuple,
    Unknown,
    Value,
    equals,
)

Test: TypeAlias = Callable[[Event], Answer]
Reference: TypeAlias = Callable[[Event], "Value | None"]


def parse(text: str) -> Test:
    """Compile a condition, which may run over several lines.

    Raises:
        ValueError: text outside the grammar; the message says what.
    """
    try:
        node = ast.parse(" ".join(text.split()), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"`when` cannot be read: {error.msg}") from error
    return _compile(node)


def reference(text: str) -> Reference:
    """What finds an argument or operand of an event: ``call.size``, ``init.bias``.

    Raises:
        ValueError: text that names none.
    """
    try:
        return _reference(ast.parse(text.strip(), mode="eval").body)
    except SyntaxError as error:
        raise ValueError(f"`{text}` names no argument: {error.msg}") from error


def _compile(node: ast.expr) -> Test:
    if isinstance(node, ast.BoolOp):
        parts = [_compile(it) for it in node.values]
        return _all(parts) if isinstance(node.op, ast.And) else _any(parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _compile(node.operand)
        return lambda event: contrary(inner(event))
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _comparison(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return _atom(node)
    raise ValueError(f"`when` does not know `{ast.unparse(node)}`")


def _all(parts: list[Test]) -> Test:
    def test(event: Event) -> Answer:
        opened: list[Answer] = []
        for part in parts:
            answer = part(event)
            if answer.value is False:
                return FALSE
            if answer.value is None:
                opened.append(answer)
        if not opened:
            return TRUE
        named = all(it.named for it in opened)
        conditions = tuple(c for it in opened for c in it.conditions) if named else ()
        return Answer(None, conditions, _refuting_all(opened, conditions))

    return test


def _refuting_all(opened: list[Answer], conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """What makes a conjunction false: the contrary of all of it, or of one part."""
    if len(opened) > 1 and conditions:
        return (joined("and", conditions, "config").negated(),)
    return next((it.refuting for it in opened if it.refuting), ())


def _any(parts: list[Test]) -> Test:
    def test(event: Event) -> Answer:
        opened: list[Answer] = []
        for part in parts:
            answer = part(event)
            if answer.value is True:
                return TRUE
            if answer.value is None:
                opened.append(answer)
        if not opened:
            return FALSE
        conditions = next((it.conditions for it in reversed(opened) if it.named), ())
        certain = all(it.refuting for it in opened)
        refuting = tuple(c for it in opened for c in it.refuting) if certain else ()
        return Answer(None, conditions, refuting)

    return test


_SIGNS: dict[type, tuple[str, Callable[[Any, Any], bool]]] = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.In: ("in", lambda value, items: value in items),
}


def _comparison(node: ast.Compare) -> Test:
    sign = _SIGNS.get(type(node.ops[0]))
    if sign is None:
        raise ValueError(f"`when` does not know `{ast.unparse(node)}`")
    read = _reference(node.left)
    try:
        literal = ast.literal_eval(node.comparators[0])
    except ValueError:
        raise ValueError(f"`when` compares with a literal, not `{ast.unparse(node)}`") from None
    symbol, compare = sign

    def one(value: Value) -> Answer:
        if isinstance(value, Const) and isinstance(value.value, Member) and value.value.mixed:
            return OPEN
        if isinstance(value, Const):
            try:
                return Answer(compare(value.value, literal))
            except TypeError:
                return FALSE
        if isinstance(value, Scalar) and value.type in ("int", "float", "number"):
            return OPEN  # a number that happens to be the literal is no condition to report
        if isinstance(value, Library):
            return Answer(compare(value.name, literal))
        condition = getattr(value, "condition", None)
        if condition is not None:
            return either_way(_compared(condition, symbol, literal))
        return OPEN if isinstance(value, (Unknown, Scalar, Missing)) else FALSE

    return lambda event: each(read(event), one)


def _compared(base: Condition, symbol: str, literal: Any) -> Condition:
    """The comparison of something open with a literal, as a condition."""
    if symbol in ("==", "!="):
        equal = equals(base, literal)
        return equal if symbol == "==" else equal.negated()
    if symbol == "in":
        return equals(base, *literal)
    return derived(base, f"{base.text} {symbol} {literal!r}", f"{symbol} {literal!r}")


def _reference(node: ast.expr) -> Reference:
    """``call.size``, ``init.bias``, ``operand.test``."""
    if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        raise ValueError(f"`when` does not know `{ast.unparse(node)}`")
    group, name = node.value.id, node.attr
    if group == "call":
        return lambda event: event.call.value(name) if event.call is not None else None
    if group == "init":
        return lambda event: _init_argument(event, name)
    if group == "operand":
        return lambda event: event.operands.get(name)
    raise ValueError(f"`when` knows call, init and operand, not `{group}`")


def _literal(node: ast.Call, place: int) -> str:
    """The text that an atom such as ``inside("loop")`` takes."""
    argument = node.args[place] if place < len(node.args) else None
    if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
        raise ValueError(f"`{ast.unparse(node)}` needs a text in quotes")
    return argument.value


def _init_argument(event: Event, name: str) -> Value | None:
    """A constructor argument: of the instance called, or of the one being made."""
    if event.receiver is not None:
        return event.receiver.init.value(name)
    return event.call.value(name) if event.call is not None else None


def _atom(node: ast.Call) -> Test:
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    if name == "training":
        return _training
    if name == "counter":
        return lambda event: Answer(event.detail == COUNTER)
    if name == "inside":
        return _inside(_literal(node, 0))
    if name not in PREDICATES and name not in ("instance", "holds", "longer"):
        raise ValueError(f"`when` does not know `{name}(…)`")
    if not node.args:
        raise ValueError(f"`{name}` needs an argument such as call.size")
    read = _reference(node.args[0])
    if name in _ALONG and len(node.args) > 1:
        return _along(name, read, node.args[1])
    if name == "instance":
        return _instance(read, _literal(node, 1))
    if name == "holds":
        return _holds(read, _literal(node, 1))
    if name == "longer":
        return _longer(read, node.args[1])
    one = PREDICATES[name]
    return lambda event: each(read(event), one)


def _training(event: Event) -> Answer:
    for condition in event.path:
        if condition.kind == "training":
            return Answer(condition.holds)
    return either_way(TRAINING)


def _inside(what: str) -> Test:
    if what == "loop":
        return lambda event: Answer(any(it.loop is not None for it in event.stack))
    if what == "trace":
        return lambda event: Answer(event.scope in (TRACED_MODULE, TRACED_FUNCTION))
    if what in ("forward", "program", TRACED_FUNCTION):
        return lambda event: Answer(event.scope == what)
    raise ValueError(
        f"`inside` knows loop, forward, program, trace and {TRACED_FUNCTION}, not `{what}`"
    )


def _instance(read: Reference, wanted: str) -> Test:
    def test(event: Event) -> Answer:
        def one(value: Value) -> Answer:
            if isinstance(value, Opaque):
                return OPEN if value.assumed else Answer(value.type == wanted)
            if isinstance(value, Tensor) and wanted == "torch.nn.Parameter":
                return Answer(value.role == "parameter")
            if isinstance(value, Ref):
                return Answer(wanted in event.kinds.get(value.key, ()))
            return OPEN if isinstance(value, Unknown) else FALSE

        return each(read(event), one)

    return test


def _holds(read: Reference, wanted: str) -> Test:
    """That text, or a list or tuple with it."""

    def one(value: Value) -> Answer:
        if isinstance(value, Const):
            return Answer(value.value == wanted)
        if isinstance(value, Tuple) and value.items is not None:
            return any_of(each(it, one) for it in value.items)
        if isinstance(value, Unknown) and value.condition is not None:
            return either_way(equals(value.condition, wanted))
        return OPEN if isinstance(value, (Tuple, Unknown, Ref, Missing)) else FALSE

    return lambda event: each(read(event), one)


def _longer(read: Reference, node: ast.expr) -> Test:
    """``longer(init.channel_list, 2)``: a list or tuple of more items than that."""
    number = _integer(node, "`longer` needs a number of items")

    def one(value: Value) -> Answer:
        if isinstance(value, Tuple):
            return Answer(len(value.items) > number) if value.items is not None else OPEN
        return OPEN if isinstance(value, (Unknown, Missing)) else FALSE

    return lambda event: each(read(event), one)


def _integer(node: ast.expr, needed: str) -> int:
    if not isinstance(node, ast.Constant) or type(node.value) is not int:
        raise ValueError(f"{needed}, not `{ast.unparse(node)}`")
    return node.value


_ALONG: dict[str, Callable[[Tensor], frozenset[int]]] = {
    "unbacked": lambda tensor: tensor.unbacked_dims,
    "varying": lambda tensor: tensor.varying_dims - tensor.unbacked_dims,
}


def _along(name: str, read: Reference, node: ast.expr) -> Test:
    """``unbacked(call.self, 0)``: the size of that dimension depends on data, or on the batch."""
    dim = _integer(node, f"`{name}` needs the number of a dimension")
    dims = _ALONG[name]

    def one(value: Value) -> Answer:
        return Answer(isinstance(value, Tensor) and dim in dims(value))

    return lambda event: each(read(event), one)
