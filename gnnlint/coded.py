"""Rules with code at work: asked what they mean of that which their rows match."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from gnnlint import broken
from gnnlint.finding import Target
from gnnlint.rule import Check
from gnnlint.rule_code import Judged, RuleError, ask
from gnnlint.trace.event import Event

Meant: TypeAlias = Mapping[tuple[str, int], Sequence[Event]]
"""By the code of a rule with code and the identity of an event: what of it the rule means."""


@dataclass(frozen=True)
class Failure:
    """The code of a rule failed on what is judged."""

    code: str
    judged: Judged
    message: str


@dataclass(frozen=True)
class Coded:
    """A rule with code: the file and its function, and whether its rows alone match an event."""

    code: str
    file: Path
    check: Check
    matches: Callable[[Event, Target], bool]


class CodedRules:
    """Asks rules with code, and keeps what failed in it."""

    def __init__(self, rules: Iterable[Coded]) -> None:
        self._rules = tuple(rules)
        self._failures: list[Failure] = []

    def meant(self, events: Sequence[Event], target: Target, judged: Judged) -> Meant:
        """What the rules mean of those events, of ``judged``, that their rows match."""
        meant: dict[tuple[str, int], list[Event]] = {}
        for it in self._rules:
            asked = [event for event in events if it.matches(event, target)]
            if not asked:
                continue
            try:
                chosen = ask(it.check, it.file, judged.trace(asked, target.value))
            except RuleError as error:
                if broken.shows_traceback():
                    traceback.print_exception(error.__cause__ or error)
                self._failures.append(Failure(it.code, judged, str(error)))
                continue
            for identity, event in chosen:
                meant.setdefault((it.code, identity), []).append(event)
        return meant

    def take_failures(self) -> list[Failure]:
        """Where their code failed, since this was asked last."""
        failures, self._failures = self._failures, []
        return failures
