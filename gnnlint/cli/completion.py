"""``gnnlint completion``: a script that completes commands, options and their values in a shell."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
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
    for name, parser in commands.items():
        words = _words(name)
        for action in parser._actions:
            if action.metavar in _FILES:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
            elif action.metavar in _FOLDERS:
                action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
            elif action.metavar in words:
                action.choices = words[action.metavar]
    write(shtab.complete(program, shell=arguments.shell), None)
    return OK


def _words(command: str) -> Mapping[object, Sequence[str]]:
    """The values that options of a command take, by what its help calls them."""
    from gnnlint.cli.formats import FORMATS, OF_MODELS, OF_READINESS
    from gnnlint.config_keys import FAIL_LEVELS, TARGETS
    from gnnlint.rule_folders import built_in_rules, rule_names

    codes = sorted(rule_names([built_in_rules()]))
    return {
        "CODE|NAME": codes,
        "FORMATS": {"verify": OF_MODELS, "report": OF_READINESS}.get(command, FORMATS),
        "LEVEL": FAIL_LEVELS,
        "RULES": codes,
        "TARGETS": TARGETS,
    }
