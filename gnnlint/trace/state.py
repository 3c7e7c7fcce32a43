"""What holds at one point of the trace: variables, heap, and what is known of open conditions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from gnnlint.frozen import replace
from gnnlint.premise import Among, Condition, Joined
from gnnlint.trace.heap import Heap, Instance, Object, join_objects
from gnnlint.trace.unions import join, unite
from gnnlint.trace.value import MISSING, Missing, Option, Union, Value

DECIDING = frozenset({"config", "argument", "training"})
"""Kinds of conditions that hold throughout a trace; others are tested anew each time."""


EQUALS = " equals"
"""Ends the key of what is known to equal a constant."""


class State:
    """Variables of the current frame, the heap, decided conditions and the path taken.

    ``facts`` maps a condition's key to whether it holds on this path, and what is tested to the
    constant it equals, so that two tests of one constructor argument agree. ``path`` holds the
    conditions under which this point is reached.
    """

    __slots__ = ("facts", "heap", "names", "path")

    def __init__(
        self,
        names: dict[str, Value] | None = None,
        heap: Heap | None = None,
        facts: dict[str, bool | str] | None = None,
        path: tuple[Condition, ...] = (),
    ) -> None:
        self.names: dict[str, Value] = {} if names is None else names
        self.heap: Heap = Heap() if heap is None else heap
        self.facts: dict[str, bool | str] = {} if facts is None else facts
        self.path = path

    def fork(self) -> State:
        """An independent copy."""
        return State(dict(self.names), self.heap.fork(), dict(self.facts), self.path)

    def enter(self, names: dict[str, Value]) -> State:
        """The state of a called function's frame; it shares this one's heap."""
        return State(names, self.heap, self.facts, self.path)

    def leave(self, inner: State) -> None:
        """Take over what a called function did to the heap."""
        self.heap = inner.heap

    def become(self, other: State) -> None:
        """Continue as ``other``."""
        self.names, self.heap = other.names, other.heap
        self.facts, self.path = other.facts, other.path

    def assume(self, condition: Condition | None) -> State | None:
        """Take the path on which ``condition`` holds; None where it is known not to."""
        if condition is None:
            return self
        if condition.kind in DECIDING:
            known = self.decided(condition)
            if known is not None:
                return self if known else None
            self._note(condition)
        self.path = (*self.path, condition)
        return self

    def decided(self, condition: Condition) -> bool | None:
        """Whether ``condition`` holds on this path; None where that is open."""
        known = self.facts.get(condition.key)
        if known is None and condition.says is not None:
            known = self._follows(condition.says)
        return known if known is None else known is condition.holds

    def _follows(self, says: Among | Joined) -> bool | None:
        """Whether what is known on this path answers a question."""
        if isinstance(says, Among):
            settled = self.facts.get(says.subject + EQUALS)
            return settled in says.values if settled is not None else None
        answers = {self.decided(it) for it in says.parts}
        settling = says.sign == "or"
        if settling in answers:
            return settling
        return None if None in answers else not settling

    def _note(self, condition: Condition) -> None:
        """Note that a condition holds, and what follows from it."""
        self.facts[condition.key] = condition.holds
        says = condition.says
        if isinstance(says, Among) and condition.holds:
            self._settle(says)
        if isinstance(says, Joined) and (says.sign == "and") is condition.holds:
            for part in says.parts:
                self._note(part if condition.holds else part.negated())

    def _settle(self, says: Among) -> None:
        """Note what something equals, so that it is known to equal nothing else."""
        if len(says.values) == 1:
            self.facts[says.subject + EQUALS] = says.values[0]

    def select(self, value: Value) -> Value:
        """``value`` without the possibilities that this path rules out."""
        if not isinstance(value, Union) or not self.facts:
            return value
        kept = tuple(
            option
            for option in value.options
            if option.guard is None or self.decided(option.guard) is not False
        )
        if len(kept) == len(value.options):
            return value
        return unite(
            Option(it.value, None if it.guard and self.decided(it.guard) else it.guard)
            for it in kept
        )


def meet(first: State | None, second: State | None, condition: Condition | None) -> State | None:
    """The state after two paths meet; ``condition`` held on the first and not on the second."""
    if first is None or second is None:
        return first or second
    names = _joined(first.names, second.names, condition)
    facts = _agreed(first.facts, second.facts)
    path = first.path if first.path == second.path else _shared(first.path, second.path)
    heap = _join_heaps(first.heap, second.heap, condition)
    return State(names, heap, facts, path)


def _joined(
    first: Mapping[str, Value], second: Mapping[str, Value], condition: Condition | None
) -> dict[str, Value]:
    """Values by name after two paths meet; most of them are the same on both."""
    joined = {
        name: mine
        if mine is (theirs := second.get(name, MISSING))
        else join(mine, theirs, condition)
        for name, mine in first.items()
    }
    if not second.keys() <= joined.keys():
        for name, theirs in second.items():
            if name not in joined:
                joined[name] = join(MISSING, theirs, condition)
    return joined


def _agreed(first: dict[str, bool | str], second: dict[str, bool | str]) -> dict[str, bool | str]:
    """What is known on both paths; as a rule that is all of it."""
    if first == second:
        return dict(first)
    return {key: known for key, known in first.items() if second.get(key) == known}


def _shared(first: tuple[Condition, ...], second: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The conditions of both; as a rule the two have come a long way together."""
    together = 0
    for mine, theirs in zip(first, second, strict=False):
        if mine is not theirs:
            break
        together += 1
    return (*first[:together], *(it for it in first[together:] if it in second))


def _join_heaps(first: Heap, second: Heap, condition: Condition | None) -> Heap:
    if first is second:
        return first
    return first.joined(second, partial(_join_pair, condition))


def _join_pair(condition: Condition | None, mine: Object, theirs: Object) -> Object:
    if isinstance(mine, Instance) and isinstance(theirs, Instance):
        attributes = _joined(mine.attributes, theirs.attributes, condition)
        base_init = mine.base_init if mine.base_init is not None else theirs.base_init
        return replace(mine, attributes=attributes, base_init=base_init)
    return join_objects(mine, theirs, condition)


def present(value: Value) -> Value | None:
    """``value`` without the possibility that it was never set; None where it never was."""
    if isinstance(value, Missing):
        return None
    if isinstance(value, Union):
        kept = tuple(it for it in value.options if not isinstance(it.value, Missing))
        if len(kept) < len(value.options):
            # Reading it raises on the other paths, so its guards are settled here.
            return unite(Option(it.value) for it in kept) if kept else None
    return value
