"""Capture flags: what the code sets in ``torch._dynamo.config``, and for whose compilation.

A flag is read when a model is compiled. It holds for the models of a file where the file sets it,
or a module that it imports; and where every program that imports the file and starts a compiler
has it set. A file that no such program imports is a library: only what it imports itself counts.

``config.patch`` as a decorator, or in a ``with`` statement, sets a flag for a while: for what a
function of the same file compiles it holds where it stands there, or mentions the function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.bindings import absolute_import
from gnnlint.project.code import ModuleCode
from gnnlint.project.trail import Memory
from gnnlint.source import Source
from gnnlint.trace.program import starts_compiler
from gnnlint.tree import nodes_of

_SETTING = re.compile(
    rb"""\b(capture_scalar_outputs|capture_dynamic_output_shape_ops)(?:['"]?\s*[=:]|['"],)\s*True"""
    rb"""|\b(reorderable_logging_functions)(?:['"]?\s*[=:]|['"],|\.add\b|\.update\b)"""
)
"""A flag that is switched on: as an attribute, or as an argument of ``patch``."""
_NAMES = (b"capture_", b"reorderable_")
"""What stands in a text that has one."""

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Setting:
    """A flag that a file switches on; ``lines`` are those for which it does, None: for good."""

    flag: str
    lines: range | None = None

    def concerns(self, function: nodes.FunctionDef, source: Source) -> bool:
        """Whether it may be on while the function runs."""
        if self.lines is None:
            return True
        own = _lines_of(function)
        if own.start < self.lines.stop and self.lines.start < own.stop:
            return True
        text = source.between(self.lines.start, self.lines.stop - 1)
        return re.search(rf"\b{function.name}\b", text) is not None


class CaptureFlags:
    """The flags that hold for each of the checked files."""

    def __init__(self, project: Project, sources: Mapping[Path, Source]) -> None:
        self._imports = project.companion(_Imports)
        self._sources = sources
        self._setting: dict[Path, tuple[bytes, bool]] = {}  # whether a file does, by what it holds
        self.renew()

    def renew(self) -> None:
        """Look at the checked files once more, since some came, went, or changed."""
        self._any = any(map(self._is_setting, self._sources.values()))
        self._compiling: dict[Path, frozenset[Path]] | None = None

    def _is_setting(self, source: Source) -> bool:
        """Whether a flag is switched on in a file."""
        data, known = self._setting.get(source.path, (None, False))
        if data is not source.data:
            known = any(_settings(source.data))
            self._setting[source.path] = source.data, known
        return known

    def of(self, path: Path) -> frozenset[str]:
        """The flags under which the models of a file are compiled, or some of them."""
        return self._held(path, self._imports.flags_set_in)

    def at(self, path: Path, line: int) -> frozenset[str]:
        """Those under which what stands in a line of the file is compiled."""

        def set_in(file: Path) -> frozenset[str]:
            return self._imports.flags_set_at(path, line) if file == path else whole(file)

        whole = self._imports.flags_set_in
        return self._held(path, set_in)

    def _held(self, path: Path, set_in: Callable[[Path], frozenset[str]]) -> frozenset[str]:
        """The flags that hold for a file, by those that each file sets."""
        if not self._any:
            return NONE

        def set_within(files: frozenset[Path]) -> frozenset[str]:
            return NONE.union(*map(set_in, files))

        programs = [set_within(files) for files in self._programs().values() if path in files]
        own = set_within(self._imports.of(path))
        return own | frozenset.intersection(*programs) if programs else own

    def _programs(self) -> dict[Path, frozenset[Path]]:
        """The checked files that start a compiler, each with all that it imports."""
        if self._compiling is None:
            self._compiling = {
                path: self._imports.of(path)
                for path, source in self._sources.items()
                if starts_compiler(source.data)
            }
        return self._compiling


class _Imports:
    """Which files of a project importing a file runs, and what they set."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._reached: Memory[Path, frozenset[Path]] = Memory(project.trail)
        self._direct: Memory[Path, tuple[Path, ...]] = Memory(project.trail)
        self._settings: Memory[Path, tuple[_Setting, ...]] = Memory(project.trail)

    def of(self, path: Path) -> frozenset[Path]:
        """The file, and every file of the project that importing it runs."""
        return self._reached.get(path, lambda: self._reached_from(path))

    def _reached_from(self, path: Path) -> frozenset[Path]:
        found: set[Path] = set()
        pending = [path]
        while pending:
            current = pending.pop()
            if current not in found:
                found.add(current)
                pending.extend(self._imported_by(current))
        return frozenset(found)

    def flags_set_in(self, file: Path) -> frozenset[str]:
        """The flags that a file switches on by itself."""
        return frozenset(it.flag for it in self._settings_of(file))

    def flags_set_at(self, file: Path, line: int) -> frozenset[str]:
        """Those of them that are on where a function around the line runs; outside of one, all."""
        settings = self._settings_of(file)
        module = self._project.load(file) if settings else None
        function = _function_around(module, line) if module is not None else None
        if module is None or function is None:
            return frozenset(it.flag for it in settings)
        return frozenset(it.flag for it in settings if it.concerns(function, module.source))

    def _settings_of(self, file: Path) -> tuple[_Setting, ...]:
        return self._settings.get(file, lambda: self._settings_in(file))

    def _settings_in(self, file: Path) -> tuple[_Setting, ...]:
        module = self._project.load(file)
        found = list(_settings(module.source.data)) if module is not None else []
        if module is None or not found:
            return ()
        patched = list(_patched(module.tree))
        return tuple(
            _Setting(flag, next((for_ for at, for_ in patched if line in at), None))
            for flag, line in found
        )

    def _imported_by(self, path: Path) -> tuple[Path, ...]:
        return self._direct.get(path, lambda: tuple(dict.fromkeys(self._files_imported(path))))

    def _files_imported(self, path: Path) -> Iterator[Path]:
        module = self._project.load(path)
        if module is None:
            return
        yield from self._project.files_of(module.name, path)  # the packages that it stands in
        for node in nodes_of(module.tree, (nodes.Import, nodes.ImportFrom)):
            for name in _modules(module, node):
                yield from self._project.files_of(name, path)


def _settings(data: bytes) -> Iterator[tuple[str, int]]:
    """The flags that a text switches on, each with its line; what stands in comments does not."""
    for match in _SETTING.finditer(data) if any(it in data for it in _NAMES) else ():
        start = data.rfind(b"\n", 0, match.start()) + 1
        if b"#" not in data[start : match.start()]:
            yield (match[1] or match[2]).decode(), data.count(b"\n", 0, start) + 1


def _patched(tree: nodes.Module) -> Iterator[tuple[range, range]]:
    """Where decorators and managers stand, each with the lines for which it does what it does."""
    for node in nodes_of(tree, (nodes.FunctionDef, nodes.ClassDef)):
        for decorator in node.decorators.nodes if node.decorators else ():
            yield _lines(decorator, decorator), _lines_of(node)
    for block in nodes_of(tree, nodes.With):
        for manager, _ in block.items:
            yield _lines(manager, manager), _lines(manager, block)


def _function_around(module: ModuleCode, line: int) -> nodes.FunctionDef | None:
    """The outermost function or method that the line stands in."""
    functions = nodes_of(module.tree, nodes.FunctionDef)
    return next((it for it in functions if line in _lines_of(it)), None)


def _lines_of(node: nodes.FunctionDef | nodes.ClassDef) -> range:
    """The lines of a definition, its decorators included."""
    return _lines(node.decorators.nodes[0] if node.decorators else node, node)


def _lines(first: nodes.NodeNG, last: nodes.NodeNG) -> range:
    return range(first.fromlineno, (last.end_lineno or last.fromlineno) + 1)


def _modules(module: ModuleCode, node: nodes.Import | nodes.ImportFrom) -> Iterator[str]:
    """The names of the modules that an import may run; of ``from a import b`` also ``a.b``."""
    if isinstance(node, nodes.Import):
        yield from (name for name, _ in node.names)
        return
    home = absolute_import(module, node.modname, node.level)
    yield from (f"{home}.{name}" for name, _ in node.names)
