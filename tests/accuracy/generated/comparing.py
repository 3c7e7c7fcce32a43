"""What gnnlint says of generated programs held against what the compilers showed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from gnnlint.engine import check
from gnnlint.finding import Run
from tests.accuracy.compare import (
    QUESTIONS,
    Claim,
    Comparison,
    Miss,
    Outcome,
    Sureness,
    compare,
    words,
)
from tests.accuracy.generated.observing import Kept, write
from tests.accuracy.generated.programs import Program
from tests.accuracy.generated.shrinking import shrunk
from tests.accuracy.observe import Case, settings
from tests.accuracy.recipes import Recipe, seen
from tests.accuracy.report import plain

SAID = frozenset({Sureness.CERTAIN, Sureness.HOLDS})


@dataclass(frozen=True)
class Compared:
    """A program and how its comparison came out."""

    program: Program
    comparison: Comparison | None  # None: not measured
    trouble: str | None = None  # why it says nothing

    def agrees(self, question: str) -> bool | None:
        """Whether both say that it breaks, or that it does not; None where a compiler crashed."""
        if self.comparison is None or (shown := self.comparison.shown(question)) is None:
            return None
        return self.comparison.predicted(question, conditional=True) is shown

    @property
    def causes(self) -> set[Cause]:
        """Its disagreements."""
        return set() if self.comparison is None else set(_causes(self.comparison))


@dataclass(frozen=True, order=True)
class Cause:
    """A kind of disagreement: what gnnlint says wrongly, or what the compiler says unpredicted."""

    kind: str  # "wrong" | "miss"
    question: str
    told: str


@dataclass(frozen=True)
class Group:
    """The programs of one cause, and the shortest of them shrunk."""

    cause: Cause
    programs: tuple[Program, ...]
    example: Program


@dataclass(frozen=True)
class Programs:
    """A run of the grammar, compared."""

    compared: tuple[Compared, ...]
    seed: int
    groups: tuple[Group, ...] = ()

    def half(self, wanted: bool) -> list[Compared]:
        """The programs of the seen or of the unseen half."""
        return [it for it in self.compared if seen(it.program.name) is wanted]


def compare_programs(
    programs: Sequence[Program], kept: Kept, seed: int, *, measure: bool, everything: bool = False
) -> Programs:
    """Every program; the disagreements of the seen half grouped, the shortest of each shrunk."""
    compared = _compared(programs, kept, measure=measure)
    looked_at = [it for it in compared if everything or seen(it.program.name)]
    groups = _groups(looked_at, kept, measure=measure)
    return Programs(tuple(compared), seed, groups)


def _compared(programs: Sequence[Program], kept: Kept, *, measure: bool) -> list[Compared]:
    """Each program checked by gnnlint and held against its observation."""
    with TemporaryDirectory() as name:
        folder = Path(name).resolve()
        write(programs, folder)
        if measure:
            kept.measure(programs, folder)
        run = check([folder], settings(folder))
        return [_one(program, kept, folder, run) for program in programs]


def _one(program: Program, kept: Kept, folder: Path, run: Run) -> Compared:
    observation = kept.read(program, folder)
    if observation is None:
        return Compared(program, None, "not measured")
    recipe = Recipe(program.name, program.name, program.arguments, "x edge_index batch")
    given = frozenset({"x", "edge_index", "batch"})
    case = Case(recipe, f"{program.name}.Net.forward", program.literals, given, observation)
    if case.trouble is not None:
        return Compared(program, None, case.trouble)
    return Compared(program, compare(case, run))


# --- causes ---------------------------------------------------------------------------------------


def _causes(comparison: Comparison) -> Iterator[Cause]:
    for claim in comparison.claims:
        if claim.outcome is Outcome.WRONG and claim.sureness in SAID:
            yield _of_claim(claim)
    for hit in comparison.hits:
        if hit.sureness is Sureness.FAILS:
            yield Cause("miss", hit.question, "only where its condition holds")
    for miss in comparison.misses:
        yield _of_miss(miss)


def _of_claim(claim: Claim) -> Cause:
    says = "holds" if claim.sureness is Sureness.HOLDS else "certain"
    return Cause("wrong", claim.question, f"{claim.finding.code} {claim.finding.name} ({says})")


def _of_miss(miss: Miss) -> Cause:
    told = plain(words(miss.site))
    return Cause("miss", miss.question, f"{miss.instead}; {told}" if miss.instead else told)


def _groups(compared: Sequence[Compared], kept: Kept, *, measure: bool) -> tuple[Group, ...]:
    """One group a cause, the largest first, wrong claims before misses."""
    found: dict[Cause, list[Program]] = {}
    for it in compared:
        for cause in it.causes:
            found.setdefault(cause, []).append(it.program)
    order = sorted(found, key=lambda it: (it.kind != "wrong", -len(found[it]), it))
    shortest = [(min(found[it], key=lambda one: len(one.source)), it) for it in order]

    def judge(programs: Sequence[Program]) -> list[set[Cause]]:
        return [it.causes for it in _compared(programs, kept, measure=measure)]

    examples = shrunk(shortest, judge)
    return tuple(
        Group(cause, tuple(found[cause]), example)
        for cause, example in zip(order, examples, strict=True)
    )


# --- figures --------------------------------------------------------------------------------------


def agreement(compared: Sequence[Compared], question: str) -> tuple[int, int]:
    """Programs of which gnnlint says what the compiler shows, and all that were judged."""
    told = [answer for it in compared if (answer := it.agrees(question)) is not None]
    return sum(told), len(told)


def breaks(compared: Compared) -> bool:
    """Whether a program breaks or fails in some way."""
    comparison = compared.comparison
    return comparison is not None and any(map(comparison.shown, QUESTIONS))
