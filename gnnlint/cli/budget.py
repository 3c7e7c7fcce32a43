"""What a model is allowed: breaks, recompiles, the compilers that must take it.

The configuration says so, and the ratchet, which says what the model has reached before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from gnnlint.report.problem import Problem

if TYPE_CHECKING:
    from gnnlint.config import Settings
    from gnnlint.config_keys import ModelSettings
    from gnnlint.finding import Finding
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
            problems += problems_of(observation, budget)
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
    """The budget of a model by its class, else that of its file: the one that was named first."""
    keys = ((path, name) for path in observation.files for name in (observation.class_name, None))
    return next((budgets[key] for key in keys if key in budgets), None)


def problems_of(observation: Observation, budget: ModelSettings, file: str = "") -> list[Problem]:
    """What a model exceeds of a budget, which a file beside the configuration may set."""
    return [
        Problem(observation.path, observation.line, observation.name, says, name, file)
        for name, says in (*_counted(observation, budget), *_refused(observation, budget))
    ]


def _refused(observation: Observation, budget: ModelSettings) -> Iterator[tuple[str, str]]:
    """The compilers that must take the model and do not, by name."""
    for mode in COMPILERS:
        if getattr(budget, mode) and observation.status(mode) != "ok":
            yield mode, f"{mode} must pass, yet {observation.status(mode) or 'was not run'}"


def _counted(observation: Observation, budget: ModelSettings) -> Iterator[tuple[str, str]]:
    """What is more than allowed; where plain torch.compile does not end well, nothing is known."""
    from gnnlint.report.verdict import counted

    for name, noun, number, allowed in (
        ("graph_breaks", "graph break", len(observation.broken_lines), budget.graph_breaks),
        ("recompiles", "recompile", recompiles_of(observation), budget.recompiles),
    ):
        if allowed is None:
            continue
        if not is_counted(observation):
            raises = observation.status("default") == "raises"
            told = "raises" if raises else "was not run"
            yield name, f"its {noun}s cannot be counted: torch.compile {told}"
        elif number > allowed:
            yield name, f"{counted(number, noun)}, {allowed} allowed"


def is_counted(observation: Observation) -> bool:
    """Whether the default mode ended so that all of its breaks were seen."""
    return observation.status("default") in ("ok", "breaks")


def recompiles_of(observation: Observation) -> int:
    """The frames that compile again from the third size on."""
    return sum(each.again for each in observation.recompiles if each.judged)


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
