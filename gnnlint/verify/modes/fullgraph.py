"""Compilers that stop at the first break."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
import torch._dynamo

from gnnlint.verify.collector import collecting
from gnnlint.verify.modes.compiled import CountingBackend
from gnnlint.verify.modes.difference import difference_to_eager
from gnnlint.verify.modes.outcome import Answer, Send, failed
from gnnlint.verify.observation import Mode, to_json
from gnnlint.verify.program import opened
from gnnlint.verify.subject import Subject


def fullgraph(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.compile(model, fullgraph=True)``: the first line it fails on."""
    program = opened(subject, request["training"])
    model, inputs = program.model(), program.inputs()
    backend = CountingBackend()
    torch._dynamo.reset()
    compiled: Any = torch.compile(model, backend=backend, fullgraph=True)
    answer: Answer = {}
    with collecting():
        for index, arguments in enumerate(inputs):
            try:
                output = arguments.call(compiled)
            except (Exception, SystemExit) as error:
                return failed(error, program, "fullgraph", index)
            if index == 0:
                note = None if backend.graphs else "nothing was traced"
                mode = Mode("ok", graphs=backend.graphs, note=note)
                gap = to_json(difference_to_eager(program, output))
                answer = {"loaded": True, "mode": to_json(mode), "difference": gap}
                send(answer)
    return answer


def error_on_graph_break(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Raises on the first break of the *default* mode; capture stays off (torch 2.9 and later)."""
    guard = getattr(torch._dynamo, "error_on_graph_break", None)
    if guard is None:
        note = "torch before 2.9 has no error_on_graph_break"
        return {"loaded": True, "mode": to_json(Mode("skipped", note=note))}
    program = opened(subject, request["training"])
    model, inputs = program.model(), program.inputs()
    torch._dynamo.reset()
    compiled: Any = torch.compile(model, backend="eager")
    with guard(True):
        for index, arguments in enumerate(inputs):
            try:
                arguments.call(compiled)
            except (Exception, SystemExit) as error:
                return failed(error, program, "error_on_graph_break", index)
    return {"loaded": True, "mode": to_json(Mode("ok"))}
