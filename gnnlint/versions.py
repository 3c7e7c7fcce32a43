"""Versions of torch and torch_geometric: those the rules know, and those a project requires."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Known:
    """The versions of a package that the rules speak of, both ends included."""

    package: str
    oldest: str
    newest: str
    measured: str  # the oldest that they were measured with; all behind it are measured, too

    def is_measured(self, version: str) -> bool:
        """Whether the rules were held against the compilers with that version."""
        return _key(self.measured) <= _key(version) <= _key(self.newest)

    @property
    def range_measured(self) -> str:
        """``2.5 to 2.8``: what the rules were measured with."""
        return self.newest if self.measured == self.newest else f"{self.measured} to {self.newest}"

    def remark(self, specifier: str) -> str:
        """What to say of a row's range where it takes in what nobody measured: ``, unmeasured``."""
        lower = re.search(r">=\s*([\d.]+)", specifier)
        upper = re.search(r"<\s*([\d.]+)", specifier)
        if upper is not None and _key(upper[1]) <= _key(self.measured):
            return ", unmeasured"
        if lower is not None and _key(lower[1]) >= _key(self.measured):
            return ""
        return f", run under the compilers from {self.measured} on"

    def nearest(self, version: str) -> str:
        """``version`` where it is known, else the end of the range that it lies beyond."""
        if _key(version) < _key(self.oldest):
            return self.oldest
        return min(version, self.newest, key=_key)

    def __str__(self) -> str:
        return f"{self.package} {self.oldest} to {self.newest}"


TORCH = Known("torch", "2.0", "2.13", measured="2.13")
"""From the first torch with ``torch.compile`` to the newest that the rules were measured with."""

CAPTURES = "2.10"
"""From this torch on ``fullgraph=True`` captures scalars and data-dependent shapes
(torch/_dynamo/output_graph.py); before, what is captured now was an error."""

PYG = Known("torch_geometric", "2.3", "2.8", measured="2.5")
"""From the first torch_geometric made for ``torch.compile`` to the newest measured
(docs/atlas-versions.md)."""


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


_REQUIREMENT = re.compile(r"\s*(?P<name>[A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*(?P<rest>[^;]*)")
_LOWER_BOUND = re.compile(r"(?:>=|==|~=|>|\^|~)=?\s*v?(\d+(?:\.\d+)?)")


def required_versions(document: Mapping[str, Any]) -> dict[str, str]:
    """The least versions of torch and torch_geometric that a pyproject.toml admits."""
    found: dict[str, str] = {}
    for name, bound in _requirements(document):
        match = _LOWER_BOUND.search(bound)
        if name not in (TORCH.package, PYG.package) or match is None:
            continue
        version = match[1] if "." in match[1] else f"{match[1]}.0"
        found[name] = min(found.get(name, version), version, key=_key)
    return found


def _requirements(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """(name, version specifier) of every requirement, in whichever table it stands."""
    project = table(document, "project")
    lists = [project.get("dependencies"), *table(project, "optional-dependencies").values()]
    lists += table(document, "dependency-groups").values()
    for requirements in lists:
        for requirement in requirements if isinstance(requirements, list) else ():
            match = _REQUIREMENT.match(requirement) if isinstance(requirement, str) else None
            if match:
                yield _canonical(match["name"]), match["rest"]
    poetry = table(table(document, "tool"), "poetry")
    for name, version in table(poetry, "dependencies").items():
        if isinstance(version, dict):
            version = version.get("version")
        if isinstance(version, str):
            bare = re.fullmatch(r"\s*\d[\d.]*\s*", version) is not None
            yield _canonical(name), f"=={version}" if bare else version


def table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table of that name; empty where there is none."""
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()
