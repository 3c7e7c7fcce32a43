"""The section of docs/accuracy.md about compositions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gnnlint.atlas.comparison import Answer, Verdict, compare
from gnnlint.atlas.record import MEASURED, Record
from tests.accuracy import report
from tests.accuracy.compositions.programs import QUESTIONS, Composition
from tests.accuracy.recipes import seen

HOW = """\
Two or three operators of torch_geometric in one model, with widths and numbers that the
[atlas](atlas.md) did not use, called in one of several forms: by position or keyword, through
variables, methods, functions, modules, subclasses, a `ModuleList`, a `Sequential`, or handed in
from outside. Every other one holds an operator that breaks the graph, fails under
`fullgraph=True` or does not script, in turn; the others none that does. Halves go by a hash of the
program. A model counts as said to fail where a certain finding says so."""

CALLED = {**report.CALLED, "script": "torch.jit.script"}


def section(
    compositions: Sequence[Composition], records: Sequence[Record], *, everything: bool = False
) -> str:
    """The whole section."""
    answers = [it for it in compare(records) if it.question in QUESTIONS]
    parts = ["## Compositions of operators", HOW, _run(compositions, records)]
    parts.append(_figures(answers))
    parts.append("### Disagreements" + ("" if everything else " of the seen half"))
    told = [it for it in answers if not _agrees(it) and (everything or _is_seen(it))]
    parts.append("\n".join(map(_line, told)) or "None.")
    return "\n\n".join(parts)


def _run(compositions: Sequence[Composition], records: Sequence[Record]) -> str:
    forms = Counter(form for it in compositions for form in it.forms)
    told = ", ".join(f"{name} {number}" for name, number in sorted(forms.items()))
    running = sum(it.state == MEASURED for it in records)
    return (
        f"{len(compositions)} compositions, of which {len(records)} measured and {running} run "
        f"without a compiler. Forms: {told}."
    )


def _figures(answers: Sequence[Answer]) -> str:
    lines = ["| compiler | seen half agrees | unseen half agrees | fail |", "|---|---|---|---|"]
    for question in QUESTIONS:
        own = [it for it in answers if it.question == question]
        halves = [[it for it in own if _is_seen(it) is half] for half in (True, False)]
        shares = [report.share(sum(map(_agrees, half)), len(half)) for half in halves]
        failing = sum(it.shown for it in own)
        lines.append(f"| {CALLED[question]} | {' | '.join(shares)} | {failing} of {len(own)} |")
    return "\n".join(lines)


def _agrees(answer: Answer) -> bool:
    """Whether a finding says that it fails where it does, and none where it does not.

    The program makes the model, so what is said under a condition only is not said of it.
    """
    if answer.verdict is Verdict.OPEN:
        return not answer.shown
    return answer.verdict is Verdict.AGREES


def _is_seen(answer: Answer) -> bool:
    return seen(answer.record.operator)


def _line(answer: Answer) -> str:
    verdict = "wrong" if answer.verdict is Verdict.CONTRADICTION else "miss"
    return f"- {verdict}, {CALLED[answer.question]}: `{answer.record.variation}`: {answer.says}"
