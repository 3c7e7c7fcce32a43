"""Frozen dataclasses that cost no more to make than others, and choices that cost no more to hash.

``dataclass(frozen=True)`` has to go through ``object.__setattr__`` for every field, which makes a
constructor three times as slow, and a check of a large package makes a million values. So it is
mypy that refuses to write to a field of these; while a program runs, nothing looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import replace as replace

    from typing_extensions import dataclass_transform
else:

    def replace(value: Any, /, **changes: Any) -> Any:
        """``value`` with other fields: ``dataclasses.replace`` at half its cost.

        That one looks through the fields in Python, each time anew. None may be for keywords only.
        """
        positions, read = _fields_of(type(value))
        values = [*read(value)]
        for name, it in changes.items():
            values[positions[name]] = it
        return type(value)(*values)

    @cache
    def _fields_of(kind: type) -> tuple[dict[str, int], Callable[[Any], tuple[Any, ...]]]:
        """Where the constructor of a dataclass takes each field, and what reads all of them."""
        names = [it.name for it in fields(kind)]
        positions = {name: place for place, name in enumerate(names)}
        if len(names) == 1:
            return positions, lambda value: (getattr(value, names[0]),)
        return positions, attrgetter(*names)

    def dataclass_transform(**_: Any) -> Any:
        """Nothing: it speaks to type checkers alone."""
        return lambda function: function


Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: type[Kind]) -> type[Kind]:
    """Make a hashable dataclass with slots of a class; nobody writes to its fields."""
    return dataclass(slots=True, unsafe_hash="__hash__" not in vars(kind))(kind)


class Choice(Enum):
    """An enumeration whose members hash as the single objects that they are.

    ``Enum`` hashes their names, by a function in Python: more than the rest of a value takes.
    """

    __hash__ = object.__hash__
