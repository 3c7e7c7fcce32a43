"""Every model with its source, line by line: what breaks, what hides, which graph holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gnnlint.finding import Default, Finding, Model, Run, Verdict
from gnnlint.report import template, verdict
from gnnlint.report.message import headline
from gnnlint.report.path import line, shown
from gnnlint.report.readiness import of_observation, readiness
from gnnlint.report.verification import fingerprints_of, leads_to

if TYPE_CHECKING:
    from gnnlint.verify.observation import Mode, Observation

TEMPLATE = template.SHARED / "annotated.html"

_CONTEXT = 2
"""Lines shown around those that something is said of."""

_HUES = 8
"""Colours that graphs take in turn."""

_MATRIX = ("eager", "default", "train", "fullgraph", "dynamic", "script", "export")
_STATIC = {"default": "compile", "fullgraph": "fullgraph", "script": "script"}
"""What is judged without running a model, by the mode that answers the same."""
_LEVELS = {"ok": "good", "ready": "good", "breaks": "warning", "captured": "warning",
           "recompiles": "warning", "fails": "error", "raises": "error"}  # fmt: skip


@dataclass
class Row:
    """A source line and what is said of it; without a number it stands for lines left out."""

    number: int = 0
    text: str = ""
    kind: str = ""  # break | masked | graph | eager | ""
    graphs: list[int] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # level, words

    @property
    def hue(self) -> str:
        """The class that colours the line by its first graph."""
        return f"hue{self.graphs[0] % _HUES}" if self.graphs else ""

    @property
    def shown_graphs(self) -> str:
        """The graphs that the line went into, as ranges."""
        return _ranges(self.graphs)


def render(run: Run, observations: Sequence[Observation] = ()) -> str:
    """The page; it needs jinja2."""
    columns = _columns(observations)
    parts = [_part(index, each, run, columns) for index, each in enumerate(observations)]
    seen = {(each.path, each.line) for each in observations}
    rest = [each for each in run.models if (each.place.path, each.place.line) not in seen]
    start = len(parts)
    parts += [_static_part(start + index, each, run, columns) for index, each in enumerate(rest)]
    return template.filled(
        TEMPLATE,
        title=_title(len(observations), len(rest)),
        environment=_environment(run, observations),
        columns=columns,
        parts=parts,
        notes=list(run.notes),
    )


def _title(observed: int, judged: int) -> str:
    """How many models compilers were asked about, and of how many only the code was read."""
    told = [f"{verdict.counted(observed, 'model')} under the compilers"] if observed else []
    if judged or not told:
        number = str(judged) if told else verdict.counted(judged, "model")
        told.append(f"{number} judged by {'its' if judged == 1 else 'their'} code")
    return ", ".join(told)


def _columns(observations: Sequence[Observation]) -> tuple[str, ...]:
    """The modes of the matrix that any model was run in, and those that the static side tells."""
    if not observations:
        return tuple(_STATIC.values())
    ran = {name for each in observations for name in each.modes}
    return tuple(name for name in _MATRIX if name in ran or name in _STATIC)


def _environment(run: Run, observations: Sequence[Observation]) -> str:
    told = next((each.environment for each in observations if each.environment), {})
    if told:
        return ", ".join(f"{name} {version}" for name, version in told.items())
    return (
        f"judged without running them, as torch {run.torch_version} compiles; --verify asks the "
        "compilers themselves"
    )


# --- a model that was run -------------------------------------------------------------------------


def _part(
    index: int, observation: Observation, run: Run, columns: Sequence[str]
) -> dict[str, object]:
    own = fingerprints_of(observation, run)
    findings = [
        each for each in run.findings if each.fingerprint in own or leads_to(each, observation)
    ]
    said = of_observation(observation)
    return {
        "id": f"model-{index}",
        "name": observation.name,
        "place": f"{shown(observation.path, run.working_directory)}:{observation.line}",
        "verdict": said,
        "level": _level_of(observation),
        "cells": [_cell(observation.modes.get(name)) for name in columns],
        "facts": list(_facts(observation)),
        "error": observation.error or "",
        "modes": [_mode(name, mode) for name, mode in observation.modes.items()],
        "recompiles": [
            {
                "inputs": _input(observation, each.size_index),
                "compiles": each.compiles,
                "judged": each.judged,
                "again": each.again,
                "reasons": list(each.reasons[:6]),
            }
            for each in observation.recompiles
        ],
        "files": [
            {"path": shown(path, run.working_directory), "rows": rows}
            for path, rows in _files(observation, findings, run)
        ],
        "graphs": len(observation.graph_lines),
        "program": observation.program,
    }


def _level_of(observation: Observation) -> str:
    statuses = {observation.status(name) for name in ("eager", "default", "fullgraph")}
    if observation.error is not None or statuses & {"raises", "fails"}:
        return "error"
    return "warning" if "breaks" in statuses else "good"


def _cell(mode: Mode | None) -> tuple[str, str]:
    if mode is None or mode.status == "skipped":
        return "-", "faint"
    return mode.status, _LEVELS.get(mode.status, "")


def _facts(observation: Observation) -> Iterator[tuple[str, str]]:
    if observation.built:
        yield "built by", observation.built
    for given in dict.fromkeys(observation.inputs):
        yield "run on", given
    for assumption in observation.assumptions:
        yield "assuming", assumption
    if observation.explain is not None:
        yield "torch._dynamo.explain", verdict.explained(observation.explain.count)


def _mode(name: str, mode: Mode) -> dict[str, object]:
    said = (mode.error or mode.note or "").strip().partition("\n")[0]
    return {
        "name": name,
        "status": mode.status,
        "level": _LEVELS.get(mode.status, "faint"),
        "graphs": "" if mode.graphs is None else mode.graphs,
        "calls": "" if mode.graph_calls is None else mode.graph_calls,
        "seconds": f"{mode.seconds:.1f}",
        "said": said,
    }


def _input(observation: Observation, index: int) -> str:
    return observation.inputs[index] if index < len(observation.inputs) else f"size {index + 1}"


# --- source ---------------------------------------------------------------------------------------


def _files(
    observation: Observation, findings: Sequence[Finding], run: Run
) -> Iterator[tuple[str, list[Row]]]:
    ran = (*observation.reached, *observation.reached_in_training)
    paths = [observation.path, *ran, *(each.place.path for each in findings)]
    for path in dict.fromkeys(paths):
        lines = run.sources.get(path, ())
        rows = {number: Row(number, text) for number, text in enumerate(lines, start=1)}
        told = _mark(rows, path, observation, findings)
        if rows and told:
            yield path, _cut(rows, told)


def _mark(
    rows: dict[int, Row], path: str, observation: Observation, findings: Sequence[Finding]
) -> set[int]:
    """Say of each line what is known; returns the lines that are worth showing."""
    reached = observation.reached.get(path, frozenset())
    for number in reached & rows.keys():
        if not rows[number].text.lstrip().startswith(("def ", "async def ", "@", "class ")):
            rows[number].kind = "eager"
    for index, graph in enumerate(observation.graph_lines):
        for each in graph:
            if each.path == path and each.line in rows:
                rows[each.line].graphs.append(index + 1)
                rows[each.line].kind = "graph"
    for site in observation.sites:
        if site.path == path and site.placed and site.line in rows:
            row = rows[site.line]
            hidden = not {"default", "train"} & set(site.modes)
            row.kind = "masked" if hidden and row.kind != "break" else "break"
            words = site.gb_type or site.reason.partition("\n")[0]
            code = f" ({site.gb_id})" if site.gb_id else ""
            where = ", ".join(site.modes)
            row.notes.append(("error" if hidden else "warning", f"{words}{code}, in {where}"))
            if site.explanation:
                row.notes.append(("", " ".join(site.explanation.split())))
            if site.runs_eagerly:
                symbols = ", ".join(site.eager_symbols) or site.symbol
                row.notes.append(("error", f"because of it {symbols} runs uncompiled"))
    _add_findings(rows, path, findings)
    return {number for number, row in rows.items() if row.kind or row.notes} | set(reached)


def _add_findings(rows: dict[int, Row], path: str, findings: Sequence[Finding]) -> None:
    for finding in findings:
        row = rows.get(finding.place.line)
        if finding.place.path != path or row is None:
            continue
        if finding.default is Default.MASKED or finding.verdict is Verdict.MASKED:
            row.kind = row.kind if row.kind == "break" else "masked"
        elif not row.kind and finding.verdict is None:
            row.kind = "break"
        word = f"{verdict.judged(finding)}: " if finding.verdict else ""
        row.notes.append((finding.severity.value, f"{finding.code} {word}{headline(finding)}"))
        if finding.remedy:
            row.notes.append(("good", f"instead: {finding.remedy}"))


def _cut(rows: dict[int, Row], told: set[int]) -> list[Row]:
    """The lines told of and a few around them; an empty row where lines are left out."""
    near = {it + step for it in told for step in range(-_CONTEXT, _CONTEXT + 1)} & rows.keys()
    worth = told | {number for number in near if rows[number].text.strip()}
    for _ in range(_CONTEXT):  # no empty lines at the edges
        near = {it for it in near if it in worth or {it - 1, it + 1} <= near}
    kept: list[Row] = []
    for number in sorted(near):
        if kept and kept[-1].number != number - 1:
            kept.append(Row())
        kept.append(rows[number])
    return kept


def _ranges(numbers: Sequence[int]) -> str:
    parts: list[list[int]] = []
    for number in sorted(set(numbers)):
        if parts and parts[-1][-1] == number - 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ", ".join("-".join(str(it) for it in part) for part in parts)


# --- a model that was not run ---------------------------------------------------------------------


def _static_part(index: int, model: Model, run: Run, columns: Sequence[str]) -> dict[str, object]:
    states = readiness(model, run)
    findings = [each for each in run.findings if each.fingerprint in model.findings]
    files = []
    for path in dict.fromkeys([model.place.path, *(each.place.path for each in findings)]):
        rows = {
            number: Row(number, text)
            for number, text in enumerate(run.sources.get(path, ()), start=1)
        }
        _add_findings(rows, path, findings)
        told = {number for number, row in rows.items() if row.notes}
        if told:
            files.append({"path": shown(path, run.working_directory), "rows": _cut(rows, told)})
    words = [states.get(_STATIC.get(name, name), "-") for name in columns]
    cells = [(word, _LEVELS.get(word, "faint")) for word in words]
    levels = [level for _, level in cells]
    level = next((it for it in ("error", "warning", "good") if it in levels), "faint")
    gaps = f"{verdict.counted(len(model.gaps), 'call')} not followed" if model.gaps else ""
    return {
        "id": f"model-{index}",
        "name": model.name,
        "place": line(model.place, run.working_directory),
        "verdict": ", ".join(filter(None, (f"{states['compile']}, by its code", gaps))),
        "level": level,
        "cells": cells,
        "facts": [],
        "error": "",
        "modes": [],
        "recompiles": [],
        "files": files,
        "graphs": 0,
        "program": "",
    }
