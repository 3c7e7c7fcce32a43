"""``gnnlint verify``: what the real compilers say of models."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint.cli import formats
from gnnlint.cli.budget import compilers_asked, not_allowed, over_budget
from gnnlint.cli.check import settings_of, status
from gnnlint.cli.main import ERROR, FINDINGS, OK, UsageError
from gnnlint.cli.observing import modes_of, observed, pass_on_interrupt, require_device, texts_of
from gnnlint.cli.output import write
from gnnlint.cli.progress import Progress
from gnnlint.cli.ratcheting import counted_with, held

if TYPE_CHECKING:
    from gnnlint.config import Settings
    from gnnlint.config_keys import ModelSettings
    from gnnlint.finding import Finding, Run
    from gnnlint.verify import Children, Observation, Subject

_MISSING_TORCH = (
    "the real compilers need torch and torch_geometric: `pip install 'gnnlint[verify]'`. For a "
    "small build without GPU support put `--extra-index-url https://download.pytorch.org/whl/cpu` "
    "behind it."
)


def run(arguments: argparse.Namespace) -> int:
    """Verify the models named, or those of the configuration; exit 1 on breaks or lost budgets."""
    require_torch()
    reports = formats.asked(arguments.format, arguments.output, formats.OF_MODELS)
    # The static side must speak of the compiler that will answer it.
    settings = as_installed(settings_of(arguments))
    asked = _subjects(arguments, settings)
    from gnnlint.verify import Children

    modes = modes_of(arguments.modes, arguments.skip_modes, arguments.backend)
    show = texts_of(arguments.show, reports)
    with Children() as children:
        require_device(arguments.device, children)
        subjects, notes = models_of(asked, children)
        outcome = _checked(subjects, widened(settings))
        scripted = {"script"} if show else set()
        further = [further_modes(each, outcome, settings, modes) | scripted for each in subjects]
        observations = observed(
            subjects,
            arguments.timeout,
            further,
            arguments.train,
            modes,
            children,
            arguments.jobs,
            show,
        )
    outcome = joined(outcome, observations, settings)
    if all(each.class_name is not None for each in asked):
        outcome = _about(outcome, observations)
    exceeded = over_budget(observations, settings)
    worse, better = held(observations, settings, settings.torch_version, counted_with(arguments))
    exceeded += [each for each in worse if replace(each, file="") not in exceeded]
    outcome = replace(outcome, notes=(*outcome.notes, *notes, *better))
    outcome = with_sources(outcome, observations)
    counting = not_allowed(outcome.findings, observations, settings)
    for report in reports:
        said = formats.of_models(outcome, observations, exceeded, counting, report, settings, show)
        write(said, report.file)
    pass_on_interrupt(observations)
    if any(each.failure is not None for each in observations):
        return ERROR
    if arguments.exit_zero:
        return OK
    return FINDINGS if exceeded else status(counting, settings.fail_on)


def require_torch() -> None:
    """Raise ``UsageError`` where torch is not installed; it is not imported to find out."""
    from importlib.util import find_spec

    if find_spec("torch") is None:
        raise UsageError(_MISSING_TORCH)


def as_installed(settings: Settings) -> Settings:
    """The settings with the versions that are installed, which are what is run."""
    pyg_version = installed_pyg() or settings.pyg_version
    return replace(settings, torch_version=installed_torch(), pyg_version=pyg_version)


def installed_torch() -> str:
    """The version of the torch that is installed, as ``2.13``."""
    from importlib.metadata import version

    return _short(version("torch"))


def installed_pyg() -> str | None:
    """The version of the torch_geometric that is installed, as ``2.8``; None without one."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return _short(version("torch_geometric"))
    except PackageNotFoundError:
        return None


def _short(version: str) -> str:
    return ".".join(version.split(".")[:2])


# --- what to verify ---------------------------------------------------------------------------


def _subjects(arguments: argparse.Namespace, settings: Settings) -> list[Subject]:
    """The models named on the command line, of a folder all; else those of the configuration."""
    if arguments.targets:
        subjects = [
            subject
            for target in arguments.targets
            for subject in (
                _of_folder(target, arguments.example, settings)
                if Path(target).is_dir()
                else named([target], arguments.example)
            )
        ]
    else:
        subjects = [configured(each, settings) for each in settings.models]
    if not subjects:
        raise UsageError(
            "no model named: write `gnnlint verify FILE.py:Class`, or name some in pyproject.toml: "
            '[tool.gnnlint] models = ["net.py:Net"]'
        )
    return [replace(each, root=settings.root, device=arguments.device) for each in subjects]


def _of_folder(folder: str, example: str | None, settings: Settings) -> list[Subject]:
    """A subject for each file of a folder that holds models. Raises ``UsageError`` without one."""
    from gnnlint import engine

    if example is not None:
        raise UsageError(f"--example is of one file's models: name that file instead of {folder}")
    with Progress("checked", "files") as progress:
        found = files_of(engine.check([folder], settings, progress=progress), settings)
    if not found:
        raise UsageError(f"{folder}: no model in its files that could be run")
    return found


def files_of(outcome: Run, settings: Settings) -> list[Subject]:
    """A subject for each file that models were found in.

    What is no file by itself, a cell or standard input, is not run.
    """
    from gnnlint.verify import Subject

    here = Path(outcome.working_directory)
    paths = [Path(it) for it in dict.fromkeys(model.place.path for model in outcome.models)]
    return [
        Subject(path.relative_to(here) if path.is_relative_to(here) else path, root=settings.root)
        for path in paths
        if path.is_file()
    ]


def named(targets: Sequence[str], example: str | None) -> list[Subject]:
    """The subjects that the targets of a command line name. Raises ``UsageError``."""
    from gnnlint.verify import Subject, SubjectError

    try:
        subjects = [Subject.parse(each, example) for each in targets]
        for subject in subjects:
            _check(subject)
    except SubjectError as error:
        raise UsageError(str(error)) from None
    return subjects


def configured(model: ModelSettings, settings: Settings) -> Subject:
    """A model of the configuration, whose path starts at the project's root.

    Raises ``UsageError``.
    """
    from gnnlint.verify import Subject, SubjectError

    try:
        subject = Subject.parse(model.target)
        path = settings.root / subject.path
        if not path.is_file():
            told = f"{subject.path}: no such file; {settings.file} names it under `models`"
            raise UsageError(told)
        subject = replace(subject, path=path)
        _check(subject)
    except SubjectError as error:
        raise UsageError(str(error)) from None
    return subject


def models_of(subjects: Sequence[Subject], children: Children) -> tuple[list[Subject], list[str]]:
    """A subject a model; a note on what is left out. Runs the file where it names no model.

    Raises ``UsageError`` where the only file asked for holds none.
    """
    models, notes = models_in(subjects, children)
    if len(subjects) == 1 and models[0].trouble:
        raise UsageError(models[0].trouble)
    return models, notes


def models_in(subjects: Sequence[Subject], children: Children) -> tuple[list[Subject], list[str]]:
    """The same; where a file holds none, its subject has that for a trouble."""
    from gnnlint.verify.discovery import subjects_of
    from gnnlint.verify.subject import SubjectError

    models: list[Subject] = []
    notes = []
    with Progress("looked through", "files") as progress:
        for done, subject in enumerate(subjects):
            with progress.during(subject.path.name, done, len(subjects)):
                try:
                    found = subjects_of(subject, children)
                except SubjectError as error:
                    models.append(replace(subject, trouble=str(error)))
                    continue
            models += found.subjects
            if found.parts:
                parts = ", ".join(found.parts)
                notes.append(
                    f"{subject.path.name} has {parts} as well, parts of the models above; "
                    f"`gnnlint verify {subject.path}:{found.parts[0]}` asks about one by itself"
                )
    return models, notes


def _check(subject: Subject) -> None:
    """Raise ``SubjectError`` where there is no such file, or no such class in it."""
    from gnnlint.verify.classes import require_class

    subject.lacking()
    require_class(subject)


def _checked(subjects: Sequence[Subject], settings: Settings) -> Run:
    """What the static side says of the same models, helpers in other files included."""
    from gnnlint import engine

    outcome = engine.check([path for path in {each.path: None for each in subjects}], settings)
    return replace(outcome, findings=(*outcome.findings, *outcome.elsewhere), elsewhere=())


def widened(settings: Settings) -> Settings:
    """The settings with every rule on.

    A finding that is switched off still explains what the compiler shows at its line; left out, it
    would come back as something nobody predicted.
    """
    return replace(settings, select=("ALL",), ignore=(), extend_select=(), per_file_ignores=())


def further_modes(
    subject: Subject, outcome: Run, settings: Settings, modes: Collection[str] = ("script",)
) -> set[str]:
    """What is run of the subject alone: its budgets ask for it; torch.jit.script also where the
    static side speaks of it. The targets named, and the modes of all, may leave that out.
    """
    asked = compilers_asked(_path(subject), subject.class_name, settings)
    if settings.targets != "auto":
        is_scripted = "script" in settings.targets and "script" in (*asked, *modes)
    else:
        is_scripted = "script" in asked or ("script" in modes and _is_scripted(subject, outcome))
    return asked - {"script"} | ({"script"} if is_scripted else set())


def _is_scripted(subject: Subject, outcome: Run) -> bool:
    from gnnlint.finding import Target

    here = [model for model in outcome.models if model.place.path == _path(subject)]
    on = not here or any(model.script != "off" for model in here)
    return on and Target.SCRIPT in outcome.targets


def _path(subject: Subject) -> str:
    return subject.path.absolute().as_posix()


def with_sources(outcome: Run, observations: Sequence[Observation]) -> Run:
    """The run with the lines of every file that a model ran through, to be shown."""
    from gnnlint.source import Source, read

    lines = dict(outcome.sources)
    seen = (
        path
        for each in observations
        for path in (each.path, *each.reached, *each.reached_in_training)
    )
    for path in dict.fromkeys(seen):
        if path not in lines and isinstance(source := read(Path(path)), Source):
            lines[path] = source.lines
    return replace(outcome, sources=lines)


def joined(outcome: Run, observations: Sequence[Observation], settings: Settings) -> Run:
    """The run with a verdict on each finding, and what only the compilers saw."""
    from gnnlint.verify import join

    known = len(outcome.findings)
    everything = (*outcome.findings, *outcome.elsewhere)
    findings = join(everything, observations, root=settings.root)
    unpredicted = [
        each
        for each in findings[len(everything) :]
        if each.target in outcome.targets and not _is_annotated(each)
    ]
    both = sorted([*findings[:known], *unpredicted], key=lambda each: (each.place, each.code))
    return _selected(replace(outcome, findings=tuple(both)), settings)


def _about(outcome: Run, observations: Sequence[Observation]) -> Run:
    """The run without what is said of other models of the files, and was not observed."""
    from gnnlint.finding import Verdict

    silent = (None, Verdict.NOT_REACHED, Verdict.NOT_TESTABLE)
    kept = [
        each
        for each in outcome.findings
        if each.verdict not in silent
        or not each.entry_points
        or any(seen.is_entry(each.entry_points) for seen in observations)
    ]
    return replace(outcome, findings=tuple(kept))


def _is_annotated(finding: Finding) -> bool:
    """Whether a comment on the line says that somebody knows: its finding was left out before."""
    from gnnlint.source import Source, read
    from gnnlint.suppression import suppressions

    source = read(Path(finding.place.path))
    if not isinstance(source, Source):
        return False
    return any(
        comment.covers(finding.place.line) and comment.is_about_us
        for comment in suppressions(source).comments
    )


def _selected(outcome: Run, settings: Settings) -> Run:
    """The run with the findings that the settings select."""
    kept = [
        each for each in outcome.findings if settings.selects(each.code, each.name, each.place.path)
    ]
    return replace(outcome, findings=tuple(kept))
