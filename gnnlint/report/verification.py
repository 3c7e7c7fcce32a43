"""What the real compilers showed, for people: modes, places, hints, each finding's verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gnnlint.finding import Finding, Run, Verdict
from gnnlint.report import verdict
from gnnlint.report.frame import frame
from gnnlint.report.message import headline
from gnnlint.report.page import Page, Segment, columns
from gnnlint.report.path import position, shown
from gnnlint.report.readiness import of_observation

if TYPE_CHECKING:
    from gnnlint.verify.observation import Mode, Observation, ScriptError, Site

_STATUS = {"ok": "green", "breaks": "yellow", "fails": "red", "raises": "red", "skipped": "dim"}
# Less is what another order of adding up makes of numbers around one.
_WORTH_TELLING = 1e-4
_WITHOUT_SCRIPT = (
    "With PYTORCH_JIT=0 in the environment torch.jit.script does nothing: what is then still wrong "
    "is wrong in the Python code, where print and a debugger work."
)
_VERDICT = {
    Verdict.CONFIRMED: "green",
    Verdict.REFUTED: "magenta",
    Verdict.MASKED: "dim",
    Verdict.NOT_REACHED: "dim",
    Verdict.NOT_TESTABLE: "dim",
}


def render(
    run: Run,
    observations: Sequence[Observation],
    show: Sequence[str] = (),
    *,
    color: bool = False,
    wrapped: bool = True,
) -> str:
    """A section a model, and a line that counts.

    ``show`` names the texts of a scripted model (``code``, ``graph``) that end its section. What
    is not ``wrapped`` has a line for each thing that is said, however long, as grep wants it.
    """
    page = Page(wrapped=wrapped)
    shares = _shares(run, observations)
    for observation, share in zip(observations, shares, strict=True):
        page.gap()
        _add_model(page, observation, share, run)
        _add_scripted(page, observation, show)
    page.gap()
    page.line((_summary(shares, len(observations)), "bold"))
    for note in run.notes:
        page.prose((f"note: {note}", "dim"), hang=2)
    return page.render(color)


def _add_model(page: Page, observation: Observation, share: _Share, run: Run) -> None:
    """A section that can be read by itself; in it a hint is given once."""
    hinted: set[str] = set()
    where = f"{shown(observation.path, run.working_directory)}:{observation.line}"
    page.prose((observation.name, "bold"), f"  {where}  ", (of_observation(observation), "bold"))
    if observation.program:
        page.line("  made up for want of model() and inputs(): the verdict rests on what follows")
    if observation.error is not None:
        page.line(("  " + observation.error.strip().replace("\n", "\n  "), "red"))
        _add_findings(page, share, run, hinted, told=observation.error)
        return
    _add_origin(page, observation)
    _add_modes(page, observation)
    for site in observation.sites:
        _add_site(page, site, run, hinted)
    for error in observation.script_errors:
        _add_script_error(page, error, run)
    if observation.script_errors:
        _add_hint(page, _WITHOUT_SCRIPT, hinted)
    if not observation.script_complete:
        page.line(
            "  torch.jit.script stopped at an error it could not be led past: more may follow"
        )
    _add_recompiles(page, observation, hinted)
    _add_findings(page, share, run, hinted)


def _add_origin(page: Page, observation: Observation) -> None:
    """How the model was made, and on what inputs it ran."""
    if observation.built:
        page.prose(("  built by ", "dim"), observation.built)
    for given, number in Counter(observation.inputs).items():
        words = f"  run on {number} inputs: " if number > 1 else "  run on "
        page.prose((words, "dim"), given)
    for assumption in observation.assumptions:
        page.prose(("  assuming ", "dim"), assumption)


def _add_modes(page: Page, observation: Observation) -> None:
    if not observation.modes:
        return
    rows = [_mode(name, mode) for name, mode in observation.modes.items()]
    for row in columns(rows):
        page.prose("  ", *row, hang=8)
    default = observation.modes.get("default")
    if default is not None and observation.default_sites:
        raw = sum(each.raw_events for each in observation.default_sites)
        places = verdict.counted(len(observation.broken_lines), "place")
        told = f"{places}, {verdict.counted(raw, 'break')} of graphs"
        if default.graph_calls is not None:
            told += f", {verdict.counted(default.graph_calls, 'call')} of graphs in a warm forward"
        page.line((f"  {told}", "dim"))
    if observation.explain is not None:
        page.line(
            (
                f"  torch._dynamo.explain counts {verdict.explained(observation.explain.count)}",
                "dim",
            )
        )
    if (observation.output_difference or 0.0) > _WORTH_TELLING:
        page.line(f"  output differs from eager by {observation.output_difference:.3g}")


def _mode(name: str, mode: Mode) -> list[Segment]:
    graphs = "" if mode.graphs is None else verdict.counted(mode.graphs, "graph")
    said = mode.error or mode.note or ""
    if not said and mode.difference is not None and mode.difference > _WORTH_TELLING:
        said = f"differs from eager by {mode.difference:.3g}"
    return [
        (name, ""),
        (mode.status, _STATUS.get(mode.status, "")),
        (graphs, "dim"),
        (f"{mode.seconds:.1f} s", "dim"),
        (said.strip().split("\n", 1)[0], "dim"),
    ]


def _add_site(page: Page, site: Site, run: Run, hinted: set[str]) -> None:
    """A place where graphs break, with what the compiler has to say of it."""
    where = f"{shown(site.path, run.working_directory)}:{site.line}"
    if not site.placed:
        where = "the compiler names no line"
    kind = site.gb_type or site.reason.strip().split("\n", 1)[0]
    code = f" {site.gb_id}" if site.gb_id else ""
    symbol = f" in {site.symbol}" if site.placed else ""
    page.prose("  ", (where, "cyan"), (symbol, "dim"), "  ", (kind, "yellow"), code)
    if site.placed:  # the line of any other is only where the model starts
        _add_line(page, site, run)
    page.line(("    in modes ", "dim"), ", ".join(site.modes))
    for leaf in site.leaves:
        if (leaf.path, leaf.line) != (site.path, site.line):
            page.prose(
                ("    through ", "dim"), f"{_library(leaf.path)}:{leaf.line} in {leaf.symbol}"
            )
    if site.explanation:
        page.prose(f"    {' '.join(site.explanation.split())}", hang=4)
    for hint in site.hints:
        _add_hint(page, " ".join(hint.split()), hinted)
    if site.runs_eagerly:
        symbols = ", ".join(site.eager_symbols) or site.symbol
        page.line(f"    because of it {symbols} runs uncompiled")


def _add_hint(page: Page, hint: str, hinted: set[str]) -> None:
    if hint and hint not in hinted:
        hinted.add(hint)
        page.prose(("    hint: ", "green"), hint)


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


def _add_scripted(page: Page, observation: Observation, show: Sequence[str]) -> None:
    """What the model has become, or why there is nothing to show."""
    mode = observation.modes.get("script")
    if show and (mode is None or not mode.texts):
        page.prose(f"  no {' and no '.join(show)} to show: {_unscripted(mode)}", hang=4)
        return
    for name in show:
        page.line((f"  {name} of the scripted model", "bold"))
        for line in mode.texts[name].rstrip().split("\n") if mode else ():
            page.line(f"    {line}" if line else "")


def _unscripted(mode: Mode | None) -> str:
    if mode is None:
        return "the model could not be run"
    if mode.status == "fails":
        return "torch.jit.script must take all of the model"
    return (mode.error or mode.note or mode.status).strip().partition("\n")[0]


def _add_recompiles(page: Page, observation: Observation, hinted: set[str]) -> None:
    for each in observation.recompiles:
        if each.judged and each.again:
            times = verdict.counted(each.again, "frame")
            page.line((f"  recompiles {times} for size {each.size_index + 1}", "yellow"))
            for given in each.reasons:
                reason, hint = _without_hint(given)
                page.prose(f"    {reason}")
                _add_hint(page, hint, hinted)


def _without_hint(reason: str) -> tuple[str, str]:
    """Why a guard failed, and what Dynamo adds to it (``torch/_dynamo/guards.py``), if anything."""
    reason, _, hint = " ".join(reason.split()).partition(" (HINT: ")
    return reason, hint.removesuffix(")")


# --- findings ---------------------------------------------------------------------------------


@dataclass
class _Share:
    """The findings that one model's section lists, and how many of its own stand further up."""

    findings: list[Finding] = field(default_factory=list)
    above: int = 0


def _shares(run: Run, observations: Sequence[Observation]) -> list[_Share]:
    """Every finding that got a verdict in the section of one model: the first that it is about.

    Findings without a verdict are listed where they are about a model that ran.
    """
    shares = [_Share() for _ in observations]
    members = [fingerprints_of(observation, run) for observation in observations]
    for finding in run.findings:
        own = [
            share
            for share, observation, member in zip(shares, observations, members, strict=True)
            if finding.fingerprint in member or leads_to(finding, observation)
        ]
        if not own and finding.verdict is not None:
            own = [
                share
                for share, observation in zip(shares, observations, strict=True)
                if finding.place.path in (observation.path, *observation.reached)
            ][:1] or shares[:1]
        for share in own[:1]:
            share.findings.append(finding)
        for share in own[1:]:
            share.above += 1
    return shares


def fingerprints_of(observation: Observation, run: Run) -> set[str]:
    """What the static side says of the models that stand where the observed one does."""
    place = (observation.path, observation.line)
    return {
        each
        for model in run.models
        if (model.place.path, model.place.line) == place
        for each in model.findings
        if each
    }


def leads_to(finding: Finding, observation: Observation) -> bool:
    """Whether the model leads to the finding, or broke at its line."""
    if observation.is_entry(finding.entry_points):
        return True
    place = (finding.place.path, finding.place.line)
    return any(site.placed and (site.path, site.line) == place for site in observation.sites)


def _add_findings(page: Page, share: _Share, run: Run, hinted: set[str], told: str = "") -> None:
    """The findings of the model with the verdict of the compiler on each, and its words.

    What ``told`` begins with stands above already.
    """
    findings = share.findings
    if not findings and not share.above:
        return
    page.line(("  findings", "bold"))
    rows: list[list[Segment]] = [
        [
            (verdict.judged(each) or "not judged", _style(each)),
            (each.code, "bold"),
            (position(each.place, run.working_directory), "cyan"),
            (headline(each), ""),
        ]
        for each in findings
    ]
    known = {told.strip().partition("\n")[0]}
    for finding, row in zip(findings, columns(rows) if rows else (), strict=True):
        page.prose("    ", *row, hang=10)
        _add_words(page, finding, known, hinted)
        if finding.verdict is Verdict.CONFIRMED:
            _add_remedy(page, " ".join(finding.remedy.split()), hinted)
        if finding.verdict is Verdict.REFUTED:
            for segments in frame(finding.place, run.sources, "magenta"):
                page.line("    ", *segments)
    if share.above:
        found = verdict.counted(share.above, "finding")
        page.line((f"    and {found} that an earlier model lists", "dim"))


def _add_remedy(page: Page, remedy: str, hinted: set[str]) -> None:
    """What to write instead, unless it was said of the model, by Dynamo or of another line."""
    if remedy and remedy not in hinted:
        hinted.add(remedy)
        page.prose(("      instead: ", "green"), remedy, hang=8)


def _add_words(page: Page, finding: Finding, told: set[str], hinted: set[str]) -> None:
    """What the compiler says, or why it says nothing; that once, since it is about the model.

    The message of what only the compiler saw holds its words already.
    """
    if not finding.compiler_says or finding.code.startswith("GNN9"):
        return
    said, hint = _without_hint(finding.compiler_says.strip().partition("\n")[0])
    if finding.verdict in (Verdict.CONFIRMED, Verdict.REFUTED):
        page.prose(("      the compiler: ", "dim"), said, hang=8)
        _add_hint(page, hint, hinted)
    elif said not in told:
        told.add(said)
        page.prose(("      because ", "dim"), said, hang=8)


def _style(finding: Finding) -> str:
    return _VERDICT[finding.verdict] if finding.verdict else "dim"


def _summary(shares: Sequence[_Share], models: int) -> str:
    """The count of what the sections list."""
    found = [each for share in shares for each in share.findings]
    words = Counter(each.verdict for each in found)
    half = sum(each.is_half_refuted for each in found)
    parts = [verdict.counted(models, "model") + " put before the compilers"]
    for kind in (*Verdict, None):
        if words[kind]:
            wrong = f" ({half} by default alone)" if half and kind is Verdict.CONFIRMED else ""
            parts.append(f"{words[kind]} {kind.value if kind else 'not judged'}{wrong}")
    return ", ".join(parts)
