"""What can be called: what ``callable`` answers, and whether a function takes what it is given."""

from __future__ import annotations

from gnnlint import library
from gnnlint.library import Signature
from gnnlint.project.code import ClassCode
from gnnlint.trace.bound import Arguments
from gnnlint.trace.heap import Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import (
    Class,
    Const,
    Function,
    Library,
    Member,
    Module,
    Partial,
    Ref,
    Region,
    Scalar,
    Slice,
    Tensor,
    Tuple,
    Value,
)


def is_callable(machine: Machine, value: Value, state: State) -> bool | None:
    """What ``callable(value)`` answers; None where that is not known."""
    if isinstance(value, (Function, Class, Partial, Region)):
        return True
    if isinstance(value, Tensor):
        return None if value.assumed else False
    if isinstance(value, (Scalar, Tuple, Slice, Module)):
        return False
    if isinstance(value, Const):
        return None if isinstance(value.value, Member) else False
    if isinstance(value, Library):
        return True if library.is_known(value.name) else None
    return _is_object_callable(machine, value, state) if isinstance(value, Ref) else None


def _is_object_callable(machine: Machine, ref: Ref, state: State) -> bool | None:
    thing = state.heap.get(ref.key)
    if not isinstance(thing, Instance):
        return None if thing is None else False  # a list or a dict
    if not isinstance(thing.kind, ClassCode):
        return True if library.is_module_class(thing.kind) else None
    if machine.project.is_module(thing.kind):
        return True
    bases = machine.project.ancestors(thing.kind)
    if any("__call__" in it.methods for it in bases if isinstance(it, ClassCode)):
        return True
    open_bases = any(not isinstance(it, ClassCode) and not library.is_bare(it.name) for it in bases)
    return None if open_bases or machine.project.has_unknown_base(thing.kind) else False


def takes(callee: Value, arguments: Arguments) -> bool:
    """Whether calling ``callee`` so may do something else than raise for its parameters."""
    if not isinstance(callee, Function) or callee.code.decorators or not arguments.complete:
        return True
    own = callee.owner is not None
    signature = Signature(callee.code.parameters)
    return signature.fits(len(arguments.positional) + own, frozenset(arguments.keywords))
