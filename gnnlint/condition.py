"""The conditions of rule rows: a small closed grammar, answered in three values.

docs/rules.md has the atoms. An answer is true, false, or open; an open one may name the conditions
under which it would be true, and then gives a conditional finding.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from gnnlint.premise import Condition, derived, joined
from gnnlint.trace.attributes import TRAINING
from gnnlint.trace.event import COUNTER, TRACED_FUNCTION, TRACED_MODULE, Event
from gnnlint.trace.value import (
    DEVICE_OF_RUN,
    EXAMPLE,
    NONE,
    Const,
    DType,
    Function,
    Layout,
    Library,
    Member,
    Missing,
    Opaque,
    Option,
    Ref,
    Scalar,
    Slice,
    Source,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    equals,
    is_array,
    is_symbolic,
)


@dataclass(frozen=True)
class Answer:
    """True, False, or None for open.

    ``conditions`` name what would make an open one true, ``refuting`` what would make it false;
    either may be unknown.
    """

    value: bool | None
    conditions: tuple[Condition, ...] = ()
    refuting: tuple[Condition, ...] = ()

    @property
    def named(self) -> bool:
        """Whether the answer is open but known by name."""
        return self.value is None and bool(self.conditions)


TRUE = Answer(True)
FALSE = Answer(False)
OPEN = Answer(None)


def either_way(condition: Condition) -> Answer:
    """Open, and exactly as true as ``condition``."""
    return Answer(None, (condition,), (condition.negated(),))


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


def _compile(node: ast.expr) -> Test:
    if isinstance(node, ast.BoolOp):
        parts = [_compile(it) for it in node.values]
        return _all(parts) if isinstance(node.op, ast.And) else _any(parts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _compile(node.operand)
        return lambda event: _not(inner(event))
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


def _not(answer: Answer) -> Answer:
    if answer.value is not None:
        return Answer(not answer.value)
    return Answer(None, answer.refuting, answer.conditions)


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

    return lambda event: _each(read(event), one)


def _compared(base: Condition, symbol: str, literal: Any) -> Condition:
    """The comparison of something open with a literal, as a condition."""
    if symbol in ("==", "!="):
        equal = equals(base, literal)
        return equal if symbol == "==" else equal.negated()
    if symbol == "in":
        return equals(base, *literal)
    return derived(base, f"{base.text} {symbol} {literal!r}", f"{symbol} {literal!r}")


def _each(value: Value | None, one: Callable[[Value], Answer]) -> Answer:
    """Answer for every possibility of a value and put the answers together by their guards."""
    if value is None:
        return one(NONE)
    if not isinstance(value, Union):
        return one(value)
    answers = [(it, one(it.value)) for it in value.options if not isinstance(it.value, Missing)]
    if not answers:
        return OPEN
    if all(answer.value is True for _, answer in answers):
        return TRUE
    if all(answer.value is False for _, answer in answers):
        return FALSE
    return _by_guards(answers)


def _by_guards(answers: list[tuple[Option, Answer]]) -> Answer:
    return Answer(None, _guarded(answers, True), _guarded(answers, False))


def _guarded(answers: list[tuple[Option, Answer]], wanted: bool) -> tuple[Condition, ...]:
    """The conditions under which the option is one that answers as ``wanted``; () where unknown."""
    right = [it for it, answer in answers if answer.value is wanted]
    wrong = [it for it, answer in answers if answer.value is not wanted]
    if len(right) == 1 and right[0].guard is not None:
        return (right[0].guard,)
    if right and len(wrong) == 1 and wrong[0].guard is not None:
        return (wrong[0].guard.negated(),)
    if not right and len(open_ones := [it for it in answers if it[1].value is None]) == 1:
        option, answer = open_ones[0]
        known = answer.conditions if wanted else answer.refuting
        return (option.guard, *known) if option.guard is not None and known else ()
    return ()


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
    if name not in _ATOMS and name not in ("instance", "holds", "longer"):
        raise ValueError(f"`when` does not know `{name}(…)`")
    if not node.args:
        raise ValueError(f"`{name}` needs an argument such as call.size")
    read = _reference(node.args[0])
    if name == "unbacked" and len(node.args) > 1:
        return _unbacked_along(read, node.args[1])
    if name == "instance":
        return _instance(read, _literal(node, 1))
    if name == "holds":
        return _holds(read, _literal(node, 1))
    if name == "longer":
        return _longer(read, node.args[1])
    one = _ATOMS[name]
    return lambda event: _each(read(event), one)


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

        return _each(read(event), one)

    return test


def _holds(read: Reference, wanted: str) -> Test:
    """That text, or a list or tuple with it."""

    def one(value: Value) -> Answer:
        if isinstance(value, Const):
            return Answer(value.value == wanted)
        if isinstance(value, Tuple) and value.items is not None:
            return _any_of(_each(it, one) for it in value.items)
        if isinstance(value, Unknown) and value.condition is not None:
            return either_way(equals(value.condition, wanted))
        return OPEN if isinstance(value, (Tuple, Unknown, Ref, Missing)) else FALSE

    return lambda event: _each(read(event), one)


def _named(value: Value) -> Answer:
    condition = getattr(value, "condition", None)
    return OPEN if condition is None else either_way(condition)


def _named_none(value: Unknown) -> Answer:
    return OPEN if value.condition is None else either_way(equals(value.condition, None))


def _given(value: Value) -> Answer:
    if value == NONE:
        return FALSE
    if isinstance(value, Unknown):
        return TRUE if value.required else _not(_named_none(value))
    return OPEN if isinstance(value, Missing) else TRUE


def _none(value: Value) -> Answer:
    if isinstance(value, Unknown):
        return FALSE if value.required else _named_none(value)
    return Answer(value == NONE)


def _true(value: Value) -> Answer:
    if isinstance(value, Const) and isinstance(value.value, Member) and value.value.mixed:
        return OPEN
    if isinstance(value, Const):
        return Answer(bool(value.value))
    if isinstance(value, (Unknown, Scalar)):
        return _named(value)
    if isinstance(value, Tuple):
        return Answer(bool(value.items)) if value.items is not None else OPEN
    return OPEN if isinstance(value, (Tensor, Missing)) else TRUE


def _tensor(value: Value) -> Answer:
    if isinstance(value, Tensor):
        return OPEN if value.assumed else TRUE
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _of_dtype(*kinds: DType) -> Callable[[Value], Answer]:
    def one(value: Value) -> Answer:
        if isinstance(value, Tensor):
            if value.dtype is DType.UNKNOWN or value.assumed:
                return OPEN
            return Answer(value.dtype in kinds)
        if isinstance(value, Opaque) and is_array(value) and value.elements is not None:
            return Answer(value.elements in kinds)
        return OPEN if isinstance(value, (Unknown, Missing)) else FALSE

    return one


_is_bool = _of_dtype(DType.BOOL)


def _mask(value: Value) -> Answer:
    """A boolean tensor, or a tuple index that holds one."""
    if isinstance(value, Tuple) and value.items is not None:
        answers = [_each(it, _mask) for it in value.items if not isinstance(it, Slice)]
        if any(it.value is True for it in answers):
            return TRUE
        named = [it for it in answers if it.named]
        if named:
            return named[0]
        return OPEN if any(it.value is None for it in answers) else FALSE
    return _is_bool(value)


def _sparse(value: Value) -> Answer:
    """What is not known to be sparse counts as dense, which nearly everyone passes."""
    if isinstance(value, Opaque):
        return Answer(value.type == "torch_sparse.SparseTensor")
    return Answer(isinstance(value, Tensor) and value.layout is Layout.SPARSE)


def _from_data(value: Value) -> Answer:
    if isinstance(value, Scalar):
        return Answer(value.source is Source.DATA)
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _holds_from_data(value: Value) -> Answer:
    """A list or tuple, written at the call, that holds a number read from a tensor."""
    items = value.items if isinstance(value, Tuple) and value.items is not None else ()
    return _any_of(_each(it, one) for it in items for one in (_from_data, _holds_from_data))


def _from_size(value: Value) -> Answer:
    if isinstance(value, Tuple):
        return _any_of(_each(it, _from_size) for it in value.items or (value.element or NONE,))
    if isinstance(value, Scalar):
        return Answer(is_symbolic(value))
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _varies(value: Value) -> Answer:
    """A number that is known to be another one from batch to batch."""
    if isinstance(value, Scalar):
        return Answer(value.source is Source.BATCH)
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _of_example(value: Value) -> Answer:
    """What ``torch.jit.trace`` computes from its example: another value for another input."""
    if isinstance(value, Tensor):
        return OPEN if value.assumed else Answer(value.role == EXAMPLE)
    if isinstance(value, Scalar):
        return Answer(value.source is Source.EXAMPLE)
    if isinstance(value, Opaque):
        return Answer(value == DEVICE_OF_RUN)
    return OPEN if isinstance(value, (Unknown, Missing)) else FALSE


def _computed(value: Value) -> Answer:
    return Answer(not isinstance(value, Const))


def _dimensionless(value: Value) -> Answer:
    """A tensor known to have no dimensions, or a tuple index that holds one."""
    if isinstance(value, Tuple) and value.items is not None:
        return _any_of(_dimensionless(it) for it in value.items)
    return Answer(isinstance(value, Tensor) and value.scalar and not value.assumed)


def _position(value: Value) -> Answer:
    """A whole number in a tensor that the compiler does not know, or a tuple that holds one."""
    if isinstance(value, Tuple) and value.items is not None:
        return _any_of(_position(it) for it in value.items)
    if _dimensionless(value).value is not True or not isinstance(value, Tensor):
        return FALSE
    return Answer(value.dtype is DType.INT and not value.is_known)


def _known(value: Value) -> Answer:
    return Answer(isinstance(value, Tensor) and value.is_known)


def _lazy(value: Value) -> Answer:
    """A width that is left open, ``-1``, or a pair of widths with an open one."""
    if isinstance(value, Tuple) and value.items is not None:
        return _any_of(_each(it, _lazy) for it in value.items)
    return Answer(value == Const(-1))


def _method(value: Value) -> Answer:
    """A method of an object, other than ``forward``, which stands for its module."""
    if isinstance(value, Function):
        return Answer(value.owner is not None and value.code.short_name != "forward")
    return Answer(None if isinstance(value, Unknown) else False)


def _any_of(answers: Iterable[Answer]) -> Answer:
    return Answer(any(it.value is True for it in answers))


def _unbacked(value: Value) -> Answer:
    """A tensor whose shape depends on data, or a tuple of such."""
    if isinstance(value, Tuple):
        items = value.items if value.items is not None else (value.element or NONE,)
        return Answer(bool(items) and all(_unbacked(it).value is True for it in items))
    return Answer(isinstance(value, Tensor) and value.unbacked)


def _outside(value: Value) -> Answer:
    """A tensor that the compiled code is given: an argument, a parameter, a buffer."""
    return Answer(isinstance(value, Tensor) and value.role != "intermediate" and not value.assumed)


def _longer(read: Reference, node: ast.expr) -> Test:
    """``longer(init.channel_list, 2)``: a list or tuple of more items than that."""
    number = _integer(node, "`longer` needs a number of items")

    def one(value: Value) -> Answer:
        if isinstance(value, Tuple):
            return Answer(len(value.items) > number) if value.items is not None else OPEN
        return OPEN if isinstance(value, (Unknown, Missing)) else FALSE

    return lambda event: _each(read(event), one)


def _integer(node: ast.expr, needed: str) -> int:
    if not isinstance(node, ast.Constant) or type(node.value) is not int:
        raise ValueError(f"{needed}, not `{ast.unparse(node)}`")
    return node.value


def _unbacked_along(read: Reference, node: ast.expr) -> Test:
    """``unbacked(call.self, 0)``: the size of that dimension depends on data."""
    dim = _integer(node, "`unbacked` needs the number of a dimension")

    def one(value: Value) -> Answer:
        return Answer(isinstance(value, Tensor) and dim in value.unbacked_dims)

    return lambda event: _each(read(event), one)


_ATOMS: dict[str, Callable[[Value], Answer]] = {
    "given": _given,
    "none": _none,
    "true": _true,
    "false": lambda value: _not(_true(value)),
    "tensor": _tensor,
    "mask": _mask,
    "integers": _of_dtype(DType.INT),
    "floats": _of_dtype(DType.FLOAT),
    "booleans": _is_bool,
    "sparse": _sparse,
    "data_dependent": _from_data,
    "holds_data_dependent": _holds_from_data,
    "symbolic": _from_size,
    "varying": _varies,
    "of_example": _of_example,
    "computed": _computed,
    "dimensionless": _dimensionless,
    "position": _position,
    "known": _known,
    "unbacked": _unbacked,
    "lazy": _lazy,
    "method": _method,
    "outside": _outside,
}
