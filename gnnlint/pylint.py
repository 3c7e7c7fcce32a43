"""The pylint plugin: `pylint --load-plugins=gnnlint.pylint`.

A rule is known to pylint by its name (``# pylint: disable=pool-without-size``); its code GNN201
becomes W9201, since pylint wants a letter and four digits; a project's own rules are numbered from
W9801 on. As with flake8, a function is judged only where a model of the same file calls it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from pylint.checkers import BaseRawFileChecker

from gnnlint import catalogue
from gnnlint.api import check_source
from gnnlint.catalogue import Rule
from gnnlint.config import load
from gnnlint.config_keys import ConfigError
from gnnlint.finding import Finding, Fullgraph, Script
from gnnlint.remark import FAILURES
from gnnlint.report.message import headline
from gnnlint.report.own_rules import OWN_RULES

if TYPE_CHECKING:
    from astroid import nodes
    from pylint.lint import PyLinter

_Message: TypeAlias = tuple[str, str, str]
"""What pylint wants of one: its text, its name, and what it means."""

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
    for number, (hundred, messages) in enumerate(sorted(_hundreds().items())):
        make = _WithOptions if number == 0 else _Checker
        linter.register_checker(make(linter, hundred, messages))


def load_configuration(linter: PyLinter) -> None:
    """What pylint calls before it reads any file: stop where an option or pyproject.toml is wrong.

    Told of each file, it would be a crash of pylint.
    """
    config = linter.config
    given = {
        "targets": config.gnn_target,
        "torch_version": config.gnn_torch_version or None,
        "pyg_version": config.gnn_pyg_version or None,
    }
    try:
        load(Path.cwd(), given, lambda key: f"--gnn-{key}")
    except ConfigError as error:
        print(f"pylint: error: gnnlint: {error}", file=sys.stderr)
        sys.exit(_USAGE_ERROR)


_USAGE_ERROR = 32
"""The exit status for it (pylint/lint/run.py)."""

_OF_OWN_RULES = range(801, 1000)
"""The last three of the four digits that pylint wants (pylint/message/message_definition.py)."""


def _hundreds() -> dict[str, dict[str, _Message]]:
    """The messages by the third digit of their numbers: rules, and mistakes of them and of ours."""
    found: dict[str, dict[str, _Message]] = {}
    rules = catalogue.load().rules
    for rule in rules:
        found.setdefault(rule.code[3], {})[_code(rule, rule.code[3:])] = _message(rule)
    theirs = [it for it in catalogue.load(_own_folders()).rules if it not in rules]
    if len(theirs) > len(_OF_OWN_RULES):
        raise ConfigError(
            f"pylint has numbers for {len(_OF_OWN_RULES)} rules of a project, this one has "
            f"{len(theirs)}: name fewer `rule-folders`"
        )
    for number, rule in zip(map(str, _OF_OWN_RULES), theirs, strict=False):
        found.setdefault(number[0], {})[_code(rule, number)] = _message(rule)
    for it in OWN_RULES:
        if it.code in FAILURES:
            text = f"{it.summary}. {it.text}"
            found.setdefault("0", {})[f"E9{it.code[3:]}"] = ("%s", it.name, text)
    return found


def _own_folders() -> Sequence[Path]:
    """The rule folders of the project here; wrong settings are told once the options are read."""
    try:
        return load(Path.cwd()).rule_folders
    except ConfigError:
        return ()


def _message(rule: Rule) -> _Message:
    return "%s", rule.name, f"{rule.summary}. {catalogue.in_general(rule.message)}."


class _Checker(BaseRawFileChecker):
    """A hundred of rules: pylint wants the first two digits alike in a checker.

    It leaves out a checker none of whose messages is on, so each of them asks for the findings.
    """

    def __init__(self, linter: PyLinter, hundred: str, messages: dict[str, _Message]) -> None:
        self.name = f"gnnlint-{hundred}xx"
        self.own_names = {name for _, name, _ in messages.values()}
        self.msgs = {**messages}
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


def _code(rule: Rule, number: str) -> str:
    """``W9201`` of number 201, ``E`` where the compilers fail in every mode."""
    fails = all(row.fullgraph is Fullgraph.ERROR or row.script is Script.FAILS for row in rule.rows)
    return f"{'E' if rule.rows and fails else 'W'}9{number}"
