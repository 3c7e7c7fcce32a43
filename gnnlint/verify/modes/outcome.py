"""How a mode ended: what it answers, and an error with the user's line."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch._dynamo

from gnnlint.finding import Step
from gnnlint.verify.breaks import fold, merge_resumed, read_words, steps_in
from gnnlint.verify.collector import steps_of
from gnnlint.verify.observation import Line, Mode, Site, to_json
from gnnlint.verify.program import Program
from gnnlint.verify.subject import Project, is_ours

Answer = dict[str, Any]
Send = Callable[[Answer], None]


def raised(error: BaseException, project: Project, status: str = "raises") -> Mode:
    """The mode's outcome where the program or the compiler raised."""
    return Mode(
        status,
        error=message_of(error),
        error_type=type(error).__qualname__,
        error_place=error_place(error, project),
    )


def message_of(error: BaseException) -> str:
    """What an error says, cut to a readable length; its representation where it says nothing."""
    text = str(error).strip() or repr(error)
    return text if len(text) < 6000 else text[:6000] + " …"


def error_place(error: BaseException, project: Project) -> Line | None:
    """The user's line, None where no stack knows one."""
    own = [step for step in _stack_of(error, project) if project.contains(step.path)]
    return Line(own[-1].path, own[-1].line) if own else None


def _stack_of(error: BaseException, project: Project) -> tuple[Step, ...]:
    """The frames that led to the error, of the first source that knows one of the user's.

    Dynamo's own stack of the traced code is best; a crash inside Dynamo has only its text to tell
    of it, and an error outside it Python's traceback.
    """
    raised = steps_of(traceback.extract_tb(error.__traceback__))
    stacks = (
        merge_resumed(steps_of(getattr(error, "real_stack", None))),
        merge_resumed(steps_in(str(error).partition("from user code:")[2])),
        merge_resumed(step for step in raised if not is_ours(step.path)),
    )
    known = (stack for stack in stacks if any(project.contains(step.path) for step in stack))
    return next(known, stacks[0])


def is_refusal(error: BaseException) -> bool:
    """True where Dynamo says that it does not support the program, false where it crashes."""
    known: Any = torch._dynamo.exc
    if isinstance(error, known.InternalTorchDynamoError):
        return False
    return isinstance(error, known.TorchDynamoException) or "DataDependent" in type(error).__name__


def site_of(error: BaseException, project: Project, name: str, entry: Step) -> tuple[Site, ...]:
    """The line that a compiler refuses, as a site of the mode ``name``."""
    words = read_words(str(error).partition("\nfrom user code:")[0])
    gb_type = getattr(error, "gb_type", None)
    if not words.explanation:  # no graph break of the registry: an error of its own type
        first = words.reason.partition("\n\n")[0]
        words = replace(words, gb_type=type(error).__name__, explanation=first)
    gb_type = str(gb_type or words.gb_type)
    stack = _stack_of(error, project)
    event = replace(words, frames=stack, gb_type=gb_type, runs_eagerly=False)
    return fold([event], project, name, entry)


def failed(error: BaseException, program: Program, name: str, index: int) -> Answer:
    """A compiler that refuses to compile: the mode fails, and the line is a site."""
    project = program.subject.project
    refused = is_refusal(error)
    mode = raised(error, project, "fails" if refused else "raises")
    if index:
        mode = replace(mode, note=f"with the inputs number {index + 1}")
    sites = site_of(error, project, name, program.entry(program.model()))
    return {"loaded": True, "mode": to_json(mode), "sites": to_json(sites)}


def chain_of(error: BaseException) -> tuple[str, ...]:
    """``Type: text`` of an error and of those it came from."""
    told: list[str] = []
    current: BaseException | None = error
    while current is not None and len(told) < 20:
        told.append(f"{type(current).__qualname__}: {current}"[:2000])
        current = current.__cause__ or current.__context__
    return tuple(told)
