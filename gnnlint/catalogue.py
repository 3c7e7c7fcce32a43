"""The catalogue: rule folders, loaded. The folder is the registration."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from gnnlint import library
from gnnlint.condition import Test, parse
from gnnlint.config import Settings
from gnnlint.config_keys import ConfigError
from gnnlint.finding import Default, Fullgraph, Script, Severity
from gnnlint.premise import WORDS, Condition
from gnnlint.rule_folders import CODE, built_in_rules, is_rule, rule_name
from gnnlint.standing import Standing, forget, read, standing
from gnnlint.suggestion import did_you_mean, nearest
from gnnlint.trace.event import Kind

_ROW_KEYS = (
    "event", "call", "make", "construct", "when", "default", "fullgraph", "script", "pyg", "torch",
    "gb", "message", "remedy", "severity", "site", "frame", "sized_by", "given", "nowhere",
    "check_inputs",
)  # fmt: skip
_RULE_KEYS = (
    "summary", "message", "remedy", "match", "severity", "stability", "nowhere", "unless_target",
    "check_inputs",
)  # fmt: skip
FIELDS = ("callee", "name", "source", "construct", "detail", "symbol", "condition", "class")
"""What messages and remedies may name in braces, of the event that they are about."""
Word = TypeVar("Word", bound=Enum)
Otherwise = TypeVar("Otherwise")
_IN_BRACES = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_EFFECTS = frozenset({"default", "fullgraph", "script"})


@dataclass(frozen=True)
class Row:
    """One effect of a rule: which events it claims, when, and what the compilers do.

    ``names`` are canonical callees ("" of the dict-free rows about other events), ``site`` says
    whose frame breaks: the user's ("caller") or the called function's own ("callee").
    """

    event: Kind
    names: frozenset[str]
    constructs: frozenset[str]
    when: Test | None
    default: Default
    fullgraph: Fullgraph
    script: Script
    message: str
    remedy: str
    severity: Severity | None = None
    pyg: str = ""
    torch: str = ""
    gb: tuple[str, ...] = ()
    site: str = ""
    frame: str = ""  # "skipped": its rest runs eagerly | "eager": it must already | "called": below
    sized_by: Test | None = None  # whether the argument whose size is asked depends on data
    given: tuple[Condition, ...] = ()  # what it rests on that the code does not show, in words
    nowhere: tuple[str, ...] = ()  # regular expressions that match in no file of the project
    check_inputs: bool = False  # comparing traces of several inputs would show it
    text: str = ""  # the condition as written
    order: int = 0


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule folder, which is read once, so that a rule equals itself alone.

    ``check`` is its code, which says what of the rows is meant, if it has any.
    """

    code: str
    name: str
    summary: str
    message: str
    remedy: str
    folder: Path
    rows: tuple[Row, ...]
    standing: Standing = field(default_factory=Standing)
    check: Path | None = None


@dataclass(frozen=True)
class Catalogue:
    """All rules."""

    rules: tuple[Rule, ...]

    def rule(self, code: str) -> Rule | None:
        """The rule of that code or name."""
        return next((it for it in self.rules if code in (it.code, it.name)), None)

    def judged_by(self, settings: Settings) -> Catalogue:
        """The catalogue without the rules that are not judged by under these settings."""
        judged = (it for it in self.rules if it.standing.is_judged(settings, it.code, it.name))
        return Catalogue(tuple(judged))


def load(folders: Sequence[Path] = ()) -> Catalogue:
    """The built-in rules and those of the given folders.

    Raises:
        ConfigError: a rule folder that cannot be read, with the file and what to change.
    """
    rules = list(_load_folder(built_in_rules()))
    for folder in folders:
        rules.extend(_load_folder(folder))
    codes = [it.code for it in rules]
    for code in codes:
        if codes.count(code) > 1:
            where = ", ".join(str(it.folder) for it in rules if it.code == code)
            raise ConfigError(f"{code} is the code of more than one rule: {where}; rename a folder")
    return Catalogue(tuple(sorted(rules, key=lambda it: it.code)))


def reload() -> None:
    """Read rule folders anew when they are asked for again: somebody is writing one."""
    _load_folder.cache_clear()
    forget()


@cache
def _load_folder(folder: Path) -> tuple[Rule, ...]:
    files = [folder / "rule.toml"] if is_rule(folder) else sorted(folder.glob("*/rule.toml"))
    return tuple(_load_rule(file, order) for order, file in enumerate(files))


def _load_rule(file: Path, order: int) -> Rule:
    named = rule_name(file.parent)
    if named is None:
        raise ConfigError(f"{file.parent}: name a rule folder like GNN201_pool_without_size")
    table = read(file)
    _check_keys(table, _RULE_KEYS, str(file))
    for key in ("summary", "message"):
        if not isinstance(table.get(key), str):
            raise ConfigError(f"{file}: `{key}` is missing; write it as a text")
    rows = [
        _row(row, table, f"{file}, [[match]] {index + 1}", order * 1000 + index)
        for index, row in enumerate(table.get("match", ()))
    ]
    own = standing(table, file)
    if own.has_code and not rows:
        raise ConfigError(f"{file}: write as [[match]] which events {CODE} is asked about")
    return Rule(
        *named,
        table["summary"],
        table["message"],
        table.get("remedy", ""),
        file.parent,
        tuple(rows),
        own,
        file.parent / CODE if own.has_code else None,
    )


def _check_keys(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise ConfigError(f"{where}: unknown key `{key}`{did_you_mean(key, known)}")


def _texts(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """One text or a list of them."""
    value = row.get(key, ())
    return (value,) if isinstance(value, str) else tuple(value)


def in_general(template: str) -> str:
    """A message that speaks of no finding yet: ``…`` where its fields are."""
    told = _IN_BRACES.sub(lambda it: "…" if it[1] in FIELDS else it[0], template)
    return told.removesuffix(": …")


def _template(text: str) -> str:
    """A message or remedy, with code in braces, too. Raises ``ValueError`` for a mistyped field."""
    for name in _IN_BRACES.findall(text):
        if name not in FIELDS and nearest(name, FIELDS) is not None:
            meant = did_you_mean(name, FIELDS, "`{{{}}}`")
            raise ValueError(f"no field `{{{name}}}`{meant} (`{{{{{name}}}}}` says it as it is)")
    return text


def _patterns(row: Mapping[str, Any]) -> tuple[str, ...]:
    """What may stand nowhere in a project. Raises ``ValueError``."""
    patterns = _texts(row, "nowhere")
    for it in patterns:
        try:
            re.compile(it)
        except re.error as error:
            raise ValueError(f"`nowhere` is no regular expression, {error}: {it}") from error
    return patterns


def _one_of(
    kind: type[Word], row: Mapping[str, Any], key: str, usually: Otherwise
) -> Word | Otherwise:
    """The word that a key holds. Raises ``ValueError`` for one that is none of its words."""
    if key not in row:
        return usually
    words = [str(it.value) for it in kind]
    if row[key] not in words:
        hint = did_you_mean(str(row[key]), words)
        raise ValueError(f"`{key}` is no `{row[key]}`{hint} Choose from {', '.join(words)}.")
    return kind(row[key])


def _row(row: Mapping[str, Any], table: Mapping[str, Any], where: str, order: int) -> Row:
    _check_keys(row, _ROW_KEYS, where)
    names = frozenset(library.canonical(it) for it in (*_texts(row, "call"), *_texts(row, "make")))
    try:
        kind = _one_of(Kind, row, "event", Kind.MAKE if "make" in row else Kind.CALL)
        condition = parse(row["when"]) if row.get("when") else None
        if kind is Kind.MODEL and not _EFFECTS.isdisjoint(row):
            raise ValueError("no compiler stops at a model: leave the effects out, or name a line")
        return Row(
            event=kind,
            names=names,
            constructs=frozenset(_texts(row, "construct")),
            when=condition,
            default=_one_of(Default, row, "default", Default.CLEAN),
            fullgraph=_one_of(Fullgraph, row, "fullgraph", Fullgraph.CLEAN),
            script=_one_of(Script, row, "script", Script.CLEAN),
            message=_template(row.get("message", table["message"])),
            remedy=_template(row.get("remedy", table.get("remedy", ""))),
            severity=_one_of(Severity, row if "severity" in row else table, "severity", None),
            pyg=row.get("pyg", ""),
            torch=row.get("torch", ""),
            gb=_texts(row, "gb"),
            site=row.get("site", ""),
            frame=row.get("frame", ""),
            sized_by=parse(f"unbacked({row['sized_by']})") if "sized_by" in row else None,
            given=tuple(Condition(it, it, WORDS) for it in _texts(row, "given")),
            nowhere=_patterns(row if "nowhere" in row else table),
            check_inputs=bool(row.get("check_inputs", table.get("check_inputs", False))),
            text=row.get("when", ""),
            order=order,
        )
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from error
