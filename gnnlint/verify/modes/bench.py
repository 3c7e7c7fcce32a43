"""How long a model takes: forward, backward and compilation, in one way of running it."""

from __future__ import annotations

import dataclasses
import statistics
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
import torch._dynamo
from torch._dynamo import symbolic_convert
from torch._dynamo.utils import counters

from gnnlint.verify.modes.compiled import CAPTURE_FLAGS
from gnnlint.verify.modes.loss import loss_of
from gnnlint.verify.modes.outcome import Answer, Send, raised
from gnnlint.verify.observation import to_json
from gnnlint.verify.program import Program, opened
from gnnlint.verify.subject import Subject

_WARM = 3  # steps before the clock counts
_FEWEST = 5


def bench(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Time steps of a variant: ``eager``, ``default``, ``fullgraph``, ``capture`` or ``kept``.

    ``kept`` captures everything but what breaks at one line (``options["site"]``): its difference
    to the variant that keeps no break, or the fewest, is what that break costs.
    """
    options = request["options"]
    if options.get("threads"):
        torch.set_num_threads(int(options["threads"]))
    program = opened(subject, training=True)
    with _flags(options):
        try:
            timing = _timed(program, options)
        except (Exception, SystemExit) as error:
            return {"loaded": True, "mode": to_json(raised(error, subject.project))}
    return {"loaded": True, "timing": timing}


@contextmanager
def _flags(options: Mapping[str, Any]) -> Iterator[None]:
    """What the variant asks of Dynamo; nothing is compiled in processes beside this one."""
    from torch._inductor import config as inductor

    inductor.compile_threads = 1
    captured = options["variant"] in ("capture", "kept")
    torch._dynamo.reset()
    with torch._dynamo.config.patch(**(CAPTURE_FLAGS if captured else {})):
        if options["variant"] == "kept":
            path, line = options["site"]
            _break_at(path, line)
        yield


def _timed(program: Program, options: Mapping[str, Any]) -> dict[str, Any]:
    device = torch.device(options.get("device") or "cpu")
    model = program.model()
    given = program.inputs()[0]
    if device.type != "cpu":
        model, given = model.to(device), given.on(device)
    variant = options["variant"]
    called: Any = model
    if variant != "eager":
        called = torch.compile(model, fullgraph=variant == "fullgraph", backend=options["backend"])

    now = _clock(device, options["clock"])

    def step() -> tuple[float, float]:
        begin = now()
        output = given.call(called)
        between = now()
        loss = loss_of(output)
        if loss is not None:
            loss.backward()
        end = now()
        for parameter in model.parameters():
            parameter.grad = None
        return between - begin, end - between

    first = sum(step())
    for _ in range(_WARM - 1):
        step()
    times = _repeated(step, options)
    forward, backward, total = (
        _summary(it)
        for it in ([a for a, _ in times], [b for _, b in times], [a + b for a, b in times])
    )
    compiled = 0.0 if variant == "eager" else max(0.0, first - total["median"])
    return {"forward": forward, "backward": backward, "total": total, "compile": compiled,
            "graphs": int(counters["stats"]["unique_graphs"]),
            "steps": len(times), "threads": torch.get_num_threads()}  # fmt: skip


def _repeated(
    step: Callable[[], tuple[float, float]], options: Mapping[str, Any]
) -> list[tuple[float, float]]:
    """Steps until there are enough, or the time is up."""
    deadline = time.monotonic() + float(options["seconds"])
    times: list[tuple[float, float]] = []
    while len(times) < int(options["steps"]):
        times.append(step())
        if time.monotonic() > deadline and len(times) >= _FEWEST:
            break
    return times


def _clock(device: torch.device, kind: str) -> Callable[[], float]:
    """Seconds: of the wall, or those that this process was given, which others cannot slow down."""
    if kind == "cpu":
        return time.process_time

    def now() -> float:
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        return time.perf_counter()

    return now


def _summary(seconds: Sequence[float]) -> dict[str, float]:
    """Median and quartiles, in seconds."""
    if len(seconds) < 2:
        return dict.fromkeys(("median", "low", "high"), seconds[0])
    low, median, high = statistics.quantiles(seconds, n=4)
    return {"median": median, "low": low, "high": high}


def _break_at(path: str, line: int) -> None:
    """Let the capture flags be off while Dynamo traces what one line of the user's leads to.

    Scalars are asked for by ``config.capture_scalar_outputs`` (``variables/tensor.py``), shapes by
    the settings of the frame's shape environment (``fx/experimental/symbolic_shapes.py``).
    """
    owner: Any = symbolic_convert.InstructionTranslatorBase
    ordinary = owner.step
    place, config = (path, line), torch._dynamo.config

    def step(self: Any) -> Any:
        captures = not _leads_from(self, place)
        if config.capture_scalar_outputs != captures:
            config.capture_scalar_outputs = captures
            config.capture_dynamic_output_shape_ops = captures
        environment = self.output.shape_env
        if environment.settings.allow_dynamic_output_shape_ops != captures:
            environment.settings = dataclasses.replace(
                environment.settings,
                allow_scalar_outputs=captures,
                allow_dynamic_output_shape_ops=captures,
            )
        return ordinary(self)

    owner.step = step


def _leads_from(translator: Any, place: tuple[str, int]) -> bool:
    """Whether the line is being traced, or is what called the function that is being compiled."""
    current = translator
    while current is not None:
        if (current.f_code.co_filename, getattr(current, "lineno", 0)) == place:
            return True
        root, current = current, getattr(current, "parent", None)
    known = getattr(root, "_gnnlint_called_from", None)
    if known is None:
        frames = traceback.walk_stack(None)
        known = {(frame.f_code.co_filename, line) for frame, line in frames}
        root._gnnlint_called_from = known
    return place in known
