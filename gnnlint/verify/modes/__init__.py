"""The ways of running a model, each in a child process of its own.

Separate processes because what one mode leaves behind changes the next: after a default compile
``fullgraph=True`` silently runs the code objects that Dynamo has marked to be skipped, and a failed
``torch.jit.script`` poisons its class.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from gnnlint.verify import enumeration
from gnnlint.verify.line_table import exact_line_tables
from gnnlint.verify.modes.bench import bench
from gnnlint.verify.modes.build import build, models
from gnnlint.verify.modes.compiled import capture, default, dynamic, explain, unmasked
from gnnlint.verify.modes.device import device
from gnnlint.verify.modes.eager import eager
from gnnlint.verify.modes.example import compare
from gnnlint.verify.modes.example import run as run_example
from gnnlint.verify.modes.fullgraph import error_on_graph_break, fullgraph
from gnnlint.verify.modes.outcome import Answer, Send, raised
from gnnlint.verify.modes.script import script
from gnnlint.verify.modes.training import train, train_capture
from gnnlint.verify.modes.whole import (
    backward,
    export,
    export_nonstrict,
    export_strict,
    inductor,
    inductor_fullgraph,
    trace,
)
from gnnlint.verify.observation import from_json, to_json
from gnnlint.verify.program import NotOpened
from gnnlint.verify.recipe import Recipe
from gnnlint.verify.subject import Subject, SubjectError

__all__ = ["run"]


def run(request: Mapping[str, Any], send: Send) -> None:
    """Do what ``request`` asks; send the answer, and partial ones on the way."""
    subject = Subject(
        Path(request["path"]),
        request["class_name"],
        Path(request["example_path"]) if request["example_path"] else None,
        Path(request["root"]) if request["root"] else None,
        from_json(Recipe, request["recipe"]) if request.get("recipe") else None,
        device=request["device"],
    )
    begin = time.monotonic()
    try:
        with exact_line_tables():
            answer = _MODES[request["mode"]](subject, request, send)
    except BaseException as error:  # whatever it is, it is this model's verdict
        cause = error.__cause__ if isinstance(error, NotOpened) and error.__cause__ else error
        answer = {"mode": to_json(raised(cause, subject.project)), "loaded": False}
        answer["opened"] = cause is error
        if isinstance(cause, SubjectError):
            answer["subject_error"] = str(cause)
    if "mode" in answer:
        answer["mode"]["seconds"] = round(time.monotonic() - begin, 3)
    send(answer)


def _operators(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """The public callables of a package; there is no program to load."""
    options = request["options"]
    return enumeration.operators(options["modules"], options["package"])


_MODES: dict[str, Callable[[Subject, Mapping[str, Any], Send], Answer]] = {
    "models": models,
    "build": build,
    "bench": bench,
    "eager": eager,
    "default": default,
    "fullgraph": fullgraph,
    "capture": capture,
    "unmasked": unmasked,
    "dynamic": dynamic,
    "train": train,
    "train_capture": train_capture,
    "inductor": inductor,
    "inductor_fullgraph": inductor_fullgraph,
    "backward": backward,
    "export": export,
    "export_strict": export_strict,
    "export_nonstrict": export_nonstrict,
    "trace": trace,
    "error_on_graph_break": error_on_graph_break,
    "explain": explain,
    "script": script,
    "run": run_example,
    "compare": compare,
    "operators": _operators,
    "device": device,
}
