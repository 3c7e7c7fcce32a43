"""Rule folders: where they stand, and what their names alone say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from gnnlint.remark import OWN_CODES

FOLDER = re.compile(r"(?P<code>[A-Z]+[0-9]+)_(?P<name>\w+)")
"""The name of a rule's folder."""

CODE = "check.py"
"""What a rule folder holds where only Python can say what the rule means."""


@cache
def built_in_rules() -> Path:
    """The folder of the rules that come with gnnlint: in the wheel, else in the checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "rules"
    return installed if installed.is_dir() else package.parent / "rules"


def rule_name(folder: Path) -> tuple[str, str] | None:
    """The code and the name of the rule in a folder; None where it is none of a rule."""
    match = FOLDER.fullmatch(folder.name)
    return (match["code"], match["name"].replace("_", "-")) if match is not None else None


def rules_in(folders: Iterable[Path]) -> Iterator[tuple[str, str, Path]]:
    """Code, name and folder of every rule in ``folders``."""
    for folder in folders:
        yield from _built_in() if folder == built_in_rules() else _rules_in(folder)


def is_rule(folder: Path) -> bool:
    """Whether a folder is that of one rule, and not one that holds such."""
    return (folder / "rule.toml").is_file()


def patterns_of(folders: Iterable[Path], root: Path) -> tuple[str, ...]:
    """The folders below ``root`` as patterns in the syntax of .gitignore, relative to it."""
    below = [it.relative_to(root).as_posix() for it in folders if root in it.parents]
    return tuple(f"/{_SPECIAL.sub(_ESCAPED, it)}/" for it in below)


_SPECIAL, _ESCAPED = re.compile(r"[\\*?\[\]!# ]"), r"\\\g<0>"


@cache
def _built_in() -> tuple[tuple[str, str, Path], ...]:
    """Those that come with gnnlint: an editor asks for them at every keystroke."""
    return tuple(_rules_in(built_in_rules()))


def _rules_in(folder: Path) -> Iterator[tuple[str, str, Path]]:
    if is_rule(folder):
        match = rule_name(folder)
        if match is not None:
            yield (*match, folder)
    elif folder.is_dir():
        for entry in sorted(folder.iterdir()):
            if (named := rule_name(entry)) is not None:
                yield (*named, entry)


def rule_names(folders: Iterable[Path]) -> dict[str, str]:
    """Code → name of every rule in ``folders``, and of those that no folder declares."""
    return {**OWN_CODES, **{code: name for code, name, _ in rules_in(folders)}}
