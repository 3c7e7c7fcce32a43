"""Files: what they say, where their columns are, and which project they belong to.

Nothing here parses Python. A file is read and decoded once; the bytes are kept for hashing and for
cheap tests, the text for parsing and for source frames.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from gnnlint import notebook
from gnnlint.lines import Lines

CODE_SUFFIXES = (".py", notebook.SUFFIX)

ROOT_MARKERS = ("pyproject.toml", "setup.py", ".git")

_NEWLINE = re.compile(r"\r\n|\r|\n")


class PathError(Exception):
    """A path given by the user does not exist; the message says what to do."""


@dataclass(frozen=True)
class Source:
    """A file that could be read and decoded.

    ``path`` is absolute; ``data`` the bytes as they are on disk; ``text`` the decoded text without
    byte order mark, every line ended by ``\\n``. Of a notebook both are the code of its ``cells``.
    """

    path: Path
    data: bytes
    text: str
    encoding: str = "utf-8"
    cells: tuple[notebook.Cell, ...] = ()
    _encoded: dict[int, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends; line 1 is ``lines[0]``."""
        return tuple(self.text.split("\n"))

    @cached_property
    def _numbered(self) -> Lines:
        return Lines(self.text)

    @property
    def line_count(self) -> int:
        """How many lines there are; an empty file has one."""
        return self._numbered.count

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()

    def line(self, number: int) -> str:
        """The text of the 1-based line ``number``, empty beyond the end of the file."""
        return self._numbered.line(number)

    def between(self, first: int, last: int) -> str:
        """The text from the 1-based line ``first`` to the end of ``last``."""
        return self._numbered.between(first, last)

    def column(self, line: int, byte_column: int) -> int:
        """The 1-based code-point column of a 0-based UTF-8 byte column, as ``ast`` counts them."""
        if self._is_ascii:
            return byte_column + 1
        encoded = self._encoded.get(line)
        if encoded is None:
            encoded = self.line(line).encode("utf-8", "surrogatepass")
            self._encoded[line] = encoded
        if encoded.isascii():
            return byte_column + 1
        return len(encoded[:byte_column].decode("utf-8", "replace")) + 1


@dataclass(frozen=True)
class Unreadable:
    """A file that could not be read (``unreadable``), decoded, or taken for a ``notebook``."""

    path: Path
    kind: str
    message: str
    line: int = 1


def read(path: Path, load: Callable[[Path], bytes] = Path.read_bytes) -> Source | Unreadable:
    """Read and decode ``path``; a failure is returned, never raised."""
    path = absolute(path)
    try:
        data = load(path)
    except OSError as error:
        return Unreadable(path, "unreadable", f"cannot be read: {error.strerror or error}")
    return decode(path, data)


def decode(path: Path, data: bytes) -> Source | Unreadable:
    """Decode ``data`` the way Python does: byte order mark, then coding comment, then UTF-8.

    Of a notebook the text is the code of its cells.
    """
    if is_notebook(path):
        return _decode_notebook(path, data)
    try:
        encoding = _encoding(data)
    except SyntaxError as error:
        return Unreadable(path, "decoding", f"cannot be decoded: {error.msg}")
    body = data[len(codecs.BOM_UTF8) :] if data.startswith(codecs.BOM_UTF8) else data
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(_NEWLINE.findall(body[: error.start].decode("latin-1"))) + 1
        message = f"cannot be decoded as {encoding}: {error.reason} at byte {error.start}"
        return Unreadable(path, "decoding", message, line)
    except (LookupError, ValueError) as error:  # codecs that are no text encodings
        return Unreadable(path, "decoding", f"cannot be decoded as {encoding}: {error}")
    if "\r" in text:
        text = _NEWLINE.sub("\n", text)
    return Source(path, data, text, encoding)


def is_notebook(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a notebook, by its name: in capitals, too, as some systems write it."""
    return os.fspath(path).lower().endswith(notebook.SUFFIX)


def _decode_notebook(path: Path, data: bytes) -> Source | Unreadable:
    try:
        text, cells = notebook.read(data)
    except ValueError as error:
        return Unreadable(path, "notebook", f"cannot be read as a notebook: {error}")
    return Source(path, text.encode("utf-8", "surrogatepass"), text, cells=cells)


def encode(text: str) -> bytes:
    """``text`` as bytes that ``decode`` reads back: as its coding comment says, else in UTF-8."""
    data = text.encode("utf-8", "surrogatepass")
    try:
        return text.encode(_encoding(data))
    except (SyntaxError, LookupError, ValueError):
        return data


def _encoding(data: bytes) -> str:
    """The encoding the first two lines declare (PEP 263)."""
    head = data[:1000].replace(b"\r", b"\n").split(b"\n", 3)[:3]
    if not any(b"coding" in line for line in head):
        return "utf-8"
    import io
    import tokenize

    # What follows the comment cannot matter here, and a bad byte in it would be misreported.
    lines = io.BytesIO(b"\n".join(data.replace(b"\r\n", b"\n").split(b"\n", 2)[:2]) + b"\n")
    encoding, _ = tokenize.detect_encoding(lines.readline)
    return "utf-8" if encoding == "utf-8-sig" else encoding


def absolute(path: str | os.PathLike[str]) -> Path:
    """``path`` made absolute and without ``..``, symbolic links kept as the user wrote them."""
    return Path(os.path.abspath(path))


def project_root(path: Path) -> Path:
    """The folder a path belongs to.

    The nearest folder above whose pyproject.toml holds ``[tool.gnnlint]``, else the nearest one
    with a pyproject.toml, setup.py or .git, else the folder itself.
    """
    path = absolute(path)
    start = path if os.path.isdir(path) else path.parent
    folders = (start, *start.parents)
    for folder in folders:
        if declares_gnnlint(folder / "pyproject.toml"):
            return folder
    for folder in folders:
        if is_marked(folder):
            return folder
    return start


def is_marked(folder: Path) -> bool:
    """Whether something in a folder says that it is the root of a project."""
    return any(os.path.exists(folder / marker) for marker in ROOT_MARKERS)


def declares_gnnlint(pyproject: Path) -> bool:
    """True where ``pyproject`` exists and holds a table ``[tool.gnnlint]``."""
    try:
        data = pyproject.read_bytes()
    except OSError:
        return False
    if b"gnnlint" not in data:
        return False
    try:
        tool = parse_toml(data.decode("utf-8")).get("tool")
    except ValueError:  # also of the decoding
        # Broken, yet meant for us: stop here, so that loading it reports what is wrong.
        return re.search(rb"^\s*\[+\s*tool\s*\.\s*gnnlint\b", data, re.MULTILINE) is not None
    return isinstance(tool, dict) and "gnnlint" in tool


def parse_toml(text: str) -> dict[str, Any]:
    """The content of a TOML document; raises ``ValueError`` with line and column in it."""
    if sys.version_info >= (3, 11):
        import tomllib as toml
    else:
        import tomli as toml

    document: dict[str, Any] = toml.loads(text)
    return document
