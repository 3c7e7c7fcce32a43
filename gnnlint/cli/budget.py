"""What the configuration allows a model: breaks, recompiles, the compilers that must take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gnnlint.report.problem import Problem

if TYPE_CHECKING:
    from gnnlint.config import ModelSettings, Settings
    from gnnlint.verify import Observation


def over_budget(observations: Sequence[Observation], settings: Settings) -> list[Problem]:
    """Every budget of the configuration that a model exceeds."""
    budgets = budgets_of(settings)
    problems: list[Problem] = []
    for observation in observations:
        name = observation.name.rpartition(".")[2]
        model_settings = budgets.get((observation.path, name)) or budgets.get(
            (observation.path, None)
        )
        if model_settings is not None and observation.error is None:
            if settings.targets != "auto" and "script" not in settings.targets:
                model_settings = replace(model_settings, script=None)
            problems += [
                Problem(observation.path, observation.line, observation.name, each)
                for each in _exceeded(observation, model_settings)
            ]
    return problems


def budgets_of(settings: Settings) -> dict[tuple[str, str | None], ModelSettings]:
    """The models of the configuration by file and class, the class None where none is named."""
    from gnnlint.verify import Subject

    budgets = {}
    for model in settings.models:
        subject = Subject.parse(model.target)
        path = (settings.root / subject.path).absolute().as_posix()
        budgets[path, subject.class_name] = model
    return budgets


def _exceeded(observation: Observation, budget: ModelSettings) -> list[str]:
    lines = []
    for mode in ("fullgraph", "script"):
        if getattr(budget, mode) and observation.status(mode) != "ok":
            lines.append(f"{mode} must pass, yet {observation.status(mode) or 'was not run'}")
    return [*_counted(observation, budget), *lines]


def _counted(observation: Observation, budget: ModelSettings) -> list[str]:
    """What is more than allowed; where plain torch.compile does not end well, nothing is known."""
    from gnnlint.report.verdict import counted

    recompiles = sum(each.compiles for each in observation.recompiles if each.judged)
    found = [
        ("graph break", len(observation.default_sites), budget.graph_breaks),
        ("recompile", recompiles, budget.recompiles),
    ]
    status = observation.status("default") or "was not run"
    if status not in ("ok", "breaks"):
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
