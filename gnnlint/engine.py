"""From entry points and rules to findings."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from gnnlint import catalogue as catalogues
from gnnlint import frames, tree
from gnnlint.capture import CaptureFlags
from gnnlint.config import INTERNAL_ERROR, OWN_CODES, Settings
from gnnlint.finding import (
    Certainty,
    Default,
    EntryPoint,
    Finding,
    Fullgraph,
    Gap,
    Model,
    Place,
    Related,
    Run,
    Severity,
    Target,
)
from gnnlint.fingerprint import with_fingerprints
from gnnlint.forks import in_forks
from gnnlint.match import Effect, Matcher, Versions, fill
from gnnlint.merging import Claim, by_entry_point, claim_of, merge
from gnnlint.notebook import located
from gnnlint.premise import premise
from gnnlint.project import Project, reading
from gnnlint.project.code import ModuleCode
from gnnlint.script.compiler import script_events
from gnnlint.source import Source, Unreadable, absolute, decode, discover, read
from gnnlint.suppression import apply as apply_suppressions
from gnnlint.suppression import names_our_rules, suppressions
from gnnlint.trace.entry import Trace, trace_again, trace_class, trace_function, trace_use
from gnnlint.trace.program import is_program, trace_program
from gnnlint.trace.uses import telling
from gnnlint.versions import PYG, TORCH

URL = "https://gnnlint.readthedocs.io/rules/{code}/"

SCRIPT_MARKERS = (b"torch.jit", b"propagate_type", b"jittable", b"edge_updater_type")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Traced:
    """An entry point that was traced: what is left of it once its events are judged."""

    entry: EntryPoint
    gaps: tuple[Gap, ...]
    scripted: bool


@dataclass(frozen=True)
class _Terms:
    """How the entry points of a file are judged: for TorchScript too, under which flags."""

    scripted: bool
    flags: frozenset[str]


_Found: TypeAlias = tuple[EntryPoint | None, Finding]
"""A finding and whose it is; of files that cannot be read it is nobody's."""

_Answer: TypeAlias = tuple[list[_Found], list[_Traced]]


@dataclass
class _Work:
    """What one run has gathered so far."""

    settings: Settings
    project: Project
    matcher: Matcher
    flags: CaptureFlags
    checked: frozenset[str]
    paths: tuple[str, ...]
    script: Callable[[ModuleCode], bool]
    found: list[_Found] = field(default_factory=list)
    models: list[_Traced] = field(default_factory=list)


def check(
    paths: Sequence[Path | str],
    settings: Settings,
    *,
    stdin: tuple[str, bytes] | None = None,
    progress: Progress | None = None,
) -> Run:
    """Check files and folders.

    Args:
        paths: what to check.
        settings: see :mod:`gnnlint.config`.
        stdin: name and bytes of a file that is checked instead of what is on disk.
        progress: called with the number of files done and their total.

    Raises:
        ConfigError: a rule folder is wrong.
        PathError: a path does not exist.
    """
    start = time.perf_counter()
    with tree.paused_collection():
        run = tree.deeply(lambda: _check(paths, settings, stdin, progress))
    return replace(run, seconds=time.perf_counter() - start)


def _check(
    paths: Sequence[Path | str],
    settings: Settings,
    stdin: tuple[str, bytes] | None,
    progress: Progress | None,
) -> Run:
    given = tuple(absolute(path) for path in paths)
    sources, unreadable = _read_all(given, settings, stdin)
    project = Project(settings.root, given or tuple(sources), reading(sources))
    versions = Versions.of(settings.torch_version, settings.pyg_version)
    catalogue = catalogues.load(settings.rule_folders)
    if not settings.preview:
        catalogue = catalogue.stable()
    work = _Work(
        settings,
        project,
        Matcher(catalogue, versions),
        CaptureFlags(project, sources),
        frozenset(path.as_posix() for path in sources),
        tuple(path.as_posix() for path in given),
        _script_wanted(settings),
    )
    own = _share(sources, settings)
    broken = unreadable if settings.shard is None or settings.shard[0] == 1 else []
    work.found.extend((None, _unreadable(it)) for it in broken)
    _check_files(work, own, progress)
    return _conclude(work, sources, len(own) + len(broken))


def _share(sources: dict[Path, Source], settings: Settings) -> dict[Path, Source]:
    """The files whose models this run judges; what they lead to may stand in any other."""
    if settings.shard is None:
        return sources
    number, total = settings.shard
    return dict(list(sources.items())[number - 1 :: total])


def _check_files(work: _Work, sources: dict[Path, Source], progress: Progress | None) -> None:
    """Check every file, in several processes where that is asked for and can be had."""
    jobs = min(work.settings.jobs, len(sources))
    if jobs > 1 and hasattr(os, "fork"):
        _check_in_processes(work, sources, jobs, progress)
        return
    for done, (path, source) in enumerate(sources.items()):
        _check_file(work, path, source)
        if progress is not None:
            progress(done + 1, len(sources))


def _check_in_processes(
    work: _Work, sources: dict[Path, Source], jobs: int, progress: Progress | None
) -> None:
    """Share the files out, the largest first; a forked child has what was read already."""
    shares: list[list[Path]] = [[] for _ in range(jobs)]
    for index, path in enumerate(sorted(sources, key=lambda it: -len(sources[it].data))):
        shares[index % jobs].append(path)

    def check_share(share: list[Path]) -> list[_Answer]:
        return [_check_alone(work, path, sources[path]) for path in share]

    answers: dict[Path, _Answer] = {}
    for share, answered in in_forks(check_share, shares):
        answers.update(zip(share, answered, strict=True))
        if progress is not None:
            progress(len(answers), len(sources))
    for path in sources:
        found, models = answers[path]
        work.found += found
        work.models += models


def _check_alone(work: _Work, path: Path, source: Source) -> _Answer:
    """What one file adds to the work, taken out of it again."""
    work.found, work.models = [], []
    _check_file(work, path, source)
    return work.found, work.models


def _read_all(
    given: tuple[Path, ...], settings: Settings, stdin: tuple[str, bytes] | None
) -> tuple[dict[Path, Source], list[Unreadable]]:
    sources: dict[Path, Source] = {}
    unreadable: list[Unreadable] = []
    found: Iterable[Source | Unreadable]
    if stdin is not None:
        found = [decode(absolute(stdin[0]), stdin[1])]
    else:
        files = discover(
            given, root=settings.root, exclude=settings.exclude,
            force_exclude=settings.force_exclude,
        )  # fmt: skip
        found = map(read, files)
    for it in found:
        if isinstance(it, Unreadable):
            unreadable.append(it)
        else:
            sources[it.path] = it
    return sources, unreadable


def _script_wanted(settings: Settings) -> Callable[[ModuleCode], bool]:
    """Whether a file's models are judged for TorchScript: on request, or where it is used."""
    if settings.targets == "auto":
        return lambda module: any(it in module.source.data for it in SCRIPT_MARKERS)
    return lambda module: "script" in settings.targets


def _check_file(work: _Work, path: Path, source: Source) -> None:
    try:
        module = work.project.load(path, source)
    except SyntaxError as error:
        work.found.append((None, _unparsable(path, source, error)))
        return
    if module is None or b"torch" not in source.data:
        return
    try:
        _judge_file(work, module, source)
    except Exception as error:
        if os.environ.get("GNNLINT_TRACEBACK"):
            raise
        work.found.append((None, _failed(path, error)))


def _judge_file(work: _Work, module: ModuleCode, source: Source) -> None:
    """Add the models of a file, and what the rules say to them."""
    terms = _Terms(work.script(module), work.flags.of(source.path))
    for trace in _traces(work, module):
        work.models.append(_Traced(trace.entry, trace.gaps, terms.scripted))
        for effect in _effects(work, trace, terms):
            work.found.append((trace.entry, _finding(effect, trace.entry)))
    if is_program(work.project, module):
        _check_program(work, module, terms)


def _check_program(work: _Work, module: ModuleCode, terms: _Terms) -> None:
    """Judge what a program compiles, and the models that it makes."""
    program = trace_program(work.project, module, interests=work.matcher.interests)
    for entry, gaps in program.machine.compiled.items():
        work.models.append(_Traced(entry, tuple(gaps.values()), terms.scripted))
    for effect in _effects(work, program, terms):
        entry, called = _compiled(effect, program.entry)
        work.found.append((entry, _as_made(effect, entry, called)))
    for use in telling(program.machine.uses):
        made = trace_use(program.machine, use)
        if made is not None:
            work.models.append(_Traced(made.entry, made.gaps, terms.scripted))
            place = Related("made", use.place, "the model is made here")
            for effect in _effects(work, made, terms):
                work.found.append((made.entry, _as_made(effect, made.entry, place)))


def _traces(work: _Work, module: ModuleCode) -> Iterable[Trace]:
    for code in work.project.classes(module):
        if work.project.is_module(code):
            trace = trace_class(work.project, code, interests=work.matcher.interests)
            if trace is not None:
                yield trace
    for function in work.project.functions(module):
        if "torch.compile" in set(work.project.decorator_names(function)):
            yield trace_function(work.project, function, interests=work.matcher.interests)


def _effects(work: _Work, trace: Trace, terms: _Terms) -> list[Effect]:
    """What the rules say to a trace's events."""
    effects: list[Effect] = []
    if Target.COMPILE in _compile_targets(work.settings):
        found = work.matcher.effects(trace.events, Target.COMPILE, terms.flags)
        found = _lasting(work, trace, found)
        effects += frames.replay(frames.restart(found))
    if terms.scripted:
        effects += work.matcher.effects(script_events(trace, work.project), Target.SCRIPT)
    return effects + work.matcher.effects(trace.events, Target.ANY)


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


def _lasting(work: _Work, trace: Trace, effects: list[Effect]) -> list[Effect]:
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


def _compile_targets(settings: Settings) -> frozenset[Target]:
    if settings.targets == "auto" or {"compile", "fullgraph"} & set(settings.targets):
        return frozenset({Target.COMPILE})
    return frozenset()


def _finding(effect: Effect, entry: EntryPoint) -> Finding:
    event = effect.event
    row, rule = effect.row, effect.rule
    remedy = fill(row.remedy, effect)
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=row.severity or severity_of(effect),
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
        masked_by=effect.masked_by,
        runs_eagerly=effect.runs_eagerly,
        entry_points=(entry.name,),
        trace=event.chain,
        related=_related(effect, remedy),
        gb_types=row.gb,
        url=URL.format(code=rule.code),
    )


def _related(effect: Effect, remedy: str) -> tuple[Related, ...]:
    """Where the remedy goes, when that is not the line itself: the constructor."""
    receiver = effect.event.receiver
    if receiver is None or receiver.made_at is None or "init." not in effect.row.text:
        return ()
    return (Related("remedy", receiver.made_at, remedy),)


def severity_of(effect: Effect) -> Severity:
    """error: fails in every mode; warning: breaks by default only."""
    if effect.target is Target.SCRIPT or effect.fullgraph is Fullgraph.ERROR:
        return Severity.ERROR
    if effect.default is Default.RAISES:
        return Severity.ERROR
    return Severity.WARNING


def _unreadable(it: Unreadable) -> Finding:
    place = Place(it.path.as_posix(), it.line, 1, it.line, 1)
    return _broken_file(place, it.message, "save the file as UTF-8, or exclude it")


def _unparsable(path: Path, source: Source, error: SyntaxError) -> Finding:
    line = min(max(error.lineno or 1, 1), max(len(source.lines), 1))
    column = max(error.offset or 1, 1)
    end = error.end_lineno or line, max(error.end_offset or column, column)
    place = Place(path.as_posix(), line, column, max(end[0], line), end[1])
    return _broken_file(
        place,
        f"cannot be parsed: {error.msg}",
        "mend the syntax; if a newer Python reads it, run gnnlint with that one",
    )


def _failed(path: Path, error: Exception) -> Finding:
    """A mistake of our own ends the look at one file, not the run."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    first_line = str(error).split("\n", 1)[0]
    return _broken_file(
        Place(path.as_posix(), 1, 1, 1, 1),
        f"gnnlint failed on this file: {type(error).__name__}: {first_line} "
        f"(at {os.path.basename(frame.filename)}:{frame.lineno})",
        "this is a bug of gnnlint: please report it with the file and what GNNLINT_TRACEBACK=1 "
        "prints; exclude the file until then",
        code=INTERNAL_ERROR,
    )


def _broken_file(place: Place, message: str, remedy: str, code: str = "GNN001") -> Finding:
    return Finding(
        code=code,
        name=OWN_CODES[code],
        severity=Severity.ERROR,
        certainty=Certainty.CERTAIN,
        target=Target.ANY,
        place=place,
        message=message,
        remedy=remedy,
        url=URL.format(code=code),
    )


# -- putting it together -------------------------------------------------------------------


def _conclude(work: _Work, sources: dict[Path, Source], files: int) -> Run:
    settings = work.settings
    by_entry = by_entry_point(work.found)
    merged = merge(it for own in by_entry.values() for it in own)
    inside: list[Finding] = []
    elsewhere: list[Finding] = []
    for it in merged:
        is_inside = it.place.path in work.checked or it.code == "GNN001"
        (inside if is_inside else elsewhere).append(it)
    kept, unused = _suppressed(work, inside, sources)
    standing = frozenset(map(claim_of, (*kept, *elsewhere)))
    chosen = [
        it
        for it in (*kept, *unused)
        if settings.selects(it.code, it.name, it.place.path) and _asked(settings, it)
    ]
    chosen.sort(key=lambda it: (it.place, it.code))
    lines = {path.as_posix(): source.lines for path, source in sources.items()}
    findings = with_fingerprints(chosen, lines, settings.root)
    run = Run(
        findings=findings,
        models=tuple(_models(work, findings, by_entry, standing)),
        by_entry=_by_name(by_entry),
        files=files,
        seconds=0.0,
        targets=_targets(work),
        torch_version=settings.torch_version,
        pyg_version=settings.pyg_version,
        elsewhere=tuple(elsewhere),
        notes=tuple(_notes(work)),
        root=settings.root.as_posix(),
        working_directory=Path.cwd().as_posix(),
        sources={it.place.path: lines.get(it.place.path, ()) for it in findings},
        paths=work.paths if settings.shard is None else (),
    )
    return located(run, {it.path.as_posix(): it.cells for it in sources.values() if it.cells})


def _asked(settings: Settings, finding: Finding) -> bool:
    """``--target fullgraph`` keeps only what fails under fullgraph=True."""
    if settings.targets == "auto" or "compile" in settings.targets:
        return True
    if "fullgraph" in settings.targets and finding.target is Target.COMPILE:
        return finding.fullgraph is Fullgraph.ERROR
    return True


def _targets(work: _Work) -> tuple[Target, ...]:
    chosen = [Target.COMPILE] if _compile_targets(work.settings) else []
    asked = work.settings.targets != "auto" and "script" in work.settings.targets
    if asked or any(it.scripted for it in work.models):
        chosen.append(Target.SCRIPT)
    return tuple(chosen)


def _notes(work: _Work) -> Iterable[str]:
    yield from work.settings.notes
    if work.settings.shard is not None:
        number, total = work.settings.shard
        yield f"share {number} of {total}: the models of the other files are judged by other runs"
    yield from _unmeasured(work.settings)
    if work.settings.targets == "auto" and not any(it.scripted for it in work.models):
        yield (
            "target script is off: nothing here uses torch.jit or propagate_type "
            "(--target compile,script switches it on)"
        )


def _unmeasured(settings: Settings) -> Iterable[str]:
    """The rules were measured with the newest versions; of others less is known."""
    for known, version in ((TORCH, settings.torch_version), (PYG, settings.pyg_version)):
        if version != known.newest:
            yield (
                f"measured with {known.package} {known.newest}; {version} is judged by what is "
                "known of it"
            )


def _suppressed(
    work: _Work, findings: list[Finding], sources: dict[Path, Source]
) -> tuple[list[Finding], list[Finding]]:
    hit = {it.place.path for it in findings}
    hit |= {related.place.path for it in findings for related in it.related}
    marked = {
        path.as_posix(): suppressions(source)
        for path, source in sources.items()
        if path.as_posix() in hit or names_our_rules(source)
    }
    kept, unused = apply_suppressions(
        findings,
        marked,
        targets=_targets(work),
        active=lambda code: work.settings.selects(code, code),
    )
    return list(kept), list(unused) if _is_whole(work) else []


def _is_whole(work: _Work) -> bool:
    """Whether enough was checked to call a comment unused: folders, and all of their files.

    In a helper it may be of use to a model of a file that was not looked at.
    """
    return work.settings.shard is None and bool(work.paths) and all(map(os.path.isdir, work.paths))


def _models(
    work: _Work,
    findings: Sequence[Finding],
    by_entry: Mapping[EntryPoint | None, Sequence[Finding]],
    standing: frozenset[Claim],
) -> Iterable[Model]:
    """The models, judged by every finding that stands (is not suppressed).

    What is not selected, or lies in files outside the given paths, breaks them all the same.
    """
    reported = {claim_of(it): it.fingerprint for it in findings}
    for traced in _one_each(work.models):
        own = [it for it in by_entry.get(traced.entry, ()) if claim_of(it) in standing]
        fingerprints = tuple(reported[key] for key in map(claim_of, own) if key in reported)
        away = sum(it.place.path not in work.checked for it in own)
        yield replace(_model(traced, own), findings=fingerprints, elsewhere=away)


def _by_name(
    by_entry: Mapping[EntryPoint | None, tuple[Finding, ...]],
) -> dict[str, tuple[Finding, ...]]:
    """The findings of each name; two models of one name in different folders share it."""
    found: dict[str, tuple[Finding, ...]] = {}
    for entry, own in by_entry.items():
        name = entry.name if entry is not None else ""
        found[name] = (*found.get(name, ()), *own)
    return found


def _one_each(models: Iterable[_Traced]) -> Iterable[_Traced]:
    """A model by its class, with what could not be followed even where it is made."""
    found: dict[EntryPoint, _Traced] = {}
    for it in models:
        known = found.setdefault(it.entry, it)
        fewer = it if len(it.gaps) < len(known.gaps) else known
        found[it.entry] = replace(known, gaps=fewer.gaps)
    return found.values()


def _model(traced: _Traced, own: Sequence[Finding]) -> Model:
    """What a model's findings say of it."""
    compiled = [it for it in own if it.target is Target.COMPILE]
    scripted = [it for it in own if it.target is Target.SCRIPT]
    raises = any(it.default is Default.RAISES for it in compiled)
    breaks = any(it.default is Default.BREAK for it in compiled)
    fails = any(it.fullgraph is Fullgraph.ERROR for it in compiled)
    return Model(
        name=traced.entry.name,
        place=traced.entry.place,
        gaps=traced.gaps,
        compile="raises" if raises else "breaks" if breaks else "no-break-found",
        fullgraph="fails" if fails else "no-failure-found",
        script=("fails" if scripted else "no-failure-found") if traced.scripted else "off",
    )
