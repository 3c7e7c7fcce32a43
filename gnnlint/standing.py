"""The standing of a rule: whether it is in preview, whether its code may run, and which target it
speaks against.

What is not judged by in a run says nothing there, so that its comments and entries in a baseline
are not called idle. To know that of single rules, none but theirs are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gnnlint.config import Settings
from gnnlint.config_keys import TARGETS, ConfigError
from gnnlint.rule_folders import CODE, built_in_rules, rules_in
from gnnlint.source import parse_toml
from gnnlint.suggestion import did_you_mean

STABILITIES = ("stable", "preview")


@dataclass(frozen=True)
class Standing:
    """When a rule is judged by."""

    stability: str = STABILITIES[0]  # "preview": off unless previews are asked for
    unless_target: str = ""  # a target: off where somebody chose it by name
    has_code: bool = False  # off unless its code is run

    def is_judged(self, settings: Settings, code: str, name: str) -> bool:
        """Whether the rule of that code and name is, under these settings, if it is selected."""
        chosen = () if isinstance(settings.targets, str) else settings.targets
        is_ready = self.stability == STABILITIES[0] or settings.preview
        may_run = not self.has_code or settings.runs_code_of(code, name)
        return is_ready and may_run and self.unless_target not in chosen


def read(file: Path) -> dict[str, Any]:
    """What a rule.toml says. Raises ``ConfigError`` where it cannot be read."""
    try:
        return parse_toml(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file}: {error}") from error


def standing(table: Mapping[str, Any], file: Path) -> Standing:
    """What a rule.toml says of it, and what stands beside that. Raises ``ConfigError``."""
    where = str(file)
    stability = table.get("stability", STABILITIES[0])
    if stability not in STABILITIES:
        known = ", ".join(STABILITIES)
        raise ConfigError(f"{where}: `stability` is one of {known}, not `{stability}`")
    unless_target = table.get("unless_target", "")
    targets = [it for it in TARGETS if it != "auto"]
    if unless_target and unless_target not in targets:
        hint = did_you_mean(str(unless_target), targets)
        raise ConfigError(
            f"{where}: `unless_target` is one of {', '.join(targets)}, not `{unless_target}`{hint}"
        )
    return Standing(str(stability), str(unless_target), (file.parent / CODE).is_file())


def are_judged(selector: str, settings: Settings) -> bool:
    """Whether every rule that a code, a prefix or a name may mean is judged by.

    Raises:
        ConfigError: the folder of such a rule is wrong.
    """
    return all(
        _standing_in(folder).is_judged(settings, code, name)
        for code, name, folder in rules_in((built_in_rules(), *settings.rule_folders))
        if code.startswith(selector) or name == selector
    )


def forget() -> None:
    """Read rule folders anew when they are asked for again."""
    _standing_in.cache_clear()


@cache
def _standing_in(folder: Path) -> Standing:
    file = folder / "rule.toml"
    return standing(read(file), file)
