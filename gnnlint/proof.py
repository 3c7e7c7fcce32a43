"""Whether the examples of rules hold: what ``gnnlint check`` says of them, and what compilers do.

A bad example is found at its marks and nowhere else, and the compiler confirms each finding; a good
one and a look-alike are silent, and the compiler accepts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gnnlint import engine
from gnnlint.catalogue import Rule
from gnnlint.config import Settings
from gnnlint.example import Example, Mark, examples_in
from gnnlint.finding import Finding, Script, Target, Verdict
from gnnlint.remark import FAILURES
from gnnlint.report import verdict
from gnnlint.verify import Children, Observation, Subject, join, observe

_COMPILE_MODES = ("eager", "default", "fullgraph")
_SCRIPT_MODES = ("eager", "script")
_NOT_RUN = "has run(), which only the rules of gnnlint itself are tested by"


@dataclass(frozen=True)
class Proof:
    """How one example fared. ``claims`` counts the findings that a compiler can confirm."""

    example: Example
    problems: tuple[str, ...]
    findings: int = 0
    claims: int = 0
    compiled: bool = False
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether everything is as the example says."""
        return not self.problems


def missing_examples(rule: Rule) -> list[str]:
    """What a rule folder lacks: a rule without examples proves nothing."""
    kinds = {it.kind for it in examples_in(rule.folder)}
    wanted = {"bad": "the code it is about", "good": "what to write instead"}
    return [f"no {kind}.py: show {words}" for kind, words in wanted.items() if kind not in kinds]


def prove(
    rule: Rule, example: Example, settings: Settings, children: Children | None = None
) -> Proof:
    """Hold one example against its rule and, with ``children``, against the real compilers."""
    settings = replace(
        settings, select=("ALL",), preview=True, ignore=(), extend_select=(), per_file_ignores=(),
        targets=("compile", "script") if _is_script(rule) else ("compile",),
        root=example.project or settings.root,
    )  # fmt: skip
    run = engine.check([example.path], settings)
    problems = [*_malformed(example), *_mismatches(example, run.findings)]
    if children is None or example.runs:
        note = _NOT_RUN if example.runs else ""
        return Proof(example, tuple(problems), len(run.findings), note=note)
    seen = observe(
        Subject(example.main, root=example.rule_folder),
        modes=_SCRIPT_MODES if _is_script(rule) else _COMPILE_MODES,
        children=children,
    )
    problems += _refutations(example, rule, run.findings, seen)
    claims = sum(it.target is not Target.ANY for it in run.findings)
    return Proof(example, tuple(problems), len(run.findings), claims, compiled=True)


def _is_script(rule: Rule) -> bool:
    """Whether the rule is about TorchScript: then the compiler asked is that one."""
    return any(row.script is Script.FAILS for row in rule.rows)


def _malformed(example: Example) -> list[str]:
    found = [f"no mark, though it looks like one: {text}" for text in example.malformed_marks()]
    if example.kind == "bad" and not example.marks("expect"):
        found.append(f"nothing is marked: write `# expect: {example.code}` behind the line")
    return found


def _mismatches(example: Example, findings: Sequence[Finding]) -> list[str]:
    """Where ``check`` and the marks of the example disagree."""
    failed = [it for it in findings if it.code in FAILURES]
    if failed:
        return [it.message for it in failed]
    found = {(Path(it.place.path), it.place.line, it.code) for it in findings}
    expected, missed = example.marks("expect"), example.marks("todo")
    where = example.rule_folder
    problems = [f"{_at(it, where)} {it[2]} is marked, and not found" for it in expected - found]
    problems += [
        f"{_at(it, where)} {it[2]} is found, and not marked" for it in found - expected - missed
    ]
    problems += [
        f"{_at(it, where)} {it[2]} is found by now: take off `# todo:`" for it in found & missed
    ]
    return sorted(problems)


def _at(mark: Mark, folder: Path) -> str:
    return f"{mark[0].relative_to(folder).as_posix()}:{mark[1]}:"


def _refutations(
    example: Example, rule: Rule, findings: Sequence[Finding], seen: Observation
) -> list[str]:
    """Where the compiler disagrees with what was found, or with the silence."""
    if seen.error is not None:
        return [f"cannot be built: {seen.error}"]
    eager = seen.modes.get("eager")
    if eager is not None and eager.status != "ok":
        return [f"fails without any compiler: {eager.error}"]
    target = Target.SCRIPT if _is_script(rule) else Target.COMPILE
    judged = join([it for it in findings if it.target is target], [seen])
    known = {(file, line) for file, line, _ in example.marks("todo")}
    return list(_told(example, judged, known))


def _told(
    example: Example, judged: Iterable[Finding], known: set[tuple[Path, int]]
) -> Iterable[str]:
    for finding in judged:
        line = (Path(finding.place.path), finding.place.line)
        where = _at((*line, finding.code), example.rule_folder)
        if finding.code.startswith("GNN9"):
            if line not in known:
                yield f"{where} nothing is found, yet {finding.message}"
        elif finding.verdict is not Verdict.CONFIRMED or finding.is_half_refuted:
            said = f": {finding.compiler_says}" if finding.compiler_says else ""
            yield f"{where} {finding.code} is {verdict.judged(finding) or 'not seen'}{said}"
