"""Modules, classes and functions of the project, as the trace sees them.

Identity matters here: one object per definition, made once by :class:`gnnlint.project.Project`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from astroid import nodes

from gnnlint.finding import Place
from gnnlint.source import Source

FunctionNode: TypeAlias = nodes.FunctionDef | nodes.AsyncFunctionDef | nodes.Lambda


@dataclass(frozen=True)
class Imported:
    """A name bound by an import: a module, or an attribute of one."""

    module: str
    attribute: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Assigned:
    """A name bound by an assignment at module or class level."""

    node: nodes.NodeNG
    annotation: nodes.NodeNG | None = None


@dataclass(frozen=True)
class LibraryName:
    """Something outside the project, by its canonical dotted name."""

    name: str


@dataclass(eq=False, repr=False)
class ModuleCode:
    """One file of the project."""

    name: str
    source: Source
    tree: nodes.Module
    bindings: dict[str, Definition] = field(default_factory=dict)
    stars: tuple[str, ...] = ()  # modules whose names are all imported

    @property
    def path(self) -> str:
        """The absolute path, with forward slashes."""
        return self.source.path.as_posix()

    def place(self, node: nodes.NodeNG) -> Place:
        """The span of ``node`` in code-point columns."""
        line = node.lineno or 1
        end_line = node.end_lineno or line
        return Place(
            self.path,
            line,
            self.source.column(line, node.col_offset or 0),
            end_line,
            self.source.column(end_line, node.end_col_offset or node.col_offset or 0),
        )

    def text(self, node: nodes.NodeNG) -> str:
        """The source of ``node`` on one line, blanks collapsed."""
        place = self.place(node)
        lines = [self.source.line(n) for n in range(place.line, place.end_line + 1)]
        lines[-1] = lines[-1][: place.end_column - 1]
        lines[0] = lines[0][place.column - 1 :]
        return " ".join(" ".join(lines).split())


@dataclass(eq=False, repr=False)
class ClassCode:
    """A class of the project."""

    name: str
    module: ModuleCode
    node: nodes.ClassDef
    methods: dict[str, FunctionCode] = field(default_factory=dict)
    attributes: dict[str, Assigned] = field(default_factory=dict)
    classes: dict[str, ClassCode] = field(default_factory=dict)

    @property
    def qualified_name(self) -> str:
        """Dotted name with its module."""
        return f"{self.module.name}.{self.name}"

    def place(self) -> Place:
        """The line of the ``class`` statement."""
        return self.module.place(self.node)


@dataclass(eq=False, repr=False)
class FunctionCode:
    """A function, method or lambda of the project."""

    name: str  # qualified within its module: "Net.forward"
    module: ModuleCode
    node: FunctionNode
    owner: ClassCode | None = None
    decorators: tuple[str, ...] = ()  # dotted text, as written

    @property
    def short_name(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]


Definition: TypeAlias = ModuleCode | ClassCode | FunctionCode | Imported | Assigned | LibraryName
