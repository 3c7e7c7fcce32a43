"""What to hand to a parameter: expressions by name and annotation, from ``arguments.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from gnnlint.source import parse_toml
from gnnlint.verify.signature import Operator, Parameter

_TENSOR = "torch.randn(n, 16)"

FILE = Path(__file__).with_name("arguments.toml")


@dataclass(frozen=True)
class Other:
    """Another way of giving a parameter: an adjacency as a sparse tensor, say."""

    parameter: str
    where: str  # what the annotation has to hold
    label: str
    value: str
    init: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What is known of one operator besides its signature."""

    init: Mapping[str, str] = field(default_factory=dict)  # always given, "" as the tables say
    call: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)  # instead of the tables'
    more: Sequence[Mapping[str, Any]] = ()  # variations written by hand
    positional: Sequence[str] = ()  # what a forward(*args) is called with, "name" or "name=value"
    build: str = ""  # an expression that makes the layer
    module: bool = False  # what the function returns is the module to run
    base_class: bool = False  # made to be subclassed
    needs: str = ""  # what it does not say itself where it does not run


@dataclass(frozen=True)
class Named:
    """What parameters get whose name holds a pattern: expressions, to be tried in turn."""

    pattern: str
    values: Sequence[str]
    only: str = ""  # a pattern from the start of the name on

    def fits(self, name: str) -> bool:
        """Whether the name is one of them."""
        return bool(re.match(self.only, name) and re.search(self.pattern, name))


@dataclass(frozen=True)
class Arguments:
    """The tables of the data file."""

    call: Mapping[str, Any]
    init: Mapping[str, Any]
    together: Mapping[str, Sequence[str]]
    asks: Mapping[str, Sequence[str]]
    others: Sequence[Other]
    strings: Mapping[str, Sequence[str]]
    definitions: Mapping[str, str]
    operators: Mapping[str, Known]
    groups: Mapping[str, Known]
    names: Mapping[str, Sequence[Named]]

    def known(self, operator: Operator) -> Known:
        """What is written down for the operator, and for its group."""
        own = self.operators.get(operator.short_name, Known())
        group = self.groups.get(operator.group, Known())
        return replace(own, call={**group.call, **own.call})

    def for_call(self, parameter: Parameter, known: Known) -> str | None:
        """What a parameter of ``forward`` or of a function gets; None where nothing is known."""
        value = known.values.get(parameter.name) or _found(self.call, parameter)
        untold = parameter.required and not parameter.annotation
        return value or (_TENSOR if untold and parameter.name not in self.call else None)

    def for_init(self, parameter: Parameter) -> str | None:
        """What a parameter of a constructor gets; None where nothing is known."""
        return _found(self.init, parameter)

    def options(self, parameter: Parameter) -> list[str]:
        """The strings a parameter takes, as source text."""
        named = self.strings.get(parameter.name)
        both = [*parameter.options, *(named or ())] if named != [] else []
        is_list = parameter.annotation.startswith(("List[", "Optional[List["))
        return [f'["{it}"]' if is_list else f'"{it}"' for it in dict.fromkeys(both)]


def listed(table: Mapping[str, Any], parameter: Parameter) -> str | None:
    """What a table says of a parameter by its name."""
    value = table.get(parameter.name, "")
    if isinstance(value, str):
        return value or None
    return next((it for mark, it in value.items() if mark in parameter.annotation), None)


def _found(table: Mapping[str, Any], parameter: Parameter) -> str | None:
    if parameter.name in table:
        return listed(table, parameter)
    if not parameter.required:
        return None
    if parameter.options:
        return f'"{parameter.options[0]}"'
    return _by_annotation(parameter.annotation)


def _by_annotation(annotation: str) -> str | None:
    """A value of the annotated type, for a name that nothing is known of."""
    if annotation in ("Tensor", "Optional[Tensor]"):
        return _TENSOR
    return {"int": "4", "float": "0.5", "bool": "True"}.get(annotation)


@lru_cache(maxsize=1)
def arguments() -> Arguments:
    """The data file, read once."""
    data = parse_toml(FILE.read_text(encoding="utf-8"))
    return Arguments(
        data["call"],
        data["init"],
        data["together"],
        data["asks"],
        tuple(Other(**it) for it in data["other"]),
        data["strings"],
        data["definitions"],
        {name: Known(**it) for name, it in data["operators"].items()},
        {name: Known(**it) for name, it in data["groups"].items()},
        {kind: [Named(**it) for it in rows] for kind, rows in data["names"].items()},
    )


def definitions_for(expressions: Iterable[str]) -> list[str]:
    """The definitions that expressions name, and those that these name, the inner ones first."""
    known = arguments().definitions
    found: dict[str, str] = {}

    def add(text: str) -> None:
        for name in dict.fromkeys(re.findall(r"(?<![\w.])[A-Za-z_]\w*", text)):
            if name in known and name not in found:
                found[name] = ""
                add(known[name])
                del found[name]
                found[name] = known[name].strip()

    for expression in expressions:
        add(expression)
    return list(found.values())
