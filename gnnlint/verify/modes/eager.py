"""The model without a compiler: what it is, what it takes, which lines run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gnnlint.verify.modes.lines import LinesSeen
from gnnlint.verify.modes.outcome import Answer, Send, raised
from gnnlint.verify.observation import Mode, to_json
from gnnlint.verify.program import opened
from gnnlint.verify.subject import Subject


def eager(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    program = opened(subject, request["training"])
    model = program.model()
    inputs = program.inputs()
    name, path, line = program.identity(model)
    seen = LinesSeen(subject.project)
    answer: Answer = {
        "loaded": True,
        "name": name,
        "path": path,
        "line": line,
        "built": program.built,
        "inputs": [arguments.describe() for arguments in inputs],
        "assumptions": list(program.assumptions),
    }
    mode = Mode("ok")
    try:
        with seen:
            for arguments in inputs:
                arguments.call(model)
    except BaseException as error:
        mode = raised(error, subject.project)
    answer["mode"] = to_json(mode)
    answer["reached"] = to_json(seen.lines)
    answer["callers"] = {
        f"{file}:{first}": sorted(map(list, places))
        for (file, first), places in seen.callers.items()
    }
    return answer
