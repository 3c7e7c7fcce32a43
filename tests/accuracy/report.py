"""The figures, and every disagreement, as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.accuracy.compare import (
    QUESTIONS,
    Claim,
    Comparison,
    Miss,
    Outcome,
    Sureness,
    words,
)

CERTAIN = frozenset({Sureness.CERTAIN})
CONDITIONAL = frozenset({Sureness.HOLDS})
RECOMPILES = "recompiles"
CALLED = {"default": "torch.compile", "fullgraph": "fullgraph=True", RECOMPILES: RECOMPILES}


@dataclass(frozen=True)
class Row:
    """A line of the table of figures."""

    what: str
    question: str
    precision: tuple[int, int]
    recall: tuple[int, int]

    def cells(self) -> tuple[str, ...]:
        """As text."""
        return self.what, CALLED[self.question], share(*self.precision), share(*self.recall)


def share(part: int, whole: int) -> str:
    """A figure of the tables."""
    return f"{100 * part / whole:5.1f} % ({part}/{whole})" if whole else "none"


def plain(text: str) -> str:
    """A compiler's words without what differs from program to program."""
    text = re.sub(r"\b([A-Za-z]+)_\d+\b", r"\1", text)
    return re.sub(r"\d+\.\d+|(?<![A-Z\d])\d+", "N", text)[:110]


def rows(comparisons: Sequence[Comparison]) -> Iterator[Row]:
    """Every figure of a set of models."""
    for question in QUESTIONS:
        yield _models(comparisons, question)
    yield _recompiling(comparisons)
    for question in QUESTIONS:
        yield _lines(comparisons, question, "lines, certain", CERTAIN, _occurrence)
    for question in QUESTIONS:
        what = "lines, conditional (recall: with the certain)"
        yield _lines(comparisons, question, what, CONDITIONAL, _occurrence)
    for question in QUESTIONS:
        yield _lines(comparisons, question, "distinct lines, certain", CERTAIN, _distinct)
    for question in QUESTIONS:
        yield _conditions(comparisons, question)


def _models(comparisons: Sequence[Comparison], question: str) -> Row:
    told = [
        (each.predicted(question, conditional=True), shown)
        for each in comparisons
        if (shown := each.shown(question)) is not None
    ]
    right = sum(said and shown for said, shown in told)
    claimed, shown_at_all = sum(said for said, _ in told), sum(shown for _, shown in told)
    return Row("models", question, (right, claimed), (right, shown_at_all))


def _recompiling(comparisons: Sequence[Comparison]) -> Row:
    """The models that compile again for each further size."""
    told = [(bool(each.again), each.goes_on) for each in comparisons if each.goes_on is not None]
    right = sum(said and shown for said, shown in told)
    claimed, shown_at_all = sum(said for said, _ in told), sum(shown for _, shown in told)
    return Row("models", RECOMPILES, (right, claimed), (right, shown_at_all))


def _conditions(comparisons: Sequence[Comparison], question: str) -> Row:
    """Conditions are right where the line breaks when they hold, and does not when they don't."""
    judged = [
        (claim.sureness is Sureness.HOLDS) is (claim.outcome is Outcome.RIGHT)
        for each in comparisons
        for claim in each.claims
        if claim.question == question
        and claim.sureness in (Sureness.HOLDS, Sureness.FAILS)
        and claim.outcome in (Outcome.RIGHT, Outcome.WRONG)
    ]
    return Row("conditions, held or not", question, (sum(judged), len(judged)), (0, 0))


Key = tuple[object, ...]


def _occurrence(comparison: Comparison, path: str, line: int) -> Key:
    return comparison.case.recipe.id, path, line


def _distinct(comparison: Comparison, path: str, line: int) -> Key:
    return path, line


def _lines(
    comparisons: Sequence[Comparison],
    question: str,
    what: str,
    sure: frozenset[Sureness],
    key: Callable[[Comparison, str, int], Key],
) -> Row:
    right: set[Key] = set()
    wrong: set[Key] = set()
    hit: set[Key] = set()
    missed: set[Key] = set()
    for each in comparisons:
        for claim in each.claims:
            if claim.question == question and claim.sureness in sure:
                place = key(each, claim.path, claim.span.first)
                if claim.outcome is Outcome.RIGHT:
                    right.add(place)
                elif claim.outcome is Outcome.WRONG:
                    wrong.add(place)
        for found in each.hits:
            if found.question == question:
                place = key(each, found.site.path, found.site.line)
                (hit if found.sureness in CERTAIN | sure else missed).add(place)
        for miss in each.misses:
            if miss.question == question:
                missed.add(key(each, miss.site.path, miss.site.line))
    # One place may be right for a model and wrong for another: one mistake spoils it.
    right -= wrong
    hit -= missed
    return Row(what, question, (len(right), len(right | wrong)), (len(hit), len(hit | missed)))


def table(comparisons: Sequence[Comparison]) -> str:
    """The figures as a table in Markdown."""
    lines = [
        "| what | compiler | precision | recall |",
        "|---|---|---|---|",
        *("| " + " | ".join(row.cells()) + " |" for row in rows(comparisons)),
    ]
    return "\n".join(lines)


def counts(comparisons: Sequence[Comparison]) -> str:
    """What was compared, and what was left out."""
    classes = {each.case.recipe.name for each in comparisons}
    claims = [claim for each in comparisons for claim in each.claims]
    open_ones = sum(claim.sureness is Sureness.OPEN for claim in claims)
    breaking = sum(each.shown("default") is True for each in comparisons)
    failing = sum(each.shown("fullgraph") is True for each in comparisons)
    crashing = sum(
        each.case.observation.status(question) == "raises"
        for each in comparisons
        for question in QUESTIONS
    )
    unknown = sum(not each.known for each in comparisons)
    return (
        f"{len(comparisons)} models of {len(classes)} classes: {breaking} break by default, "
        f"{failing} fail under fullgraph=True, {crashing} crash the compiler; "
        f"{unknown} are no entry point. "
        f"{len(claims)} claims, of which not judged: {_left_out(claims)}, "
        f"{open_ones} with an open condition."
    )


def _left_out(claims: Sequence[Claim]) -> str:
    parts = []
    for outcome in (Outcome.NOT_REACHED, Outcome.MASKED, Outcome.UNJUDGED):
        such = [claim for claim in claims if claim.outcome is outcome]
        sure = sum(claim.sureness in CERTAIN for claim in such)
        parts.append(f"{len(such)} {outcome.value} ({sure} of them certain)")
    return ", ".join(parts)


# --- disagreements ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Disagreement:
    """A statement where gnnlint and a compiler differ, in some models."""

    kind: str  # "wrong" | "miss"
    place: str
    told: tuple[str, ...]
    models: tuple[str, ...]

    def text(self, reasons: Mapping[str, str]) -> str:
        """An item of a list."""
        why = reasons.get(self.place, "not looked into")
        told = " — ".join((f"`{self.place}`", *self.told))
        return f"- {self.kind}: {told}\n  - in {_models_of(self.models)}\n  - why: {why}"


def disagreements(comparisons: Iterable[Comparison], root: Path) -> list[Disagreement]:
    """Wrong claims first, then misses; one entry a line and compiler."""
    found: dict[tuple[str, ...], list[str]] = {}
    comparisons = list(comparisons)
    for each in comparisons:
        for claim in each.claims:
            if claim.outcome is Outcome.WRONG and claim.sureness in CERTAIN | CONDITIONAL:
                found.setdefault(("wrong", *_of_claim(claim, root)), []).append(_model(each))
    for each in comparisons:
        for miss in (*_unheld(each), *each.misses):
            found.setdefault(("miss", *_of_miss(miss, root)), []).append(_model(each))
    for each in comparisons:
        for kind, told in _of_recompiles(each, root):
            found.setdefault((kind, *told), []).append(_model(each))
    return [
        Disagreement(kind, place, tuple(told), tuple(models))
        for (kind, place, *told), models in found.items()
    ]


def _of_recompiles(comparison: Comparison, root: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What is said to compile again and does not, or the other way round.

    A model that compiles again has no one line for it: it goes by its entry point.
    """
    case = comparison.case
    if case.growth is None or bool(comparison.again) is case.growth.goes_on:
        return
    compiles = f"compiles per call: {' '.join(str(it.compiles) for it in case.growth.recompiles)}"
    for finding in comparison.again:
        place = f"{_below(finding.place.path, root)}:{finding.place.line}"
        code = _code(finding.place.path, finding.place.line)
        yield "wrong", (place, RECOMPILES, finding.code, code, compiles)
    if not comparison.again:
        reasons = case.growth.recompiles[-1].reasons
        why = reasons[0].replace(root.as_posix() + "/", "") if reasons else "no reason told"
        yield "miss", (case.entry, RECOMPILES, compiles, why)


def _unheld(comparison: Comparison) -> Iterator[Miss]:
    """Breaks that are claimed under a condition only, which the recipe does not meet."""
    for hit in comparison.hits:
        if hit.sureness is Sureness.FAILS:
            yield Miss(comparison.case, hit.question, hit.site, "only where its condition holds")


def _model(comparison: Comparison) -> str:
    return f"`{comparison.case.recipe.id}`"


def _of_claim(claim: Claim, root: Path) -> tuple[str, ...]:
    finding = claim.finding
    sure = claim.sureness.value
    if finding.condition:
        sure = f"{sure}: {finding.condition}"
    return (
        f"{_below(claim.path, root)}:{claim.line}",
        CALLED[claim.question],
        f"{finding.code} ({sure})",
        _code(claim.path, claim.line),
        claim.says.replace(root.as_posix() + "/", ""),
    )


def _of_miss(miss: Miss, root: Path) -> tuple[str, ...]:
    told = (miss.instead,) if miss.instead else ()
    site = miss.site
    return (
        f"{_below(site.path, root)}:{site.line}",
        CALLED[miss.question],
        *told,
        _code(site.path, site.line),
        words(site),
    )


def _models_of(ids: Sequence[str], most: int = 4) -> str:
    more = f" and {len(ids) - most} more" if len(ids) > most else ""
    return "; ".join(ids[:most]) + more


def _below(path: str, root: Path) -> str:
    file = Path(path)
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else path


def _code(path: str, line: int) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return f"`{lines[line - 1].strip()}`" if 0 < line <= len(lines) else ""
