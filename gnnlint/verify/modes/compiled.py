"""``torch.compile`` as it breaks graphs: every break, and the compiles of each size."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import torch
import torch._dynamo
from torch._dynamo import symbolic_convert

from gnnlint.finding import Step
from gnnlint.verify.breaks import fold, steps_in
from gnnlint.verify.collector import Collector, collecting
from gnnlint.verify.modes.difference import difference_to_eager
from gnnlint.verify.modes.outcome import Answer, Send, is_refusal, raised, site_of
from gnnlint.verify.observation import Explain, Line, Mode, Recompile, to_json
from gnnlint.verify.program import Program, opened
from gnnlint.verify.subject import Project, Subject

CAPTURE_FLAGS = {"capture_scalar_outputs": True, "capture_dynamic_output_shape_ops": True}


class CountingBackend:
    """The eager backend, counting graphs and calls of them; it notes the lines each graph holds."""

    def __init__(self, project: Project | None = None) -> None:
        self.graphs = 0
        self.calls = 0
        self.lines: list[tuple[Line, ...]] = []
        self._project = project

    def __call__(self, graph: Any, example_inputs: Any) -> Callable[..., Any]:
        self.graphs += 1
        if self._project is not None:
            self.lines.append(_lines_of(graph, self._project))
        forward = graph.forward

        def counted(*arguments: Any) -> Any:
            self.calls += 1
            return forward(*arguments)

        return counted


def _lines_of(graph: Any, project: Project) -> tuple[Line, ...]:
    """The user's lines that a graph's operators come from.

    A graph of a library function that is compiled by itself knows none: then it is the line that
    calls the function.
    """
    stacks = [steps_in(node.stack_trace or "") for node in graph.graph.nodes]
    own = [[step for step in stack if project.contains(step.path)] for stack in stacks]
    found = dict.fromkeys(Line(stack[-1].path, stack[-1].line) for stack in own if stack)
    if not found:
        callers = traceback.walk_stack(None)
        above = (Line(frame.f_code.co_filename, line) for frame, line in callers)
        found = dict.fromkeys(it for it in above if project.contains(it.path))
        return tuple(found)[:1]
    return tuple(sorted(found, key=lambda it: (it.path, it.line)))


def default(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Plain ``torch.compile(model)``: every break, and the compiles of each size."""
    return compiled(subject, request, send, "default", sizes=True)


def dynamic(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    return compiled(subject, request, send, "dynamic", dynamic=True)


def capture(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Default compile with both capture flags: its breaks are the lines fullgraph fails on."""
    return captured(subject, request, send, "capture")


def captured(subject: Subject, request: Mapping[str, Any], send: Send, name: str) -> Answer:
    """A compile with both capture flags, whose sites are those of a mode.

    A break inside a loop makes Dynamo skip the function, which hides the function's later lines.
    ``maybe_has_backedge`` (``torch/_dynamo/symbolic_convert.py``) is what decides so; answering no
    there makes Dynamo resume inside the loop instead, and the later lines show. It is asked for
    first, and given up (option ``through_loops``) where Dynamo cannot resume. Lines after a break
    inside ``try`` stay hidden.
    """
    through = bool(request["options"].get("through_loops", True))
    with torch._dynamo.config.patch(**CAPTURE_FLAGS):
        if through:
            _resume_inside_loops()
        return compiled(subject, request, send, name)


def unmasked(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Default compile that resumes inside loops: lines that would break if nothing masked them."""
    _resume_inside_loops()
    return compiled(subject, request, send, "unmasked")


def _resume_inside_loops() -> None:
    owner: Any = symbolic_convert.InstructionTranslatorBase
    if hasattr(owner, "maybe_has_backedge"):
        owner.maybe_has_backedge = lambda self: False


def compiled(
    subject: Subject,
    request: Mapping[str, Any],
    send: Send,
    name: str,
    *,
    dynamic: bool | None = None,
    sizes: bool = False,
) -> Answer:
    """A compile with the eager backend, whose sites are those of a mode; ``sizes``: of all calls.

    Else it is the first call alone that is made.
    """
    program, project = opened(subject, request["training"]), subject.project
    model, inputs = program.model(), program.inputs()
    entry = program.entry(model)
    backend = CountingBackend(project)
    torch._dynamo.reset()
    function: Any = torch.compile(model, backend=backend, dynamic=dynamic)
    with collecting() as collector:
        try:
            output = inputs[0].call(function)
        except (Exception, SystemExit) as error:
            answer = _answer_of(raised(error, project), collector, project, name, entry)
            if is_refusal(error):  # the flags can turn a break into an error
                answer["sites"] += to_json(site_of(error, project, name, entry))
            return answer
        graphs, first = backend.graphs, len(collector.breaks)
        recompiles = [Recompile(0, collector.compiles)]
        status = "breaks" if collector.breaks else "ok"
        mode = Mode(status, graphs=graphs)
        answer = _answer_of(mode, collector, project, name, entry)
        if not sizes:
            return answer
        gap = difference_to_eager(program, output)
        beside = {"difference": to_json(gap), "graph_lines": to_json(backend.lines)}
        answer |= beside
        send(answer)  # what follows may fail without losing this
        mode = replace(mode, graph_calls=_warm_calls(program, function, backend))
        for index, arguments in enumerate(inputs[1:], start=1):
            before, reasons = collector.compiles, len(collector.recompile_reasons)
            try:
                arguments.call(function)
            except (Exception, SystemExit) as error:
                mode = raised(error, project)
                mode = replace(mode, graphs=graphs, note=f"with the inputs number {index + 1}")
                break
            told = tuple(collector.recompile_reasons[reasons:])
            recompiles.append(Recompile(index, collector.compiles - before, told))
        if mode.status == "ok" and collector.breaks:
            mode = replace(mode, status="breaks")
        answer |= _answer_of(mode, collector, project, name, entry, first)
        return answer | beside | {"recompiles": to_json(recompiles)}


def _answer_of(
    mode: Mode, collector: Collector, project: Project, name: str, entry: Step, first: int = 0
) -> Answer:
    sites = fold(collector.breaks, project, name, entry)
    mode = replace(mode, counts=collector.counts(project), note=mode.note or collector.note)
    if first:
        # Later sizes add places that only they reach; raw numbers are those of one forward.
        known = fold(collector.breaks[:first], project, name, entry)
        keys = {(site.path, site.line, site.gb_type) for site in known}
        sites = (*known, *(s for s in sites if (s.path, s.line, s.gb_type) not in keys))
    return {"loaded": True, "mode": to_json(mode), "sites": to_json(sites)}


def _warm_calls(program: Program, compiled: Any, backend: CountingBackend) -> int | None:
    """Graph calls of a forward that has been compiled before."""
    try:
        program.inputs()[0].call(compiled)
        before = backend.calls
        program.inputs()[0].call(compiled)
    except Exception:
        return None  # a model that can only be called once
    return backend.calls - before


def explain(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch._dynamo.explain``, as PyTorch's own documentation recommends it."""
    program = opened(subject, request["training"])
    model, inputs = program.model(), program.inputs()
    torch._dynamo.reset()
    explained: Any = torch._dynamo.explain(model)
    told = inputs[0].call(explained)
    reasons = tuple(str(reason.reason).strip() for reason in told.break_reasons)
    count = int(told.graph_break_count)
    note = "nothing was compiled" if count < 0 else None
    mode = Mode("breaks" if count else "ok", graphs=int(told.graph_count))
    explain = Explain(count, reasons, note)
    return {"loaded": True, "mode": to_json(mode), "explain": to_json(explain)}
