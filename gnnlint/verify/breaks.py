"""Graph breaks as Dynamo words them: parsed from its text, folded into sites of the user's code.

The text is the payload of the structured-trace artifact ``dynamo_graph_break_reason``, which
``torch/_dynamo/symbolic_convert.py`` (``log_graph_break``) and ``torch/_dynamo/convert_frame.py``
(``ConvertFrame.__call__``) write. Nothing here imports torch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from gnnlint.finding import Step
from gnnlint.verify.observation import Leaf, Site
from gnnlint.verify.outline import outline_of
from gnnlint.verify.subject import Project, is_ours

T = TypeVar("T")

GRAPH_BREAK_IN_LOOP = "graph break in loop"  # GB7000
_RESUME = re.compile(r"^torch_dynamo_resume_in_(\w+)_at_\d+$")
_FRAME = re.compile(r'^ +File "(.+)", line (\d+), in (.+)$', re.M)
_GB_LINK = re.compile(r"/gb/gb(\d{4})\.html", re.I)
_AFTER_HINTS = re.compile(r"^ +(?:Developer debug context:|For more details)", re.M)
_TRACING_STARTS = "most recent `torch.compile` tracing attempt started here"
_ANOTHER = "*** While handling this graph break, another graph break occurred: ***"
# Frames between a module's call and its forward: they say nothing to the user.
_PLUMBING = ("/torch/nn/modules/module.py", "/torch/_dynamo/", "/torch/_compile.py")


@dataclass(frozen=True)
class Break:
    """One raw event: Dynamo gave up a graph once."""

    frames: tuple[Step, ...]  # outermost first, libraries included
    compiled: str = ""  # the function Dynamo was compiling
    gb_type: str = ""
    gb_id: str | None = None
    reason: str = ""
    explanation: str = ""
    hints: tuple[str, ...] = ()
    runs_eagerly: bool = False


def parse_break(payload: str) -> Break | None:
    """The event that an artifact's text tells of; None where another event repeats it.

    Handles the three layouts of torch 2.6 to 2.13: a break that is resumed, one that skips the
    frame, and the error report that precedes a break made of a crash (``WON'T CONVERT``).
    """
    if payload.startswith("WON'T CONVERT"):
        return None
    stack, wording = _split(payload)
    above, marker, below = stack.rpartition(_TRACING_STARTS)
    traced = steps_in(below if marker else stack)
    words = read_words(wording)
    return replace(
        words,
        frames=merge_resumed(steps_in(above) + traced),
        compiled=plain_name(traced[0].symbol) if traced else "",
        runs_eagerly=words.runs_eagerly or "skip tracing the frame" in payload,
    )


def _split(payload: str) -> tuple[str, str]:
    """The stack's text and the reason's."""
    if payload.startswith("Graph break in user code"):
        head, _, rest = payload.partition("\nUser code traceback:")
        _, _, reason = head.partition("Graph Break Reason:")
        reason = reason.partition("\nStack variable source attribution:")[0]
        stack = rest.partition("\nNOTE: the most recent")[0]
        return stack.partition("\nTraceback (most recent call last)")[0], reason
    head, _, rest = payload.partition("\nTraceback (most recent call last)")
    # The exception's own text ends the traceback: "pkg.Error: text…".
    error = re.split(r"^[\w.]+(?:Error|Exception|Unsupported)\b: ", rest, flags=re.M)
    return head, error[-1].partition("\nfrom user code:")[0]


def read_words(reason: str) -> Break:
    """What the reason says: type, id, explanation, hints; the stack is left empty.

    A break that was followed by another one while it was handled (``graph break in loop``) is
    named after the first: that is the line's own reason.
    """
    reason = reason.strip()
    first = reason.partition(_ANOTHER)[0]
    skipped = "Skipping the function" in reason or GRAPH_BREAK_IN_LOOP in reason
    skipped = skipped or "skipping the rest of the function" in reason
    head, explained, tail = first.partition("\n  Explanation:")
    lines = [line for line in head.splitlines() if line.strip() and not line.startswith(" ")]
    gb_type = lines[-1].strip() if lines and explained else _first_words(lines)
    body = _AFTER_HINTS.split(tail)[0]
    parts = re.split(r"^  Hint: ", body, flags=re.M)
    link = _GB_LINK.search(first)
    return Break(
        frames=(),
        gb_type=gb_type,
        gb_id=f"GB{link.group(1)}" if link else None,
        reason=first.strip(),
        explanation=_squeeze(parts[0]),
        hints=tuple(_squeeze(part) for part in parts[1:]),
        runs_eagerly=skipped,
    )


_WRAPPERS = ("Encountered graph break", "Failed to handle graph break")


def _first_words(lines: list[str]) -> str:
    told = [line for line in lines if not line.startswith(_WRAPPERS)]
    return told[0].strip() if told else ""


def _squeeze(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines()).strip()


def plain_name(symbol: str) -> str:
    """A function's own name: Dynamo calls what it compiles after a break by another."""
    match = _RESUME.match(symbol)
    return match.group(1) if match else symbol


def steps_in(text: str) -> tuple[Step, ...]:
    """Frames of a formatted stack."""
    return tuple(
        Step(path.replace("\\", "/"), int(line), symbol)
        for path, line, symbol in _FRAME.findall(text)
    )


def merge_resumed(frames: Iterable[Step]) -> tuple[Step, ...]:
    """Frames under their own names, each resumed function once and at its last line.

    Only a resume frame is merged onto the frame it resumes: in torch 2.13 Dynamo's own
    ``collapse_resume_frames`` (``torch/_dynamo/exc.py``) merges any two neighbours of one name,
    and so loses ``Net.forward`` above ``GCNConv.forward``.
    """
    merged: list[Step] = []
    for frame in frames:
        if any(part in frame.path for part in _PLUMBING):
            continue
        name = plain_name(frame.symbol)
        resumed = name != frame.symbol
        same = merged and (merged[-1].path, merged[-1].symbol) == (frame.path, name)
        if resumed and same:
            merged.pop()
        merged.append(Step(frame.path, frame.line, name))
    return tuple(merged)


def fold(
    breaks: Iterable[Break], project: Project, mode: str, entry: Step | None = None
) -> tuple[Site, ...]:
    """Sites of the user's code: one per line and type of break, however many raw events.

    An event without a frame of the project (the model is a library's, or is not traced at all) is
    placed at ``entry``.
    """
    sites = (_site(event, project, mode, entry) for event in breaks)
    return merge_sites(site for site in sites if site is not None)


def _site(event: Break, project: Project, mode: str, entry: Step | None) -> Site | None:
    frames = _below_ours(event.frames)
    own = [step for step in frames if project.contains(step.path)]
    placed = bool(own)
    if not own and entry is not None:
        own = [entry]
    if not own and not frames:
        return None
    leaf = (frames or own)[-1]
    place = own[-1] if own else leaf
    return Site(
        path=place.path,
        line=place.line,
        symbol=_symbol(place),
        leaves=(Leaf(leaf.path, leaf.line, leaf.symbol),),
        gb_type=event.gb_type,
        gb_id=event.gb_id,
        reason=event.reason,
        explanation=event.explanation,
        hints=event.hints,
        frames=tuple(replace(step, symbol=_symbol(step)) for step in own),
        raw_events=1,
        modes=(mode,),
        runs_eagerly=event.runs_eagerly,
        eager_modes=(mode,) if event.runs_eagerly else (),
        eager_symbols=(event.compiled,) if event.runs_eagerly else (),
        placed=placed,
    )


def is_placed(event: Break, project: Project) -> bool:
    """Whether an event names a line of the user's."""
    return any(project.contains(step.path) for step in _below_ours(event.frames))


def _below_ours(frames: tuple[Step, ...]) -> tuple[Step, ...]:
    """What stands above our own frames is the process that runs the program."""
    ours = [index for index, step in enumerate(frames) if is_ours(step.path)]
    return frames[ours[-1] + 1 :] if ours else frames


def _symbol(step: Step) -> str:
    return outline_of(step.path).symbol(step.line) or step.symbol


def merge_sites(sites: Iterable[Site]) -> tuple[Site, ...]:
    """One site per line and type of break, in the order first seen."""
    merged: dict[tuple[str, int, str], Site] = {}
    for site in sites:
        key = (site.path, site.line, _kind(site))
        merged[key] = _join_sites(merged[key], site) if key in merged else site
    return tuple(merged.values())


def _kind(site: Site) -> str:
    """What tells sites of one line apart.

    An error outside the registry of breaks is named by its type where it was raised, and by its
    text where Dynamo made a break of it: its text is what both have.
    """
    if site.gb_id is not None:
        return site.gb_type
    told = site.explanation or site.gb_type or site.reason
    return " ".join(told.strip().partition("\n")[0].split())


def _join_sites(one: Site, other: Site) -> Site:
    # A callee that Dynamo compiles again by itself shows a shorter chain: keep the longest.
    longest = max((one, other), key=lambda site: len(site.frames))
    # Raw events of several modes are not added up: the first mode's number is the one to show.
    same_mode = one.modes == other.modes
    modes, eager_modes = _union(one.modes, other.modes), _union(one.eager_modes, other.eager_modes)
    return replace(
        one,
        frames=longest.frames,
        leaves=_union(one.leaves, other.leaves),
        raw_events=one.raw_events + other.raw_events if same_mode else one.raw_events,
        modes=modes,
        runs_eagerly="default" in eager_modes if "default" in modes else bool(eager_modes),
        eager_modes=eager_modes,
        eager_symbols=_union(one.eager_symbols, other.eager_symbols),
        placed=one.placed or other.placed,
    )


def _union(one: tuple[T, ...], other: tuple[T, ...]) -> tuple[T, ...]:
    return one + tuple(item for item in other if item not in one)
