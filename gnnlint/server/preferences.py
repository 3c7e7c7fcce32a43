"""What the client's settings say: the keys of [tool.gnnlint], and how the editor behaves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gnnlint.suggestion import did_you_mean

SECTION = "gnnlint"

_OPTIONS = {
    "select": "select",
    "ignore": "ignore",
    "extend-select": "extend_select",
    "target": "targets",
    "torch-version": "torch_version",
    "pyg-version": "pyg_version",
    "preview": "preview",
    "baseline": "baseline",
    "exclude": "exclude",
}
"""Keys that mean what they mean in pyproject.toml, and win over it."""

_CHOICES = {"run": ("onType", "onSave"), "diagnostics": ("workspace", "openFiles")}
_SWITCHES = ("enable", "codeLens")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Preferences:
    """The settings of one folder.

    ``options`` are by the names of the fields of ``Settings``; ``complaints`` say what could not
    be understood.
    """

    enable: bool = True
    run: str = "onType"
    diagnostics: str = "workspace"
    codeLens: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()


def read(value: object) -> Preferences:
    """The preferences in what a client sent, which may be anything, or nothing."""
    if isinstance(value, Mapping) and set(value) == {SECTION}:
        value = value[SECTION]
    if isinstance(value, Mapping) and set(value) == {"settings"}:
        value = value["settings"]
    if not isinstance(value, Mapping):
        return Preferences()
    chosen: dict[str, Any] = {}
    options: dict[str, Any] = {}
    complaints: list[str] = []
    for key, each in value.items():
        spelled = _CAPITAL.sub("-", str(key)).lower().replace("_", "-")
        if each is None:
            continue
        if spelled in _OPTIONS:
            options[_OPTIONS[spelled]] = each
        elif _is_choice(key, each):
            chosen[key] = each
        else:
            complaints.append(_complaint(str(key), each))
    return Preferences(**chosen, options=options, complaints=tuple(complaints))


def _is_choice(key: object, value: object) -> bool:
    return value in _CHOICES.get(str(key), ()) or (key in _SWITCHES and isinstance(value, bool))


def _complaint(key: str, value: object) -> str:
    if key in _CHOICES:
        return f"setting `{key}` is one of {', '.join(_CHOICES[key])}, not `{value}`"
    if key in _SWITCHES:
        return f"setting `{key}` is true or false, not `{value}`"
    known = [_camel(it) for it in _OPTIONS] + [*_CHOICES, *_SWITCHES]
    return f"unknown setting `{key}`{did_you_mean(key, known)}"


def called(key: str) -> str:
    """What the user of an editor calls a key of pyproject.toml."""
    return f"setting `{_camel(key)}`"


def _camel(key: str) -> str:
    head, *rest = key.split("-")
    return head + "".join(word.capitalize() for word in rest)
