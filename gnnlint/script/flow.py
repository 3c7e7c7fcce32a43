"""What holds at one point of a compiled function: its variables, and whether it is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gnnlint.premise import Condition
from gnnlint.script.sugar import Sugar, type_of
from gnnlint.script.types import Type, unify


@dataclass
class Flow:
    """``path``: conditions on the constructor under which the compiler gets here.

    ``doubtful``: the compiler decides it at compile time, and it is not known how: nothing is said.
    """

    names: dict[str, Sugar | None]
    path: tuple[Condition, ...] = ()
    doubtful: bool = False

    def fork(
        self,
        refined: Mapping[str, Type] | None = None,
        guard: Condition | None = None,
        doubtful: bool = False,
    ) -> Flow:
        """A branch, in which some variables are known better."""
        path = self.path if guard is None or guard in self.path else (*self.path, guard)
        names = {**self.names, **(refined or {})}
        return Flow(names, path, self.doubtful or doubtful)


def meet(start: Flow, first: Flow | None, second: Flow | None) -> Flow | None:
    """The flow after two branches of ``start``; a branch that has left counts no more."""
    if first is None or second is None:
        return first or second
    names = {
        name: _joined(first.names.get(name), second.names.get(name))
        for name in {**first.names, **second.names}
    }
    return Flow(names, start.path, start.doubtful)


def _joined(first: Sugar | None, second: Sugar | None) -> Sugar | None:
    if first == second:
        return first
    return unify(type_of(first), type_of(second))
