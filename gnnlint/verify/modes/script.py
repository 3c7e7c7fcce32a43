"""``torch.jit.script``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gnnlint.verify import scripting
from gnnlint.verify.modes.outcome import Answer, Send
from gnnlint.verify.observation import Line, Mode, to_json
from gnnlint.verify.program import opened
from gnnlint.verify.subject import Subject


def script(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """One attempt at ``torch.jit.script``.

    The options name the functions to ignore, and the texts to show of what is scripted.
    """
    program = opened(subject, request["training"])
    model = program.model()
    options = request["options"]
    attempt = scripting.attempt(model, options.get("ignore", []), subject.project)
    if attempt.error is not None:
        return {"loaded": True, "mode": to_json(_script_failed(attempt)), **to_json(attempt.told())}
    texts = scripting.texts_of(attempt.scripted, options.get("show", []))
    mode = Mode("ok", texts=texts)
    answer: Answer = {"loaded": True, "mode": to_json(mode), "error": None, "next": None}
    if not options.get("run"):
        return answer
    send(answer)
    try:
        program.inputs()[0].call(attempt.scripted)
    except (Exception, SystemExit) as error:
        told = scripting.read_error(str(error), subject.project)
        mode = Mode("raises", told.message, type(error).__qualname__, texts=texts)
        if told.path is not None and told.line is not None:
            mode = replace(mode, error_place=Line(told.path, told.line))
        return answer | {"mode": to_json(mode), "error": to_json(replace(told, running=True))}
    return answer


def _script_failed(attempt: scripting.Attempt) -> Mode:
    told = attempt.error
    assert told is not None
    place = Line(told.path, told.line) if told.path is not None and told.line else None
    return Mode("fails", told.message, attempt.error_type, place)
