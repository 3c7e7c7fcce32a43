"""The program: arguments in, exit status out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

OK, FINDINGS, ERROR, INTERRUPTED = 0, 1, 2, 130


class UsageError(Exception):
    """The command line asks for something impossible; the message says what to write."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status; ``argv`` defaults to that of the process."""
    if argv is None:
        _collect_nothing()
    from gnnlint.cli.arguments import parse

    try:
        arguments = parse(sys.argv[1:] if argv is None else argv)
    except SystemExit as stop:  # of argparse, after `--help` or an error
        return stop.code if isinstance(stop.code, int) else ERROR
    try:
        return _command(arguments)(arguments)
    except KeyboardInterrupt:
        return _complain("interrupted", INTERRUPTED)
    except Exception as error:
        return _explain(error)


def _collect_nothing() -> None:
    """Let this process end without looking for cycles in what it holds.

    A check leaves a hundred MiB of syntax trees. Looking through them, once it is done and again
    when the process ends, takes a third as long as checking them.
    """
    import atexit
    import gc

    gc.disable()
    atexit.register(gc.freeze)  # Python collects at its end all the same


def _command(arguments: argparse.Namespace) -> Callable[[argparse.Namespace], int]:
    if arguments.version or arguments.command == "version":
        return _print_version
    import importlib

    run: Callable[[argparse.Namespace], int]
    run = importlib.import_module(f"gnnlint.cli.{arguments.command}").run
    return run


def _print_version(arguments: argparse.Namespace) -> int:
    from gnnlint import __version__
    from gnnlint.cli.output import write

    write(f"gnnlint {__version__}\n", None)
    return OK


def _complain(message: str, status: int = ERROR) -> int:
    print(f"gnnlint: {message}", file=sys.stderr)
    return status


def _explain(error: Exception) -> int:
    """Say what the user can do: about their own mistake, or about ours."""
    from gnnlint.cli.output import OutputError
    from gnnlint.config_keys import ConfigError
    from gnnlint.source import PathError

    if isinstance(error, (UsageError, ConfigError, PathError, OutputError)):
        return _complain(f"error: {error}")
    import traceback

    from gnnlint import broken

    if broken.shows_traceback():
        traceback.print_exception(error)
    return _complain(
        f"internal error: {broken.told(error)}. This is a bug of gnnlint: please report it with "
        "the code it happened on and what GNNLINT_TRACEBACK=1 prints."
    )
