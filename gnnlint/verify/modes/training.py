"""Plain ``torch.compile`` of the model in train mode: what breaks there, and which lines run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gnnlint.verify.modes.compiled import captured, compiled
from gnnlint.verify.modes.lines import LinesSeen
from gnnlint.verify.modes.outcome import Answer, Send
from gnnlint.verify.observation import Mode, to_json
from gnnlint.verify.program import opened
from gnnlint.verify.subject import Subject


def train(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.compile(model)`` in train mode, and the lines that run there without it."""
    program = opened(subject, training=True)
    seen = LinesSeen(subject.project)
    try:
        with seen:
            program.inputs()[0].call(program.model())
    except (Exception, SystemExit) as error:
        note = f"does not run in train mode: {error}".partition("\n")[0]
        return {"loaded": True, "mode": to_json(Mode("skipped", note=note))}
    answer = compiled(subject, {**request, "training": True}, send, "train")
    return {**answer, "reached_in_training": to_json(seen.lines)}


def train_capture(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """The same with both capture flags: its breaks are the lines fullgraph fails on."""
    return captured(subject, {**request, "training": True}, send, "train_capture")
