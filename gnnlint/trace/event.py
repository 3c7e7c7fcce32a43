"""Events: what the traced code did, for the catalogue to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from gnnlint.finding import EntryPoint, Place, Step
from gnnlint.frozen import Choice, frozen
from gnnlint.premise import Condition
from gnnlint.trace.bound import Bound
from gnnlint.trace.value import Value

COUNTER = "counter"
"""Detail of a write that makes an int from the attribute's own value: it differs at each call."""


class Kind(Choice):
    """The closed set of things that rules can be about (docs/rules.md has the table)."""

    CALL = "call"
    MAKE = "make"
    BRANCH = "branch"
    READ_ITEM = "read-item"
    WRITE_ITEM = "write-item"
    CONVERT = "convert"
    FORMAT = "format"
    READ_MODULE = "read-module"
    READ_SPARSE = "read-sparse"
    WRITE_ATTRIBUTE = "write-attribute"
    LOOP = "loop"
    COMPREHEND = "comprehend"
    ENTER = "enter"
    DEFINE = "define"
    RAISE = "raise"
    SYNTAX = "syntax"
    TYPE = "type"
    PROPAGATE = "propagate"
    TRACE = "trace"
    MENTION = "mention"
    MODEL = "model"


TRACED_MODULE, TRACED_FUNCTION = "traced module", "traced function"
"""The scopes of what ``torch.jit.trace`` runs."""


@frozen
class Site:
    """Where in one Python frame something happened.

    Dynamo compiles frame by frame, so an event carries one site for each frame on the stack, the
    entry point's first. ``order`` counts within the trace; ``loop``, ``attempt`` and ``context``
    are the places of the outermost enclosing loop, ``try`` block and context manager of the
    project's own *in this frame*; ``sparse`` says that the frame has put a sparse tensor
    into a variable: no resume function can take that over. ``lazy`` says that the frame is a
    generator's, which Dynamo only ever compiles as a part of the frame that advances it.
    """

    frame: int
    symbol: str
    place: Place
    order: int
    path: tuple[Condition, ...] = ()
    loop: Place | None = None
    attempt: Place | None = None
    context: Place | None = None
    sparse: bool = False
    lazy: bool = False


@frozen
class Receiver:
    """The library instance an event's call was made on."""

    kind: str  # canonical class name
    init: Bound
    made_at: Place | None
    name: str = ""  # the user's own class, where it builds on ``kind``


@frozen
class Region:
    """The ``torch.compile`` call that a trace starts from, and its options.

    ``place`` is where what it returned is called, ``entry`` what was compiled.
    """

    place: Place
    entry: EntryPoint | None = None
    fullgraph: bool = False
    dynamic: bool | None = None


@frozen
class Event:
    """One thing that the traced code did."""

    kind: Kind
    place: Place
    source: str  # the code at the place
    symbol: str  # the method or function it stands in
    stack: tuple[Site, ...] = ()
    name: str = ""  # canonical name of the callee or class
    callee: str = ""  # the callee as the user wrote it
    construct: str = ""
    detail: str = ""
    call: Bound | None = None
    receiver: Receiver | None = None
    operands: Mapping[str, Value] = field(default_factory=dict)
    path: tuple[Condition, ...] = ()  # conditions under which the line is reached
    classes: tuple[str, ...] = ()  # the callee's class and its ancestors, nearest first
    related: tuple[Place, ...] = ()  # where the reasons for it stand
    region: Region | None = None
    kinds: Mapping[int, tuple[str, ...]] = field(default_factory=dict)  # classes of instances
    scope: str = "forward"  # | "program": outside everything compiled | one of the traced ones

    @property
    def chain(self) -> tuple[Step, ...]:
        """From the entry point to this line."""
        return tuple(Step(it.place.path, it.place.line, it.symbol) for it in self.stack)
