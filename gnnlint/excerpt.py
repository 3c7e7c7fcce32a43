"""Excerpts: what an answer or a run says of some files alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from gnnlint.answer import Answer
from gnnlint.finding import Run
from gnnlint.notebook import cell_of


def of_answer(names: Collection[str], answer: Answer) -> Answer | None:
    """What an answer says in the files of these names, and of the models in them; None: nothing."""
    found = tuple(
        (entry, finding)
        for entry, finding in answer.found
        if finding.place.path in names
        or (entry is not None and entry.place.path in names)
        or any(it.place.path in names for it in finding.related)
    )
    models = tuple(it for it in answer.models if it.entry.place.path in names)
    strangers = tuple(it for it in answer.strangers if it.place.path in names)
    return Answer(found, models, strangers) if found or models or strangers else None


def of_run(names: Collection[str], run: Run) -> Run:
    """The run without findings and models in other files."""
    findings = tuple(it for it in run.findings if cell_of(it.place.path)[0] in names)
    models = tuple(it for it in run.models if cell_of(it.place.path)[0] in names)
    return replace(run, findings=findings, models=models)


def paths_in(answer: Answer) -> Iterator[str]:
    """The files that an answer speaks of; those where a finding only passes through are none."""
    for _, finding in answer.found:
        yield finding.place.path
        yield from (it.place.path for it in finding.related)
    for traced in answer.models:
        yield traced.entry.place.path
