"""What a program would do to the world outside its process: refused. Runs in a child.

A program that is run for what it calls a model with, such as the example of a documentation, must
not download, write, delete or start anything. What it does is judged when it does it, by the events
that Python raises for auditing (PEP 578, the table of audit events in Python's documentation), not
by the names of the functions it calls.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import torch


class Refused(PermissionError):
    """The program would have an effect outside of its process."""


@contextmanager
def refused() -> Iterator[None]:
    """Raise ``Refused`` in whatever has an effect outside; new temporary files are none."""
    global _active, _installed
    if not _installed:
        sys.addaudithook(_audit)  # it can never be removed
        _installed = True
    ordinary = torch.save
    # Its writer is C++, which raises no event (torch/serialization.py, _open_zipfile_writer_file).
    torch.save = _save
    _active += 1
    try:
        yield
    finally:
        _active -= 1
        torch.save = ordinary


_active = 0
_installed = False
_made: set[str] = set()  # temporary files and folders of the program's own

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EFFECTS = (
    "ftplib.connect", "os.chown", "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg",
    "os.link", "os.posix_spawn", "os.rename", "os.spawn", "os.startfile", "os.symlink",
    "os.system", "shutil.", "smtplib.connect", "socket.bind", "socket.connect",
    "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "urllib.Request", "webbrowser.open",
)  # fmt: skip
_OF_PATHS = frozenset({"os.chmod", "os.mkdir", "os.remove", "os.rmdir", "os.truncate"})


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _active:
        return
    if event.startswith(_EFFECTS):
        raise Refused(f"{event} is refused")
    if event == "open" and _writes(*arguments):
        raise Refused(f"writing {arguments[0]} is refused")
    if event in _OF_PATHS and not _is_own(arguments[0], makes=event == "os.mkdir"):
        raise Refused(f"{event} of {arguments[0]} is refused")


def _writes(path: object, _: object, flags: object) -> bool:
    """Whether a file is opened to be written that is no temporary one of the program's own."""
    if not isinstance(flags, int) or not flags & _WRITING:
        return False
    if path in (os.devnull, tempfile.gettempdir()):  # the latter by ``tempfile``, with an opener
        return False
    return not _is_own(path, makes=bool(flags & os.O_EXCL))


def _is_own(path: object, *, makes: bool) -> bool:
    """Whether the program made it, or makes it now, among the temporary files."""
    if not isinstance(path, str | bytes | os.PathLike):
        return True  # a number: what is open already
    full = os.path.abspath(os.fsdecode(path))
    if makes and os.path.dirname(full) == tempfile.gettempdir():
        _made.add(full)
    return any(full == it or full.startswith(it + os.sep) for it in _made)


def _save(*arguments: object, **options: object) -> NoReturn:
    raise Refused("torch.save is refused")
