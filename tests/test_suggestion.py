"""What is suggested in the place of a name that does not exist, and what is too far away."""

from __future__ import annotations

import pytest

from gnnlint.cli.options import COMMANDS
from gnnlint.config_keys import FAIL_LEVELS
from gnnlint.rule_folders import built_in_rules, rule_names
from gnnlint.suggestion import did_you_mean, nearest
from gnnlint.suppression import WORDS

RULES = rule_names([built_in_rules()])
OPTIONS = ("--format", "--fail-on", "--torch-version", "--force-exclude", "--no-cache")


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("chek", COMMANDS, "check"),
        ("ignroe", WORDS, "ignore"),
        ("--formt", OPTIONS, "--format"),
        ("--torch", OPTIONS, "--torch-version"),  # its first word
        ("GNN20l", RULES, "GNN201"),
        ("GNN-301", RULES, "GNN301"),
        ("arget", ("target", "format"), "target"),  # its first letter is lost
        ("run", COMMANDS, None),
        ("severe", FAIL_LEVELS, None),
        ("list", COMMANDS, None),
        ("--fix", OPTIONS, None),
        ("GNN999", RULES, None),  # all codes begin alike
        ("LAB201", RULES, None),
        ("see", WORDS, None),
        ("anything", (), None),
    ],
)
def test_what_is_near(name: str, known: tuple[str, ...], expected: str | None) -> None:
    assert nearest(name, known) == expected


def test_the_end_of_a_sentence() -> None:
    assert did_you_mean("Nett", ["Net"], "`net.py:{}`") == ". Did you mean `net.py:Net`?"
    assert did_you_mean("Encoder", ["Net"]) == "."
