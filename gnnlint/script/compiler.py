"""The static TorchScript compiler: what ``torch.jit.script(model)`` says, as events.

It compiles the instance that the trace has made, as the real one does
(:mod:`gnnlint.script.reach`), and tells of refused syntax, of types that do not fit, and of layers
whose ``propagate`` PyG cannot type. What the trace saw of library calls is handed on where the
compiler gets there as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeAlias

from gnnlint.finding import Place
from gnnlint.premise import Condition
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode, ModuleCode
from gnnlint.script.compiled import Propagation, Refusal
from gnnlint.script.declared import undeclarable
from gnnlint.script.objects import bases_of
from gnnlint.script.preparing import unprepared
from gnnlint.script.reach import Misfit, Reach, Visit, together
from gnnlint.script.sequence import Sequence, Step
from gnnlint.trace.bound import Bound
from gnnlint.trace.entry import Trace
from gnnlint.trace.event import Event, Kind, Receiver
from gnnlint.trace.heap import Heap, Instance


def script_events(trace: Trace, project: Project) -> list[Event]:
    """The events of compiling the traced model with ``torch.jit.script``."""
    if trace.instance is None:
        return []
    # What forward writes is not there yet as the compiler looks at the instance.
    heap = trace.call.found if trace.call is not None else trace.state.heap
    reach = Reach(project, heap)
    visits = list(reach.visits(trace.instance))
    found = _events(reach, visits, Sequence(reach).steps(trace.instance), trace.events)
    return [*unprepared(reach, trace.instance), *undeclarable(reach), *found]


def function_events(
    codes: tuple[FunctionCode, ...], project: Project, seen: Iterable[Event]
) -> list[Event]:
    """The events of compiling functions by themselves; ``seen``: what traces of them saw."""
    reach = Reach(project, Heap())
    visits = list(reach.visits_of(codes))
    return _events(reach, visits, Sequence(reach).steps_of(codes), seen)


def class_events(code: ClassCode, project: Project, seen: Iterable[Event]) -> list[Event]:
    """The events of compiling a TorchScript class, with all its methods."""
    bases = bases_of(project, code)
    if not bases:
        return function_events(tuple(code.methods.values()), project, seen)
    node = code.node.bases[0]
    place = code.module.place(node)
    detail = "TorchScript classes does not support inheritance yet"
    return [
        Event(Kind.TYPE, place, code.module.text(node), code.name, construct="class", detail=detail)
    ]


def _events(
    reach: Reach, visits: list[Visit], steps: Iterable[Step], seen: Iterable[Event]
) -> list[Event]:
    """What is refused in what was visited, in the order of ``steps``."""
    refused = [
        (refusal, _refused(reach, visit, refusal))
        for visit in visits
        for refusal in visit.compiled.refusals
    ]
    misfits = [(it.propagation, _misfit(reach, it)) for it in reach.misfits]
    called = list(_compiled_as_well(seen, visits))
    found = [*_once([*refused, *misfits]), *called, *_uncalled(reach, called)]
    order = _order(steps, [*refused, *misfits], called)
    return sorted(found, key=lambda it: order.get(id(it), len(order)))


_Origin: TypeAlias = Refusal | Propagation


def _once(found: Iterable[tuple[_Origin, Event]]) -> list[Event]:
    """One event for a construct at a place, however many instances show it."""
    kept: dict[tuple[Kind, str, Place], Event] = {}
    for _, it in found:
        key = (it.kind, it.construct, it.place)
        if key not in kept or len(it.path) < len(kept[key].path):
            kept[key] = it
    return list(kept.values())


def _order(
    steps: Iterable[Step], found: list[tuple[_Origin, Event]], called: list[Event]
) -> dict[int, int]:
    """The ranks of events: what the compiler meets first comes first."""
    by_origin: dict[int, list[Event]] = {}
    for origin, event in found:
        by_origin.setdefault(id(origin), []).append(event)
    ranks: dict[int, int] = {}
    waiting: dict[str, list[Event]] = {}
    for it in sorted(called, key=lambda it: it.place.line):
        waiting.setdefault(it.place.path, []).append(it)
    for step in steps:
        met = by_origin.get(id(step), [])
        if isinstance(step, tuple):
            compiled, line = step
            first = compiled.code.node.lineno or 0
            there = waiting.get(compiled.code.module.path, ())
            met = [it for it in there if first <= it.place.line <= line]
        for event in met:
            ranks.setdefault(id(event), len(ranks))
    return ranks


def _refused(reach: Reach, visit: Visit, refusal: Refusal) -> Event:
    code = refusal.code
    place = code.module.place(refusal.node)
    stack = visit.stack
    if refusal.via is not None:
        stack = (*stack, reach.site(visit, refusal.via))
    return Event(
        kind=refusal.kind,
        place=place,
        source=code.module.text(refusal.node),
        symbol=code.name,
        stack=(*stack, reach.site_at(code, place, len(stack))),
        callee=refusal.variable,
        construct=refusal.construct,
        detail=refusal.detail,
        path=together(visit.path, refusal.path),
    )


def _misfit(reach: Reach, misfit: Misfit) -> Event:
    visit, node = misfit.visit, misfit.propagation.node
    caller = visit.compiled.code
    call = caller.module.place(node)
    code, place = _where(misfit, caller, call)
    stack = (*visit.stack, reach.site_at(caller, call, len(visit.stack)))
    if place != call:
        stack = (*stack, reach.site_at(code, place, len(stack)))
    return Event(
        kind=Kind.PROPAGATE,
        place=place,
        source=_text(code.module, place) if place.path == code.module.path else "",
        symbol=code.name,
        stack=stack,
        callee=caller.module.text(node.func),
        construct=misfit.problem.kind,
        detail=misfit.problem.reason,
        path=together(visit.path, misfit.propagation.path),
    )


def _where(misfit: Misfit, caller: FunctionCode, call: Place) -> tuple[FunctionCode, Place]:
    """The call, unless the problem lies in the text that PyG read, or in a hook."""
    problem, reading = misfit.problem, misfit.reading
    home = reading.homes.get(problem.owner, caller.module)
    if (home.path, problem.line) == (call.path, call.line):
        return caller, call
    hook = reading.hooks.get(problem.line)
    if hook is not None:
        return hook, _line(hook.module, problem.line)
    if problem.kind == "unparsable":
        return caller, _line(home, problem.line)
    return caller, call


def _line(module: ModuleCode, line: int) -> Place:
    """The span of a line without its blanks."""
    text = module.source.line(line)
    start = len(text) - len(text.lstrip()) + 1
    return Place(module.path, line, start, line, max(len(text.rstrip()) + 1, start))


def _text(module: ModuleCode, place: Place) -> str:
    if place.line != place.end_line:
        return module.source.line(place.line).strip()
    return module.source.line(place.line)[place.column - 1 : place.end_column - 1]


# -- library calls ---------------------------------------------------------------------------


def _compiled_as_well(events: Iterable[Event], visits: list[Visit]) -> Iterator[Event]:
    """What the trace saw in lines that the script compiler compiles."""
    spans: dict[str, list[tuple[int, int]]] = {}
    dead: dict[str, list[tuple[int, int]]] = {}
    for visit in visits:
        code = visit.compiled.code
        node = code.node
        spans.setdefault(code.module.path, []).append((node.lineno or 0, node.end_lineno or 0))
        dead.setdefault(code.module.path, []).extend(visit.compiled.dead)
    for it in events:
        place = it.place
        if _inside(place.line, spans.get(place.path, ())) and not _inside(
            place.line, dead.get(place.path, ())
        ):
            yield _exact(it)


def _exact(event: Event) -> Event:
    """A layer of PyG that builds on another has code of its own: what is said is of that class."""
    if event.receiver is not None and event.name.startswith("torch_geometric."):
        return replace(event, classes=(event.name,))
    return event


def _inside(line: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(first <= line <= last for first, last in spans)


def _uncalled(reach: Reach, called: list[Event]) -> Iterator[Event]:
    """Modules of a library that are compiled because they are held, though nothing calls them."""
    seen = {it.receiver.made_at for it in called if it.receiver is not None}
    for ref, path in reach.modules.items():
        thing = reach.instances.get(ref)
        kind = thing.library_class if thing is not None else None
        if thing is None or kind is None or not kind.startswith("torch_geometric."):
            continue
        if thing.made_at is None or thing.made_at in seen or _has_forward(reach, thing):
            continue
        yield _held(thing, kind, path)


def _has_forward(reach: Reach, thing: Instance) -> bool:
    """Whether the project's own ``forward`` stands before the library's."""
    return isinstance(thing.kind, ClassCode) and (
        reach.instances.find(thing.kind, "forward") is not None
    )


def _held(thing: Instance, kind: str, path: tuple[Condition, ...]) -> Event:
    assert thing.made_at is not None
    own = isinstance(thing.kind, ClassCode)
    init = (thing.base_init or Bound(complete=False)) if own else thing.init
    name = kind.rpartition(".")[2]
    return Event(
        kind=Kind.CALL,
        place=thing.made_at,
        source=name,
        symbol="",
        name=kind,
        callee=name,
        call=Bound(complete=False),
        receiver=Receiver(
            kind, init, thing.made_at, thing.kind.name if isinstance(thing.kind, ClassCode) else ""
        ),
        path=path,
        classes=(kind,),
    )
