"""Callables as their signatures tell of them: parameters of a constructor and of a call."""

from __future__ import annotations

import re
from dataclasses import dataclass

_GATHERING = ("var_positional", "var_keyword")


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
    source: str = ""  # where a class is written, "FILE.py:Class"

    @property
    def short_name(self) -> str:
        """The name without its module."""
        return self.name.rpartition(".")[2]

    @property
    def module(self) -> str:
        """The module it is imported from."""
        return self.name.rpartition(".")[0]
