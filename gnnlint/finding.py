"""What gnnlint says: findings, models, and the run that holds them.

Every type here is a frozen dataclass or an enum, and carries plain data only, so that any front
end, cache or report can pass it around.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from gnnlint.premise import Premise

DOCS = "https://gnnlint.readthedocs.io/"
"""Where the documentation stands."""


def rule_url(code: str) -> str:
    """The page of a rule."""
    return f"{DOCS}rules/{code}/"


class Target(str, Enum):
    """The compiler a finding speaks about."""

    COMPILE = "compile"
    SCRIPT = "script"
    EXPORT = "export"
    ANY = "any"


class Severity(str, Enum):
    """What happens: ``error`` fails or breaks in every mode, ``warning`` breaks by default only."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for info, 2 for error."""
        return ("info", "warning", "error").index(self.value)


class Certainty(str, Enum):
    """How sure: whenever the line is reached, or when a named condition holds."""

    CERTAIN = "certain"
    CONDITIONAL = "conditional"


class Default(str, Enum):
    """What plain ``torch.compile(model)`` does at the line."""

    BREAK = "break"
    RECOMPILE = "recompile"
    RAISES = "raises"
    MASKED = "masked"
    CLEAN = "clean"


class Fullgraph(str, Enum):
    """What ``torch.compile(model, fullgraph=True)`` does at the line."""

    ERROR = "error"
    CAPTURED = "captured"
    CLEAN = "clean"


class Script(str, Enum):
    """What ``torch.jit.script(model)`` does at the line."""

    FAILS = "fails"
    CLEAN = "clean"


class Verdict(str, Enum):
    """What the real compiler said of a finding."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    MASKED = "masked"
    NOT_REACHED = "not-reached"
    NOT_TESTABLE = "not-testable"


@dataclass(frozen=True, order=True)
class Place:
    """A span of source: 1-based lines and code-point columns, the end exclusive.

    ``path`` is the file's absolute path with forward slashes; reports make it relative.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class Step:
    """One frame of the chain from an entry point to the line of a finding."""

    path: str
    line: int
    symbol: str


@dataclass(frozen=True)
class EntryPoint:
    """What a compiler is handed: its name, and where it is defined."""

    name: str  # what runs: `models.net.Net.forward`
    place: Place
    is_class: bool = False  # a module class, which runs its `forward`

    @property
    def model(self) -> str:
        """What ``verify`` calls it: a class without the ``forward`` that calling it runs."""
        return self.name.removesuffix(".forward") if self.is_class else self.name


@dataclass(frozen=True)
class Related:
    """A second place that belongs to a finding.

    ``role`` is "remedy" where the fix goes; "made" and "called" say where the model is made, or
    the compiled code called, of which alone the finding holds; "reason" is what it is about.
    """

    role: str
    place: Place
    message: str


@dataclass(frozen=True)
class Finding:
    """A falsifiable statement about a named compiler at a named line."""

    code: str
    name: str
    severity: Severity
    certainty: Certainty
    target: Target
    place: Place
    message: str
    remedy: str
    symbol: str = ""
    premise: Premise | None = None  # what a conditional finding rests on
    default: Default = Default.CLEAN
    fullgraph: Fullgraph = Fullgraph.CLEAN
    script: Script = Script.CLEAN
    masked_by: Place | None = None
    runs_eagerly: bool = False  # the break makes the whole of its function run uncompiled
    as_made: bool = False  # found in a model as the checked code makes it, not in its class alone
    undecided: bool = False  # as made, but on a way that nothing is known to lead to
    first: bool = False  # of what is said for certain, the error that TorchScript shows first
    entry_points: tuple[str, ...] = ()
    trace: tuple[Step, ...] = ()
    related: tuple[Related, ...] = ()
    assumptions: tuple[str, ...] = ()
    gb_types: tuple[str, ...] = ()
    nowhere: tuple[str, ...] = ()  # what no file of the project may match, or it does not hold
    failed_rule: str = ""  # whose code failed, where that is what it says
    fingerprint: str = ""
    url: str = ""
    verdict: Verdict | None = None
    fullgraph_verdict: Verdict | None = None  # of what it says of fullgraph=True
    compiler_says: str | None = None  # the compiler's own words, filled in by verify

    @property
    def is_half_refuted(self) -> bool:
        """Whether the compiler bears out what is said of its default, and not of fullgraph=True."""
        halves = (self.verdict, self.fullgraph_verdict)
        return halves == (Verdict.CONFIRMED, Verdict.REFUTED)

    @property
    def condition(self) -> str | None:
        """``when `self.residual```, the way a report says it."""
        return str(self.premise) if self.premise is not None else None


@dataclass(frozen=True)
class Gap:
    """Something the static side could not follow, counted instead of guessed."""

    place: Place
    reason: str


@dataclass(frozen=True)
class Model:
    """An entry point: a module class with a ``forward``, or what is passed to a compiler."""

    name: str  # `models.net.Net`
    place: Place
    findings: tuple[str, ...] = ()  # fingerprints
    gaps: tuple[Gap, ...] = ()
    elsewhere: int = 0  # how many more lie in files outside the given paths
    compile: str = "no-break-found"  # | "breaks" | "raises"
    fullgraph: str = "no-failure-found"  # | "fails"
    script: str = "off"  # | "no-failure-found" | "fails"
    recompiles: bool = False
    suppressed: tuple[str, ...] = ()  # of compile, fullgraph, script, where comments hide it all
    conditional: bool = False  # whether torch.compile breaks or fails under conditions alone


@dataclass(frozen=True)
class Run:
    """The outcome of one ``gnnlint check``: what every report renders."""

    findings: tuple[Finding, ...]
    models: tuple[Model, ...]
    files: int
    seconds: float
    targets: tuple[Target, ...]
    torch_version: str
    pyg_version: str
    by_entry: dict[str, tuple[Finding, ...]] = field(
        default_factory=dict
    )  # before merging; not kept
    elsewhere: tuple[Finding, ...] = ()  # findings in files outside the given paths
    notes: tuple[str, ...] = ()  # why a target is off, what was skipped
    root: str = ""  # project root, absolute
    working_directory: str = ""  # what reported paths are relative to
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # path → lines, for frames
    paths: tuple[str, ...] = ()  # what was checked as a whole: absolute; nothing in a share
    known: tuple[Finding, ...] = ()  # findings left out, since the baseline holds them

    def count(self, severity: Severity) -> int:
        """Number of findings of ``severity``."""
        return sum(finding.severity is severity for finding in self.findings)
