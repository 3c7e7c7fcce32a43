"""The findings as one self-contained page, to hand on or to keep with a build."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from gnnlint.finding import Default, Finding, Model, Place, Run, Severity
from gnnlint.report import template, verdict
from gnnlint.report.message import callers, headline, remedy_place
from gnnlint.report.path import line, position, shown

TEMPLATE = template.SHARED / "findings.html"

_CONTEXT = 2
"""Lines shown above and below the place of a finding."""

_MOST_LINES = 12


@dataclass(frozen=True)
class Row:
    """A source line: what stands before, in and after the place of a finding."""

    number: int
    before: str
    marked: str = ""
    after: str = ""


def render(run: Run) -> str:
    """The page; it needs jinja2."""
    findings = {each.fingerprint: each for each in run.findings}
    quiet = [each for each in run.models if not verdict.is_troubled(each)]
    gaps = dict.fromkeys(gap for model in run.models for gap in model.gaps)
    return template.filled(
        TEMPLATE,
        title=_title(run),
        environment=_environment(run),
        counts=[(severity.value, run.count(severity)) for severity in Severity],
        models=[_model(each, run, findings) for each in run.models if verdict.is_troubled(each)],
        quiet_models=[_model(each, run, findings) for each in quiet],
        quiet_title=f"{verdict.counted(len(quiet), 'model')} without a finding",
        gaps=[(position(it.place, run.working_directory), it.reason) for it in gaps],
        gaps_title=verdict.of_gaps(len(gaps)),
        files=[
            {"path": shown(path, run.working_directory), "findings": [_card(it, run) for it in own]}
            for path, own in groupby(run.findings, key=lambda each: each.place.path)
        ],
        nothing=f"No finding in {verdict.counted(run.files, 'file')}.",
        notes=[*_elsewhere(run), *run.notes],
    )


def _elsewhere(run: Run) -> Iterator[str]:
    if run.elsewhere:
        found = verdict.counted(len(run.elsewhere), "finding")
        yield f"{found} more in files outside of what was checked"


def _title(run: Run) -> str:
    found = verdict.counted(len(run.findings), "finding")
    return f"{found} in {verdict.counted(len(run.models), 'model')}"


def _environment(run: Run) -> str:
    targets = ", ".join(target.value for target in run.targets)
    return (
        f"{verdict.counted(run.files, 'file')} checked, target {targets}, "
        f"torch {run.torch_version}, torch_geometric {run.pyg_version}"
    )


def _model(model: Model, run: Run, findings: dict[str, Finding]) -> dict[str, str]:
    known = [findings[each].severity for each in model.findings if each in findings]
    level = max(known, key=lambda it: it.rank).value if known else ""
    return {
        "name": model.name,
        "place": line(model.place, run.working_directory),
        "verdict": verdict.of_model(model, run),
        "level": level or ("good" if verdict.is_ready(model) else "faint"),
    }


def _card(finding: Finding, run: Run) -> dict[str, object]:
    remedy = remedy_place(finding)
    at = f" (at {line(remedy, run.working_directory)})" if remedy is not None else ""
    return {
        "id": f"finding-{finding.fingerprint}",
        "level": finding.severity.value,
        "code": finding.code,
        "name": finding.name,
        "url": finding.url,
        "message": headline(finding),
        "rows": list(_rows(finding.place, run)),
        "notes": list(_notes(finding, run)),
        "remedy": f"{finding.remedy}{at}" if finding.remedy else "",
    }


def _notes(finding: Finding, run: Run) -> Iterator[str]:
    """What the compiler does, what hides the line, how it is reached."""
    effect = (verdict.of_finding(finding), verdict.elsewhere(finding, run.working_directory))
    if any(effect):
        yield ", ".join(filter(None, effect))
    if finding.default is Default.MASKED and finding.masked_by is not None:
        yield f"masked by {line(finding.masked_by, run.working_directory)}"
    if finding.runs_eagerly:
        yield "because of this line the whole function runs uncompiled"
    if finding.verdict is not None:
        said = f": {' '.join(finding.compiler_says.split())}" if finding.compiler_says else ""
        yield f"the compiler's verdict: {verdict.judged(finding)}{said}"
    if steps := callers(finding):
        chain = (f"`{it.symbol}` ({shown(it.path, run.working_directory)}:{it.line})"
                 for it in steps)  # fmt: skip
        yield f"reached by {' → '.join(chain)}"
    for assumption in finding.assumptions:
        yield f"assuming {assumption}"


def _rows(place: Place, run: Run) -> Iterator[Row]:
    """The lines of the place and a few around it; none where the source is not at hand."""
    lines = run.sources.get(place.path, ())
    first = max(1, place.line - _CONTEXT)
    last = min(len(lines), place.end_line + _CONTEXT, first + _MOST_LINES)
    for number in range(first, last + 1):
        text = lines[number - 1]
        if place.line <= number <= place.end_line:
            indent = len(text) - len(text.lstrip())
            start = place.column - 1 if number == place.line else indent
            end = place.end_column - 1 if number == place.end_line else len(text)
            yield Row(number, text[:start], text[start:end], text[end:])
        else:
            yield Row(number, text)
