"""Command lines: the options that a program declares with ``argparse``, as assumed values.

What the user passes is not known. An option is what its declaration says it may be: one of its
``choices``, its ``default`` or anything else. Each possibility has the condition under which it is
the one (``args.conv == 'gat'``), and what holds where nothing is passed is told as the default.
"""

from __future__ import annotations

from collections.abc import Mapping

from astroid import nodes

from gnnlint.frozen import replace
from gnnlint.premise import Condition
from gnnlint.trace.bound import Arguments, Bound
from gnnlint.trace.heap import DictObject, Instance, ListObject
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.unions import MOST_OPTIONS, unite
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    Const,
    Library,
    Method,
    Option,
    Ref,
    Scalar,
    Source,
    Tuple,
    Unknown,
    Value,
    constant,
    equals,
)

PARSER = "argparse.ArgumentParser"
NAMESPACE = "argparse.Namespace"

_SWITCHES = {"store_true": False, "store_false": True}
"""Actions that take no value, and what the option is without them."""

_ANYTHING: dict[object, Value] = {"required": Const(True)}
"""Says that whatever the default, another one is set."""

_TYPES = {f"builtins.{name}": name for name in ("int", "float", "str")}


def make_parser(
    machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State
) -> Value:  # fmt: skip
    """``argparse.ArgumentParser()``."""
    return machine.allocate_at(node, state, Instance(PARSER, Bound()))


def of_parser(owner: Ref, thing: Instance, name: str) -> Value:
    """An attribute of a parser, or of what it returned."""
    if thing.kind == NAMESPACE:
        label = constant(thing.init.passed["label"], str)
        return Unknown(Condition(f"{label}.{name}", f"{label}.{name}", "config"))
    return Method(owner, name)


def call_parser(
    machine: Machine,
    node: nodes.NodeNG,
    ref: Ref,
    thing: Instance,
    name: str,
    arguments: Arguments,
    state: State,
) -> Value:
    """A method of a parser."""
    if name == "add_argument":
        _declare(machine, ref, thing, arguments, state)
        return UNKNOWN
    if name in ("add_argument_group", "add_mutually_exclusive_group"):
        return ref
    if name == "set_defaults":
        for option in arguments.keywords:
            thing = thing.put(option, machine.allocate(state, DictObject(_ANYTHING)))
        state.heap[ref.key] = thing
        return NONE
    if name in ("parse_args", "parse_known_args"):
        parsed = _parsed(machine, node, thing, state)
        return parsed if name == "parse_args" else Tuple((parsed, UNKNOWN))
    return UNKNOWN


def table_of(machine: Machine, value: Value, state: State) -> Value:
    """``vars(args)``."""
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if not isinstance(thing, Instance) or thing.kind != NAMESPACE:
        return UNKNOWN
    return machine.allocate(state, DictObject(_entries(thing.attributes)))


def _entries(values: Mapping[str, Value]) -> dict[object, Value]:
    return dict(values.items())


# -- declarations ------------------------------------------------------------------------------


def _declare(
    machine: Machine, parser: Ref, thing: Instance, arguments: Arguments, state: State
) -> None:
    """Keep what ``add_argument`` says of an option, under the name that the option gets."""
    flags = [str(it) for each in arguments.positional if (it := constant(each, str))]
    dest = constant(arguments.keywords.get("dest", NONE), str)
    chosen = next((it for it in flags if it.startswith("--")), flags[0] if flags else None)
    if chosen is None:
        return
    said = _entries(arguments.keywords)
    if not chosen.startswith("-"):
        said["required"] = Const(True)
    name = str(dest) if dest else chosen.lstrip("-").replace("-", "_")
    state.heap[parser.key] = thing.put(name, machine.allocate(state, DictObject(said)))


def _parsed(machine: Machine, node: nodes.NodeNG, thing: Instance, state: State) -> Value:
    """What ``parse_args()`` returns: every option by its name."""
    label = _label(node)
    values: dict[str, Value] = {}
    for name, ref in thing.attributes.items():
        said = state.heap.get(ref.key) if isinstance(ref, Ref) else None
        if isinstance(said, DictObject):
            values[name] = _option(Condition(f"{label}.{name}", f"{label}.{name}", "config"),
                                   said, state)  # fmt: skip
    init = Bound({"label": Const(label)})
    return machine.allocate_at(node, state, Instance(NAMESPACE, init, attributes=values))


def _label(node: nodes.NodeNG) -> str:
    """What the program calls the parsed options: the name they are assigned to."""
    targets = node.parent.targets if isinstance(node.parent, nodes.Assign) else []
    names = [it.name for it in targets if isinstance(it, nodes.AssignName)]
    return names[0] if names else "args"


# -- values ------------------------------------------------------------------------------------


def _option(base: Condition, said: DictObject, state: State) -> Value:
    """The value of an option, by its declaration."""
    action = constant(said.entries.get("action", NONE), str)
    if action in _SWITCHES:
        default = said.entries.get("default", Const(_SWITCHES[str(action)]))
        return Scalar("bool", Source.PARAMETER, with_default(base, default))
    if action is not None or "nargs" in said.entries:
        return UNKNOWN
    required = said.entries.get("required") == Const(True)
    default = UNKNOWN if required else said.entries.get("default", NONE)
    base = with_default(base, default)
    choices = _constants(said.entries.get("choices"), state)
    if choices is not None and (known := _bounded(base, default, choices)) is not None:
        return known
    kind = said.entries.get("type", NONE)
    name = "str" if kind == NONE else None
    if isinstance(kind, Library):
        name = _TYPES.get(kind.name)
    other = Scalar(name, Source.PARAMETER, base) if name else Unknown(base, required=True)
    return default_or_other(base, default, other)


def with_default(base: Condition, default: Value) -> Condition:
    """The condition, knowing what the thing it asks about is by default."""
    return replace(base, default=repr(default.value)) if isinstance(default, Const) else base


def _constants(choices: Value | None, state: State) -> list[Const] | None:
    """The choices where all of them are known."""
    thing = state.heap.get(choices.key) if isinstance(choices, Ref) else None
    if isinstance(thing, DictObject):
        return None if thing.rest is not None else [Const(it) for it in thing.entries]
    if isinstance(thing, ListObject):
        items = thing.items if thing.rest is None else (UNKNOWN,)
    else:
        items = (choices.items if isinstance(choices, Tuple) else None) or (UNKNOWN,)
    known = [it for it in items if isinstance(it, Const)]
    return known if len(known) == len(items) else None


def _bounded(base: Condition, default: Value, choices: list[Const]) -> Value | None:
    """One of the choices, or the default; None where they are too many to tell apart."""
    several = list(dict.fromkeys([default, *choices] if isinstance(default, Const) else choices))
    if len(several) > MOST_OPTIONS:
        return None
    return unite(Option(it, equals(base, it.value)) for it in several)


def default_or_other(base: Condition, default: Value, other: Value) -> Value:
    """A choice of the user's: the default, or anything else; numbers are any number."""
    if isinstance(default, Const) and type(default.value) in (int, float, bool):
        return Scalar(type(default.value).__name__, Source.PARAMETER, base)
    if not isinstance(default, Const):
        return other
    usual = equals(base, default.value)
    return unite((Option(default, usual), Option(other, usual.negated())))
