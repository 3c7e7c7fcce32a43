"""The page of the documentation."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.accuracy import report
from tests.accuracy.compare import Comparison
from tests.accuracy.recipes import seen

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

REASONS = Path(__file__).with_name("reasons.toml")


@dataclass(frozen=True)
class Part:
    """The models of one project."""

    alone: list[Comparison]  # the class checked where nobody makes it
    above: Path  # paths are told relative to it
    troubles: list[str] = field(default_factory=list)
    made: list[Comparison] = field(default_factory=list)  # checked with the recipe


@dataclass(frozen=True)
class Section:
    """A set of models: its figures are told together."""

    title: str
    parts: list[Part]
    notes: list[str] = field(default_factory=list)


HOW = """\
The models of the first two sections are built and called by recipes written by hand
(`tests/accuracy/`), with graphs of three sizes, in eval mode, under the real compilers; then
`gnnlint check` reads their source, and what it says of a model is held against what happened.
Each model is checked twice:

- *as made*: together with the recipe, whose `model()` and `inputs()` say how it is made and called,
  as a project's own scripts do. Conditions are decided then, and layers handed in are known.
- *by itself*: the class alone, which anybody may make with other arguments. What depends on them is
  said under a condition.

**Halves.** Classes are split by a hash of their name. What disagrees in the *seen* half is listed
below, looked into, and mended where it can be; what disagrees in the *unseen* half is not, so its
figures tell what to expect of code that gnnlint has never met.

**Questions.** Each is asked for two compilers: does plain `torch.compile(model)` break the graph,
and does `torch.compile(model, fullgraph=True)` fail?

- *models*: whether anything is said to break (or fail) in the model, against whether it does.
- *models, recompiles*: whether a finding at a line that is reached says that each other size
  compiles again, against whether each of the third to fifth of five growing graphs does.
- *lines, certain*: each line of each model. Precision: of the lines reached that a certain finding
  names, how many break. Recall: of the lines that break, how many a certain finding names. It has
  to be the very line, the innermost of the project's own, or another line of the same statement.
- *lines, conditional*: findings that hold "when `self.residual`", say, are judged by the arguments
  in the recipe. Where the condition holds, the finding is counted like any other, in these rows
  only; where it does not hold, it claims nothing, and a break at its line is a miss; where the
  recipe does not tell, the finding is left out of precision.
- *conditions*: a condition is right where it holds and the line breaks, and where it does not hold
  and the line does not.
- *distinct lines*: a line that many models share counts once, as right only if it is right in all.

**Left out.** A finding at a line that no call of the recipe reaches is not judged. Nor is one at a
*masked* line: after a break inside a loop, Dynamo runs the rest of the function eagerly, and later
lines show no break though they would. Where that happens the model is compiled once more by a
Dynamo that resumes inside loops; a line that breaks then, or that still runs eagerly, is masked,
and one that is compiled without a break is counted as wrong. For `fullgraph=True`, which stops at
the first error, a default compile that captures scalars and dynamic shapes shows the further
lines. Models that crash the compiler are left out of the question that they crash."""


def text(
    sections: Sequence[Section],
    told: Mapping[str, str],
    *written: str,
    everything: bool = False,
) -> str:
    """The whole page, with further sections already ``written``.

    With ``everything``, it tells the unseen half's disagreements too.
    """
    measured = ", ".join(f"{name} {number}" for name, number in told.items())
    head = f"Measured on {date.today().isoformat()} by `make accuracy`, with {measured}."
    reasons = read_reasons()
    parts = [_section(section, reasons, everything) for section in sections]
    return "\n\n".join(["# Accuracy", head, HOW, *parts, *written]) + "\n"


def with_section(page: str, section: str) -> str:
    """The page with one section of it, by its title, written anew; at its end where it has none."""
    title = section.partition("\n")[0]
    head, found, rest = page.partition(f"{title}\n")
    if not found:
        return f"{page.rstrip()}\n\n{section}\n"
    following = rest.find("\n## ")
    after = rest[following + 1 :] if following >= 0 else ""
    return f"{head}{section}\n" + (f"\n{after}" if after else "")


def _section(section: Section, reasons: Mapping[str, str], everything: bool) -> str:
    parts = [f"## {section.title}", *section.notes]
    for name, half in (("Seen", True), ("Unseen", False)):
        made = _half((it for part in section.parts for it in part.made), half)
        alone = _half((it for part in section.parts for it in part.alone), half)
        parts += [f"### {name} half, as made", report.counts(made), report.table(made)]
        parts += [f"### {name} half, by itself", report.counts(alone), report.table(alone)]
    parts.append("### Disagreements" + ("" if everything else " of the seen half"))
    parts.append("\n".join(_disagreements(section, reasons, everything)) or "None.")
    if troubles := [told for part in section.parts for told in part.troubles]:
        parts += ["### Not compared", "\n".join(f"- {told}" for told in troubles)]
    return "\n\n".join(parts)


def _half(comparisons: Iterable[Comparison], wanted: bool) -> list[Comparison]:
    return [each for each in comparisons if seen(each.case.recipe.name) is wanted]


def _disagreements(section: Section, reasons: Mapping[str, str], everything: bool) -> list[str]:
    found: list[report.Disagreement] = []
    for part in section.parts:
        made, alone = part.made, part.alone
        if not everything:
            made, alone = _half(made, True), _half(alone, True)
        listed = report.disagreements(made, part.above)
        known = {(each.kind, each.place) for each in listed}
        further = report.disagreements(alone, part.above)
        # A miss that only the class by itself shows is a condition's, not a mistake.
        wrong = [it for it in further if it.kind == "wrong" and (it.kind, it.place) not in known]
        found += [*listed, *wrong]
    return [each.text(reasons) for each in sorted(found, key=lambda one: one.kind != "wrong")]


def read_reasons(file: Path = REASONS) -> dict[str, str]:
    """Why a line disagrees, by place."""
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return {place: str(why) for place, why in data.items()}
