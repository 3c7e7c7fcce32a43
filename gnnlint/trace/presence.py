"""Whether an object has an attribute: what ``hasattr`` answers, and ``getattr`` with a default."""

from __future__ import annotations

from astroid import nodes

from gnnlint import library
from gnnlint.project.code import ClassCode, LibraryName, ModuleCode
from gnnlint.project.presence import gives
from gnnlint.trace.heap import SETTINGS, Instance
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Const, Library, Missing, Ref, Value, options

_OPEN = "[open]"
"""The attribute that tells an object whose attributes may be set by names nobody wrote out."""

_DYNAMIC = ("__getattr__", "__getattribute__")


def open_up(owner: Value, state: State) -> None:
    """Attributes of ``owner`` may be set by any name: in its ``__dict__``, by ``setattr``."""
    thing = state.heap.get(owner.key) if isinstance(owner, Ref) else None
    if isinstance(owner, Ref) and isinstance(thing, Instance):
        state.heap[owner.key] = thing.put(_OPEN, UNKNOWN)


def has(machine: Machine, owner: Value, name: Value, state: State) -> bool | None:
    """Whether an object has an attribute; None where that is not known."""
    if isinstance(owner, Library) and isinstance(name, Const):
        return _is_released(machine, owner.name, str(name.value))
    thing = state.heap.get(owner.key) if isinstance(owner, Ref) else None
    if not isinstance(thing, Instance) or not isinstance(name, Const):
        return None
    if (value := thing.attributes.get(str(name.value))) is not None:
        missing = any(isinstance(it.value, Missing) for it in options(value))
        return None if missing else True
    if isinstance(thing.kind, ClassCode):
        inherited = _inherits(machine, thing.kind, str(name.value))
        return None if inherited is False and _OPEN in thing.attributes else inherited
    known = thing.kind == SETTINGS and thing.init.complete and _OPEN not in thing.attributes
    return False if known else None


def is_of_library(machine: Machine, owner: Value, name: str, state: State) -> bool:
    """Whether a class of a library that ``owner`` builds on is known to define the attribute."""
    thing = state.heap.get(owner.key) if isinstance(owner, Ref) else None
    code = thing.kind if isinstance(thing, Instance) else None
    if not isinstance(code, ClassCode) or machine.project.has_unknown_base(code):
        return False
    bases = machine.project.ancestors(code)
    return any(isinstance(it, LibraryName) and library.defines(it.name, name) for it in bases)


def _inherits(machine: Machine, code: ClassCode, name: str) -> bool | None:
    """Whether a class, or one that it builds on, gives its instances the attribute."""
    inherited = gives(machine.project, code, name)
    return None if inherited is False and _may_be_set(machine, code, name) else inherited


def _may_be_set(machine: Machine, code: ClassCode, name: str) -> bool:
    """Whether instances may have an attribute that no class of theirs gives them."""
    for base in machine.project.ancestors(code):
        if isinstance(base, LibraryName):
            if not _is_plain(base.name) or (
                name.startswith("_") and not library.is_bare(base.name)
            ):
                return True
        else:
            machine.project.rest_on(base.module)
            if any(it in base.methods for it in _DYNAMIC) or _is_set(machine, base.module, name):
                return True
    return _is_set(machine, machine.module, name)


def _is_released(machine: Machine, module: str, name: str) -> bool | None:
    """Whether the release of a library that the code runs with has a class or function."""
    known = library.is_known(library.canonical(f"{module}.{name}"))
    return True if known and module.partition(".")[0] in machine.project.releases else None


def _is_plain(base: str) -> bool:
    """Whether instances of a class have no attributes but those known of modules."""
    return base == "torch.nn.Module" or library.is_bare(base)


def _is_set(machine: Machine, module: ModuleCode, name: str) -> bool:
    """Whether a file sets the attribute where the trace has not been: of a class, say."""
    if name not in module.source.text:
        return False
    return any(not _is_traced(machine, it) for it in module.attributes_set.get(name, ()))


def _is_traced(machine: Machine, node: nodes.AssignAttr | nodes.Call) -> bool:
    """Whether an attribute is one's own, and the trace knows when it is set."""
    if isinstance(node, nodes.Call):
        return False
    function = node.scope()
    own = isinstance(node.expr, nodes.Name) and node.expr.name == "self"
    return own and (
        getattr(function, "name", "") == "__init__"
        or any(it.node is function for it in machine.reached)
    )
