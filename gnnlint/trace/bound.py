"""Arguments of a call, bound to the parameters they reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cache

from gnnlint.frozen import frozen, replace
from gnnlint.library import Signature
from gnnlint.premise import Condition
from gnnlint.trace.unions import blended, unite
from gnnlint.trace.value import NONE, UNKNOWN, Const, Option, Scalar, Tensor, Tuple, Union, Value


@frozen
class Arguments:
    """Arguments as written at a call.

    ``complete`` is False where ``*args`` or ``**kwargs`` of unknown content were passed: then
    nothing can be said to be missing. ``by_keyword`` says that what else there is has keywords.
    """

    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = field(default_factory=dict)
    complete: bool = True
    by_keyword: bool = False

    @property
    def first(self) -> Value:
        """The first positional argument, unknown where there is none."""
        return self.positional[0] if self.positional else UNKNOWN


@frozen
class Bound:
    """Values by parameter name: those passed, and the defaults of the rest."""

    passed: Mapping[str, Value] = field(default_factory=dict)
    defaults: Mapping[str, Value] = field(default_factory=dict)
    complete: bool = True
    owner: Value | None = None  # what the method was called on
    required: frozenset[str] = frozenset()  # parameters without a default

    def value(self, name: str) -> Value | None:
        """The effective value of a parameter: passed, else its default; None where unknown."""
        if name == "self":
            return self.owner
        if name in self.passed:
            return self.passed[name]
        if not self.complete:
            if name in self.required:
                return UNKNOWN
            return perhaps_default(name, self.defaults.get(name, NONE))
        return self.defaults.get(name)

    def values(self) -> list[Value]:
        """Everything that was passed."""
        return list(self.passed.values())


NOTHING_PASSED = Bound()
"""The arguments of an operator that is written as a sign."""


def perhaps_default(name: str, default: Value) -> Value:
    """A parameter that unknown ``*args`` or ``**kwargs`` may set, but usually do not."""
    kept = Condition(f"spread {name}", f"{name} keeps its default", "config")
    return unite((Option(default, kept), Option(UNKNOWN, kept.negated())))


def bind(
    signatures: Sequence[Signature], arguments: Arguments, owner: Value | None = None
) -> tuple[Bound, Signature | None]:
    """Bind to the first overload that fits; without one, positional arguments are numbered."""
    keywords = frozenset(arguments.keywords)
    fitting = [it for it in signatures if it.fits(len(arguments.positional), keywords)]
    if not arguments.complete and not fitting and signatures:
        fitting = [signatures[0]]
    if not fitting and (spread := _spread(signatures, arguments, owner)) is not None:
        return spread
    if not fitting:
        passed = {str(index): value for index, value in enumerate(arguments.positional)}
        return Bound({**passed, **arguments.keywords}, {}, arguments.complete, owner), None
    signature = fitting[0] if len(fitting) == 1 else _best(fitting, arguments)
    if arguments.positional and _takes_sizes(signature):
        size, *others = arguments.positional
        arguments = replace(arguments, positional=(_sizes(size), *others))
    return _bind_to(signature, arguments, owner), signature


def with_blended(bound: Bound) -> Bound:
    """The arguments of a call for what returns alike whichever of several tensors it is given."""
    if Union not in map(type, bound.passed.values()):
        return bound
    return replace(bound, passed={name: blended(it) for name, it in bound.passed.items()})


def _takes_sizes(signature: Signature) -> bool:
    return bool(signature.parameters) and signature.parameters[0].annotation == "List[int]"


def _sizes(value: Value) -> Value:
    """Sizes as rules see them: a tensor among them stands for all."""
    items = value.items if isinstance(value, Tuple) and value.items is not None else ()
    return next((it for it in items if isinstance(it, Tensor)), value)


def _spread(
    signatures: Sequence[Signature], arguments: Arguments, owner: Value | None
) -> tuple[Bound, Signature] | None:
    """``x.view(2, 3)``, ``torch.zeros(n, 3)``: sizes one by one instead of as a tuple."""
    for signature in signatures:
        if not _takes_sizes(signature) or not arguments.positional:
            continue
        sizes = _sizes(Tuple(arguments.positional))
        gathered = Arguments((sizes,), arguments.keywords, arguments.complete)
        return _bind_to(signature, gathered, owner), signature
    return None


def _best(fitting: list[Signature], arguments: Arguments) -> Signature:
    """The overload whose parameter types suit the values best; the first among equals."""
    return max(fitting, key=lambda it: _suits(it, arguments))


def _suits(signature: Signature, arguments: Arguments) -> int:
    slots = [it for it in signature.parameters if it.kind == "positional"]
    score = 0
    for slot, value in zip(slots, arguments.positional, strict=False):
        score += _suits_type(slot.annotation, value)
    for slot in signature.parameters:
        if slot.name in arguments.keywords:
            score += _suits_type(slot.annotation, arguments.keywords[slot.name])
    return score


def _suits_type(annotation: str, value: Value) -> int:
    kind = type(value).__name__
    tensor = annotation in ("Tensor", "Optional[Tensor]")
    if kind == "Tensor":
        return 1 if tensor else -1
    if kind in ("Const", "Scalar", "Tuple", "Ref") and tensor:
        return -1
    if annotation == "bool" and _is_number(value):
        return -1  # `x.std(1)` names a dimension
    if kind in ("Tuple", "Ref") and annotation.startswith(("int", "float", "bool")):
        return -1
    return 0


def _is_number(value: Value) -> bool:
    """Whether it is a number that is no bool."""
    kind = value.type if isinstance(value, Scalar) else type(getattr(value, "value", None)).__name__
    return kind in ("int", "float")


def _bind_to(signature: Signature, arguments: Arguments, owner: Value | None) -> Bound:
    slots = signature.positional
    passed: dict[str, Value] = dict(zip(slots, arguments.positional, strict=False))
    for index, value in enumerate(arguments.positional[len(slots) :]):
        passed[f"*{index}"] = value
    passed.update(arguments.keywords)
    return Bound(passed, _defaults(signature), arguments.complete, owner, signature.required)


@cache
def _defaults(signature: Signature) -> Mapping[str, Value]:
    """The values of the parameters that may be left out."""
    return {
        it.name: UNKNOWN if it.default is ... else _constant(it.default)
        for it in signature.parameters
        if it.name in signature.names - signature.required
    }


def _constant(default: object) -> Value:
    simple = (bool, int, float, complex, str, bytes, type(None), tuple)
    return Const(default) if isinstance(default, simple) else UNKNOWN
