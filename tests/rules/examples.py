"""The rule folders as the tests see them: read from disk alone, so a folder is its own test.

And what ``check`` finds in their examples, asked once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gnnlint import example
from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.example import KINDS, Mark, examples_in, is_example
from gnnlint.finding import Default, Finding, Fullgraph, Script
from gnnlint.rule_folders import built_in_rules

__all__ = ["KINDS", "ROOT", "RULES", "Claim", "Example", "Mark", "examples", "is_example"]

ROOT = Path(__file__).resolve().parents[2]
RULES = built_in_rules()


MIGRATION = ("GNN521", "GNN525")
"""Advice that code gets in which nothing is wrong: examples of other rules are not judged by it."""


class Example(example.Example):
    """An example of a rule that comes with gnnlint."""

    @property
    def settings(self) -> Settings:
        """TorchScript's rules are judged for TorchScript too, the others as plain compile."""
        targets = ("compile", "script") if self.is_script else ("compile",)
        ignore = tuple(it for it in MIGRATION if it != self.code)
        return Settings(targets=targets, root=self.project or ROOT, ignore=ignore, preview=True)

    @property
    def is_script(self) -> bool:
        """Whether it belongs to a rule about TorchScript."""
        return self.code.startswith("GNN1")


def rule_folders() -> list[Path]:
    """Every folder of the catalogue."""
    return sorted(it for it in RULES.iterdir() if it.is_dir() and not it.name.startswith("__"))


def examples(*kinds: str) -> list[Example]:
    """Every example of the given kinds, of all rules."""
    found = [it for folder in rule_folders() for it in examples_in(folder)]
    return [Example(it.code, it.path, it.kind) for it in found if it.kind in kinds]


@cache
def findings_of(example: Example) -> tuple[Finding, ...]:
    """What ``check`` finds in an example, under the settings that it is judged by."""
    return check([example.path], example.settings).findings


@dataclass(frozen=True)
class Claim:
    """What is claimed of a line: by a finding, or by a row of a rule."""

    default: Default
    fullgraph: Fullgraph
    script: Script

    @staticmethod
    def of(finding: Finding) -> Claim:
        """The claim of a finding."""
        return Claim(finding.default, finding.fullgraph, finding.script)

    @property
    def about_compile(self) -> bool:
        """Whether torch.compile is said to do something."""
        return self.default is not Default.CLEAN or self.fullgraph is not Fullgraph.CLEAN
