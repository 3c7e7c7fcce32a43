"""An example's ``run()``, and two examples against each other."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from gnnlint.verify.breaks import fold
from gnnlint.verify.collector import collecting
from gnnlint.verify.modes.difference import difference
from gnnlint.verify.modes.outcome import Answer, Send, chain_of, error_place, message_of
from gnnlint.verify.observation import RunOutcome, to_json
from gnnlint.verify.program import opened
from gnnlint.verify.subject import Subject


def run(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Call ``run()`` and take down what it shows."""
    program = opened(subject)
    expect = getattr(program.module, "EXPECT", None)
    outcome = RunOutcome(subject.path.absolute().as_posix(), expect=_jsonable(expect))
    result = ""
    with collecting() as collector, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = repr(program.run())[:2000]
        except (Exception, SystemExit) as error:
            outcome = replace(
                outcome,
                error_type=type(error).__qualname__,
                error=message_of(error),
                error_place=error_place(error, subject.project),
                chain=chain_of(error),
            )
    outcome = replace(
        outcome,
        result=result,
        warnings=tuple((w.category.__name__, str(w.message)) for w in caught),
        sites=fold(collector.breaks, subject.project, "run"),
        compiles=collector.compiles,
        recompile_reasons=tuple(collector.recompile_reasons),
    )
    return {"outcome": to_json(outcome)}


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [_jsonable(item) for item in value]
    if isinstance(value, type):
        return value.__name__
    return value if isinstance(value, str | int | float | bool | None) else repr(value)


def compare(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Outputs of two files that claim the same mathematics, each on its own inputs."""
    one = opened(subject, request["training"])
    other = opened(Subject(Path(request["options"]["other"])), request["training"])
    gaps: list[float | None] = []
    for a, b in zip(one.inputs(), other.inputs(), strict=True):
        model = one.model()
        output = a.call(model)
        gaps.append(difference(output, b.call(_alike(other.model(), model))))
    known = [gap for gap in gaps if gap is not None]
    return {"difference": to_json(max(known, default=None))}


def _alike(model: Any, made: Any) -> Any:
    """``model`` with the parameters of another one, where they have the same names and shapes.

    Both are seeded alike, yet they may draw their weights in another order, or in the first call.
    """
    if isinstance(model, torch.nn.Module) and isinstance(made, torch.nn.Module):
        own, others = dict(model.named_parameters()), dict(made.named_parameters())
        if _shapes(own) == _shapes(others):
            with torch.no_grad():
                for name, parameter in own.items():
                    parameter.copy_(others[name])
    return model


def _shapes(parameters: Mapping[str, torch.nn.Parameter]) -> Mapping[str, torch.Size]:
    return {name: it.shape for name, it in parameters.items()}
