"""The object of ``verify --format json``."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from gnnlint.finding import Finding
from gnnlint.report.json import finding_json
from gnnlint.verify.join import verdict_of_model
from gnnlint.verify.observation import Observation, to_json


def as_json(
    observations: Sequence[Observation], findings: Sequence[Finding] = (), directory: str = ""
) -> dict[str, Any]:
    """The object of ``verify --format json``: models with what was seen, findings with verdicts.

    The findings are as in the object of ``check``, their paths relative to ``directory``.
    """
    environment = next((o.environment for o in observations if o.environment), {})
    return {
        "schema": 1,
        "environment": dict(environment),
        "models": [_model_json(observation) for observation in observations],
        "findings": [finding_json(each, directory) for each in findings],
        "seconds": round(sum(m.seconds for o in observations for m in o.modes.values()), 3),
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _model_json(observation: Observation) -> dict[str, Any]:
    data: dict[str, Any] = to_json(observation)
    for mode in data["modes"].values():
        mode.update(mode.pop("texts"))
    del data["environment"], data["reached"], data["reached_in_training"]
    for told, each in zip(data["recompiles"], observation.recompiles, strict=True):
        told["again"] = each.again
    default = observation.modes.get("default")
    data["verdict"] = verdict_of_model(observation)
    data["graphs"] = default.graphs if default else None
    data["graph_calls"] = default.graph_calls if default else None
    data["reached"] = {path: sorted(lines) for path, lines in observation.reached.items()}
    return data
