"""Builtins: what calling them means. Those that work on sequences are in ``sequences``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

from astroid import nodes

from gnnlint.library import kinds
from gnnlint.premise import Condition, derived
from gnnlint.project.code import ClassCode
from gnnlint.trace import presence
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.callability import is_callable
from gnnlint.trace.command_line import table_of
from gnnlint.trace.event import Kind
from gnnlint.trace.example import computed
from gnnlint.trace.heap import Instance
from gnnlint.trace.iteration import DATA_CLASSES, length_of
from gnnlint.trace.machine import Machine
from gnnlint.trace.node_count import count_passed
from gnnlint.trace.operators import source_of
from gnnlint.trace.releases import Release
from gnnlint.trace.sizes import shape_of, size_along
from gnnlint.trace.special import call_special
from gnnlint.trace.state import State
from gnnlint.trace.tensors import number_in
from gnnlint.trace.texts import read_text, written
from gnnlint.trace.truth import classes_of, instance_of, truth
from gnnlint.trace.unions import unite
from gnnlint.trace.value import (
    NONE,
    SIZE,
    UNKNOWN,
    Class,
    Const,
    Library,
    Opaque,
    Option,
    Ref,
    Scalar,
    Slice,
    Source,
    Super,
    Tensor,
    Tuple,
    Unknown,
    Value,
    constant,
    equals,
    is_array,
    is_from_data,
    may_be_tensor,
    options,
    possibilities,
)

Handler: TypeAlias = Callable[[Machine, nodes.NodeNG, Arguments, State], Value]

NamedHandler: TypeAlias = Callable[[str, Machine, nodes.NodeNG, Arguments, State], Value]
"""A model of several builtins, which is told the one that is called, under whatever name."""


_BUILTINS: dict[str, Handler] = {}


_PARAMETERS = {
    **dict.fromkeys(("int", "float", "bool", "len", "abs", "print", "sorted"), ("x",)),
    **dict.fromkeys(("sum", "max", "min"), ("x",)),
    **dict.fromkeys(("str", "repr"), ("object",)),
    **dict.fromkeys(("any", "all"), ("iterable",)),
    **dict.fromkeys(("hash", "divmod"), ("x",)),
    "range": ("x", "stop", "step"),
    "round": ("x", "ndigits"),
    "pow": ("base", "exp"),
}
"""Names for positional arguments of builtins, for the rules to speak of."""


_COMPUTING = frozenset("int float bool len abs round sum min max pow divmod any all".split())
"""Builtins that compute what they return, and do not merely hand it on."""


def builtin(*names: str) -> Callable[[Handler], Handler]:
    """Register the model of a builtin."""

    def register(handler: Handler) -> Handler:
        for name in names:
            _BUILTINS[name] = handler
        return handler

    return register


def builtins_alike(*names: str) -> Callable[[NamedHandler], NamedHandler]:
    """Register one model of several builtins."""

    def register(handler: NamedHandler) -> NamedHandler:
        for name in names:
            _BUILTINS[name] = partial(handler, name)
        return handler

    return register


def call_builtin(
    machine: Machine, node: nodes.NodeNG, name: str, arguments: Arguments, state: State
) -> Value:
    """The value of calling a builtin; the call itself is an event as well."""
    short = name.removeprefix("builtins.")
    slots = _PARAMETERS.get(short, ())
    passed = dict(zip(slots, arguments.positional, strict=False))
    passed |= {f"*{i}": it for i, it in enumerate(arguments.positional[len(slots) :])}
    machine.emit(
        Kind.CALL,
        node,
        state,
        name=name,
        call=Bound({**passed, **arguments.keywords}, {}, arguments.complete),
        classes=(name,),
    )
    handler = _BUILTINS.get(short)
    result = handler(machine, node, arguments, state) if handler else UNKNOWN
    if machine.is_traced and short in _COMPUTING:
        return computed(name, result, arguments.positional, state)
    return result


_CONVERSIONS: dict[str, Callable[[Any], object]] = {"int": int, "float": float, "bool": bool}


@builtins_alike("int", "float", "bool", "str", "repr")
def _convert(
    asked: str, machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State
) -> Value:
    kind = "str" if asked == "repr" else asked
    value = arguments.first
    if (own := call_special(machine, node, value, f"__{asked}__", state)) is not None:
        return own
    if isinstance(value, Tensor) and kind in ("int", "float") and not machine.is_outside:
        return number_in(value, kind)
    if may_be_tensor(value):
        return Scalar(kind, Source.PARAMETER if machine.is_outside else Source.DATA)
    if kind != "bool":
        read_text(machine, node, value, state, resumes=True)
    if isinstance(value, Const) and isinstance(value.value, Release) and kind == "str":
        return value
    if isinstance(value, Const) and kind == "str" and asked == "str":
        return written("{}", (value,))
    if isinstance(value, Const) and kind != "str":
        try:
            return Const(_CONVERSIONS[kind](value.value))
        except (TypeError, ValueError, OverflowError):
            return Scalar(kind)
    if kind == "bool":
        known = truth(machine, value, state)
        if known is not None:
            return Const(known)
        return Scalar("bool", Source.PARAMETER, getattr(value, "condition", None))
    if isinstance(value, Scalar):
        if kind == "int" and value.type == "bool" and is_from_data(value):
            machine.emit(Kind.CONVERT, node, state, construct="integer", operands={"value": value})
        return value if value.type == kind else Scalar(kind, value.source)
    if isinstance(value, Unknown) and value.condition is not None and asked == kind:
        taken = f"{kind}({value.condition.text})"
        return Scalar(kind, Source.PARAMETER, derived(value.condition, taken, kind))
    return Scalar(kind, Source.PARAMETER)


@builtin("len")
def _len(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    value = arguments.first
    if (own := call_special(machine, node, value, "__len__", state)) is not None:
        return own
    if may_be_tensor(value):
        return size_along(shape_of(value), 0) if isinstance(value, Tensor) else SIZE
    read_text(machine, node, value, state)
    known = length_of(value, state)
    return Const(known) if known is not None else Scalar("int", Source.PARAMETER)


@builtin("range")
def _range(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    count_passed(machine, node, arguments, state)
    for value in arguments.positional:
        if may_be_tensor(value) or is_array(value):
            machine.emit(Kind.CONVERT, node, state, construct="range", operands={"value": value})
    numbers = [it.value for it in arguments.positional if isinstance(it, Const)]
    if numbers and len(numbers) == len(arguments.positional):
        whole = [it for it in numbers if isinstance(it, int)]
        if len(whole) == len(numbers) <= 3:
            try:
                span = range(*whole)
            except ValueError:
                return UNKNOWN
            if len(span) <= machine.limits.unrolled:
                return Tuple(tuple(Const(it) for it in span), name="range")
            return Tuple(None, Scalar("int", Source.PARAMETER))
    source = source_of(*arguments.positional)
    bounds = [it for it in arguments.positional if not isinstance(it, Const)]
    count = bounds[0] if len(bounds) == 1 else Scalar("int", source)
    item = Source.DATA if source is Source.DATA else Source.PARAMETER
    return Tuple(None, Scalar("int", item), count=count)


@builtin("isinstance")
def _isinstance(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) != 2:
        return UNKNOWN
    value, wanted = arguments.positional
    names = classes_of(machine, wanted, state)
    answers = {instance_of(machine, it.value, names, state) for it in options(value)}
    if len(answers) == 1 and (answer := answers.pop()) is not None:
        return Const(answer)
    return Scalar("bool", Source.PARAMETER)


@builtin("callable")
def _callable(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    answers = {is_callable(machine, it, state) for it in possibilities(arguments.first)}
    if len(answers) == 1 and (answer := answers.pop()) is not None:
        return Const(answer)
    return Scalar("bool", Source.PARAMETER)


@builtin("issubclass")
def _bool(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return Scalar("bool", Source.PARAMETER)


@builtin("hasattr")
def _hasattr(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) != 2:
        return UNKNOWN
    present = presence.has(machine, *arguments.positional, state)
    return Scalar("bool", Source.PARAMETER) if present is None else Const(present)


@builtin("getattr")
def _getattr(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) < 2:
        return UNKNOWN
    owner, name = arguments.positional[:2]
    present = presence.has(machine, owner, name, state)
    if len(arguments.positional) == 3 and present is False:
        return arguments.positional[2]
    if isinstance(owner, Opaque) and owner.type in DATA_CLASSES and isinstance(node, nodes.Call):
        return _of_graph(machine, node, arguments, state)
    value = unite(
        Option(
            machine.attribute(node, owner, it.value.value, state)
            if isinstance(it.value, Const) and isinstance(it.value.value, str)
            else UNKNOWN,
            it.guard,
        )
        for it in options(name)
    )
    if len(arguments.positional) == 3 and isinstance(name, Const) and isinstance(owner, Ref):
        return _or_default(machine, owner, str(name.value), value, arguments.positional[2], state)
    return value


def _or_default(
    machine: Machine, owner: Ref, name: str, value: Value, default: Value, state: State
) -> Value:
    """What is not known of an attribute: whether it is there, but where it is, it is something."""
    thing = state.heap.get(owner.key)
    known = isinstance(thing, Instance) and name in thing.attributes
    if known or not any(it.value == UNKNOWN for it in options(value)):
        return value
    if presence.is_of_library(machine, owner, name, state):
        return Opaque("builtins.object")
    something = Unknown(required=True)
    absent = Condition(f"absent {name}", f"the object has no {name}", "config")
    return unite((Option(default, absent), Option(something, absent.negated())))


def _of_graph(machine: Machine, node: nodes.Call, arguments: Arguments, state: State) -> Value:
    """``getattr(data, "batch", None)``: who names a default knows graphs without the attribute."""
    owner, name, *default = arguments.positional
    if not isinstance(name, Const) or not isinstance(name.value, str):
        return UNKNOWN
    value = machine.attribute(node, owner, name.value, state)
    if not default or value == UNKNOWN:
        return value
    text = f"{machine.module.text(node.args[0])}.{name.value}"
    absent = equals(Condition(f"argument {text}", text, "argument"), None)
    return unite((Option(default[0], absent), Option(value, absent.negated())))


@builtin("vars")
def _vars(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    presence.open_up(arguments.first, state)
    return table_of(machine, arguments.first, state)


@builtin("setattr")
def _setattr(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) == 3:
        owner, name, value = arguments.positional
        operands = {"owner": owner, "source": value}
        if isinstance(text := constant(name), str):
            machine.emit(Kind.WRITE_ATTRIBUTE, node, state, construct=text, operands=operands)
        if isinstance(owner, Ref) and isinstance(name, Const):
            thing = state.heap.get(owner.key)
            if isinstance(thing, Instance):
                state.heap[owner.key] = thing.put(str(name.value), value)
        else:
            presence.open_up(owner, state)
    return NONE


@builtin("super")
def _super(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    frame = machine.frame
    if arguments.positional:
        first = arguments.positional[0]
        within = first.code if isinstance(first, Class) else frame.within
        owner = arguments.positional[1] if len(arguments.positional) > 1 else frame.owner
    else:
        within, owner = frame.within, frame.owner
    if within is None or owner is None:
        return UNKNOWN
    return Super(owner, within)


@builtin("type")
def _type(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    value = arguments.first
    if isinstance(value, Tensor):
        return Library("torch.Tensor")
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if isinstance(thing, Instance):
        return Class(thing.kind) if isinstance(thing.kind, ClassCode) else Library(thing.kind)
    return UNKNOWN


@builtin("slice")
def _slice(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    given = list(arguments.positional)
    if len(given) == 1:
        return Slice(NONE, given[0], NONE)
    given += [NONE] * (3 - len(given))
    return Slice(given[0], given[1], given[2])


@builtin("id", "hash", "ord")
def _number(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return Scalar("int", Source.PARAMETER)


@builtin("print")
def _print(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return NONE


@builtin("staticmethod", "classmethod", "property")
def _descriptor(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return arguments.first


@builtin("open")
def _open(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return Opaque(kinds.FILE)


@builtin("object")
def _object(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return Opaque("builtins.object")
