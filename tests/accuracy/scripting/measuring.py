"""All cases, asked and judged."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.accuracy.generated.observing import write
from tests.accuracy.generated.programs import Program
from tests.accuracy.recipes import Recipe
from tests.accuracy.scripting.asking import Answers
from tests.accuracy.scripting.judging import (
    Case,
    Judged,
    judge,
    of_examples,
    of_programs,
    of_recipes,
)


def measure(
    made: Iterable[Program], recipes: Iterable[Recipe], answers: Answers, *, ask: bool, jobs: int
) -> list[Judged]:
    """Every case: what was not answered yet is asked, where ``ask`` says so."""
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        cases = [*_cases([*made], [*recipes], folder)]
        if ask:
            answers.ask([case.asked for case in cases], jobs=jobs)
        return judge(cases, answers, jobs=jobs)


def _cases(made: list[Program], recipes: list[Recipe], folder: Path) -> Iterable[Case]:
    write(made, folder)
    yield from of_programs(made, folder)
    yield from of_recipes(recipes, folder)
    yield from of_examples()
