"""The terms of an answer, as the names of the files that it is kept in.

Everything that decides it besides the linted files: gnnlint itself, Python, rules and settings.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gnnlint.config import Settings
from gnnlint.rule_folders import CODE, built_in_rules, rule_name
from gnnlint.surroundings import are_whole_project

_FORMAT = 1
"""Goes up when what stands in the files means something else."""

_ELSEWHERE = frozenset(
    {
        "allow_rule_code", "baseline", "cache", "cache_dir", "exclude", "fail_on", "file", "jobs",
        "models",
    }
)  # fmt: skip
"""Settings that decide nothing of a run; or what files it looks at, which is known by then."""

_AFTERWARDS = frozenset(
    {
        "extend_select", "force_exclude", "ignore", "notes", "per_file_ignores", "rule_folders",
        "select", "shard",
    }
)  # fmt: skip
"""Settings that decide what becomes of what a file shows; the rules themselves are looked at, and
which of them have their code run."""


def of_answers(settings: Settings, packages: dict[str, Path]) -> str:
    """Under what name the answers about single files are kept."""
    folders = (built_in_rules(), *settings.rule_folders)
    rules = [_rules(folder, settings) for folder in folders]
    terms = _chosen(settings, _ELSEWHERE | _AFTERWARDS)
    return _name("answers", terms, rules, sorted(packages.items()))


def of_run(settings: Settings, packages: dict[str, Path], paths: Sequence[Path]) -> str:
    """Under what name a whole run is kept."""
    kinds = [(path, os.path.isdir(path)) for path in paths]
    is_whole = are_whole_project(settings.root, paths, settings.exclude)
    chosen = _chosen(settings, _ELSEWHERE)
    return _name("run", of_answers(settings, packages), chosen, kinds, is_whole)


def _chosen(settings: Settings, left_out: frozenset[str]) -> list[tuple[str, object]]:
    names = (it.name for it in fields(settings) if it.name not in left_out)
    return [(name, getattr(settings, name)) for name in names]


def _name(kind: str, *terms: object) -> str:
    text = repr((_FORMAT, _program(), sys.version, sys.platform, terms))
    return f"{kind}-{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"


@cache
def _program() -> str:
    """What gnnlint is: its code and its tables, and the library that makes its trees.

    A version alone would not do: two states of a checkout have the same.
    """
    package = str(Path(__file__).resolve().parents[1])
    return f"{digest_of(package, _files(package))} {_version_of_astroid()}"


def _files(folder: str) -> Iterator[str]:
    """The code and the tables below a folder; not the rules in it, which are looked at apart."""
    with os.scandir(folder) as scan:
        entries = sorted(scan, key=lambda it: it.name)
    for entry in entries:
        if entry.is_dir() and entry.name not in ("__pycache__", "rules"):
            yield from _files(entry.path)
        elif entry.name.endswith((".py", ".json")):
            yield entry.path


def _version_of_astroid() -> str:
    """The file that says it; to ask the package would load it."""
    spec = find_spec("astroid")
    if spec is None or spec.origin is None:
        return ""
    folder = os.path.dirname(spec.origin)
    return digest_of(folder, [os.path.join(folder, "__pkginfo__.py")])


def _rules(folder: Path, settings: Settings) -> str:
    """What the rules in a folder say, and which have code; the code itself only where it runs."""
    coded = sorted((*folder.glob(CODE), *folder.glob(f"*/{CODE}")))
    running = (it for it in coded if _is_run(it, settings))
    files = sorted([*folder.glob("rule.toml"), *folder.glob("*/rule.toml"), *running])
    return repr((digest_of(str(folder), map(str, files)), [it.parent.name for it in coded]))


def _is_run(code: Path, settings: Settings) -> bool:
    named = rule_name(code.parent)
    return named is not None and settings.runs_code_of(*named)


def digest_of(folder: str, files: Iterable[str]) -> str:
    """What stands in files below a folder, as a hexadecimal number; wherever the folder is."""
    found = hashlib.blake2b(digest_size=16)
    for file in files:
        with open(file, "rb", buffering=0) as stream:
            data = stream.read()
        name = file.removeprefix(folder).replace(os.sep, "/")
        found.update(f"{name}\0{len(data)}\0".encode())
        found.update(data)
    return found.hexdigest()
