"""The object of ``verify --format json``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from gnnlint.finding import Finding, Target
from gnnlint.verify.join import verdict_of_model
from gnnlint.verify.observation import Observation, to_json


def as_json(
    observations: Sequence[Observation], findings: Sequence[Finding] = ()
) -> dict[str, Any]:
    """The object of ``verify --format json``: models with what was seen, findings with verdicts."""
    environment = next((o.environment for o in observations if o.environment), {})
    return {
        "schema": 1,
        "environment": dict(environment),
        "models": [_model_json(observation) for observation in observations],
        "findings": [_finding_json(finding) for finding in findings],
        "seconds": round(sum(m.seconds for o in observations for m in o.modes.values()), 3),
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _finding_json(finding: Finding) -> dict[str, Any]:
    """A finding in the shape of ``check --format json``, with what the compiler says."""
    data: dict[str, Any] = to_json(finding)
    del data["place"], data["script"], data["runs_eagerly"]
    masked_by = finding.masked_by
    data["masked_by"] = {"path": masked_by.path, "line": masked_by.line} if masked_by else None
    if finding.target is not Target.COMPILE:
        del data["default"], data["masked_by"], data["fullgraph"]
    data["related"] = [
        {"role": r.role, "path": r.place.path, "line": r.place.line, "message": r.message}
        for r in finding.related
    ]
    return {**data, **to_json(finding.place)}


def _model_json(observation: Observation) -> dict[str, Any]:
    data: dict[str, Any] = to_json(observation)
    del data["environment"], data["reached"], data["reached_in_training"]
    for told, each in zip(data["recompiles"], observation.recompiles, strict=True):
        told["again"] = each.again
    default = observation.modes.get("default")
    data["verdict"] = verdict_of_model(observation)
    data["graphs"] = default.graphs if default else None
    data["graph_calls"] = default.graph_calls if default else None
    data["reached"] = {path: sorted(lines) for path, lines in observation.reached.items()}
    return data
