"""What TorchScript takes a function's parameters and result to be.

Mirrors ``get_signature`` of torch/jit/annotations.py: annotations, else a type comment, else every
parameter is a Tensor ("inferred"). Overloaded functions (``torch.jit._overload``) are typed by
their overloads (:mod:`gnnlint.script.overloads`); by themselves all is unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from astroid import nodes

from gnnlint import library
from gnnlint.project import Project
from gnnlint.project.bindings import dotted
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, LibraryName, ModuleCode
from gnnlint.project.trail import Memory
from gnnlint.script.type_comments import TypeComment, type_comment
from gnnlint.script.types import PYG_ALIASES, TENSOR, Type, read
from gnnlint.tree import nodes_of

DATA_CLASSES = frozenset(
    f"torch_geometric.data.{name}"
    for name in ("Data", "Batch", "HeteroData", "TemporalData", "BaseData")
)

_FOLLOWED = frozenset(
    "staticmethod property torch.jit.export torch.jit.script torch.jit.script_method "
    "torch.jit.script_if_tracing "
    "typing.override typing_extensions.override override abstractmethod abc.abstractmethod "
    "functools.cached_property builtins.property builtins.staticmethod contextlib.contextmanager "
    "contextmanager".split()
)
"""Decorators behind which the compiler sees the function itself."""

LEFT_OUT = frozenset({"torch.jit.ignore", "torch.jit.unused"})


@dataclass(frozen=True)
class Slot:
    """A parameter. ``inferred``: a Tensor for want of an annotation; ``type`` None: unknown."""

    name: str
    type: Type | None
    inferred: bool
    node: nodes.NodeNG
    default: nodes.NodeNG | None = None
    keyword_only: bool = False
    is_data: bool = False

    @property
    def defaults_to_none(self) -> bool:
        """Whether None is the default of what is taken for a Tensor."""
        return (
            self.inferred and isinstance(self.default, nodes.Const) and self.default.value is None
        )


@dataclass(frozen=True)
class Header:
    """The parameters of a function, ``self`` left out, and its result where it is declared."""

    slots: tuple[Slot, ...]
    self_name: str | None
    returns: Type | None
    returns_declared: bool
    open: bool  # *args or **kwargs
    comment: TypeComment | None = None  # of which it was read
    overload: nodes.FunctionDef | None = None  # whose signature this is


_Declared: TypeAlias = dict[str, list[nodes.FunctionDef]]


@dataclass
class Headers:
    """Reads headers, once for each function."""

    project: Project

    def __post_init__(self) -> None:
        trail = self.project.trail
        self._read: Memory[FunctionCode, Header] = Memory(trail)
        self._overloaded: Memory[ModuleCode | ClassCode, _Declared] = Memory(trail)
        self._types: Memory[tuple[ModuleCode, str], Type | None] = Memory(trail)

    def of(self, code: FunctionCode) -> Header:
        """The header of ``code``."""
        return self._read.get(code, lambda: self._header(code))

    def type_of(self, module: ModuleCode, text: str) -> Type | None:
        """The type that an annotation in ``module`` spells."""
        return self._types.get((module, text), lambda: self._type_of(module, text))

    def _type_of(self, module: ModuleCode, text: str) -> Type | None:
        self.project.rest_on(module)
        return read(text, lambda name: self.alias(module, name))

    def alias(self, module: ModuleCode, name: str) -> str | None:
        """What a name stands for in annotations of ``module``."""
        found = self.project.lookup(module, name)
        if isinstance(found, LibraryName):
            home, _, last = found.name.rpartition(".")
            if last in PYG_ALIASES and home.startswith("torch_geometric"):
                return PYG_ALIASES[last]
            return last if home.startswith(("torch", "typing")) and last != name else None
        if isinstance(found, Assigned):
            if name in PYG_ALIASES and self.project.home(module, name).name == _PYG_TYPING:
                return PYG_ALIASES[name]
            if isinstance(found.node, (nodes.Subscript, nodes.Name, nodes.Attribute, nodes.BinOp)):
                return self.project.home(module, name).text(found.node)
        return None

    def is_overloaded(self, code: FunctionCode) -> bool:
        """Whether ``torch.jit._overload`` declares other signatures of the function."""
        return bool(self._declarations(code))

    def overloads(self, code: FunctionCode) -> list[Header]:
        """The signatures that a function is compiled for: those declared, else its own."""
        return [self._header(code, it) for it in self._declarations(code)] or [self.of(code)]

    def lacks_implementation(self, code: FunctionCode) -> bool:
        """Whether the last function of that name is an overload, so that there is nothing else."""
        return code.node in self._declarations(code)

    def _declarations(self, code: FunctionCode) -> list[nodes.FunctionDef]:
        scope = code.owner or code.module
        found = self._overloaded.get(scope, lambda: self._overloads(code))
        return found.get(code.short_name, [])

    def _overloads(self, code: FunctionCode) -> _Declared:
        """The functions around ``code`` that are declared with several signatures."""
        self.project.rest_on(code.module)
        body = code.owner.node.body if code.owner is not None else code.module.tree.body
        found: _Declared = {}
        names = _OVERLOADS | _renamed(code.module)
        for it in body:
            if isinstance(it, nodes.FunctionDef) and _is_decorated(it, names):
                found.setdefault(it.name, []).append(it)
        return found

    def is_followed(self, code: FunctionCode) -> bool:
        """Whether the compiler compiles the function, and this module knows what it sees."""
        if not code.decorators:
            return True
        return all(it in _FOLLOWED for it in self.project.decorator_names(code))

    def is_static(self, code: FunctionCode) -> bool:
        """Whether the function is a static method."""
        return bool({"staticmethod", "builtins.staticmethod"} & set(code.decorators))

    def _header(self, code: FunctionCode, overload: nodes.FunctionDef | None = None) -> Header:
        self.project.rest_on(code.module)
        node = overload or code.node
        slots = list(self._slots(code.module, node.args))
        self_name = None
        if code.owner is not None and not self.is_static(code) and slots:
            self_name = slots.pop(0).name
        arguments = node.args
        returns = getattr(node, "returns", None)
        declared = returns is not None
        result = self.type_of(code.module, code.module.text(returns)) if declared else None
        open_ = arguments.vararg is not None or arguments.kwarg is not None
        if overload is None and self.is_overloaded(code):
            slots = [_unknown(it) for it in slots]
            return Header(tuple(slots), self_name, None, True, open_)
        comment = type_comment(node, code.module)
        if comment is not None:
            slots, result = self._by_comment(code.module, slots, comment.text)
            declared = not comment.text or "->" in comment.text
        return Header(tuple(slots), self_name, result, declared, open_, comment, overload)

    def _slots(self, module: ModuleCode, arguments: nodes.Arguments) -> Iterator[Slot]:
        plain = [*(arguments.posonlyargs or []), *(arguments.args or [])]
        annotations = [*(arguments.posonlyargs_annotations or []), *(arguments.annotations or [])]
        defaults = list(arguments.defaults or [])
        missing: list[nodes.NodeNG | None] = [None] * (len(plain) - len(defaults))
        for slot, annotation, default in zip(
            plain, annotations, [*missing, *defaults], strict=False
        ):
            yield self._slot(module, slot, annotation, default)
        for slot, annotation, default in zip(
            arguments.kwonlyargs or [],
            arguments.kwonlyargs_annotations or [],
            arguments.kw_defaults or [],
            strict=False,
        ):
            yield self._slot(module, slot, annotation, default, keyword_only=True)

    def _slot(
        self,
        module: ModuleCode,
        slot: nodes.AssignName,
        annotation: nodes.NodeNG | None,
        default: nodes.NodeNG | None,
        keyword_only: bool = False,
    ) -> Slot:
        if annotation is None:
            return Slot(slot.name, TENSOR, True, slot, default, keyword_only)
        type_ = self.type_of(module, module.text(annotation))
        is_data = type_ is None and self.is_data(module, annotation)
        return Slot(slot.name, type_, False, slot, default, keyword_only, is_data)

    def is_data(self, module: ModuleCode, annotation: nodes.NodeNG) -> bool:
        """Whether the annotation is a class of torch_geometric.data, possibly optional."""
        if isinstance(annotation, nodes.Subscript):
            head = dotted(annotation.value) or ""
            return head.rpartition(".")[2] == "Optional" and self.is_data(module, annotation.slice)
        name = dotted(annotation)
        if isinstance(annotation, nodes.Const) and isinstance(annotation.value, str):
            name = annotation.value
        found = self.project.resolve(module, name) if name else None
        if isinstance(found, LibraryName):
            return found.name in DATA_CLASSES
        return isinstance(found, ClassCode) and (
            library.canonical(found.qualified_name) in DATA_CLASSES
        )

    def _by_comment(
        self, module: ModuleCode, slots: list[Slot], comment: str
    ) -> tuple[list[Slot], Type | None]:
        """``(Tensor, int) -> Tensor``; nothing is known of what cannot be read."""
        given, _, returns = comment.partition("->")
        try:
            parsed = ast.parse(f"f{given.strip()}", mode="eval").body
        except SyntaxError:
            return [_unknown(it) for it in slots], None
        texts = [ast.unparse(it) for it in parsed.args] if isinstance(parsed, ast.Call) else []
        if len(texts) != len(slots):
            return [_unknown(it) for it in slots], None
        typed = [
            Slot(it.name, self.type_of(module, text), False, it.node, it.default, it.keyword_only)
            for it, text in zip(slots, texts, strict=True)
        ]
        return typed, self.type_of(module, returns) if returns else None


_PYG_TYPING = "torch_geometric.typing"


def _unknown(slot: Slot) -> Slot:
    return Slot(slot.name, None, False, slot.node, slot.default, slot.keyword_only)


_OVERLOADS = frozenset({"_overload", "_overload_method"})


def _renamed(module: ModuleCode) -> frozenset[str]:
    """What a module calls torch's decorator; ``typing.overload`` means nothing to the compiler."""
    if not any(it in module.source.text for it in _OVERLOADS):
        return frozenset()
    imports = nodes_of(module.tree, nodes.ImportFrom)
    every = [(name, alias) for it in imports for name, alias in it.names]
    return frozenset(alias for name, alias in every if alias is not None and name in _OVERLOADS)


def _is_decorated(function: nodes.FunctionDef, names: frozenset[str]) -> bool:
    decorators = function.decorators.nodes if function.decorators is not None else []
    return any((dotted(it) or "").rpartition(".")[2] in names for it in decorators)
