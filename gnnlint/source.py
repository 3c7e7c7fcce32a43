"""Files: which ones to check, what they say, and where their columns are.

Nothing here parses Python. A file is found, read and decoded once; the bytes are kept for hashing
and for cheap tests, the text for parsing and for source frames.
"""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnnlint import notebook
from gnnlint.lines import Lines

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

EXCLUDED_FOLDERS = frozenset(
    {"__pycache__", "__pypackages__", "build", "dist", "node_modules", "site-packages", "venv"}
)
"""Folders never entered unless named; hidden folders and virtual environments come on top."""

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


def discover(
    paths: Sequence[str | os.PathLike[str]],
    *,
    root: Path,
    exclude: Sequence[str] = (),
    force_exclude: bool = False,
    suffixes: tuple[str, ...] = CODE_SUFFIXES,
) -> list[Path]:
    """The files under ``paths`` with these ``suffixes``: absolute, each once, sorted by folder.

    A named file is always in; with ``force_exclude`` it must pass the excludes too. A named folder
    is entered even where an exclude covers it, which then has no say below it. ``exclude`` holds
    patterns in the syntax of .gitignore, relative to ``root``. A folder that cannot be read stands
    for the files in it. Raises ``PathError`` for a path that does not exist.
    """
    found: dict[Path, None] = {}
    filters = _Filters(absolute(root), exclude, suffixes)
    for name in paths:
        path = absolute(name)
        if os.path.isdir(path):
            if not (force_exclude and filters.excludes_named(path, is_folder=True)):
                found.update(dict.fromkeys(filters.walk(path)))
        elif os.path.exists(path):
            if not (force_exclude and filters.excludes_named(path, is_folder=False)):
                found[path] = None
        else:
            raise PathError(f"{os.fspath(name)} does not exist; name a file or a folder")
    return list(found)


def is_excluded(path: Path, *, root: Path, exclude: Sequence[str] = ()) -> bool:
    """Whether ``discover`` would pass over a file that nobody named; it need not exist."""
    return _Filters(absolute(root), exclude).excludes_named(path, is_folder=False)


@dataclass(frozen=True)
class _Patterns:
    """Patterns in the syntax of .gitignore and the folder they are relative to."""

    folder: str
    spec: GitIgnoreSpec

    def says(self, path: str, is_folder: bool) -> bool | None:
        """True to exclude, False to bring back, None where no pattern matches."""
        if not path.startswith(self.folder):
            return None
        relative = path[len(self.folder) :].replace(os.sep, "/").lstrip("/")
        return self.spec.check_file(relative + "/" if is_folder else relative).include


@dataclass(frozen=True)
class _InForce:
    """The patterns that count for the content of one folder: .gitignore files, outermost first."""

    ignore_files: tuple[_Patterns, ...]
    user: _Patterns | None

    def exclude(self, path: str, is_folder: bool) -> bool:
        """What the user's patterns say, else the innermost .gitignore that says something."""
        order = [*reversed(self.ignore_files)]
        if self.user is not None:
            order.insert(0, self.user)
        for patterns in order:
            said = patterns.says(path, is_folder)
            if said is not None:
                return said
        return False

    def with_file(self, patterns: _Patterns) -> _InForce:
        """The same with one more .gitignore, further in."""
        return _InForce((*self.ignore_files, patterns), self.user)

    def without_those_against(self, folder: str) -> _InForce:
        """The same without the patterns that exclude ``folder``, which somebody named."""
        ignore_files = [each for each in self.ignore_files if not each.says(folder, True)]
        user = self.user if self.user is None or not self.user.says(folder, True) else None
        return _InForce(tuple(ignore_files), user)


class _Filters:
    """Everything that keeps a file out: default excludes, the user's, and .gitignore files."""

    def __init__(
        self, root: Path, exclude: Sequence[str], suffixes: tuple[str, ...] = CODE_SUFFIXES
    ) -> None:
        self.root = root
        self.suffixes = suffixes
        self.user = _patterns(str(root), exclude)
        self._ignore_files: dict[str, _Patterns | None] = {}

    def excludes_named(self, path: Path, is_folder: bool) -> bool:
        """Whether a path given by name is excluded, itself or through a folder above it."""
        in_force = self._above(path.parent)
        steps = [(folder, True) for folder in _between(self.root, path.parent)]
        return any(
            (step_is_folder and _is_excluded_by_default(str(step), step.name))
            or in_force.exclude(str(step), step_is_folder)
            for step, step_is_folder in [*steps, (path, is_folder)]
            if step != self.root
        )

    def walk(self, folder: Path) -> Iterator[Path]:
        """The files below ``folder``, which itself is not questioned."""
        name = str(folder)
        return self._walk(name, self._above(folder.parent).without_those_against(name))

    def _above(self, folder: Path) -> _InForce:
        """The patterns in force for the content of ``folder``."""
        files = [self._ignore_file(str(parent)) for parent in self._repository(folder)]
        return _InForce(tuple(each for each in files if each is not None), self.user)

    def _repository(self, folder: Path) -> Iterable[Path]:
        """The folders whose .gitignore counts for ``folder``, outermost first."""
        above = [folder, *folder.parents]
        for index, parent in enumerate(above):
            if os.path.exists(parent / ".git"):
                return above[index::-1]
        return _between(self.root, folder)

    def _ignore_file(self, folder: str) -> _Patterns | None:
        if folder not in self._ignore_files:
            self._ignore_files[folder] = _read_ignore_file(folder)
        return self._ignore_files[folder]

    def _walk(self, folder: str, in_force: _InForce) -> Iterator[Path]:
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except FileNotFoundError:  # removed meanwhile
            return
        except OSError:  # reading it says why
            yield Path(folder)
            return
        if any(entry.name == ".gitignore" for entry in entries):
            patterns = self._ignore_file(folder)
            in_force = in_force if patterns is None else in_force.with_file(patterns)
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if _is_excluded_by_default(entry.path, entry.name):
                    continue
                if not in_force.exclude(entry.path, True):
                    yield from self._walk(entry.path, in_force)
            elif entry.name.endswith(self.suffixes) and _is_file(entry):
                if in_force.exclude(entry.path, False):
                    continue
                yield Path(entry.path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file, or a link to one; a link that leads round in a circle is none."""
    try:
        return entry.is_file()
    except OSError:
        return False


def _between(root: Path, folder: Path) -> Iterable[Path]:
    """The folders from ``root`` down to ``folder``; ``folder`` alone where it lies outside."""
    chain = [folder, *folder.parents]
    return reversed(chain[: chain.index(root) + 1]) if root in chain else (folder,)


def _is_excluded_by_default(path: str, name: str) -> bool:
    return (
        name.startswith(".")
        or name in EXCLUDED_FOLDERS
        or name.endswith(".egg-info")
        or os.path.exists(os.path.join(path, "pyvenv.cfg"))
    )


def _read_ignore_file(folder: str) -> _Patterns | None:
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return None
    return _patterns(folder, lines)


def _patterns(folder: str, lines: Sequence[str]) -> _Patterns | None:
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    if not kept:
        return None
    from pathspec import GitIgnoreSpec

    try:
        spec = GitIgnoreSpec.from_lines(kept)
    except ValueError:  # git passes over a pattern that means nothing; so do we
        spec = GitIgnoreSpec.from_lines([line for line in kept if is_pattern(line)])
    return _Patterns(folder, spec)


def is_pattern(line: str) -> bool:
    """Whether ``line`` is a valid pattern of a .gitignore file."""
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
