"""Sees every graph break and every recompile of what runs under it. Runs in a child process.

Two routes. The structured trace (logger ``torch.__trace``) is the first: it sees data-dependent
jumps and skipped frames, which ``torch._dynamo.explain`` and the counters miss. A wrapper around
``InstructionTranslatorBase.log_graph_break`` is the cross-check: where it saw an event that the
trace did not, that event is added.

Before torch 2.6 the trace tells of no break. There the log ``graph_breaks`` is read, which knows
each line once, and no break at a branch on data: the count may be low, and is said to be.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import torch._dynamo
from torch._dynamo import symbolic_convert
from torch._subclasses import meta_utils
from torch.fx.experimental import symbolic_shapes

from gnnlint.finding import Step
from gnnlint.verify.breaks import Break, is_placed, merge_resumed, parse_break, read_words
from gnnlint.verify.observation import Counts
from gnnlint.verify.subject import Project

# Dynamo gives a function up after so many variants (8) and then runs it eagerly without a word:
# breaks behind it would go unseen.
_LIMITS = {"recompile_limit": 256, "accumulated_recompile_limit": 4096}
_OLD_LIMITS = {"cache_size_limit": 256, "accumulated_cache_size_limit": 4096}  # before 2.6

_TRACE = "torch.__trace"
"""The logger of the structured trace."""

_COMPILED = "compilation_metrics"
"""The record of it that each compile leaves."""

_BREAK = "dynamo_graph_break_reason"
_AGAIN = "recompile_reasons"
"""Names of its records ``artifact``."""

_TORCH = str(Path(torch.__file__).parent)


class Collector(logging.Handler):
    """Events of one compiled run, in their order."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.traced: list[Break] = []
        self.hooked: list[Break] = []
        self.has_hook = False
        self.is_whole = True  # False: this torch does not tell of every break
        self.compiles = 0
        self.recompile_reasons: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Take what a structured-trace record tells (``torch/_logging/_internal.py``)."""
        metadata = getattr(record, "metadata", None)
        if not isinstance(metadata, dict):
            return
        payload = str(getattr(record, "payload", "") or "")
        if _COMPILED in metadata:
            self.compiles += 1
        name = metadata.get("artifact", {}).get("name")
        if name == _BREAK:
            event = parse_break(payload)
            if event is not None:
                self.traced.append(event)
        elif name == _AGAIN:
            self.recompile_reasons.extend(_reasons(payload))

    @property
    def note(self) -> str | None:
        """What to say of the count of breaks."""
        if self.is_whole:
            return None
        told = "tells of each line once, and of no branch on data; 2.6 and later tell of all"
        return f"count may be low: torch {torch.__version__} {told}"

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Every event: the trace's, and those only the hook saw."""
        seen = {_place(event) for event in self.traced}
        return (*self.traced, *(event for event in self.hooked if _place(event) not in seen))

    def counts(self, project: Project) -> Counts:
        """How many events each route saw, and how many name no line of the project."""
        unplaced = sum(not is_placed(event, project) for event in self.breaks)
        hooked = len(self.hooked) if self.has_hook else None
        return Counts(len(self.traced), hooked, unplaced)


def _place(event: Break) -> tuple[str, int] | None:
    return (event.frames[-1].path, event.frames[-1].line) if event.frames else None


def _reasons(payload: str) -> list[str]:
    """One line per reason; several come as a JSON list (``torch/_dynamo/guards.py``)."""
    try:
        told = json.loads(payload)
    except ValueError:
        told = payload
    told = told if isinstance(told, list) else [told]
    lines = [" ".join(str(reason).strip().partition("\n")[0].split()) for reason in told]
    return [line for line in lines if line]


@contextmanager
def collecting() -> Iterator[Collector]:
    """Collect what happens inside.

    ``verbose=True`` keeps Dynamo from collapsing the stack it prints: in torch 2.13
    ``remove_resume_prefix`` (``torch/_dynamo/exc.py``) otherwise drops the user's frame.
    """
    collector = Collector()
    with ExitStack() as stack:
        config: Any = torch._dynamo.config
        limits = _LIMITS if hasattr(config, "recompile_limit") else _OLD_LIMITS
        stack.enter_context(config.patch(verbose=True, **limits))
        stack.enter_context(_listening(_TRACE, collector))
        # convert_frame traces a skipped frame only while its own log is on.
        quiet = logging.NullHandler()
        stack.enter_context(_listening("torch._dynamo.convert_frame.__graph_breaks", quiet))
        collector.has_hook = stack.enter_context(_hooked(collector.hooked.append))
        collector.is_whole = _tells_of_breaks()
        if not collector.is_whole:
            log = _OldLog(collector.traced.append)
            stack.enter_context(_listening("torch._dynamo.symbolic_convert.__graph_breaks", log))
        stack.enter_context(_only_what_is_read())
        stack.enter_context(_unmeasured())
        stack.enter_context(_unnamed())
        yield collector


def _tells_of_breaks() -> bool:
    """Whether the structured trace does: since 2.6, with a function (2.10: a method) for it."""
    owner = getattr(symbolic_convert, "InstructionTranslatorBase", None)
    return any(hasattr(it, "log_graph_break") for it in (symbolic_convert, owner))


class _OldLog(logging.Handler):
    """Reads breaks off the log ``graph_breaks`` (``break_graph_if_unsupported`` in torch 2.4)."""

    def __init__(self, take: Callable[[Break], None]) -> None:
        super().__init__(logging.DEBUG)
        self._take = take

    def emit(self, record: logging.LogRecord) -> None:
        """Take the exception that a record carries; the stack above it is that of the log call."""
        error = record.exc_info[1] if record.exc_info else None
        traced = steps_of(getattr(error, "real_stack", None))
        if traced:
            frames = merge_resumed(steps_of(_above_dynamo()) + traced)
            words = read_words(str(error))
            self._take(replace(words, frames=frames, compiled=traced[0].symbol))


def _above_dynamo() -> list[traceback.FrameSummary]:
    """The frames that led to the one being compiled, but for torch's own."""
    stack = traceback.extract_stack()
    places = [it.filename.replace("\\", "/") for it in stack]
    dynamo = (index for index, it in enumerate(places) if it.endswith("_dynamo/convert_frame.py"))
    return [it for it in stack[: next(dynamo, len(stack))] if not it.filename.startswith(_TORCH)]


@contextmanager
def _listening(name: str, handler: logging.Handler) -> Iterator[None]:
    logger = logging.getLogger(name)
    level, propagate, handlers = logger.level, logger.propagate, logger.handlers
    # torch's own stay; pytest's, on every logger that does not propagate, would show it all.
    logger.handlers = [handler, *(it for it in handlers if type(it).__module__.startswith("torch"))]
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield
    finally:
        logger.handlers = handlers
        logger.setLevel(level)
        logger.propagate = propagate


@contextmanager
def _only_what_is_read() -> Iterator[None]:
    """Keep torch from composing records of the structured trace that nobody reads.

    It would write down each symbol, guard and graph, with the stack that led there: a tenth of
    what a compile takes. Where ``TORCH_TRACE`` asks for the trace itself, it stays whole.
    """
    handlers = logging.getLogger(_TRACE).handlers
    original: Any = getattr(torch._logging, "trace_structured", None)
    if original is None or any(getattr(it, "root_dir", None) for it in handlers):
        yield
        return

    def composed(name: str, metadata_fn: Callable[[], Any] = dict, **rest: Any) -> None:
        if name == _COMPILED or (
            name == "artifact" and metadata_fn().get("name") in (_BREAK, _AGAIN)
        ):
            original(name, metadata_fn, **rest)

    with ExitStack() as stack:
        for owner in (torch._logging, symbolic_shapes, meta_utils):
            stack.enter_context(_replaced(owner, "trace_structured", composed))
        yield


def _unmeasured() -> AbstractContextManager[bool]:
    """Keep Dynamo from timing the guards of each graph.

    For that it flushes the processor's caches (``torch/_dynamo/guards.py``), which takes as long
    as compiling a small graph, only to log the number.
    """
    guards = getattr(torch._dynamo, "guards", None)
    return _replaced(guards, "profile_guard_manager", lambda *_: 0.0)


def _unnamed() -> AbstractContextManager[bool]:
    """Keep Dynamo from looking up which function each call that it traces stands in.

    For that it tokenizes every file that it comes through (``torch/_dynamo/funcname_cache.py``),
    only to name the function in a log that is off.
    """
    return _replaced(symbolic_convert, "get_funcname", lambda *_: None)


@contextmanager
def _replaced(owner: Any, name: str, replacement: Any) -> Iterator[bool]:
    """Whether the owner has something of that name, and put another in its place."""
    original = getattr(owner, name, None)
    if original is None:
        yield False
        return
    setattr(owner, name, replacement)
    try:
        yield True
    finally:
        setattr(owner, name, original)


def _hooked(take: Callable[[Break], None]) -> AbstractContextManager[bool]:
    """Whether there is something to hook, and have each event taken that passes there."""
    owner: Any = getattr(symbolic_convert, "InstructionTranslatorBase", None)
    original: Any = getattr(owner, "log_graph_break", None)  # before 2.10 the trace has to do

    def log_graph_break(self: Any, code_options: Any, reason: str, exc: Any) -> None:
        if not getattr(exc, "logged", False):
            take(_break_of(reason, exc))
        original(self, code_options, reason, exc)

    return _replaced(owner, "log_graph_break", log_graph_break)


def _break_of(reason: str, exc: Any) -> Break:
    words = read_words(reason)
    traced = steps_of(getattr(exc, "real_stack", None))
    above = steps_of(torch._dynamo.exc.get_stack_above_dynamo())
    return replace(
        words,
        frames=merge_resumed(above + traced),
        compiled=traced[0].symbol if traced else "",
        gb_type=getattr(exc, "gb_type", None) or words.gb_type,
    )


def steps_of(stack: Any) -> tuple[Step, ...]:
    """Frames of a ``traceback.StackSummary`` such as ``Unsupported.real_stack``."""
    frames = stack or ()
    return tuple(Step(f.filename.replace("\\", "/"), f.lineno or 0, f.name) for f in frames)
