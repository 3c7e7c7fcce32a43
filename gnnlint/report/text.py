"""The report for people: verdicts first, then the lines, then what was and was not looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gnnlint.finding import Default, Finding, Gap, Model, Place, Run, Target, Verdict
from gnnlint.report import verdict
from gnnlint.report.frame import frame
from gnnlint.report.message import callers, remedy_place
from gnnlint.report.page import Page, columns
from gnnlint.report.path import line, position, shown

MOST_MODELS = 25
"""Verdicts shown; `gnnlint report` shows all of them."""

_COMPILER = {
    Verdict.CONFIRMED: ("confirmed by the compiler", "green"),
    Verdict.REFUTED: ("refuted: the compiler accepts this line", "magenta"),
    Verdict.MASKED: ("not shown by the compiler, since an earlier line masks it", "dim"),
    Verdict.NOT_REACHED: ("not reached with the inputs tried", "dim"),
    Verdict.NOT_TESTABLE: ("not testable", "dim"),
}


def render(run: Run, *, color: bool = False, quiet: bool = False) -> str:
    """The report; with ``quiet`` the findings alone."""
    page = Page()
    if not quiet:
        _add_verdicts(page, run)
    for group in _groups(run.findings):
        page.gap()
        if len(group) > 1:
            _add_group(page, group, run)
        else:
            _add_finding(page, group[0], run)
    if not quiet:
        page.gap()
        _add_footer(page, run)
    return page.render(color)


# --- verdicts ---------------------------------------------------------------------------------


def _add_verdicts(page: Page, run: Run) -> None:
    """A line for every model that breaks or fails; where none does, one for every model."""
    findings = {each.fingerprint: each for each in run.findings}
    troubled = [each for each in run.models if verdict.is_troubled(each)]
    models = troubled or list(run.models)
    rows = [
        [
            (model.name, "bold"),
            (line(model.place, run.working_directory), "dim"),
            (verdict.of_model(model, run), _style(model, findings)),
        ]
        for model in models[:MOST_MODELS]
    ]
    for row in columns(rows) if rows else ():
        page.line(*row)
    if len(models) > MOST_MODELS:
        rest = verdict.counted(len(models) - MOST_MODELS, "more model")
        page.line((f"and {rest}: `gnnlint report` shows all of them", "dim"))


def _style(model: Model, findings: dict[str, Finding]) -> str:
    known = [findings[each].severity for each in model.findings if each in findings]
    if known:
        return verdict.STYLES[max(known, key=lambda severity: severity.rank)]
    return "green" if verdict.is_ready(model) else ""


# --- findings ---------------------------------------------------------------------------------


def _groups(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings in their order; those of one rule with one place for the remedy stand together."""
    groups: dict[object, list[Finding]] = {}
    for index, finding in enumerate(findings):
        remedy = remedy_place(finding)
        key = (finding.code, finding.target, remedy) if remedy else index
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def _add_finding(page: Page, finding: Finding, run: Run) -> None:
    _add_headline(page, finding)
    _add_place(page, finding, run)
    _add_effect(page, finding, run)
    _add_notes(page, finding, run)
    remedy = remedy_place(finding)
    _add_remedy(page, finding, run, remedy)
    if remedy is not None and remedy.line != finding.place.line:
        _add_frame(page, remedy, run, "green")


def _add_group(page: Page, group: Sequence[Finding], run: Run) -> None:
    """Several lines that one change heals: the cause first, then each line."""
    first, remedy = group[0], remedy_place(group[0])
    assert remedy is not None
    cause = line(remedy, run.working_directory)
    _add_headline(page, first)
    page.line((f"  {verdict.counted(len(group), 'call')}, one cause: {cause}", "bold"))
    _add_frame(page, remedy, run, "green")
    _add_remedy(page, first, run, None)
    for finding in group:
        _add_place(page, finding, run)
        if finding.message != first.message:
            page.line(f"  {finding.message}")
        _add_effect(page, finding, run)
        _add_notes(page, finding, run)


def _add_headline(page: Page, finding: Finding) -> None:
    page.line(
        (finding.severity.value, verdict.STYLES[finding.severity]),
        (f" {finding.code} ", "bold"),
        (f"[{finding.name}] ", "dim"),
        (finding.message, "bold"),
    )


def _add_place(page: Page, finding: Finding, run: Run) -> None:
    where = f" in {finding.symbol}" if finding.symbol else ""
    page.line("  ", (position(finding.place, run.working_directory), "cyan"), (where, "dim"))
    _add_frame(page, finding.place, run, verdict.STYLES[finding.severity])


def _add_frame(page: Page, place: Place, run: Run, style: str) -> None:
    for segments in frame(place, run.sources, style):
        page.line(*segments)


def _add_effect(page: Page, finding: Finding, run: Run) -> None:
    """What the compiler does here: mode by mode, what hides it, on what condition."""
    elsewhere = verdict.elsewhere(finding, run.working_directory)
    effect = ", ".join(filter(None, (verdict.of_finding(finding), finding.condition, elsewhere)))
    if effect:
        page.line(f"  {effect}")
    if finding.default is Default.MASKED and finding.masked_by is not None:
        cause = line(finding.masked_by, run.working_directory)
        page.line(f"  masked by {cause}, whose break makes this code run uncompiled")
    if finding.runs_eagerly:
        page.line("  because of this line the whole function runs uncompiled")
    if finding.verdict is not None:
        words, style = _COMPILER[finding.verdict]
        words = verdict.judged(finding) if finding.is_half_refuted else words
        said = f": {' '.join(finding.compiler_says.split())}" if finding.compiler_says else ""
        page.line("  ", (words + said, style))


def _add_notes(page: Page, finding: Finding, run: Run) -> None:
    """How the line is reached where it stands in a helper, and what is assumed."""
    steps = callers(finding)
    if steps:
        words = (
            f"{step.symbol} ({shown(step.path, run.working_directory)}:{step.line})"
            for step in steps
        )
        page.line(("  reached by ", "dim"), " -> ".join(words))
    for assumption in finding.assumptions:
        page.line(("  assuming ", "dim"), assumption)


def _add_remedy(page: Page, finding: Finding, run: Run, remedy: Place | None) -> None:
    if not finding.remedy:
        return
    elsewhere = remedy is not None and remedy.line != finding.place.line
    where = f" (at {line(remedy, run.working_directory)})" if remedy and elsewhere else ""
    page.line(("  instead: ", "green"), f"{finding.remedy}{where}")


# --- footer -----------------------------------------------------------------------------------


def _add_footer(page: Page, run: Run) -> None:
    troubled = run.findings or any(map(verdict.is_troubled, run.models))
    page.line((_summary(run), "bold" if troubled else "bold green"))
    _add_elsewhere(page, run)
    _add_gaps(page, run)
    targets = ", ".join(target.value for target in run.targets)
    page.line(
        (
            f"{verdict.counted(run.files, 'file')} in {run.seconds:.1f} s, target {targets}, "
            f"torch {run.torch_version}, torch_geometric {run.pyg_version}",
            "dim",
        )
    )
    for note in run.notes:
        page.line((f"note: {note}", "dim"))


def _add_elsewhere(page: Page, run: Run) -> None:
    """What lies outside the given paths, and where."""
    if run.elsewhere:
        found = verdict.counted(len(run.elsewhere), "finding")
        files = dict.fromkeys(shown(it.place.path, run.working_directory) for it in run.elsewhere)
        page.line(f"{found} more in files outside the given paths: {', '.join(_few(list(files)))}")


MOST_GAPS = 5
"""Places shown that were not followed."""


def _add_gaps(page: Page, run: Run) -> None:
    """What was not followed, so that somebody can look for themselves."""
    gaps = _gaps(run)
    if gaps and not _is_clean(run):
        page.line(verdict.of_gaps(len(gaps)))
    for gap in gaps[:MOST_GAPS]:
        page.line("  ", (position(gap.place, run.working_directory), "dim"), f" {gap.reason}")
    if len(gaps) > MOST_GAPS:
        page.line((f"  and {len(gaps) - MOST_GAPS} more: --format json lists them", "dim"))


def _is_clean(run: Run) -> bool:
    """Whether nothing at all is known against its models: their summary counts the gaps itself."""
    known = any(verdict.is_troubled(it) or it.suppressed for it in run.models)
    return not (run.findings or run.known or known)


def _gaps(run: Run) -> list[Gap]:
    """What was not followed in any model, each place once."""
    return list(dict.fromkeys(gap for model in run.models for gap in model.gaps))


def _few(words: list[str], most: int = 3) -> list[str]:
    return words if len(words) <= most else [*words[:most], f"{len(words) - most} more"]


def _summary(run: Run) -> str:
    """What was found in a sentence that claims no more than was looked at."""
    models = verdict.counted(len(run.models), "model")
    if run.findings:
        files = len({each.place.path for each in run.findings})
        found = verdict.counted(len(run.findings), "finding")
        return (
            f"{found} ({verdict.severities(run.findings)}) in {verdict.counted(files, 'file')}, "
            f"{models} checked"
        )
    if run.known:
        return f"Nothing new in {models}"
    if not run.models:
        return "Nothing found: no model here"
    what = "break" if Target.COMPILE in run.targets else "failure"
    troubled = sum(map(verdict.is_troubled, run.models))
    if troubled:
        known = f"{verdict.counted(troubled, 'model')} of {len(run.models)}"
        return f"Nothing to report here; known to break or fail all the same: {known}"
    hidden = sum(bool(it.suppressed) for it in run.models)
    if hidden:
        return f"Nothing to report: comments suppress what was found in {hidden} of {models}"
    gaps = len(_gaps(run))
    followed = f", {verdict.counted(gaps, 'call')} not followed" if gaps else ""
    return f"No {what} found in {models}{followed}"
