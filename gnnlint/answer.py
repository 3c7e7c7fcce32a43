"""What is said of one file: data that needs neither the file's tree nor its project any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from gnnlint.finding import EntryPoint, Finding, Gap

Found: TypeAlias = tuple[EntryPoint | None, Finding]
"""A finding and whose it is; of files that cannot be read it is nobody's."""


@dataclass(frozen=True)
class Traced:
    """An entry point that was traced: what is left of it once its events are judged."""

    entry: EntryPoint
    gaps: tuple[Gap, ...]
    scripted: bool


@dataclass(frozen=True)
class Answer:
    """What one file adds to a run: what its models show, before it is merged, and the models."""

    found: tuple[Found, ...] = ()
    models: tuple[Traced, ...] = ()
    strangers: tuple[Gap, ...] = ()  # classes that may be models
