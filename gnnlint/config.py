"""Settings: what the command line, pyproject.toml and the project itself ask for.

``load`` is the one way to make them: an option wins over `[tool.gnnlint]`, which wins over what
the project requires, which wins over the newest versions measured. What happens to be installed
has no say, so that editor, pre-commit and CI agree.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from gnnlint.config_keys import (
    READERS,
    ConfigError,
    ModelSettings,
    PerFileIgnore,
    key_of,
    normal_code,
    read_keys,
)
from gnnlint.remark import UNJUDGED
from gnnlint.rule_folders import CODE, built_in_rules, patterns_of, rule_names, rules_in
from gnnlint.source import absolute, parse_toml, project_root
from gnnlint.suggestion import did_you_mean, likeness
from gnnlint.versions import PYG, TORCH, required_versions, table


@dataclass(frozen=True)
class Settings:
    """What to check and how. Codes are codes, prefixes of codes, or names of rules."""

    select: tuple[str, ...] = ("ALL",)  # the rules of the project's own folders, too
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
    def releases(self) -> dict[str, str]:
        """The versions of libraries that the code surely runs with, as it asks for them itself.

        Where older ones are judged by, it may run with those as well as with any later one.
        """
        judged = ((TORCH, self.torch_version), (PYG, self.pyg_version))
        return {known.package: version for known, version in judged if version == known.newest}

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
    settings = Settings(root=root, **{**_from_requirements(document, chosen), **chosen})
    _check_codes(settings, overrides or {}, _spellings(own, overrides), called)
    misnamed = _misnamed(document) if own is None else ()
    return replace(settings, notes=(*settings.notes, *misnamed, *_with_idle_code(settings)))


_MEANT = 0.85
"""From which likeness on a table is taken for gnnlint's: `golint` (0.77) is somebody else's."""


def _misnamed(document: Mapping[str, Any]) -> Iterator[str]:
    """Tables that were meant for gnnlint, whose settings nobody reads."""
    for prefix, tables in (("tool.", table(document, "tool")), ("", document)):
        for name, content in tables.items():
            if isinstance(content, dict) and likeness(name, "gnnlint")[0] >= _MEANT:
                yield f"[{prefix}{name}] is not read: did you mean [tool.gnnlint]?"


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
    found = read_keys(
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


# --- options ----------------------------------------------------------------------------------


def _folder(root: Path, name: str, file: Path) -> Path:
    folder = absolute(root / name)
    if not folder.is_dir():
        raise ConfigError(f"{file}: `rule-folders` names {name}, which is not a folder of {root}")
    return folder


def _from_options(overrides: Mapping[str, object], called: Callable[[str], str]) -> dict[str, Any]:
    """The fields the command line sets, checked like those of the file."""
    known = {each.name for each in fields(Settings)}
    unknown = set(overrides) - known
    if unknown:
        raise TypeError(f"no such field of Settings: {', '.join(sorted(unknown))}")
    found: dict[str, Any] = {
        name: READERS[key](value, called(key)) if (key := key_of(name)) in READERS else value
        for name, value in overrides.items()
        if value is not None
    }
    for name in _FILES:
        if name in found:
            found[name] = absolute(found[name])  # where it is named, not from the root
    return found


_FILES = ("baseline", "cache_dir", "ratchet")
"""Fields that are files and folders, named from the root or from where the command runs."""


# --- codes ------------------------------------------------------------------------------------


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
        key = key_of(field_name)
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
