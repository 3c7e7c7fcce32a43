"""Modules, classes and functions of the project, as the trace sees them.

Identity matters here: one object per definition, made once by :class:`gnnlint.project.Project`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from astroid import nodes

from gnnlint.finding import Place
from gnnlint.library import Parameter
from gnnlint.source import Source
from gnnlint.tree import nodes_of

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
    _places: dict[nodes.NodeNG, Place] = field(default_factory=dict)
    _texts: dict[nodes.NodeNG, str] = field(default_factory=dict)

    @cached_property
    def path(self) -> str:
        """The absolute path, with forward slashes."""
        return self.source.path.as_posix()

    @cached_property
    def requires_gradients(self) -> bool:
        """Whether something in the file may tell a tensor to have a gradient."""
        return b"requires_grad_" in self.source.data

    @cached_property
    def attributes_set(self) -> dict[str, list[nodes.AssignAttr | nodes.Call]]:
        """Where the file sets attributes, by name: ``x.name = …``, ``setattr(x, "name", …)``."""
        found: dict[str, list[nodes.AssignAttr | nodes.Call]] = {}
        for it in nodes_of(self.tree, (nodes.AssignAttr, nodes.Call)):
            name = it.attrname if isinstance(it, nodes.AssignAttr) else _set_by_name(it)
            if name is not None:
                found.setdefault(name, []).append(it)
        return found

    def place(self, node: nodes.NodeNG) -> Place:
        """The span of ``node`` in code-point columns."""
        known = self._places.get(node)
        if known is None:
            known = self._places[node] = self._place(node)
        return known

    def _place(self, node: nodes.NodeNG) -> Place:
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
        known = self._texts.get(node)
        if known is None:
            known = self._texts[node] = self._text(node)
        return known

    def _text(self, node: nodes.NodeNG) -> str:
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

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters, ``self`` included, each with its annotation's text; without defaults."""
        arguments = self.node.args
        slots = [*(arguments.posonlyargs or []), *(arguments.args or [])]
        optional = len(slots) - len(arguments.defaults or [])
        found = [
            Parameter(slot.name, "positional", self.annotation(slot.name), index < optional)
            for index, slot in enumerate(slots)
        ]
        if arguments.vararg:
            found.append(Parameter(arguments.vararg, "args", required=False))
        for slot, default in zip(
            arguments.kwonlyargs or [], arguments.kw_defaults or [], strict=False
        ):
            text = self.annotation(slot.name)
            found.append(Parameter(slot.name, "keyword", text, default is None))
        if arguments.kwarg:
            found.append(Parameter(arguments.kwarg, "kwargs", required=False))
        return tuple(found)

    def annotation(self, name: str) -> str:
        """The text of a parameter's annotation, "" where it has none."""
        return self._annotations.get(name, "")

    @cached_property
    def _annotations(self) -> dict[str, str]:
        arguments = self.node.args
        groups = (
            (arguments.posonlyargs, arguments.posonlyargs_annotations),
            (arguments.args, arguments.annotations),
            (arguments.kwonlyargs, arguments.kwonlyargs_annotations),
        )
        return {
            slot.name: self.module.text(annotation)
            for slots, annotations in groups
            for slot, annotation in zip(slots or [], annotations or [], strict=False)
            if annotation is not None
        }

    @cached_property
    def is_generator(self) -> bool:
        """Whether a ``yield`` stands in the body."""
        may_be = isinstance(self.node, nodes.FunctionDef) and "yield" in self.module.source.text
        return may_be and self.node.is_generator()

    @cached_property
    def returns_nothing(self) -> bool:
        """Whether no ``return`` with a value, and no ``yield``, stands in the body."""
        if not isinstance(self.node, nodes.FunctionDef):
            return False
        pending: list[nodes.NodeNG] = list(self.node.body)
        while pending:
            node = pending.pop()
            if isinstance(node, (nodes.Yield, nodes.YieldFrom, nodes.Await)):
                return False
            if isinstance(node, nodes.Return) and node.value is not None:
                return False
            pending.extend(node.get_children())
        return True

    @cached_property
    def promise(self) -> str:
        """The text of the return annotation, "" where there is none."""
        returns = getattr(self.node, "returns", None)
        return self.module.text(returns) if returns is not None else ""


def _set_by_name(call: nodes.Call) -> str | None:
    """The attribute that ``setattr(x, "name", …)`` sets."""
    if not (
        isinstance(call.func, nodes.Name) and call.func.name == "setattr" and len(call.args) > 1
    ):
        return None
    name = call.args[1]
    return name.value if isinstance(name, nodes.Const) and isinstance(name.value, str) else None


Definition: TypeAlias = ModuleCode | ClassCode | FunctionCode | Imported | Assigned | LibraryName
