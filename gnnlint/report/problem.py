"""What is wrong with a model as a whole: it cannot be run, or exceeds what it is allowed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A model, by its name and the line of its class, and what is wrong with it.

    ``budget`` is the one that it exceeds, ``file`` the one that sets it, beside the configuration.
    """

    path: str
    line: int
    name: str
    says: str
    budget: str = ""
    file: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.says}" + (f" ({self.file})" if self.file else "")
