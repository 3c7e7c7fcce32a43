"""What TorchScript says of the calls of a generated ``propagate``, and of the hooks it calls.

Mirrors torch/csrc/jit/frontend/schema_matching.cpp (how a call is held against a signature) and
collect.jinja of torch_geometric/nn/conv (how the hooks' arguments are made). What PyG understood of
the layer is read in :mod:`gnnlint.script.propagate`; types that are not known raise nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gnnlint.script.propagate import Kind, Layer, Parameter, Problem, Signature
from gnnlint.script.types import Alias, Type, read_nominal, spell, without_none


@dataclass(frozen=True)
class Call:
    """A call of ``self.propagate``; types in TorchScript's words, None where not known.

    ``positional`` begins with that of ``edge_index``; ``expands`` says that the call has a ``*`` or
    ``**``, which the frontend rejects on its own account.
    """

    positional: tuple[str | None, ...]
    keywords: tuple[tuple[str, str | None], ...]
    line: int
    expands: bool = False


def judge(
    layer: Layer,
    signature: Signature | Problem | None,
    calls: tuple[Call, ...],
    method: str = "propagate",
) -> list[Problem]:
    """What ``torch.jit.script`` says of ``calls``, the compiler's first error first.

    Nothing is compiled that is not called: without calls there is no problem.
    """
    if signature is None or not calls:
        return []
    if isinstance(signature, Problem):
        return [signature]
    if signature.origin == "custom":
        return []
    # The generated method is compiled before the call is matched against it.
    problems = list(_judge_hooks(layer, signature, calls[0].line))
    for call in calls:
        if not call.expands:
            problems += _judge_call(call, signature, method, layer.namespace.alias)
    return problems


def _kind(signature: Signature, declared: Kind) -> Kind:
    """Without a declaration whatever does not fit is due to the missing one."""
    return declared if signature.origin in ("attribute", "comment") else "missing"


# ---------------------------------------------------------------------------------------------
# Calls


def _judge_call(call: Call, signature: Signature, method: str, alias: Alias) -> Iterator[Problem]:
    """``tryMatchSchema``: the signature's arguments in order, then what is left over."""

    def problem(declared: Kind, reason: str) -> Problem:
        return Problem(_kind(signature, declared), reason, call.line, signature.owner)

    keywords = dict(call.keywords)
    expected = [*signature.parameters, Parameter("size", "Size", default=True)]
    positional = call.positional[1:]
    for parameter, given in zip(expected, positional, strict=False):
        if parameter.name in keywords:
            name = parameter.name
            yield problem("wrong", f"{method}() got multiple values for argument '{name}'")
            return
        keywords[parameter.name] = given
    if len(positional) > len(expected):
        most, found = len(expected) + 2, len(call.positional) + 1
        yield problem(
            "wrong", f"Expected at most {most} arguments but found {found} positional arguments."
        )
    for parameter in expected:
        if parameter.name in keywords:
            passed = keywords[parameter.name]
            actual = read_nominal(passed) if passed is not None else None
            text = _mismatch(parameter.name, read_nominal(parameter.type, alias), actual)
            if text is not None:
                yield problem("wrong", f"{method}(): {text}")
        elif not parameter.default:
            yield problem("wrong", f"{method}(): Argument {parameter.name} not provided.")
    known = {parameter.name for parameter in expected} | {"edge_index"}
    for name in keywords:
        if name not in known:
            yield problem("incomplete", f"{method}(): Keyword argument {name} unknown.")


# ---------------------------------------------------------------------------------------------
# Hooks

# MessagePassing.special_args, which collect.jinja computes itself, with their types; None where
# the type depends on the kind of graph.
_COMPUTED: dict[str, str | None] = {
    "edge_index": None,
    "adj_t": None,
    "edge_index_i": "Tensor",
    "edge_index_j": "Tensor",
    "size": None,
    "size_i": "Optional[int]",
    "size_j": "Optional[int]",
    "ptr": "Optional[Tensor]",
    "index": "Tensor",
    "dim_size": "Optional[int]",
}


def _judge_hooks(layer: Layer, signature: Signature, line: int) -> Iterator[Problem]:
    """``collect``: every parameter of the hooks is made from the signature's or from a default."""
    alias, owner = layer.namespace.alias, signature.owner
    types = {parameter.name: parameter.type for parameter in signature.parameters}
    asserted = _asserted(layer.collected)
    for wanted in layer.collected:
        if wanted.name in _COMPUTED:
            computed = _COMPUTED[wanted.name]
            text = _mismatch_of_hook(wanted, computed, alias) if computed is not None else None
            if text is not None:
                yield Problem("wrong", f"CollectArgs(): {text}", wanted.line or line, owner)
            continue
        lifted = wanted.name.endswith(("_i", "_j"))
        source = wanted.name[:-2] if lifted else wanted.name
        given = types.get(source)
        if given is None:
            if lifted or not wanted.default:
                kind = _kind(signature, "incomplete")
                yield Problem(kind, f"undefined value {source}", line, owner)
            continue
        if lifted:
            continue  # what is lifted from a pair depends on both of its types
        text = _mismatch_of_hook(wanted, given, alias, asserted=wanted.name == asserted)
        if text is not None:
            yield Problem(_kind(signature, "wrong"), f"CollectArgs(): {text}", line, owner)


def _asserted(collected: tuple[Parameter, ...]) -> str:
    """The one argument that ``collect`` asserts not to be None: its Optional is then refined."""
    types = {parameter.name: parameter.type for parameter in collected}
    for name in ("edge_weight", "edge_attr", "edge_type"):
        if types.get(name, "").endswith("Tensor"):
            return name
    return ""


def _mismatch_of_hook(
    wanted: Parameter, given: str, alias: Alias, *, asserted: bool = False
) -> str | None:
    actual = read_nominal(given, alias)
    if actual is not None and asserted:
        actual = without_none(actual)
    return _mismatch(wanted.name, read_nominal(wanted.type, alias), actual)


# ---------------------------------------------------------------------------------------------
# Types

_KNOWN = frozenset({"Tensor", "int", "float", "bool", "str", "None", "Tuple", "List", "Dict"})
_NUMBERS = frozenset({"int", "float", "complex", "number"})


def _mismatch(name: str, expected: Type | None, actual: Type | None) -> str | None:
    """The compiler's words where a value certainly may not be passed for the argument ``name``."""
    if expected is None or actual is None or _accepts(expected, actual) is not False:
        return None
    return (
        f"Expected a value of type '{spell(expected)}' for argument '{name}' "
        f"but instead found type '{spell(actual)}'."
    )


def _accepts(expected: Type, actual: Type) -> bool | None:
    """``tryConvertToType``: whether a value of ``actual`` may be passed; None where in doubt."""
    if actual == expected or expected.name == "Any":
        return True
    if actual.name == "Union":
        return _all(_accepts(expected, part) for part in actual.arguments)
    if expected.name == "Union":
        return _any(_accepts(part, actual) for part in expected.arguments)
    if actual.name == "Tensor" and expected.name in _NUMBERS:
        return True  # converted implicitly when it runs
    if expected.name not in _KNOWN or actual.name not in _KNOWN:
        return None
    if expected.name == actual.name == "Tuple":
        if len(expected.arguments) != len(actual.arguments):
            return False
        pairs = zip(expected.arguments, actual.arguments, strict=True)
        return _all(_accepts(one, other) for one, other in pairs)
    if expected.name == "List" and actual.name == "Tuple":
        wanted = expected.arguments[:1]
        return True if set(actual.arguments) <= set(wanted) else None
    if expected.name == actual.name:
        return None  # containers do not vary with their elements, but literals are inferred
    return False


def _all(answers: Iterable[bool | None]) -> bool | None:
    known = set(answers)
    return False if False in known else None if None in known else True


def _any(answers: Iterable[bool | None]) -> bool | None:
    known = set(answers)
    return True if True in known else None if None in known else False
