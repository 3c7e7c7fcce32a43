"""The conditions of rule rows: true, false or open; and an open answer has a name, or has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gnnlint.condition import parse
from gnnlint.finding import Place
from gnnlint.predicate import FALSE, OPEN, TRUE, Answer
from gnnlint.premise import Condition
from gnnlint.trace.bound import Bound
from gnnlint.trace.event import COUNTER, Event, Kind, Receiver, Site
from gnnlint.trace.unions import join
from gnnlint.trace.value import (
    COUNT,
    MISSING,
    NONE,
    UNKNOWN,
    Const,
    DType,
    Layout,
    Library,
    Opaque,
    Ref,
    Scalar,
    Slice,
    Source,
    Tensor,
    Tuple,
    Unknown,
    Value,
)

PLACE = Place("/net.py", 1, 1, 1, 2)
DEEP = Condition("Net(deep)", "self.deep", "config")
WIDE = Condition("Net(wide)", "self.wide", "config")
TRAIN = Condition("self.training", "self.training", "training")

X = Tensor(DType.FLOAT)
MASK = Tensor(DType.BOOL)
INDEX = Tensor(DType.INT)
EITHER = Tensor()
ASSUMED = Tensor(DType.BOOL, assumed="`x` is a tensor")
ARGUMENT = Unknown(DEEP)
FLAG = Scalar("bool", Source.PARAMETER, DEEP)
REQUIRED = Unknown(DEEP, required=True)
NUMBER = Scalar("int", Source.PARAMETER, DEEP)
READ = Scalar("int", Source.DATA)
SIZE = Scalar("int", Source.SIZE)


def event(**values: Value) -> Event:
    """A call whose arguments, and whose operands, are ``values``; made with them as well."""
    bound = Bound(values)
    return Event(
        Kind.CALL,
        PLACE,
        "f(x)",
        "Net.forward",
        call=bound,
        receiver=Receiver("torch.nn.Linear", bound, PLACE),
        operands=values,
    )


def ask(text: str, **values: Value) -> Answer:
    return parse(text)(event(**values))


def told(answer: Answer) -> object:
    """``True``, ``False``, ``None`` for open without a name, else the names."""
    return answer.value if answer.value is not None or not answer.named else _names(answer)


def _names(answer: Answer) -> tuple[str, ...]:
    return tuple(map(str, answer.conditions))


# -- three values ------------------------------------------------------------------------------

YES, NO = "true(call.yes)", "true(call.no)"
BLANK, NAMED, OTHER = "true(call.blank)", "true(call.deep)", "true(call.wide)"


def combined(text: str) -> object:
    values: dict[str, Value] = {
        "yes": Const(1),
        "no": Const(0),
        "blank": UNKNOWN,
        "deep": ARGUMENT,
        "wide": Unknown(WIDE),
    }
    return told(ask(text, **values))


@pytest.mark.parametrize(
    ("left", "right", "conjunction", "disjunction"),
    [
        (YES, YES, True, True),
        (YES, NO, False, True),
        (YES, BLANK, None, True),
        (YES, NAMED, ("self.deep",), True),
        (NO, NO, False, False),
        (NO, BLANK, False, None),
        (NO, NAMED, False, ("self.deep",)),
        (BLANK, BLANK, None, None),
        (BLANK, NAMED, None, ("self.deep",)),
        (NAMED, OTHER, ("self.deep", "self.wide"), ("self.wide",)),
    ],
)
def test_and_or(left: str, right: str, conjunction: object, disjunction: object) -> None:
    """An open part without a name silences an ``and``; of an ``or``, one named part is enough."""
    assert combined(f"{left} and {right}") == conjunction
    assert combined(f"{left} or {right}") == disjunction
    if OTHER not in right:
        assert combined(f"{right} and {left}") == conjunction
        assert combined(f"{right} or {left}") == disjunction


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (f"not {YES}", False),
        (f"not {NO}", True),
        (f"not {BLANK}", None),
        (f"not {NAMED}", ("not self.deep",)),
        (f"not not {NAMED}", ("self.deep",)),
        (f"not ({NAMED} and {OTHER})", ("not (self.deep and self.wide)",)),
        (f"not ({NAMED} or {NO})", ("not self.deep",)),
        (f"not ({YES} or {NAMED})", False),
        (f"{YES} and not {NO} and {NAMED}", ("self.deep",)),
        (f"({NO} or {NAMED}) and ({NO} or {OTHER})", ("self.deep", "self.wide")),
    ],
)
def test_not_and_parentheses(text: str, answer: object) -> None:
    assert combined(text) == answer


def test_answers() -> None:
    assert TRUE.value is True and FALSE.value is False and OPEN.value is None
    assert not TRUE.named and not OPEN.named and Answer(None, (DEEP,)).named


# -- atoms -------------------------------------------------------------------------------------

NOT_NONE, IS_NONE = ("self.deep is not None",), ("self.deep is None",)


@pytest.mark.parametrize(
    ("atom", "value", "answer"),
    [
        ("given", X, True),
        ("given", Const(0), True),
        ("given", NONE, False),
        ("given", UNKNOWN, None),
        ("given", ARGUMENT, NOT_NONE),
        ("given", REQUIRED, True),
        ("given", MISSING, None),
        ("none", NONE, True),
        ("none", X, False),
        ("none", Const(0), False),
        ("none", UNKNOWN, None),
        ("none", ARGUMENT, IS_NONE),
        ("none", REQUIRED, False),
        ("true", Const(1), True),
        ("true", Const(""), False),
        ("true", NONE, False),
        ("true", FLAG, ("self.deep",)),
        ("true", UNKNOWN, None),
        ("true", X, None),
        ("true", Tuple(()), False),
        ("true", Tuple((X,)), True),
        ("true", Tuple(None, X), None),
        ("true", Opaque("torch.device"), True),
        ("false", Const(1), False),
        ("false", NONE, True),
        ("false", FLAG, ("not self.deep",)),
        ("false", UNKNOWN, None),
        ("tensor", X, True),
        ("tensor", ASSUMED, None),
        ("tensor", UNKNOWN, None),
        ("tensor", ARGUMENT, None),
        ("tensor", NUMBER, False),
        ("tensor", NONE, False),
        ("mask", MASK, True),
        ("mask", X, False),
        ("mask", EITHER, None),
        ("mask", ASSUMED, None),
        ("mask", Tuple((Slice(NONE, NONE, NONE), MASK)), True),
        ("mask", Tuple((Slice(NONE, NONE, NONE), INDEX)), False),
        ("mask", Const(True), False),
        ("mask", UNKNOWN, None),
        ("booleans", MASK, True),
        ("booleans", INDEX, False),
        ("integers", INDEX, True),
        ("integers", MASK, False),
        ("integers", EITHER, None),
        ("integers", Const(1), False),
        ("floats", X, True),
        ("floats", INDEX, False),
        ("sparse", Tensor(layout=Layout.SPARSE), True),
        ("sparse", X, False),
        ("sparse", Opaque("torch_sparse.SparseTensor"), True),
        ("data_dependent", READ, True),
        ("data_dependent", SIZE, False),
        ("data_dependent", X, False),
        ("data_dependent", UNKNOWN, None),
        ("symbolic", SIZE, True),
        ("symbolic", COUNT, True),
        ("symbolic", Tuple((Const(3), SIZE)), True),
        ("symbolic", Tuple(None, SIZE, "torch.Size"), True),
        ("symbolic", Tuple((Const(3), Const(4))), False),
        ("symbolic", READ, False),
        ("symbolic", Const(3), False),
        ("varying", COUNT, True),
        ("varying", SIZE, False),
        ("varying", NUMBER, False),
        ("varying", Const(3), False),
        ("varying", UNKNOWN, None),
        ("computed", Scalar("str"), True),
        ("computed", Const("text"), False),
        ("outside", Tensor(role="input"), True),
        ("outside", Tensor(role="parameter"), True),
        ("outside", Tensor(role="input", assumed="x"), False),
        ("outside", X, False),
        ("outside", NONE, False),
        ("dimensionless", Tensor(rank=0), True),
        ("dimensionless", X, False),
        ("dimensionless", Tuple((NONE, Tensor(rank=0))), True),
        ("dimensionless", Tensor(rank=0, assumed="x"), False),
        ("unbacked", Tensor(unbacked=True), True),
        ("unbacked", X, False),
        ("lazy", Const(-1), True),
        ("lazy", Tuple((Const(16), Const(-1))), True),
        ("lazy", Const(16), False),
        ("lazy", NUMBER, False),
    ],
)
def test_atoms(atom: str, value: Value, answer: object) -> None:
    for group in ("call", "init", "operand"):
        assert told(ask(f"{atom}({group}.it)", it=value)) == answer


def test_what_is_not_there_counts_as_none() -> None:
    assert ask("given(call.size)") == FALSE
    assert ask("none(call.size)") == TRUE and ask("none(operand.size)") == TRUE
    bare = Event(Kind.LOOP, PLACE, "x", "f")
    assert parse("given(call.size)")(bare) == FALSE
    assert parse("given(init.size)")(bare) == FALSE


def test_a_default_counts_like_what_is_passed() -> None:
    it = replace(event(), call=Bound({}, {"dim": Const(3)}), receiver=None)
    assert parse("call.dim == 3")(it) == TRUE
    assert parse("init.dim == 3")(it) == TRUE, "a constructor call is itself the init"
    spread = replace(it, call=Bound({}, {"dim": Const(3)}, complete=False))
    answer = parse("call.dim == 3")(spread)
    assert told(answer) == ("dim keeps its default",), "**kwargs may hold another"


def test_the_receiver() -> None:
    it = replace(event(), call=Bound({}, owner=MASK))
    assert parse("booleans(call.self)")(it) == TRUE


@pytest.mark.parametrize(
    ("text", "value", "answer"),
    [
        ("call.it == 'lstm'", Const("lstm"), True),
        ("call.it == 'lstm'", Const("gru"), False),
        ("call.it != 'lstm'", Const("gru"), True),
        ("call.it in ['a', 'b']", Const("b"), True),
        ("call.it in ['a', 'b']", Const("c"), False),
        ("call.it > 0", Const(0.5), True),
        ("call.it >= 1", Const(0.5), False),
        ("call.it < 1", Const(0.5), True),
        ("call.it <= 1", Const(2), False),
        ("call.it > 0", NONE, False),
        ("call.it == 'lstm'", ARGUMENT, ("self.deep == 'lstm'",)),
        ("call.it == 'lstm'", Scalar("str", Source.PARAMETER, DEEP), ("self.deep == 'lstm'",)),
        ("call.it in ['a', 'b']", ARGUMENT, ("self.deep in ('a', 'b')",)),
        ("not call.it == 'lstm'", ARGUMENT, ("self.deep != 'lstm'",)),
        ("call.it == 3", NUMBER, None),
        ("call.it == 3", UNKNOWN, None),
        ("call.it == 3", X, False),
        ("init.it == -1", Const(-1), True),
        ("operand.it == None", NONE, True),
        ("call.it == True", Const(True), True),
    ],
)
def test_comparisons(text: str, value: Value, answer: object) -> None:
    assert told(ask(text, it=value)) == answer


def test_training() -> None:
    assert told(ask("training()")) == ("self.training",)
    in_train = replace(event(), path=(TRAIN,))
    assert parse("training()")(in_train) == TRUE
    assert parse("not training()")(replace(event(), path=(TRAIN.negated(),))) == TRUE


def test_inside() -> None:
    site = Site(1, "f", PLACE, 1)
    outer = replace(event(), stack=(replace(site, loop=PLACE), replace(site, frame=2)))
    assert parse("inside('loop')")(outer) == TRUE, "also around a frame further out"
    assert parse("inside('loop')")(replace(event(), stack=(site,))) == FALSE
    assert ask("inside('forward')") == TRUE and ask("inside('program')") == FALSE
    program = replace(event(), scope="program")
    assert parse("inside('program')")(program) == TRUE
    assert parse("inside('forward')")(program) == FALSE


def test_counter() -> None:
    assert parse("counter(operand.source)")(replace(event(), detail=COUNTER)) == TRUE
    assert ask("counter(operand.source)") == FALSE


@pytest.mark.parametrize(
    ("value", "wanted", "answer"),
    [
        (Opaque("torch_geometric.data.Data"), "torch_geometric.data.Data", True),
        (Opaque("torch_geometric.data.Data"), "torch_geometric.data.Batch", False),
        (
            Opaque("torch_geometric.data.Data", assumed=True),
            "torch_geometric.data.Data",
            None,
        ),
        (Tensor(role="parameter"), "torch.nn.Parameter", True),
        (X, "torch.nn.Parameter", False),
        (X, "torch.nn.Module", False),
        (Ref(7), "torch.nn.Module", True),
        (Ref(8), "torch.nn.Module", False),
        (UNKNOWN, "torch.nn.Module", None),
        (NONE, "torch.nn.Module", False),
    ],
)
def test_instances(value: Value, wanted: str, answer: object) -> None:
    it = replace(event(it=value), kinds={7: ("net.Net", "torch.nn.Module"), 8: ("net.Other",)})
    assert told(parse(f"instance(call.it, '{wanted}')")(it)) == answer


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (Const("median"), True),
        (Const("mean"), False),
        (Tuple((Const("mean"), Const("median"))), True),
        (Tuple((Const("mean"), NONE)), False),
        (Tuple(None, Const("median")), None),
        (ARGUMENT, ("self.deep == 'median'",)),
        (UNKNOWN, None),
        (X, False),
    ],
)
def test_holds(value: Value, answer: object) -> None:
    assert told(ask("holds(call.it, 'median')", it=value)) == answer


def test_a_class_counts_as_its_name() -> None:
    layer = Library("torch_geometric.nn.GATConv")
    assert told(ask('call.it == "torch_geometric.nn.GATConv"', it=layer)) is True
    assert told(ask('call.it in ["torch_geometric.nn.GCNConv"]', it=layer)) is False


# -- values with several possibilities ---------------------------------------------------------


def test_a_guard_names_the_condition() -> None:
    optional = join(X, NONE, DEEP)
    assert told(ask("tensor(call.it)", it=optional)) == ("self.deep",)
    assert told(ask("given(call.it)", it=optional)) == ("self.deep",)
    assert told(ask("none(call.it)", it=optional)) == ("not self.deep",)
    assert told(ask("not none(call.it)", it=optional)) == ("self.deep",)


def test_possibilities_that_agree_need_no_guard() -> None:
    either = join(Const(1), Const(2), DEEP)
    assert ask("true(call.it)", it=either) == TRUE
    assert ask("none(call.it)", it=either) == FALSE
    assert ask("call.it > 1", it=join(Const(1), Const(0), DEEP)) == FALSE


def test_possibilities_without_a_guard_are_open() -> None:
    assert ask("tensor(call.it)", it=join(X, NONE)) == OPEN


def test_three_possibilities() -> None:
    three = join(join(X, Const(3), DEEP), NONE, WIDE)
    assert told(ask("not none(call.it)", it=three)) == ("self.wide",)
    one_no = join(join(X, MASK, DEEP), NONE, WIDE)
    assert told(ask("tensor(call.it)", it=one_no)) == ("self.wide",)


def test_a_guard_and_an_open_part_hold_together() -> None:
    value = join(Unknown(WIDE), NONE, DEEP)
    assert told(ask("true(call.it)", it=value)) == ("self.deep", "self.wide")
    doubtful = ask("true(call.it)", it=join(UNKNOWN, Const(0), DEEP))
    assert not doubtful.named, "what would make it true is not known"
    assert told(ask("not true(call.it)", it=join(UNKNOWN, Const(0), DEEP))) == ("not self.deep",)


def test_a_way_on_which_it_was_never_set_does_not_count() -> None:
    assert ask("tensor(call.it)", it=join(X, MISSING, DEEP)) == TRUE


# -- outside the grammar -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("given(call.size", "cannot be read"),
        ("", "cannot be read"),
        ("x = 1", "cannot be read"),
        ("gven(call.size)", "gven"),
        ("given(size)", "size"),
        ("given(caller.size)", "caller"),
        ("given(call.size.dim)", "call.size.dim"),
        ("given()", "given"),
        ("call.size", "call.size"),
        ("call.size is None", "call.size is None"),
        ("call.size not in [1]", "not in"),
        ("0 < call.size < 3", "0 < call.size < 3"),
        ("-call.size", "-call.size"),
        ("given(call.size) + 1", "given(call.size) + 1"),
        ("inside('method')", "method"),
        ("lambda: True", "lambda"),
        ("__import__('os')", "__import__"),
        ("call.size()", "call.size()"),
        ("True", "True"),
        ("call.size == other", "other"),
        ("inside()", "inside"),
        ("instance(call.size)", "instance"),
        ("inside(what)", "what"),
        ("training() if given(call.x) else given(call.y)", "if"),
    ],
)
def test_errors_name_what_is_wrong(text: str, named: str) -> None:
    with pytest.raises(ValueError, match="`") as error:
        parse(text)
    assert named in str(error.value)


def test_a_condition_runs_no_code() -> None:
    """The text comes out of a rule folder, which may be anybody's."""
    for text in ("call.x == __import__('os').getpid()", "given(call.x) and exit()"):
        with pytest.raises(ValueError):
            parse(text)
