"""The section of docs/accuracy.md about generated programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tests.accuracy import report
from tests.accuracy.compare import QUESTIONS
from tests.accuracy.generated.breaking import BREAKING
from tests.accuracy.generated.clean import CLEAN
from tests.accuracy.generated.comparing import Compared, Group, Programs, agreement, breaks
from tests.accuracy.generated.nesting import NESTINGS
from tests.accuracy.generated.programs import OTHERS

HOW = """\
Programs that nobody wrote: a seeded grammar (`tests/accuracy/generated/`) puts fragments of code
together, those that may break the graph and those that only look like it, below one another and
inside loops, branches, `try`, context managers, helpers, closures, submodules, message passing …
Each is a file with a model, called once under the compilers; which of them break is not
the grammar's to say. Halves go by a hash of the program. *Agreement*: the share of programs of
which gnnlint says that they break (or fail) where they do, and that they do not where they do
not. Precision and recall are counted as above."""


def section(programs: Programs, *, everything: bool = False) -> str:
    """The whole section."""
    parts = ["## Generated programs", HOW, _run(programs)]
    for title, half in (("Seen", True), ("Unseen", False)):
        parts += [f"### {title} half", _figures(programs.half(half))]
    parts.append("### Disagreements" + ("" if everything else " of the seen half") + ", by cause")
    parts.append("\n\n".join(map(_group, programs.groups)) or "None.")
    parts += ["### What the programs are made of", _constructs(programs)]
    if troubles := _troubles(programs.compared):
        parts += ["### Not compared", "\n".join(f"- {told}" for told in troubles)]
    return "\n\n".join(parts)


def _run(programs: Programs) -> str:
    judged = [it for it in programs.compared if it.comparison is not None]
    share = 100 * sum(map(breaks, judged)) / len(judged) if judged else 0.0
    counts = _counted(judged)
    rarest = min(counts.values(), default=0)
    return (
        f"`--programs {len(programs.compared)} --seed {programs.seed}`: {len(judged)} programs "
        f"run, {share:.0f} % of them break or fail; the rarest construct is in {rarest} of them."
    )


def _figures(compared: Sequence[Compared]) -> str:
    comparisons = [it.comparison for it in compared if it.comparison is not None]
    lines = ["| compiler | programs that agree |", "|---|---|"]
    for question in QUESTIONS:
        part, whole = agreement(compared, question)
        lines.append(f"| {report.CALLED[question]} | {report.share(part, whole)} |")
    return "\n".join(lines) + "\n\n" + report.table(comparisons)


def _group(group: Group) -> str:
    cause = group.cause
    number = len(group.programs)
    told = f"{number} program{'s' if number > 1 else ''}"
    head = f"{cause.kind}, {report.CALLED[cause.question]}, {told}: {cause.told}"
    return f"{head}\n\n```python\n{_without_frame(group.example.source)}\n```"


def _without_frame(source: str) -> str:
    """Without ``model()``, ``inputs()`` and ``import torch``, which every program has."""
    kept = source.partition("def model():")[0]
    return kept.replace("import torch\n", "", 1).strip("\n")


def _counted(compared: Sequence[Compared]) -> dict[str, int]:
    """In how many programs each construct is."""
    found = Counter(name for it in compared for name in set(it.program.constructs))
    return {name: found[name] for _, names in _families() for name in names}


def _families() -> Iterator[tuple[str, list[str]]]:
    families: dict[str, list[str]] = {}
    for fragment in (*BREAKING, *CLEAN):
        families.setdefault(fragment.family, []).append(fragment.name)
    yield from families.items()
    yield "nesting", [*(it.name for it in NESTINGS), *OTHERS]


def _constructs(programs: Programs) -> str:
    judged = [it for it in programs.compared if it.comparison is not None]
    counts, breaking = _counted(judged), _counted([it for it in judged if breaks(it)])
    lines = ["Programs with each, and how many of those break or fail somewhere.", ""]
    for family, names in _families():
        told = ", ".join(f"{name} {counts[name]}/{breaking[name]}" for name in names)
        lines.append(f"- *{family}*: {told}")
    return "\n".join(lines)


def _troubles(compared: Sequence[Compared]) -> list[str]:
    found = Counter(it.trouble.partition("\n")[0][:120] for it in compared if it.trouble)
    return [f"{number}: {why}" for why, number in found.most_common()]
