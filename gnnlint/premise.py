"""Premises: what is left open, and under what of it a finding holds; data until it is printed.

A premise is a choice of alternatives, each of which is a tuple of conditions that hold together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TypeAlias

from gnnlint.frozen import frozen, replace

WORDS = "words"
"""Kind of a condition whose text is prose."""

MOST_TOGETHER = 3
"""Conditions that one condition says together: a loop would add another one each round."""

MOST_ALTERNATIVES = 6
"""Alternatives that an ``or`` within a condition is taken apart into."""


@frozen
class Among:
    """That something equals one of a few constants.

    ``subject`` identifies the thing, ``text`` is how the user calls it; ``values`` are the
    constants as they are written.
    """

    subject: str
    text: str
    values: tuple[str, ...]


@frozen
class Joined:
    """Conditions put together with "and" or "or"."""

    sign: str
    parts: tuple[Condition, ...]


_FALSE = frozenset({"None", "False", "0", "0.0", "''"})
"""Constants that are not true, as they are written."""


@frozen
class Condition:
    """Something left open that decides a path or a value.

    ``key`` identifies it (two tests of one constructor argument share a key), ``text`` is what the
    user reads, ``kind`` is "config" (a constructor argument), "argument" (of the entry point),
    "training", "data", "unknown", or WORDS: nothing that code could test. ``inline`` conditions
    decide within one expression, so that reaching the line does not say whether they hold.
    ``says`` is what it asks, where that can be taken apart; ``default`` is the constant that the
    thing it asks about is, as it is written, where the user chooses none.
    """

    key: str
    text: str
    kind: str
    holds: bool = True
    inline: bool = field(default=False, compare=False)
    says: Among | Joined | None = field(default=None, compare=False)
    default: str | None = field(default=None, compare=False)

    @property
    def is_default(self) -> bool:
        """Whether it is known to hold where the user chooses nothing."""
        if self.default is None or isinstance(self.says, Joined):
            return False
        if isinstance(self.says, Among):
            return (self.default in self.says.values) is self.holds
        return (self.default not in _FALSE) is self.holds

    def negated(self) -> Condition:
        """The same condition the other way round."""
        return self._again(not self.holds, self.inline)

    def decides_inline(self, inline: bool) -> Condition:
        """The same condition, of one expression alone or of all that follows."""
        return self._again(self.holds, inline)

    def _again(self, holds: bool, inline: bool) -> Condition:
        # By hand: forty thousand times in a check, and `replace` takes ten times as long.
        return Condition(self.key, self.text, self.kind, holds, inline, self.says, self.default)

    def __str__(self) -> str:
        return self.text if self.holds else negate(self.text)


_NEGATIONS = ((" is not ", " is "), (" == ", " != "), (" not in ", " in "))


def negate(text: str) -> str:
    """The condition ``text`` turned round, the way a person would write it."""
    if " and " in text or " or " in text:
        return f"not ({text})"
    if text.startswith("not "):
        return text[4:]
    for first, second in _NEGATIONS:
        if first in text:
            return text.replace(first, second, 1)
        if second in text:
            return text.replace(second, first, 1)
    return f"not {text}"


def among(
    subject: str, text: str, values: Sequence[str], kind: str, default: str | None = None
) -> Condition:
    """That ``subject`` equals one of ``values``, the way a person would write it."""
    if len(values) > 1:
        asked = f"in ({', '.join(values)})"
    else:
        asked = f"is {values[0]}" if values[0] == "None" else f"== {values[0]}"
    says = Among(subject, text, tuple(values))
    return Condition(f"{subject} {asked}", f"{text} {asked}", kind, says=says, default=default)


def derived(base: Condition, text: str, suffix: str) -> Condition:
    """A condition on something that ``base`` is the truth of."""
    return Condition(f"{base.key} {suffix}", text, base.kind, inline=base.inline)


def narrowed(inner: Condition | None, outer: Condition | None) -> Condition | None:
    """What two conditions say together where one condition can say it, else the inner one."""
    if inner is None or outer is None:
        return inner or outer
    return (_both(inner, outer) or inner) if _same_subject(inner, outer) else inner


def combined(first: Condition | None, second: Condition | None) -> Condition | None:
    """That both of two conditions hold; the first alone where that takes too many words."""
    if first is None or second is None:
        return first or second
    alternatives = _taken_apart((first, second))
    clause = _together(alternatives[0]) if len(alternatives) == 1 else None
    if clause is None or len(clause) > MOST_TOGETHER:
        return first
    kind = first.kind if first.kind == second.kind else "config"
    return clause[0] if len(clause) == 1 else joined("and", clause, kind)


def loosened(first: Condition | None, second: Condition | None) -> Condition | None:
    """That one of two conditions holds; None where one always does, or is not known."""
    if first is None or second is None or first == second.negated():
        return None
    if first == second:
        return first
    if _same_subject(first, second):
        return _one_of_both(first, second)
    return joined("or", (first, second), first.kind) if first.kind == second.kind else None


def joined(
    sign: str, parts: Sequence[Condition], kind: str, written: str | None = None
) -> Condition:
    """Conditions put together with "and" or "or".

    Where the user has written it otherwise, the parts stand for something that led there, and
    only what is ``written`` says it all.
    """
    key = f" {sign} ".join(f"{it.key}={it.holds}" for it in parts)
    text = f" {sign} ".join(map(str, parts))
    says = Joined(sign, tuple(parts)) if written in (None, text) else None
    return Condition(key, written or text, kind, says=says)


Clause: TypeAlias = tuple[Condition, ...]


@dataclass(frozen=True)
class Premise:
    """Under what a finding holds: under any of ``alternatives``, each a few conditions at once."""

    alternatives: tuple[Clause, ...]

    def __str__(self) -> str:
        """``when `self.residual```, the way a finding says it."""
        return ", or ".join(
            "when " + " and ".join(map(_told, clause)) for clause in self.alternatives
        )


def _told(condition: Condition) -> str:
    words = str(condition) if condition.kind == WORDS else f"`{condition}`"
    return f"{words} (the default)" if condition.is_default else words


def premise(conditions: Iterable[Condition]) -> Premise | None:
    """That all of ``conditions`` hold; None where that asks for nothing."""
    apart = map(_together, _taken_apart(tuple(conditions)))
    clauses = _reduced(it for it in apart if it is not None)
    return Premise(tuple(map(_as_read, clauses))) if all(clauses) else None


def either(first: Premise, second: Premise) -> Premise | None:
    """That one of the two holds; None where one of them always does."""
    clauses = _reduced((*first.alternatives, *second.alternatives))
    return Premise(clauses) if all(clauses) else None


def _as_read(clause: Clause) -> Clause:
    """The clause for a reader: of whichever model it is, what reads alike at a line is alike."""
    return tuple(dict.fromkeys(map(_by_text, clause)))


def _by_text(condition: Condition) -> Condition:
    says = condition.says
    told = replace(says, subject=says.text) if isinstance(says, Among) else None
    return replace(condition, key=condition.text, kind=_prose_or_code(condition), says=told)


def _prose_or_code(condition: Condition) -> str:
    return WORDS if condition.kind == WORDS else "code"


def single(conditions: Iterable[Condition]) -> Condition | None:
    """The one condition that says what all of them do; None where it takes several."""
    clause = _together(tuple(conditions))
    return clause[0] if clause is not None and len(clause) == 1 else None


def exclude(conditions: Iterable[Condition]) -> bool:
    """Whether the conditions never hold together."""
    return all(_together(clause) is None for clause in _taken_apart(tuple(conditions)))


# -- conditions that hold together -------------------------------------------------------------


def _taken_apart(conditions: Clause) -> tuple[Clause, ...]:
    """The conditions with what "and" and "or" join set free, as alternatives."""
    choices = [_alternatives(it) for it in conditions]
    number = 1
    for index, choice in enumerate(choices):
        if number * len(choice) > MOST_ALTERNATIVES:
            choices[index] = ((conditions[index],),)
        number *= len(choices[index])
    return tuple(tuple(it for clause in chosen for it in clause) for chosen in product(*choices))


def _alternatives(condition: Condition) -> tuple[Clause, ...]:
    says = condition.says
    if not isinstance(says, Joined):
        return ((condition,),)
    parts = [it if condition.holds else it.negated() for it in says.parts]
    inner = [_alternatives(it) for it in parts]
    if (says.sign == "or") is condition.holds:
        return tuple(clause for clauses in inner for clause in clauses)
    return tuple(tuple(it for one in chosen for it in one) for chosen in product(*inner))


def _together(clause: Clause) -> Clause | None:
    """The clause without what the rest of it implies; None where its parts exclude each other."""
    kept: list[Condition] = []
    for it in clause:
        place = next((i for i, other in enumerate(kept) if _same_subject(it, other)), None)
        if place is None:
            kept.append(it)
            continue
        both = _both(kept[place], it)
        if both is None:
            return None
        kept[place] = both
    if any(it.negated() in kept for it in kept):
        return None
    return tuple(dict.fromkeys(kept))


def _same_subject(first: Condition, second: Condition) -> bool:
    one, other = first.says, second.says
    return isinstance(one, Among) and isinstance(other, Among) and one.subject == other.subject


def _both(first: Condition, second: Condition) -> Condition | None:
    """What two conditions on one thing say together; None where they exclude each other."""
    mine, theirs = _values(first), _values(second)
    if first.holds and second.holds:
        return _limited(first, [it for it in mine if it in theirs])
    if first.holds or second.holds:
        yes, no = (first, second) if first.holds else (second, first)
        return _limited(yes, [it for it in _values(yes) if it not in _values(no)])
    return _limited(first, [*mine, *(it for it in theirs if it not in mine)])


def _one_of_both(first: Condition, second: Condition) -> Condition | None:
    """What holds where one of two conditions on one thing does; None where one always does."""
    contrary = _both(first.negated(), second.negated())
    return contrary.negated() if contrary is not None else None


def _values(condition: Condition) -> tuple[str, ...]:
    assert isinstance(condition.says, Among)
    return condition.says.values


def _limited(condition: Condition, values: Sequence[str]) -> Condition | None:
    """The same question about ``values``; None where there are none."""
    if tuple(values) == _values(condition):
        return condition
    if not values:
        return None
    assert isinstance(condition.says, Among)
    subject, text = condition.says.subject, condition.says.text
    asked = among(subject, text, values, condition.kind, condition.default)
    return replace(asked, holds=condition.holds)


def _implies(first: Condition, second: Condition) -> bool:
    """Whether ``second`` holds wherever ``first`` does."""
    return first == second or (_same_subject(first, second) and _both(first, second) == first)


# -- alternatives ------------------------------------------------------------------------------


def _reduced(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The alternatives without what others cover; one that always holds asks for nothing."""
    found = list(clauses)
    while True:
        simpler = _absorbed(_shortened(found))
        if simpler == found:
            return tuple(found)
        found = simpler


def _absorbed(clauses: Sequence[Clause]) -> list[Clause]:
    """Without the alternatives under which another one holds anyway."""
    kept: list[Clause] = []
    for clause in clauses:
        if not any(_covers(it, clause) for it in kept):
            kept = [it for it in kept if not _covers(clause, it)]
            kept.append(clause)
    return kept


def _covers(clause: Clause, other: Clause) -> bool:
    """Whether ``clause`` holds wherever ``other`` does."""
    return all(any(_implies(given, it) for given in other) for it in clause)


def _shortened(clauses: Sequence[Clause]) -> list[Clause]:
    """With less asked for where another alternative does the rest: ``a or (not a and b)``."""
    found = list(clauses)
    for index in range(len(found)):
        for other in found[:index] + found[index + 1 :]:
            found[index] = _relieved(found[index], other)
    return found


def _relieved(clause: Clause, other: Clause) -> Clause:
    """``clause`` without a condition that ``other`` makes needless, or with a wider one.

    Where what else ``other`` asks for holds anyway, one condition of each may be put together:
    ``a and b, or c`` is ``(a or c) and b, or c``.
    """
    for mine, theirs in product(clause, other):
        rest = tuple(it for it in clause if it is not mine)
        theirs_rest = tuple(it for it in other if it is not theirs)
        if not _covers(theirs_rest, rest):
            continue
        if mine == theirs.negated():
            return rest
        if _same_subject(mine, theirs):
            wider = _one_of_both(mine, theirs)
            if wider is None:
                return rest
            if _covers(rest, theirs_rest) and wider != mine:
                return tuple(wider if it is mine else it for it in clause)
    return clause
