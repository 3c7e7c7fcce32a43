"""``gnnlint rule``: what a rule says, why, and what to write instead."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint.cli.main import OK, UsageError
from gnnlint.cli.output import wants_color, write

if TYPE_CHECKING:
    from gnnlint.catalogue import Rule
    from gnnlint.report.own_rules import OwnRule


def run(arguments: argparse.Namespace) -> int:
    """Explain one rule, list all, or explain all."""
    from gnnlint.report import explanation

    rules: Sequence[Rule] = _rules()
    own: Sequence[OwnRule] = ()
    color = arguments.output is None and wants_color()
    if arguments.rule is not None:
        rules, own = _found(arguments.rule, rules)
    if arguments.format == "json":
        text = explanation.render_json(rules, own)
    elif arguments.format == "markdown":
        from gnnlint.report import rule_page

        text = rule_page.render(rules, own)
    elif arguments.rule is not None or arguments.all:
        text = explanation.render(rules, own, color=color)
    else:
        text = explanation.render_list(rules, color=color)
    write(text, arguments.output)
    return OK


def _rules() -> Sequence[Rule]:
    """The rules of gnnlint and those of the project here, in the order of their codes."""
    from gnnlint import catalogue
    from gnnlint.config import load

    rules = catalogue.load(load(Path.cwd()).rule_folders).rules
    return sorted(rules, key=lambda rule: rule.code)


def _found(wanted: str, rules: Sequence[Rule]) -> tuple[Sequence[Rule], Sequence[OwnRule]]:
    """The rule of that code or name; the rules of a prefix; those without a folder apart."""
    from gnnlint.config_keys import normal_code
    from gnnlint.report.own_rules import OWN_RULES
    from gnnlint.suggestion import did_you_mean

    selector = normal_code(wanted)
    every: list[Rule | OwnRule] = [*rules, *OWN_RULES]
    exact = [rule for rule in every if selector in (rule.code, rule.name)]
    found = exact or [rule for rule in every if rule.code.startswith(selector)]
    if found:
        return [rule for rule in rules if rule in found], [it for it in OWN_RULES if it in found]
    known = [word for rule in every for word in (rule.code, rule.name)]
    hint = did_you_mean(selector, known)
    raise UsageError(f"no rule `{wanted}`{hint} `gnnlint rule` lists all of them.")
