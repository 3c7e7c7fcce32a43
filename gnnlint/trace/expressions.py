"""Expressions: constants, containers, operators, subscripts, calls."""

from __future__ import annotations

from collections.abc import Sequence

from astroid import nodes

from gnnlint import library
from gnnlint.frozen import replace
from gnnlint.premise import Condition
from gnnlint.project.code import FunctionCode
from gnnlint.trace import shapes
from gnnlint.trace.assign import assign
from gnnlint.trace.bound import Arguments
from gnnlint.trace.comparison import compare, negate
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import DictObject, ListObject, Scope
from gnnlint.trace.indexing import carry_positions, look_up, read_bounds
from gnnlint.trace.instances import read_modules
from gnnlint.trace.iteration import every_item, items_of, read_item
from gnnlint.trace.machine import Machine, evaluates
from gnnlint.trace.names import carry_sparse, read_sparse
from gnnlint.trace.operators import binary
from gnnlint.trace.special import call_special
from gnnlint.trace.state import DECIDING, State, meet
from gnnlint.trace.texts import made_of, read_text, written
from gnnlint.trace.truth import Fork, asks_device, mark_inline, narrow, test, truth
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    NONE,
    SIZE,
    UNKNOWN,
    Const,
    Function,
    Option,
    Ref,
    Scalar,
    Slice,
    Source,
    Tensor,
    Tuple,
    Union,
    Value,
    dict_key,
    is_from_data,
    is_number,
    is_sparse,
    may_be_tensor,
    options,
    role_of_result,
)


@evaluates(nodes.Const)
def _const(machine: Machine, node: nodes.Const, state: State) -> Value:
    return Const(node.value)


@evaluates(nodes.Attribute)
def _attribute(machine: Machine, node: nodes.Attribute, state: State) -> Value:
    owner = machine.evaluate(node.expr, state)
    if (
        isinstance(owner, Tensor)
        and owner.assumed
        and not library.is_tensor_attribute(node.attrname)
    ):
        # Presumed wrongly: no tensor has this. What the name holds is something else after all.
        narrow(machine, node.expr, UNKNOWN, state)
    if isinstance(owner, Union) and not hasattr(0.0, node.attrname):
        owner = _no_number(machine, node.expr, owner, state)
    value = machine.attribute(node, owner, node.attrname, state)
    _read(machine, node, value, state)
    return value


def _read(machine: Machine, node: nodes.NodeNG, value: Value, state: State) -> None:
    """Reading is an event for what Dynamo cannot wrap."""
    if isinstance(value, (Ref, Union)):
        read_modules(machine, node, value, state)
    if isinstance(value, (Tensor, Union)) and is_sparse(value):
        read_sparse(machine, node, value, state)


def _no_number(machine: Machine, node: nodes.NodeNG, owner: Union, state: State) -> Value:
    """What ``node`` can be where numbers would raise: the path that goes on is another one.

    A sum that starts as ``out = 0`` is a tensor after its loop, or the loop ran over nothing.
    """
    kept = [it for it in owner.options if not is_number(it.value)]
    if not kept or len(kept) == len(owner.options):
        return owner
    value = unite(kept)
    narrow(machine, node, value, state)
    return value


@evaluates(nodes.Tuple)
def _tuple(machine: Machine, node: nodes.Tuple, state: State) -> Value:
    items, rest = _elements(machine, node.elts, state)
    if rest is not None:
        return Tuple(None, unite(Option(it) for it in (*items, rest)))
    return Tuple(tuple(items))


@evaluates(nodes.List, nodes.Set)
def _list(machine: Machine, node: nodes.List, state: State) -> Value:
    items, rest = _elements(machine, node.elts, state)
    if isinstance(node, nodes.Set):
        for item in items:
            look_up(machine, node, item, state)
    return machine.allocate(state, ListObject(tuple(items), rest))


def _elements(
    machine: Machine, elements: Sequence[nodes.NodeNG], state: State
) -> tuple[list[Value], Value | None]:
    found: list[Value] = []
    rests: list[Value] = []
    for element in elements:
        if isinstance(element, nodes.Starred):
            value = machine.evaluate(element.value, state)
            items, rest = items_of(machine, element, value, state)
            found.extend(items)
            if rest is not None:
                rests.append(rest)
        else:
            found.append(machine.evaluate(element, state))
    if not rests:
        return found, None
    return [], unite(Option(it) for it in (*found, *rests))


@evaluates(nodes.Dict)
def _dict(machine: Machine, node: nodes.Dict, state: State) -> Value:
    entries: dict[object, Value] = {}
    rests: list[Value] = []
    for key_node, value_node in node.items:
        value = machine.evaluate(value_node, state)
        if isinstance(key_node, nodes.DictUnpack):
            inner = state.heap.get(value.key) if isinstance(value, Ref) else None
            if isinstance(inner, DictObject):
                entries.update(inner.entries)
                rests += [inner.rest] if inner.rest is not None else []
            else:
                rests.append(UNKNOWN)
            continue
        key = machine.evaluate(key_node, state)
        plain = dict_key(key)
        if plain is None:
            look_up(machine, key_node, key, state)
            rests.append(value)
        else:
            entries[plain.value] = value
    rest = unite(Option(it) for it in rests) if rests else None
    return machine.allocate(state, DictObject(entries, rest))


@evaluates(nodes.BinOp)
def _bin_op(machine: Machine, node: nodes.BinOp, state: State) -> Value:
    left = machine.evaluate(node.left, state)
    if node.op == "%" and isinstance(left, Const) and isinstance(left.value, str):
        right = machine.evaluate(node.right, state)
        return _formatted(machine, node, left.value, right, state)
    right = machine.evaluate(node.right, state)
    return binary(machine, node, node.op, left, right, state)


def _formatted(
    machine: Machine, node: nodes.NodeNG, text: str, value: Value, state: State
) -> Value:
    parts = value.items if isinstance(value, Tuple) and value.items is not None else (value,)
    for part in parts:
        if may_be_tensor(part) or is_from_data(part):
            machine.emit(Kind.FORMAT, node, state, construct="%-format", operands={"value": part})
        read_text(machine, node, part, state)
    if all(isinstance(it, Const) for it in parts):
        return written(text, parts, percent=True)
    return Scalar("str")


@evaluates(nodes.UnaryOp)
def _unary_op(machine: Machine, node: nodes.UnaryOp, state: State) -> Value:
    value = machine.evaluate(node.operand, state)
    if node.op == "not":
        if asks_device(value):
            machine.emit(Kind.BRANCH, node, state, construct="not", operands={"test": value})
            return Scalar("bool", Source.DATA)
        known = truth(machine, value, state)
        return negate(value) if known is None else Const(not known)
    own = call_special(machine, node, value, _UNARY[node.op], state)
    if own is not None:
        return own
    return unite(Option(_signed(node.op, it.value), it.guard) for it in options(value))


_UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}


def _signed(sign: str, value: Value) -> Value:
    if isinstance(value, Tensor):
        return replace(value, role=role_of_result((value,)))
    if isinstance(value, Const) and isinstance(value.value, (int, float)):
        if sign == "-":
            return Const(-value.value)
        if sign == "~" and isinstance(value.value, int):
            return Const(~value.value)
        return value
    if isinstance(value, Scalar):
        return Scalar("int" if sign == "~" else value.type, value.source)
    return UNKNOWN


@evaluates(nodes.Compare)
def _compare(machine: Machine, node: nodes.Compare, state: State) -> Value:
    left = machine.evaluate(node.left, state)
    result: Value = UNKNOWN
    for index, (sign, right_node) in enumerate(node.ops):
        right = machine.evaluate(right_node, state)
        result = compare(machine, node, sign, left, right, state)
        if sign in ("in", "not in") and asks_device(result):
            machine.emit(Kind.BRANCH, node, state, construct=sign, operands={"test": result})
            result = Scalar("bool", Source.DATA)
        if index < len(node.ops) - 1 and asks_device(result):
            machine.emit(Kind.BRANCH, node, state, construct="and", operands={"test": result})
        left = right
    return result


@evaluates(nodes.BoolOp)
def _bool_op(machine: Machine, node: nodes.BoolOp, state: State) -> Value:
    """As a value: the first operand that decides, else the last."""
    results: list[Option] = []
    going: State | None = state.fork()
    merged: State | None = None
    for index, operand in enumerate(node.values):
        if going is None:
            break
        if index == len(node.values) - 1:
            results.append(Option(machine.evaluate(operand, going)))
            merged = meet(merged, going, None)
            break
        before = going
        fork = test(machine, operand, going, node.op)
        mark_inline(fork, before.path, inline=True)
        with machine.silence():
            value = machine.evaluate(operand, before)
        stays, going = (fork.no, fork.yes) if node.op == "and" else (fork.yes, fork.no)
        if stays is not None:
            kept = [it for it in options(value) if _may(it.value, node.op)]
            guard = fork.condition
            if guard is not None and node.op == "and":
                guard = guard.negated()
            results.extend(Option(it.value, it.guard or _named(guard)) for it in kept)
            merged = meet(merged, stays, None)
    if merged is not None:
        merged.path = state.path
        state.become(merged)
    return unite(results) if results else UNKNOWN


def _named(guard: Condition | None) -> Condition | None:
    return guard if guard is not None and guard.kind in DECIDING else None


def _may(value: Value, operator: str) -> bool:
    """Whether ``value`` can be what ``and`` (a falsy one) or ``or`` (a truthy one) yields."""
    if isinstance(value, Const):
        return bool(value.value) is (operator == "or")
    return True


@evaluates(nodes.IfExp)
def _if_exp(machine: Machine, node: nodes.IfExp, state: State) -> Value:
    before = state.path
    fork = _not_empty(machine, node.test, test(machine, node.test, state, "ternary"), state)
    mark_inline(fork, before, inline=True)
    results: list[Option] = []
    guard = _named(fork.condition)
    if fork.yes is not None:
        results.append(Option(machine.evaluate(node.body, fork.yes), guard))
    if fork.no is not None:
        negative = fork.condition.negated() if guard is not None and fork.condition else None
        results.append(Option(machine.evaluate(node.orelse, fork.no), negative))
    merged = meet(fork.yes, fork.no, None)
    if merged is not None:
        if fork.yes is not None and fork.no is not None:
            merged.path = before
            merged.names = dict(state.names)  # what the test narrowed holds within it only
        state.become(merged)
    return unite(results) if results else UNKNOWN


def _not_empty(machine: Machine, node: nodes.NodeNG, fork: Fork, state: State) -> Fork:
    """``a if x.numel() > 0 else b`` is ``a``: Dynamo compiles an empty tensor apart."""
    if fork.yes is None or fork.no is None or not isinstance(node, nodes.Compare):
        return fork
    sign, right = node.ops[0]
    if len(node.ops) > 1 or not isinstance(right, nodes.Const) or right.value != 0:
        return fork
    value = machine.evaluate(node.left, state)
    if sign not in (">", "!=", "==") or value != SIZE:
        return fork
    return Fork(None, state) if sign == "==" else Fork(state, None)


@evaluates(nodes.NamedExpr)
def _named_expr(machine: Machine, node: nodes.NamedExpr, state: State) -> Value:
    value = machine.evaluate(node.value, state)
    assign(machine, node.target, value, state)
    return value


@evaluates(nodes.Slice)
def _slice(machine: Machine, node: nodes.Slice, state: State) -> Value:
    parts = [
        machine.evaluate(it, state) if it is not None else NONE
        for it in (node.lower, node.upper, node.step)
    ]
    return Slice(parts[0], parts[1], parts[2])


@evaluates(nodes.Subscript)
def _subscript(machine: Machine, node: nodes.Subscript, state: State) -> Value:
    owner = machine.evaluate(node.value, state)
    if isinstance(owner, Union):
        owner = _no_number(machine, node.value, owner, state)
    index = machine.evaluate(node.slice, state)
    read_bounds(machine, node, owner, index, state)
    key = dict_key(index)
    value = read_item(machine, node, owner, key if key is not None else index, state)
    carry_positions(node, owner, state)
    _read(machine, node, value, state)
    return value


@evaluates(nodes.JoinedStr)
def _joined(machine: Machine, node: nodes.JoinedStr, state: State) -> Value:
    parts: list[Value] = []
    for part in node.values:
        if isinstance(part, nodes.FormattedValue):
            value = machine.evaluate(part.value, state)
            if may_be_tensor(value):
                construct = "repr" if part.conversion == _AS_REPR else "f-string"
                machine.emit(
                    Kind.FORMAT, node, state, construct=construct, operands={"value": value}
                )
            parts.append(value)
    template = _template(node)
    return made_of(parts) if template is None else written(template, parts)


def _template(node: nodes.JoinedStr) -> str | None:
    """A formatted text as one for ``str.format``; None where it says how to format something."""
    pieces = []
    for part in node.values:
        if isinstance(part, nodes.Const):
            pieces.append(str(part.value).replace("{", "{{").replace("}", "}}"))
        elif part.format_spec is None and part.conversion == -1:
            pieces.append("{}")
        else:
            return None
    return "".join(pieces)


_AS_REPR = ord("r")
"""Conversion of ``{x!r}`` and ``{x=}``."""


@evaluates(nodes.Lambda)
def _lambda(machine: Machine, node: nodes.Lambda, state: State) -> Value:
    code = FunctionCode(f"{machine.frame.symbol}.<lambda>", machine.module, node)
    scope = machine.allocate(
        state, Scope({**machine.frame.closure, **state.names}, machine.frame.key)
    )
    return Function(code, None, scope.key)


@evaluates(nodes.Yield)
def _yield(machine: Machine, node: nodes.Yield, state: State) -> Value:
    value = machine.evaluate(node.value, state) if node.value is not None else NONE
    machine.frame.yields.append(value)
    return UNKNOWN


@evaluates(nodes.YieldFrom)
def _yield_from(machine: Machine, node: nodes.YieldFrom, state: State) -> Value:
    items, rest = items_of(machine, node, machine.evaluate(node.value, state), state)
    machine.frame.yields.extend(every_item(items, rest))
    return UNKNOWN


@evaluates(nodes.Await)
def _await(machine: Machine, node: nodes.Await, state: State) -> Value:
    machine.evaluate(node.value, state)
    return UNKNOWN


@evaluates(nodes.Starred)
def _starred(machine: Machine, node: nodes.Starred, state: State) -> Value:
    return machine.evaluate(node.value, state)


@evaluates(nodes.Call)
def _call(machine: Machine, node: nodes.Call, state: State) -> Value:
    callee = machine.evaluate(node.func, state)
    value = machine.call(node, callee, arguments_of(machine, node, state), state)
    if machine.frame.sparse:
        carry_sparse(machine, node, state)
    if isinstance(value, Tensor) and is_sparse(value) and not _is_kept(node):
        read_sparse(machine, node, value, state)
    return value


def _is_kept(node: nodes.NodeNG) -> bool:
    """Whether the statement only puts away what a call returns."""
    parent = node.parent
    while isinstance(parent, nodes.IfExp):
        parent = parent.parent
    return isinstance(parent, _KEEPING)


_KEEPING = (nodes.Assign, nodes.AnnAssign, nodes.Return, nodes.Expr)
"""Statements that only put away what a call returns."""


def arguments_of(machine: Machine, node: nodes.Call, state: State) -> Arguments:
    """Evaluate the arguments of a call."""
    agreements = machine.agreements
    positional: list[Value] = []
    ended = True
    for argument in node.args:
        if isinstance(argument, nodes.Starred):
            value = machine.evaluate(argument.value, state)
            items, rest = items_of(machine, argument, value, state)
            positional.extend(items)
            ended = ended and rest is None
        else:
            positional.append(machine.evaluate(argument, state))
    complete = ended
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value, state)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
            continue
        spread = state.heap.get(value.key) if isinstance(value, Ref) else None
        if isinstance(spread, DictObject):
            keywords.update({str(name): it for name, it in spread.entries.items()})
            complete = complete and spread.rest is None
        else:
            complete = False
    if machine.agreements > agreements:  # `f(rows, rows + others)` reads the rows before
        positional = [*map(shapes.settled, positional)]
        keywords = {name: shapes.settled(it) for name, it in keywords.items()}
    return Arguments(tuple(positional), keywords, complete, ended)
