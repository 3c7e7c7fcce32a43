"""Measuring: each variation under the real compilers, each mode in a fresh child process."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from gnnlint.atlas.naming import is_meant
from gnnlint.atlas.operator import PYG
from gnnlint.atlas.package import release_of
from gnnlint.atlas.program import GROWING, direct, wrapped
from gnnlint.atlas.record import (
    BASE_CLASS,
    DIRECT,
    MEASURED,
    NO_FORWARD,
    Outcome,
    Record,
    filled,
    outcome_of,
    record_of,
)
from gnnlint.atlas.store import Store
from gnnlint.atlas.variations import Variation, candidates, variations
from gnnlint.verify import Children, Observation, Subject, SubjectError, observe
from gnnlint.verify.arguments import arguments
from gnnlint.verify.discovery import with_recipe
from gnnlint.verify.signature import Operator

MODES = ("eager", "default", "fullgraph", "script")

#: With ``--full``; then growing graphs are measured as well, for recompiles.
FULL_MODES = (*MODES, "dynamic", "inductor", "export")

#: With ``--full``: plain ``torch.compile`` of graphs that grow from call to call.
SIZES = "sizes"

TIME_LIMIT = 60.0

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Plan:
    """What to measure and how."""

    jobs: int = 1
    modes: tuple[str, ...] = MODES
    time_limit: float = TIME_LIMIT
    again: bool = False  # also what is kept already

    @property
    def growth(self) -> bool:
        """Whether graphs of several sizes are looked at."""
        return set(FULL_MODES) <= set(self.modes)


def chosen(
    operators: Sequence[Operator], only: Sequence[str] = (), shard: tuple[int, int] = (1, 1)
) -> list[Operator]:
    """The operators that a pattern names (by name, short name or group), one share of them."""
    named = [it for it in operators if is_meant(it.name, it.group, only)]
    return named[shard[0] - 1 :: shard[1]]


def measure(
    operators: Sequence[Operator],
    store: Store,
    children: Children,
    plan: Plan,
    progress: Progress | None = None,
) -> None:
    """Measure what the store lacks of the operators.

    An interruption keeps what is there: the next run goes on behind it.
    """
    package = operators[0].name.partition(".")[0] if operators else PYG
    with TemporaryDirectory(prefix="atlas") as folder:
        measurer = _Measurer(package, store, children, plan, Path(folder).resolve())
        pool = ThreadPoolExecutor(max(1, plan.jobs))
        try:
            pending = [(it, pool.submit(measurer.measure, it)) for it in operators]
            _wait(pending, progress)
            measurer.forget_the_rest()
        finally:
            measurer.stopped = True
            pool.shutdown(wait=False, cancel_futures=True)


def observe_program(
    text: str,
    folder: Path,
    children: Children,
    *,
    modes: Sequence[str] = MODES,
    training: bool = False,
    time_limit: float = TIME_LIMIT,
) -> Observation:
    """What the compilers show of a program's text, written into a new ``folder``.

    Of the reasons for which TorchScript rejects it the first is enough.
    """
    folder.mkdir()
    path = folder / "program.py"
    path.write_text(text, encoding="utf-8")
    return observe(
        Subject(path, root=folder),
        modes=modes,
        training=training,
        time_limit=time_limit,
        children=children,
        script_rounds=1,
    )


def _wait(pending: Sequence[tuple[Operator, Future[None]]], progress: Progress | None) -> None:
    for done, (operator, future) in enumerate(pending):
        if progress is not None:
            progress(operator.short_name, done, len(pending))
        future.result()
    if progress is not None:
        progress("", len(pending), len(pending))


class _Measurer:
    """Measures operators, one after the other in each of several threads."""

    def __init__(
        self, package: str, store: Store, children: Children, plan: Plan, folder: Path
    ) -> None:
        self.package = package
        self.store = store
        self.children = children
        self.plan = plan
        self.folder = folder
        self.stopped = False  # answers are no measurements any more
        self._found: dict[str, set[str]] = {}  # by operator the records that belong to it now
        self._numbers = itertools.count()

    def measure(self, operator: Operator) -> None:
        """Find a call that runs, and vary it."""
        known = arguments().known(operator)
        if operator.call is None or known.base_class:
            state = BASE_CLASS if known.base_class else NO_FORWARD
            self._keep(replace(self._empty(Variation(operator), ""), state=state))
            return
        base = self._base(operator)
        if base is None:
            return
        for variation in variations(base):
            if self.stopped:
                return
            self._measured(variation, with_direct=variation == base)

    def _base(self, operator: Operator) -> Variation | None:
        """The first candidate that runs without a compiler; what failed is kept if none does."""
        failed: list[Record] = []
        for candidate in self._candidates(operator):
            if self.stopped:
                return None
            empty = self._empty(candidate, wrapped(candidate))
            kept = None if self.plan.again else self.store.find(empty)
            record = kept or self._observed(candidate, empty, ("eager",))
            if record.state == MEASURED:
                return candidate
            failed.append(record)
            if record.missing is not None or record.state == BASE_CLASS:
                break
        if failed and not self.stopped:
            tried = tuple(it.variation for it in failed[:-1])
            missing = failed[-1].missing or arguments().known(operator).needs or None
            self._keep(replace(failed[-1], tried=tried, missing=missing))
        return None

    def _candidates(self, operator: Operator) -> Iterator[Variation]:
        """What the tables give; what `verify` finds out, of a layer that they do not speak of."""
        yield from candidates(operator)
        if self.package != PYG and operator.source:
            found = self._found_out(operator)
            if found is not None:
                yield found

    def _found_out(self, operator: Operator) -> Variation | None:
        limit = self.plan.time_limit
        try:
            subject, _ = with_recipe(Subject.parse(operator.source), self.children, limit)
        except SubjectError:
            return None
        recipe = subject.recipe
        if recipe is None or recipe.scene is not None or recipe.positional:
            return None
        return Variation(operator, recipe.init, tuple(recipe.arguments()))

    def _measured(self, variation: Variation, *, with_direct: bool) -> None:
        empty = self._empty(variation, wrapped(variation))
        self._found.setdefault(empty.operator, set()).add(empty.identity)
        kept = None if self.plan.again else self.store.find(empty)
        modes = [it for it in self.plan.modes if kept is None or it not in kept.modes]
        if kept is not None and (kept.state != MEASURED or not modes):
            return
        record = self._observed(variation, kept or empty, modes)
        if with_direct and "script" in modes and record.state == MEASURED:
            mode = self._scripted(variation)
            record = replace(record, modes={**record.modes, DIRECT: mode})
        if self.plan.growth and record.state == MEASURED:
            record = replace(record, modes={**record.modes, SIZES: self._grown(variation)})
        self._keep(record)

    def forget_the_rest(self) -> None:
        """Drop what earlier versions of this program varied otherwise, and what earlier states of
        a package showed that is worked at.
        """
        now = self._of_any_state(self._versions())
        old = [
            it
            for it in self.store
            if it.operator in self._found
            and it.identity not in self._found[it.operator]
            and self._of_any_state(it.versions) == now
        ]
        if old:
            self.store.forget(old)

    def _empty(self, variation: Variation, program: str) -> Record:
        return record_of(variation, program, self._versions())

    def _versions(self) -> Mapping[str, str]:
        names = ("python", "torch", "torch_geometric")
        told = self.children.environment
        known = {name: told[name] for name in names if name in told}
        if self.package in names or self._release is None:
            return known
        return {**known, self.package: self._release}

    @cached_property
    def _release(self) -> str | None:
        return release_of(self.package)

    def _of_any_state(self, versions: Mapping[str, str]) -> Mapping[str, str]:
        """The versions, without what tells states of a package apart that is worked at."""
        if self.package in self.children.environment or self.package not in versions:
            return versions
        return {**versions, self.package: versions[self.package].partition("+")[0]}

    def _observed(self, variation: Variation, empty: Record, modes: Sequence[str]) -> Record:
        return filled(empty, self._observation(variation, empty.program, modes))

    def _scripted(self, variation: Variation) -> Outcome:
        """The operator itself under ``torch.jit.script``, compiled and run."""
        observation = self._observation(variation, direct(variation), ("eager", "script"))
        return outcome_of(observation.modes["script"])

    def _grown(self, variation: Variation) -> Outcome:
        """Whether growing graphs compile again and again."""
        program = wrapped(variation, GROWING)
        limit = 2 * self.plan.time_limit
        observation = self._observation(variation, program, ("eager", "default"), limit)
        outcome = outcome_of(observation.modes["default"])
        counts = [it.compiles for it in observation.recompiles]
        if len(counts) < len(GROWING):
            return outcome
        again = any(it.again for it in observation.recompiles if it.judged)
        note = f"frames compiled by each call: {', '.join(map(str, counts))}"
        return replace(outcome, status="recompiles" if again else "ok", error=None, note=note)

    def _observation(
        self,
        variation: Variation,
        program: str,
        modes: Sequence[str],
        time_limit: float | None = None,
    ) -> Observation:
        return observe_program(
            program,
            self.folder / str(next(self._numbers)),
            self.children,
            modes=modes,
            training=variation.training,
            time_limit=time_limit or self.plan.time_limit,
        )

    def _keep(self, record: Record) -> None:
        self._found.setdefault(record.operator, set()).add(record.identity)
        kept = self.store.find(record)
        if self.stopped or (kept is not None and replace(record, date=kept.date) == kept):
            return
        self.store.append(replace(record, date=time.strftime("%Y-%m-%d", time.gmtime())))
