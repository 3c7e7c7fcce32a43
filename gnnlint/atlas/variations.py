"""Variations: one way each of building an operator and of calling it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gnnlint.verify.arguments import Arguments, Known, arguments
from gnnlint.verify.signature import Operator, Parameter

Given = tuple[tuple[str, str], ...]
"""Arguments: names and expressions."""

MOST_OPTIONS = 5
"""Strings tried for one parameter; the rest of a long list are more of the same."""

_SIZES = frozenset(
    "batch_size size dim_size num_nodes max_num_nodes max_num_elements num_edges num_groups "
    "num_classes max_value".split()
)


@dataclass(frozen=True)
class Variation:
    """An operator with the arguments of its constructor and of its call."""

    operator: Operator
    init: Given = ()
    call: Given = ()
    training: bool = False
    labels: Given = ()  # names for expressions that are too long to show
    positional: tuple[str, ...] = ()  # what a forward(*args) gets, names of `call`
    build: str = ""  # an expression instead of the constructor's call

    @property
    def key(self) -> str:
        """The readable name, the same from run to run: `GCNConv(16, 32)(x, edge_index)`."""
        operator = self.operator
        labels = dict(self.labels)
        shown = [(name, labels.get(name, expression)) for name, expression in self.call]
        inputs = {name for name, expression in self.call if is_input(expression)}
        words = [
            name if name in inputs and name not in labels else f"{name}={expression}"
            for name, expression in shown
        ]
        call = f"({', '.join(words)})"
        if operator.kind == "function" and not self.build:
            text = f"{operator.short_name}{call}"
        else:
            text = f"{self.built}{call}"
        return f"{text} in training" if self.training else text

    @property
    def built(self) -> str:
        """The expression that makes the layer."""
        if self.build:
            return self.build
        return f"{self.operator.short_name}({', '.join(written(self.operator.init, self.init))})"

    def with_init(self, **given: str) -> Variation:
        """The same with other arguments of the constructor."""
        return replace(self, init=_merged(self.operator.init, self.init, given))

    def with_call(self, given: Mapping[str, str]) -> Variation:
        """The same with other arguments of the call."""
        return replace(self, call=_merged(self.operator.call or (), self.call, given))


def is_input(expression: str) -> bool:
    """Whether an expression is made outside the model and handed to it."""
    import ast

    names = {
        it.id for it in ast.walk(ast.parse(expression, mode="eval")) if isinstance(it, ast.Name)
    }
    return bool(names & {"n", "e", "g"})


def written(parameters: Sequence[Parameter], given: Given) -> list[str]:
    """Arguments as a call writes them: the required ones by position, if they come first."""
    values, words = dict(given), []
    leading = True
    for parameter in parameters:
        leading = leading and (parameter.required or parameter.gathers)
        leading = leading and parameter.kind != "keyword_only"
        if parameter.name not in values:
            leading = leading and parameter.gathers
            continue
        value = values.pop(parameter.name)
        words.append(value if leading else f"{parameter.name}={value}")
    return words + [f"{name}={value}" for name, value in values.items()]


def _merged(parameters: Sequence[Parameter], old: Given, new: Mapping[str, str]) -> Given:
    """Arguments in the order of the signature; unknown names last."""
    both = {**dict(old), **new}
    order = {parameter.name: index for index, parameter in enumerate(parameters)}
    names = sorted(both, key=lambda name: order.get(name, len(order)))
    return tuple((name, both[name]) for name in names)


# -- the first one -----------------------------------------------------------------------------


def candidates(operator: Operator) -> Iterator[Variation]:
    """Ways of calling an operator, to be tried in turn; the first that runs is the base."""
    table = arguments()
    known = table.known(operator)
    base = _required(operator, known, table)
    yield base
    optional = [
        it.name
        for it in operator.call or ()
        if not it.required and it.name in ("edge_attr", "batch", "edge_weight", "index")
    ]
    for name in optional:  # some are asked for though they have a default
        value = _value(operator, name, known, table)
        if value is not None and name not in dict(base.call):
            yield base.with_call({name: value})


def _required(operator: Operator, known: Known, table: Arguments) -> Variation:
    init = {
        it.name: value
        for it in operator.init
        if (it.required and (value := table.for_init(it)) is not None)
    }
    init |= {name: value for name, value in known.init.items() if value}
    base = Variation(operator, build=known.build)
    base = replace(base, init=_merged(operator.init, (), init)) if not known.build else base
    positional = [it.partition("=")[::2] for it in known.positional]
    if known.module:
        call = dict(known.call)
    else:
        call = {
            it.name: value
            for it in operator.call or ()
            if it.required and (value := table.for_call(it, known)) is not None
        }
        call |= known.call
    call |= dict(positional)
    filled = {name: value or _value(operator, name, known, table) for name, value in call.items()}
    given = {name: value for name, value in filled.items() if value}
    for name in [*init, *given]:
        for other in table.together.get(name, ()):
            value = _value(operator, other, known, table)
            if value is not None and _has(operator, other):
                given.setdefault(other, value)
    base = base.with_call(given)
    if not positional:
        return base
    names = tuple(name for name, _ in positional)
    return replace(base, positional=names)


def _has(operator: Operator, name: str) -> bool:
    return any(it.name == name for it in operator.call or ())


def _value(operator: Operator, name: str, known: Known, table: Arguments) -> str | None:
    found = next((it for it in operator.call or () if it.name == name), Parameter(name))
    return table.for_call(found, known)


# -- the others --------------------------------------------------------------------------------


def variations(base: Variation) -> list[Variation]:
    """The base and what differs from it in an argument that may matter, each once."""
    known = arguments().known(base.operator)
    found = [base]
    if not known.module:
        found += _by_init(base)
        found += _by_call(base)
        found += _by_other_ways(base)
    if base.operator.kind == "layer" or known.module:
        found.append(replace(base, training=True))
    found += [_by_hand(base, it) for it in known.more]
    return list({it.key: it for it in found}.values())


def _by_init(base: Variation) -> Iterator[Variation]:
    table, given = arguments(), dict(base.init)
    for parameter in base.operator.init:
        for value in _values(parameter, given.get(parameter.name), table.for_init(parameter)):
            yield _together(base.with_init(**{parameter.name: value}), parameter.name)


def _by_call(base: Variation) -> Iterator[Variation]:
    table, given = arguments(), dict(base.call)
    known = table.known(base.operator)
    singles: list[Variation] = []
    sizes: dict[str, str] = {}
    for parameter in base.operator.call or ():
        if parameter.name in base.positional:
            continue
        present = given.get(parameter.name)
        proposed = table.for_call(parameter, known)
        for value in _values(parameter, present, proposed):
            singles.append(_together(base.with_call({parameter.name: value}), parameter.name))
        if parameter.name in _SIZES and present is None and proposed is not None:
            sizes[parameter.name] = proposed
    yield from singles
    if not sizes:
        return
    whole = base
    for name in sizes:
        whole = _together(whole.with_call({name: sizes[name]}), name)
    yield whole
    for it in singles:  # what the sizes alone do not clear
        new = [value for name, value in it.call if name not in given and name not in sizes]
        if any(is_input(value) for value in new):
            yield it.with_call({**dict(whole.call), **dict(it.call)})


def _values(parameter: Parameter, present: str | None, proposed: str | None) -> Iterator[str]:
    """Other values of a parameter than the present one (None: its default)."""
    if parameter.gathers:
        return
    current = parameter.default if present is None else present
    if parameter.is_boolean and parameter.name not in ("return_attention_weights", "return_emb"):
        choices = ["True", "False"]
    else:
        choices = arguments().options(parameter)[:MOST_OPTIONS]
        choices += [proposed] if proposed is not None and not choices and present is None else []
        choices += ["None"] if parameter.takes_none and present is not None else []
        if parameter.takes_none and choices and current not in (None, "None"):
            choices.append("None")
    yield from (it for it in dict.fromkeys(choices) if not _same(it, current))


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.replace("'", '"') == other.replace("'", '"')


def _together(variation: Variation, name: str) -> Variation:
    """With the arguments that the named one asks for."""
    table = arguments()
    known = table.known(variation.operator)
    more = {
        other: value
        for other in table.together.get(name, ())
        if _has(variation.operator, other)
        and other not in dict(variation.call)
        and (value := _value(variation.operator, other, known, table)) is not None
    }
    given = dict(variation.init)
    init = {
        it.name: value
        for it in variation.operator.init
        if it.name in table.asks.get(name, ())
        and it.name not in given
        and (value := table.for_init(it)) is not None
    }
    return variation.with_call(more).with_init(**init)


def _by_other_ways(base: Variation) -> Iterator[Variation]:
    """The same arguments in another form: sparse adjacencies, bipartite features."""
    for other in arguments().others:
        parameter = next(
            (it for it in base.operator.call or () if it.name == other.parameter), None
        )
        if parameter is None or other.where not in parameter.annotation:
            continue
        if parameter.name not in dict(base.call):
            continue
        changed = base.with_call({other.parameter: other.value})
        own = {it.name: it for it in base.operator.init}
        init = {
            name: value
            for name, value in other.init.items()
            if name in own and "Tuple" in own[name].annotation
        }
        if other.init and not init and "in_channels" in own:
            continue
        labels = ((other.parameter, other.label),)
        yield replace(changed.with_init(**init), labels=labels)


def _by_hand(base: Variation, told: Mapping[str, Any]) -> Variation:
    table = arguments()
    known = table.known(base.operator)
    call = {
        name: value or _value(base.operator, name, known, table) or "None"
        for name, value in told.get("call", {}).items()
    }
    changed = base.with_init(**told.get("init", {})).with_call(call)
    names: Iterable[str] = [*told.get("init", {}), *call]
    for name in names:
        changed = _together(changed, name)
    # Inputs of another kind than the base's: the key has to tell them apart.
    other = {name: value for name, value in told.get("call", {}).items() if value}
    labels = tuple((name, value) for name, value in other.items() if name in dict(base.call))
    return replace(changed, training=bool(told.get("training", False)), labels=labels)
