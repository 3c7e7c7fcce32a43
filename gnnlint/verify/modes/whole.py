"""Compilers that go on to the end: code is generated, gradients flow, a program is exported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
import torch._dynamo

from gnnlint.verify.modes.difference import difference, difference_to_eager
from gnnlint.verify.modes.loss import loss_of
from gnnlint.verify.modes.outcome import Answer, Send, is_refusal, raised
from gnnlint.verify.observation import Mode, to_json
from gnnlint.verify.program import Arguments, Program, opened
from gnnlint.verify.subject import Subject


def inductor(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.compile(model)`` to the end: code is generated, compiled and run."""
    return _run(subject, request)


def inductor_fullgraph(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.compile(model, fullgraph=True)`` to the end."""
    return _run(subject, request, fullgraph=True)


def _run(subject: Subject, request: Mapping[str, Any], **options: Any) -> Answer:
    program = opened(subject, request["training"])
    model, inputs = program.model(), program.inputs()
    torch._dynamo.reset()
    compiled: Any = torch.compile(model, **options)
    try:
        output = inputs[0].call(compiled)
    except (Exception, SystemExit) as error:
        mode = raised(error, subject.project, "fails" if is_refusal(error) else "raises")
        return {"loaded": True, "mode": to_json(mode)}
    gap = to_json(difference_to_eager(program, output))
    return {"loaded": True, "mode": to_json(Mode("ok")), "difference": gap}


def backward(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Forward and backward in train mode, through the joint graph; gradients against eager's."""
    program = opened(subject, training=True)
    try:
        expected = _gradients(program, lambda model: model)
    except (Exception, SystemExit) as error:
        note = f"no backward without the compiler: {error}".partition("\n")[0]
        return {"loaded": True, "mode": to_json(Mode("skipped", note=note))}
    if not expected:
        note = "nothing that the model returns has a gradient"
        return {"loaded": True, "mode": to_json(Mode("skipped", note=note))}
    torch._dynamo.reset()
    try:
        found = _gradients(program, lambda model: torch.compile(model, backend="aot_eager"))
    except (Exception, SystemExit) as error:
        mode = raised(error, subject.project, "fails" if is_refusal(error) else "raises")
        return {"loaded": True, "mode": to_json(mode)}
    gap = to_json(difference(expected, found))
    return {"loaded": True, "mode": to_json(Mode("ok")), "gradient_difference": gap}


def _gradients(program: Program, compiler: Any) -> list[torch.Tensor]:
    """The gradients of a fresh model's parameters; of each call the same random numbers."""
    model = program.model()
    output = program.inputs()[0].call(compiler(model))
    loss = loss_of(output)
    if loss is None:
        return []
    loss.backward()
    return [it.grad for it in model.parameters() if it.grad is not None]


def export(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.export.export``, in the way that this torch takes by itself; what it makes is run."""
    return _exported(subject, request)


def export_strict(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.export.export(strict=True)``: by Dynamo."""
    return _exported(subject, request, strict=True)


def export_nonstrict(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.export.export(strict=False)``: by running the program on fake tensors."""
    return _exported(subject, request, strict=False)


def _exported(subject: Subject, request: Mapping[str, Any], **options: Any) -> Answer:
    program = opened(subject, request["training"])
    model, first = program.model(), program.inputs()[0]
    words = dict(first.keywords or {})
    try:
        exported: Any = torch.export.export(model, first.positional, words, **options)
        output = program.inputs()[0].call(exported.module())
    except (Exception, SystemExit) as error:
        mode = raised(error, subject.project, "fails" if is_refusal(error) else "raises")
        return {"loaded": True, "mode": to_json(mode)}
    gap = to_json(difference_to_eager(program, output))
    return {"loaded": True, "mode": to_json(Mode("ok")), "difference": gap}


_CLOSE = 1e-3


def trace(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.jit.trace`` with the first inputs, and what the traced model makes of all."""
    program = opened(subject, request["training"])
    first = program.inputs()[0]
    words = {"example_kwarg_inputs": dict(first.keywords)} if first.keywords else {}
    try:
        traced: Any = torch.jit.trace(
            program.model(), first.positional or None, check_trace=False, **words
        )
        gaps = [_gap(program, traced, index) for index in range(len(program.inputs()))]
    except (Exception, SystemExit) as error:
        return {"loaded": True, "mode": to_json(raised(error, subject.project, "fails"))}
    wrong = next((it for it, gap in enumerate(gaps) if gap is not None and gap > _CLOSE), None)
    mode = Mode("ok")
    if wrong is not None:
        said = f"the traced model differs by {gaps[wrong]:.3g} with the inputs number {wrong + 1}"
        mode = Mode("fails", error=said)
    return {"loaded": True, "mode": to_json(mode)}


def _gap(program: Program, traced: Any, index: int) -> float | None:
    def call(model: Any) -> Any:
        given: Arguments = program.inputs()[index]
        return given.call(model)

    return difference(call(program.model()), call(traced))
