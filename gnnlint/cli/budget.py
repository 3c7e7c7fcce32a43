"""What a model is allowed: breaks, recompiles, the compilers that must take it.

The configuration says so, and the ratchet, which says what the model has reached before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from gnnlint.report.problem import Problem

if TYPE_CHECKING:
    from gnnlint.config import ModelSettings, Settings
    from gnnlint.finding import Finding
    from gnnlint.ratchet import Ratchet
    from gnnlint.verify import Observation

Budgets: TypeAlias = "Mapping[tuple[str, str | None], ModelSettings]"
"""By file and class, the class None where none is named."""

COMPILERS = ("fullgraph", "script", "export")
"""Budgets that say that a mode of the same name must pass."""


def over_budget(observations: Sequence[Observation], settings: Settings) -> list[Problem]:
    """Every budget of the configuration that a model exceeds."""
    budgets = budgets_of(settings.models, settings)
    problems: list[Problem] = []
    for observation in observations:
        budget = budget_of(observation, budgets)
        if budget is not None and observation.error is None:
            if settings.targets != "auto" and "script" not in settings.targets:
                budget = replace(budget, script=None)
            problems += _problems(observation, budget)
    return problems


def budgets_of(models: Sequence[ModelSettings], settings: Settings) -> Budgets:
    """The budgets of models whose paths start at the project's root."""
    from gnnlint.verify import Subject

    budgets = {}
    for model in models:
        subject = Subject.parse(model.target)
        path = (settings.root / subject.path).absolute().as_posix()
        budgets[path, subject.class_name] = model
    return budgets


def budget_of(observation: Observation, budgets: Budgets) -> ModelSettings | None:
    """The budget of a model by its class, else that of its file."""
    own = budgets.get((observation.path, observation.class_name))
    return own or budgets.get((observation.path, None))


def _problems(observation: Observation, budget: ModelSettings, by: str = "") -> list[Problem]:
    return [
        Problem(observation.path, observation.line, observation.name, f"{each}{by}")
        for each in _exceeded(observation, budget)
    ]


def _exceeded(observation: Observation, budget: ModelSettings) -> list[str]:
    lines = []
    for mode in COMPILERS:
        if getattr(budget, mode) and observation.status(mode) != "ok":
            lines.append(f"{mode} must pass, yet {observation.status(mode) or 'was not run'}")
    return [*_counted(observation, budget), *lines]


def _counted(observation: Observation, budget: ModelSettings) -> list[str]:
    """What is more than allowed; where plain torch.compile does not end well, nothing is known."""
    from gnnlint.report.verdict import counted

    found = [
        ("graph break", len(observation.default_sites), budget.graph_breaks),
        ("recompile", _recompiles(observation), budget.recompiles),
    ]
    status = observation.status("default") or "was not run"
    if status not in _COUNTED:
        told = "raises" if status == "raises" else "was not run"
        return [
            f"its {name}s cannot be counted: torch.compile {told}"
            for name, _, allowed in found
            if allowed is not None
        ]
    return [
        f"{counted(number, name)}, {allowed} allowed"
        for name, number, allowed in found
        if allowed is not None and number > allowed
    ]


_COUNTED = ("ok", "breaks")  # how the default mode ends where all of its breaks were seen


def _recompiles(observation: Observation) -> int:
    return sum(each.again for each in observation.recompiles if each.judged)


# --- the ratchet ------------------------------------------------------------------------------


def held(
    observations: Sequence[Observation], settings: Settings, torch: str
) -> tuple[list[Problem], list[str]]:
    """What got worse than the ratchet of the settings says; what was written down as better.

    Raises:
        ConfigError: the file cannot be read, or not be written.
    """
    from gnnlint import ratchet
    from gnnlint.config import ModelSettings

    file = settings.ratchet
    if file is None:
        return [], []
    known = ratchet.read(file)
    problems = _worse(observations, settings, known)
    models, told = dict(known.models), list[str]()
    for observation in observations:
        target = _target(observation, settings)
        before = models.get(target)
        now = _seen(observation, target)
        if observation.error is None and ratchet.measures(now):
            models[target] = now if before is None else ratchet.tightened(before, now)
            gained = ratchet.changes(before or ModelSettings(target), models[target])
            told += [f"{file.name}: {target}: {gained}"] if gained else []
    if known.torch not in ("", torch):
        told.append(
            f"{file.name} counts with torch {known.torch}, this is {torch}: where models differ for"
            " that alone, remove the file and let it be written anew"
        )
    if models != known.models:
        ratchet.write(file, ratchet.Ratchet(models, known.torch or torch))
    return problems, told


def _worse(
    observations: Sequence[Observation], settings: Settings, known: Ratchet
) -> list[Problem]:
    problems: list[Problem] = []
    for observation in observations:
        before = known.models.get(_target(observation, settings))
        if before is not None and observation.error is None and settings.ratchet is not None:
            asked: dict[str, Any] = {it: None for it in COMPILERS if observation.status(it) is None}
            by = f" ({settings.ratchet.name})"
            problems += _problems(observation, replace(before, **asked), by)
    return problems


def _target(observation: Observation, settings: Settings) -> str:
    """The model as the configuration names it: ``net.py:Net``."""
    from gnnlint.fingerprint import relative

    return f"{relative(observation.path, settings.root)}:{observation.class_name}"


def _seen(observation: Observation, target: str) -> ModelSettings:
    """What a model has reached in this run; None for what did not show."""
    from gnnlint.config import ModelSettings

    ends = observation.status("default") in _COUNTED
    sizes = any(each.judged for each in observation.recompiles)
    return ModelSettings(
        target,
        graph_breaks=len(observation.default_sites) if ends else None,
        recompiles=_recompiles(observation) if ends and sizes else None,
        **{mode: observation.status(mode) == "ok" or None for mode in COMPILERS},
    )


# --- what budgets change elsewhere ------------------------------------------------------------


def compilers_asked(path: str, class_name: str | None, settings: Settings) -> set[str]:
    """The modes that budgets of a model need, beside those that are run anyway."""
    keys = ((path, class_name), (path, None))
    own = [budgets[key] for budgets in allowances(settings) for key in keys if key in budgets]
    return {mode for mode in COMPILERS for it in own if getattr(it, mode)}


def allowances(settings: Settings) -> list[Budgets]:
    """Every set of budgets that holds: the configuration's, and the ratchet's."""
    from gnnlint import ratchet

    found = [budgets_of(settings.models, settings)]
    if settings.ratchet is not None:
        recorded = ratchet.read(settings.ratchet).models
        found.append(budgets_of(tuple(recorded.values()), settings))
    return found


def not_allowed(
    findings: Sequence[Finding], observations: Sequence[Observation], settings: Settings
) -> list[Finding]:
    """The findings that count: those of models that no budget speaks of.

    A model that has a budget is judged by it alone.
    """
    from gnnlint.report.verification import leads_to

    every = allowances(settings)
    counting = []
    for finding in findings:
        owners = [each for each in observations if leads_to(finding, each)]
        if not owners or not all(_is_held(each, every) for each in owners):
            counting.append(finding)
    return counting


def _is_held(observation: Observation, every: Sequence[Budgets]) -> bool:
    from gnnlint.ratchet import measures

    own = [budget_of(observation, budgets) for budgets in every]
    return any(it is not None and measures(it) for it in own)
