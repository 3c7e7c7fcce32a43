"""Which line belongs to which finding: how places, chains of calls and sites are compared."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gnnlint.finding import Finding, Place, Verdict
from gnnlint.verify.observation import Observation, Site
from gnnlint.verify.outline import outline_of


@dataclass(frozen=True)
class Judgement:
    """A verdict and the compiler's words for it.

    ``fullgraph`` is the verdict on what is said of fullgraph=True, where that was held as well.
    """

    verdict: Verdict
    says: str | None = None
    fullgraph: Verdict | None = None


def touches(observation: Observation, path: str) -> bool:
    """True where anything was observed of the file."""
    paths = {
        observation.path,
        *observation.reached,
        *(site.path for site in observation.sites),
        *(error.path for error in observation.script_errors if error.path),
    }
    return real(path) in {real(one) for one in paths}


def is_at(place: Place, path: str, line: int) -> bool:
    """True where the line lies in the place's lines or in the statement around them."""
    if real(place.path) != real(path):
        return False
    if place.line <= line <= place.end_line:
        return True
    return outline_of(place.path).statement(place.line).holds(line)


def is_call_of(finding: Finding, path: str, line: int) -> bool:
    """True where the line calls what the finding speaks of, or is related to it by its rule.

    A compiler names the call where it dislikes a signature, a hook or a declaration in a comment.
    Only the nearest call counts: an error further out has causes of its own.
    """
    if any(is_at(related.place, path, line) for related in finding.related):
        return True
    calls = [step for step in finding.trace if not is_at(finding.place, step.path, step.line)]
    if not calls or real(calls[-1].path) != real(path):
        return False
    return outline_of(calls[-1].path).statement(calls[-1].line).holds(line)


def is_reached(place: Place, observation: Observation) -> bool:
    """True where the place's statement ran without a compiler."""
    lines = _reached(observation, place.path)
    span = outline_of(place.path).statement(place.line)
    first, last = min(span.first, place.line), max(span.last, place.end_line)
    return any(line in lines for line in range(first, last + 1))


def _reached(observation: Observation, path: str) -> frozenset[int]:
    if path in observation.reached:
        return observation.reached[path]
    found = (lines for one, lines in observation.reached.items() if real(one) == real(path))
    return next(found, frozenset())


def site_at(finding: Finding, sites: Iterable[Site]) -> Site | None:
    """The site that bears the finding out: at its line, best with its own type of break."""
    sites = list(sites)
    here = [site for site in sites if is_at(finding.place, site.path, site.line)]
    same_type = [site for site in here if site.gb_id in finding.gb_types]
    exact = [site for site in here if finding.place.line <= site.line <= finding.place.end_line]
    chosen = same_type or exact or here
    if chosen:
        return chosen[0]
    # A helper that the static side follows less or further than the compiler: the same type of
    # break on the finding's own chain of calls.
    for site in sites:
        if site.gb_id in finding.gb_types and _is_on_chain(finding, site):
            return site
    return None


def accounts_for(finding: Finding, site: Site) -> bool:
    """True where the finding predicts the site."""
    if is_at(finding.place, site.path, site.line):
        return True
    return site.gb_id in finding.gb_types and _is_on_chain(finding, site)


def _is_on_chain(finding: Finding, site: Site) -> bool:
    return any(
        real(step.path) == real(site.path) and step.line == site.line for step in finding.trace[1:]
    ) or any(is_at(finding.place, step.path, step.line) for step in site.frames)


def masker_of(
    place: Place, observation: Observation, modes: tuple[str, ...] = ("default",)
) -> Site | None:
    """The break that makes the function around ``place`` run eagerly."""
    function = outline_of(place.path).symbol(place.line)
    for site in observation.sites:
        if not set(modes) & set(site.eager_modes):
            continue
        for step in site.frames:
            same = step.symbol == function and real(step.path) == real(place.path)
            if same and step.symbol.rpartition(".")[2] in site.eager_symbols:
                return site
    return None


def masked(place: Place, observation: Observation) -> Judgement | None:
    """The verdict on a finding whose function runs eagerly by default; None where it does not."""
    masker = masker_of(place, observation)
    return masked_by(masker.path, masker.line) if masker is not None else None


def masked_by(path: str, line: int) -> Judgement:
    """The verdict on a finding that the break at that line masks."""
    says = f"the break at {where(path, line)} makes its function run eagerly"
    return Judgement(Verdict.MASKED, says)


def break_before(finding: Finding, observation: Observation, mode: str) -> Site | None:
    """The break of a mode that stands before the finding in a function that leads to it."""
    place = finding.place
    way = [*((step.path, step.line) for step in finding.trace), (place.path, place.line)]
    lines = {(real(path), outline_of(path).symbol(line)): line for path, line in way}
    for site in observation.sites:
        steps = site.frames if mode in site.modes else ()
        if any(step.line < lines.get((real(step.path), step.symbol), 0) for step in steps):
            return site
    return None


@lru_cache(maxsize=4096)
def real(path: str) -> str:
    """The path without links."""
    return os.path.realpath(path)


def words_of(site: Site) -> str:
    """The compiler's own words for a site, in a line."""
    head = f"{site.gb_id}: {site.gb_type}" if site.gb_id else site.gb_type
    explanation = first_line(site.explanation)
    return f"{head}. {explanation}" if explanation else head or first_line(site.reason)


def first_line(text: str) -> str:
    """The first line of a message."""
    return text.strip().partition("\n")[0]


def where(path: str, line: int) -> str:
    """A place in short, for a sentence."""
    return f"{Path(path).name}:{line}"
