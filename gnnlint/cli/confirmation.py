"""The ``--verify`` of other commands: the findings of a check held against the real compilers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gnnlint.cli import verify
from gnnlint.cli.formats import not_run
from gnnlint.cli.observing import observed
from gnnlint.versions import PYG, TORCH

if TYPE_CHECKING:
    from gnnlint.config import Settings
    from gnnlint.finding import Run
    from gnnlint.verify import Children, Observation, Subject


def confirm(
    outcome: Run,
    settings: Settings,
    timeout: float | None = None,
    modes: Sequence[str] | None = None,
) -> tuple[Run, Sequence[Observation]]:
    """Hold the findings of a run against the compilers, with every model of the files checked.

    ``modes`` are the ways of running each; by default those that decide.

    The run must come of ``widened`` settings; here it is cut down to what was selected.
    """
    verify.require_torch()
    from gnnlint.verify import Children

    with Children() as children:
        subjects = _subjects(outcome, settings, children)
        further = [verify.further_modes(each, outcome, settings) for each in subjects]
        jobs = settings.jobs or 1
        observations = observed(
            subjects, timeout, further, modes=modes, children=children, jobs=jobs
        )
    observations += _of_cells(outcome)
    apart = versions_apart(outcome, settings)
    outcome = replace(outcome, notes=(*outcome.notes, *_notes(apart, observations)))
    outcome = verify.joined(outcome, observations, settings)
    return verify.with_sources(outcome, observations), observations


def versions_apart(outcome: Run, settings: Settings) -> tuple[str, str] | None:
    """The versions that findings are judged by, and those that run instead; None where they agree.

    Only of the packages that differ: ``("torch 2.5", "torch 2.13")``.
    """
    here = verify.as_installed(settings)
    pairs = [
        (f"{package.package} {judged_by}", f"{package.package} {runs}")
        for package, judged_by, runs in (
            (TORCH, outcome.torch_version, here.torch_version),
            (PYG, outcome.pyg_version, here.pyg_version),
        )
        if judged_by != runs
    ]
    if not pairs:
        return None
    judged_by, running = zip(*pairs, strict=True)
    return " and ".join(judged_by), " and ".join(running)


def _notes(apart: tuple[str, str] | None, observations: Sequence[Observation]) -> Iterator[str]:
    """What the verdicts rest on, and which models have none."""
    if not observations:
        yield "nothing was verified: no model in the files checked"
        return
    if apart is not None:
        yield f"judged by {apart[0]}, verified with {apart[1]}"
    for each in observations:
        if each.failure is None and each.program:
            assumed = f", assuming {'; '.join(each.assumptions)}" if each.assumptions else ""
            yield f"{each.name} was verified as {each.built}{assumed}"
    yield from (f"not verified: {each}" for each in not_run(observations))


def _of_cells(outcome: Run) -> Iterator[Observation]:
    """What stands for the models of notebooks, none of which is run."""
    from gnnlint.notebook import cell_of
    from gnnlint.verify import Observation

    for model in outcome.models:
        if cell_of(model.place.path)[1] is not None:
            yield Observation(
                model.name,
                model.place.path,
                model.place.line,
                error="the cells of a notebook are not run",
            )


def _subjects(outcome: Run, settings: Settings, children: Children) -> list[Subject]:
    """A subject a model."""
    asked = verify.files_of(outcome, settings)
    return verify.models_in(asked, children)[0] if asked else []
