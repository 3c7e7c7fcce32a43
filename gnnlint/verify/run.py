"""Observing models: which modes run, in what order, and how their answers become one object."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gnnlint.source import absolute
from gnnlint.verify.breaks import merge_sites
from gnnlint.verify.children import (
    DEFAULT_MEMORY_LIMIT,
    DEFAULT_TIME_LIMIT,
    Children,
    Reply,
    Request,
)
from gnnlint.verify.discovery import with_recipe
from gnnlint.verify.observation import (
    ALL_MODES,
    STANDARD_MODES,
    Explain,
    Line,
    Mode,
    Observation,
    Recompile,
    RunOutcome,
    ScriptError,
    Site,
    from_json,
    to_json,
)
from gnnlint.verify.outline import outline_of
from gnnlint.verify.place import find_place, without_random_part
from gnnlint.verify.subject import Subject, SubjectError

SCRIPT_ROUNDS = 8


@dataclass(frozen=True)
class Limits:
    """What a child may use, how often one is asked again, and which texts it brings."""

    time: float = DEFAULT_TIME_LIMIT
    memory: int = DEFAULT_MEMORY_LIMIT
    script_rounds: int = SCRIPT_ROUNDS
    show: tuple[str, ...] = ()


@dataclass
class _Partial:
    """An observation in the making."""

    subject: Subject
    modes: dict[str, Mode] = field(default_factory=dict)
    sites: list[Site] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    callers: dict[str, list[list[Any]]] = field(default_factory=dict)
    differences: list[float] = field(default_factory=list)


def observe(
    subject: Subject,
    *,
    modes: Sequence[str] = STANDARD_MODES,
    training: bool = False,
    time_limit: float = DEFAULT_TIME_LIMIT,
    memory_limit: int = DEFAULT_MEMORY_LIMIT,
    jobs: int = 1,
    children: Children | None = None,
    script_rounds: int = SCRIPT_ROUNDS,
    show: Sequence[str] = (),
) -> Observation:
    """Run one model under the real compilers, each mode in a child process of its own.

    The arguments are those of ``observe_many``.
    """
    return observe_many(
        [subject],
        modes=modes,
        training=training,
        time_limit=time_limit,
        memory_limit=memory_limit,
        jobs=jobs,
        children=children,
        script_rounds=script_rounds,
        show=show,
    )[0]


def observe_many(
    subjects: Iterable[Subject],
    *,
    modes: Sequence[str] = STANDARD_MODES,
    training: bool = False,
    time_limit: float = DEFAULT_TIME_LIMIT,
    memory_limit: int = DEFAULT_MEMORY_LIMIT,
    jobs: int = 1,
    children: Children | None = None,
    script_rounds: int = SCRIPT_ROUNDS,
    show: Sequence[str] = (),
) -> list[Observation]:
    """Observe several models with one server process; ``jobs`` children at a time.

    ``children`` lets a caller keep the server for further calls; it is then the caller's to close.
    ``script_rounds`` is how many errors of ``torch.jit.script`` are looked for behind one another;
    ``show`` names the texts of ``SCRIPT_TEXTS`` to bring of a model that scripts.
    """
    unknown = set(modes) - set(ALL_MODES)
    if unknown:
        raise ValueError(f"unknown modes: {', '.join(sorted(unknown))}")
    own = children is None
    running = Children() if children is None else children
    limits = Limits(time_limit, memory_limit, script_rounds, tuple(show))
    pool = ThreadPoolExecutor(max(1, jobs))
    try:
        observers = [_Observer(subject, modes, training, limits, running) for subject in subjects]
        # Eager first: where it fails there is nothing to compile.
        list(pool.map(_Observer.start, observers))
        pending = [future for observer in observers for future in observer.submit(pool)]
        for future in pending:
            future.result()
        return [observer.finish() for observer in observers]
    finally:
        # Children first: threads that wait for them end with them (Ctrl-C).
        if own:
            running.close()
        pool.shutdown(wait=own, cancel_futures=True)


def observe_run(
    subject: Subject,
    *,
    time_limit: float = DEFAULT_TIME_LIMIT,
    memory_limit: int = DEFAULT_MEMORY_LIMIT,
    children: Children | None = None,
) -> RunOutcome:
    """Call ``run()`` of an example in a child process and take down what it shows."""
    subject.check(("run",))
    own = children is None
    running = Children() if children is None else children
    try:
        reply = running.call(_request(subject, "run", Limits(time_limit, memory_limit)))
    finally:
        if own:
            running.close()
    path = subject.path.absolute().as_posix()
    if reply.answer is None:
        place = find_place(reply.output, subject.project)
        outcome = RunOutcome(path, trouble=reply.trouble, error_place=place)
    elif "outcome" in reply.answer:
        outcome = from_json(RunOutcome, reply.answer["outcome"])
    else:
        mode = from_json(Mode, reply.answer["mode"])
        outcome = RunOutcome(path, None, mode.error_type, mode.error, mode.error_place)
    return replace(outcome, output=reply.output[-4000:], seconds=reply.seconds)


def compare_outputs(
    one: Subject,
    other: Subject,
    *,
    training: bool = False,
    time_limit: float = DEFAULT_TIME_LIMIT,
    memory_limit: int = DEFAULT_MEMORY_LIMIT,
    children: Children | None = None,
) -> float | None:
    """Largest absolute difference between the outputs of two files' models.

    Both draw from the same seeds, and share their parameters where these have the same names.
    Infinite where shapes differ, None where the outputs hold no numbers.
    """
    one.check()
    other.check()
    own = children is None
    running = Children() if children is None else children
    limits = Limits(time_limit, memory_limit)
    try:
        options = {"other": str(other.path.absolute())}
        request = _request(one, "compare", limits, training=training, options=options)
        reply = running.call(request)
    finally:
        if own:
            running.close()
    answer = reply.answer or {}
    if "difference" not in answer:
        told = answer.get("mode", {}).get("error") or reply.trouble
        raise RuntimeError(f"{one.path} and {other.path} cannot be compared: {told}")
    return None if answer["difference"] is None else float(answer["difference"])


def _request(subject: Subject, mode: str, limits: Limits, **more: Any) -> Request:
    example = subject.example_path
    return Request(
        mode,
        path=str(subject.path.absolute()),
        class_name=subject.class_name,
        example_path=str(example.absolute()) if example else None,
        root=str(subject.root.absolute()) if subject.root else None,
        device=subject.device,
        time_limit=limits.time,
        memory_limit=limits.memory,
        recipe=to_json(subject.recipe) if subject.recipe else None,
        **more,
    )


class _Observer:
    """Runs the modes of one subject and puts their answers together."""

    def __init__(
        self,
        subject: Subject,
        modes: Sequence[str],
        training: bool,
        limits: Limits,
        children: Children,
    ) -> None:
        self.subject = subject
        self.wanted = list(modes)
        self.training = training
        self.limits = limits
        self.children = children
        self.partial = _Partial(subject)
        self.error: str | None = None

    def start(self) -> None:
        """Run the model without a compiler."""
        try:
            self.subject, text = with_recipe(self.subject, self.children, self.limits.time)
            self.subject.check()
        except SubjectError as error:
            self.error = str(error)
            return
        answer = self._call("eager")
        if not answer.get("loaded"):
            self.error = answer.get("subject_error") or _raised(self.partial.modes["eager"])
            return
        self.partial.facts = {**answer, "program": text}
        self.partial.callers = dict(answer.get("callers", {}))

    def submit(self, pool: Executor) -> list[Future[None]]:
        """Start the modes that make sense now."""
        wanted = [mode for mode in self.wanted if mode != "eager"]
        if self.error is not None:
            self._skip(wanted, "the model could not be built")
            return []
        if self.partial.modes["eager"].status != "ok":
            compiled = [mode for mode in wanted if mode != "script"]
            self._skip(compiled, "the model does not run without the compiler")
            wanted = [mode for mode in wanted if mode == "script"]
        steps: dict[str, Callable[[], None]] = {
            "default": self._default,
            "script": self._script,
            "fullgraph": self._fullgraph,
        }
        after = {"capture": "fullgraph", "train": "default"}
        return [
            pool.submit(steps.get(mode) or self._simply(mode))
            for mode in wanted
            if after.get(mode) not in wanted
        ]

    def _simply(self, mode: str) -> Callable[[], None]:
        def step() -> None:
            if mode == "capture":
                self._capture()
            else:
                self._take(self._call(mode))

        return step

    def _skip(self, modes: Iterable[str], why: str) -> None:
        for mode in modes:
            self.partial.modes[mode] = Mode("skipped", note=why)

    def _call(self, mode: str, **options: Any) -> Mapping[str, Any]:
        request = _request(self.subject, mode, self.limits, training=self.training, options=options)
        reply = self.children.call(request)
        answer = dict(reply.answer or {})
        self.partial.modes[mode] = self._mode_of(mode, reply, answer)
        return answer

    def _mode_of(self, name: str, reply: Reply, answer: Mapping[str, Any]) -> Mode:
        if reply.trouble is not None:
            # The last partial answer stays in use for its sites; the status tells of the end.
            place = find_place(reply.output, self.subject.project)
            partly = from_json(Mode, answer["mode"]) if "mode" in answer else Mode("raises")
            mode = replace(partly, status="raises", error=reply.trouble, error_place=place)
        else:
            mode = from_json(Mode, answer["mode"])
            if not answer.get("opened", True) and name != "eager":
                # It was before: nothing is said of a compiler that never saw it.
                mode = Mode("skipped", note=f"the file could not be run again: {_raised(mode)}")
        ended_well = mode.status in ("ok", "breaks")
        output = "" if ended_well else reply.output[-4000:]
        gap = answer.get("gradient_difference", answer.get("difference"))
        return replace(
            mode,
            seconds=reply.seconds,
            output=output,
            difference=None if gap is None else float(gap),
        )

    def _take(self, answer: Mapping[str, Any]) -> None:
        self.partial.sites += [from_json(Site, site) for site in answer.get("sites", [])]
        if answer.get("difference") is not None:
            self.partial.differences.append(float(answer["difference"]))
        for name in ("explain", "recompiles", "graph_lines", "reached_in_training"):
            if name in answer:
                self.partial.facts[name] = answer[name]

    def _default(self) -> None:
        self._take(self._call("default"))
        if "train" not in self.wanted or self.training:
            return
        self._take(self._call("train"))
        if self._so_far().training_sites:
            self._take(self._call("train_capture"))

    def _so_far(self) -> Observation:
        """What there is of sites, to decide what to look at next."""
        return Observation("", "", sites=merge_sites(self.partial.sites))

    def _fullgraph(self) -> None:
        self._take(self._call("fullgraph"))
        if "capture" not in self.wanted:
            return
        if self.partial.modes["fullgraph"].status == "ok":
            self._skip(["capture"], "fullgraph=True passes")
            return
        self._capture()

    def _capture(self) -> None:
        answer = self._call("capture", through_loops=True)
        self._take(answer)
        if self.partial.modes["capture"].status in ("ok", "breaks"):
            return
        # Dynamo could not resume inside a loop, or unrolled a long one.
        first = self.partial.modes["capture"]
        self._take(self._call("capture", through_loops=False))
        why = (first.error or "").partition("\n")[0]
        note = f"not looked at behind breaks inside loops: {why}"
        self.partial.modes["capture"] = replace(self.partial.modes["capture"], note=note)

    def _script(self) -> None:
        runs = self.partial.modes["eager"].status == "ok"
        ignored: list[str] = []
        errors: dict[tuple[Any, ...], ScriptError] = {}
        rounds: list[Mode] = []
        complete = False
        while len(rounds) < self.limits.script_rounds:
            # Of a model with functions left out there is no text: it is not the user's.
            show = () if ignored else self.limits.show
            answer = self._call("script", ignore=ignored, run=runs and not ignored, show=show)
            rounds.append(self.partial.modes["script"])
            if answer.get("error") is None:
                # Without an error and without an answer the child died: nothing is known behind.
                complete = rounds[-1].status == "ok"
                break
            error = self._led_to(from_json(ScriptError, answer["error"]))
            if ignored and error.path is None and not error.leads:
                error = replace(error, doubtful=True)  # no line of the user's leads there
            errors.setdefault(_identity(error), replace(error, round=len(rounds) - 1))
            if error.running:
                complete = True
                break
            named = [*(answer.get("next") or ()), *_functions_at(error)]
            ways = [without_random_part(way) for way in named]
            following = next((way for way in ways if way not in ignored), None)
            if following is None:
                break
            ignored.append(following)
        seconds = round(sum(mode.seconds for mode in rounds), 3)
        self.partial.modes["script"] = replace(rounds[0], seconds=seconds)
        self.partial.facts["script_errors"] = tuple(errors.values())
        self.partial.facts["script_complete"] = complete

    def _led_to(self, error: ScriptError) -> ScriptError:
        """Name the user's lines that call a failing library function, as eager saw them."""
        if error.path is not None or error.leaf is None:
            return error
        places = _callers_of(self.partial.callers, error.leaf.path, error.leaf.line)
        leads = tuple(Line(path, line) for path, line in places)
        if len(leads) != 1:
            return replace(error, leads=leads)
        symbol = outline_of(leads[0].path).symbol(leads[0].line) or ""
        return replace(error, leads=leads, path=leads[0].path, line=leads[0].line, symbol=symbol)

    def finish(self) -> Observation:
        """The observation, once every mode has ended."""
        partial, facts = self.partial, self.partial.facts
        explain = facts.get("explain")
        order = {mode: index for index, mode in enumerate(ALL_MODES)}
        modes = dict(sorted(partial.modes.items(), key=lambda item: order[item[0]]))
        sites = sorted(partial.sites, key=lambda site: order[site.modes[0]])
        return Observation(
            name=facts.get("name") or self.subject.dotted_name,
            path=facts.get("path") or self.subject.path.absolute().as_posix(),
            line=facts.get("line") or self.subject.line,
            built=facts.get("built", ""),
            inputs=tuple(facts.get("inputs", ())),
            assumptions=tuple(facts.get("assumptions", ())),
            program=facts.get("program", ""),
            training=self.training,
            environment=dict(self.children.environment),
            modes=modes,
            sites=merge_sites(sites),
            explain=from_json(Explain, explain) if explain else None,
            recompiles=tuple(from_json(Recompile, one) for one in facts.get("recompiles", ())),
            graph_lines=tuple(
                tuple(from_json(Line, line) for line in lines)
                for lines in facts.get("graph_lines", ())
            ),
            reached=_frozen(facts.get("reached", {})),
            reached_in_training=_frozen(facts.get("reached_in_training", {})),
            output_difference=max(partial.differences, default=None),
            script_errors=facts.get("script_errors", ()),
            script_complete=facts.get("script_complete", True),
            error=self.error,
            asked=absolute(self.subject.path).as_posix(),
        )


def _raised(mode: Mode) -> str | None:
    """The error of a mode, with its type and the user's line."""
    if mode.error is None or mode.error_type is None:
        return mode.error
    place = mode.error_place
    where = f" (at {Path(place.path).name}:{place.line})" if place is not None else ""
    bare = mode.error == mode.error_type or mode.error.startswith(f"{mode.error_type}(")
    said = mode.error if bare else f"{mode.error_type}: {mode.error}"
    first, newline, more = said.partition("\n")
    return f"{first}{where}{newline}{more}"


def _frozen(lines: Mapping[str, Iterable[int]]) -> dict[str, frozenset[int]]:
    return {path: frozenset(numbers) for path, numbers in lines.items()}


def _identity(error: ScriptError) -> tuple[Any, ...]:
    leaf = error.leaf
    inner = (without_random_part(leaf.path), leaf.line) if leaf is not None else None
    first = without_random_part(error.message.partition("\n")[0])
    return (inner, error.path, error.line, first)


def _functions_at(error: ScriptError) -> list[str]:
    """Names, as ``scripting`` takes them, of the user's functions that the error stands in."""
    places = [Line(error.path, error.line)] if error.path and error.line else list(error.leads)
    symbols = [(place.path, outline_of(place.path).symbol(place.line)) for place in places]
    return [f"{path}::{symbol}" for path, symbol in symbols if symbol]


def _callers_of(
    callers: Mapping[str, list[list[Any]]], path: str, line: int
) -> list[tuple[str, int]]:
    """Project lines that lead to the library function around ``path``:``line``."""
    prefix = f"{path}:"
    starts = [int(key[len(prefix) :]) for key in callers if key.startswith(prefix)]
    before = [start for start in starts if start <= line]
    symbol = outline_of(path).symbol(line)
    if not before or symbol is None or outline_of(path).symbol(max(before)) != symbol:
        return []
    return [(file, number) for file, number in callers[f"{prefix}{max(before)}"]]
