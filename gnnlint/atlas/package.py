"""Packages as they are installed here: where their code lies, and which release of it that is."""

from __future__ import annotations

import os
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import packages_distributions, version
from importlib.util import find_spec
from pathlib import Path

from gnnlint.cache.terms import digest_of
from gnnlint.modules import INSTALLED


def spec_of(package: str) -> ModuleSpec | None:
    """How child processes import a top-level package: they look into the working directory too."""
    return find_spec(package) or PathFinder.find_spec(package, [os.getcwd()])


def release_of(package: str) -> str | None:
    """The release of a top-level package that is measured.

    Where its code is not installed but worked at, the version is followed by what tells one state
    of the code from another, as in ``1.2.0+5d41402a``. None where nothing is known.
    """
    names = packages_distributions().get(package)
    told = version(names[0]) if names else ""
    spec = spec_of(package)
    if spec is None:
        return told or None
    if spec.submodule_search_locations:
        folder = Path(next(iter(spec.submodule_search_locations)))
        code = sorted(folder.rglob("*.py"))
    elif spec.origin is not None and spec.origin.endswith(".py"):
        folder, code = Path(spec.origin).parent, [Path(spec.origin)]
    else:
        return told or None
    if not INSTALLED.isdisjoint(folder.parts):
        return told or None
    return f"{told}+{digest_of(str(folder), map(str, code))[:8]}"
