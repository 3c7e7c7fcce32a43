"""Findings held against the compilers, line by line and model by model.

What counts, for each of the two questions "does plain torch.compile break here" and "does
fullgraph=True fail here":

- a *claim* is a statement for which a finding of the model's entry point says yes;
- a claim on a line that no call of the recipe reached says nothing here and is left out, and so is
  one that the compiler could not judge (it crashed before, or the line is masked);
- a claim where the compiler shows no event at the statement is *wrong*;
- an event of the compiler without a claim at its statement is a *miss*.

The verdicts of ``gnnlint verify`` take a match along the chain of calls too; these are stricter.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from gnnlint.finding import Default, Finding, Fullgraph, Run, Target
from gnnlint.premise import Condition
from gnnlint.verify.observation import Site, comes_of_resuming
from gnnlint.verify.outline import Span, outline_of
from tests.accuracy.observe import Case

QUESTIONS = ("default", "fullgraph")


class Outcome(str, Enum):
    """What the compiler says of a claim."""

    RIGHT = "right"
    WRONG = "wrong"
    MASKED = "masked"  # an earlier break makes the function run eagerly
    UNJUDGED = "unjudged"  # the compiler did not get there
    NOT_REACHED = "not reached"


class Sureness(str, Enum):
    """How surely a claim is made."""

    CERTAIN = "certain"
    HOLDS = "condition holds"
    OPEN = "condition open"
    FAILS = "condition does not hold"


@dataclass(frozen=True)
class Claim:
    """A statement that a finding speaks about, for one model and one question."""

    case: Case
    question: str
    finding: Finding
    path: str
    span: Span
    sureness: Sureness
    outcome: Outcome
    says: str = ""

    @property
    def line(self) -> int:
        """The finding's own line."""
        return self.finding.place.line


@dataclass(frozen=True)
class Miss:
    """An event of the compiler that no finding of the model claims."""

    case: Case
    question: str
    site: Site
    instead: str = ""  # what a finding at the line says instead


@dataclass(frozen=True)
class Hit:
    """An event of the compiler that a finding claims, at best so surely."""

    case: Case
    question: str
    site: Site
    sureness: Sureness


@dataclass(frozen=True)
class Comparison:
    """One model, both questions."""

    case: Case
    known: bool  # whether the static side has the class as an entry point
    claims: tuple[Claim, ...]
    hits: tuple[Hit, ...]
    misses: tuple[Miss, ...]
    again: tuple[Finding, ...] = ()  # what says that each size compiles again, on reached lines

    def predicted(self, question: str, *, conditional: bool) -> bool:
        """Whether a claim on a reached line says that the model breaks, or fails."""
        sure = {Sureness.CERTAIN, Sureness.HOLDS} if conditional else {Sureness.CERTAIN}
        return any(
            claim.sureness in sure and claim.outcome is not Outcome.NOT_REACHED
            for claim in self.claims
            if claim.question == question
        )

    def shown(self, question: str) -> bool | None:
        """Whether it does; None where the compiler crashed under ``fullgraph=True``."""
        status = self.case.observation.status(question)
        if status == "raises":
            return None
        return status in ("breaks", "fails")

    @property
    def goes_on(self) -> bool | None:
        """Whether each further size compiles again; None where that was not measured."""
        growth = self.case.growth
        return growth.goes_on if growth is not None else None


def compare(case: Case, run: Run) -> Comparison:
    """One model's findings against its observation."""
    own = [it for it in run.by_entry.get(case.entry, ()) if it.target is Target.COMPILE]
    claims = [claim for question in QUESTIONS for claim in _claims(case, own, question)]
    hits: list[Hit] = []
    misses: list[Miss] = []
    for question in QUESTIONS:
        for site in _sites(case, question):
            answer = _answer(case, site, question, own)
            (hits if isinstance(answer, Hit) else misses).append(answer)  # type: ignore[arg-type]
    known = any(f"{model.name}.forward" == case.entry for model in run.models)
    again = tuple(it for it in own if it.default is Default.RECOMPILE and _counts(case, it))
    return Comparison(case, known, tuple(claims), tuple(hits), tuple(misses), again)


def _counts(case: Case, finding: Finding) -> bool:
    """Whether the recipe reaches the line of a finding, and meets its condition."""
    span = _span(finding)
    lines = case.observation.reached.get(finding.place.path, frozenset())
    sure = _sureness(case, finding) in (Sureness.CERTAIN, Sureness.HOLDS)
    return sure and any(span.holds(line) for line in lines)


# --- what is claimed ----------------------------------------------------------------------------


def _says(finding: Finding, question: str) -> bool:
    if question == "default":
        return finding.default in (Default.BREAK, Default.RAISES)
    return finding.fullgraph is Fullgraph.ERROR


def _claims(case: Case, findings: Sequence[Finding], question: str) -> Iterator[Claim]:
    """One claim a statement: the surest of the findings there."""
    best: dict[tuple[str, Span], Claim] = {}
    for finding in findings:
        if not _says(finding, question):
            continue
        claim = _claim(case, finding, question)
        key = (claim.path, claim.span)
        order = list(Sureness).index
        if key not in best or order(claim.sureness) < order(best[key].sureness):
            best[key] = claim
    yield from best.values()


def _claim(case: Case, finding: Finding, question: str) -> Claim:
    path, span = finding.place.path, _span(finding)
    outcome, says = _outcome(case, path, span, question)
    return Claim(case, question, finding, path, span, _sureness(case, finding), outcome, says)


def _span(finding: Finding) -> Span:
    place = finding.place
    span = outline_of(place.path).statement(place.line)
    return Span(min(span.first, place.line), max(span.last, place.end_line))


def _outcome(case: Case, path: str, span: Span, question: str) -> tuple[Outcome, str]:
    for site in _sites(case, question):
        if site.path == path and span.holds(site.line):
            return Outcome.RIGHT, words(site)
    observation = case.observation
    lines = observation.reached.get(path, frozenset())
    if not any(span.holds(line) for line in lines):
        return Outcome.NOT_REACHED, ""
    if question == "default":
        return _unconfirmed_break(case, path, span)
    if observation.status("fullgraph") == "ok":
        return Outcome.WRONG, "fullgraph=True passes"
    capture = observation.modes.get("capture")
    if capture is None or capture.status not in ("ok", "breaks"):
        return Outcome.UNJUDGED, "fullgraph=True fails elsewhere"
    if _runs_eagerly(case, path, span, "capture"):
        return Outcome.MASKED, "in a function that runs eagerly with the capture flags on"
    return Outcome.WRONG, "captured with the capture flags on" + _deeper(case, path, span, question)


def _unconfirmed_break(case: Case, path: str, span: Span) -> tuple[Outcome, str]:
    observation = case.observation
    mode = observation.modes["default"]
    for site in observation.sites:
        shown = "unmasked" in site.modes and not comes_of_resuming(site, "unmasked")
        if shown and site.path == path and span.holds(site.line):
            return Outcome.MASKED, f"shows once nothing masks it: {words(site)}"
    if mode.status == "raises":
        return Outcome.UNJUDGED, f"torch.compile raises: {_first_line(mode.error or '')}"
    unmasked = observation.modes.get("unmasked")
    if unmasked is not None and _runs_eagerly(case, path, span, "unmasked"):
        return Outcome.MASKED, "in a function that runs eagerly"
    failed = unmasked is not None and unmasked.status not in ("ok", "breaks")
    if failed and _runs_eagerly(case, path, span, "default"):
        return Outcome.UNJUDGED, "in a function that runs eagerly"
    return Outcome.WRONG, "no break here" + _deeper(case, path, span, "default")


def _runs_eagerly(case: Case, path: str, span: Span, mode: str) -> bool:
    function = outline_of(path).symbol(span.first)
    for site in case.observation.sites:
        if mode not in site.eager_modes:
            continue
        for step in site.frames:
            same = step.path == path and step.symbol == function
            if same and step.symbol.rpartition(".")[2] in site.eager_symbols:
                return True
    return False


def _deeper(case: Case, path: str, span: Span, question: str) -> str:
    """Where the compiler breaks below the statement, if it does."""
    for site in _sites(case, question):
        if any(step.path == path and span.holds(step.line) for step in site.frames):
            return f"; it breaks below, at {site.path}:{site.line}"
    return ""


# --- what the compilers show --------------------------------------------------------------------


def _sites(case: Case, question: str) -> list[Site]:
    """One site a line."""
    observation = case.observation
    by_default = question == "default"
    sites = observation.default_sites if by_default else observation.fullgraph_sites
    return list({(site.path, site.line): site for site in reversed(sites)}.values())


def _answer(case: Case, site: Site, question: str, findings: Sequence[Finding]) -> Hit | Miss:
    here = [it for it in findings if it.place.path == site.path and _span(it).holds(site.line)]
    saying = [it for it in here if _says(it, question)]
    if saying:
        order = list(Sureness).index
        best = min((_sureness(case, it) for it in saying), key=order)
        return Hit(case, question, site, best)
    return Miss(case, question, site, "; ".join(_described(it, question) for it in here))


def _described(finding: Finding, question: str) -> str:
    effect = finding.default if question == "default" else finding.fullgraph
    return f"{finding.code} says {effect.value}"


def words(site: Site) -> str:
    """The compiler's words, short."""
    head = f"{site.gb_id} {site.gb_type}" if site.gb_id else site.gb_type or site.reason
    return f"{_first_line(head)}: {_first_line(site.explanation)}".rstrip(": ")


def _first_line(text: str) -> str:
    """With paths as they are on every machine, from the package on."""
    return _INSTALLED.sub("", text.strip().partition("\n")[0])[:160]


_INSTALLED = re.compile(r"[^\s`'\"]*/(?:site|dist)-packages/")


# --- conditions ---------------------------------------------------------------------------------


def _sureness(case: Case, finding: Finding) -> Sureness:
    if finding.premise is None:
        return Sureness.CERTAIN
    answers = [_all_hold(case, clause) for clause in finding.premise.alternatives]
    if True in answers:
        return Sureness.HOLDS
    return Sureness.OPEN if None in answers else Sureness.FAILS


def _all_hold(case: Case, clause: Sequence[Condition]) -> bool | None:
    answers = [_holds(case, str(it)) for it in clause]
    if False in answers:
        return False
    return None if None in answers else True


class _Unknown(Exception):
    """A name whose value the recipe does not show."""


def _holds(case: Case, text: str) -> bool | None:
    """Whether a condition holds, by the recipe's constructor and forward arguments."""
    if (absent := re.fullmatch(r"(\w+) is (not )?installed", text)) is not None:
        return (importlib.util.find_spec(absent[1]) is None) is bool(absent[2])
    usual = re.fullmatch(
        r"(?:self\.)?(\w+) (?:keeps its default|is (?!None|not\b)([A-Za-z_]\w*))", text
    )
    if usual is not None:
        passed = _keywords(case).get(usual[1])
        return passed is None or (usual[2] is not None and passed.endswith(usual[2]))
    try:
        return bool(_evaluate(ast.parse(text, mode="eval").body, case))
    except (_Unknown, SyntaxError, TypeError):
        return None


def _keywords(case: Case) -> dict[str, str]:
    """What the recipe passes to the constructor by keyword, as it is written there."""
    call = ast.parse(f"f({case.recipe.arguments})", mode="eval").body
    assert isinstance(call, ast.Call)
    return {it.arg: ast.unparse(it.value) for it in call.keywords if it.arg is not None}


def _evaluate(node: ast.expr, case: Case) -> object:
    match node:
        case ast.Constant():
            return node.value
        case ast.Tuple(elts=items):
            return [_evaluate(it, case) for it in items]
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return _attribute(name, case.arguments)
        case ast.Name(id=name):
            return _argument(name, case)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _evaluate(operand, case)
        case ast.BoolOp(op=ast.And(), values=values):
            return all(_evaluate(value, case) for value in values)
        case ast.BoolOp(op=ast.Or(), values=values):
            return any(_evaluate(value, case) for value in values)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(_evaluate(left, case), op, _evaluate(right, case))
    raise _Unknown(ast.unparse(node))


def _attribute(name: str, arguments: Mapping[str, object]) -> object:
    if name == "training":
        return False  # observed in eval mode
    if name in arguments:
        return arguments[name]
    raise _Unknown(name)


_GIVEN = object()


def _argument(name: str, case: Case) -> object:
    if name in case.given:
        return _GIVEN
    if name in case.arguments:
        return case.arguments[name]
    raise _Unknown(name)


def _compared(left: object, op: ast.cmpop, right: object) -> bool:
    if _GIVEN in (left, right) and not isinstance(op, ast.Is | ast.IsNot):
        raise _Unknown
    match op:
        case ast.Is():
            return left is right
        case ast.IsNot():
            return left is not right
        case ast.Eq():
            return left == right
        case ast.NotEq():
            return left != right
        case ast.Gt():
            return bool(left > right)  # type: ignore[operator]
        case ast.Lt():
            return bool(left < right)  # type: ignore[operator]
        case ast.In():
            return left in right  # type: ignore[operator]
        case ast.NotIn():
            return left not in right  # type: ignore[operator]
    raise _Unknown


def compare_all(cases: Iterable[Case], run: Run) -> list[Comparison]:
    """Every model that runs."""
    return [compare(case, run) for case in cases if case.trouble is None]
