"""The words for what the compilers make of a model and of a line, the same in every report."""

from __future__ import annotations

from collections.abc import Iterable

from gnnlint.finding import (
    Default,
    Finding,
    Fullgraph,
    Model,
    Run,
    Script,
    Severity,
    Target,
)
from gnnlint.report.path import line

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}

_COMPILE = {
    ("raises", "fails"): "torch.compile raises",
    ("raises", "no-failure-found"): "torch.compile raises by default",
    ("breaks", "fails"): "breaks by default, fails under fullgraph=True",
    ("breaks", "no-failure-found"): "breaks by default, captured by fullgraph=True",
    ("no-break-found", "fails"): "no break by default, fails under fullgraph=True",
}

_BY_DEFAULT = {"raises": "torch.compile raises by default", "breaks": "breaks by default"}

_EFFECTS = {
    (Default.BREAK, Fullgraph.CAPTURED): "breaks by default, captured by fullgraph=True",
    (Default.BREAK, Fullgraph.ERROR): "breaks by default, fails under fullgraph=True",
    (Default.BREAK, Fullgraph.CLEAN): "breaks by default, passes under fullgraph=True",
    (Default.RECOMPILE, Fullgraph.CAPTURED): "recompiles, captured by fullgraph=True",
    (Default.RECOMPILE, Fullgraph.ERROR): "recompiles, fails under fullgraph=True",
    (Default.RECOMPILE, Fullgraph.CLEAN): "recompiles from batch to batch, in every mode",
    (Default.RAISES, Fullgraph.CAPTURED): "torch.compile raises, fullgraph=True captures it",
    (Default.RAISES, Fullgraph.ERROR): "torch.compile raises, in every mode",
    (Default.RAISES, Fullgraph.CLEAN): "torch.compile raises, passes under fullgraph=True",
    (Default.MASKED, Fullgraph.CAPTURED): "masked by default, captured by fullgraph=True",
    (Default.MASKED, Fullgraph.ERROR): "masked by default, fails under fullgraph=True",
    (Default.MASKED, Fullgraph.CLEAN): "masked by default, passes under fullgraph=True",
    (Default.CLEAN, Fullgraph.ERROR): "passes by default, fails under fullgraph=True",
}


def of_model(model: Model, run: Run) -> str:
    """One line that says what each target makes of the model, and what was not followed."""
    said = []
    if Target.COMPILE in run.targets:
        said.append(_compile(model))
    if model.script == "fails":
        said.append("fails under torch.jit.script")
    elif "script" in model.suppressed:
        said.append("failures under torch.jit.script suppressed")
    elif model.script == "no-failure-found":
        said.append("no failure under torch.jit.script found")
    if model.elsewhere:
        said.append(f"{counted(model.elsewhere, 'finding')} outside the given paths")
    if model.gaps:
        said.append(f"{counted(len(model.gaps), 'call')} not followed")
    return ", ".join(said)


def of_gaps(number: int) -> str:
    """What calls that were not followed mean for a report."""
    leads = "it leads" if number == 1 else "they lead"
    return f"{counted(number, 'call')} not followed: what {leads} to is not shown"


def _compile(model: Model) -> str:
    words = _with_hidden(model, _COMPILE.get((model.compile, model.fullgraph)))
    if words and model.conditional:
        words = f"{words}, under a condition"
    if model.recompiles:
        return f"{words}, recompiles" if words else "recompiles from batch to batch"
    is_hidden = not {"compile", "fullgraph"}.isdisjoint(model.suppressed)
    return words or ("all that was found is suppressed" if is_hidden else "no break found")


def _with_hidden(model: Model, words: str | None) -> str | None:
    """Without claims that hold only because a comment hides what speaks against them."""
    if words is None:
        return None
    if model.fullgraph != "fails" and "fullgraph" in model.suppressed:
        return f"{_BY_DEFAULT[model.compile]}, what fails under fullgraph=True is suppressed"
    if model.compile == "no-break-found" and "compile" in model.suppressed:
        return "fails under fullgraph=True, what breaks by default is suppressed"
    return words


def is_ready(model: Model) -> bool:
    """Whether nothing was found and everything was followed; short of that, only compilers know."""
    return not (is_troubled(model) or model.gaps or model.suppressed)


def is_troubled(model: Model) -> bool:
    """Whether a compiler breaks or fails on it, by what is reported or by what is not."""
    found = (model.compile, model.fullgraph) != ("no-break-found", "no-failure-found")
    return bool(
        found or model.recompiles or model.findings or model.elsewhere or model.script == "fails"
    )


def of_effects(default: Default, fullgraph: Fullgraph, script: Script) -> str:
    """What the compilers do where a rule holds."""
    said = [_EFFECTS.get((default, fullgraph), "")]
    said.append("fails under torch.jit.script" if script is Script.FAILS else "")
    return ", ".join(filter(None, said)) or "no compiler is affected"


def of_finding(finding: Finding) -> str:
    """What the compiler does at the line, empty where the finding is about no compiler."""
    if finding.target is Target.COMPILE:
        wrong = "; the compiler refutes the latter" if finding.is_half_refuted else ""
        return _EFFECTS.get((finding.default, finding.fullgraph), "") + wrong
    if finding.target is Target.SCRIPT:
        more = ", which shows this error first" if finding.first else ""
        return f"fails under torch.jit.script{more}"
    return "fails under torch.export" if finding.target is Target.EXPORT else ""


def judged(finding: Finding) -> str:
    """The compiler's verdict on a finding, and where that holds of one half; empty without one."""
    if finding.verdict is None:
        return ""
    if finding.is_half_refuted:
        return f"{finding.verdict.value} by default, refuted under fullgraph=True"
    return finding.verdict.value


def elsewhere(finding: Finding, directory: str) -> str:
    """``as made at train.py:27``, where the finding holds of that model alone; ``because of
    net.py:9``, where that is what it is about; else empty."""
    said: dict[str, list[str]] = {role: [] for role in ("made", "called", "reason")}
    for each in finding.related:
        if each.role in said:
            said[each.role].append(line(each.place, directory))
    made = [f"as {role} at {it}" for role in ("made", "called") for it in said[role]]
    reasons = dict.fromkeys(said["reason"])
    return ", ".join((*made, *([f"because of {', '.join(reasons)}"] if reasons else [])))


def counted(number: int, noun: str, nouns: str = "") -> str:
    """``1 call``, ``3 calls``; ``nouns`` where more than an s makes it many."""
    return f"{number} {noun}" if number == 1 else f"{number} {nouns or f'{noun}s'}"


def explained(count: int) -> str:
    """What ``torch._dynamo.explain`` counts, which is no count of breaks."""
    return f"{counted(max(0, count), 'break')}: the graphs that it sees, less one"


def severities(findings: Iterable[Finding]) -> str:
    """``2 errors, 1 warning``; severities without a finding are left out."""
    found = [finding.severity for finding in findings]
    return ", ".join(
        f"{found.count(severity)} info"
        if severity is Severity.INFO
        else counted(found.count(severity), severity.value)
        for severity in Severity
        if severity in found
    )
