"""What the code of a rule is given, and gives back: the types of a rule folder's ``check.py``.

A rule's rows say which events it is about and what the compilers do there. Where only Python can
say which of these are meant, ``check.py`` defines one function::

    from collections.abc import Iterator

    from gnnlint.rule import Event, Trace


    def check(trace: Trace) -> Iterator[Event]:
        for event in trace.events:
            if event.holds("given(call.size)") is False:
                yield event

docs/own-rules.md has a worked example. What stands here is kept from release to release.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache, cached_property, lru_cache
from typing import Final, TypeAlias

from gnnlint.condition import parse, reference
from gnnlint.finding import Place, Step
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode, ModuleCode
from gnnlint.project.presence import gives
from gnnlint.source import Source
from gnnlint.trace import event as traced
from gnnlint.trace.value import Const, Library, Member, Tuple, Value

__all__ = ["UNKNOWN", "Check", "Event", "Trace", "Unknown"]


class Unknown(Enum):
    """The type of :data:`UNKNOWN`."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
"""What ``Event.value`` says of all that is no constant."""


@dataclass(frozen=True)
class Event:
    """Something that traced code does, as docs/rules.md lists it.

    Two events are the same where they are one thing that happened, claimed in the same words.
    """

    _traced: traced.Event = field(repr=False, compare=False)
    _home: ModuleCode | None = field(repr=False, compare=False)
    _identity: int = field(repr=False)
    place: Place
    detail: str

    def __post_init__(self) -> None:
        """What a rule makes of an event is looked at where it makes it: at a line of its own."""
        if not isinstance(self.detail, str):
            raise TypeError(f"the detail of an event is a str, not {self.detail!r}")
        if self.place != self._traced.place:
            self._check_place()

    @property
    def kind(self) -> str:
        """The kind of event: ``"call"``, ``"branch"``, ``"model"``, …"""
        return self._traced.kind.value

    @property
    def name(self) -> str:
        """The canonical name of what is called or made, ``"torch.nn.Linear"``; "" without one."""
        return self._traced.name

    @property
    def callee(self) -> str:
        """The same as the user wrote it."""
        return self._traced.callee

    @property
    def construct(self) -> str:
        """Which of its kind it is: of a ``branch`` ``"if"``, ``"while"``, …"""
        return self._traced.construct

    @property
    def source(self) -> str:
        """The code at the place, on one line."""
        return self._traced.source

    @property
    def symbol(self) -> str:
        """The function or method it stands in: ``"Net.forward"``; of a model its class."""
        return self._traced.symbol

    @property
    def chain(self) -> tuple[Step, ...]:
        """From the entry point to the line."""
        return self._traced.chain

    @property
    def conditions(self) -> tuple[str, ...]:
        """Under what the line is reached, as the code says it: ``"self.residual"``."""
        return tuple(map(str, self._traced.path))

    @property
    def made_at(self) -> Place | None:
        """Where the layer was made that is called; None where none is, or nobody knows."""
        receiver = self._traced.receiver
        return receiver.made_at if receiver is not None else None

    def holds(self, condition: str) -> bool | None:
        """Whether a condition holds, in the grammar of ``when``; None where that is open.

        Raises:
            ValueError: text outside that grammar.
        """
        return _condition(condition)(self._traced).value

    def value(self, argument: str) -> object:
        """The constant that an argument or an operand is, its default where none is passed.

        A tuple counts as a constant where its items do, a class or function of a library as its
        canonical name.

        Args:
            argument: ``"call.size"``, ``"init.aggr"``, ``"operand.test"``.

        Returns:
            The constant; :data:`UNKNOWN` for anything else, also where there is no such argument.

        Raises:
            ValueError: ``argument`` is none of these.
        """
        found = _reference(argument)(self._traced)
        return _plain(found) if found is not None else UNKNOWN

    @property
    def tree(self) -> ast.Module:
        """The syntax tree of the file that the event stands in.

        Raises:
            LookupError: there is no text of it.
        """
        return _syntax(self._source).tree

    @property
    def node(self) -> ast.AST | None:
        """The node of ``tree`` at the place, the outermost of several; of a model its class."""
        syntax = _syntax(self._source)
        if self._traced.kind is traced.Kind.MODEL and self.place == self._traced.place:
            return syntax.classes.get(self.place.line)
        return syntax.outermost.get(_span(self.place))

    def at(self, node: ast.AST) -> Event:
        """The same, told of at another node of ``tree``.

        Raises:
            TypeError: the node has no place in the text.
            ValueError: the file has no such place: the node is one of another tree.
        """
        if not hasattr(node, "lineno"):
            raise TypeError(f"a node of type {type(node).__name__} has no line to point at")
        line, column, end, end_column = _span_of(node, self._source)
        return replace(self, place=Place(self.place.path, line, column, end, end_column))

    def saying(self, detail: str) -> Event:
        """The same, with ``detail`` for the field ``{detail}`` of the message.

        Raises:
            TypeError: ``detail`` is no text.
        """
        return replace(self, detail=detail)

    @property
    def _source(self) -> Source:
        if self._home is None:
            raise LookupError(f"{self.place.path} has no syntax tree")
        return self._home.source

    def _check_place(self) -> None:
        """Raise ``TypeError`` or ``ValueError`` where the place is none in the event's file."""
        place, path = self.place, self._traced.place.path
        if not isinstance(place, Place):
            raise TypeError(f"the place of an event is a Place, not {place!r}")
        if place.path != path:
            raise ValueError(f"an event of {path} cannot be told of in {place.path}")
        if self._home is None:
            return
        source = self._home.source
        for line, column in ((place.line, place.column), (place.end_line, place.end_column)):
            if not (1 <= line <= source.line_count and 1 <= column <= len(source.line(line)) + 1):
                raise ValueError(
                    f"line {line}, column {column} is no place in {path}, which has "
                    f"{source.line_count} lines: point at a node of `tree`"
                )


@dataclass(frozen=True)
class Trace:
    """What one model (or function that is compiled) does, as far as a rule's rows ask for it.

    Attributes:
        name: what is traced: ``"models.net.Net.forward"``.
        place: where it is defined.
        target: the compiler that the rows speak of: ``"compile"``, ``"script"``, or ``"any"`` for
            rows that claim nothing of compilers.
        events: what the rule's rows are about, in the order in which it happens. Of a row with
            ``when`` those for which that holds, or may under a condition.
        classes: the names of the model's class and its ancestors in method resolution order,
            those of a library by their canonical names; () for functions.
    """

    name: str
    place: Place
    target: str
    events: tuple[Event, ...]
    classes: tuple[str, ...]
    _project: Project = field(repr=False, compare=False)
    _code: ClassCode | FunctionCode | None = field(repr=False, compare=False)

    def has(self, name: str) -> bool | None:
        """Whether the model's class has an attribute or method of that name, inherited or not.

        What its methods write to ``self`` does not count.

        Returns:
            None where that is open: some base of it is not known, or this is no class.
        """
        if not isinstance(self._code, ClassCode):
            return None
        return gives(self._project, self._code, name)


Check: TypeAlias = Callable[[Trace], Iterable[Event]]
"""The function ``check`` of a ``check.py``: yields those of the trace's events that are meant."""


_condition = cache(parse)
_reference = cache(reference)


_Span: TypeAlias = tuple[int, int, int, int]
"""Line and column of the first character of a node and behind its last, as in a ``Place``."""


class _Syntax:
    """The syntax tree of a file, and its nodes by where they stand."""

    def __init__(self, source: Source) -> None:
        self.tree = ast.parse(source.text)
        self._source = source

    @cached_property
    def outermost(self) -> Mapping[_Span, ast.AST]:
        """The nodes by their places, of several at one place the outermost."""
        found: dict[_Span, ast.AST] = {}
        for node in ast.walk(self.tree):  # the outer ones first
            if hasattr(node, "lineno"):
                found.setdefault(_span_of(node, self._source), node)
        return found

    @cached_property
    def classes(self) -> Mapping[int, ast.ClassDef]:
        """The classes by the lines that they begin at, decorators aside."""
        every = (it for it in ast.walk(self.tree) if isinstance(it, ast.ClassDef))
        return {it.lineno: it for it in every}


@lru_cache(maxsize=32)
def _syntax(source: Source) -> _Syntax:
    """Kept for as many files as a model reaches; trees of all that are checked take too much."""
    return _Syntax(source)


def _span(place: Place) -> _Span:
    return place.line, place.column, place.end_line, place.end_column


def _span_of(node: ast.AST, source: Source) -> _Span:
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    end = getattr(node, "end_lineno", None) or line
    end_column = getattr(node, "end_col_offset", None) or column
    return line, source.column(line, column), end, source.column(end, end_column)


def _plain(value: Value) -> object:
    """The constant that a value is, as Python has it; UNKNOWN where it is none."""
    if isinstance(value, Const):
        return UNKNOWN if isinstance(value.value, Member) else value.value
    if isinstance(value, Library):
        return value.name
    if isinstance(value, Tuple) and value.items is not None and value.name == "tuple":
        items = tuple(map(_plain, value.items))
        return UNKNOWN if UNKNOWN in items else items
    return UNKNOWN
