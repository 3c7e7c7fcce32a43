"""What is known of one document: findings, the models in it, and its text as it was judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gnnlint.finding import Finding, Model, Run
from gnnlint.report import verdict


@dataclass(frozen=True)
class Outcome:
    """One document, by the name that findings have for it."""

    name: str
    lines: Sequence[str]
    findings: tuple[Finding, ...] = ()
    models: tuple[Model, ...] = ()
    readiness: tuple[str, ...] = ()  # of each model, in words
    texts: Mapping[str, Sequence[str]] | None = None  # of the files that its findings speak of
    version: int | None = None
    rule_folders: tuple[Path, ...] = ()  # of the project

    def lines_of(self, name: str) -> Sequence[str]:
        """The lines of this document, or of another that a finding here speaks of."""
        return self.lines if name == self.name else (self.texts or {}).get(name, ())


def outcomes(
    run: Run,
    names: Iterable[str],
    texts: Mapping[str, Sequence[str]],
    versions: Mapping[str, int],
    rule_folders: tuple[Path, ...] = (),
) -> list[Outcome]:
    """The run, document by document; those without any finding too.

    Args:
        run: what was found, in these documents at least.
        names: the documents.
        texts: the lines of every file that a finding speaks of.
        versions: of the documents that are open, when their text was taken.
        rule_folders: those of the project.
    """
    found: list[Outcome] = []
    for name in names:
        models = tuple(it for it in run.models if it.place.path == name)
        found.append(
            Outcome(
                name,
                texts.get(name, ()),
                tuple(it for it in run.findings if it.place.path == name),
                models,
                tuple(verdict.of_model(it, run) for it in models),
                texts,
                versions.get(name),
                rule_folders,
            )
        )
    return found
