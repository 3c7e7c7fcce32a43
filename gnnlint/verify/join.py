"""Findings held against what the compilers showed. Pure: no torch, no processes.

A finding is confirmed by a compiler event at its own line, refuted where the line ran and the
compiler did otherwise than the finding says, and neither where an earlier event hides the line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from gnnlint.finding import (
    Certainty,
    Default,
    Finding,
    Fullgraph,
    Place,
    Script,
    Severity,
    Step,
    Target,
    Verdict,
)
from gnnlint.verify.observation import Observation, ScriptError, Site
from gnnlint.verify.outline import outline_of

#: When several models reach one line, the first of these that any of them gives is the verdict.
_STRENGTH = (
    Verdict.CONFIRMED,
    Verdict.REFUTED,
    Verdict.MASKED,
    Verdict.NOT_REACHED,
    Verdict.NOT_TESTABLE,
)


@dataclass(frozen=True)
class Judgement:
    """A verdict and the compiler's words for it."""

    verdict: Verdict
    says: str | None = None


def join(findings: Iterable[Finding], observations: Sequence[Observation]) -> list[Finding]:
    """Every finding with its verdict, then what only the compilers saw, as GNN9xx.

    A finding in a file that no observed model touches keeps its verdict as it was: nothing was
    observed of it.
    """
    findings = list(findings)
    judged = [_judged(finding, findings, observations) for finding in findings]
    return judged + _unpredicted(findings, observations)


def _judged(
    finding: Finding, findings: Sequence[Finding], observations: Sequence[Observation]
) -> Finding:
    relevant = [one for one in observations if _touches(one, finding.place.path)]
    if not relevant:
        return finding
    judgements = [judge(finding, observation, findings) for observation in relevant]
    best = min(judgements, key=lambda judgement: _STRENGTH.index(judgement.verdict))
    return replace(finding, verdict=best.verdict, compiler_says=best.says)


def _touches(observation: Observation, path: str) -> bool:
    paths = {
        observation.path,
        *observation.reached,
        *(site.path for site in observation.sites),
        *(error.path for error in observation.script_errors if error.path),
    }
    return _real(path) in {_real(one) for one in paths}


def judge(
    finding: Finding, observation: Observation, findings: Sequence[Finding] = ()
) -> Judgement:
    """What one model's observation says of a finding; ``findings`` are its neighbours."""
    if observation.error is not None:
        return Judgement(Verdict.NOT_TESTABLE, observation.error)
    if finding.target is Target.SCRIPT:
        return _judge_script(finding, observation)
    if finding.target is Target.COMPILE:
        return _judge_compile(finding, observation, findings)
    return Judgement(Verdict.NOT_TESTABLE)


# --- torch.compile ------------------------------------------------------------------------------


def _judge_compile(
    finding: Finding, observation: Observation, findings: Sequence[Finding]
) -> Judgement:
    eager = observation.modes.get("eager")
    if eager is None or eager.status != "ok":
        says = eager.error if eager else None
        return Judgement(Verdict.NOT_TESTABLE, f"the model does not run: {says}" if says else None)
    if finding.default is Default.RAISES:
        default = _judge_raises(finding, observation)
    elif finding.default is Default.RECOMPILE:
        default = _judge_recompile(finding, observation)
    elif finding.default is Default.MASKED:
        return _judge_masked(finding, observation)
    elif finding.default is Default.BREAK:
        default = _judge_break(finding, observation)
    elif finding.fullgraph is Fullgraph.CLEAN:
        return Judgement(Verdict.NOT_TESTABLE)
    else:
        default = None
    if default is not None and default.verdict is not Verdict.CONFIRMED:
        return default
    return _judge_fullgraph(finding, observation, findings, default)


def _judge_break(finding: Finding, observation: Observation) -> Judgement:
    site = _site_at(finding, observation.default_sites)
    if site is not None:
        return Judgement(Verdict.CONFIRMED, words_of(site))
    mode = observation.modes.get("default")
    if mode is None or mode.status in ("skipped", "raises"):
        return Judgement(Verdict.NOT_TESTABLE, mode.error if mode else None)
    if not _is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    masker = _masker(finding.place, observation)
    if masker is not None:
        says = f"runs eagerly because of the break at {_where(masker)}"
        return Judgement(Verdict.MASKED, says)
    return Judgement(Verdict.REFUTED, "torch.compile does not break the graph here")


def _judge_masked(finding: Finding, observation: Observation) -> Judgement:
    site = _site_at(finding, observation.sites)
    if site is not None:
        return Judgement(Verdict.CONFIRMED, words_of(site))
    if not _is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    masker = finding.masked_by
    if masker is not None and any(_is_at(masker, s.path, s.line) for s in observation.sites):
        where = f"{Path(masker.path).name}:{masker.line}"
        return Judgement(Verdict.MASKED, f"runs eagerly because of the break at {where}")
    return Judgement(Verdict.NOT_TESTABLE, "the break that masks it did not show")


def _judge_raises(finding: Finding, observation: Observation) -> Judgement:
    if not _is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    mode = observation.modes.get("default")
    if mode is None or mode.status == "skipped":
        return Judgement(Verdict.NOT_TESTABLE)
    if mode.status != "raises":
        return Judgement(Verdict.REFUTED, "torch.compile does not raise")
    place = mode.error_place
    if place is None or _is_at(finding.place, place.path, place.line):
        return Judgement(Verdict.CONFIRMED, _first_line(mode.error or ""))
    where = f"{Path(place.path).name}:{place.line}"
    return Judgement(Verdict.MASKED, f"torch.compile raises at {where}")


def _judge_recompile(finding: Finding, observation: Observation) -> Judgement:
    if not _is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    judged = [recompile for recompile in observation.recompiles if recompile.judged]
    if not judged:
        return Judgement(Verdict.NOT_TESTABLE, "inputs() needs three sizes to show recompiles")
    again = [recompile for recompile in judged if recompile.compiles]
    if not again:
        return Judgement(Verdict.REFUTED, "no recompile from the third size on")
    reasons = [reason for recompile in again for reason in recompile.reasons]
    counts = ", ".join(str(recompile.compiles) for recompile in observation.recompiles)
    says = f"compiles per size: {counts}" + (f"; {reasons[0]}" if reasons else "")
    return Judgement(Verdict.CONFIRMED, says)


def _judge_fullgraph(
    finding: Finding,
    observation: Observation,
    findings: Sequence[Finding],
    default: Judgement | None,
) -> Judgement:
    """Hold the finding's word about ``fullgraph=True`` against it, once its default stands."""
    mode = observation.modes.get("fullgraph")
    if mode is None or mode.status in ("skipped", "raises"):
        return default or Judgement(Verdict.NOT_TESTABLE, mode.error if mode else None)
    site = _site_at(finding, observation.fullgraph_sites)
    if finding.fullgraph is not Fullgraph.ERROR:
        if site is None or not _contradicts(finding, site, findings):
            return default or Judgement(Verdict.CONFIRMED)
        return Judgement(Verdict.REFUTED, f"fullgraph=True fails here: {words_of(site)}")
    if site is not None:
        return default or Judgement(Verdict.CONFIRMED, words_of(site))
    if default is None and not _is_reached(finding.place, observation):
        return Judgement(Verdict.NOT_REACHED)
    if mode.status == "ok":
        return Judgement(Verdict.REFUTED, "fullgraph=True passes")
    capture = observation.modes.get("capture")
    if capture is None or capture.status not in ("ok", "breaks"):
        return default or Judgement(Verdict.NOT_TESTABLE, "fullgraph=True fails at another line")
    if _masker(finding.place, observation, ("capture",)) is not None:
        return default or Judgement(Verdict.MASKED)
    return Judgement(Verdict.REFUTED, "captured once both capture flags are on")


def _contradicts(finding: Finding, site: Site, findings: Sequence[Finding]) -> bool:
    """False where another cause at the same line accounts for the failure."""
    if finding.gb_types and site.gb_id and site.gb_id not in finding.gb_types:
        return False
    return not any(
        other.fullgraph is Fullgraph.ERROR and _is_at(other.place, site.path, site.line)
        for other in findings
        if other.target is Target.COMPILE
    )


def _site_at(finding: Finding, sites: Iterable[Site]) -> Site | None:
    """The site that bears the finding out: at its line, best with its own type of break."""
    sites = list(sites)
    here = [site for site in sites if _is_at(finding.place, site.path, site.line)]
    same_type = [site for site in here if site.gb_id in finding.gb_types]
    exact = [site for site in here if finding.place.line <= site.line <= finding.place.end_line]
    chosen = same_type or exact or here
    if chosen:
        return chosen[0]
    # A helper that the static side follows less or further than the compiler: the same type of
    # break on the finding's own chain of calls.
    for site in sites:
        if site.gb_id in finding.gb_types and _on_chain(finding, site):
            return site
    return None


def _on_chain(finding: Finding, site: Site) -> bool:
    return any(
        _real(step.path) == _real(site.path) and step.line == site.line
        for step in finding.trace[1:]
    ) or any(_is_at(finding.place, step.path, step.line) for step in site.frames)


def _masker(
    place: Place, observation: Observation, modes: tuple[str, ...] = ("default",)
) -> Site | None:
    """The break that makes the function around ``place`` run eagerly."""
    function = outline_of(place.path).symbol(place.line)
    for site in observation.sites:
        if not set(modes) & set(site.eager_modes):
            continue
        for step in site.frames:
            same = step.symbol == function and _real(step.path) == _real(place.path)
            if same and step.symbol.rpartition(".")[2] in site.eager_symbols:
                return site
    return None


def _is_at(place: Place, path: str, line: int) -> bool:
    """True where the line lies in the place's lines or in the statement around them."""
    if _real(place.path) != _real(path):
        return False
    if place.line <= line <= place.end_line:
        return True
    return outline_of(place.path).statement(place.line).holds(line)


def _is_reached(place: Place, observation: Observation) -> bool:
    lines = _reached(observation, place.path)
    span = outline_of(place.path).statement(place.line)
    first, last = min(span.first, place.line), max(span.last, place.end_line)
    return any(line in lines for line in range(first, last + 1))


def _reached(observation: Observation, path: str) -> frozenset[int]:
    if path in observation.reached:
        return observation.reached[path]
    real = _real(path)
    found = (lines for one, lines in observation.reached.items() if _real(one) == real)
    return next(found, frozenset())


@lru_cache(maxsize=4096)
def _real(path: str) -> str:
    return os.path.realpath(path)


# --- torch.jit.script ---------------------------------------------------------------------------


def _judge_script(finding: Finding, observation: Observation) -> Judgement:
    mode = observation.modes.get("script")
    if mode is None or mode.status == "skipped":
        return Judgement(Verdict.NOT_TESTABLE)
    for error in observation.script_errors:
        if _names(error, finding.place):
            return Judgement(Verdict.CONFIRMED, error.message)
    if mode.status == "ok":
        return Judgement(Verdict.REFUTED, "torch.jit.script accepts the model")
    if not observation.script_errors:
        return Judgement(Verdict.NOT_TESTABLE, mode.error)
    if not observation.script_complete or _behind_error(finding, observation):
        first = _first_line(observation.script_errors[0].message)
        return Judgement(Verdict.MASKED, f"torch.jit.script stops before: {first}")
    return Judgement(Verdict.REFUTED, "torch.jit.script accepts this line")


def _names(error: ScriptError, place: Place) -> bool:
    if error.path is not None and error.line is not None:
        if _is_at(place, error.path, error.line):
            return True
    return any(_is_at(place, lead.path, lead.line) for lead in error.leads)


def _behind_error(finding: Finding, observation: Observation) -> bool:
    """True where a function on the way to the finding was left out to get past its own error."""
    failed = {
        (_real(error.path), error.symbol) for error in observation.script_errors if error.path
    }
    place = finding.place
    way = [Step(place.path, place.line, finding.symbol), *finding.trace]
    return any(
        (_real(step.path), outline_of(step.path).symbol(step.line) or step.symbol) in failed
        for step in way
    )


# --- what only the compilers saw ----------------------------------------------------------------


def _unpredicted(
    findings: Sequence[Finding], observations: Sequence[Observation]
) -> list[Finding]:
    compiled = [finding for finding in findings if finding.target is Target.COMPILE]
    scripted = [finding for finding in findings if finding.target is Target.SCRIPT]
    found: dict[tuple[object, ...], Finding] = {}
    for observation in observations:
        for finding in _unpredicted_of(observation, compiled, scripted):
            key = (finding.code, finding.place, finding.gb_types, finding.message)
            found.setdefault(key, finding)
    return list(found.values())


def _unpredicted_of(
    observation: Observation, compiled: list[Finding], scripted: list[Finding]
) -> Iterator[Finding]:
    failing = {(site.path, site.line) for site in observation.fullgraph_sites}
    for site in observation.default_sites:
        if not any(_accounts_for(finding, site) for finding in compiled):
            yield _break_finding(site, observation, (site.path, site.line) in failing)
    broken = {(site.path, site.line) for site in observation.default_sites}
    refused = [finding for finding in compiled if finding.fullgraph is Fullgraph.ERROR]
    told: set[tuple[str, int]] = set()
    for site in observation.fullgraph_sites:
        place = (site.path, site.line)
        if place in told or any(_accounts_for(finding, site) for finding in refused):
            continue
        if place in broken and not any(_accounts_for(finding, site) for finding in compiled):
            continue  # told as a break already
        told.add(place)
        yield _fullgraph_finding(site, observation)
    for error in observation.script_errors:
        place_of = _script_place(error, observation)
        if error.doubtful or any(_names(error, finding.place) for finding in scripted):
            continue
        yield _script_finding(error, observation, place_of)


def _accounts_for(finding: Finding, site: Site) -> bool:
    if _is_at(finding.place, site.path, site.line):
        return True
    return site.gb_id in finding.gb_types and _on_chain(finding, site)


def _break_finding(site: Site, observation: Observation, fails: bool) -> Finding:
    return _compile_finding(
        site,
        observation,
        code="GNN901",
        name="unpredicted-break",
        severity=Severity.ERROR if fails else Severity.WARNING,
        default=Default.BREAK,
        fullgraph=Fullgraph.ERROR if fails else Fullgraph.CAPTURED,
        claim="breaks the graph",
    )


def _fullgraph_finding(site: Site, observation: Observation) -> Finding:
    masker = _masker(line_place(site.path, site.line), observation)
    default = Default.MASKED if masker is not None else Default.CLEAN
    if "default" in site.modes:
        default, masker = Default.BREAK, None
    finding = _compile_finding(
        site,
        observation,
        code="GNN902",
        name="unpredicted-fullgraph-failure",
        severity=Severity.ERROR,
        default=default,
        fullgraph=Fullgraph.ERROR,
        claim="fails under fullgraph=True",
    )
    if masker is None:
        return finding
    return replace(finding, masked_by=line_place(masker.path, masker.line))


def _compile_finding(
    site: Site,
    observation: Observation,
    *,
    code: str,
    name: str,
    severity: Severity,
    default: Default,
    fullgraph: Fullgraph,
    claim: str,
) -> Finding:
    explanation = site.explanation.partition("\n\n")[0].replace("\n", " ").strip()
    title = site.gb_type or _first_line(site.reason)
    message = f"{_subject_of(site)} {claim}: {title}"
    if explanation:
        message += f". {explanation}"
    return Finding(
        code=code,
        name=name,
        severity=severity,
        certainty=Certainty.CERTAIN,
        target=Target.COMPILE,
        place=line_place(site.path, site.line),
        message=message.rstrip("."),
        remedy=_remedy(site.hints),
        symbol=site.symbol,
        default=default,
        fullgraph=fullgraph,
        runs_eagerly=site.runs_eagerly,
        entry_points=(observation.name,),
        trace=site.frames,
        gb_types=(site.gb_id,) if site.gb_id else (),
        verdict=Verdict.CONFIRMED,
        compiler_says=words_of(site),
    )


_NOT_A_REMEDY = (
    "This graph break may have been caused by an earlier graph break",
    "This graph break is fundamental",
    "It may be possible to write Dynamo tracing rules",
    "Your code may result in an error when running in eager",
    "This is likely to be a Dynamo bug",
)


def _remedy(hints: Sequence[str]) -> str:
    """The first hint that tells the user what to do."""
    useful = [hint for hint in hints if not hint.startswith(_NOT_A_REMEDY)]
    return (useful or list(hints) or [""])[0].replace("\n", " ")


def _subject_of(site: Site) -> str:
    code = _source_line(site.path, site.line)
    return f"`{code}`" if code else "this line"


def _source_line(path: str, line: int) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    code = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return code if len(code) <= 80 else code[:77] + "..."


def line_place(path: str, line: int) -> Place:
    """The code of a line, as a place."""
    try:
        lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = len(text) - len(text.lstrip())
    return Place(path, line, indent + 1, line, max(len(text.rstrip()), indent) + 1)


def _script_place(error: ScriptError, observation: Observation) -> Place:
    if error.path is not None and error.line is not None:
        return line_place(error.path, error.line)
    if error.leads:
        return line_place(error.leads[0].path, error.leads[0].line)
    return line_place(observation.path, observation.line)


def _script_finding(error: ScriptError, observation: Observation, place: Place) -> Finding:
    message = " ".join(error.message.split())
    claim = "the scripted model raises" if error.running else "torch.jit.script fails"
    inside = ""
    if error.leaf is not None and (error.leaf.path, error.leaf.line) != (place.path, place.line):
        inside = f" (in {Path(error.leaf.path).name}:{error.leaf.line}, {error.leaf.symbol})"
    return Finding(
        code="GNN903",
        name="unpredicted-script-failure",
        severity=Severity.ERROR,
        certainty=Certainty.CERTAIN,
        target=Target.SCRIPT,
        place=place,
        message=f"{claim}{inside}: {message}",
        remedy="",
        symbol=error.symbol or outline_of(place.path).symbol(place.line) or "",
        script=Script.FAILS,
        entry_points=(observation.name,),
        verdict=Verdict.CONFIRMED,
        compiler_says=error.message,
    )


# --- words --------------------------------------------------------------------------------------


def words_of(site: Site) -> str:
    """The compiler's own words for a site, in a line."""
    head = f"{site.gb_id}: {site.gb_type}" if site.gb_id else site.gb_type
    explanation = _first_line(site.explanation)
    return f"{head}. {explanation}" if explanation else head or _first_line(site.reason)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _where(site: Site) -> str:
    return f"{Path(site.path).name}:{site.line}"


def verdict_of_model(observation: Observation) -> str:
    """In words: what a user can expect of ``torch.compile`` on this model."""
    if observation.error is not None:
        return "cannot be built"
    eager, default = observation.modes.get("eager"), observation.modes.get("default")
    if eager is not None and eager.status != "ok":
        return "eager fails"
    if default is None or default.status == "skipped":
        return "not compiled"
    if default.status == "raises":
        return "compile raises"
    fullgraph = observation.status("fullgraph")
    if default.status == "breaks":
        if default.graphs == 0:
            return "runs eager"
        return "breaks by default, captured under fullgraph" if fullgraph == "ok" else "breaks"
    return "ready" if fullgraph in ("ok", None, "skipped") else "fails under fullgraph"
