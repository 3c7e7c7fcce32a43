"""What holds at one point of a compiled function: its variables, and whether it is reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from astroid import nodes

from gnnlint.premise import Condition
from gnnlint.script.sugar import Absent, PythonValue, Sugar, is_name, type_of
from gnnlint.script.types import NONE, Type, spell, unify


@dataclass
class Flow:
    """``path``: conditions on the constructor under which the compiler gets here.

    ``doubtful``: the compiler decides it at compile time, and it is not known how: nothing is said.
    ``outer``: the variables of the blocks around this one, as they were at its start: their types
    stay what they are. ``unrefined``: what variables that are known to be None are declared to be.
    """

    names: dict[str, Sugar | None]
    path: tuple[Condition, ...] = ()
    doubtful: bool = False
    outer: dict[str, Sugar | None] = field(default_factory=dict)
    unrefined: dict[str, Sugar | None] = field(default_factory=dict)

    def block(
        self,
        refined: Mapping[str, Type] | None = None,
        guard: Condition | None = None,
        doubtful: bool = False,
    ) -> Flow:
        """A block of its own inside this one."""
        inner = self.fork(refined, guard, doubtful)
        inner.outer = {**self.outer, **self.names, **self.unrefined}
        return inner

    def fork(
        self,
        refined: Mapping[str, Type] | None = None,
        guard: Condition | None = None,
        doubtful: bool = False,
    ) -> Flow:
        """A branch, in which some variables are known better."""
        path = self.path if guard is None or guard in self.path else (*self.path, guard)
        names = {**self.names, **(refined or {})}
        # That something is None is no refinement to the compiler: its type stays.
        unrefined = {
            name: self.unrefined.get(name, self.names.get(name))
            for name, type_ in (refined or {}).items()
            if type_ == NONE
        }
        declared = {**self.unrefined, **unrefined}
        return Flow(names, path, self.doubtful or doubtful, self.outer, declared)


def meet(
    start: Flow, first: Flow | None, second: Flow | None, test: nodes.NodeNG | None = None
) -> Flow | None:
    """The flow after two branches of ``start``; a branch that has left counts no more.

    ``test`` is that of the branch where both are compiled; without it perhaps only one of them is.

    What only one of them has set is not there; types that differ make no variable.
    """
    if first is None or second is None:
        left = first if first is not None else second
        if left is None:
            return None
        return Flow(left.names, left.path, left.doubtful, start.outer, left.unrefined)
    names = {
        name: _met(name, start.names, first.names, second.names, test)
        for name in {**first.names, **second.names}
    }
    return Flow(names, start.path, start.doubtful, start.outer, start.unrefined)


def _met(
    name: str,
    before: Mapping[str, Sugar | None],
    first: Mapping[str, Sugar | None],
    second: Mapping[str, Sugar | None],
    test: nodes.NodeNG | None,
) -> Sugar | None:
    if test is not None and name not in before:
        given = (first.get(name), second.get(name))
        if any(isinstance(it, PythonValue) for it in given):
            return None
        if any(map(is_name, given)):
            return Absent(f"undefined value {name}")
    for names, branch in ((first, "true"), (second, "false")):
        if name not in names and test is None:
            return None
        if name not in names:
            return Absent(f"{name} is not defined in the {branch} branch", test)
    one, other = first[name], second[name]
    if one == other:
        return one
    for found in (one, other):
        if isinstance(found, Absent):
            return found
    left, right = type_of(one), type_of(other)
    if left is None or right is None:
        return None
    merged = unify(left, right)
    if merged is None and name in before:
        return type_of(before[name])  # both are of the type that it had
    if merged is None and test is None:
        return None
    if merged is None:
        return Absent(
            f"Type mismatch: {name} is set to type {spell(left)} in the true branch "
            f"and type {spell(right)} in the false branch",
            test,
        )
    return merged
