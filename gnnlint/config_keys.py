"""What each key of the configuration takes, from TOML or from an option."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gnnlint.discovery import is_pattern
from gnnlint.suggestion import did_you_mean
from gnnlint.versions import PYG, TORCH, Known

Reader: TypeAlias = Callable[[object, str], Any]
"""Reads a value of the settings; told where it stands, to say what is wrong with it."""

TARGETS = ("auto", "compile", "script", "fullgraph")
FAIL_LEVELS = ("error", "warning", "info", "never")
_VERSION = re.compile(r"(?P<short>\d+\.\d+)\w*(?:[.+]\w+)*")


class ConfigError(Exception):
    """Wrong settings; the message says where they stand, what is wrong and what to write."""


@dataclass(frozen=True)
class ModelSettings:
    """A model for ``gnnlint verify`` and the budgets it must keep; None is no budget."""

    target: str  # "net.py" or "net.py:Net", relative to the project root
    graph_breaks: int | None = None
    recompiles: int | None = None
    fullgraph: bool | None = None
    script: bool | None = None
    export: bool | None = None


@dataclass(frozen=True)
class PerFileIgnore:
    """Rules that are off in the files a pattern in the syntax of .gitignore matches."""

    pattern: str
    codes: tuple[str, ...]


def read_keys(
    table: Mapping[str, object],
    readers: Mapping[str, Reader],
    *,
    unknown: Callable[[str], str],
    where: Callable[[str], str],
) -> dict[str, Any]:
    """The values of a table's keys, each by its reader, under their names in Python.

    Raises:
        ConfigError: a key has no reader, or its value is wrong; ``unknown`` and ``where`` begin
            the sentence that says so.
    """
    found: dict[str, Any] = {}
    spelled = {key.replace("-", "_"): key for key in readers}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in spelled:
            raise ConfigError(unknown(key) + did_you_mean(key, readers))
        found[name] = readers[spelled[name]](value, where(key))
    return found


def strings(value: object, where: str) -> tuple[str, ...]:
    """A list of texts; raises ``ConfigError`` for anything else."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ConfigError(f"{where} must be a list of strings, not {_type(value)}")
    for each in value:
        if not isinstance(each, str):
            raise ConfigError(f"{where} must be a list of strings, yet holds {_type(each)}")
    return tuple(value)


def text(value: object, where: str) -> str:
    """A text; raises ``ConfigError`` for anything else."""
    if not isinstance(value, str):
        raise ConfigError(f"{where} must be a string, not {_type(value)}")
    return value


def _codes(value: object, where: str) -> tuple[str, ...]:
    return tuple(normal_code(each) for each in strings(value, where))


def _patterns(value: object, where: str) -> tuple[str, ...]:
    patterns = strings(value, where)
    for pattern in patterns:
        if not is_pattern(pattern):
            raise ConfigError(f"{where}: `{pattern}` is no pattern in the syntax of .gitignore")
    return patterns


def _boolean(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise ConfigError(f"{where} must be true or false, not {_type(value)}")
    return value


def _count(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(f"{where} must be a whole number, not {_type(value)}")
    if value < 0:
        raise ConfigError(f"{where} must not be negative, got {value}")
    return value


def _processes(value: object, where: str) -> int:
    number = _count(value, where)
    if number == 0:
        raise ConfigError(f"{where} must be 1 or more, got 0")
    return number


def _version_of(known: Known) -> Reader:
    """The reader of a version of a package: one that the rules know."""

    def read(value: object, where: str) -> str:
        example = known.newest
        if not isinstance(value, str):
            raise ConfigError(f'{where} must be a string such as "{example}", not {_type(value)}')
        match = _VERSION.fullmatch(value.strip())
        if match is None:
            raise ConfigError(f'{where}: "{value}" is no version; write it as "{example}"')
        version = match["short"]
        if known.nearest(version) != version:
            raise ConfigError(f"{where}: no rule knows {known.package} {version}; known is {known}")
        return version

    return read


def _fail_level(value: object, where: str) -> str:
    if value not in FAIL_LEVELS:
        raise ConfigError(_choice(value, where, FAIL_LEVELS))
    return str(value)


def _targets(value: object, where: str) -> tuple[str, ...] | str:
    names = tuple(value.split(",")) if isinstance(value, str) else strings(value, where)
    names = tuple(name.strip() for name in names)
    for name in names:
        if name not in TARGETS:
            raise ConfigError(_choice(name, where, TARGETS))
    if "auto" in names:
        if len(set(names)) > 1:
            raise ConfigError(f"{where}: `auto` stands alone; leave it out to name targets")
        return "auto"
    if not names:
        raise ConfigError(f"{where} must name a target: {', '.join(TARGETS)}")
    return tuple(dict.fromkeys(names))


def models_in(value: object, where: str) -> tuple[ModelSettings, ...]:
    """Models as a list of targets or of tables with one, or as a table from target to budgets.

    Raises:
        ConfigError: it is none of these, or a budget is unknown or wrong.
    """
    if isinstance(value, dict):
        return tuple(_model(target, budgets, where) for target, budgets in value.items())
    if not isinstance(value, list) or not any(isinstance(it, dict) for it in value):
        return tuple(ModelSettings(target) for target in strings(value, where))
    return tuple(_listed_model(each, where) for each in value)


def _listed_model(table: object, where: str) -> ModelSettings:
    """A table of ``[[tool.gnnlint.models]]``, or a target alone beside such tables."""
    if isinstance(table, str):
        return ModelSettings(table)
    budgets = dict(table) if isinstance(table, dict) else {}
    target = budgets.pop("target", None)
    if not isinstance(target, str):
        raise ConfigError(f'{where}: each model needs a `target`, as in target = "net.py:Net"')
    return _model(target, budgets, where)


def _model(target: str, budgets: object, where: str) -> ModelSettings:
    where = f'{where}, model "{target}"'
    if not isinstance(budgets, dict):
        raise ConfigError(f"{where}: must be a table of budgets, not {_type(budgets)}")
    found = read_keys(
        budgets,
        _BUDGETS,
        unknown=lambda key: f"{where}: unknown budget `{key}`",
        where=lambda key: f"{where}: `{key}`",
    )
    return ModelSettings(target, **found)


def _per_file_ignores(value: object, where: str) -> tuple[PerFileIgnore, ...]:
    if not isinstance(value, dict):
        raise ConfigError(f"{where} must be a table from pattern to codes, not {_type(value)}")
    return tuple(
        PerFileIgnore(_patterns([pattern], where)[0], _codes(codes, f'{where}, "{pattern}"'))
        for pattern, codes in value.items()
    )


def _type(value: object) -> str:
    """A TOML value's type in a user's words."""
    names = {str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    names |= {list: "a list", tuple: "a list", dict: "a table"}
    return names.get(type(value), type(value).__name__)


def _choice(value: object, where: str, choices: Sequence[str]) -> str:
    hint = did_you_mean(str(value), choices)
    return f"{where}: unknown value `{value}`{hint} Choose from {', '.join(choices)}."


def key_of(name: str) -> str:
    """The key of a field, in the file as on the command line."""
    return "target" if name == "targets" else name.replace("_", "-")


READERS: dict[str, Reader] = {
    "select": _codes,
    "ignore": _codes,
    "extend-select": _codes,
    "target": _targets,
    "torch-version": _version_of(TORCH),
    "pyg-version": _version_of(PYG),
    "fail-on": _fail_level,
    "exclude": _patterns,
    "force-exclude": _boolean,
    "jobs": _processes,
    "rule-folders": strings,
    "allow-rule-code": _boolean,
    "preview": _boolean,
    "models": models_in,
    "baseline": text,
    "ratchet": text,
    "cache-dir": text,
    "per-file-ignores": _per_file_ignores,
}
"""What may stand in [tool.gnnlint]; options of the same name are read alike."""


_BUDGETS: dict[str, Reader] = {
    "graph_breaks": _count,
    "recompiles": _count,
    "fullgraph": _boolean,
    "script": _boolean,
    "export": _boolean,
}


def normal_code(selector: str) -> str:
    """A code in capitals, a name in lower case with dashes."""
    selector = selector.strip()
    if re.fullmatch(r"[A-Z]+|[A-Za-z]+[0-9]+|gnn", selector):
        return selector.upper()
    return selector.lower().replace("_", "-")
