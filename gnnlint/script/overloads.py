"""Overloads that ``torch.jit._overload`` and ``_overload_method`` declare for a function.

Mirrors ``get_overload_annotations`` of torch/jit/_recursive.py, ``_get_overloads`` and
``_compile_function_with_overload`` of torch/jit/_script.py, and ``mergeDefaultsAndExtraParameters``
of torch/csrc/jit/python/script_init.cpp. An overload is the signature that the one implementation
is compiled for; those of a method are compiled whether or not it is called.
``typing.overload`` means nothing to the compiler.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from astroid import nodes

from gnnlint.project.code import FunctionCode
from gnnlint.script import schema
from gnnlint.script.arguments import Arguments
from gnnlint.script.flow import Flow
from gnnlint.script.operations import refuse_types
from gnnlint.script.schema import Formal, Schema
from gnnlint.script.signature import Header, Slot
from gnnlint.script.types import Type
from gnnlint.trace.value import Ref

if TYPE_CHECKING:
    from gnnlint.script.walk import Walk

_NO_ANNOTATION = "Must explicitly add type annotations to overloaded functions"
_OTHER_NAME = "Overload parameters must have the same names. Found"
_OTHER_DEFAULT = (
    "Default parameters on overloads do not affect the runtime so they must equal to the default "
    "parameter on the implementation function"
)


def call_overloaded(
    walk: Walk,
    node: nodes.Call,
    code: FunctionCode,
    owner: Ref | None,
    arguments: Arguments,
    flow: Flow,
) -> Type | None:
    """A call of a function with overloads: the first that fits is called.

    Within their own module methods are called before they are given their defaults.
    """
    within = code.owner is not None and owner == walk.owner
    schemas = tuple(_schema(code, it, within) for it in walk.reach.headers.overloads(code))
    given = arguments.types(walk, flow)
    outcome = schema.match(schemas, given)
    if outcome.fits is False:
        every = (*given.positional, *(it for _, it in given.keywords))
        refuse_types(walk, node, every, outcome, schemas, flow)
    return outcome.result


def _schema(code: FunctionCode, header: Header, within: bool) -> Schema:
    declared = {it.name for it in header.slots if it.default is not None}
    defaults = set() if within else declared | set(_defaults(code))
    formals = tuple(
        Formal(it.name, it.type, it.name in defaults, it.keyword_only) for it in header.slots
    )
    return Schema(formals, header.returns if header.returns_declared else None)


def _defaults(code: FunctionCode) -> dict[str, nodes.NodeNG]:
    """The defaults of the implementation."""
    arguments = code.node.args
    defaults = list(arguments.defaults or [])
    plain = [*(arguments.posonlyargs or []), *(arguments.args or [])]
    pairs = [*zip(plain[len(plain) - len(defaults) :], defaults, strict=True)]
    pairs += zip(arguments.kwonlyargs or [], arguments.kw_defaults or [], strict=True)
    return {it.name: default for it, default in pairs if default is not None}


def problems(code: FunctionCode, overload: Header) -> Iterator[tuple[nodes.NodeNG, str]]:
    """What is wrong with an overload, and where."""
    node = overload.overload
    if node is None:
        return
    if overload.comment is None and not _is_annotated(node):
        yield node.args, _NO_ANNOTATION
        return
    own, implemented = overload.slots, _parameters(code, overload)
    rest = implemented[len(own) :]
    if len(own) > len(implemented) or (rest and code.owner is not None):
        yield node.args, "Overload must have as many parameters as the implementation"
        return
    for it in rest:
        if it.name not in _defaults(code):
            yield it, f"Expected to find default parameter on argument {it.name}"
            return
    for slot, it in zip(own, implemented, strict=False):
        if slot.name != it.name:
            yield slot.node, f"{_OTHER_NAME} {slot.name} and {it.name}"
            return
    if code.owner is None:
        yield from _other_defaults(own, _defaults(code))


def _parameters(code: FunctionCode, overload: Header) -> list[nodes.AssignName]:
    """The parameters of the implementation, ``self`` left out."""
    arguments = code.node.args
    every = [*(arguments.posonlyargs or []), *(arguments.args or []), *(arguments.kwonlyargs or [])]
    return every[1:] if overload.self_name is not None else every


def _other_defaults(
    slots: tuple[Slot, ...], implemented: Mapping[str, nodes.NodeNG]
) -> Iterator[tuple[nodes.NodeNG, str]]:
    for slot in slots:
        if slot.default is not None and _differ(slot.default, implemented.get(slot.name)):
            yield slot.default, f"{_OTHER_DEFAULT}. Found on parameter {slot.name}"
            return


def _differ(default: nodes.NodeNG, implemented: nodes.NodeNG | None) -> bool:
    """Whether the compiler finds two values: it compares what Python makes of the defaults."""
    if implemented is None:
        return True
    try:
        one, other = (ast.literal_eval(it.as_string()) for it in (default, implemented))
    except (ValueError, TypeError):  # names and arithmetic, of which either may be the other
        return False
    return bool(one != other)


def _is_annotated(node: nodes.FunctionDef) -> bool:
    arguments = node.args
    declared = [
        *(arguments.annotations or []),
        *(arguments.posonlyargs_annotations or []),
        *(arguments.kwonlyargs_annotations or []),
        node.returns,
    ]
    return any(it is not None for it in declared)
