"""The pylint plugin: `pylint --load-plugins=gnnlint.pylint`.

A rule is known to pylint by its name (``# pylint: disable=pool-without-size``); its code GNN201
becomes W9201, since pylint wants a letter and four digits. As with flake8, a function is judged
only where a model of the same file calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pylint.checkers import BaseRawFileChecker

from gnnlint import catalogue
from gnnlint.api import check_source
from gnnlint.catalogue import Rule
from gnnlint.finding import Finding, Fullgraph, Script
from gnnlint.report.message import headline

if TYPE_CHECKING:
    from astroid import nodes
    from pylint.lint import PyLinter

_OPTIONS: Any = (
    (
        "gnn-target",
        {
            "default": "auto",
            "type": "string",
            "metavar": "<targets>",
            "help": "auto, or some of compile, script, fullgraph",
        },
    ),
    (
        "gnn-torch-version",
        {
            "default": "",
            "type": "string",
            "metavar": "<X.Y>",
            "help": "judge by this torch; empty for what the project requires",
        },
    ),
    (
        "gnn-pyg-version",
        {
            "default": "",
            "type": "string",
            "metavar": "<X.Y>",
            "help": "judge by this torch_geometric; empty for what the project requires",
        },
    ),
)


def register(linter: PyLinter) -> None:
    """What pylint calls: a checker for each hundred of rules, which share what is found."""
    rules = catalogue.load().rules
    for number, hundred in enumerate(sorted({rule.code[3] for rule in rules})):
        own = [rule for rule in rules if rule.code[3] == hundred]
        make = _WithOptions if number == 0 else _Checker
        linter.register_checker(make(linter, hundred, own))


class _Checker(BaseRawFileChecker):
    """A hundred of rules: pylint wants the first two digits alike in a checker.

    It leaves out a checker none of whose messages is on, so each of them asks for the findings.
    """

    def __init__(self, linter: PyLinter, hundred: str, rules: Sequence[Rule]) -> None:
        self.name = f"gnnlint-{hundred}xx"
        self.own_names = {rule.name for rule in rules}
        self.msgs = {_code(it): ("%s", it.name, f"{it.summary}. {it.message}") for it in rules}
        super().__init__(linter)

    def process_module(self, node: nodes.Module) -> None:
        """Check the file of ``node``, in our own tree of it: pylint's would cost inference."""
        with node.stream() as stream:
            data = stream.read()
        if b"torch" not in data:
            return
        config: Any = self.linter.config
        findings = _findings(
            data, node.file, config.gnn_target, config.gnn_torch_version, config.gnn_pyg_version
        )
        for finding in findings:
            if finding.name in self.own_names:
                place = finding.place
                self.add_message(
                    finding.name,
                    line=place.line,
                    col_offset=place.column - 1,
                    end_lineno=place.end_line,
                    end_col_offset=place.end_column - 1,
                    args=(headline(finding),),
                )


class _WithOptions(_Checker):
    """The first checker, which brings the options of all of them."""

    options = _OPTIONS


@lru_cache(maxsize=1)
def _findings(
    data: bytes, file: str, target: str, torch_version: str, pyg_version: str
) -> tuple[Finding, ...]:
    """What is found in a file, which several checkers ask for in turn."""
    run = check_source(
        data,
        file,
        target=target,
        torch_version=torch_version or None,
        pyg_version=pyg_version or None,
        keep=True,
    )
    return run.findings


def _code(rule: Rule) -> str:
    """``W9201`` of GNN201, ``E`` where the compilers fail in every mode."""
    fails = all(row.fullgraph is Fullgraph.ERROR or row.script is Script.FAILS for row in rule.rows)
    return f"{'E' if rule.rows and fails else 'W'}9{rule.code[3:]}"
