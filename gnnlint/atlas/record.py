"""Records: what the compilers showed of one variation, as it is kept."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from gnnlint.atlas.naming import Named
from gnnlint.atlas.variations import Variation
from gnnlint.verify import Observation
from gnnlint.verify.observation import Mode, Site

MEASURED, FAILS, NO_FORWARD, BASE_CLASS = "measured", "does not run", "no forward", "base class"

#: Told of the plain call alone: the operator scripted by itself, not from a typed module.
DIRECT = "direct"

_LONGEST = 600
_MISSING = (
    re.compile(r"No module named '([\w.]+)'"),
    re.compile(r"requires? (?:either )?(?:the )?['`]([\w-]+)"),
    re.compile(r"['`]([\w-]+)['`] (?:package )?(?:is )?(?:required|not found|not installed)"),
)


@dataclass(frozen=True)
class Outcome:
    """How one way of running a variation ended."""

    status: str  # "ok" | "breaks" | "fails" | "raises" | "recompiles" | "skipped"
    error: str | None = None
    error_type: str | None = None
    seconds: float = 0.0
    graphs: int | None = None
    note: str | None = None

    @property
    def ended_well(self) -> bool:
        """Whether the compiler did what was asked of it."""
        return self.status == "ok"


@dataclass(frozen=True)
class Break:
    """A library line where graphs break, or where ``fullgraph=True`` fails."""

    place: str  # "torch_geometric/utils/loop.py:650"
    symbol: str
    gb_type: str = ""
    gb_id: str | None = None
    reason: str = ""
    modes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Record(Named):
    """One variation, measured; or why there is nothing to measure."""

    operator: str
    group: str
    kind: str
    variation: str
    state: str = MEASURED
    init: Mapping[str, str] = field(default_factory=dict)
    call: Mapping[str, str] = field(default_factory=dict)
    training: bool = False
    program: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    modes: Mapping[str, Outcome] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    missing: str | None = None  # the extension that it needs and that is not installed
    tried: tuple[str, ...] = ()  # variations that did not run before this one
    date: str = ""

    @property
    def identity(self) -> str:
        """The same for the same program under the same versions."""
        told = [self.operator, self.variation, self.program, self.training, dict(self.versions)]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def status(self, mode: str) -> str | None:
        """The status of a mode, None where it was not run."""
        return self.modes[mode].status if mode in self.modes else None

    def fails(self, mode: str) -> bool | None:
        """Whether a mode did not end well; None where nothing is known."""
        status = self.status(mode)
        return None if status in (None, "skipped") else status != "ok"


def record_of(variation: Variation, program: str, versions: Mapping[str, str]) -> Record:
    """An empty record of a variation."""
    operator = variation.operator
    return Record(
        operator.name,
        operator.group,
        operator.kind,
        variation.key,
        init=dict(variation.init),
        call=dict(variation.call),
        training=variation.training,
        program=program,
        versions=dict(versions),
    )


def filled(record: Record, observation: Observation) -> Record:
    """The record with what was observed."""
    modes = {name: outcome_of(mode) for name, mode in observation.modes.items()}
    if observation.error is not None and modes.get("eager", Outcome("ok")).status == "ok":
        modes["eager"] = Outcome("raises", _cut(observation.error))
    eager = modes["eager"]
    found = _breaks(observation.sites, Path(observation.path).parent)
    return replace(
        record,
        state=MEASURED if eager.ended_well else BASE_CLASS if _is_abstract(eager) else FAILS,
        modes={**record.modes, **modes},
        breaks=tuple(dict.fromkeys((*record.breaks, *found))),
        missing=missing_extension(eager),
    )


def outcome_of(mode: Mode) -> Outcome:
    """What is kept of a mode."""
    error = None if mode.error is None else _cut(mode.error)
    return Outcome(mode.status, error, mode.error_type, mode.seconds, mode.graphs, mode.note)


def _is_abstract(outcome: Outcome) -> bool:
    """Whether a class lacks what those built on it bring."""
    return (outcome.error or "").startswith("Can't instantiate abstract class")


def missing_extension(outcome: Outcome) -> str | None:
    """The package whose lack an error is about."""
    if outcome.error_type not in ("ImportError", "ModuleNotFoundError"):
        return None
    for pattern in _MISSING:
        if found := pattern.search(outcome.error or ""):
            return found[1].partition(".")[0]
    return None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _breaks(sites: Sequence[Site], folder: Path) -> tuple[Break, ...]:
    found = [
        Break(
            f"{library_place(leaf.path, folder)}:{leaf.line}",
            leaf.symbol,
            site.gb_type,
            site.gb_id,
            _cut(site.explanation or site.reason),
            site.modes,
        )
        for site in sites
        for leaf in site.leaves
    ]
    return tuple(dict.fromkeys(found))


def library_place(path: str, folder: Path) -> str:
    """A path as it is on every machine: from the package on."""
    if path.startswith(f"{folder.as_posix()}/"):
        return path[len(folder.as_posix()) + 1 :]
    for mark in ("/site-packages/", "/dist-packages/"):
        if mark in path:
            return path.rpartition(mark)[2]
    return "/".join(Path(path).parts[-3:])
