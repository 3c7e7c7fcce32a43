"""Judges files: their entry points and programs traced, the rules asked, findings made of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from gnnlint import broken, frames
from gnnlint import catalogue as catalogues
from gnnlint.answer import Answer, Found, Traced
from gnnlint.capture import CaptureFlags
from gnnlint.config import Settings
from gnnlint.finding import (
    Certainty,
    Default,
    EntryPoint,
    Finding,
    Fullgraph,
    Gap,
    Related,
    Script,
    Severity,
    Target,
    rule_url,
)
from gnnlint.match import Effect, Matcher, Versions, fill, remedy_of
from gnnlint.premise import premise
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode, ModuleCode
from gnnlint.project.strangers import strangers
from gnnlint.project.trail import Part
from gnnlint.rule_code import Judged
from gnnlint.script.compiler import class_events, function_events, script_events
from gnnlint.script.handing import functions_of, handed_over
from gnnlint.source import Source
from gnnlint.trace.entry import (
    Trace,
    trace_again,
    trace_class,
    trace_function,
    trace_tracing,
    trace_use,
)
from gnnlint.trace.event import TRACED_FUNCTION, TRACED_MODULE, Event
from gnnlint.trace.handed import entry_point
from gnnlint.trace.mentions import mentions
from gnnlint.trace.program import is_program, trace_program
from gnnlint.trace.state import State
from gnnlint.trace.tracing import MOST_TRACINGS, Tracing, unchecked
from gnnlint.trace.uses import telling

SCRIPT_MARKERS = (b"torch.jit", b"propagate_type", b"jittable", b"edge_updater_type")

Remember: TypeAlias = Callable[[Hashable, Callable[[], Answer]], Answer]
"""Answers by a key: what it knows under that, or what the function works out."""


def afresh(key: Hashable, work: Callable[[], Answer]) -> Answer:
    """Remember nothing."""
    return work()


class Judge:
    """Judges the files of a project by the rules and versions of the settings.

    Raises:
        ConfigError: a rule folder is wrong, or its code cannot be loaded.

    ``remember`` may answer for a definition from what it knows.
    """

    def __init__(
        self,
        settings: Settings,
        project: Project,
        flags: CaptureFlags,
        remember: Remember = afresh,
    ) -> None:
        catalogue = catalogues.load(settings.rule_folders).judged_by(settings)
        self._settings = settings
        self._project = project
        self._flags = flags
        self._remember = remember
        self._matcher = Matcher(
            catalogue, Versions.of(settings.torch_version, settings.pyg_version)
        )

    def judge(self, path: Path, source: Source) -> Answer:
        """What is to be said of a file; one that cannot be parsed is a finding as well."""
        try:
            module = self._project.load(path, source)
        except SyntaxError as error:
            return Answer(((None, broken.unparsable(path, source, error)),))
        if module is None or not _may_be_entry(source.data):
            return Answer()
        terms = self._terms(source)
        case = _Case(
            self._project, self._matcher, module, terms, self._flags, remember=self._remember
        )
        try:
            case.decide()
        except Exception as error:
            if broken.shows_traceback():
                raise
            case.found.append((None, broken.failed(path, error)))
        for it in self._matcher.take_failures():
            case.found.append((None, broken.rule_failed(it.code, it.judged.entry, it.message)))
        unknown = tuple(strangers(self._project, module))
        return Answer(tuple(case.found), tuple(case.models), unknown)

    def _terms(self, source: Source) -> frozenset[Target]:
        """The compilers that the models of a file are judged for."""
        chosen = {Target.COMPILE} if self._settings.judges_compile else set()
        if self._is_scripted(source):
            chosen.add(Target.SCRIPT)
        return frozenset(chosen)

    def _is_scripted(self, source: Source) -> bool:
        """Whether a file's models are judged for TorchScript: on request, or where it is used."""
        if self._settings.targets == "auto":
            return any(it in source.data for it in SCRIPT_MARKERS)
        return "script" in self._settings.targets


@dataclass
class _Case:
    """One file before the judge: what was traced in it and found, so far."""

    project: Project
    matcher: Matcher
    module: ModuleCode
    targets: frozenset[Target]
    capture: CaptureFlags  # under which its models are compiled
    remember: Remember = afresh
    found: list[Found] = field(default_factory=list)
    models: list[Traced] = field(default_factory=list)

    def decide(self) -> None:
        """Add the models of the file, and what the rules say to them."""
        for code in self._entry_points():
            self._add(code.name, partial(self._entry_point, code))
        if Target.SCRIPT in self.targets:
            for handed in handed_over(self.project, self.module):
                self._add(_key_of(handed), partial(self._handed_over, handed))
        if is_program(self.project, self.module):
            self._add(None, self._program)
        self.found += self._mentioned()

    def _add(self, name: str | None, work: Callable[[], Answer]) -> None:
        """Add what there is to say of a definition, or of the program that the file is."""
        path = self.module.source.path
        part = Part(path, name.partition(".")[0] if name is not None else None)

        def noted() -> Answer:
            self.project.trail.steps.update((path, part))
            return work()

        answer = self.remember((path, name, self.targets, self.capture.of(path)), noted)
        self.found += answer.found
        self.models += answer.models

    def _entry_points(self) -> Iterator[ClassCode | FunctionCode]:
        for code in self.project.classes(self.module):
            if self.project.is_module(code):
                yield code
        for function in self.project.functions(self.module):
            if "torch.compile" in set(self.project.decorator_names(function)):
                yield function

    def _entry_point(self, code: ClassCode | FunctionCode) -> Answer:
        """Judge a module class, or a function that is compiled where it is defined."""
        trace: Trace | None
        if isinstance(code, ClassCode):
            trace = trace_class(self.project, code, interests=self.matcher.interests)
        else:
            trace = trace_function(self.project, code, interests=self.matcher.interests)
        if trace is None:
            return Answer()
        judged = Judged(trace.entry, self.project, code)
        effects = self._effects(trace, judged)
        if self.matcher.asks_for_models:
            effects += self.matcher.effects(judged.model_events(), Target.ANY, judged)
        found: list[Found] = [(trace.entry, _finding(it, trace.entry)) for it in effects]
        traced = self._of_tracings(trace)
        models = (self._traced(trace.entry, trace.gaps), *traced.models)
        return Answer((*found, *traced.found), models)

    def _handed_over(self, code: ClassCode | FunctionCode) -> Answer:
        """Judge a function, or a class of TorchScript, that the file gives to torch.jit.script."""
        codes = functions_of(code)
        traces = [
            trace_function(self.project, it, interests=self.matcher.interests) for it in codes
        ]
        seen = [event for it in traces for event in it.events]
        events = (
            class_events(code, self.project, seen)
            if isinstance(code, ClassCode)
            else function_events(codes, self.project, seen)
        )
        entry = EntryPoint(f"{code.module.name}.{code.name}", code.module.place(code.node))
        judged = Judged(entry, self.project, code)
        effects = _first_marked(self.matcher.effects(events, Target.SCRIPT, judged))
        return Answer(tuple((entry, _finding(it, entry)) for it in effects))

    def _program(self) -> Answer:
        """Judge what a program compiles, and the models that it makes."""
        found: list[Found] = []
        models: list[Traced] = []
        program = trace_program(self.project, self.module, interests=self.matcher.interests)
        for entry, gaps in program.machine.compiled.items():
            models.append(self._traced(entry, tuple(gaps.values())))
        for effect in self._effects(program):
            entry, called = _compiled(effect, program.entry)
            found.append((entry, _as_made(effect, entry, called)))
        for use in telling(program.machine.uses):
            made = trace_use(program.machine, use)
            if made is not None:
                models.append(self._traced(made.entry, made.gaps))
                place = Related("made", use.place, "the model is made here")
                for effect in self._effects(made):
                    found.append((made.entry, _as_made(effect, made.entry, place)))
        traced = self._of_tracings(program)
        return Answer((*found, *traced.found), (*models, *traced.models))

    def _mentioned(self) -> list[Found]:
        """What is to be said of names of TorchScript, wherever the file has them."""
        entry = EntryPoint(self.module.name, self.module.place(self.module.tree))
        judged = Judged(entry, self.project)
        effects = self.matcher.effects(mentions(self.project, self.module), Target.ANY, judged)
        return [(entry, _finding(it, entry)) for it in effects]

    def _of_tracings(self, trace: Trace) -> Answer:
        """What ``torch.jit.trace`` makes of what the code hands to it."""
        found: list[Found] = []
        tracings = trace.machine.tracings
        for tracing in tracings[:MOST_TRACINGS]:
            made = trace_tracing(trace.machine, tracing)
            if made is None:
                continue
            place = Related("called", tracing.call.place, "it is traced here")
            judged = Judged(made.entry, self.project)
            effects = self.matcher.effects(_traced_alone(made.events), Target.ANY, judged)
            found += [(made.entry, _as_made(it, made.entry, place)) for it in effects]
            told = unchecked(tracing, [it.event for it in effects if it.row.check_inputs])
            for it in self.matcher.effects(
                [told] if told is not None else [], Target.ANY, Judged(trace.entry, self.project)
            ):
                found.append((trace.entry, _finding(it, trace.entry)))
        return Answer(tuple(found), tuple(self._unfollowed(tracings[MOST_TRACINGS:])))

    def _unfollowed(self, tracings: Iterable[Tracing]) -> Iterator[Traced]:
        """What is traced besides, whose traces are too many to follow them all."""
        for tracing in tracings:
            entry = entry_point(tracing.use.target, State(heap=tracing.use.heap))
            if entry is not None:
                place = tracing.call.place
                yield self._traced(entry, (Gap(place, "too many traces to follow them all"),))

    def _traced(self, entry: EntryPoint, gaps: tuple[Gap, ...]) -> Traced:
        return Traced(entry, gaps, Target.SCRIPT in self.targets)

    def _effects(self, trace: Trace, judged: Judged | None = None) -> list[Effect]:
        """What the rules say to a trace's events, those of ``judged``."""
        judged = judged or Judged(trace.entry, self.project)
        effects: list[Effect] = []
        if Target.COMPILE in self.targets:
            flags = partial(self._flags_at, trace.entry)
            found = self.matcher.effects(trace.events, Target.COMPILE, judged, flags)
            effects += frames.replay(frames.restart(_lasting(trace, found)))
        if Target.SCRIPT in self.targets:
            events = script_events(trace, self.project)
            effects += _first_marked(self.matcher.effects(events, Target.SCRIPT, judged))
        return effects + self.matcher.effects(trace.events, Target.ANY, judged)

    def _flags_at(self, entry: EntryPoint, event: Event) -> frozenset[str]:
        """The capture flags under which an event is compiled: where that is asked for."""
        place = event.region.place if event.region is not None else entry.place
        path = self.module.source.path
        if place.path != path.as_posix():
            return self.capture.of(path)
        return self.capture.at(path, place.line)


def _may_be_entry(data: bytes) -> bool:
    """Whether a model may start in a file: it speaks of torch, or makes one of another file's."""
    return b"torch" in data or b"def model(" in data


def _traced_alone(events: Iterable[Event]) -> list[Event]:
    """What runs traced; the constructor of a module that is made there does not."""
    return [it for it in events if it.scope in (TRACED_MODULE, TRACED_FUNCTION)]


def _key_of(code: ClassCode | FunctionCode) -> str:
    """The name under which the answer for what is scripted is kept, beside that for a model."""
    return f"{code.name}.[{code.module.name}]"


def _first_marked(effects: list[Effect]) -> list[Effect]:
    """TorchScript stops at its first error: the first certain one, as they come in its order."""
    for index, it in enumerate(effects):
        if it.script is Script.FAILS and it.certainty is Certainty.CERTAIN:
            return [*effects[:index], replace(it, first=True), *effects[index + 1 :]]
    return effects


def _as_made(effect: Effect, entry: EntryPoint, made: Related | None) -> Finding:
    """A finding in what a program makes or calls; ``made`` is where."""
    finding = _finding(effect, entry)
    undecided = any(it.kind == "unknown" for it in effect.event.path)
    related = (*finding.related, made) if made is not None else finding.related
    return replace(finding, as_made=True, undecided=undecided, related=related)


def _compiled(effect: Effect, program: EntryPoint) -> tuple[EntryPoint, Related | None]:
    """Whose an effect of a program is, and where that is called: what the program compiled."""
    region = effect.event.region
    if region is None or effect.event.scope == "program":
        return program, None
    return region.entry or program, Related("called", region.place, "the compiled code is called")


def _lasting(trace: Trace, effects: list[Effect]) -> list[Effect]:
    """Without recompilation where perhaps the first call alone gets to: it is not done again."""
    if all(it.default is not Default.RECOMPILE for it in effects):
        return effects
    again = trace_again(trace)
    if again is None:
        return effects
    sure = (it for it in again.events if all(way.kind != "unknown" for way in it.path))
    reached = {(it.place, it.path) for it in sure}
    return [
        it
        for it in effects
        if it.default is not Default.RECOMPILE or (it.event.place, it.event.path) in reached
    ]


def _finding(effect: Effect, entry: EntryPoint) -> Finding:
    event = effect.event
    row, rule = effect.row, effect.rule
    remedy = remedy_of(effect)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=row.severity or _severity(effect),
        certainty=effect.certainty,
        target=effect.target,
        place=event.place,
        message=fill(row.message, effect),
        remedy=remedy,
        symbol=event.symbol,
        premise=premise(effect.conditions),
        default=effect.default,
        fullgraph=effect.fullgraph,
        script=effect.script,
        first=effect.first,
        masked_by=effect.masked_by,
        runs_eagerly=effect.runs_eagerly,
        entry_points=(entry.name,),
        trace=event.chain,
        related=_related(effect, remedy),
        gb_types=row.gb,
        nowhere=row.nowhere,
        url=rule_url(rule.code),
    )


def _related(effect: Effect, remedy: str) -> tuple[Related, ...]:
    """Where the remedy goes, when that is not the line itself: the constructor; and the reasons."""
    reasons = tuple(
        Related("reason", it, "it depends on the example") for it in effect.event.related
    )
    receiver = effect.event.receiver
    if receiver is None or receiver.made_at is None or "init." not in effect.row.text:
        return reasons
    return (Related("remedy", receiver.made_at, remedy), *reasons)


def _severity(effect: Effect) -> Severity:
    """error: fails in every mode; warning: breaks by default only."""
    if effect.target is Target.SCRIPT or effect.fullgraph is Fullgraph.ERROR:
        return Severity.ERROR
    if effect.default is Default.RAISES:
        return Severity.ERROR
    return Severity.WARNING
