"""The ways of running a model, each in a child process of its own.

Separate processes because what one mode leaves behind changes the next: after a default compile
``fullgraph=True`` silently runs the code objects that Dynamo has marked to be skipped, and a failed
``torch.jit.script`` poisons its class.
"""

from __future__ import annotations

import math
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import torch
import torch._dynamo
from torch._dynamo import symbolic_convert
from torch.utils._pytree import tree_leaves

from gnnlint.finding import Step
from gnnlint.verify import enumeration, scripting
from gnnlint.verify.breaks import fold, merge_resumed, read_words, steps_in
from gnnlint.verify.collector import Collector, collecting, steps_of
from gnnlint.verify.observation import (
    Explain,
    Line,
    Mode,
    Recompile,
    RunOutcome,
    Site,
    to_json,
)
from gnnlint.verify.program import Program
from gnnlint.verify.subject import Project, Subject, SubjectError, is_ours

Answer = dict[str, Any]
Send = Callable[[Answer], None]

CAPTURE_FLAGS = {"capture_scalar_outputs": True, "capture_dynamic_output_shape_ops": True}


def run(request: Mapping[str, Any], send: Send) -> None:
    """Do what ``request`` asks; send the answer, and partial ones on the way."""
    subject = Subject(
        Path(request["path"]),
        request["class_name"],
        Path(request["example_path"]) if request["example_path"] else None,
        Path(request["root"]) if request["root"] else None,
    )
    begin = time.monotonic()
    try:
        answer = _MODES[request["mode"]](subject, request, send)
    except (Exception, SystemExit) as error:
        mode = _raised(error, subject.project)
        answer = {"mode": to_json(mode), "loaded": False}
        if isinstance(error, SubjectError):
            answer["subject_error"] = str(error)
    if "mode" in answer:
        answer["mode"]["seconds"] = round(time.monotonic() - begin, 3)
    send(answer)


def _raised(error: BaseException, project: Project, status: str = "raises") -> Mode:
    """The mode's outcome where the program or the compiler raised."""
    return Mode(
        status,
        error=_message(error),
        error_type=type(error).__qualname__,
        error_place=_error_place(error, project),
    )


def _message(error: BaseException) -> str:
    text = str(error).strip() or repr(error)
    return text if len(text) < 6000 else text[:6000] + " …"


def _error_place(error: BaseException, project: Project) -> Line | None:
    """The user's line, None where no stack knows one."""
    own = [step for step in _stack_of(error, project) if project.contains(step.path)]
    return Line(own[-1].path, own[-1].line) if own else None


def _stack_of(error: BaseException, project: Project) -> tuple[Step, ...]:
    """The frames that led to the error, of the first source that knows one of the user's.

    Dynamo's own stack of the traced code is best; a crash inside Dynamo has only its text to tell
    of it, and an error outside it Python's traceback.
    """
    raised = steps_of(traceback.extract_tb(error.__traceback__))
    stacks = (
        merge_resumed(steps_of(getattr(error, "real_stack", None))),
        merge_resumed(steps_in(str(error).partition("from user code:")[2])),
        merge_resumed(step for step in raised if not is_ours(step.path)),
    )
    known = (stack for stack in stacks if any(project.contains(step.path) for step in stack))
    return next(known, stacks[0])


# --- eager --------------------------------------------------------------------------------------


def _eager(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    program = Program(subject, request["training"])
    model = program.model()
    inputs = program.inputs()
    name, path, line = program.identity(model)
    seen = _LinesSeen(subject.project)
    answer: Answer = {
        "loaded": True,
        "name": name,
        "path": path,
        "line": line,
        "built": f"model() of {subject.source.name}",
        "inputs": [arguments.describe() for arguments in inputs],
        "assumptions": list(program.assumptions),
    }
    mode = Mode("ok")
    try:
        with seen:
            for arguments in inputs:
                arguments.call(model)
    except (Exception, SystemExit) as error:
        mode = _raised(error, subject.project)
    answer["mode"] = to_json(mode)
    answer["reached"] = to_json(seen.lines)
    answer["callers"] = {
        f"{file}:{first}": sorted(map(list, places))
        for (file, first), places in seen.callers.items()
    }
    return answer


class _LinesSeen:
    """Traces which lines of the project run, and from which of them library functions are called.

    Never together with a compiler: a tracer changes which frames Dynamo compiles.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.lines: dict[str, set[int]] = {}
        self.callers: dict[tuple[str, int], set[tuple[str, int]]] = {}
        self._own: dict[str, bool] = {}

    def __enter__(self) -> None:
        threading.settrace(self._enter_frame)
        sys.settrace(self._enter_frame)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _is_own(self, path: str) -> bool:
        if path not in self._own:
            self._own[path] = self.project.contains(path)
        return self._own[path]

    def _enter_frame(self, frame: FrameType, event: str, argument: Any) -> Any:
        path = frame.f_code.co_filename
        if self._is_own(path):
            self.lines.setdefault(path, set()).add(frame.f_lineno)
            return self._next_line
        caller = frame.f_back
        while caller is not None and not self._is_own(caller.f_code.co_filename):
            caller = caller.f_back
        if caller is not None:
            function = (path, frame.f_code.co_firstlineno)
            place = (caller.f_code.co_filename, caller.f_lineno)
            self.callers.setdefault(function, set()).add(place)
        return None

    def _next_line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self.lines[frame.f_code.co_filename].add(frame.f_lineno)
        return self._next_line


# --- torch.compile ------------------------------------------------------------------------------


class CountingBackend:
    """The eager backend, counting graphs and calls of them."""

    def __init__(self) -> None:
        self.graphs = 0
        self.calls = 0

    def __call__(self, graph: Any, example_inputs: Any) -> Callable[..., Any]:
        self.graphs += 1
        forward = graph.forward

        def counted(*arguments: Any) -> Any:
            self.calls += 1
            return forward(*arguments)

        return counted


def _default(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Plain ``torch.compile(model)``: every break, and the compiles of each size."""
    return _compile(subject, request, send, "default", sizes=True)


def _dynamic(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    return _compile(subject, request, send, "dynamic", dynamic=True)


def _capture(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Default compile with both capture flags: its breaks are the lines fullgraph fails on.

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
        return _compile(subject, request, send, "capture")


def _unmasked(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Default compile that resumes inside loops: lines that would break if nothing masked them."""
    _resume_inside_loops()
    return _compile(subject, request, send, "unmasked")


def _resume_inside_loops() -> None:
    owner: Any = symbolic_convert.InstructionTranslatorBase
    if hasattr(owner, "maybe_has_backedge"):
        owner.maybe_has_backedge = lambda self: False


def _compile(
    subject: Subject,
    request: Mapping[str, Any],
    send: Send,
    name: str,
    *,
    dynamic: bool | None = None,
    sizes: bool = False,
) -> Answer:
    program, project = Program(subject, request["training"]), subject.project
    model, inputs = program.model(), program.inputs()
    entry = program.entry(model)
    backend = CountingBackend()
    torch._dynamo.reset()
    compiled: Any = torch.compile(model, backend=backend, dynamic=dynamic)
    with collecting() as collector:
        try:
            output = inputs[0].call(compiled)
        except (Exception, SystemExit) as error:
            answer = _compiled_answer(_raised(error, project), collector, project, name, entry)
            if _is_refusal(error):  # the flags can turn a break into an error
                answer["sites"] += to_json(_site_of(error, project, name, entry))
            return answer
        graphs, first = backend.graphs, len(collector.breaks)
        recompiles = [Recompile(0, collector.compiles)]
        status = "breaks" if collector.breaks else "ok"
        mode = Mode(status, graphs=graphs)
        answer = _compiled_answer(mode, collector, project, name, entry)
        if not sizes:
            return answer
        answer["difference"] = to_json(_difference(program, output))
        send(answer)  # what follows may fail without losing this
        mode = replace(mode, graph_calls=_warm_calls(program, compiled, backend))
        for index, arguments in enumerate(inputs[1:], start=1):
            before, reasons = collector.compiles, len(collector.recompile_reasons)
            try:
                arguments.call(compiled)
            except (Exception, SystemExit) as error:
                raised = _raised(error, project)
                mode = replace(raised, graphs=graphs, note=f"with the inputs number {index + 1}")
                break
            told = tuple(collector.recompile_reasons[reasons:])
            recompiles.append(Recompile(index, collector.compiles - before, told))
        if mode.status == "ok" and collector.breaks:
            mode = replace(mode, status="breaks")
        answer |= _compiled_answer(mode, collector, project, name, entry, first)
        answer["recompiles"] = to_json(recompiles)
        return answer


def _compiled_answer(
    mode: Mode, collector: Collector, project: Project, name: str, entry: Step, first: int = 0
) -> Answer:
    sites = fold(collector.breaks, project, name, entry)
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


def _difference(program: Program, output: Any) -> float | None:
    """Largest absolute difference to a fresh model run without the compiler."""
    try:
        with torch._dynamo.config.patch(disable=True):
            expected = program.inputs()[0].call(program.model())
    except Exception:
        return None
    return difference(expected, output)


def difference(one: Any, other: Any) -> float | None:
    """Largest absolute difference between two outputs; infinite where their shapes differ."""
    ones, others = _numbers(one), _numbers(other)
    if not ones and not others:
        return None
    if len(ones) != len(others):
        return math.inf
    return max(_leaf_difference(a, b) for a, b in zip(ones, others, strict=True))


def _numbers(output: Any) -> list[Any]:
    """The tensors and numbers in an output; PyG's data objects as dictionaries."""
    plain = output.to_dict() if hasattr(output, "to_dict") else output
    return [leaf for leaf in tree_leaves(plain) if isinstance(leaf, torch.Tensor | float | int)]


def _leaf_difference(one: Any, other: Any) -> float:
    with torch.no_grad():
        a, b = torch.as_tensor(one), torch.as_tensor(other)
        if a.layout != torch.strided or b.layout != torch.strided:
            a, b = a.to_dense(), b.to_dense()
        if a.shape != b.shape:
            return math.inf
        if a.numel() == 0:
            return 0.0
        kind = torch.complex128 if a.is_complex() else torch.float64
        a, b = a.to(kind), b.to(kind)
        gap = (a - b).abs()
        same = (a == b) | (a.isnan() & b.isnan())
        worst = float(torch.where(same, torch.zeros_like(gap), gap).max())
        return math.inf if math.isnan(worst) else worst


def _fullgraph(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.compile(model, fullgraph=True)``: the first line it fails on."""
    program = Program(subject, request["training"])
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
                return _failed(error, program, "fullgraph", index)
            if index == 0:
                note = None if backend.graphs else "nothing was traced"
                mode = Mode("ok", graphs=backend.graphs, note=note)
                gap = to_json(_difference(program, output))
                answer = {"loaded": True, "mode": to_json(mode), "difference": gap}
                send(answer)
    return answer


def _error_on_graph_break(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Raises on the first break of the *default* mode; capture stays off (torch 2.9 and later)."""
    guard = getattr(torch._dynamo, "error_on_graph_break", None)
    if guard is None:
        note = "torch before 2.9 has no error_on_graph_break"
        return {"loaded": True, "mode": to_json(Mode("skipped", note=note))}
    program = Program(subject, request["training"])
    model, inputs = program.model(), program.inputs()
    torch._dynamo.reset()
    compiled: Any = torch.compile(model, backend="eager")
    with guard(True):
        for index, arguments in enumerate(inputs):
            try:
                arguments.call(compiled)
            except (Exception, SystemExit) as error:
                return _failed(error, program, "error_on_graph_break", index)
    return {"loaded": True, "mode": to_json(Mode("ok"))}


def _failed(error: BaseException, program: Program, name: str, index: int) -> Answer:
    """A compiler that refuses to compile: the mode fails, and the line is a site."""
    project = program.subject.project
    refused = _is_refusal(error)
    mode = _raised(error, project, "fails" if refused else "raises")
    if index:
        mode = replace(mode, note=f"with the inputs number {index + 1}")
    sites = _site_of(error, project, name, program.entry(program.model()))
    return {"loaded": True, "mode": to_json(mode), "sites": to_json(sites)}


def _is_refusal(error: BaseException) -> bool:
    """True where Dynamo says that it does not support the program, false where it crashes."""
    known: Any = torch._dynamo.exc
    if isinstance(error, known.InternalTorchDynamoError):
        return False
    return isinstance(error, known.TorchDynamoException) or "DataDependent" in type(error).__name__


def _site_of(error: BaseException, project: Project, name: str, entry: Step) -> tuple[Site, ...]:
    words = read_words(str(error).partition("\nfrom user code:")[0])
    gb_type = getattr(error, "gb_type", None)
    if not words.explanation:  # no graph break of the registry: an error of its own type
        first = words.reason.partition("\n\n")[0]
        words = replace(words, gb_type=type(error).__name__, explanation=first)
    gb_type = str(gb_type or words.gb_type)
    stack = _stack_of(error, project)
    event = replace(words, frames=stack, gb_type=gb_type, runs_eagerly=False)
    return fold([event], project, name, entry)


def _inductor(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.compile(model)`` to the end: code is generated, compiled and run."""
    program = Program(subject, request["training"])
    model, inputs = program.model(), program.inputs()
    torch._dynamo.reset()
    compiled: Any = torch.compile(model)
    try:
        output = inputs[0].call(compiled)
    except (Exception, SystemExit) as error:
        return {"loaded": True, "mode": to_json(_raised(error, subject.project))}
    gap = to_json(_difference(program, output))
    return {"loaded": True, "mode": to_json(Mode("ok")), "difference": gap}


def _export(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch.export.export``, in the way that this torch takes by itself; what it makes is run."""
    program = Program(subject, request["training"])
    model, first = program.model(), program.inputs()[0]
    try:
        exported: Any = torch.export.export(model, first.positional, dict(first.keywords or {}))
        output = program.inputs()[0].call(exported.module())
    except (Exception, SystemExit) as error:
        mode = _raised(error, subject.project, "fails" if _is_refusal(error) else "raises")
        return {"loaded": True, "mode": to_json(mode)}
    gap = to_json(_difference(program, output))
    return {"loaded": True, "mode": to_json(Mode("ok")), "difference": gap}


def _explain(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """``torch._dynamo.explain``, as PyTorch's own documentation recommends it."""
    program = Program(subject, request["training"])
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


# --- torch.jit.script ---------------------------------------------------------------------------


def _script(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """One attempt at ``torch.jit.script``; the options name the functions to ignore."""
    program = Program(subject, request["training"])
    model = program.model()
    options = request["options"]
    attempt = scripting.attempt(model, options.get("ignore", []), subject.project)
    if attempt.error is not None:
        return {"loaded": True, "mode": to_json(_script_failed(attempt)), **to_json(attempt.told())}
    answer: Answer = {"loaded": True, "mode": to_json(Mode("ok")), "error": None, "next": None}
    if not options.get("run"):
        return answer
    send(answer)
    try:
        program.inputs()[0].call(attempt.scripted)
    except (Exception, SystemExit) as error:
        told = scripting.read_error(str(error), subject.project)
        mode = Mode("raises", told.message, type(error).__qualname__)
        if told.path is not None and told.line is not None:
            mode = replace(mode, error_place=Line(told.path, told.line))
        return answer | {"mode": to_json(mode), "error": to_json(replace(told, running=True))}
    return answer


def _script_failed(attempt: scripting.Attempt) -> Mode:
    told = attempt.error
    assert told is not None
    place = Line(told.path, told.line) if told.path is not None and told.line else None
    return Mode("fails", told.message, attempt.error_type, place)


# --- an example's run() -------------------------------------------------------------------------


def _run(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Call ``run()`` and take down what it shows."""
    program = Program(subject)
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
                error=_message(error),
                error_place=_error_place(error, subject.project),
                chain=_chain(error),
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


def _chain(error: BaseException) -> tuple[str, ...]:
    told: list[str] = []
    current: BaseException | None = error
    while current is not None and len(told) < 20:
        told.append(f"{type(current).__qualname__}: {current}"[:2000])
        current = current.__cause__ or current.__context__
    return tuple(told)


def _compare(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """Outputs of two files that claim the same mathematics, each on its own inputs."""
    one = Program(subject, request["training"])
    other = Program(Subject(Path(request["options"]["other"])), request["training"])
    pairs = zip(one.inputs(), other.inputs(), strict=True)
    gaps = [difference(a.call(one.model()), b.call(other.model())) for a, b in pairs]
    known = [gap for gap in gaps if gap is not None]
    return {"difference": to_json(max(known, default=None))}


def _operators(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """The public callables of a package; there is no program to load."""
    options = request["options"]
    return {"operators": enumeration.operators(options["modules"], options["package"])}


_MODES: dict[str, Callable[[Subject, Mapping[str, Any], Send], Answer]] = {
    "eager": _eager,
    "default": _default,
    "fullgraph": _fullgraph,
    "capture": _capture,
    "unmasked": _unmasked,
    "dynamic": _dynamic,
    "inductor": _inductor,
    "export": _export,
    "error_on_graph_break": _error_on_graph_break,
    "explain": _explain,
    "script": _script,
    "run": _run,
    "compare": _compare,
    "operators": _operators,
}
