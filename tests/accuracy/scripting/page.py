"""The section of docs/accuracy.md about TorchScript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from tests.accuracy import report
from tests.accuracy.observe import versions
from tests.accuracy.scripting.judging import GROUPS, PROGRAMS, Judged

HOW = """\
Does `torch.jit.script(model)` fail? Asked of the recipes of the sections above, as they make their
models; of the examples of the rules about TorchScript; and of programs that nobody wrote: a seeded
grammar (`tests/accuracy/scripting/`) puts fragments that TorchScript may refuse, and fragments that
look like them, below one another and inside branches, loops, helpers, methods, submodules. Which of
them fail is not the grammar's to say. Halves go by a hash of the class's or the program's name.

*Precision*: of the models of which a certain finding says that they fail, how many do. *Recall*: of
the models that fail, how many a certain finding says so of. *First line*: of those that fail, and
are said to, where the compiler names a line of the user's code, how often the finding marked as the
first error stands in the very statement."""


def section(judged: Sequence[Judged], further: str = "", *, everything: bool = False) -> str:
    """The whole section; ``further`` is text that goes before the disagreements."""
    told = ", ".join(f"{name} {number}" for name, number in versions().items())
    date_ = f"Measured on {date.today().isoformat()}, with {told} and the packages named above."
    parts = ["## TorchScript", date_, HOW, _counts(judged), _table(judged), further]
    parts.append("### Disagreements" + ("" if everything else " of the seen half"))
    missed = [it for it in judged if not it.agrees and (everything or it.case.seen)]
    parts.append("\n".join(_lines(missed)) or "None.")
    return "\n\n".join(part for part in parts if part)


def _counts(judged: Sequence[Judged]) -> str:
    groups = Counter(it.case.group for it in judged)
    failing = Counter(it.case.group for it in judged if not it.said.scripts)
    told = (f"{groups[name]} {name} ({failing[name]} fail)" for name in GROUPS if groups[name])
    return f"{len(judged)} models: {', '.join(told)}."


def _table(judged: Sequence[Judged]) -> str:
    lines = ["| what | half | precision | recall | first line |", "|---|---|---|---|---|"]
    for group in (*GROUPS, "all"):
        for half in (True, False):
            own = [it for it in judged if it.case.group in (group, *GROUPS * (group == "all"))]
            own = [it for it in own if it.case.seen is half]
            if own:
                cells = " | ".join(report.share(*it) for it in figures(own))
                lines.append(f"| {group} | {'seen' if half else 'unseen'} | {cells} |")
    return "\n".join(lines)


def figures(judged: Sequence[Judged]) -> tuple[tuple[int, int], ...]:
    """Precision, recall and how often the first line is right, each as part and whole."""
    said = [it for it in judged if it.claims]
    failing = [it for it in judged if not it.said.scripts]
    right = sum(it.agrees for it in said)
    lines = [it.first_right for it in judged if it.first_right is not None]
    return (right, len(said)), (right, len(failing)), (sum(lines), len(lines))


def _lines(told: Sequence[Judged]) -> Iterator[str]:
    """Wrong claims first; programs by what they have in common."""
    for it in told:
        if it.said.scripts:
            finding = it.claims[0]
            yield f"- wrong: `{it.case.asked.name}`: {finding.code} {finding.message}"
    missed = [it for it in told if not it.said.scripts]
    for it in missed:
        if it.case.group != PROGRAMS:
            yield f"- miss: `{it.case.asked.name}`: {_short(it)}"
    kinds = Counter(_short(it) for it in missed if it.case.group == PROGRAMS)
    for kind, number in kinds.most_common():
        yield f"- miss: {number} programs: {kind}"


def _short(judged: Judged) -> str:
    return report.plain(judged.said.kind)[:140]
