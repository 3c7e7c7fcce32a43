"""The parser of a command line: what is wrong is answered by the nearest thing that exists."""

from __future__ import annotations

import argparse
from typing import NoReturn

from gnnlint.suggestion import did_you_mean


class Parser(argparse.ArgumentParser):
    """A parser whose errors name the nearest thing that exists."""

    def __init__(self, *arguments: object, **options: object) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        options.setdefault("allow_abbrev", False)
        super().__init__(*arguments, **options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Print what is wrong and where to read on; exit with status 2."""
        self.exit(2, f"{self.prog}: error: {message}\nSee `{self.prog} --help`.\n")

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Refuse what is no choice, and name the nearest that is."""
        if action.choices is not None and value not in action.choices:
            choices = [str(each) for each in action.choices]
            hint = did_you_mean(str(value), choices)
            message = f"no `{value}`{hint} There are {', '.join(choices)}."
            raise argparse.ArgumentError(action, message)

    @property
    def option_names(self) -> list[str]:
        """Every option this parser knows."""
        return [name for action in self._actions for name in action.option_strings]
