"""The arguments of a command line: read, or refused with what was meant."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from gnnlint.cli.options import COMMANDS, parsers
from gnnlint.cli.parser import Parser
from gnnlint.suggestion import did_you_mean


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of the command line; exits with status 2 and a hint where they are wrong."""
    parser, commands = parsers()
    _check_command(parser, argv)
    if argv and argv[0] in commands:  # by itself, so that options may stand between paths
        reader, given = commands[argv[0]], argparse.Namespace(command=argv[0], version=False)
        arguments, unknown = reader.parse_known_intermixed_args(argv[1:], given)
    else:
        reader = parser
        arguments, unknown = parser.parse_known_args(argv)
    if unknown:
        reader.error(_unknown(unknown[0], reader.option_names))
    if arguments.command is None and not arguments.version:
        parser.print_help()
        parser.exit(0)
    if getattr(arguments, "output", None) == "-":
        arguments.output = None  # standard output, as everywhere
    return arguments


def _check_command(parser: Parser, argv: Sequence[str]) -> None:
    """Stop at a first word that is no command."""
    import os

    if not argv or argv[0].startswith("-") or argv[0] in COMMANDS:
        return
    word = argv[0]
    if word in ("clean", "clear"):
        parser.error(f"no command `{word}`. Did you mean `gnnlint cache clear`?")
    if os.path.exists(word):
        parser.error(f"`{word}` is no command. Did you mean `gnnlint check {word}`?")
    hint = did_you_mean(word, COMMANDS)
    parser.error(f"no command `{word}`{hint} There are {', '.join(COMMANDS)}.")


def _unknown(word: str, known: Sequence[str]) -> str:
    from gnnlint.config_keys import READERS

    name = word.split("=", 1)[0]
    if (key := name.removeprefix("--")) in READERS:
        return f"no option `{name}` here: `{key}` is a key of [tool.gnnlint] in pyproject.toml"
    kind = "option" if name.startswith("-") else "argument"
    return f"no {kind} `{name}`{did_you_mean(name, known)}"
