"""What compiling one function shows: refusals, and the functions it leads to."""

from __future__ import annotations

from dataclasses import dataclass, field

from astroid import nodes

from gnnlint.premise import Condition
from gnnlint.project.code import FunctionCode
from gnnlint.script.judgement import Call
from gnnlint.script.sugar import Fields
from gnnlint.script.types import Type
from gnnlint.trace.event import Kind
from gnnlint.trace.value import Ref


@dataclass(frozen=True)
class Refusal:
    """Something the compiler refuses, and the conditions under which it sees it.

    ``code`` is the function it stands in; where that is not the compiled one, ``via`` is the call
    that leads there. ``variable`` is what it is about, where that is not the expression itself.
    """

    kind: Kind
    construct: str
    node: nodes.NodeNG
    detail: str
    code: FunctionCode
    path: tuple[Condition, ...] = ()
    via: nodes.NodeNG | None = None
    variable: str = ""


@dataclass(frozen=True)
class CallSite:
    """A call that makes the compiler compile another function of the project."""

    node: nodes.NodeNG
    code: FunctionCode
    owner: Ref | None
    path: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Propagation:
    """A call of ``self.propagate`` or ``self.edge_updater``."""

    node: nodes.Call
    method: str
    call: Call
    path: tuple[Condition, ...] = ()


@dataclass
class Compiled:
    """One function, compiled for one instance (or for none)."""

    code: FunctionCode
    owner: Ref | None
    steps: list[Refusal | CallSite | Propagation] = field(default_factory=list)  # as they come
    dead: list[tuple[int, int]] = field(default_factory=list)  # lines the compiler skips
    returns: list[Type | None] = field(default_factory=list)
    result: Type | None = None
    fields: Fields = field(default_factory=dict)  # what a constructor gives an object of its class

    @property
    def refusals(self) -> list[Refusal]:
        """What is refused in it."""
        return [it for it in self.steps if isinstance(it, Refusal)]

    @property
    def calls(self) -> list[CallSite]:
        """The functions that it calls."""
        return [it for it in self.steps if isinstance(it, CallSite)]

    @property
    def propagations(self) -> list[Propagation]:
        """Its calls of generated methods."""
        return [it for it in self.steps if isinstance(it, Propagation)]
