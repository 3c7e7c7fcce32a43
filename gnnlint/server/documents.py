"""The documents that are open: their addresses, versions, and the cells of notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gnnlint.notebook import cell_of, name_of
from gnnlint.server.uris import path_of, uri_of
from gnnlint.source import absolute

UNTITLED = "untitled"


class Documents:
    """Which document stands for which file."""

    def __init__(self) -> None:
        self.folder = Path.cwd()  # where a document without a file belongs
        self.versions: dict[Path, int | None] = {}
        self._uris: dict[Path, str] = {}
        self._cells: dict[Path, tuple[str, ...]] = {}

    def path(self, uri: str) -> Path | None:
        """The file of a document, of a notebook for one of its cells; None for what has none."""
        for notebook, cells in self._cells.items():
            if uri in cells:
                return notebook
        path = path_of(uri)
        if path is not None:
            return absolute(path)
        scheme, _, name = uri.partition(":")
        return self.folder / f"{Path(name).name}.py" if scheme == UNTITLED else None

    def name(self, uri: str) -> str | None:
        """The path of a document the way findings tell it, with the number of a cell."""
        path = self.path(uri)
        cells = self._cells.get(path, ()) if path is not None else ()
        if path is None:
            return None
        name = path.as_posix()
        return name_of(name, cells.index(uri) + 1) if uri in cells else name

    def cell_names(self, uri: str) -> list[str]:
        """What findings call the cells of a notebook; none for any other document."""
        path = self.path(uri)
        if path is None:
            return []
        return [name_of(path.as_posix(), it + 1) for it in range(len(self._cells.get(path, ())))]

    def uri(self, name: str) -> str | None:
        """The address of what a finding names; None for the cell of a notebook that is closed."""
        file, cell = cell_of(name)
        path = Path(file)
        if cell is None:
            return self._uris.get(path) or uri_of(path)
        cells = self._cells.get(path, ())
        return cells[cell - 1] if cell <= len(cells) else None

    def is_open(self, path: Path) -> bool:
        """Whether the client has the file open."""
        return path in self._uris

    @property
    def opened(self) -> list[Path]:
        """The files that are open."""
        return list(self._uris)

    def open(
        self, uri: str, version: int | None, cells: Sequence[str] | None = None
    ) -> Path | None:
        """Note that a document is open, or has another version; its file.

        ``cells`` are those of a notebook, which may have none; None for what is no notebook.
        """
        path = self.path(uri)
        if path is not None:
            self._uris[path] = uri
            self.versions[path] = version
            if cells is not None:
                self._cells[path] = tuple(cells)
        return path

    def close(self, uri: str) -> Path | None:
        """Note that a document is closed; its file."""
        path = self.path(uri)
        if path is not None:
            self._uris.pop(path, None)
            self.versions.pop(path, None)
            self._cells.pop(path, None)
        return path
