"""SARIF 2.1.0, with what GitHub's code scanning makes use of.

https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support
names the properties that count there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from gnnlint import __version__
from gnnlint.finding import DOCS, Certainty, Finding, Place, Run, Severity, Target, Verdict
from gnnlint.notebook import cell_of
from gnnlint.remark import FAILURES
from gnnlint.report import rule_page, verdict
from gnnlint.report.message import file_place, headline, remedy_place
from gnnlint.report.own_rules import OWN_RULES
from gnnlint.report.path import line, repository, shown

if TYPE_CHECKING:
    from gnnlint.catalogue import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_ROOT = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
}
_TAGS = {
    Target.COMPILE: ("torch.compile", "performance"),
    Target.SCRIPT: ("torchscript", "portability"),
    Target.EXPORT: ("torch.export", "portability"),
    Target.ANY: ("maintainability",),
}
_LONGEST = 1024
"""Characters of a description that GitHub takes."""

_MOST = 25_000
"""Results that GitHub takes of one run; a file with more is refused as a whole."""


def render(run: Run, rules: Sequence[Rule] = ()) -> str:
    """The log of one run. ``rules`` give the help texts of the rules that were broken."""
    return json.dumps(document(run, rules), indent=2) + "\n"


def document(run: Run, rules: Sequence[Rule] = ()) -> dict[str, Any]:
    """The log as plain data; every path is relative to the repository."""
    folder = repository(run)
    findings = _taken(run.findings)
    codes = sorted({each.code for each in findings})
    by_code = {rule.code: rule for rule in rules}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "gnnlint",
                        "version": __version__,
                        "semanticVersion": __version__,
                        "informationUri": DOCS,
                        "rules": [_rule(code, by_code.get(code), run) for code in codes],
                    }
                },
                "automationDetails": {"id": "gnnlint/"},
                "invocations": [_invocation(run, len(findings))],
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {
                    _ROOT: {"description": {"text": "The root of the repository."}}
                },
                "results": [
                    _result(each, codes.index(each.code), run, folder) for each in findings
                ],
            }
        ],
    }


def _taken(findings: Sequence[Finding]) -> Sequence[Finding]:
    """As many as are taken, the gravest of them, in their order."""
    if len(findings) <= _MOST:
        return findings
    gravest = sorted(range(len(findings)), key=lambda it: -findings[it].severity.rank)[:_MOST]
    return [findings[it] for it in sorted(gravest)]


def _invocation(run: Run, taken: int) -> dict[str, Any]:
    """Whether all was checked, and all that was found is told."""
    told: dict[str, Any] = {
        "executionSuccessful": not any(each.code in FAILURES for each in run.findings)
    }
    if taken < len(run.findings):
        text = f"{len(run.findings):,} findings, of which the gravest {taken:,} are told"
        told["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return told


# --- rules ------------------------------------------------------------------------------------


def _rule(code: str, rule: Rule | None, run: Run) -> dict[str, Any]:
    """What is to be said of a rule that was broken; a rule without a folder has no examples."""
    findings = [each for each in run.findings if each.code == code]
    first = findings[0]
    worst = max((each.severity for each in findings), key=lambda it: it.rank)
    own = next((it for it in OWN_RULES if it.code == code), None)
    if rule is not None:
        summary, markdown = rule.summary, rule_page.markdown(rule)
        text = f"{rule.summary}. Instead: {rule.remedy}"
    elif own is not None:
        summary, markdown = own.summary, rule_page.own_markdown(own)
        text = f"{own.text} Instead: {own.remedy}"
    else:
        summary, markdown = first.message, f"{first.message}\n\n**Instead:** {first.remedy}"
        text = f"{first.message}. Instead: {first.remedy}"
    return {
        "id": code,
        "name": first.name,
        "shortDescription": {"text": summary[:_LONGEST]},
        "fullDescription": {"text": text[:_LONGEST]},
        "help": {"text": text, "markdown": markdown},
        **({"helpUri": first.url} if first.url else {}),
        "defaultConfiguration": {"level": _LEVELS[worst]},
        "properties": {
            "precision": _precision(findings),
            "problem.severity": _PROBLEMS[worst],
            "tags": ["pytorch", *_TAGS[first.target]],
        },
    }


def _precision(findings: Sequence[Finding]) -> str:
    """How far the findings of a rule can be trusted: the least that holds for each of them."""
    verdicts = {each.verdict for each in findings}
    if Verdict.REFUTED in verdicts:
        return "low"
    if verdicts == {Verdict.CONFIRMED}:
        return "very-high"
    if all(each.certainty is Certainty.CERTAIN for each in findings):
        return "high"
    return "medium"


# --- results ----------------------------------------------------------------------------------


def _result(finding: Finding, index: int, run: Run, folder: str) -> dict[str, Any]:
    related = _related(finding, folder)
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding, folder)},
        "locations": [_location(finding.place, run, folder, finding.symbol)],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
        "properties": _properties(finding),
    }
    if related:
        result["relatedLocations"] = related
    if len(finding.trace) > 1:
        result["codeFlows"] = [_flow(finding, folder)]
    if finding.verdict is Verdict.REFUTED:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "the compiler accepts this line",
            }
        ]
    return result


def _message(finding: Finding, folder: str) -> str:
    """A sentence for each thing to be said; the remedy's place and what masks it are links."""
    sentences = [file_place(finding.place)[1] + headline(finding)]
    if effect := verdict.of_finding(finding):
        sentences.append(effect)
    for number, (words, _) in enumerate(_linked(finding, folder)):
        sentences.append(words.format(f"({number})"))
    if finding.remedy and remedy_place(finding) is None:
        sentences.append(f"instead: {_plain(finding.remedy)}")
    return ". ".join([_plain(sentences[0]), *(_sentence(each) for each in sentences[1:])]) + "."


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _plain(text: str) -> str:
    """``text`` with nothing in it that reads as a link: ``convs[0](x)`` is code."""
    return text.replace("](", "] (")


def _literal(text: str) -> str:
    """``text`` for ``str.format``, which leaves it as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def _linked(finding: Finding, folder: str) -> list[tuple[str, Place]]:
    """Places that the message refers to, each with a sentence that ends in ``[text]{}``."""
    places = []

    def at(place: Place) -> str:
        is_here = place.path == finding.place.path
        return f"[{f'line {place.line}' if is_here else _literal(line(place, folder))}]{{}}"

    remedy = remedy_place(finding)
    if remedy is not None:
        words = _literal(_plain(finding.remedy))
        places.append((f"instead: {words}, at {at(remedy)}", remedy))
    for each in finding.related:
        if each.role in ("made", "called"):
            words = f"this holds of the model as {each.role} at {at(each.place)}"
            places.append((words, each.place))
        elif each.role == "reason":
            places.append((f"because of {at(each.place)}", each.place))
    if finding.masked_by is not None:
        places.append((f"masked by the break at {at(finding.masked_by)}", finding.masked_by))
    return places


def _related(finding: Finding, folder: str) -> list[dict[str, Any]]:
    notes = {id(each.place): each.message for each in finding.related}
    return [
        {
            "id": number,
            "physicalLocation": _physical(place, folder),
            "message": {"text": notes.get(id(place), "masks the finding")},
        }
        for number, (_, place) in enumerate(_linked(finding, folder))
    ]


def _properties(finding: Finding) -> dict[str, Any]:
    """What our JSON says of a finding and SARIF has no place for."""
    said = {
        "target": finding.target.value,
        "certainty": finding.certainty.value,
        "condition": finding.condition,
        "verdict": finding.verdict.value if finding.verdict else None,
        "fullgraphVerdict": finding.fullgraph_verdict.value if finding.fullgraph_verdict else None,
        "entryPoints": list(finding.entry_points),
    }
    if finding.target is Target.COMPILE:
        said |= {"default": finding.default.value, "fullgraph": finding.fullgraph.value}
    return {key: value for key, value in said.items() if value}


# --- places -----------------------------------------------------------------------------------


def _location(place: Place, run: Run, folder: str, symbol: str) -> dict[str, Any]:
    physical = _physical(place, folder)
    if cell_of(place.path)[1] is None and (text := _snippet(place, run)):
        physical["region"]["snippet"] = {"text": text}
    location: dict[str, Any] = {"physicalLocation": physical}
    if symbol:
        location["logicalLocations"] = [{"fullyQualifiedName": symbol, "kind": "function"}]
    return location


def _physical(place: Place, folder: str) -> dict[str, Any]:
    place, _ = file_place(place)
    return {
        "artifactLocation": _artifact(place.path, folder),
        "region": {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
        },
    }


def _artifact(path: str, folder: str) -> dict[str, Any]:
    relative = shown(path, folder)
    if relative.startswith("../") or ":" in relative:  # another drive
        return {"uri": f"file:///{quote(path.lstrip('/'))}"}
    return {"uri": quote(relative), "uriBaseId": _ROOT}


def _snippet(place: Place, run: Run) -> str:
    """The code of the place, as the schema wants it: exactly the region."""
    lines = run.sources.get(place.path, ())[place.line - 1 : place.end_line]
    if len(lines) != place.end_line - place.line + 1:
        return ""
    last = lines[-1][: place.end_column - 1]
    whole = [*lines[:-1], last]
    return "\n".join([whole[0][place.column - 1 :], *whole[1:]])


def _flow(finding: Finding, folder: str) -> dict[str, Any]:
    """From the entry point to the line, a step a call."""
    steps = [
        {
            "location": {
                "physicalLocation": {
                    "artifactLocation": _artifact(cell_of(step.path)[0], folder),
                    "region": {"startLine": 1 if cell_of(step.path)[1] else step.line},
                },
                "message": {"text": f"in {step.symbol}"},
            }
        }
        for step in finding.trace
    ]
    place = finding.place
    end = {
        "location": {
            "physicalLocation": _physical(place, folder),
            "message": {"text": _plain(headline(finding))},
        }
    }
    last = finding.trace[-1]
    if last.path == place.path and place.line <= last.line <= place.end_line:
        steps.pop()
    return {"threadFlows": [{"locations": [*steps, end]}]}
