"""The ratchet in use: what models have reached is held against its file, and written there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnnlint.cli.budget import COMPILERS, is_counted, problems_of, recompiles_of
from gnnlint.report.problem import Problem

if TYPE_CHECKING:
    from gnnlint.config import Settings
    from gnnlint.config_keys import ModelSettings
    from gnnlint.verify import Observation

Models = Mapping[str, "ModelSettings"]
"""What models have reached, by their targets."""


def held(
    observations: Sequence[Observation], settings: Settings, torch: str
) -> tuple[list[Problem], list[str]]:
    """What got worse than the ratchet of the settings says; what was written down as better.

    Raises:
        ConfigError: the file cannot be read, or not be written.
    """
    from gnnlint import ratchet

    file = settings.ratchet
    if file is None:
        return [], []
    known = ratchet.read(file)
    ran = {_target(each, settings): each for each in observations if each.error is None}
    reached = _tightened(known.models, ran)
    if reached != known.models:
        ratchet.write(file, ratchet.Ratchet(reached, known.torch or torch))
    notes = [*_gained(file, known.models, reached), *_of_another_torch(file, known.torch, torch)]
    return _worse(file, known.models, ran), notes


def _worse(file: Path, known: Models, ran: Mapping[str, Observation]) -> list[Problem]:
    """What models exceed of what they had reached; a compiler that was not asked says nothing."""
    problems: list[Problem] = []
    for target, observation in ran.items():
        if target in known:
            asked: dict[str, Any] = {it: None for it in COMPILERS if observation.status(it) is None}
            problems += problems_of(observation, replace(known[target], **asked), file.name)
    return problems


def _tightened(known: Models, ran: Mapping[str, Observation]) -> dict[str, ModelSettings]:
    """What is reached by now: of each model the better of what was and what is."""
    from gnnlint import ratchet

    reached = dict(known)
    for target, observation in ran.items():
        now = _seen(observation, target)
        if ratchet.measures(now):
            reached[target] = ratchet.tightened(known[target], now) if target in known else now
    return reached


def _gained(file: Path, known: Models, reached: Models) -> Iterator[str]:
    """A note a model whose line is new or has changed."""
    from gnnlint import ratchet
    from gnnlint.config_keys import ModelSettings

    for target, now in reached.items():
        if gained := ratchet.changes(known.get(target, ModelSettings(target)), now):
            yield f"{file.name}: {target}: {gained}"


def _of_another_torch(file: Path, counted: str, torch: str) -> Iterator[str]:
    if counted not in ("", torch):
        yield (
            f"{file.name} counts with torch {counted}, this is {torch}: where models differ for"
            " that alone, remove the file and let it be written anew"
        )


def _target(observation: Observation, settings: Settings) -> str:
    """The model as the configuration names it: ``net.py:Net``."""
    from gnnlint.fingerprint import relative

    return f"{relative(observation.path, settings.root)}:{observation.class_name}"


def _seen(observation: Observation, target: str) -> ModelSettings:
    """What a model has reached in this run; None for what did not show."""
    from gnnlint.config_keys import ModelSettings

    ends = is_counted(observation)
    sizes = any(each.judged for each in observation.recompiles)
    return ModelSettings(
        target,
        graph_breaks=len(observation.default_sites) if ends else None,
        recompiles=recompiles_of(observation) if ends and sizes else None,
        **{mode: observation.status(mode) == "ok" or None for mode in COMPILERS},
    )
