"""What the compilers showed of one model: plain frozen data, to and from JSON.

The pipe between a child process and its parent carries these as JSON, so that a child that dies
half-way leaves at worst a missing answer, never a half-read object.
"""

from __future__ import annotations

import dataclasses
import math
import re
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from gnnlint.finding import Step
from gnnlint.verify.guards import deciding

#: What verdicts on torch.compile rest on; ``capture`` only where ``fullgraph`` fails.
DECIDING_MODES = ("eager", "default", "fullgraph", "capture")
#: What every ``observe`` runs.
STANDARD_MODES = (*DECIDING_MODES, "script")
ALL_MODES = (
    *STANDARD_MODES, "explain", "error_on_graph_break", "dynamic", "train", "train_capture",
    "unmasked", "inductor", "inductor_fullgraph", "backward", "export", "export_strict",
    "export_nonstrict", "trace",
)  # fmt: skip
#: Those that only `--modes` asks for: they take longer, or answer other questions.
FURTHER_MODES = (
    "error_on_graph_break", "inductor", "inductor_fullgraph", "backward", "export",
    "export_strict", "export_nonstrict", "trace",
)  # fmt: skip
#: What `gnnlint verify` shows: beside what decides, what Dynamo's own tool says, dynamic shapes and
#: train mode; ``train_capture`` only where train mode breaks at other lines.
SHOWN_MODES = ("eager", "default", "explain", "fullgraph", "capture", "dynamic", "train", "script")
#: Those of them that `--skip-modes` may leave out.
FREE_MODES = tuple(mode for mode in SHOWN_MODES if mode not in DECIDING_MODES)
#: What `--backend` adds: the modes in which another backend than Dynamo's own is run.
BACKENDS = {"eager": (), "inductor": ("inductor", "inductor_fullgraph")}
#: What a scripted model shows of itself where it is asked for: its TorchScript and its graph.
SCRIPT_TEXTS = ("code", "graph")
#: Modes whose sites are lines that ``fullgraph=True`` fails on.
FULLGRAPH_MODES = frozenset({"fullgraph", "capture"})


@dataclass(frozen=True)
class Leaf:
    """The innermost line of a break: often in a library the user's line calls."""

    path: str
    line: int
    symbol: str


@dataclass(frozen=True)
class Site:
    """One place of the user's code where graphs break, many raw events folded into it."""

    path: str
    line: int
    symbol: str
    leaves: tuple[Leaf, ...] = ()
    gb_type: str = ""
    gb_id: str | None = None
    reason: str = ""
    explanation: str = ""
    hints: tuple[str, ...] = ()
    frames: tuple[Step, ...] = ()  # the project's frames, from the entry to the user's line
    raw_events: int = 0
    modes: tuple[str, ...] = ()
    runs_eagerly: bool = False  # a whole function is skipped because of it, in the default mode
    eager_modes: tuple[str, ...] = ()  # the modes in which one is
    eager_symbols: tuple[str, ...] = ()  # the functions skipped
    placed: bool = True  # False: the compiler named no line of the user's, this is the entry


_HALF_USED = ("GB4347", "GB8335", "GB0092")
"""Breaks on a half-used iterator: it cannot be advanced ("Missing tp_iternext"), or made again."""


def comes_of_resuming(site: Site, mode: str) -> bool:
    """Whether a break comes of resuming inside a loop, as only ``mode`` does.

    The rest of the function is then called with the loop's iterator, which Dynamo cannot advance.
    Where ``fullgraph=True`` names the line by itself, the break is there all the same.
    """
    half_used = site.gb_id in _HALF_USED and mode in site.modes
    return half_used and "fullgraph" not in site.modes


def one_a_line(sites: Iterable[Site]) -> tuple[Site, ...]:
    """The first site of each line: however often Dynamo gives up there, it is one place to mend.

    Each of those that name no line of the user's stands for itself.
    """
    found: dict[tuple[str, int, int], Site] = {}
    for number, site in enumerate(sites):
        found.setdefault((site.path, site.line, -1 if site.placed else number), site)
    return tuple(found.values())


@dataclass(frozen=True)
class Line:
    """A line of a file."""

    path: str
    line: int


@dataclass(frozen=True)
class Counts:
    """Raw breaks of all calls, as two independent routes count them."""

    traced: int  # by the structured trace
    hooked: int | None  # at Dynamo's own function; None: this torch has none to hook
    unplaced: int  # that name no line of the user's

    @property
    def agree(self) -> bool:
        """Whether both routes saw as many."""
        return self.hooked in (None, self.traced)


@dataclass(frozen=True)
class Mode:
    """How one way of running the model ended."""

    status: str  # "ok" | "breaks" | "fails" | "raises" | "skipped"
    error: str | None = None
    error_type: str | None = None
    error_place: Line | None = None
    seconds: float = 0.0
    graphs: int | None = None
    graph_calls: int | None = None  # per warm forward: the number that follows the run-time cost
    output: str = ""  # the end of what the program printed, where the mode did not end well
    note: str | None = None
    difference: float | None = None  # largest, of outputs (backward: gradients) to eager's
    counts: Counts | None = None  # where breaks are counted
    texts: Mapping[str, str] = field(default_factory=dict)  # by the names of ``SCRIPT_TEXTS``


@dataclass(frozen=True)
class Explain:
    """``torch._dynamo.explain``: shown beside the sites because it undercounts."""

    count: int
    reasons: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True)
class Recompile:
    """Frames compiled by the call with one of the sizes, and why those that were before are."""

    size_index: int
    compiles: int
    reasons: tuple[str, ...] = ()

    @property
    def judged(self) -> bool:
        """The second size always recompiles, when sizes turn dynamic; later ones should not."""
        return self.size_index >= 2

    @property
    def again(self) -> int:
        """The frames that are compiled a third time at least.

        What is compiled a first or a second time meets its first or second size, however many
        calls came before: a branch that depends on data is taken late.
        """
        return sum(failure.version > 0 for failure in deciding(self.reasons))


@dataclass(frozen=True)
class ScriptError:
    """One error of ``torch.jit.script``; ``leads`` are user lines that call the failing library."""

    message: str
    path: str | None = None
    line: int | None = None
    symbol: str = ""
    leaf: Leaf | None = None
    leads: tuple[Line, ...] = ()
    round: int = 0
    running: bool = False  # compiled, but the compiled model raised
    doubtful: bool = False  # may come from what was ignored to get past an earlier error
    columns: tuple[int, ...] = ()  # from, to of what the compiler underlines in the line, as places


@dataclass(frozen=True)
class Observation:
    """Everything that was seen of one model."""

    name: str
    path: str
    line: int = 1
    built: str = ""
    inputs: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    program: str = ""  # the text of model() and inputs(), where nobody had written them
    training: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, Mode] = field(default_factory=dict)
    sites: tuple[Site, ...] = ()
    explain: Explain | None = None
    recompiles: tuple[Recompile, ...] = ()
    graph_lines: tuple[tuple[Line, ...], ...] = ()  # of each graph of the default mode, in order
    reached: Mapping[str, frozenset[int]] = field(default_factory=dict)
    reached_in_training: Mapping[str, frozenset[int]] = field(default_factory=dict)
    output_difference: float | None = None
    script_errors: tuple[ScriptError, ...] = ()
    script_complete: bool = True  # False: peeling stopped with an error it could not get past
    error: str | None = None
    asked: str = ""  # the file that was named; its model() may make a model of another

    @property
    def default_sites(self) -> tuple[Site, ...]:
        """Sites where plain ``torch.compile(model)`` breaks."""
        return tuple(site for site in self.sites if "default" in site.modes)

    @property
    def broken_lines(self) -> tuple[Site, ...]:
        """A site for each line where plain ``torch.compile(model)`` breaks: what budgets count."""
        return one_a_line(self.default_sites)

    @property
    def fullgraph_sites(self) -> tuple[Site, ...]:
        """Every user line that ``fullgraph=True`` fails on: its own error's line, and the breaks
        left when a default compile has both capture flags on."""
        failing = (site for site in self.sites if FULLGRAPH_MODES & set(site.modes))
        return tuple(site for site in failing if not comes_of_resuming(site, "capture"))

    @property
    def failure(self) -> str | None:
        """Why the model could not be run, not even without a compiler; None where it was."""
        if self.error is not None or self.status("eager") in ("ok", None):
            return self.error
        return f"fails without any compiler: {self.modes['eager'].error}"

    @property
    def training_sites(self) -> tuple[Site, ...]:
        """Sites where plain ``torch.compile(model)`` breaks in train mode, and not in eval mode."""
        places = {(site.path, site.line) for site in self.sites if set(site.modes) - _IN_TRAINING}
        return tuple(
            site
            for site in self.sites
            if "train" in site.modes and (site.path, site.line) not in places
        )

    @property
    def in_training(self) -> Observation | None:
        """What was seen in train mode, where that was looked at beside eval mode; else None."""
        if self.status("train") not in ("ok", "breaks", "raises"):
            return None
        modes = {"eager": Mode("ok"), "default": self.modes["train"]}
        if "train_capture" in self.modes:
            modes["capture"] = self.modes["train_capture"]
        names = {"train": "default", "train_capture": "capture"}
        sites = [
            replace(
                site,
                modes=tuple(names[it] for it in site.modes if it in names),
                eager_modes=tuple(names[it] for it in site.eager_modes if it in names),
            )
            for site in self.sites
        ]
        return replace(
            self,
            training=True,
            modes=modes,
            sites=tuple(site for site in sites if site.modes),
            recompiles=(),
            script_errors=(),
            reached=self.reached_in_training,
        )

    @property
    def files(self) -> tuple[str, ...]:
        """The files that budgets may name it by: the one that was asked for, that of its class."""
        return tuple(dict.fromkeys(filter(None, (self.asked, self.path))))

    @property
    def class_name(self) -> str:
        """The name of the class in its file."""
        path = Path(self.path)
        file = path.parent.name if path.stem == "__init__" else path.stem
        below = re.match(rf"(?:.*\.)?{re.escape(file)}\.(.+)", self.name)
        return below[1] if below else self.name.rpartition(".")[2]

    @property
    def entry_point(self) -> str:
        """What runs when the model is called, as findings name it."""
        return f"{self.name}.forward"

    def is_entry(self, entry_points: Iterable[str]) -> bool:
        """Whether one of the entry points is this model, or its method that was traced."""
        names = (it for entry in entry_points for it in (entry, entry.rpartition(".")[0]))
        return any(_ends_alike(it, self.name) for it in names)

    def status(self, mode: str) -> str | None:
        """The status of ``mode``, None where it was not run."""
        return self.modes[mode].status if mode in self.modes else None


@dataclass(frozen=True)
class RunOutcome:
    """What calling an example's ``run()`` showed."""

    path: str
    expect: Any = None
    error_type: str | None = None
    error: str | None = None
    error_place: Line | None = None
    chain: tuple[str, ...] = ()  # "Type: text" of the exception and of those it came from
    warnings: tuple[tuple[str, str], ...] = ()  # category, text
    sites: tuple[Site, ...] = ()
    compiles: int = 0
    recompile_reasons: tuple[str, ...] = ()
    result: str = ""
    output: str = ""
    seconds: float = 0.0
    trouble: str | None = None  # it hung or died


def _ends_alike(one: str, other: str) -> bool:
    """Whether dotted names are the same but for where they start.

    A package that the project's root lies in is a part of the one, and not of the other.
    """
    return f".{one}".endswith(f".{other}") or (bool(one) and f".{other}".endswith(f".{one}"))


_IN_TRAINING = frozenset({"train", "train_capture"})

T = TypeVar("T")


def to_json(value: Any) -> Any:
    """Plain JSON data of any of the types above."""
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_json(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_json(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)  # JSON has no infinity; float() reads it back
    return value


def from_json(kind: type[T], data: Any) -> T:
    """The value of type ``kind`` that ``to_json`` turned into ``data``."""
    hints = typing.get_type_hints(kind)
    return kind(**{name: _read(hints[name], item) for name, item in data.items() if name in hints})


def _read(kind: Any, data: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = next(argument for argument in arguments if argument is not type(None))
        return None if data is None else _read(inner, data)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return from_json(kind, data)
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is not Ellipsis:
            return tuple(_read(one, item) for one, item in zip(arguments, data, strict=True))
        return tuple(_read(arguments[0], item) for item in data)
    if origin is frozenset:
        return frozenset(data)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {key: _read(arguments[1], item) for key, item in data.items()}
    return float(data) if kind is float else data
