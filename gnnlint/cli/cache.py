"""``gnnlint cache``: says what is kept of earlier checks, and clears it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from gnnlint.cli.check import cache_of, named_folder
from gnnlint.cli.main import OK, UsageError
from gnnlint.cli.output import write
from gnnlint.report.verdict import counted

if TYPE_CHECKING:
    from gnnlint.cache.folder import Folder


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for with the folder that a check of the same paths uses."""
    from gnnlint.cache.folder import Folder
    from gnnlint.config import load

    folder = Folder.of(load(named_folder(arguments), cache_of(arguments)))
    text = _status(folder) if arguments.action == "status" else _clear(folder)
    write(f"{text}\n", None)
    return OK


def _status(folder: Folder) -> str:
    files = folder.files()
    size = sum(it.stat().st_size for it in files) / 2**20
    held = f"{counted(len(files), 'file')}, {size:.1f} MiB" if files else "empty"
    note = "" if folder.is_writable() else "; it cannot be written, so nothing is kept"
    return f"{folder.path}: {held}{note}"


def _clear(folder: Folder) -> str:
    try:
        number = folder.clear()
    except OSError as error:
        raise UsageError(f"cannot clear {folder.path}: {error.strerror or error}") from None
    return f"{folder.path}: {counted(number, 'file')} removed"
