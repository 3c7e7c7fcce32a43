"""The readiness table: a row a model, a column a target, the compilers' verdict beside ours."""

from __future__ import annotations

import json as json_format
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from gnnlint import __version__
from gnnlint.finding import Finding, Model, Run, Target
from gnnlint.remark import UNJUDGED
from gnnlint.report import verdict
from gnnlint.report.page import Page, Segment, columns
from gnnlint.report.path import file_of, line, position

if TYPE_CHECKING:
    from gnnlint.verify.observation import Observation

SCHEMA = 1

_STYLES = {
    "ready": "green",
    "no break found": "",
    "off": "dim",
    "suppressed": "dim",
    "captured": "yellow",
    "breaks": "yellow",
    "recompiles": "yellow",
    "fails": "red",
    "raises": "red",
}


def render(run: Run, observations: Sequence[Observation] = (), *, color: bool = False) -> str:
    """The table and a line that counts; ``observations`` add a column with what compilers said."""
    page = Page()
    seen = {(each.path, each.line): each for each in observations}
    header = ["model", "place", "compile", "fullgraph", "script", "not followed"]
    rows = [[(cell, "bold") for cell in [*header, *(["compilers say"] if seen else [])]]]
    rows += [_row(model, run, seen) for model in run.models]
    if run.models:
        for row in columns(rows):
            page.line(*row)
        page.gap()
    page.line((_summary(run, seen), "bold"))
    for finding in unread(run):
        where = position(finding.place, run.working_directory)
        page.line((where, "cyan"), (f": not in the table: {_flat(finding.message)}", "red"))
    for note in run.notes:
        page.line((f"note: {note}", "dim"))
    return page.render(color)


def unread(run: Run) -> list[Finding]:
    """The files that could not be read or parsed, whose models the table therefore lacks."""
    return [finding for finding in run.findings if finding.code in UNJUDGED]


def _flat(text: str) -> str:
    return " ".join(text.split())


def _row(model: Model, run: Run, seen: dict[tuple[str, int], Observation]) -> list[Segment]:
    observation = seen.get((model.place.path, model.place.line))
    states = readiness(model, run, observation)
    cells = [(model.name, ""), (line(model.place, run.working_directory), "dim")]
    cells += [
        (states[key], _STYLES.get(states[key], "")) for key in ("compile", "fullgraph", "script")
    ]
    cells.append((str(len(model.gaps)) if model.gaps else "-", ""))
    if seen:
        cells.append((of_observation(observation) if observation else "not run", ""))
    return cells


def readiness(model: Model, run: Run, observation: Observation | None = None) -> dict[str, str]:
    """The words for each target: `ready` only where everything was followed and nothing failed.

    Where a compiler was asked, what it did decides: it sees what nobody predicted, and what was
    predicted of a branch that the model does not take.
    """
    is_sure = not model.gaps and (observation is None or observation.failure is None)
    states = _predicted(model, run, is_sure)
    shown = _observed(observation) if observation is not None else {}
    if Target.COMPILE not in run.targets:
        shown = {name: word for name, word in shown.items() if name == "script"}
    return {**states, **shown}


def _predicted(model: Model, run: Run, is_sure: bool) -> dict[str, str]:
    quiet = "ready" if is_sure else "no break found"
    if Target.COMPILE not in run.targets:
        states = {"compile": "off", "fullgraph": "off"}
    else:
        states = {
            "compile": _compile(model, quiet),
            "fullgraph": _or_hidden(model, "fullgraph", quiet),
        }
        if model.fullgraph == "fails":
            states["fullgraph"] = "fails"
        elif model.compile == "breaks" and "fullgraph" not in model.suppressed:
            states["fullgraph"] = "captured"
    words = {"fails": "fails", "off": "off"}
    quiet = _or_hidden(model, "script", "ready" if is_sure else "no failure found")
    states["script"] = words.get(model.script, quiet)
    return states


def _compile(model: Model, quiet: str) -> str:
    if model.compile != "no-break-found":
        return model.compile
    return "recompiles" if model.recompiles else _or_hidden(model, "compile", quiet)


def _or_hidden(model: Model, target: str, quiet: str) -> str:
    """What is said of a model that no finding speaks against: comments may hide them."""
    return "suppressed" if target in model.suppressed else quiet


def _observed(observation: Observation) -> dict[str, str]:
    """The words for each target whose compiler ran, in eval or in train mode."""
    states = {}
    breaks_in_training = observation.training_sites
    default, trained = observation.status("default"), observation.status("train")
    if "raises" in (default, trained):
        states["compile"] = "raises"
    elif default == "breaks" or breaks_in_training:
        states["compile"] = "breaks"
    elif default == "ok":
        states["compile"] = "recompiles" if _recompiles(observation) else "ready"
    fullgraph = observation.status("fullgraph")
    if fullgraph in ("fails", "raises") or any(
        "train_capture" in each.modes for each in breaks_in_training
    ):
        states["fullgraph"] = "fails"
    elif fullgraph == "ok":
        states["fullgraph"] = "captured" if states.get("compile") == "breaks" else "ready"
    script = observation.status("script")
    if script in ("ok", "fails", "raises"):
        states["script"] = "ready" if script == "ok" else "fails"
    return states


def _recompiles(observation: Observation) -> bool:
    """Whether sizes of which two were seen before compile again."""
    return any(each.judged and each.again for each in observation.recompiles)


def of_observation(observation: Observation) -> str:
    """What the compilers made of a model, in the words of the verdicts."""
    if observation.error is not None:
        return "could not be run"
    default, fullgraph = observation.status("default"), observation.status("fullgraph")
    graphs = observation.modes["default"].graphs if default else None
    if observation.status("eager") not in ("ok", None):
        return "fails without any compiler"
    said = {"ok": "ready", "breaks": "breaks by default", None: "not compiled"}.get(
        default, "torch.compile raises"
    )
    if default == "breaks" and graphs == 0:
        said = "runs uncompiled"
    if default == "breaks" and fullgraph == "ok":
        said += ", captured by fullgraph=True"
    elif default in ("ok", "breaks") and fullgraph not in ("ok", "skipped", None):
        said += ", fails under fullgraph=True"
    if default == "ok" and observation.training_sites:
        said += ", breaks in train mode"
    if default in ("ok", "breaks") and observation.status("train") == "raises":
        said += ", torch.compile raises in train mode"
    if _recompiles(observation):
        said += ", recompiles"
    if observation.status("script") in ("fails", "raises"):
        said += ", fails under torch.jit.script"
    return said


def _summary(run: Run, seen: Mapping[tuple[str, int], Observation]) -> str:
    observed = [seen.get((each.place.path, each.place.line)) for each in run.models]
    states = [readiness(model, run, it) for model, it in zip(run.models, observed, strict=True)]
    if not states:
        return "No model found"
    ready = sum(each["compile"] in ("ready", "off") for each in states)
    breaks = sum(each["compile"] in ("breaks", "raises", "recompiles") for each in states)
    hidden = sum(each["compile"] == "suppressed" for each in states)
    unrun = sum(
        state["compile"] == "no break found" and it is not None and it.failure is not None
        for state, it in zip(states, observed, strict=True)
    )
    unsure = len(states) - ready - breaks - hidden - unrun
    parts = [f"{ready} ready", f"{breaks} with breaks"]
    if hidden:
        parts.append(f"{hidden} whose breaks are suppressed")
    if unrun:
        parts.append(f"{unrun} without a break found, yet not run")
    if unsure:
        parts.append(f"{unsure} without a break found, yet not followed to the end")
    return f"{verdict.counted(len(states), 'model')}: {', '.join(parts)}"


def render_json(run: Run, observations: Sequence[Observation] = ()) -> str:
    """The table as one JSON object."""
    seen = {(each.path, each.line): each for each in observations}
    models: list[dict[str, Any]] = []
    for model in run.models:
        observation = seen.get((model.place.path, model.place.line))
        models.append(
            {
                "name": model.name,
                **file_of(model.place.path, run.working_directory),
                "line": model.place.line,
                "gaps": len(model.gaps),
                "findings": list(model.findings),
                **readiness(model, run, observation),
                "compilers": of_observation(observation) if observation else None,
            }
        )
    document = {
        "schema": SCHEMA,
        "tool": {"name": "gnnlint", "version": __version__},
        "torch_version": run.torch_version,
        "pyg_version": run.pyg_version,
        "targets": [target.value for target in run.targets],
        "notes": list(run.notes),
        "models": models,
        "unread": [
            {
                **file_of(each.place.path, run.working_directory),
                "line": each.place.line,
                "message": each.message,
            }
            for each in unread(run)
        ],
    }
    return json_format.dumps(document, indent=2) + "\n"
