"""What only the compilers saw, as findings: GNN901 to GNN904."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from gnnlint.finding import (
    Certainty,
    Default,
    Finding,
    Fullgraph,
    Place,
    Script,
    Severity,
    Target,
    Verdict,
    rule_url,
)
from gnnlint.fingerprint import with_fingerprints
from gnnlint.remark import (
    OWN_CODES,
    UNPREDICTED_BREAK,
    UNPREDICTED_FULLGRAPH_FAILURE,
    UNPREDICTED_RECOMPILE,
    UNPREDICTED_SCRIPT_FAILURE,
)
from gnnlint.verify.guards import Failure
from gnnlint.verify.matching import accounts_for, first_line, masker_of, words_of
from gnnlint.verify.observation import Observation, ScriptError, Site
from gnnlint.verify.outline import outline_of
from gnnlint.verify.place import without_random_part
from gnnlint.verify.quotation import line_of, line_place, lines_of, parameter_place, shortened
from gnnlint.verify.recompiled import Again, unpredicted_recompiles
from gnnlint.verify.scripted import Ties, names
from gnnlint.verify.subject import Project


def unpredicted(
    observation: Observation, findings: Sequence[Finding], tied: Finding | None, ties: Ties
) -> Iterator[Finding]:
    """Findings for the events of one model that none of ``findings`` accounts for.

    ``tied`` and ``ties`` are what explains the events that name another line, or none.
    """
    compiled = [finding for finding in findings if finding.target is Target.COMPILE]
    yield from _breaks(observation, compiled)
    yield from _fullgraph_failures(observation, compiled, tied)
    for again in unpredicted_recompiles(observation, compiled):
        yield _recompile_finding(again, observation)
    scripted = [finding for finding in findings if finding.target is Target.SCRIPT]
    yield from _script_failures(observation, scripted, ties)


def _breaks(observation: Observation, compiled: Sequence[Finding]) -> Iterator[Finding]:
    failing = {(site.path, site.line) for site in observation.fullgraph_sites}
    for site in observation.default_sites:
        if not any(accounts_for(finding, site) for finding in compiled):
            yield _break_finding(site, observation, (site.path, site.line) in failing)


def _fullgraph_failures(
    observation: Observation, compiled: Sequence[Finding], tied: Finding | None
) -> Iterator[Finding]:
    broken = {(site.path, site.line) for site in observation.default_sites}
    refused = [finding for finding in compiled if finding.fullgraph is Fullgraph.ERROR]
    told: set[tuple[str, int]] = set()
    for site in observation.fullgraph_sites:
        place = (site.path, site.line)
        if place in told or any(accounts_for(finding, site) for finding in refused):
            continue
        if place in broken and not any(accounts_for(finding, site) for finding in compiled):
            continue  # told as a break already
        if not site.placed and tied is not None:
            continue
        told.add(place)
        yield _fullgraph_finding(site, observation)


def _script_failures(
    observation: Observation, scripted: Sequence[Finding], ties: Ties
) -> Iterator[Finding]:
    told: set[tuple[Place, str]] = set()
    for index, error in enumerate(observation.script_errors):
        if error.doubtful or index in ties:
            continue
        if any(names(error, finding.place) for finding in scripted):
            continue
        finding = _script_finding(error, observation)
        # Each attempt generates PyG's modules anew, under another name.
        if (finding.place, finding.message) not in told:
            told.add((finding.place, finding.message))
            yield finding


def finished(findings: Sequence[Finding], root: Path | None) -> list[Finding]:
    """The findings with what identifies them; ``root`` is what their paths are relative to.

    Without one each file is seen from the root of its own project.
    """
    lines = {it.place.path: lines_of(it.place.path) for it in findings}
    roots = [root or Path(Project.of(Path(it.place.path)).root) for it in findings]
    done = list(findings)
    for each in dict.fromkeys(roots):
        indices = [index for index, one in enumerate(roots) if one == each]
        marked = with_fingerprints([findings[index] for index in indices], lines, each)
        for index, finding in zip(indices, marked, strict=True):
            done[index] = replace(finding, url=rule_url(finding.code))
    return done


# --- torch.compile ------------------------------------------------------------------------------


def _break_finding(site: Site, observation: Observation, fails: bool) -> Finding:
    return _compile_finding(
        site,
        observation,
        code=UNPREDICTED_BREAK,
        severity=Severity.ERROR if fails else Severity.WARNING,
        default=Default.BREAK,
        fullgraph=Fullgraph.ERROR if fails else Fullgraph.CAPTURED,
        claim="breaks the graph",
    )


def _fullgraph_finding(site: Site, observation: Observation) -> Finding:
    masker = masker_of(line_place(site.path, site.line), observation) if site.placed else None
    default = Default.MASKED if masker is not None else Default.CLEAN
    if "default" in site.modes:
        default, masker = Default.BREAK, None
    finding = _compile_finding(
        site,
        observation,
        code=UNPREDICTED_FULLGRAPH_FAILURE,
        severity=Severity.ERROR,
        default=default,
        fullgraph=Fullgraph.ERROR,
        claim="fails under fullgraph=True",
    )
    if not site.placed:  # it is about the model as a whole, not about the line it starts at
        return replace(finding, place=line_place(observation.path, observation.line), trace=())
    if masker is None:
        return finding
    return replace(finding, masked_by=line_place(masker.path, masker.line))


def _compile_finding(
    site: Site,
    observation: Observation,
    *,
    code: str,
    severity: Severity,
    default: Default,
    fullgraph: Fullgraph,
    claim: str,
) -> Finding:
    explanation = site.explanation.partition("\n\n")[0].replace("\n", " ").strip()
    title = site.gb_type or first_line(site.reason)
    message = f"{_subject_of(site, code)} {claim}: {title}"
    if explanation:
        message += f". {explanation}"
    return Finding(
        code=code,
        name=OWN_CODES[code],
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
        entry_points=(observation.entry_point,),
        trace=site.frames,
        gb_types=(site.gb_id,) if site.gb_id else (),
        verdict=Verdict.CONFIRMED,
        fullgraph_verdict=Verdict.CONFIRMED if fullgraph is Fullgraph.ERROR else None,
        compiler_says=words_of(site),
    )


def _recompile_finding(again: Again, observation: Observation) -> Finding:
    failure = again.failure
    place, source = _where_again(again, observation)
    when = "from batch to batch" if again.goes_on else "once more"
    why = failure.mismatch or f"what was compiled takes only `{failure.guard}`"
    return Finding(
        code=UNPREDICTED_RECOMPILE,
        name=OWN_CODES[UNPREDICTED_RECOMPILE],
        severity=Severity.WARNING if again.goes_on else Severity.INFO,
        certainty=Certainty.CERTAIN,
        target=Target.COMPILE,
        place=place,
        message=f"{source} compiles again {when}: {why}",
        remedy=_against_recompiling(failure),
        symbol=outline_of(place.path).symbol(place.line) or "",
        default=Default.RECOMPILE,
        fullgraph=Fullgraph.CLEAN,
        entry_points=(observation.entry_point,),
        verdict=Verdict.CONFIRMED,
        compiler_says=" ".join(failure.reason.split()),
    )


def _where_again(again: Again, observation: Observation) -> tuple[Place, str]:
    """The line that Dynamo names, else the parameter of ``forward``, else the class; in words."""
    if again.path:
        source = shortened(line_of(again.path, again.line).strip())
        return line_place(again.path, again.line), source
    name, _ = again.failure.of
    parameter = parameter_place(observation.path, observation.line, name)
    return parameter or line_place(observation.path, observation.line), "the model"


def _against_recompiling(failure: Failure) -> str:
    """What to do about a guard that fails: Dynamo's own advice, else what helps its kind."""
    name, index = failure.of
    sized = re.search(r"\bsize|\bstride|\bs\d+\b", failure.guard) is not None
    if failure.hint:
        return failure.hint
    if failure.is_zero_or_one:
        mark = f"mark_unbacked({name}, {index})" if name else "mark_unbacked(tensor, dimension)"
        return (
            "a size of 0 or 1 is compiled by itself: leave such batches out (`drop_last=True`), or "
            f"call `torch._dynamo.decorators.{mark}` before the model"
        )
    if failure.mismatch is not None and failure.mismatch.what not in ("size", "stride"):
        return f"give `{name}` the same {failure.mismatch.what} in every call"
    if failure.mismatch is not None and index is not None:
        return (
            f"call `torch._dynamo.mark_dynamic({name}, {index})` before the model, or pad the "
            "inputs to sizes that repeat"
        )
    return _OF_SIZES if sized else _OF_VALUES


_OF_SIZES = (
    "keep sizes out of Python's branches, loops and lengths, or pad the inputs to sizes that repeat"
)
_OF_VALUES = "keep it the same from batch to batch, or make it a tensor"


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


def _subject_of(site: Site, code: str) -> str:
    if not site.placed and code == UNPREDICTED_FULLGRAPH_FAILURE:
        return "the model"
    return shortened(line_of(site.path, site.line).strip())


# --- torch.jit.script ---------------------------------------------------------------------------


def _script_place(error: ScriptError, observation: Observation) -> Place:
    if error.path is not None and error.line is not None:
        return line_place(error.path, error.line)
    if error.leads:
        return line_place(error.leads[0].path, error.leads[0].line)
    return line_place(observation.path, observation.line)


def _script_finding(error: ScriptError, observation: Observation) -> Finding:
    place = _script_place(error, observation)
    message = " ".join(without_random_part(error.message).split())
    claim = "the scripted model raises" if error.running else "torch.jit.script fails"
    inside = ""
    if error.leaf is not None and (error.leaf.path, error.leaf.line) != (place.path, place.line):
        file = Path(without_random_part(error.leaf.path)).name
        inside = f" (in {file}:{error.leaf.line}, {error.leaf.symbol})"
    return Finding(
        code=UNPREDICTED_SCRIPT_FAILURE,
        name=OWN_CODES[UNPREDICTED_SCRIPT_FAILURE],
        severity=Severity.ERROR,
        certainty=Certainty.CERTAIN,
        target=Target.SCRIPT,
        place=place,
        message=f"{claim}{inside}: {message}",
        remedy="",
        symbol=error.symbol or outline_of(place.path).symbol(place.line) or "",
        script=Script.FAILS,
        entry_points=(observation.entry_point,),
        verdict=Verdict.CONFIRMED,
        compiler_says=error.message,
    )
