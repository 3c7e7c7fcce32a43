"""``gnnlint completion``: a script that completes commands, options and files in a shell."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from gnnlint.cli.main import OK, UsageError
from gnnlint.cli.output import write

_MISSING = "completion needs shtab: `pip install 'gnnlint[completion]'`"

_FILES = frozenset({"FILE", "PATH", "NAME", "FILE.py[:Class]"})
_FOLDERS = frozenset({"RULEDIR", "FOLDER"})


def run(arguments: argparse.Namespace) -> int:
    """Print the script for a shell."""
    if find_spec("shtab") is None:
        raise UsageError(_MISSING)
    import shtab

    from gnnlint.cli.options import parsers

    program, commands = parsers()
    for parser in (program, *commands.values()):
        for action in parser._actions:
            if action.metavar in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.metavar in _FOLDERS:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    write(shtab.complete(program, shell=arguments.shell), None)
    return OK
