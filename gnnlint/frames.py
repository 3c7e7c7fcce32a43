"""Replays effects frame by frame, the way Dynamo meets them.

Dynamo compiles Python frames one at a time. What follows from torch/_dynamo/symbolic_convert.py:

- after a break that it can resume from (a call, a subscript, a store, a jump) the rest of the frame
  is compiled as a resume function, and breaks there show;
- a break inside a loop ("graph break in loop", GB7000), inside ``try``, under a context manager of
  the project's own, or at an instruction that cannot be resumed after makes the rest of the frame
  run eagerly: what would break there no longer shows. It is *masked by* that line;
- a frame that has put a sparse tensor into a variable cannot be resumed either (GB0015): the next
  break, or the first use of the tensor, makes the rest of the frame run eagerly; a break in a
  function that it calls is then one of its own as well;
- functions called from an eager frame are compiled by themselves, so their breaks always show;
- generators are not: a break in one makes the frame that advances it run eagerly, and the rest of
  the generator with it;
- what runs eagerly is not compiled again either. Dynamo gives up the whole piece of the frame that
  it was compiling, back to the break it last resumed after, so a recompile in that piece is masked;
- a comprehension that is called from such a piece is a frame by itself, which can take over no
  iterator but that of a tuple or range.

What breaks in every mode starts a new graph, whose arguments have sizes that are known again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gnnlint.finding import Certainty, Default, Fullgraph, Place
from gnnlint.frozen import replace
from gnnlint.match import Effect
from gnnlint.premise import Condition
from gnnlint.trace.event import Site


@dataclass
class _Item:
    """One thing that happens in a frame: an effect of its own, or the call of another frame."""

    site: Site
    effect: int | None = None  # index of the effect
    child: int | None = None  # key of the called frame


@dataclass(frozen=True)
class _Masker:
    """A break after which a frame runs eagerly, on the paths where its conditions hold."""

    place: Place
    path: frozenset[Condition]
    since: int  # where the piece of the frame starts that runs eagerly


@dataclass(frozen=True)
class _Shown:
    """A break that shows, and the conditions under which it is reached."""

    place: Place
    path: frozenset[Condition]


@dataclass
class _Frame:
    lazy: bool = False  # a generator's
    items: list[_Item] = field(default_factory=list)
    children: dict[int, _Item] = field(default_factory=dict)
    recompiling: list[int] = field(default_factory=list)  # effects that make it compile again
    maskers: list[_Masker] = field(default_factory=list)
    shown: list[_Shown] = field(default_factory=list)  # the breaks in it, and below
    broken: set[Place] = field(default_factory=set)  # calls below which a break of it shows

    def eager_at(self, site: Site) -> _Masker | None:
        """What is certain to make the piece of the frame run eagerly in which ``site`` stands."""
        return _covering([it for it in self.maskers if it.since < site.order], site)


def replay(effects: Sequence[Effect]) -> list[Effect]:
    """Mark what is masked, and what makes the whole of its function run eagerly."""
    frames: dict[int, _Frame] = {}
    roots: list[int] = []
    for index, effect in enumerate(effects):
        stack = effect.event.stack
        if effect.row.frame in (_EAGER, _CALLED):
            continue
        if stack and effect.default is Default.BREAK:
            _insert(stack, index, frames, roots)
        elif stack and effect.default is Default.RECOMPILE:
            own = frames.setdefault(stack[-1].frame, _Frame(stack[-1].lazy))
            own.recompiling.append(index)
    outcome = list(effects)
    for root in dict.fromkeys(roots):
        _run(root, frames, outcome)
    return [kept for it in outcome if (kept := _settled(it, frames, outcome)) is not None]


def _settled(effect: Effect, frames: dict[int, _Frame], outcome: Sequence[Effect]) -> Effect | None:
    """The effect, unless it depends on what other frames do, and they do not."""
    if effect.row.frame == _EAGER:
        return effect if _is_alone(effect, frames) else None
    if effect.row.frame == _CALLED:
        return _of_below(effect, frames, outcome)
    return effect


_EAGER = "eager"
"""Rows whose events break only where the frame around them is not compiled as one with theirs."""

_CALLED = "called"
"""Rows whose events break, in a frame that cannot be resumed, only where what it calls does."""


def _is_alone(effect: Effect, frames: dict[int, _Frame]) -> bool:
    """Whether the frame of an effect is not inlined: it breaks, or the one around is eager."""
    if len(effect.event.stack) < 2:
        return False
    *_, caller, own = effect.event.stack
    if own.frame in frames and any(it.path <= set(own.path) for it in frames[own.frame].shown):
        return True
    return caller.frame in frames and frames[caller.frame].eager_at(caller) is not None


def _of_below(
    effect: Effect, frames: dict[int, _Frame], outcome: Sequence[Effect]
) -> Effect | None:
    """The effect where the call that is its place breaks; what is captured there breaks nothing."""
    own, place = effect.event.stack[-1].frame, effect.event.place
    if own not in frames or place not in frames[own].broken:
        return None
    below = (
        it.fullgraph is Fullgraph.ERROR
        for it in outcome
        if any(site.frame == own and site.place == place for site in it.event.stack[:-1])
    )
    fullgraph = effect.fullgraph if any(below) else Fullgraph.CLEAN
    return replace(effect, fullgraph=fullgraph, runs_eagerly=True)


@dataclass(frozen=True)
class _Failure:
    """A line at which ``fullgraph=True`` fails, and behind which a new graph starts otherwise."""

    index: int
    path: frozenset[Condition]
    frames: frozenset[int]  # those that it breaks


@dataclass(frozen=True)
class _Capture:
    """A line that reads a number, or a size that depends on data, into the graph."""

    index: int
    frames: tuple[int, ...]  # the entry point's first


def restart(effects: Sequence[Effect]) -> list[Effect]:
    """Leave out failures at sizes and numbers that a break before has made known.

    ``fullgraph=True`` fails where a size that depends on data has to be known. Behind a line that
    fails already (and would break the graph, if it were allowed to) such a size comes from outside
    the graph. Only what was captured since, into the graph of a frame that still runs, is open
    again.
    """
    kept: list[Effect] = []
    fails: list[_Failure] = []
    captures: list[_Capture] = []
    for index, effect in enumerate(effects):
        frames = tuple(site.frame for site in effect.event.stack)
        if effect.guards and _is_settled(effect, fails, captures):
            if effect.default is Default.BREAK:
                kept.append(replace(effect, fullgraph=Fullgraph.CAPTURED, guards=False))
                captures.append(_Capture(index, frames))
            elif effect.default is Default.RECOMPILE:
                kept.append(replace(effect, fullgraph=Fullgraph.CLEAN, guards=False))
            continue
        kept.append(effect)
        if not effect.event.stack:
            continue
        if effect.fullgraph is Fullgraph.CAPTURED:
            captures.append(_Capture(index, frames))
        elif effect.fullgraph is Fullgraph.ERROR and effect.certainty is Certainty.CERTAIN:
            fails.append(_Failure(index, frozenset(effect.event.path), frozenset(frames)))
    return kept


def _is_settled(effect: Effect, fails: Sequence[_Failure], captures: Sequence[_Capture]) -> bool:
    path = frozenset(effect.event.path)
    before = [it for it in fails if it.path <= path]
    if not before:
        return False
    running = {site.frame for site in effect.event.stack}
    since = [it for it in captures if it.index > before[-1].index]
    if effect.default is Default.RECOMPILE:  # what fills a list is read after its length
        since = [it for it in since if it.frames[-1] in running]
    return not any(_is_open(it, running, before) for it in since)


def _is_open(capture: _Capture, running: set[int], before: Sequence[_Failure]) -> bool:
    """Whether what was captured is in the graph of the frames that are ``running``.

    A function that has returned was a part of the graph of who called it, unless it broke: then it
    was a frame by itself, and handed out a plain number.
    """
    returned = set(capture.frames) - running
    inlined = not any(it.frames & returned for it in before)
    return inlined and not running.isdisjoint(capture.frames)


def _insert(stack: Sequence[Site], index: int, frames: dict[int, _Frame], roots: list[int]) -> None:
    roots.append(stack[0].frame)
    for depth, site in enumerate(stack):
        frame = frames.setdefault(site.frame, _Frame(site.lazy))
        if depth == len(stack) - 1:
            frame.items.append(_Item(site, effect=index))
            continue
        child = stack[depth + 1].frame
        if child not in frame.children:
            frame.children[child] = _Item(site, child=child)
            frame.items.append(frame.children[child])


def _run(
    key: int, frames: dict[int, _Frame], outcome: list[Effect], around: _Masker | None = None
) -> list[_Shown]:
    """Replay one frame; the breaks in it and below that show.

    ``around`` is what makes the frame run eagerly from its start.
    """
    frame = frames[key]
    maskers = frame.maskers
    if around is not None:
        maskers.append(_Masker(around.place, frozenset(), 0))
    resumed = 0
    for item in sorted(frame.items, key=lambda it: it.site.order):
        masker = _covering(maskers, item.site)
        shown, eager = _take(item, frames, outcome, masker)
        if not shown:
            continue
        frame.shown += shown
        if item.child is not None and masker is None:
            frame.broken.add(item.site.place)
        if masker is None and eager:
            maskers += [_Masker(it.place, it.path, resumed) for it in shown]
        elif masker is None:
            resumed = item.site.order
    for index in frame.recompiling:
        site = outcome[index].event.stack[-1]
        if (masker := frame.eager_at(site)) is not None:
            outcome[index] = replace(outcome[index], default=Default.MASKED, masked_by=masker.place)
    return frame.shown


def _take(
    item: _Item, frames: dict[int, _Frame], outcome: list[Effect], masker: _Masker | None
) -> tuple[list[_Shown], bool]:
    """What shows of an item, and whether the rest of the frame runs eagerly after it."""
    leaves = _skips(item.site)
    if item.child is not None:
        child = frames[item.child]
        around = masker if child.lazy else None
        below = _run(item.child, frames, outcome, around)
        path = frozenset(item.site.path)
        return [_Shown(it.place, it.path | path) for it in below], leaves or child.lazy
    assert item.effect is not None
    effect = outcome[item.effect]
    shown = _Shown(effect.event.place, frozenset((*item.site.path, *effect.conditions)))
    if effect.breaks_in_callee:
        outcome[item.effect] = replace(effect, runs_eagerly=leaves and masker is None)
        return [shown], leaves
    if masker is not None:
        outcome[item.effect] = replace(effect, default=Default.MASKED, masked_by=masker.place)
        return [], False
    leaves = leaves or not effect.resumable
    outcome[item.effect] = replace(effect, runs_eagerly=leaves)
    return [shown], leaves


def _skips(site: Site) -> bool:
    places = (site.loop, site.attempt, site.context)
    return site.sparse or site.lazy or any(it is not None for it in places)


def _covering(maskers: list[_Masker], site: Site) -> _Masker | None:
    """The first masker that is certain to have happened where ``site`` is reached."""
    reached = set(site.path)
    return next((it for it in maskers if it.path <= reached), None)
