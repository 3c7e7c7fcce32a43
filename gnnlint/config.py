"""Settings: what the command line, pyproject.toml and the project itself ask for.

``load`` is the one way to make them: an option wins over `[tool.gnnlint]`, which wins over what
the project requires, which wins over the newest versions measured. What happens to be installed
has no say, so that editor, pre-commit and CI agree.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from gnnlint.remark import OWN_CODES, UNJUDGED
from gnnlint.rule_folders import CODE, built_in_rules, patterns_of, rule_names, rules_in
from gnnlint.source import absolute, is_pattern, parse_toml, project_root
from gnnlint.suggestion import did_you_mean
from gnnlint.versions import PYG, TORCH, Known, required_versions, table

TARGETS = ("auto", "compile", "script", "fullgraph")
FAIL_LEVELS = ("error", "warning", "info", "never")
Reader: TypeAlias = Callable[[object, str], Any]
"""Reads a value of the settings; told where it stands, to say what is wrong with it."""

_VERSION = re.compile(r"(?P<short>\d+\.\d+)(?:[.+]?\w+)*")


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


@dataclass(frozen=True)
class Settings:
    """What to check and how. Codes are codes, prefixes of codes, or names of rules."""

    select: tuple[str, ...] = ("GNN",)
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    targets: tuple[str, ...] | str = "auto"  # "auto", else some of compile, script, fullgraph
    torch_version: str = TORCH.newest
    pyg_version: str = PYG.newest
    fail_on: str = "warning"
    exclude: tuple[str, ...] = ()  # patterns in the syntax of .gitignore, relative to the root
    force_exclude: bool = False
    jobs: int = 1  # processes
    rule_folders: tuple[Path, ...] = ()  # absolute
    allow_rule_code: bool = False
    preview: bool = False  # rules in preview too
    models: tuple[ModelSettings, ...] = ()
    baseline: Path | None = None  # absolute
    ratchet: Path | None = None  # the record of what models have reached; absolute
    cache: bool = False  # take up, and keep, what earlier runs found
    cache_dir: Path | None = None  # where; absolute
    per_file_ignores: tuple[PerFileIgnore, ...] = ()
    shard: tuple[int, int] | None = None  # the share of the files that is checked: 2 of 5
    root: Path = Path()  # absolute
    file: Path | None = None  # the pyproject.toml that was read
    notes: tuple[str, ...] = ()  # what was settled otherwise than the project says

    @property
    def judges_compile(self) -> bool:
        """Whether models are judged for torch.compile."""
        return self.targets == "auto" or bool({"compile", "fullgraph"} & set(self.targets))

    @property
    def left_out(self) -> tuple[str, ...]:
        """What is not checked unless it is named: folders of rules, whose examples are to break,
        and what ``exclude`` says, which may bring them back."""
        return (*patterns_of(self.rule_folders, self.root), *self.exclude)

    def selects(self, code: str, name: str, path: str | Path | None = None) -> bool:
        """Whether a rule is on, in the file ``path`` (absolute) where one is given.

        The longest code that fits decides, so that ``--ignore GNN2 --extend-select GNN201`` keeps
        one rule; a name is longer than any code; of two alike the one that ignores wins. What could
        not be judged is on unless it is ignored: whoever asks for one rule believes in its silence.
        """
        chosen = _specificity((*self.select, *self.extend_select), code, name)
        if code in UNJUDGED:
            chosen = max(chosen, 0)
        if chosen <= _specificity(self.ignore, code, name):
            return False
        return path is None or not self._is_ignored_in(str(path), code, name)

    def runs_code_of(self, code: str, name: str) -> bool:
        """Whether the code of a rule is run: the project allows it, and the rule is on.

        In files where it is off it runs all the same, since what is said there is kept for a run
        where it is on.
        """
        return self.allow_rule_code and self.selects(code, name)

    def _is_ignored_in(self, path: str, code: str, name: str) -> bool:
        if not self.per_file_ignores:
            return False
        relative = _relative(path, self.root)
        return any(
            _specificity(codes, code, name) >= 0 and spec.match_file(relative)
            for spec, codes in self._per_file_specs
        )

    def idle_patterns(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The patterns of per-file-ignores that match none of these files (absolute)."""
        if not self.per_file_ignores:
            return ()
        names = [_relative(path, self.root) for path in paths]
        return tuple(
            each.pattern
            for each, (spec, _) in zip(self.per_file_ignores, self._per_file_specs, strict=True)
            if not any(map(spec.match_file, names))
        )

    @cached_property
    def _per_file_specs(self) -> list[tuple[Any, tuple[str, ...]]]:
        from pathspec import GitIgnoreSpec

        return [
            (GitIgnoreSpec.from_lines([each.pattern]), each.codes) for each in self.per_file_ignores
        ]


def _specificity(selectors: Iterable[str], code: str, name: str) -> int:
    """Length of the longest selector that fits the rule, -1 where none does."""
    lengths = [-1]
    for selector in selectors:
        if selector == "ALL":
            lengths.append(0)
        elif selector == name:
            lengths.append(1000)
        elif code.startswith(selector):
            lengths.append(len(selector))
    return max(lengths)


def _relative(path: str, root: Path) -> str:
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return Path(path).as_posix().lstrip("/")


def load(
    start: Path,
    overrides: Mapping[str, object] | None = None,
    called: Callable[[str], str] = "--{}".format,
) -> Settings:
    """The settings for code at ``start``, a file or a folder.

    ``overrides`` holds what the command line says, by the names of the fields; None is nothing
    said. ``called`` is how errors call the key of such a value. Raises ``ConfigError``.
    """
    root = project_root(start)
    file = root / "pyproject.toml"
    document = _read(file) if os.path.isfile(file) else {}
    chosen: dict[str, Any] = {}
    own = table(document, "tool").get("gnnlint")
    if own is not None:
        chosen = {"file": file, **_from_table(own, file, root)}
    chosen |= _from_options(overrides or {}, called)
    if "select" not in chosen:  # the project's own rules are on like any other
        own_codes = set(rule_names(chosen.get("rule_folders", ()))) - set(OWN_CODES)
        chosen["select"] = ("GNN", *sorted(it for it in own_codes if not it.startswith("GNN")))
    settings = Settings(root=root, **{**_from_requirements(document, chosen), **chosen})
    _check_codes(settings, overrides or {}, _spellings(own, overrides), called)
    return replace(settings, notes=(*settings.notes, *_with_idle_code(settings)))


def _with_idle_code(settings: Settings) -> Iterator[str]:
    """What is off since its code may not run, though somebody may rely on it."""
    if settings.allow_rule_code:
        return
    for code, name, folder in rules_in(settings.rule_folders):
        if (folder / CODE).is_file() and settings.selects(code, name):
            yield f"{code} is off: {folder.name}/{CODE} runs {ONLY_ALLOWED}"


ONLY_ALLOWED = "only with `allow-rule-code = true` in [tool.gnnlint]"


def _from_requirements(document: Mapping[str, Any], chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The versions that the project requires, where none is ``chosen``.

    What a project admits may reach back further than the rules do: the nearest known version is
    taken, and a note says so.
    """
    required = required_versions(document)
    found: dict[str, Any] = {}
    notes: list[str] = []
    for key, known in (("torch_version", TORCH), ("pyg_version", PYG)):
        version = required.get(known.package)
        if version is None or key in chosen:
            continue
        found[key] = known.nearest(version)
        if found[key] != version:
            notes.append(
                f"the project requires {known.package} {version}; judged by {found[key]}, "
                f"since the rules know {known}"
            )
    return {**found, "notes": tuple(notes)}


# --- [tool.gnnlint] ---------------------------------------------------------------------------


def _read(file: Path) -> dict[str, Any]:
    try:
        return parse_toml(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise ConfigError(f"{file}: not valid TOML: {error}") from None


def _from_table(table: object, file: Path, root: Path) -> dict[str, Any]:
    """The fields that `[tool.gnnlint]` sets."""
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: `tool.gnnlint` must be a table: write [tool.gnnlint]")
    found = _read_keys(
        table,
        READERS,
        unknown=lambda key: f"{file}: unknown key `{key}` in [tool.gnnlint]",
        where=lambda key: f"{file}: `{key}` in [tool.gnnlint]",
    )
    if "target" in found:
        found["targets"] = found.pop("target")
    for name in _FILES:
        if name in found:
            found[name] = absolute(root / found[name])
    if "rule_folders" in found:
        found["rule_folders"] = tuple(_folder(root, name, file) for name in found["rule_folders"])
    return found


def _read_keys(
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


def _folder(root: Path, name: str, file: Path) -> Path:
    folder = absolute(root / name)
    if not folder.is_dir():
        raise ConfigError(f"{file}: `rule-folders` names {name}, which is not a folder of {root}")
    return folder


def _strings(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ConfigError(f"{where} must be a list of strings, not {_type(value)}")
    for each in value:
        if not isinstance(each, str):
            raise ConfigError(f"{where} must be a list of strings, yet holds {_type(each)}")
    return tuple(value)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{where} must be a string, not {_type(value)}")
    return value


def _codes(value: object, where: str) -> tuple[str, ...]:
    return tuple(normal_code(each) for each in _strings(value, where))


def _patterns(value: object, where: str) -> tuple[str, ...]:
    patterns = _strings(value, where)
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
    names = tuple(value.split(",")) if isinstance(value, str) else _strings(value, where)
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
        return tuple(ModelSettings(target) for target in _strings(value, where))
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
    found = _read_keys(
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


# --- options ----------------------------------------------------------------------------------


def _from_options(overrides: Mapping[str, object], called: Callable[[str], str]) -> dict[str, Any]:
    """The fields the command line sets, checked like those of the file."""
    known = {each.name for each in fields(Settings)}
    unknown = set(overrides) - known
    if unknown:
        raise TypeError(f"no such field of Settings: {', '.join(sorted(unknown))}")
    found: dict[str, Any] = {
        name: READERS[key](value, called(key)) if (key := _key(name)) in READERS else value
        for name, value in overrides.items()
        if value is not None
    }
    for name in _FILES:
        if name in found:
            found[name] = absolute(found[name])  # where it is named, not from the root
    return found


def _key(name: str) -> str:
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
    "rule-folders": _strings,
    "allow-rule-code": _boolean,
    "preview": _boolean,
    "models": models_in,
    "baseline": _text,
    "ratchet": _text,
    "cache-dir": _text,
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

_FILES = ("baseline", "cache_dir", "ratchet")
"""Fields that are files and folders, named from the root or from where the command runs."""


# --- codes ------------------------------------------------------------------------------------


def normal_code(selector: str) -> str:
    """A code in capitals, a name in lower case with dashes."""
    selector = selector.strip()
    if re.fullmatch(r"[A-Z]+|[A-Za-z]+[0-9]+|gnn", selector):
        return selector.upper()
    return selector.lower().replace("_", "-")


def _spellings(*tables: object) -> dict[str, str]:
    """How each code in the lists of these tables is written there: errors echo that."""
    found: dict[str, str] = {}
    for each in tables:
        for value in each.values() if isinstance(each, Mapping) else ():
            if isinstance(value, Mapping):
                found |= _spellings(value)
            elif isinstance(value, list | tuple):
                found |= {normal_code(word): word for word in value if isinstance(word, str)}
    return found


def _check_codes(
    settings: Settings,
    overrides: Mapping[str, object],
    spellings: Mapping[str, str],
    called: Callable[[str], str],
) -> None:
    """Raise for a code, prefix or name that no rule answers to."""
    names = rule_names((built_in_rules(), *settings.rule_folders))
    for field_name in ("select", "ignore", "extend_select"):
        given = overrides.get(field_name) is not None
        key = _key(field_name)
        where = called(key) if given else f"{settings.file}: `{key}`"
        for selector in getattr(settings, field_name):
            check_selector(selector, names, where, spellings)
    for each in settings.per_file_ignores:
        for selector in each.codes:
            check_selector(
                selector,
                names,
                f'{settings.file}: `per-file-ignores`, "{each.pattern}"',
                spellings,
            )


def check_selector(
    selector: str, names: Mapping[str, str], where: str, spellings: Mapping[str, str] | None = None
) -> None:
    """Raise ``ConfigError`` where ``selector`` fits none of the rules ``names`` (code → name)."""
    if selector in ("ALL", "GNN"):
        return
    if selector in names.values() or any(code.startswith(selector) for code in names if selector):
        return
    hint = did_you_mean(selector, [*names, *names.values()])
    written = (spellings or {}).get(selector, selector)
    raise ConfigError(f"{where}: no rule answers to `{written}`{hint} `gnnlint rule` lists them.")
