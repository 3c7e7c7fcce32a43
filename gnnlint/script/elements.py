"""What iterating over a value yields: the compiler unrolls loops over modules.

Mirrors ``iter`` of torch/csrc/jit/python/python_sugared_value.cpp.
"""

from __future__ import annotations

from gnnlint.script.instances import PARAMETERS, Instances
from gnnlint.script.sugar import Elements, Group, Held, Sugar, group, type_of
from gnnlint.script.types import STR, TENSOR


def held_items(instances: Instances, owner: Held, sliced: bool = False) -> Sugar | None:
    """The modules (or parameters) that a container holds."""
    if any(instances.container(ref) in PARAMETERS for ref in owner.refs):
        return TENSOR
    values = [value for ref in owner.refs for value in instances.items(ref)]
    refs = instances.modules(values)
    return Held(refs, sliced) if refs and instances.all_modules(values) else None


def element_of(instances: Instances, value: Sugar | None) -> Sugar | None:
    """What iterating over ``value`` yields."""
    if isinstance(value, Held):
        if value.sliced:
            return value
        containers = {instances.container(ref) for ref in value.refs}
        if containers == {"torch.nn.ModuleDict"}:
            return STR
        if None not in containers:
            return held_items(instances, value)
        return None
    if isinstance(value, Group):
        refs = [ref for it in value.items if isinstance(it, Held) for ref in it.refs]
        if refs and all(isinstance(it, Held) for it in value.items):
            return Held(tuple(dict.fromkeys(refs)), sliced=True)
    if isinstance(value, Elements):
        return value.element
    type_ = type_of(value)
    if type_ is None:
        return None
    if type_.name == "List" and type_.arguments:
        return type_.arguments[0]
    if type_.name == "Dict" and type_.arguments:
        return type_.arguments[0]
    if type_.name == "Tuple":
        kinds = set(type_.arguments)
        return next(iter(kinds)) if len(kinds) == 1 else None
    return type_ if type_ in (TENSOR, STR) else None


def held_elements(instances: Instances, owner: Held, name: str) -> Elements:
    """``.items()``, ``.values()`` and ``.keys()`` of a ModuleDict."""
    held = held_items(instances, owner)
    if name == "keys":
        return Elements(STR, unrolled=True)
    return Elements(held if name == "values" else group((STR, held)), unrolled=True)


def is_unrolled(value: Sugar | None) -> bool | None:
    """Whether a loop is written out, once for each item; None where nobody knows.

    Mirrors ``staticLen`` of the sugared values: that of modules and tuples is known.
    """
    if isinstance(value, (Held, Group)):
        return True
    if isinstance(value, Elements):
        return value.unrolled
    type_ = type_of(value)
    return None if type_ is None else type_.name == "Tuple"
