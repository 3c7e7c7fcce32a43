"""``gnnlint test``: holds the examples of rules against the rules, and against the compilers."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint.cli.main import FINDINGS, OK, UsageError
from gnnlint.cli.output import wants_color, write
from gnnlint.cli.progress import Progress
from gnnlint.cli.verify import as_installed, require_torch

if TYPE_CHECKING:
    from gnnlint.catalogue import Rule
    from gnnlint.config import Settings
    from gnnlint.proof import Proof
    from gnnlint.report.page import Page


def run(arguments: argparse.Namespace) -> int:
    """Try every example; exit 1 unless all of them hold."""
    from gnnlint.example import examples_in
    from gnnlint.proof import missing_examples, prove
    from gnnlint.report.page import Page
    from gnnlint.verify import Children

    if not arguments.static:
        require_torch()
    rules, settings = _rules(Path(arguments.folder), arguments.static)
    page, number, failed = Page(), 0, 0
    total = sum(len(list(examples_in(rule.folder))) for rule in rules)
    compilers = nullcontext() if arguments.static else Children()
    with Progress("tried", "examples") as progress, compilers as children:
        for rule in rules:
            lacking = missing_examples(rule)
            page.gap()
            page.line((rule.code, "bold"), (f" {rule.name}", "bold cyan"))
            for text in lacking:
                page.line(("  FAILED  ", "bold red"), text)
            failed += len(lacking)
            for example in examples_in(rule.folder):
                with progress.during(example.id, number, total):
                    proof = prove(rule, example, settings, children)
                _add(page, proof)
                failed += not proof.holds
                number += 1
    page.gap()
    page.line((_summary(len(rules), number, failed), "bold red" if failed else "bold green"))
    write(page.render(wants_color()), None)
    return FINDINGS if failed else OK


def _rules(folder: Path, static: bool) -> tuple[list[Rule], Settings]:
    """The rules in the folder (or the one that it is), and settings that know of them."""
    from gnnlint import catalogue
    from gnnlint.config import ONLY_ALLOWED, load
    from gnnlint.rule_folders import built_in_rules, is_rule
    from gnnlint.source import absolute

    folder = absolute(folder)
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder: name one that holds rule folders, or is one")
    above = folder.parent if is_rule(folder) else folder
    settings = load(folder)
    known = [built_in_rules(), *settings.rule_folders]
    if above.resolve() not in [it.resolve() for it in known]:
        settings = replace(settings, rule_folders=(*settings.rule_folders, above))
    if above != folder:
        settings = replace(settings, rule_folders=tuple(_apart(settings.rule_folders, folder)))
    if not static:  # judge by the compiler that answers
        settings = as_installed(settings)
    rules = list(_inside(folder, catalogue.load(settings.rule_folders).rules))
    if not rules:
        raise UsageError(f"{folder} holds no rule: one is a folder with a rule.toml")
    if not settings.allow_rule_code:
        for rule in rules:
            if rule.check is not None:
                raise UsageError(f"{rule.check}: runs {ONLY_ALLOWED}")
    return rules, settings


def _apart(folders: Iterable[Path], rule: Path) -> Iterator[Path]:
    """The folders, those beside ``rule`` one by one: its examples may show what they are about.

    One of these that cannot be loaded, since somebody is writing it, is left out.
    """
    from gnnlint import catalogue
    from gnnlint.config_keys import ConfigError
    from gnnlint.rule_folders import rules_in

    for each in folders:
        if each.resolve() != rule.parent.resolve():
            yield each
            continue
        for _, _, it in rules_in((each,)):
            try:
                catalogue.load((it,))
            except ConfigError:
                if it.resolve() == rule.resolve():
                    raise
            else:
                yield it


def _inside(folder: Path, rules: tuple[Rule, ...]) -> Iterator[Rule]:
    for rule in rules:
        if folder.resolve() in (rule.folder.resolve(), rule.folder.parent.resolve()):
            yield rule


def _add(page: Page, proof: Proof) -> None:
    name = proof.example.path.name
    if not proof.holds:
        page.line(("  FAILED  ", "bold red"), name)
        for problem in proof.problems:
            page.line(f"          {' '.join(problem.split())}")
        return
    found = "silent" if not proof.findings else f"found {proof.findings}"
    confirmed = "confirmed by the compiler" if proof.claims else "accepted by the compiler"
    said = f"{found}, {confirmed}" if proof.compiled else found
    page.line(("  ok      ", "green"), f"{name:<12}  ", (f"{said}", "dim"))
    if proof.note:
        page.line((f"          {proof.note}", "dim"))


def _summary(rules: int, examples: int, failed: int) -> str:
    from gnnlint.report.verdict import counted

    what = f"{counted(examples, 'example')} of {counted(rules, 'rule')}"
    return f"{what}: {failed} failed" if failed else f"{what}: all hold"
