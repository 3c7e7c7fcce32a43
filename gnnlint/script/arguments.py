"""The arguments of a call, evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.script.flow import Flow
from gnnlint.script.operations import NO_LENGTH
from gnnlint.script.schema import Given
from gnnlint.script.sugar import Sugar, type_of
from gnnlint.script.types import EMPTY_LIST, Type

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk


@dataclass(frozen=True)
class Arguments:
    """The arguments of a call and what they are; ``expands`` where it has ``*`` or ``**``."""

    positional: tuple[tuple[nodes.NodeNG, Sugar | None], ...]
    keywords: tuple[tuple[str, nodes.NodeNG, Sugar | None], ...]
    expands: bool

    @property
    def names(self) -> frozenset[str]:
        """The keywords."""
        return frozenset(name for name, _, _ in self.keywords)

    @property
    def values(self) -> list[Sugar | None]:
        """What is passed by position."""
        return [value for _, value in self.positional]

    def types(self, walk: Walk, flow: Flow) -> Given:
        """All of them as values, which what is none cannot be."""

        def simple(node: nodes.NodeNG, value: Sugar | None) -> Type | None:
            return value if value == EMPTY_LIST else walk.as_simple(value, node, flow)

        return Given(
            tuple(simple(node, value) for node, value in self.positional),
            tuple((name, simple(node, value)) for name, node, value in self.keywords),
            self.expands,
        )


def arguments_of(walk: Walk, node: nodes.Call, flow: Flow) -> Arguments:
    """Evaluate the arguments of a call."""
    positional: list[tuple[nodes.NodeNG, Sugar | None]] = []
    expands = False
    for argument in node.args:
        if isinstance(argument, nodes.Starred):
            expands = True
            _expand(walk, argument, flow)
        else:
            positional.append((argument, walk.value(argument, flow)))
    keywords: list[tuple[str, nodes.NodeNG, Sugar | None]] = []
    for keyword in node.keywords:
        value = walk.value(keyword.value, flow)
        if keyword.arg is None:
            expands = True
        else:
            keywords.append((keyword.arg, keyword.value, value))
    return Arguments(tuple(positional), tuple(keywords), expands)


def _expand(walk: Walk, node: nodes.Starred, flow: Flow) -> None:
    """``*value``: only a tuple has a length that the compiler knows."""
    type_ = type_of(walk.value(node.value, flow))
    if type_ is not None and type_.name == "List":
        walk.refuse_star(node, NO_LENGTH, flow)
