"""Operators and functions as the compiler calls them: which arguments fit, what comes out.

Mirrors torch/csrc/jit/frontend/schema_matching.cpp (torch 2.13): ``tryMatchSchema`` with its
implicit conversions, type variables, and lists that may be given item by item. Answers are
three-valued: a type that is not known fits for all that anybody can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gnnlint import library
from gnnlint.frozen import frozen
from gnnlint.library import Signature
from gnnlint.library import operators as data
from gnnlint.script.types import (
    BOOL,
    DEVICE,
    EMPTY_LIST,
    ENUM,
    FLOAT,
    INT,
    MODULE,
    NONE,
    NUMBER,
    STR,
    TENSOR,
    Type,
    parts,
    read_nominal,
    spell,
    unify,
    union,
    without_none,
)

_BROADCAST = "BroadcastingList"
_CONVERTIBLE = frozenset({TENSOR.name, NUMBER.name, BOOL.name})
_CONVERTED = (INT, FLOAT, NUMBER, Type("complex"))


@frozen
class Formal:
    """A parameter; ``broadcast``: a number will do for a list of so many of them."""

    name: str
    type: Type | None
    optional: bool = False
    keyword_only: bool = False
    broadcast: bool = False


@frozen
class Schema:
    """A callable's parameters and result; ``rest``: any number of arguments may follow."""

    formals: tuple[Formal, ...]
    result: Type | None
    rest: bool = False


@dataclass(frozen=True)
class Given:
    """The types of a call's arguments, None where not known; ``empty``: an empty list display."""

    positional: tuple[Type | None, ...] = ()
    keywords: tuple[tuple[str, Type | None], ...] = ()
    expands: bool = False  # there are more, out of a ``*`` whose length nobody knows
    of_method: bool = False  # the first one is what the method is asked of


@dataclass(frozen=True)
class Outcome:
    """Whether a call fits (None: nobody knows), its result, and why it does not fit."""

    fits: bool | None
    result: Type | None = None
    reason: str = ""


# --- reading ------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def of_operator(name: str) -> tuple[Schema, ...]:
    """The overloads of an operator; none where there is no such operator."""
    return tuple(schema_of(it) for it in data.operator(name))


@lru_cache(maxsize=1024)
def of_function(name: str) -> tuple[Schema, ...] | None:
    """The overloads of a function of torch or math.

    Returns:
        None where that is not known; nothing where the compiler refuses it.
    """
    found = data.compiled_function(name)
    if found is None:
        return None
    schemas = tuple(schema_of(it) for it in found)
    if data.is_operator(name) or len({it.result for it in schemas}) < 2:
        return schemas
    # Which of them is called depends on the value of an argument.
    return tuple(Schema(it.formals, None, it.rest) for it in schemas)


@lru_cache(maxsize=256)
def of_attribute(owner: Type, name: str) -> Type | None:
    """The type of an attribute that is no method."""
    found = data.attribute(owner.name, name)
    return read_nominal(found) if found is not None else None


def schema_of(signature: Signature) -> Schema:
    """A signature of the library's data."""
    formals = []
    for it in signature.parameters:
        if it.kind in ("args", "kwargs"):
            continue
        broadcast = _BROADCAST in it.annotation
        type_ = _plain(read_nominal(it.annotation))
        name = it.name.rstrip("_") if it.name.endswith("_") else it.name
        formals.append(Formal(name, type_, not it.required, it.kind == "keyword", broadcast))
    rest = any(it.kind == "args" for it in signature.parameters)
    return Schema(tuple(formals), _plain(read_nominal(signature.returns)), rest)


def _plain(type_: Type | None) -> Type | None:
    """Without the special names of lists that a number may stand for."""
    if type_ is None:
        return None
    arguments = tuple(it for part in type_.arguments if (it := _plain(part)) is not None)
    if len(arguments) < len(type_.arguments):
        return None
    return Type("List" if type_.name.startswith(_BROADCAST) else type_.name, arguments)


@lru_cache(maxsize=4096)
def operate(name: str, types: tuple[Type | None, ...]) -> Outcome:
    """Whether an operator takes operands of these types; it does where nobody knows it."""
    schemas = of_operator(name)
    return match(schemas, Given(types)) if schemas else Outcome(None)


# --- matching -----------------------------------------------------------------------------------


def match(schemas: Sequence[Schema], given: Given) -> Outcome:
    """The first overload that fits, without implicit conversions if possible.

    Where arguments are not known, several overloads may be meant: the result is known where they
    agree.
    """
    reason = ""
    for conversions in (False, True):
        possible: list[Type | None] = []
        for schema in schemas:
            outcome = match_one(schema, given, conversions)
            reason = reason or outcome.reason
            if outcome.fits is False:
                continue
            possible.append(outcome.result)
            if outcome.fits:
                break
        if possible:
            return _agreed(schemas, given, possible, conversions)
    return Outcome(False, None, reason)


def _agreed(
    schemas: Sequence[Schema], given: Given, possible: list[Type | None], conversions: bool
) -> Outcome:
    known = None not in given.positional and all(it is not None for _, it in given.keywords)
    if not known and not conversions:
        for schema in schemas:
            outcome = match_one(schema, given, True)
            if outcome.fits is not False:
                possible.append(outcome.result)
    alike = len(set(possible)) == 1
    return Outcome(True if known else None, possible[0] if alike else None)


@dataclass
class _Matching:
    """One attempt: what type variables stand for, and whether anything is not known."""

    conversions: bool
    bound: dict[str, Type] = field(default_factory=dict)
    doubtful: bool = False


def match_one(schema: Schema, given: Given, conversions: bool = True) -> Outcome:
    """``tryMatchSchema`` of one overload."""
    state = _Matching(conversions)
    keywords = dict(given.keywords)
    used = 0
    positional = given.positional
    for index, formal in enumerate(schema.formals):
        if not formal.keyword_only and used < len(positional):
            if formal.name in keywords:
                return Outcome(False, reason=f"argument {formal.name} specified twice")
            is_owner = given.of_method and index == 0
            listed = _takes_rest(schema, index) if conversions and not is_owner else None
            actual = positional[used]
            several = used + 1 < len(positional)
            if listed is not None and actual is None and several:
                state.doubtful = True  # a list, and what follows it, or the first of many
                used = len(positional)
                continue
            if listed is not None and actual is not None and not _is_listed(actual, formal.type):
                for one in positional[used:]:
                    if _fits(one, listed, state) is False:
                        return Outcome(False, reason=_mismatch(formal, one))
                used = len(positional)
                continue
            used += 1
        elif formal.name in keywords:
            actual = keywords.pop(formal.name)
        elif formal.optional or given.expands:
            continue
        else:
            return Outcome(False, reason=f"Argument {formal.name} not provided.")
        if not _accepts(formal, actual, state):
            return Outcome(False, reason=_mismatch(formal, actual))
    if used < len(positional) and not schema.rest:
        most = sum(not it.keyword_only for it in schema.formals)
        text = f"Expected at most {most} arguments but found {len(positional)} positional arguments"
        return Outcome(False, reason=text)
    if keywords and not given.expands:
        return Outcome(False, reason=f"Keyword argument {next(iter(keywords))} unknown.")
    result = _filled(schema.result, state) if schema.result is not None else None
    return Outcome(None if state.doubtful or given.expands else True, result)


def _takes_rest(schema: Schema, index: int) -> Type | None:
    """The type of each further argument, where they may make up the last parameter's list."""
    formal = schema.formals[index]
    last = index + 1 == len(schema.formals) or schema.formals[index + 1].keyword_only
    type_ = formal.type
    if not last or formal.broadcast or type_ is None or type_.name != "List":
        return None
    element = type_.arguments[0]
    return None if _is_variable(element) else element


def _is_listed(actual: Type, formal: Type | None) -> bool:
    """Whether a value is a list already, or a tuple that becomes one."""
    if actual.name in ("List", EMPTY_LIST.name):
        return True
    wanted = formal.arguments[0] if formal is not None and formal.arguments else None
    return actual.name == "Tuple" and all(fits(it, wanted) is not False for it in actual.arguments)


def _accepts(formal: Formal, actual: Type | None, state: _Matching) -> bool:
    if formal.type is None or actual is None:
        state.doubtful = True
        return True
    wanted = without_none(formal.type) or formal.type
    if formal.broadcast and wanted.name == "List" and actual in (INT, FLOAT, BOOL):
        element = wanted.arguments[0]
        if actual == element:
            return True
    answer = _fits(actual, formal.type, state)
    if answer is None:
        state.doubtful = True
    return answer is not False


def fits(actual: Type | None, wanted: Type | None, *, conversions: bool = True) -> bool | None:
    """Whether a value may be passed, returned or assigned where a type is declared."""
    return _fits(actual, wanted, _Matching(conversions))


def _fits(actual: Type | None, wanted: Type | None, state: _Matching) -> bool | None:
    if actual is None or wanted is None:
        return None
    if actual == wanted or wanted.name == "Any":
        return True
    if _is_variable(wanted):
        return _binds(actual, wanted, state)
    if actual.name == EMPTY_LIST.name:
        return wanted.name == "List" or any(it.name == "List" for it in parts(wanted))
    if wanted.name == "Union":
        return _fits_union(actual, wanted, state)
    if actual.name == "Union":  # which no part of is converted
        exact = _Matching(False, state.bound)
        return _all([_fits(part, wanted, exact) for part in actual.arguments], strictly=True)
    if actual.name == "Tuple" and wanted.name == "List":
        exact = _Matching(False, state.bound)
        return _all([_fits(part, wanted.arguments[0], exact) for part in actual.arguments])
    if actual.name == wanted.name and len(actual.arguments) == len(wanted.arguments):
        return _fits_parts(actual, wanted, state)
    if (actual.name, wanted.name) in _TAKEN_AS:
        return True
    if actual.name in _OPEN or wanted.name in _OPEN:
        return None
    return _converts(actual, wanted) if state.conversions else False


_OPEN = frozenset({"Union", "Generator", "Stream", "Storage", "SparseTensor", "Future"})
_KINDS = frozenset(
    """Tensor int float bool str number complex Device None List Dict Tuple EmptyList Any Module
    Enum""".split()
)
_ANY_CLASS = Type("AnyClassType")
_ANY_ENUM = Type("AnyEnumType")
_CLASSES = frozenset({_ANY_ENUM.name, _ANY_CLASS.name})
_TAKEN_AS = frozenset(
    (actual.name, wanted.name)
    for actual, wanted in (
        (INT, NUMBER), (FLOAT, NUMBER), (MODULE, _ANY_CLASS), (ENUM, _ANY_ENUM),
    )
)  # fmt: skip
"""Types whose values are taken, as they are, where another one is declared."""


def _converts(actual: Type, wanted: Type) -> bool | None:
    """Implicit conversions: of a tensor, of a bool or Scalar to a number, of text to a device."""
    if actual.name in _CONVERTIBLE and wanted in _CONVERTED:
        return True
    if actual.name == STR.name and wanted.name == DEVICE.name:
        return True
    return False if actual.name in _KINDS and wanted.name in _KINDS | _CLASSES else None


def _fits_union(actual: Type, wanted: Type, state: _Matching) -> bool | None:
    if actual.name == "Union":
        return _all([_fits(part, wanted, state) for part in actual.arguments], strictly=True)
    if actual == NONE:
        return NONE in wanted.arguments
    answers = [_fits(actual, part, state) for part in wanted.arguments if part != NONE]
    return True if True in answers else None if None in answers else False


def _fits_parts(actual: Type, wanted: Type, state: _Matching) -> bool | None:
    """Tuples vary with their items, lists and dicts do not."""
    pairs = list(zip(actual.arguments, wanted.arguments, strict=True))
    if actual.name == "Tuple":
        return _all([_fits(one, other, state) for one, other in pairs])
    exact = _Matching(False, state.bound)
    answers = [_fits(one, other, exact) for one, other in pairs]
    same = [one == other or _has_variable(other) for one, other in pairs]
    return _all([it if known else False for it, known in zip(answers, same, strict=True)])


def _binds(actual: Type, variable: Type, state: _Matching) -> bool | None:
    known = state.bound.get(variable.name)
    if known is None:
        state.bound[variable.name] = actual
        return True
    if known == actual or actual == EMPTY_LIST:
        return True
    merged = unify(known, actual)
    if merged is None:
        return _fits(actual, known, _Matching(state.conversions))
    state.bound[variable.name] = merged
    return True


def _all(answers: Sequence[bool | None], *, strictly: bool = False) -> bool | None:
    """Whether all of them hold; ``strictly``: one that is not known makes all unknown."""
    if False in answers:
        return None if strictly and None in answers else False
    return None if None in answers else True


def _is_variable(type_: Type) -> bool:
    return not type_.arguments and (
        type_.name in ("t", "tVal", "tKey") or (len(type_.name) == 1 and type_.name.islower())
    )


def _has_variable(type_: Type) -> bool:
    return _is_variable(type_) or any(map(_has_variable, type_.arguments))


def _filled(type_: Type, state: _Matching) -> Type | None:
    """A result with its type variables replaced."""
    if _is_variable(type_):
        return state.bound.get(type_.name)
    if not type_.arguments:
        return type_
    found = [_filled(part, state) for part in type_.arguments]
    known = [it for it in found if it is not None]
    if len(known) < len(found):
        return None
    return union(known) if type_.name == "Union" else Type(type_.name, tuple(known))


def _mismatch(formal: Formal, actual: Type | None) -> str:
    if formal.type is None or actual is None:
        return ""
    return (
        f"Expected a value of type '{spell(formal.type)}' for argument '{formal.name}' "
        f"but instead found type '{told(actual)}'."
    )


def _is_list(type_: Type | None) -> bool:
    return type_ is not None and type_.name == "List"


def told(type_: Type) -> str:
    """A type in the compiler's words; an empty list is one of Tensors."""
    return spell(Type("List", (TENSOR,)) if type_.name == EMPTY_LIST.name else type_)


def has_method(owner: Type, name: str) -> bool | None:
    """Whether a value has a method: an operator of that name that takes it first."""
    if owner == TENSOR and data.is_absent_method(name):
        return False
    schemas = of_operator(name)
    if owner == TENSOR and not schemas and library.is_tensor_attribute(name):
        return True
    if owner.name == "Tuple":  # which becomes a list as an argument, not as what is asked
        schemas = tuple(it for it in schemas if it.formals and not _is_list(it.formals[0].type))
    answers = [
        _fits(owner, it.formals[0].type, _Matching(False))
        for it in schemas
        if it.formals and it.formals[0].type is not None
    ]
    return True if True in answers else None if None in answers else False
