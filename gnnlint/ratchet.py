"""The ratchet: what each model has reached under the compilers, in a file that only tightens.

A line a model, written as its budgets are in the configuration. A model that gets worse than its
line is over budget; one that gets better has its line rewritten. Counts are those of one torch: the
file says of which, and with which options of the command line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from gnnlint.baseline import replace_file
from gnnlint.config_keys import ConfigError, ModelSettings, models_in, read_keys, strings, text
from gnnlint.source import parse_toml

_HEAD = (
    "# What each model has reached: `gnnlint verify` lets none get worse, and writes what gets\n"
    "# better. To let a model get worse, change its line; to let it go, take the line out.\n"
)


@dataclass(frozen=True)
class Ratchet:
    """The file: the models by target, paths from the project's root; what counted them."""

    models: Mapping[str, ModelSettings] = field(default_factory=dict)
    torch: str = ""  # "2.13"; "" where nothing is recorded
    options: tuple[str, ...] = ()  # ("--train",): those that change what is counted


def read(file: Path) -> Ratchet:
    """What the file says; nothing where there is none yet.

    Raises:
        ConfigError: it cannot be read, or says what no ratchet does: a slip that was passed over
            would let the models go that it was to hold, and be lost when the file is written.
    """
    try:
        document = parse_toml(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Ratchet()
    except (OSError, ValueError) as error:
        told = f"ratchet {file} cannot be read: {error}"
        raise ConfigError(f"{told}. Keep one line a model; gnnlint writes better ones") from None
    found = read_keys(
        document,
        _READERS,
        unknown=lambda key: f"{file}: unknown key `{key}`",
        where=lambda key: f"{file}: `{key}`",
    )
    models = {it.target: it for it in found.get("models", ())}
    return Ratchet(models, found.get("torch", ""), found.get("options", ()))


_READERS = {"torch": text, "options": strings, "models": models_in}


def write(file: Path, ratchet: Ratchet) -> None:
    """Write the file, in one step. Raises ``ConfigError`` where that fails."""
    lines = [f"{_quoted(it)} = {_table(ratchet.models[it])}\n" for it in sorted(ratchet.models)]
    counted = f"torch = {_quoted(ratchet.torch)}\n"
    if ratchet.options:
        counted += f"options = [{', '.join(map(_quoted, ratchet.options))}]\n"
    replace_file(file, f"{_HEAD}{counted}\n[models]\n" + "".join(lines))


def _quoted(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)


def _table(model: ModelSettings) -> str:
    entries = [f"{name} = {json.dumps(value)}" for name, value in measures(model).items()]
    return "{ " + ", ".join(entries) + " }" if entries else "{}"


def measures(model: ModelSettings) -> dict[str, int]:
    """What a model is held to: numbers of breaks and recompiles, True for what passes."""
    found = {it.name: getattr(model, it.name) for it in fields(model) if it.name != "target"}
    return {name: it for name, it in found.items() if it is not None and it is not False}


def tightened(known: ModelSettings, seen: ModelSettings) -> ModelSettings:
    """Of each measure the better one: fewer breaks, a compiler that takes the model."""
    better: dict[str, Any] = {}
    for name, value in measures(seen).items():
        before = getattr(known, name)
        if before is None:
            better[name] = value
        else:
            better[name] = before or value if isinstance(before, bool) else min(before, value)
    return replace(known, **better)


def changes(known: ModelSettings, now: ModelSettings) -> str:
    """What the record gains, in words: ``graph_breaks 3 → 1, fullgraph passes``."""
    before = measures(known)
    return ", ".join(
        f"{name} passes"
        if isinstance(value, bool)
        else f"{name} {before[name]} → {value}"
        if name in before
        else f"{name} {value}"
        for name, value in measures(now).items()
        if before.get(name) != value
    )
