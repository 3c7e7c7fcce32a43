"""Capture flags: what the code sets in ``torch._dynamo.config``, and for whose compilation.

A flag is read when a model is compiled. It holds for the models of a file where the file sets it,
or a module that it imports; and where every program that imports the file and starts a compiler
has it set. A file that no such program imports is a library: only what it imports itself counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
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
    rb"""^[^#\n]*\b(capture_scalar_outputs|capture_dynamic_output_shape_ops)['"]?\s*[=:]\s*True""",
    re.MULTILINE,
)
"""A flag that is switched on: as an attribute, or as an argument of ``config.patch``."""

NONE: frozenset[str] = frozenset()


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
            known = b"capture_" in source.data and _SETTING.search(source.data) is not None
            self._setting[source.path] = source.data, known
        return known

    def of(self, path: Path) -> frozenset[str]:
        """The flags under which the models of a file are compiled."""
        if not self._any:
            return NONE
        programs = [self._set_within(files) for files in self._programs().values() if path in files]
        own = self._set_within(self._imports.of(path))
        return own | frozenset.intersection(*programs) if programs else own

    def _set_within(self, files: frozenset[Path]) -> frozenset[str]:
        return NONE.union(*map(self._imports.flags_set_in, files))

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
        self._set_in: Memory[Path, frozenset[str]] = Memory(project.trail)

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
        return self._set_in.get(file, lambda: self._settings_in(file))

    def _settings_in(self, file: Path) -> frozenset[str]:
        module = self._project.load(file)
        data = module.source.data if module is not None else b""
        return frozenset(it[1].decode() for it in _SETTING.finditer(data))

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


def _modules(module: ModuleCode, node: nodes.Import | nodes.ImportFrom) -> Iterator[str]:
    """The names of the modules that an import may run; of ``from a import b`` also ``a.b``."""
    if isinstance(node, nodes.Import):
        yield from (name for name, _ in node.names)
        return
    home = absolute_import(module, node.modname, node.level)
    yield from (f"{home}.{name}" for name, _ in node.names)
