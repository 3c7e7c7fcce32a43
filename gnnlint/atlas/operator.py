"""Operators: the public callables of a package, as a child process describes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gnnlint.verify.children import Children, Request

PYG = "torch_geometric"

#: Where the operators of torch_geometric are looked for; the first that shows one is its group.
PYG_MODULES = (
    "torch_geometric.nn.conv", "torch_geometric.nn.pool", "torch_geometric.nn.aggr",
    "torch_geometric.nn.norm", "torch_geometric.nn.models", "torch_geometric.nn.dense",
    "torch_geometric.nn.unpool", "torch_geometric.utils", "torch_geometric.nn",
)  # fmt: skip

_GATHERING = ("var_positional", "var_keyword")


class EnumerationError(Exception):
    """The package could not be looked through; the message says why."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a constructor, a ``forward`` or a function."""

    name: str
    annotation: str = ""
    default: str | None = None  # source text; None: required; "...": no literal
    kind: str = "positional_or_keyword"
    options: tuple[str, ...] = ()  # strings that the documentation names

    @property
    def required(self) -> bool:
        """Whether a call has to give it."""
        return self.default is None and self.kind not in _GATHERING

    @property
    def gathers(self) -> bool:
        """Whether it is ``*args`` or ``**kwargs``."""
        return self.kind in _GATHERING

    @property
    def is_boolean(self) -> bool:
        """Whether it is a switch; one that may be None is one too."""
        return self.default in ("True", "False") or self.annotation in ("bool", "Optional[bool]")

    @property
    def takes_none(self) -> bool:
        """Whether None may be given."""
        return bool(re.match(r"Optional\[|Union\[.*\bNoneType\b", self.annotation))


@dataclass(frozen=True)
class Operator:
    """A public callable: a layer with its constructor and ``forward``, or a function."""

    name: str  # the shortest public one, "torch_geometric.nn.GCNConv"
    group: str
    kind: str  # "layer" | "function" | "class"
    init: tuple[Parameter, ...] = ()
    call: tuple[Parameter, ...] | None = ()  # None: a class without a forward

    @property
    def short_name(self) -> str:
        """The name without its module."""
        return self.name.rpartition(".")[2]

    @property
    def module(self) -> str:
        """The module it is imported from."""
        return self.name.rpartition(".")[0]


def operators_of(package: str, children: Children) -> list[Operator]:
    """The operators of an installed package, which is imported in a child process.

    Raises:
        EnumerationError: the package cannot be imported.
    """
    options: dict[str, Any] = {"modules": [], "package": package}
    if package == PYG:
        options = {"modules": PYG_MODULES, "package": None}
    reply = children.call(Request("operators", path=package, options=options))
    answer = reply.answer or {}
    if "operators" not in answer:
        told = answer.get("mode", {}).get("error") or reply.trouble
        raise EnumerationError(f"{package} cannot be looked through: {told}")
    return [_operator(it) for it in answer["operators"]]


def _operator(data: Mapping[str, Any]) -> Operator:
    call = data["call"]
    return Operator(
        data["name"],
        data["group"],
        data["kind"],
        _parameters(data["init"]),
        None if call is None else _parameters(call),
    )


def _parameters(data: Sequence[Mapping[str, Any]]) -> tuple[Parameter, ...]:
    return tuple(Parameter(**{**it, "options": tuple(it["options"])}) for it in data)
