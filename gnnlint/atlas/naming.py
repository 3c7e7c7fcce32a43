"""What operators are called, and what a pattern of the command line means by it."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch


class Named:
    """Something about an operator, which it names in full, with its module."""

    operator: str
    group: str

    @property
    def short_name(self) -> str:
        """The operator without its module."""
        return self.operator.rpartition(".")[2]

    @property
    def module(self) -> str:
        """The module it is imported from."""
        return self.operator.rpartition(".")[0]


def is_meant(name: str, group: str, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns is about the operator: its name, with or without its module, or
    its group; no pattern means all of them."""
    names = (name, name.rpartition(".")[2], group)
    return not patterns or any(fnmatch(it, pattern) for it in names for pattern in patterns)
