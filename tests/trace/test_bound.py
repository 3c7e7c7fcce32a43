"""Arguments bound to parameters: overloads, defaults, spread arguments."""

from __future__ import annotations

import pytest

from gnnlint import library
from gnnlint.library import Parameter, Signature
from gnnlint.trace.bound import Arguments, Bound, bind
from gnnlint.trace.value import (
    NONE,
    UNKNOWN,
    Const,
    DType,
    Ref,
    Scalar,
    Tensor,
    Tuple,
    Union,
    Value,
)

X = Tensor(DType.FLOAT)
INDEX = Tensor(DType.INT)


def parameter(name: str, kind: str = "positional", **given: object) -> Parameter:
    if "default" in given:
        return Parameter(name, kind, "", False, given["default"])
    return Parameter(name, kind)


PLAIN = Signature((parameter("x"), parameter("dim", default=-1), parameter("out", default=...)))


def bound(*positional: Value, **keywords: Value) -> Bound:
    return bind((PLAIN,), Arguments(positional, keywords))[0]


def test_passed_and_default() -> None:
    found = bound(X)
    assert (found.value("x"), found.value("dim")) == (X, Const(-1))
    assert found.value("out") == UNKNOWN, "a default that is no literal"
    assert found.value("nothing") is None
    assert found.values() == [X]
    assert bound(X, Const(3)).value("dim") == bound(X, dim=Const(3)).value("dim") == Const(3)


def test_what_it_was_called_on() -> None:
    found, _ = bind((PLAIN,), Arguments((X,)), Ref(7))
    assert found.value("self") == Ref(7)


def test_spread_arguments_leave_open_what_is_missing() -> None:
    found, _ = bind((PLAIN,), Arguments((X,), complete=False))
    assert found.value("x") == X
    dim = found.value("dim")
    assert isinstance(dim, Union), "**kwargs may hold it"
    assert [str(it.guard) for it in dim.options] == [
        "dim keeps its default",
        "not dim keeps its default",
    ]
    assert dim.options[1].value == UNKNOWN
    nothing, signature = bind((PLAIN,), Arguments(complete=False))
    assert signature is PLAIN and nothing.value("x") == UNKNOWN


def test_a_call_that_fits_nothing_keeps_its_arguments() -> None:
    found, signature = bind((PLAIN,), Arguments((X,), {"unheard": Const(1)}))
    assert signature is None
    assert found.value("0") == X and found.value("unheard") == Const(1)
    assert found.value("dim") is None
    alone, signature = bind((), Arguments((X,)))
    assert signature is None and alone.value("0") == X


def test_variadic() -> None:
    signature = Signature((parameter("x"), parameter("args", "args"), parameter("kw", "kwargs")))
    found, chosen = bind((signature,), Arguments((X, INDEX, X), {"dim": Const(1)}))
    assert chosen is signature
    assert [found.value(name) for name in ("x", "*0", "*1", "dim")] == [X, INDEX, X, Const(1)]


@pytest.mark.parametrize(
    ("positional", "keywords", "fits"),
    [
        (1, "", True),
        (3, "", True),
        (4, "", False),
        (0, "", False),
        (0, "x", True),
        (1, "dim", True),
        (1, "size", False),
    ],
)
def test_fitting(positional: int, keywords: str, fits: bool) -> None:
    assert PLAIN.fits(positional, frozenset(keywords.split())) is fits


def test_keyword_only_parameters_take_no_position() -> None:
    signature = Signature((parameter("x"), parameter("dim", "keyword", default=None)))
    assert signature.fits(1, frozenset({"dim"})) and not signature.fits(2, frozenset())
    required = Signature((parameter("x"), parameter("dim", "keyword")))
    assert not required.fits(1, frozenset()) and required.fits(1, frozenset({"dim"}))


# -- overloads of the library ------------------------------------------------------------------


def chosen(name: str, *positional: Value, **keywords: Value) -> tuple[Bound, str]:
    found, signature = bind(library.signatures(name), Arguments(positional, keywords))
    return found, signature.returns if signature is not None else "?"


def test_max_with_and_without_a_dimension() -> None:
    whole, returns = chosen("torch.max", X)
    assert whole.value("dim") is None and returns == "Tensor"
    along, returns = chosen("torch.max", X, Const(1))
    assert along.value("dim") == Const(1) and returns.startswith("Tuple[Tensor, Tensor")
    named, returns = chosen("torch.max", X, dim=Const(1), keepdim=Const(True))
    assert named.value("keepdim") == Const(True) and returns.startswith("Tuple")
    both, returns = chosen("torch.max", X, X)
    assert both.value("other") == X and returns == "Tensor"
    method, returns = chosen("torch.Tensor.max", Const(1))
    assert method.value("dim") == Const(1) and returns.startswith("Tuple")


def test_repeat_interleave_of_a_number_and_of_a_tensor() -> None:
    number, _ = chosen("torch.repeat_interleave", X, Const(3))
    tensor, _ = chosen("torch.repeat_interleave", X, INDEX, dim=Const(0))
    assert number.value("repeats") == Const(3) and tensor.value("repeats") == INDEX
    assert tensor.value("output_size") == NONE
    alone, _ = chosen("torch.repeat_interleave", INDEX)
    assert alone.value("repeats") == INDEX, "one tensor is the repeats, not the input"
    sized, _ = chosen("torch.Tensor.repeat_interleave", INDEX, output_size=Const(9))
    assert sized.value("output_size") == Const(9)


def test_where_with_one_argument() -> None:
    alone, returns = chosen("torch.where", X)
    assert list(alone.passed) == ["condition"]
    three, returns = chosen("torch.where", X, X, Const(0.0))
    assert set(three.passed) == {"condition", "input", "other"} or len(three.passed) == 3
    assert returns == "Tensor"


def test_sizes_one_by_one() -> None:
    for name, given in (
        ("torch.zeros", (Const(2), Const(3))),
        ("torch.Tensor.view", (Const(2), Const(-1))),
        ("torch.Tensor.expand", (Scalar("int"), Const(3))),
        ("torch.Tensor.new_zeros", (Const(2), Const(3))),
    ):
        found, _ = chosen(name, *given)
        assert Tuple(given) in found.values(), name


def test_a_tensor_among_sizes_is_what_counts() -> None:
    found, _ = chosen("torch.zeros", INDEX, Const(3))
    assert found.value("size") == INDEX


def test_a_tensor_is_not_a_number() -> None:
    division, _ = chosen("torch.Tensor.div", X)
    assert division.value("other") == X
    clamp, _ = chosen("torch.clamp", X, min=Const(0))
    assert clamp.value("min") == Const(0)
