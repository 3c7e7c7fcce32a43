"""The code of rules, ``check.py`` in their folders: loaded, asked, and its mistakes told of.

What it prints goes to standard error, where it can't spoil a report. It is compiled in memory: no
``__pycache__`` appears between the examples, and no stale one is taken for it.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
import types
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from gnnlint.config_keys import ConfigError
from gnnlint.finding import EntryPoint
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.rule import Check, Event, Trace
from gnnlint.trace import event as traced

FUNCTION = "check"


class RuleError(Exception):
    """The code of a rule failed on a trace; the message says where in it, and how."""


@dataclass(frozen=True)
class Judged:
    """What a trace is about."""

    entry: EntryPoint
    project: Project
    code: ClassCode | FunctionCode | None = None

    def model_events(self) -> list[traced.Event]:
        """That there is such a model: nothing of what is no class."""
        code = self.code
        if not isinstance(code, ClassCode):
            return []
        place = code.place()
        end = len(code.module.source.line(place.line).rstrip()) + 1
        told = traced.Event(
            traced.Kind.MODEL,
            replace(place, end_line=place.line, end_column=end),
            source=f"class {code.name}",
            symbol=code.name,
            name=code.qualified_name,
            callee=code.name,
        )
        return [told]

    def trace(self, events: Iterable[traced.Event], target: str) -> Trace:
        """What the code of a rule is given of it."""
        code = self.code
        line = self.project.ancestors(code) if isinstance(code, ClassCode) else ()
        return Trace(
            self.entry.name,
            self.entry.place,
            target,
            tuple(map(self._event, events)),
            tuple(it.qualified_name if isinstance(it, ClassCode) else it.name for it in line),
            self.project,
            code,
        )

    def _event(self, event: traced.Event) -> Event:
        home = self.project.load(Path(event.place.path))
        return Event(event, home, id(event), event.place, event.detail)


def load(file: Path) -> Check:
    """The function that a rule's code defines.

    Raises:
        ConfigError: it cannot be read or run, or defines no such function; with the line.
    """
    try:
        text = file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from None
    return _loaded(file, text)


@cache
def _loaded(file: Path, text: bytes) -> Check:
    name = f"gnnlint_rule_{file.parent.name}"
    module = types.ModuleType(name)
    module.__file__ = str(file)
    sys.modules[name] = module  # dataclasses look there for the types of their fields
    try:
        with contextlib.redirect_stdout(sys.stderr):
            exec(compile(text, str(file), "exec"), vars(module))
    except (Exception, SystemExit) as error:
        raise ConfigError(f"{_told(file, error, str(file))}; mend the rule's code") from error
    found = vars(module).get(FUNCTION)
    if not callable(found):
        raise ConfigError(
            f"{file}: defines no function `{FUNCTION}`: write "
            f"`def {FUNCTION}(trace: Trace) -> Iterator[Event]:`"
        )
    check: Check = found
    return check


def ask(check: Check, file: Path, trace: Trace) -> list[tuple[int, traced.Event]]:
    """Which of the trace's events a rule means, each with the number that identifies it.

    Args:
        check: what `load` found in ``file``.
        file: the rule's code.
        trace: what it is asked about.

    Raises:
        RuleError: it failed, or gave back something else.
    """
    short = f"{file.parent.name}/{file.name}"
    try:
        with contextlib.redirect_stdout(sys.stderr):
            given = check(trace)
            events = None if given is None else list(given)
    except (Exception, SystemExit) as error:
        raise RuleError(_told(file, error, short)) from error
    return [
        (it._identity, replace(it._traced, place=it.place, detail=it.detail))
        for it in _checked(events, trace.events, short)
    ]


def _checked(
    given: Sequence[object] | None, events: Sequence[Event], where: str
) -> Sequence[Event]:
    """What a rule gave back, if these are events that it was given. Raises ``RuleError``."""
    if given is None:
        raise RuleError(f"{where}: `{FUNCTION}` returns None: yield events, or return a list")
    known = {it._identity for it in events}
    for it in given:
        if not isinstance(it, Event) or it._identity not in known:
            raise RuleError(
                f"{where}: `{FUNCTION}` yields {_short(it)}, which is none of `trace.events`"
            )
    return [it for it in given if isinstance(it, Event)]


def _short(thing: object, most: int = 60) -> str:
    text = repr(thing)
    return text if len(text) <= most else text[: most - 1] + "…"


def _told(file: Path, error: BaseException, name: str) -> str:
    """Where in the file it happened, and what."""
    frames = traceback.extract_tb(error.__traceback__)
    line = next((it.lineno for it in reversed(frames) if it.filename == str(file)), None)
    if isinstance(error, SyntaxError) and error.filename == str(file):
        line = error.lineno
    first = str(error).split("\n", 1)[0]
    said = f"{type(error).__name__}: {first}" if first else type(error).__name__
    return f"{name}:{line}: {said}" if line is not None else f"{name}: {said}"
