"""The ratchet in use: what models have reached is held against its file, and written there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnnlint.cli.budget import COMPILERS, is_counted, problems_of, recompiles_of
from gnnlint.report.problem import Problem

if TYPE_CHECKING:
    import argparse

    from gnnlint.config import Settings
    from gnnlint.config_keys import ModelSettings
    from gnnlint.verify import Observation

Reached = Mapping[str, "ModelSettings"]
"""What models have reached, by their targets."""


def counted_with(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The options of ``gnnlint verify`` that change what is counted, as they are written."""
    options = []
    if arguments.train:
        options.append("--train")
    if arguments.device != "cpu":
        options.append(f"--device {arguments.device}")
    if arguments.example is not None:
        options.append(f"--example {arguments.example}")
    return tuple(options)


def held(
    observations: Sequence[Observation], settings: Settings, torch: str, options: tuple[str, ...]
) -> tuple[list[Problem], list[str]]:
    """What got worse than the ratchet of the settings says; what was written down as better.

    Nothing is written where other ``options`` counted than those of the file: what is better with
    them the next run without them would exceed.

    Args:
        observations: of the models that ran.
        settings: name the file, and the root that its paths start from.
        torch: the version that counts, "2.13".
        options: those of :func:`counted_with`.

    Raises:
        ConfigError: the file cannot be read, or not be written.
    """
    from gnnlint import ratchet

    file = settings.ratchet
    if file is None:
        return [], []
    known = ratchet.read(file)
    ran = {_target(each, settings): each for each in observations if each.error is None}
    notes = [*_of_another_torch(file, known.torch, torch)]
    if known.models and options != known.options:
        notes.append(_of_other_options(file, known.options, options))
    elif (reached := _tightened(known.models, ran)) != known.models:
        ratchet.write(file, ratchet.Ratchet(reached, known.torch or torch, options))
        notes = [*_gained(file, known.models, reached), *notes]
    return _worse(file, known.models, ran), notes


def _worse(file: Path, known: Reached, ran: Mapping[str, Observation]) -> list[Problem]:
    """What models exceed of what they had reached; a compiler that was not asked says nothing."""
    problems: list[Problem] = []
    for target, observation in ran.items():
        if target in known:
            unasked: dict[str, Any] = {
                it: None for it in COMPILERS if observation.status(it) is None
            }
            problems += problems_of(observation, replace(known[target], **unasked), file.name)
    return problems


def _tightened(known: Reached, ran: Mapping[str, Observation]) -> dict[str, ModelSettings]:
    """What is reached by now: of each model the better of what was and what is."""
    from gnnlint import ratchet

    reached = dict(known)
    for target, observation in ran.items():
        now = _seen(observation, target)
        if ratchet.measures(now):
            reached[target] = ratchet.tightened(known[target], now) if target in known else now
    return reached


def _gained(file: Path, known: Reached, reached: Reached) -> Iterator[str]:
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


def _of_other_options(file: Path, counted: Sequence[str], options: Sequence[str]) -> str:
    of_file, of_run = (" ".join(it) or "no options" for it in (counted, options))
    return (
        f"{file.name} counts with {of_file}, this run with {of_run}: what is better is not written "
        "down; name another --ratchet for such runs"
    )


def _target(observation: Observation, settings: Settings) -> str:
    """The model as the configuration names it: ``net.py:Net``."""
    from gnnlint.fingerprint import relative

    return f"{relative(observation.files[0], settings.root)}:{observation.class_name}"


def _seen(observation: Observation, target: str) -> ModelSettings:
    """What a model has reached in this run; None for what did not show."""
    from gnnlint.config_keys import ModelSettings

    ends = is_counted(observation)
    sizes = any(each.judged for each in observation.recompiles)
    return ModelSettings(
        target,
        graph_breaks=len(observation.broken_lines) if ends else None,
        recompiles=recompiles_of(observation) if ends and sizes else None,
        **{mode: observation.status(mode) == "ok" or None for mode in COMPILERS},
    )
