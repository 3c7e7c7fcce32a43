"""The project: modules loaded on demand, names resolved through imports and re-exports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, cast

from astroid import nodes

from gnnlint import library, tree
from gnnlint.modules import ModuleFinder, Question
from gnnlint.project.bindings import bind, dotted
from gnnlint.project.code import (
    Assigned,
    ClassCode,
    Definition,
    FunctionCode,
    Imported,
    LibraryName,
    ModuleCode,
)
from gnnlint.project.trail import Known, Memory, Part, Trail
from gnnlint.source import Source, Unreadable, read

Base: TypeAlias = ClassCode | LibraryName

MODELLED = frozenset({"torch_geometric.nn.MessagePassing"})
"""Classes whose work is generated at run time: modelled by the trace, never read."""

_LONGEST_CHAIN = 20

Companion = TypeVar("Companion")


class Project:
    """All code under one root, loaded file by file as names lead there.

    Args:
        root: the project root.
        checked: the paths the user asked for.
        reader: reads a file; another one serves unsaved text.
        unsaved: files of which the reader knows and the disk perhaps does not.
        releases: the versions of libraries that it surely runs with, by the package.
    """

    def __init__(
        self,
        root: Path,
        checked: tuple[Path, ...] = (),
        reader: Callable[[Path], Source | Unreadable] = read,
        unsaved: Collection[Path] = (),
        releases: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.root = root
        self.releases = releases
        self.trail = Trail()
        self._find_anew = partial(ModuleFinder, root, checked, unsaved)
        self._finder = self._find_anew()
        self._reader = reader
        self._modules: dict[Path, ModuleCode | None] = {}
        self._ancestors: Memory[ClassCode, tuple[Base, ...]] = Memory(self.trail)
        self._linearized: set[ClassCode] = set()  # while they are
        self._lookups: Memory[tuple[ModuleCode, str], Definition | None] = Memory(self.trail)
        self._homes: dict[nodes.Module, ModuleCode] = {}
        self._companions: dict[Callable[[Project], object], object] = {}

    def companion(self, make: Callable[[Project], Companion]) -> Companion:
        """What a later stage keeps for the whole project: made once."""
        if make not in self._companions:
            self._companions[make] = make(self)
        return cast("Companion", self._companions[make])

    def load(self, path: Path, source: Source | None = None) -> ModuleCode | None:
        """The module in ``path``; None where it cannot be read or parsed.

        Raises:
            SyntaxError: only when ``source`` is given, so that the caller can report it.
        """
        self.trail.steps.add(path)
        known = self._modules.get(path)
        if known is not None or (path in self._modules and source is None):
            return known
        self._modules[path] = None
        self._modules[path] = self._read(path) if source is None else self._build(path, source)
        return self._modules[path]

    def files_of(self, name: str, importer: Path) -> Iterator[Path]:
        """The project's files that ``import name`` in ``importer`` runs: packages first."""
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            path = self._find(".".join(parts[:length]), importer)
            if path is not None:
                yield path

    def _find(self, name: str, importer: Path) -> Path | None:
        """The file that ``import name`` in the file ``importer`` reads, if it is the project's."""
        question = Question(importer.parent, name)
        self.trail.steps.add(question)
        return self._finder.find(question)

    @property
    def finder(self) -> ModuleFinder:
        """Says where imports lead."""
        return self._finder

    def rest_on(self, module: ModuleCode) -> None:
        """Note that what is being worked out rests on the text of ``module``."""
        self.trail.steps.add(module.source.path)

    def is_loaded(self, path: Path) -> bool:
        """Whether the file was read, with success or without."""
        return path in self._modules

    def forget(self, changed: Collection[Path]) -> list[Known[Any, Any]]:
        """Forget the modules in files that changed, and every answer that rests on them.

        Returns:
            What was forgotten, by whomever it was kept.
        """
        for path in changed:
            module = self._modules.pop(path, None)
            if module is not None:
                del self._homes[module.tree]
        return self.trail.forget(changed)

    def replace(self, source: Source) -> list[Known[Any, Any]]:
        """Put another text in the place of a file's, and forget what rests on it.

        Returns:
            What was forgotten, by whomever it was kept.

        Raises:
            SyntaxError: it cannot be parsed; all is as it was.
        """
        path = source.path
        module = self._build(path, source)
        forgotten = self.forget([path])
        self._modules[path] = module
        return forgotten

    def look_around(self) -> list[Known[Any, Any]]:
        """After files came or went: forget what rests on imports that lead elsewhere now.

        Returns:
            What was forgotten, by whomever it was kept.
        """
        before, self._finder = self._finder, self._find_anew()
        renamed = [
            path
            for path, module in self._modules.items()
            if module and self._finder.name_of(path) != (module.name, module.tree.package)
        ]
        led_elsewhere = [
            it for it in self.trail.questions() if self._finder.find(it) != before.find(it)
        ]
        return [*self.forget(renamed), *self.trail.forget(led_elsewhere)]

    def _read(self, path: Path) -> ModuleCode | None:
        source = self._reader(path)
        if isinstance(source, Unreadable):
            return None
        try:
            return self._build(path, source)
        except SyntaxError:
            return None

    def _build(self, path: Path, source: Source) -> ModuleCode:
        name, package = self._finder.name_of(path)
        module = ModuleCode(name, source, tree.parse(source.text, name, str(path), package=package))
        bind(module)
        self._homes[module.tree] = module
        return module

    def lookup(self, module: ModuleCode, name: str) -> Definition | None:
        """What the global ``name`` of ``module`` is, imports followed to their end."""
        return self._lookups.get((module, name), lambda: self._lookup(module, name, 0))

    def _lookup(self, module: ModuleCode, name: str, depth: int) -> Definition | None:
        self.rest_on(module)
        if depth:  # else the key under which the answer is kept says it
            self.trail.steps.add(Part(module.source.path, name))
        if depth > _LONGEST_CHAIN:
            return None
        found = module.bindings.get(name)
        if isinstance(found, Imported):
            return self._follow(module, found, depth + 1)
        if found is not None:
            return self._modelled(found)
        for star in module.stars:
            path = self._find(star, module.source.path)
            if path is None:
                if library.is_known(full := library.canonical(f"{star}.{name}")):
                    return LibraryName(full)
            elif (other := self.load(path)) and (it := self._lookup(other, name, depth + 1)):
                return it
        return None

    def follow(self, module: ModuleCode, target: Imported) -> Definition | None:
        """What an import inside a function of ``module`` binds."""
        return self._follow(module, target, 0)

    def _follow(self, module: ModuleCode, target: Imported, depth: int) -> Definition | None:
        full = f"{target.module}.{target.attribute}" if target.attribute else target.module
        if (name := library.canonical(full)) in MODELLED:
            return LibraryName(name)
        path = self._find(target.module, module.source.path)
        if path is None:
            return LibraryName(name)
        loaded = self.load(path)
        if target.attribute is None:
            return loaded
        if loaded is not None and (found := self._lookup(loaded, target.attribute, depth)):
            return found
        submodule = self._find(full, module.source.path)
        return self.load(submodule) if submodule else None

    def _modelled(self, found: Definition) -> Definition:
        if isinstance(found, ClassCode):
            name = library.canonical(found.qualified_name)
            if name in MODELLED:
                return LibraryName(name)
        return found

    def home(self, module: ModuleCode, name: str) -> ModuleCode:
        """The module whose top level assigns what ``name`` is in ``module``."""
        found = self.lookup(module, name)
        if isinstance(found, Assigned):
            return self._homes.get(found.node.root(), module)
        return module

    def member(self, module: ModuleCode, name: str) -> Definition | None:
        """The attribute ``name`` of a project module, its submodules included."""
        found = self.lookup(module, name)
        if found is not None:
            return found
        path = self._find(f"{module.name}.{name}", module.source.path)
        return self.load(path) if path else None

    def resolve(self, module: ModuleCode, name: str) -> Definition | None:
        """What the dotted ``name`` refers to in ``module``."""
        head, *rest = name.split(".")
        found = self.lookup(module, head)
        for part in rest:
            if isinstance(found, LibraryName):
                found = LibraryName(library.canonical(f"{found.name}.{part}"))
            elif isinstance(found, ModuleCode):
                found = self.member(found, part)
            elif isinstance(found, ClassCode):
                found = found.classes.get(part) or found.methods.get(part)
            else:
                return None
        return found

    def ancestors(self, code: ClassCode) -> tuple[Base, ...]:
        """The class and its bases in method resolution order; unknown bases are left out."""
        if code in self._linearized:
            return (code,)  # ends a cycle in broken code
        return self._ancestors.get(code, lambda: self._linearize(code))

    def _linearize(self, code: ClassCode) -> tuple[Base, ...]:
        self.rest_on(code.module)
        self._linearized.add(code)
        try:
            return tuple(self._linear(code))
        finally:
            self._linearized.discard(code)

    def _linear(self, code: ClassCode) -> Iterator[Base]:
        yield code
        lines = [list(self._line(base)) for base in self.bases(code)]
        while lines := [line for line in lines if line]:
            head = next(
                (line[0] for line in lines if not any(line[0] in it[1:] for it in lines)),
                lines[0][0],  # an inconsistent order: Python would refuse the class
            )
            yield head
            lines = [[base for base in line if base != head] for line in lines]

    def _line(self, base: Base) -> tuple[Base, ...]:
        if isinstance(base, ClassCode):
            return self.ancestors(base)
        return (base, *(LibraryName(name) for name in library.ancestors(base.name)))

    def bases(self, code: ClassCode) -> list[Base]:
        """The direct bases that could be resolved."""
        found: list[Base] = []
        for node in code.node.bases:
            target = node.value if isinstance(node, nodes.Subscript) else node
            name = dotted(target)
            base = self.resolve(code.module, name) if name else None
            if isinstance(base, (ClassCode, LibraryName)) and base is not code:
                found.append(base)
        return found

    def has_unknown_base(self, code: ClassCode) -> bool:
        """Whether some base could not be resolved, so that attributes may come from anywhere."""
        return any(
            isinstance(it, ClassCode) and len(self.bases(it)) < len(it.node.bases)
            for it in self.ancestors(code)
        )

    def is_module(self, code: ClassCode) -> bool:
        """Whether the class is an ``nn.Module``."""
        return any(
            isinstance(base, LibraryName)
            and (library.is_module_class(base.name) or base.name in MODELLED)
            for base in self.ancestors(code)
        )

    def inherits(self, code: ClassCode, name: str) -> bool:
        """Whether the library class ``name`` is among the ancestors."""
        return LibraryName(name) in self.ancestors(code)

    def method(
        self, code: ClassCode, name: str, after: ClassCode | None = None
    ) -> FunctionCode | Assigned | ClassCode | LibraryName | None:
        """What ``name`` is on the class: the first definition in resolution order.

        A library base that defines the name, or may define it, ends the search and is returned.
        ``after`` skips the classes up to and including it, as ``super()`` does.
        """
        line: tuple[Base, ...] = self.ancestors(code)
        if after is not None and after in line:
            line = line[line.index(after) + 1 :]
        passed: LibraryName | None = None
        for base in line:
            if isinstance(base, LibraryName):
                if library.may_define(base.name, name):
                    return base
                passed = passed or base
                continue
            found = base.methods.get(name) or base.attributes.get(name) or base.classes.get(name)
            if found is not None:
                return found
        return passed

    def library_base(self, code: ClassCode) -> LibraryName | None:
        """The nearest library ancestor that defines anything."""
        found = (it for it in self.ancestors(code) if isinstance(it, LibraryName))
        return next((it for it in found if not library.is_bare(it.name)), None)

    def classes(self, module: ModuleCode) -> Iterator[ClassCode]:
        """The classes defined in a module, nested ones included."""
        pending = [it for it in module.bindings.values() if isinstance(it, ClassCode)]
        while pending:
            code = pending.pop(0)
            if code.module is module:
                yield code
                pending.extend(code.classes.values())

    def functions(self, module: ModuleCode) -> Iterator[FunctionCode]:
        """The functions defined at the top level of a module."""
        for it in module.bindings.values():
            if isinstance(it, FunctionCode) and it.module is module:
                yield it

    def decorator_names(self, function: FunctionCode) -> Iterator[str]:
        """The canonical names of a function's decorators."""
        for text in function.decorators:
            found = self.resolve(function.module, text) if text != "?" else None
            yield found.name if isinstance(found, LibraryName) else text

    def own_decorators(self, function: FunctionCode) -> list[nodes.NodeNG]:
        """The decorators of a function that are the project's own, as they are written.

        They are functions; of functions that are no methods also classes whose objects can be
        called. What a method's class of decorator gets to see rests on its ``__get__``.
        """
        found = getattr(function.node, "decorators", None)
        written = found.nodes if found is not None else []
        names = zip(written, function.decorators, strict=True)
        return [node for node, name in names if name != "?" and self._decorates(function, name)]

    def _decorates(self, function: FunctionCode, name: str) -> bool:
        found = self.resolve(function.module, name)
        if isinstance(found, ClassCode):
            return function.owner is None and self.method(found, "__call__") is not None
        return isinstance(found, FunctionCode)

    def class_decorators(self, code: ClassCode) -> Iterator[str]:
        """The canonical names of the library's decorators of a class."""
        decorators = code.node.decorators.nodes if code.node.decorators else []
        for node in decorators:
            name = dotted(node.func if isinstance(node, nodes.Call) else node)
            found = self.resolve(code.module, name) if name else None
            if isinstance(found, LibraryName):
                yield found.name


def reading(
    sources: Mapping[Path, Source], others: Callable[[Path], Source | Unreadable] = read
) -> Callable[[Path], Source | Unreadable]:
    """A reader that takes unsaved text from ``sources`` and the rest from disk."""

    def reader(path: Path) -> Source | Unreadable:
        return sources.get(path) or others(path)

    return reader
