"""Operators: the public callables of a package, as a child process describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gnnlint.verify.children import Children, Request
from gnnlint.verify.signature import Operator, Parameter

PYG = "torch_geometric"

#: Where the operators of torch_geometric are looked for; the first that shows one is its group.
PYG_MODULES = (
    "torch_geometric.nn.conv", "torch_geometric.nn.pool", "torch_geometric.nn.aggr",
    "torch_geometric.nn.norm", "torch_geometric.nn.models", "torch_geometric.nn.dense",
    "torch_geometric.nn.unpool", "torch_geometric.nn.attention", "torch_geometric.nn.kge",
    "torch_geometric.nn.functional", "torch_geometric.utils", "torch_geometric.nn",
)  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """The operators of a package; and the modules of it that cannot be imported, with reasons."""

    operators: list[Operator]
    left_out: Mapping[str, str]


class EnumerationError(Exception):
    """The package could not be looked through; the message says why."""


def listing_of(package: str, children: Children) -> Listing:
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
    return Listing([_operator(it) for it in answer["operators"]], answer["left_out"])


def _operator(data: Mapping[str, Any]) -> Operator:
    call = data["call"]
    return Operator(
        data["name"],
        data["group"],
        data["kind"],
        _parameters(data["init"]),
        None if call is None else _parameters(call),
        data["source"],
    )


def _parameters(data: Sequence[Mapping[str, Any]]) -> tuple[Parameter, ...]:
    return tuple(Parameter(**{**it, "options": tuple(it["options"])}) for it in data)
