"""The files and folders that a command line names: they must be there, readable, and Python."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gnnlint.config import Settings

_OTHER_SUFFIXES = (".pyi", ".pyw")
_SHEBANG = re.compile(rb"#![^\n]*python")


def require(paths: Iterable[str], settings: Settings) -> None:
    """Stop at a path that cannot be checked, by the name that the user gave it.

    A file that cannot be read is let through: it is told like one below a folder.

    Args:
        paths: as they stand on the command line.
        settings: say which of them are excluded all the same.

    Raises:
        PathError: one does not exist, is a folder that cannot be read, or no Python file.
    """
    from gnnlint.discovery import is_excluded
    from gnnlint.source import PathError, absolute

    for path in paths:
        _require_readable(path)
        if _may_be_python(path):
            continue
        is_out = is_excluded(absolute(path), root=settings.root, exclude=settings.left_out)
        if not (settings.force_exclude and is_out):
            raise PathError(
                f"{path} is not a Python file; name one that ends in .py or .ipynb, a script "
                "whose first line names Python, or a folder"
            )


def _require_readable(path: str) -> None:
    from gnnlint.source import PathError

    try:
        os.stat(path)
        if os.path.isdir(path):
            os.scandir(path).close()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise PathError(f"{path} does not exist; name a file or a folder") from None
    except OSError as error:
        raise PathError(
            f"{path} cannot be read: {error.strerror or error}; let it be read by whoever "
            "runs gnnlint, or name something else"
        ) from None


def _may_be_python(path: str) -> bool:
    """Whether the name, or the first line of a script, speaks for Python; a pipe has neither."""
    from gnnlint.source import CODE_SUFFIXES

    if path.lower().endswith((*CODE_SUFFIXES, *_OTHER_SUFFIXES)) or not os.path.isfile(path):
        return True
    try:
        with open(path, "rb") as file:
            return _SHEBANG.match(file.readline(200)) is not None
    except OSError:
        return True
