"""The folder of the cache: where it stands, and how its files are read and written.

Nothing in it is trusted: a file says by its checksum that it is whole, and holds JSON, so that a
folder that comes with somebody's code can run nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gnnlint.config import Settings
from gnnlint.source import is_marked

NAME = ".gnnlint_cache"

VARIABLE = "GNNLINT_CACHE_DIR"
"""The environment variable that names another folder."""

SUFFIX = ".kept"

_TAG = "CACHEDIR.TAG"
_TAGGED = """\
Signature: 8a477f597d28d172789f06886806bc55
# This folder was made by gnnlint and may be removed at any time.
# What such a tag means: https://bford.info/cachedir/
"""

_IGNORE_FILE = ".gitignore"
_IGNORED = "# Made by gnnlint.\n*\n"

MOST_FILES = 20
"""Files that are kept; each stands for other settings, other paths, or another gnnlint."""


@dataclass(frozen=True)
class Folder:
    """A folder that holds answers; it need not exist yet."""

    path: Path

    @classmethod
    def of(cls, settings: Settings) -> Folder:
        """The folder that the settings name; else one in the project's root, or where we are."""
        if settings.cache_dir is not None:
            return cls(settings.cache_dir)
        return cls((settings.root if is_marked(settings.root) else Path.cwd()) / NAME)

    def read(self, name: str) -> list[bytes] | None:
        """The lines that were written under ``name``; None where there are none, or not whole."""
        try:
            data = (self.path / f"{name}{SUFFIX}").read_bytes()
        except OSError:
            return None
        checksum, _, body = data.partition(b"\n")
        return body.split(b"\n") if checksum == _checksum(body) else None

    def write(self, name: str, lines: Sequence[bytes]) -> bool:
        """Write ``lines``, in one step: whoever reads meanwhile sees what was there before.

        Returns:
            Whether that could be done.
        """
        body = b"\n".join(lines)
        unfinished = self.path / f"{name}.{os.getpid()}-{time.monotonic_ns()}{SUFFIX}"
        try:
            self._make()
            with unfinished.open("xb") as stream:
                stream.write(_checksum(body) + b"\n" + body)
            unfinished.replace(self.path / f"{name}{SUFFIX}")
        except OSError:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            return False
        self._prune()
        return True

    def files(self) -> list[Path]:
        """The files that hold answers, those written last first."""
        found = []
        with contextlib.suppress(OSError):
            for file in self.path.glob(f"*{SUFFIX}"):
                with contextlib.suppress(OSError):  # another process may remove it meanwhile
                    found.append((file.stat().st_mtime_ns, file))
        return [it for _, it in sorted(found, reverse=True)]

    def clear(self) -> int:
        """Remove what is kept, and the folder where nothing else stands in it.

        Returns:
            How many files there were.

        Raises:
            OSError: one of them could not be removed.
        """
        files = self.files()
        for file in [*files, *self._markers()]:
            file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.path.rmdir()
        return len(files)

    def is_writable(self) -> bool:
        """Whether answers can be kept here."""
        existing = next(it for it in (self.path, *self.path.parents) if os.path.exists(it))
        return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)

    def _make(self) -> None:
        """Make the folder, marked as nobody's work; one that was there before stays as it is."""
        if self.path.is_dir():
            return
        self.path.mkdir(parents=True, exist_ok=True)
        (self.path / _IGNORE_FILE).write_text(_IGNORED, encoding="utf-8")
        (self.path / _TAG).write_text(_TAGGED, encoding="utf-8")

    def _markers(self) -> Iterator[Path]:
        """The files that `_make` wrote."""
        for name, text in ((_IGNORE_FILE, _IGNORED), (_TAG, _TAGGED)):
            file = self.path / name
            with contextlib.suppress(OSError, ValueError):
                if file.read_text(encoding="utf-8") == text:
                    yield file

    def _prune(self) -> None:
        """Remove the oldest files; those that a killed run left unfinished grow old as well."""
        for file in self.files()[MOST_FILES:]:
            with contextlib.suppress(OSError):
                file.unlink()


def _checksum(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).hexdigest().encode()
