"""The flake8 plugin, codes ``GNN``: `flake8 --select=GNN`.

flake8 hands over one file after the other. What a file imports from its project is followed as in
``gnnlint check``; a function in a file of its own is judged only where a model of the same file
calls it. flake8 parses, selects, ignores and reads ``# noqa``; so GNN001 (its own E999) and GNN002,
which only a look at the whole project justifies, are left to ``gnnlint check``.
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator, Sequence
from typing import Any

from gnnlint import __version__

_OPTIONS = {
    "--gnn-target": (
        "auto (default: compile, and script where the code uses TorchScript), or some of compile, "
        "script, fullgraph"
    ),
    "--gnn-torch-version": "judge by this torch (default: as the project requires)",
    "--gnn-pyg-version": "judge by this torch_geometric",
}


class Checker:
    """What flake8 makes an instance of for each file."""

    name = "gnnlint"
    version = __version__

    def __init__(
        self, tree: ast.AST, filename: str, lines: Sequence[str], options: argparse.Namespace
    ) -> None:
        """``tree`` is not used: flake8 runs what asks for it once a file."""
        self.filename = filename
        self.lines = lines
        self.options = options

    @classmethod
    def add_options(cls, manager: Any) -> None:
        """The options of the plugin, on the command line and in flake8's configuration."""
        for name, text in _OPTIONS.items():
            manager.add_option(name, default=None, parse_from_config=True, help=text)

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Stop before any file is read where an option, or pyproject.toml, is wrong."""
        from pathlib import Path

        from gnnlint.config import load
        from gnnlint.config_keys import ConfigError

        given = _given(options)
        given["targets"] = given.pop("target")
        try:
            load(Path.cwd(), given)
        except ConfigError as error:
            from flake8.exceptions import ExecutionError

            message = str(error)
            for name in _OPTIONS:  # the settings know them without the prefix
                message = message.replace(name.replace("gnn-", ""), name)
            raise ExecutionError(f"gnnlint: {message}") from None

    def run(self) -> Iterator[tuple[int, int, str, type]]:
        """The findings in the file: line, column from 0, text that begins with the code."""
        if not any("torch" in line for line in self.lines):
            return  # before anything is imported
        from gnnlint.api import check_source
        from gnnlint.remark import UNPARSABLE, UNUSED_SUPPRESSION
        from gnnlint.report.message import headline

        found = check_source("".join(self.lines), self.filename, keep=True, **_given(self.options))
        for finding in found.findings:
            if finding.code not in (UNPARSABLE, UNUSED_SUPPRESSION):
                place = finding.place
                yield (
                    place.line,
                    place.column - 1,
                    f"{finding.code} {headline(finding)}",
                    type(self),
                )


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The options by the names that ``check_source`` has for them."""
    names = ("target", "torch_version", "pyg_version")
    return {name: getattr(options, f"gnn_{name}", None) for name in names}
