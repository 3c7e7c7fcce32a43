"""Premises: what holds together, what holds one way or the other, and how that is said."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from gnnlint.premise import (
    WORDS,
    Among,
    Condition,
    Premise,
    among,
    combined,
    either,
    exclude,
    joined,
    loosened,
    narrowed,
    premise,
    single,
)

A, B, C = (Condition(name, name, "config") for name in "abc")
NONE = among("m", "self.m", ["None"], "config")
GCN = among("m", "self.m", ["'gcn'"], "config")
GAT = among("m", "self.m", ["'gat'"], "config")
ANY = among("m", "self.m", ["'gcn'", "'gat'"], "config")
BOTH = joined("and", [A, B], "config")
ONE = joined("or", [A, B], "config")


@pytest.mark.parametrize(
    ("conditions", "said"),
    [
        ([A], "when `a`"),
        ([A, B.negated()], "when `a` and `not b`"),
        ([A, A], "when `a`"),
        ([GCN.negated(), GAT], "when `self.m == 'gat'`"),
        ([GAT, NONE.negated()], "when `self.m == 'gat'`"),
        ([GCN.negated(), GAT.negated()], "when `self.m not in ('gcn', 'gat')`"),
        ([ANY, GCN.negated()], "when `self.m == 'gat'`"),
        ([ANY, A, GCN], "when `self.m == 'gcn'` and `a`"),
        ([NONE.negated()], "when `self.m is not None`"),
        ([BOTH], "when `a` and `b`"),
        ([BOTH.negated()], "when `not a`, or when `not b`"),
        ([ONE, A.negated()], "when `b` and `not a`"),
        ([ONE.negated()], "when `not a` and `not b`"),
        ([Condition("x", "torch_sparse is installed", WORDS)], "when torch_sparse is installed"),
        ([], "None"),
    ],
)
def test_what_holds_together(conditions: list[Condition], said: str) -> None:
    assert str(premise(conditions)) == said


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ([A], [A], "when `a`"),
        ([A], [B], "when `a`, or when `b`"),
        ([A], [B, A], "when `a`"),
        ([B, A], [A], "when `a`"),
        ([A], [A.negated()], "None"),
        ([A], [A.negated(), B], "when `a`, or when `b`"),
        ([A, B], [A.negated(), B], "when `b`"),
        ([A, B], [A.negated(), C], "when `a` and `b`, or when `not a` and `c`"),
        ([NONE], [NONE.negated()], "None"),
        ([GCN], [GCN.negated(), GAT], "when `self.m in ('gcn', 'gat')`"),
        ([GCN, A], [GAT, A], "when `self.m in ('gcn', 'gat')` and `a`"),
        ([GCN, A], [GAT, B], "when `self.m == 'gcn'` and `a`, or when `self.m == 'gat'` and `b`"),
        ([ANY], [GCN], "when `self.m in ('gcn', 'gat')`"),
        ([GAT], [GCN.negated(), GAT.negated()], "when `self.m != 'gcn'`"),
    ],
)
def test_one_or_the_other(first: list[Condition], second: list[Condition], said: str) -> None:
    one, other = premise(first), premise(second)
    assert one is not None and other is not None
    assert str(either(one, other)) == said


def test_what_excludes_each_other() -> None:
    assert exclude([GCN, GAT]) and exclude([A, A.negated()]) and exclude([BOTH, B.negated()])
    assert not exclude([GCN, GAT.negated()]) and not exclude([]) and not exclude([ONE, A.negated()])


def test_conditions_that_one_can_say() -> None:
    assert single([GCN.negated(), GAT]) == GAT and single([A, B]) is None
    assert narrowed(None, A) == narrowed(A, B) == A
    assert combined(None, A) == combined(A, None) == combined(A, A) == A
    assert combined(A, B) == combined(A, BOTH) == combined(BOTH, A) == BOTH
    assert str(narrowed(GCN.negated(), GAT.negated())) == "self.m not in ('gcn', 'gat')"
    assert loosened(A, None) is loosened(A, A.negated()) is loosened(GCN, GCN.negated()) is None
    assert loosened(A, A) == A and str(loosened(GCN, GAT)) == "self.m in ('gcn', 'gat')"
    assert str(loosened(A, B)) == "a or b"


# -- held against truth tables -------------------------------------------------------------------

WORLDS = [
    {"a": a, "b": b, "c": c, "m": m}
    for a, b, c in product((True, False), repeat=3)
    for m in ("None", "'gcn'", "'gat'", "'sage'")
]


def holds(condition: Condition, world: dict[str, object]) -> bool:
    says = condition.says
    truth = world["m"] in says.values if isinstance(says, Among) else bool(world[condition.key])
    return truth is condition.holds


def meaning(claim: Premise | None) -> list[bool]:
    """Where it holds."""
    clauses = claim.alternatives if claim is not None else ((),)
    return [any(all(holds(it, world) for it in one) for one in clauses) for world in WORLDS]


def clauses() -> Iterator[tuple[Condition, ...]]:
    literals = [each for it in (A, B, NONE, GCN, GAT, ANY) for each in (it, it.negated())]
    yield from ((it,) for it in literals)
    yield from product(literals, repeat=2)


def test_simplifying_changes_no_meaning() -> None:
    for clause in clauses():
        wanted = [all(holds(it, world) for it in clause) for world in WORLDS]
        assert exclude(clause) is not any(wanted), clause
        if any(wanted):
            assert meaning(premise(clause)) == wanted, clause


def test_putting_together_changes_no_meaning() -> None:
    known = [it for it in map(premise, clauses()) if it is not None and it.alternatives]
    for first, second in product(known[::3], known):
        wanted = [a or b for a, b in zip(meaning(first), meaning(second), strict=True)]
        assert meaning(either(first, second)) == wanted, (str(first), str(second))


def test_what_is_long_stays_together() -> None:
    """Taking every "or" apart would multiply: past a few alternatives they stay as written."""
    names = [Condition(f"{n}", f"x{n}", "config") for n in range(8)]
    long = [joined("or", names[n : n + 2], "config") for n in range(0, 8, 2)]
    assert str(premise(long)) == "when " + ", or when ".join(
        f"`{one}` and `{other}` and `x4 or x5` and `x6 or x7`"
        for one in ("x0", "x1")
        for other in ("x2", "x3")
    )


def test_what_is_written_otherwise_stays_as_written() -> None:
    """``index is not None`` of an index that was made up where there was none, for example."""
    made = joined("and", [A, B], "config", "x is not None and b")
    assert str(premise([made, B])) == "when `x is not None and b` and `b`"
    assert premise([made]) != premise([BOTH]) and joined("and", [A, B], "config", "a and b") == BOTH


def test_models_whose_conditions_read_alike_share_them() -> None:
    """The same line of a base class, reached by two models: one ``self.m`` to whoever reads it."""
    other = among("another model's m", "self.m", ["'gcn'"], "config")
    one, two, three = premise([GCN]), premise([other]), premise([other.negated()])
    assert one is not None and two is not None and three is not None
    assert str(either(one, two)) == "when `self.m == 'gcn'`" and either(one, three) is None
    assert str(premise([GCN, other.negated()])) == "when `self.m == 'gcn'` and `self.m != 'gcn'`"
