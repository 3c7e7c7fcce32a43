"""What the real compilers showed, for people: modes, places, hints, each finding's verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gnnlint.finding import Finding, Run, Verdict
from gnnlint.report import verdict
from gnnlint.report.frame import frame
from gnnlint.report.page import Page, Segment, columns
from gnnlint.report.path import position, shown
from gnnlint.report.readiness import of_observation

if TYPE_CHECKING:
    from gnnlint.verify.observation import Mode, Observation, ScriptError, Site

_STATUS = {"ok": "green", "breaks": "yellow", "fails": "red", "raises": "red", "skipped": "dim"}
_VERDICT = {
    Verdict.CONFIRMED: "green",
    Verdict.REFUTED: "magenta",
    Verdict.MASKED: "dim",
    Verdict.NOT_REACHED: "dim",
    Verdict.NOT_TESTABLE: "dim",
}


def render(run: Run, observations: Sequence[Observation], *, color: bool = False) -> str:
    """A section a model, and a line that counts."""
    page = Page()
    for observation in observations:
        page.gap()
        _add_model(page, observation, run)
    page.gap()
    page.line((_summary(run, observations), "bold"))
    return page.render(color)


def _add_model(page: Page, observation: Observation, run: Run) -> None:
    where = f"{shown(observation.path, run.working_directory)}:{observation.line}"
    page.line((observation.name, "bold"), f"  {where}  ", (of_observation(observation), "bold"))
    if observation.error is not None:
        page.line(("  " + observation.error.strip().replace("\n", "\n  "), "red"))
        return
    _add_origin(page, observation)
    _add_modes(page, observation)
    for site in observation.sites:
        _add_site(page, site, run)
    for error in observation.script_errors:
        _add_script_error(page, error, run)
    if not observation.script_complete:
        page.line(
            "  torch.jit.script stopped at an error it could not be led past: more may follow"
        )
    _add_recompiles(page, observation)
    _add_findings(page, observation, run)


def _add_origin(page: Page, observation: Observation) -> None:
    """How the model was made, and on what inputs it ran."""
    if observation.built:
        page.line(("  built by ", "dim"), observation.built)
    for given in observation.inputs:
        page.line(("  run on ", "dim"), given)
    for assumption in observation.assumptions:
        page.line(("  assuming ", "dim"), assumption)


def _add_modes(page: Page, observation: Observation) -> None:
    if not observation.modes:
        return
    rows = [_mode(name, mode) for name, mode in observation.modes.items()]
    for row in columns(rows):
        page.line("  ", *row)
    if observation.explain is not None:
        count = verdict.counted(observation.explain.count, "break")
        page.line((f"  torch._dynamo.explain counts {count}; it undercounts", "dim"))
    if observation.output_difference:
        page.line(f"  output differs from eager by {observation.output_difference:.3g}")


def _mode(name: str, mode: Mode) -> list[Segment]:
    graphs = "" if mode.graphs is None else verdict.counted(mode.graphs, "graph")
    said = mode.error or mode.note or ""
    return [
        (name, ""),
        (mode.status, _STATUS.get(mode.status, "")),
        (graphs, "dim"),
        (f"{mode.seconds:.1f} s", "dim"),
        (said.strip().split("\n", 1)[0], "dim"),
    ]


def _add_site(page: Page, site: Site, run: Run) -> None:
    """A place where graphs break, with what the compiler has to say of it."""
    where = f"{shown(site.path, run.working_directory)}:{site.line}"
    if not site.placed:
        where = "the compiler names no line"
    kind = site.gb_type or site.reason.strip().split("\n", 1)[0]
    code = f" {site.gb_id}" if site.gb_id else ""
    page.line("  ", (where, "cyan"), (f" in {site.symbol}", "dim"), "  ", (kind, "yellow"), code)
    _add_line(page, site, run)
    page.line(("    in modes ", "dim"), ", ".join(site.modes))
    for leaf in site.leaves:
        if (leaf.path, leaf.line) != (site.path, site.line):
            page.line(
                ("    through ", "dim"), f"{_library(leaf.path)}:{leaf.line} in {leaf.symbol}"
            )
    if site.explanation:
        page.line(f"    {' '.join(site.explanation.split())}")
    for hint in site.hints:
        page.line(("    hint: ", "green"), " ".join(hint.split()))
    if site.runs_eagerly:
        symbols = ", ".join(site.eager_symbols) or site.symbol
        page.line(f"    because of it {symbols} runs uncompiled")


def _add_line(page: Page, site: Site, run: Run) -> None:
    lines = run.sources.get(site.path, ())
    if 0 < site.line <= len(lines):
        page.line((f"    {site.line} |", "blue"), f" {lines[site.line - 1].strip()}")


def _library(path: str) -> str:
    """A file of an installed package by the name of the package on."""
    for folder in ("/site-packages/", "/dist-packages/"):
        if folder in path:
            return path.rsplit(folder, 1)[1]
    return path


def _add_script_error(page: Page, error: ScriptError, run: Run) -> None:
    where = f"{shown(error.path, run.working_directory)}:{error.line}" if error.path else "-"
    symbol = f" in {error.symbol}" if error.symbol else ""
    words = "torch.jit.script, when run" if error.running else "torch.jit.script"
    page.line("  ", (where, "cyan"), (symbol, "dim"), "  ", (words, "red"))
    for text in error.message.strip().split("\n")[:4]:
        page.line(f"    {text.strip()}")
    for lead in error.leads:
        page.line(("    from ", "dim"), f"{shown(lead.path, run.working_directory)}:{lead.line}")


def _add_recompiles(page: Page, observation: Observation) -> None:
    for each in observation.recompiles:
        if each.judged and each.compiles:
            times = verdict.counted(each.compiles, "frame")
            page.line((f"  recompiles {times} for size {each.size_index + 1}", "yellow"))
            for reason in each.reasons:
                page.line(f"    {' '.join(reason.split())}")


def _add_findings(page: Page, observation: Observation, run: Run) -> None:
    """The static findings of the model with the verdict of the compiler on each."""
    findings = _findings(observation, run)
    if not findings:
        return
    page.line(("  findings", "bold"))
    rows: list[list[Segment]] = [
        [
            (each.verdict.value if each.verdict else "not judged", _style(each)),
            (each.code, "bold"),
            (position(each.place, run.working_directory), "cyan"),
            (" ".join(each.message.split()), ""),
        ]
        for each in findings
    ]
    for finding, row in zip(findings, columns(rows), strict=True):
        page.line("    ", *row)
        if finding.verdict is Verdict.REFUTED:
            for segments in frame(finding.place, run.sources, "magenta"):
                page.line("    ", *segments)


def _style(finding: Finding) -> str:
    return _VERDICT[finding.verdict] if finding.verdict else "dim"


def _findings(observation: Observation, run: Run) -> list[Finding]:
    """The findings of the models that stand where the observed one does, and of its sites."""
    place = (observation.path, observation.line)
    sites = {(site.path, site.line) for site in observation.sites}
    fingerprints = {
        each
        for model in run.models
        if (model.place.path, model.place.line) == place
        for each in model.findings
    }
    return [
        each
        for each in run.findings
        if (each.fingerprint and each.fingerprint in fingerprints)
        or (each.place.path, each.place.line) in sites
    ]


def _summary(run: Run, observations: Sequence[Observation]) -> str:
    parts = [verdict.counted(len(observations), "model") + " put before the compilers"]
    for each in Verdict:
        number = sum(finding.verdict is each for finding in run.findings)
        if number:
            parts.append(f"{number} {each.value}")
    return ", ".join(parts)
