"""Events to effects: which rule claims an event, and how surely.

One claim per event and target: the most specific row wins. Selection comes after, so that
``--ignore`` never moves a claim to another rule; but the code of a rule that is off does not run,
so that it claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from gnnlint.catalogue import FIELDS, Catalogue, Row, Rule
from gnnlint.coded import Coded, CodedRules, Failure, Meant
from gnnlint.finding import Certainty, Default, Fullgraph, Place, Script, Target
from gnnlint.predicate import TRUE, Answer
from gnnlint.premise import Condition, exclude, premise
from gnnlint.rule_code import Judged, load
from gnnlint.trace.event import Event, Kind
from gnnlint.trace.machine import Interests
from gnnlint.versions import CAPTURES

RESUMABLE_CONSTRUCTS = frozenset(
    """if while ternary and or assert comprehension match filter""".split()
) | {"assert not"}
"""Tests that Dynamo turns into a jump it can resume after (symbolic_convert.py, generic_jump)."""

RESUMABLE = frozenset(
    {
        Kind.CALL,
        Kind.MAKE,
        Kind.READ_ITEM,
        Kind.WRITE_ITEM,
        Kind.WRITE_ATTRIBUTE,
        Kind.CONVERT,
        Kind.DEFINE,
    }
)
"""Events of instructions that Dynamo resumes after (break_graph_if_unsupported)."""


@dataclass(frozen=True)
class Versions:
    """The versions to judge by, as (major, minor)."""

    torch: tuple[int, ...]
    pyg: tuple[int, ...]

    @classmethod
    def of(cls, torch: str, pyg: str) -> Versions:
        """From texts such as "2.13"."""
        return cls(_version(torch), _version(pyg))


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


CAPTURE_FLAGS = {
    "capture_scalar_outputs": frozenset({"GB0124", "GB0033"}),
    "capture_dynamic_output_shape_ops": frozenset({"GB0036"}),
}
"""Settings of torch._dynamo.config that capture by default what would break, by break type."""


REORDERING = "reorderable_logging_functions"
"""The setting that names functions which are called behind the graph, with texts of tensors."""
REORDERED = frozenset({"builtins.print", "warnings.warn"})


@dataclass(frozen=True)
class Effect:
    """A rule's claim on an event."""

    event: Event
    rule: Rule
    row: Row
    target: Target
    default: Default
    fullgraph: Fullgraph
    script: Script
    certainty: Certainty
    conditions: tuple[Condition, ...] = ()
    masked_by: Place | None = None
    runs_eagerly: bool = False
    guards: bool = False  # fails under fullgraph=True for a size or number that it captured
    first: bool = False  # the first error that TorchScript shows

    @property
    def resumable(self) -> bool:
        """Whether Dynamo can go on compiling after the break, in the same frame."""
        if self.row.frame == "skipped":
            return False
        if self.event.kind is Kind.BRANCH:
            return self.event.construct in RESUMABLE_CONSTRUCTS
        return self.event.kind in RESUMABLE

    @property
    def breaks_in_callee(self) -> bool:
        """Whether the break happens in the called function's own frame."""
        if self.row.site:
            return self.row.site == "callee"
        return self.event.name.startswith("torch_geometric.")


class _Rows:
    """Some rows, by what they are about."""

    def __init__(self, rows: Iterable[tuple[Rule, Row]]) -> None:
        self.by_callee: dict[str, list[tuple[Rule, Row]]] = {}  # by canonical name
        self.by_event: dict[Kind, list[tuple[Rule, Row]]] = {}  # those about everything else
        for rule, row in rows:
            for name in row.names:
                self.by_callee.setdefault(name, []).append((rule, row))
            if not row.names:
                self.by_event.setdefault(row.event, []).append((rule, row))

    def about(self, event: Event) -> Iterator[tuple[int, Rule, Row]]:
        """Those that may be about an event, each with how far it is from what they name."""
        if event.kind in (Kind.CALL, Kind.MAKE):
            for distance, name in enumerate(event.classes or (event.name,)):
                for rule, row in self.by_callee.get(name, ()):
                    if row.event is event.kind:
                        yield distance, rule, row
        for rule, row in self.by_event.get(event.kind, ()):
            if not row.constructs or event.construct in row.constructs:
                yield 0 if row.constructs else 1, rule, row


class _Table:
    """The rows of some rules that hold for given versions, by the target that they concern."""

    def __init__(self, rules: Sequence[Rule], versions: Versions) -> None:
        rows = [(rule, row) for rule in rules for row in rule.rows]
        holding = [(rule, row) for rule, row in rows if _holds(row, versions)]
        self.by_target = {
            target: _Rows((rule, row) for rule, row in holding if _concerns(row, target))
            for target in Target
        }
        every = _Rows(rows)
        self.interests = Interests(
            frozenset(every.by_callee), frozenset(every.by_event) - {Kind.CALL, Kind.MAKE}
        )
        self.asks_for_models = Kind.MODEL in every.by_event  # some rule is about models as a whole


@lru_cache(maxsize=32)
def _table(rules: tuple[Rule, ...], versions: Versions) -> _Table:
    """The same table for every check of a process: making it takes as long as checking a file."""
    return _Table(rules, versions)


class Matcher:
    """Matches events against a catalogue, for given versions.

    Raises:
        ConfigError: the code of a rule cannot be loaded.
    """

    def __init__(self, catalogue: Catalogue, versions: Versions) -> None:
        self._versions = versions
        self._table = _table(catalogue.rules, versions)
        self._coded = CodedRules(
            _coded(it, it.check, versions) for it in catalogue.rules if it.check is not None
        )
        self.interests = self._table.interests
        self.asks_for_models = self._table.asks_for_models

    def effects(
        self,
        events: Sequence[Event],
        target: Target,
        judged: Judged,
        flags: Callable[[Event], frozenset[str]] | None = None,
    ) -> list[Effect]:
        """The claims on ``events``, those of ``judged``, that concern ``target``.

        One an event, or one for each of several cases that exclude each other. ``flags`` are those
        of :data:`CAPTURE_FLAGS` under which the events are compiled.
        """
        meant = self._coded.meant(events, target, judged)
        found = [effect for event in events for effect in self._claims(event, target, meant)]
        return _under(flags, found) if flags is not None else found

    def take_failures(self) -> list[Failure]:
        """Where the code of rules failed, since this was asked last."""
        return self._coded.take_failures()

    def _claims(self, event: Event, target: Target, meant: Meant) -> Iterator[Effect]:
        """The claim of the most specific row, and those of rows for the cases it leaves."""
        cases: list[tuple[Condition, ...]] = []
        for rule, row, answer in self.answering(event, target, meant):
            if not all(exclude((*answer.conditions, *case)) for case in cases):
                continue
            for it in meant[rule.code, id(event)] if rule.check is not None else (event,):
                if (effect := self._effect(it, target, rule, row, answer)) is not None:
                    yield effect
            if not answer.conditions:
                return
            cases.append(answer.conditions)

    def answering(
        self, event: Event, target: Target, meant: Meant | None = None
    ) -> list[tuple[Rule, Row, Answer]]:
        """The rows that hold, or may under a condition, the most specific first.

        Of rules with code those that ``meant`` says, all where it is None.
        """
        ranked: list[tuple[tuple[int, ...], tuple[Rule, Row, Answer]]] = []
        for distance, rule, row in self._table.by_target[target].about(event):
            if target is not Target.ANY and not _in_scope(row, event):
                continue
            if rule.check is not None and meant is not None and (rule.code, id(event)) not in meant:
                continue
            answer = row.when(event) if row.when is not None else TRUE
            if answer.value is False or (answer.value is None and not _may_be_open(row, answer)):
                continue
            is_narrow = row.when is not None or rule.check is not None
            rank = (answer.value is True, -distance, is_narrow, -row.order)
            ranked.append((rank, (rule, row, answer)))
        ranked.sort(key=lambda it: it[0], reverse=True)
        return [it for _, it in ranked]

    def _effect(
        self, event: Event, target: Target, rule: Rule, row: Row, answer: Answer
    ) -> Effect | None:
        conditions = [*answer.conditions, *row.given] + [
            it
            for it in event.path
            if it.kind in ("config", "training") or (it.inline and _tests_presence(it))
        ]
        conditions = list(dict.fromkeys(conditions))
        if exclude(conditions):
            return None
        fullgraph = row.fullgraph
        if fullgraph is Fullgraph.CAPTURED and self._versions.torch < _version(CAPTURES):
            fullgraph = Fullgraph.ERROR
        runs = row.default in (Default.CLEAN, Default.RECOMPILE)
        guards = runs and fullgraph is Fullgraph.ERROR
        if fullgraph is not Fullgraph.ERROR and row.sized_by is not None:
            guards = bool(row.sized_by(event).value)  # `index.numel() > 0`, which depends on data
            fullgraph = Fullgraph.ERROR if guards else fullgraph
        effect = Effect(
            event=event,
            rule=rule,
            row=row,
            target=target,
            default=row.default if target is Target.COMPILE else Default.CLEAN,
            fullgraph=fullgraph if target is Target.COMPILE else Fullgraph.CLEAN,
            script=row.script if target is Target.SCRIPT else Script.CLEAN,
            certainty=Certainty.CONDITIONAL if conditions else Certainty.CERTAIN,
            conditions=tuple(conditions),
            guards=guards,
        )
        if target is not Target.COMPILE:
            return effect
        return _in_region(effect)


def _coded(rule: Rule, file: Path, versions: Versions) -> Coded:
    rows = Matcher(Catalogue((replace(rule, check=None),)), versions)
    return Coded(rule.code, file, load(file), lambda *about: bool(rows.answering(*about)))


def _under(flags: Callable[[Event], frozenset[str]], effects: Sequence[Effect]) -> list[Effect]:
    """What is left where the flags are on.

    What they capture breaks no more; a test of what was captured then does, by default as under
    fullgraph=True (GB0170), unless something of the kind is still read back.
    """
    on = [(flags(it.event), it) for it in effects]
    left = [(held, it) for held, it in on if not _is_captured(it, held)]
    open_ones = {held for held, it in left if it.fullgraph is Fullgraph.CAPTURED}
    return [
        replace(it, default=Default.BREAK) if it.guards and held and held not in open_ones else it
        for held, it in left
    ]


def _is_captured(effect: Effect, flags: frozenset[str]) -> bool:
    """Whether the capture flags that are on leave nothing of the break."""
    if REORDERING in flags and _is_logged(effect.event):
        return True
    captured = frozenset(it for flag in flags for it in CAPTURE_FLAGS.get(flag, ()))
    types = frozenset(effect.row.gb)
    return effect.fullgraph is Fullgraph.CAPTURED and bool(types) and types <= captured


def _is_logged(event: Event) -> bool:
    """Whether it is a call that may be put behind the graph, or a text that is made for one."""
    return event.name in REORDERED or event.kind is Kind.FORMAT


def _tests_presence(condition: Condition) -> bool:
    """Whether it asks for an argument that may be left out: then both ways are usual."""
    return condition.kind == "argument" or condition.text.endswith((" is None", " is not None"))


def _may_be_open(row: Row, answer: Answer) -> bool:
    """Whether a row says something under conditions, and there is a name for them.

    That a class leaves something to who makes it is no word on what a project does nowhere.
    """
    return answer.named and not row.nowhere


def _holds(row: Row, versions: Versions) -> bool:
    """Whether the row holds for the versions."""
    return _satisfies(versions.pyg, row.pyg) and _satisfies(versions.torch, row.torch)


def _concerns(row: Row, target: Target) -> bool:
    if target is Target.COMPILE:
        return row.default is not Default.CLEAN or row.fullgraph is not Fullgraph.CLEAN
    if target is Target.SCRIPT:
        return row.script is Script.FAILS
    return (
        row.default is Default.CLEAN
        and row.fullgraph is Fullgraph.CLEAN
        and row.script is Script.CLEAN
    )


def _in_scope(row: Row, event: Event) -> bool:
    """Calls outside everything compiled are for the rows that ask for them."""
    return event.scope == "forward" or 'inside("program")' in row.text.replace("'", '"')


def _in_region(effect: Effect) -> Effect | None:
    """What the options of the user's own ``torch.compile`` make of an effect."""
    region = effect.event.region
    if region is None or not region.fullgraph:
        return effect
    if effect.fullgraph is not Fullgraph.ERROR:
        return effect if effect.default is Default.RECOMPILE else None
    return replace(effect, default=Default.RAISES)


_COMPARISONS = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    "==": lambda a, b: a == b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
}


def _satisfies(version: tuple[int, ...], requirement: str) -> bool:
    """Whether a version meets a range such as ">=2.3,<2.6"."""
    for part in filter(None, (it.strip() for it in requirement.split(","))):
        match = re.match(r"(>=|<=|==|>|<)\s*([\d.]+)", part)
        if match is None:
            return False
        bound = _version(match[2])
        length = max(len(bound), len(version))
        padded = tuple(it + (0,) * (length - len(it)) for it in (version, bound))
        if not _COMPARISONS[match[1]](*padded):
            return False
    return True


def fill(template: str, effect: Effect) -> str:
    """A message with its fields filled in."""
    event = effect.event
    values = (
        event.callee or event.source,
        event.name,
        _short(event.source),
        event.construct,
        event.detail,
        event.symbol,
        str(premise(effect.conditions) or ""),
        event.receiver.name if event.receiver and event.receiver.name else event.callee,
    )
    fields = dict(zip(FIELDS, values, strict=True))
    return _IN_BRACES.sub(lambda it: it[1] or fields.get(it[2], it[0]), template)


_IN_BRACES = re.compile(r"\{(\{\w+\})\}|\{(\w+)\}")
"""A field; in two pairs of braces the text itself, in one of them."""


def remedy_of(effect: Effect) -> str:
    """What to write instead; where it names a mode that captures, when that does."""
    text = fill(effect.row.remedy, effect)
    if effect.row.fullgraph is not Fullgraph.CAPTURED or effect.fullgraph is not Fullgraph.ERROR:
        return text
    when = "where no size comes from the data" if effect.guards else f"from torch {CAPTURES} on"
    return text.replace("captures it", f"captures it {when}")


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
