"""Builtins and the few library functions whose work decides what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from astroid import nodes

from gnnlint.project.code import ClassCode
from gnnlint.trace import shapes
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.disabling import DISABLED, DISABLING, leave_graph
from gnnlint.trace.event import Kind
from gnnlint.trace.heap import SCRIPTED, DictObject, Instance, ListObject
from gnnlint.trace.iteration import every_item, items_of, length_of, run_through
from gnnlint.trace.machine import Machine
from gnnlint.trace.node_count import count_passed
from gnnlint.trace.operators import source_of
from gnnlint.trace.promises import replaced
from gnnlint.trace.resolvers import RESOLVERS
from gnnlint.trace.sorting import choose, order
from gnnlint.trace.special import call_special
from gnnlint.trace.state import State
from gnnlint.trace.truth import classes_of, instance_of, truth
from gnnlint.trace.value import (
    NONE,
    SIZE,
    UNKNOWN,
    Class,
    Const,
    Library,
    Opaque,
    Option,
    Partial,
    Ref,
    Scalar,
    Slice,
    Source,
    Super,
    Tensor,
    Tuple,
    Value,
    assumption,
    is_from_data,
    is_none,
    may_be_tensor,
    options,
    shape_of,
    size_along,
    unite,
)

Handler: TypeAlias = Callable[[Machine, nodes.NodeNG, Arguments, State], Value]

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


def builtin(*names: str) -> Callable[[Handler], Handler]:
    """Register the model of a builtin."""

    def register(handler: Handler) -> Handler:
        for name in names:
            _BUILTINS[name] = handler
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
        callee=machine.callee(node),
        call=Bound({**passed, **arguments.keywords}, {}, arguments.complete),
        classes=(name,),
    )
    handler = _BUILTINS.get(short)
    return handler(machine, node, arguments, state) if handler else UNKNOWN


def _first(arguments: Arguments) -> Value:
    return arguments.positional[0] if arguments.positional else UNKNOWN


_CONVERSIONS: dict[str, Callable[[Any], object]] = {"int": int, "float": float, "bool": bool}


@builtin("int", "float", "bool", "str", "repr")
def _convert(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    kind = machine.callee(node).rpartition(".")[2]
    kind = "str" if kind not in ("int", "float", "bool") else kind
    value = _first(arguments)
    asked = "repr" if machine.callee(node).endswith("repr") else kind
    if (own := call_special(machine, node, value, f"__{asked}__", state)) is not None:
        return own
    if may_be_tensor(value) or value == Opaque("numpy.ndarray"):
        return Scalar(kind, Source.DATA)
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
        return Scalar(kind, value.source)
    return Scalar(kind, Source.PARAMETER)


@builtin("len")
def _len(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    value = _first(arguments)
    if (own := call_special(machine, node, value, "__len__", state)) is not None:
        return own
    if may_be_tensor(value):
        return size_along(shape_of(value), 0) if isinstance(value, Tensor) else SIZE
    known = length_of(value, state)
    return Const(known) if known is not None else Scalar("int", Source.PARAMETER)


@builtin("range")
def _range(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    count_passed(machine, node, arguments, state)
    for value in arguments.positional:
        if may_be_tensor(value):
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
                return Tuple(tuple(Const(it) for it in span))
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


@builtin("issubclass", "callable")
def _bool(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return Scalar("bool", Source.PARAMETER)


@builtin("hasattr")
def _hasattr(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) != 2:
        return UNKNOWN
    owner, name = arguments.positional
    if isinstance(owner, Ref) and isinstance(name, Const):
        thing = state.heap.get(owner.key)
        if isinstance(thing, Instance) and name.value in thing.attributes:
            return Const(True)
        kind = thing.kind if isinstance(thing, Instance) else None
        if isinstance(kind, ClassCode) and not machine.project.has_unknown_base(kind):
            found = machine.project.method(kind, str(name.value))
            return Scalar("bool", Source.PARAMETER) if found else Const(False)
    return Scalar("bool", Source.PARAMETER)


@builtin("getattr")
def _getattr(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) < 2:
        return UNKNOWN
    owner, name = arguments.positional[:2]
    if isinstance(name, Const) and isinstance(name.value, str):
        found = machine.attribute(node, owner, name.value, state)
        if len(arguments.positional) == 3 and found == UNKNOWN:
            return UNKNOWN
        return found
    return UNKNOWN


@builtin("setattr")
def _setattr(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) == 3:
        owner, name, value = arguments.positional
        if isinstance(owner, Ref) and isinstance(name, Const):
            thing = state.heap.get(owner.key)
            if isinstance(thing, Instance):
                state.heap[owner.key] = thing.put(str(name.value), value)
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
    value = _first(arguments)
    if isinstance(value, Tensor):
        return Library("torch.Tensor")
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if isinstance(thing, Instance):
        return Class(thing.kind) if isinstance(thing.kind, ClassCode) else Library(thing.kind)
    return UNKNOWN


@builtin("list", "tuple", "set", "sorted", "reversed", "frozenset", "iter")
def _sequence(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    kind = machine.callee(node)
    if not arguments.positional:
        return Tuple(()) if kind == "tuple" else machine.allocate(state, ListObject())
    items, rest = items_of(machine, node, arguments.positional[0], state)
    run_through(machine, node, arguments.positional[0], state, kind)
    if kind == "reversed":
        items = items[::-1]
    if kind == "tuple":
        if rest is None:
            return Tuple(tuple(items))
        return Tuple(None, unite(Option(it) for it in (*items, rest)))
    if kind == "sorted":
        order(machine, node, every_item(items, rest), arguments, state)
    return machine.allocate(state, ListObject(tuple(items), rest))


@builtin("next")
def _next(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    items, rest = items_of(machine, node, _first(arguments), state)
    return items[0] if items else rest if rest is not None else UNKNOWN


@builtin("dict")
def _dict(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    entries: dict[object, Value] = {}
    rest: Value | None = None
    for value in arguments.positional:
        thing = state.heap.get(value.key) if isinstance(value, Ref) else None
        if isinstance(thing, DictObject):
            entries.update(thing.entries)
            rest = thing.rest
        else:
            rest = UNKNOWN
    entries.update(arguments.keywords)
    return machine.allocate(state, DictObject(entries, rest))


@builtin("enumerate")
def _enumerate(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    items, rest = items_of(machine, node, _first(arguments), state)
    run_through(machine, node, _first(arguments), state, "enumerate")
    pairs: tuple[Value, ...] = tuple(Tuple((Const(i), it)) for i, it in enumerate(items))
    if rest is None:
        return machine.allocate(state, ListObject(pairs))
    further = Tuple((Scalar("int", Source.PARAMETER), rest))
    return machine.allocate(state, ListObject(pairs, further))


@builtin("zip")
def _zip(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    columns = [items_of(machine, node, it, state) for it in arguments.positional]
    for value in arguments.positional:
        run_through(machine, node, value, state, "zip")
    lengths = [len(items) for items, rest in columns if rest is None]
    if lengths:
        count = min(lengths)
        rows: list[Value] = []
        for index in range(count):
            row = [
                items[index] if index < len(items) else rest if rest is not None else UNKNOWN
                for items, rest in columns
            ]
            rows.append(Tuple(tuple(row)))
        return machine.allocate(state, ListObject(tuple(rows)))
    cells = [unite(Option(it) for it in every_item(items, rest)) for items, rest in columns]
    return machine.allocate(state, ListObject((), Tuple(tuple(cells))))


@builtin("filter")
def _filter(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """The items that pass for certain, then what may pass."""
    if len(arguments.positional) != 2:
        return UNKNOWN
    function, iterable = arguments.positional
    items, rest = items_of(machine, node, iterable, state)
    kept: list[Value] = []
    possible = [rest] if rest is not None else []
    for item in items:
        given = Arguments((item,))
        answer = item if is_none(function) else machine.call(node, function, given, state)
        if may_be_tensor(answer):
            machine.emit(Kind.BRANCH, node, state, construct="filter", operands={"test": answer})
        passes = truth(machine, answer, state)
        if passes is None:
            possible.append(item)
        elif passes:
            (possible if possible else kept).append(item)
    further = unite(Option(it) for it in possible) if possible else None
    return machine.allocate(state, ListObject(tuple(kept), further))


@builtin("map")
def _map(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if len(arguments.positional) < 2:
        return UNKNOWN
    function, *iterables = arguments.positional
    items, rest = items_of(machine, node, iterables[0], state)
    if len(iterables) > 1:
        return UNKNOWN
    results = tuple(machine.call(node, function, Arguments((it,)), state) for it in items)
    further = machine.call(node, function, Arguments((rest,)), state) if rest is not None else None
    return machine.allocate(state, ListObject(results, further))


@builtin("sum", "max", "min", "abs", "round", "pow", "divmod")
def _reduce(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    name = machine.callee(node)
    given = list(arguments.positional)
    if len(given) == 1 and name in ("sum", "max", "min"):
        items, rest = items_of(machine, node, given[0], state)
        if isinstance(given[0], Tensor):
            return Tensor(given[0].dtype, assumed=given[0].assumed)
        given = every_item(items, rest)
        choose(machine, node, given, arguments, state)
    tensors = [it for value in given for it in (o.value for o in options(value))
               if isinstance(it, Tensor)]  # fmt: skip
    if tensors:
        return Tensor(tensors[0].dtype, assumed=assumption(*tensors))
    if given and all(isinstance(it, Const) for it in given):
        return _fold(name, [it.value for it in given if isinstance(it, Const)])
    if given and all(isinstance(it, (Const, Scalar)) for it in given):
        kind = next((it.type for it in given if isinstance(it, Scalar)), "number")
        return Scalar(kind, source_of(*given))
    return UNKNOWN


def _fold(name: str, values: list[object]) -> Value:
    functions: dict[str, Callable[..., object]] = {
        "max": max,
        "min": min,
        "abs": abs,
        "round": round,
    }
    try:
        if name == "sum":
            return Const(sum(values))  # type: ignore[arg-type]
        return Const(functions[name](*values)) if name in functions else UNKNOWN
    except (TypeError, ValueError):
        return UNKNOWN


@builtin("any", "all")
def _any(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    items, rest = items_of(machine, node, _first(arguments), state)
    for value in every_item(items, rest):
        if may_be_tensor(value) and not isinstance(_first(arguments), Tensor):
            machine.emit(Kind.BRANCH, node, state, construct="and", operands={"test": value})
            return Scalar("bool", Source.DATA)
    if isinstance(_first(arguments), Tensor):
        return Scalar("bool", Source.PARAMETER)  # the call itself is what breaks
    known = [truth(machine, it, state) for it in items]
    if rest is None and None not in known:
        return Const(any(known) if machine.callee(node) == "any" else all(known))
    return Scalar("bool", Source.PARAMETER)


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
    return _first(arguments)


@builtin("object")
def _object(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return Opaque("builtins.object")


def _partial(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if not arguments.positional:
        return UNKNOWN
    callee, *rest = arguments.positional
    return Partial(callee, tuple(rest), tuple(arguments.keywords.items()))


def _copy(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    name = "copy.deepcopy" if machine.callee(node).endswith("deepcopy") else "copy.copy"
    bound = Bound({"x": _first(arguments)})
    machine.emit(Kind.CALL, node, state, name=name, callee=machine.callee(node), call=bound,
                 classes=(name,))  # fmt: skip
    return _first(arguments)


def _replaced(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return replaced(machine, node, _first(arguments), arguments, state)


def _logger(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return Opaque("logging.Logger")


def _same(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """A decorator or cast that hands its argument through."""
    return _first(arguments)


def _unread(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """What Dynamo puts into the graph as it is, without reading it."""
    return UNKNOWN


def _wrapped(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """A progress bar yields what it is laid over."""
    name = "tqdm.tqdm"
    machine.emit(Kind.CALL, node, state, name=name, callee=machine.callee(node), classes=(name,),
                 call=Bound({"iterable": _first(arguments)}))  # fmt: skip
    return _first(arguments)


def _script(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """A scripted module is another object; a scripted function is traced as what it was."""
    value = _first(arguments)
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if not isinstance(thing, Instance):
        return value
    return machine.allocate(state, thing.put(SCRIPTED, Const(True)))


def _cast(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return arguments.positional[1] if len(arguments.positional) > 1 else UNKNOWN


def _ordered(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if arguments.positional:
        items, rest = items_of(machine, node, arguments.positional[0], state)
        pairs = [it.items for it in items if isinstance(it, Tuple) and it.items]
        if rest is None and len(pairs) == len(items):
            entries = {p[0].value: p[1] for p in pairs if isinstance(p[0], Const) and len(p) == 2}
            return machine.allocate(state, DictObject(entries))
    return _dict(machine, node, arguments, state)


def _defaultdict(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    return machine.allocate(state, DictObject({}, UNKNOWN))


def _checkpoint(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    if not arguments.positional:
        return UNKNOWN
    function, *rest = arguments.positional
    return machine.call(node, function, Arguments(tuple(rest)), state)


def _vouch(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``torch._check(n < 10)`` tells the compiler of a number: tests of it may be decided then."""
    if is_from_data(_first(arguments)):
        shapes.settle(state)
    return NONE


def _disable(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    leave_graph(machine, node, state)
    given = arguments.positional or "fn" in arguments.keywords
    return DISABLED if given else Library("torch.compiler.disable")


SPECIAL: dict[str, Handler] = {
    **dict.fromkeys(DISABLING, _disable),
    **dict.fromkeys(("torch._check", "torch._check_is_size", "torch._check_value"), _vouch),
    "logging.getLogger": _logger,
    "functools.partial": _partial,
    "functools.wraps": _same,
    "functools.lru_cache": _same,
    "typing.cast": _cast,
    "tqdm.tqdm": _wrapped,
    "tqdm.auto.tqdm": _wrapped,
    "tqdm.std.tqdm": _wrapped,
    "collections.OrderedDict": _ordered,
    "collections.defaultdict": _defaultdict,
    **RESOLVERS,
    "dataclasses.replace": _replaced,
    "copy.copy": _copy,
    "copy.deepcopy": _copy,
    "torch.utils.checkpoint.checkpoint": _checkpoint,
    "torch.jit.script": _script,
    "torch.jit.ignore": _same,
    "torch.jit.unused": _same,
    "torch.compiler.allow_in_graph": _unread,
    "torch._dynamo.allow_in_graph": _unread,
    "torch.jit._overload": _same,
}
"""Library functions whose effect on values matters."""
