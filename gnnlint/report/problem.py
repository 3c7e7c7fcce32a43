"""What is wrong with a model as a whole: it cannot be run, or exceeds what it is allowed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """A model, by its name and the line of its class, and what is wrong with it."""

    path: str
    line: int
    name: str
    says: str

    def __str__(self) -> str:
        return f"{self.name}: {self.says}"
