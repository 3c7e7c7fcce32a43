"""Values: joined where paths meet, without losing under which condition each is the one."""

from __future__ import annotations

from itertools import permutations

import pytest

from gnnlint.premise import Condition, negate
from gnnlint.trace.unions import MOST_OPTIONS, join, pairs, unite
from gnnlint.trace.value import (
    MISSING,
    NONE,
    UNKNOWN,
    Const,
    DType,
    Layout,
    Library,
    Option,
    Scalar,
    Source,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
    constant,
    is_none,
    is_tensor,
    may_be_tensor,
    options,
    unbacked,
)

DEEP = Condition("Net(deep)", "self.deep", "config")
WIDE = Condition("Net(wide)", "self.wide", "config")


def united(*values: Value) -> Value:
    return unite(Option(it) for it in values)


# -- conditions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("self.residual", "not self.residual"),
        ("batch is None", "batch is not None"),
        ("self.jk == 'lstm'", "self.jk != 'lstm'"),
        ("name in self.names", "name not in self.names"),
        ("a and b", "not (a and b)"),
        ("a == 1 or b is None", "not (a == 1 or b is None)"),
        ("isinstance(x, Tensor)", "not isinstance(x, Tensor)"),
    ],
)
def test_negation_as_a_person_writes_it(text: str, negated: str) -> None:
    assert negate(text) == negated
    condition = Condition("key", text, "config")
    assert str(condition) == text and str(condition.negated()) == negated
    assert condition.negated().negated() == condition
    if "(" not in negated or "(" in text:
        assert negate(negated) == text


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("self.depth > 2", "not self.depth > 2"),
        ("not a == b", "a == b"),
        ("is_none(x)", "not is_none(x)"),
        ("self.pool in ('a', 'b')", "self.pool not in ('a', 'b')"),
    ],
)
def test_negation_of_other_texts(text: str, negated: str) -> None:
    assert negate(text) == negated


def test_a_negation_of_a_text_that_already_says_not_keeps_its_meaning() -> None:
    """``not`` in front binds weaker than ``and``: taking it off must not change the rest."""
    assert negate("not a and b") == "not (not a and b)"
    assert eval(negate("not a and b"), {"a": False, "b": False}) is True
    assert eval(negate("not (a and b)"), {"a": True, "b": True}) is True


# -- constants ---------------------------------------------------------------------------------


def test_true_is_not_one() -> None:
    assert Const(True) != Const(1) and Const(1) != Const(1.0) and Const(0) != Const(False)
    assert len({Const(True), Const(1), Const(1.0)}) == 3
    assert Const("a") == Const("a") and hash(Const("a")) == hash(Const("a"))


def test_constants_of_a_kind() -> None:
    assert constant(Const(3), int) == 3
    assert constant(Const("3"), int) is None
    assert constant(Tensor(), int) is None
    assert is_none(NONE) and not is_none(Const(0)) and not is_none(UNKNOWN)


# -- uniting -----------------------------------------------------------------------------------


def test_equal_values_stay_one() -> None:
    assert united(Const(1), Const(1)) == Const(1)
    assert join(Tensor(), Tensor(), DEEP) == Tensor()
    assert unite([Option(Const(1), DEEP), Option(Const(1), DEEP.negated())]) == Const(1)


def test_each_keeps_its_guard() -> None:
    value = join(Const(1), NONE, DEEP)
    assert options(value) == (Option(Const(1), DEEP), Option(NONE, DEEP.negated()))
    nested = join(value, Const(2), WIDE)
    guards = {option.value: option.guard for option in options(nested)}
    assert guards == {Const(1): DEEP, NONE: DEEP.negated(), Const(2): WIDE.negated()}


def test_a_pair_is_possible_under_both_guards() -> None:
    one = options(join(Const(1), Const(2), DEEP))
    other = options(join(Const(1), Const(3), WIDE))
    guards = {(a, b): str(guard) for a, b, guard in pairs(one, other)}
    assert guards[Const(1), Const(1)] == f"{DEEP} and {WIDE}" and len(guards) == 4
    assert {(a, b) for a, b, _ in pairs(one, one)} == {(it.value, it.value) for it in one}


def test_two_guards_for_one_value_are_none() -> None:
    """What is possible under different conditions is bound to neither."""
    value = unite([Option(Const(1), DEEP), Option(Const(1), WIDE), Option(NONE)])
    assert {option.value: option.guard for option in options(value)} == {Const(1): None, NONE: None}


def test_what_can_be_called_under_either_of_two_guards_keeps_them() -> None:
    """Else a layer that two options choose would seem to be chosen by none."""
    value = unite([Option(Library("a.A"), DEEP), Option(Library("a.A"), WIDE), Option(NONE, DEEP)])
    guards = {option.value: str(option.guard) for option in options(value)}
    assert guards == {Library("a.A"): f"{DEEP} or {WIDE}", NONE: str(DEEP)}


def test_unions_are_flat() -> None:
    value = united(united(Const(1), NONE), united(Const(2), NONE))
    assert isinstance(value, Union)
    assert [it for it in value] == [Const(1), NONE, Const(2)]
    assert not any(isinstance(it, Union) for it in value)


def test_unknown_takes_everything() -> None:
    assert united(Const(1), UNKNOWN) == UNKNOWN
    assert united(Tensor(), Unknown(DEEP)) == UNKNOWN
    guarded = unite([Option(NONE, DEEP), Option(UNKNOWN, DEEP.negated())])
    assert options(guarded) == (Option(NONE, DEEP), Option(UNKNOWN, DEEP.negated()))


def test_at_most_four() -> None:
    texts = [Const(text) for text in "abcde"]
    four = united(*texts[:MOST_OPTIONS])
    assert isinstance(four, Union) and len(four.options) == MOST_OPTIONS == 4
    assert united(*texts) == UNKNOWN
    assert united(four, texts[-1]) == UNKNOWN
    assert united(*(Const(n) for n in range(5))) == Scalar("int", Source.PARAMETER)


def test_tensors_blend_into_what_both_are() -> None:
    first = Tensor(DType.INT, role="input", rank=0, unbacked=True)
    second = Tensor(DType.FLOAT, role="input", unbacked=True)
    assert united(first, second) == Tensor(DType.UNKNOWN, role="input", unbacked=True)
    assert united(first, Tensor(DType.INT)) == Tensor(DType.INT)
    sparse = Tensor(layout=Layout.SPARSE)
    assert united(sparse, Tensor()) == Tensor(layout=Layout.DENSE)
    assert united(Tensor(assumed="`x` is a tensor"), Tensor(DType.INT)) == Tensor(
        assumed="`x` is a tensor"
    )
    optional = united(NONE, Tensor(DType.INT), Tensor(DType.FLOAT))
    assert set(optional) == {NONE, Tensor()} if isinstance(optional, Union) else False


def test_the_order_of_paths_makes_no_difference() -> None:
    values: list[Value] = [Const(1), NONE, Tensor(DType.INT), Tensor(DType.FLOAT)]
    results = {
        frozenset(option.value for option in options(united(*order)))
        for order in permutations(values)
    }
    assert len(results) == 1
    with_unknown: list[Value] = [Const(1), UNKNOWN, NONE]
    for order in permutations(with_unknown):
        assert united(*order) == UNKNOWN


def test_a_way_on_which_it_was_never_set() -> None:
    value = join(Const(1), MISSING, DEEP)
    assert options(value) == (Option(Const(1), DEEP), Option(MISSING, DEEP.negated()))


# -- asking ------------------------------------------------------------------------------------


def test_what_may_be_a_tensor() -> None:
    optional = united(NONE, Tensor())
    assert may_be_tensor(optional) and not is_tensor(optional)
    assert is_tensor(Tensor()) and may_be_tensor(Tensor())
    assert not may_be_tensor(UNKNOWN) and not is_tensor(UNKNOWN)


def test_unbacked_reaches_the_tensors_inside() -> None:
    assert unbacked(Tensor(DType.INT)) == Tensor(DType.INT, unbacked=True)
    pair = Tuple((Tensor(), Const(1)))
    assert unbacked(pair) == Tuple((Tensor(unbacked=True), Const(1)))
    optional = join(NONE, Tensor(), DEEP)
    assert options(unbacked(optional)) == (
        Option(NONE, DEEP),
        Option(Tensor(unbacked=True), DEEP.negated()),
    )
    assert unbacked(UNKNOWN) == UNKNOWN
