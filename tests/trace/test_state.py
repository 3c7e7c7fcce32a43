"""States: forked at a test, met after it, and what is known of open conditions in between."""

from __future__ import annotations

from gnnlint.premise import Condition
from gnnlint.trace.bound import Bound
from gnnlint.trace.heap import Instance, ListObject
from gnnlint.trace.state import State, meet, present
from gnnlint.trace.unions import join
from gnnlint.trace.value import (
    MISSING,
    NONE,
    UNKNOWN,
    Const,
    Option,
    Tensor,
    Union,
    equals,
    options,
)

DEEP = Condition("Net(deep)", "self.deep", "config")
WIDE = Condition("Net(wide)", "self.wide", "config")
OPEN = Condition("net.py:3:4", "x > 0", "data")


def taken(state: State, condition: Condition) -> State:
    found = state.fork().assume(condition)
    assert found is not None
    return found


def test_forks_do_not_see_each_other() -> None:
    state = State({"x": Const(1)})
    state.heap[1] = ListObject((Const(1),))
    first, second = state.fork(), state.fork()
    first.names["x"] = Const(2)
    first.heap[1] = ListObject((Const(2),))
    first.facts["a"] = True
    assert second.names == state.names == {"x": Const(1)}
    assert second.heap[1] == state.heap[1] == ListObject((Const(1),))
    assert second.facts == state.facts == {}


def test_a_decided_condition_decides_the_next_test() -> None:
    state = taken(State(), DEEP)
    assert state.path == (DEEP,) and state.facts == {"Net(deep)": True}
    assert state.fork().assume(DEEP.negated()) is None
    again = state.fork().assume(DEEP)
    assert again is not None and again.path == (DEEP,), "told once"
    assert state.assume(None) is state


def test_what_equals_one_constant_equals_no_other() -> None:
    base = Condition("Net(kind)", "self.kind", "config")
    keep, drop = equals(base, "keep"), equals(base, "drop")
    kept = taken(State(), keep)
    assert kept.decided(drop) is False and kept.decided(equals(base, "keep", "drop")) is True
    assert kept.fork().assume(drop) is None and kept.fork().assume(equals(base, None)) is None
    other = taken(State(), keep.negated())
    assert other.decided(drop) is None and other.fork().assume(drop) is not None
    met = meet(kept.fork(), taken(State(), drop), None)
    assert met is not None and met.decided(keep) is None
    assert taken(State(), equals(base, 1)).decided(equals(base, True)) is None, "1 == True"


def test_a_condition_of_the_data_never_decides_another() -> None:
    """Two tests of one expression may differ: the values in between may have changed."""
    state = taken(State(), OPEN)
    assert state.facts == {}
    other = state.fork().assume(OPEN.negated())
    assert other is not None and other.path == (OPEN, OPEN.negated())


def test_names_meet_under_the_condition_that_parted_them() -> None:
    state = State({"x": Const(0), "same": Tensor()})
    yes, no = taken(state, DEEP), taken(state, DEEP.negated())
    yes.names |= {"x": Const(1), "new": Const(2)}
    met = meet(yes, no, DEEP)
    assert met is not None
    assert options(met.names["x"]) == (Option(Const(1), DEEP), Option(Const(0), DEEP.negated()))
    assert options(met.names["new"]) == (Option(Const(2), DEEP), Option(MISSING, DEEP.negated()))
    assert met.names["same"] == Tensor()
    assert met.facts == {} and met.path == (), "after the test nothing is decided"


def test_only_one_side_comes_back() -> None:
    state = State({"x": Const(0)})
    yes = taken(state, DEEP)
    assert meet(yes, None, DEEP) is yes and meet(None, yes, DEEP) is yes
    assert meet(None, None, None) is None
    assert yes.facts == {"Net(deep)": True}, "who is still here knows which way it went"


def test_what_both_sides_know_stays_known() -> None:
    state = taken(State(), WIDE)
    met = meet(taken(state, DEEP), taken(state, DEEP.negated()), DEEP)
    assert met is not None
    assert met.facts == {"Net(wide)": True} and met.path == (WIDE,)


def test_selecting_by_what_is_known() -> None:
    value = join(Tensor(), NONE, DEEP)
    assert State().select(value) == value
    assert taken(State(), DEEP).select(value) == Tensor()
    assert taken(State(), DEEP.negated()).select(value) == NONE
    assert taken(State(), WIDE).select(value) == value
    assert State().select(Const(1)) == Const(1)


def test_objects_meet() -> None:
    state = State()
    state.heap[1] = Instance("torch.nn.Linear", Bound(), attributes={"a": Const(1)})
    state.heap[2] = ListObject((Const(1),))
    yes, no = taken(state, DEEP), taken(state, DEEP.negated())
    thing = yes.heap[1]
    assert isinstance(thing, Instance)
    yes.heap[1] = thing.put("a", Const(2)).put("b", Const(3))
    no.heap[2] = ListObject((Const(1), Const(2)))
    met = meet(yes, no, DEEP)
    assert met is not None
    made = met.heap[1]
    assert isinstance(made, Instance)
    otherwise = DEEP.negated()
    assert options(made.attributes["a"]) == (Option(Const(2), DEEP), Option(Const(1), otherwise))
    assert options(made.attributes["b"]) == (Option(Const(3), DEEP), Option(MISSING, otherwise))
    assert met.heap[2] == ListObject((Const(1),), Const(2)), "one item for sure, perhaps another"


def test_a_callee_shares_the_heap_and_not_the_names() -> None:
    state = taken(State({"x": Const(1)}), DEEP)
    inner = state.enter({"y": Const(2)})
    inner.heap[1] = ListObject()
    assert inner.names == {"y": Const(2)} and inner.path == state.path
    state.leave(inner)
    assert state.heap.get(1) == ListObject() and state.names == {"x": Const(1)}


def test_becoming_another() -> None:
    state, other = State({"x": Const(1)}), taken(State({"y": Const(2)}), DEEP)
    state.become(other)
    assert (state.names, state.path, state.facts) == (other.names, other.path, other.facts)


def test_what_was_never_set_cannot_be_read() -> None:
    assert present(MISSING) is None
    assert present(Const(1)) == Const(1)
    assert present(join(Const(1), MISSING, DEEP)) == Const(1)
    three = Union((Option(Const(1), DEEP), Option(NONE, WIDE), Option(MISSING)))
    found = present(three)
    assert found is not None and {it.value for it in options(found)} == {Const(1), NONE}
    assert present(UNKNOWN) == UNKNOWN
