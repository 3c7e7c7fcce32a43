"""Where reports go: standard output or a file, with colours or without."""

from __future__ import annotations

import os
import sys
from typing import TextIO


class OutputError(Exception):
    """A report could not be written; the message says where to."""


def wants_color(stream: TextIO | None = None) -> bool:
    """Colours on a terminal, unless NO_COLOR is set; anywhere, where FORCE_COLOR is."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    stream = stream or sys.stdout
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def is_terminal() -> bool:
    """Whether people read standard output as it comes, and not another program or a file."""
    return sys.stdout is not None and sys.stdout.isatty()


def write(text: str, file: str | None) -> None:
    """Write ``text`` to ``file``, without one to standard output.

    A reader that went away (``gnnlint check | head``) is no error. Raises ``OutputError``.
    """
    if file is None:
        _print(text)
    else:
        _store(text, file, "w")


def append(text: str, file: str) -> None:
    """Add ``text`` to the end of ``file``. Raises ``OutputError``."""
    _store(text, file, "a")


def _store(text: str, file: str, mode: str) -> None:
    try:
        with open(file, mode, encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise OutputError(f"cannot write {file}: {error.strerror or error}") from None


def _print(text: str) -> None:
    if sys.stdout is None:  # the shell closed it: `>&-`
        raise OutputError("cannot write standard output: it is closed")
    # A terminal that lacks a character shows its escape instead of stopping the report.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        raise OutputError(f"cannot write standard output: {error.strerror or error}") from None


def _silence() -> None:
    """Give the interpreter something that takes what it flushes once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
