"""Paths as every report shows them."""

from __future__ import annotations

import os
from pathlib import Path

from gnnlint.finding import Place, Run
from gnnlint.notebook import cell_of


def shown(path: str, working_directory: str) -> str:
    """``path`` relative to the working directory, with forward slashes, ``../`` outside of it."""
    if not working_directory or not os.path.isabs(path):
        return path.replace(os.sep, "/")
    below = os.path.join(working_directory, "")
    if path.startswith(below) and os.pardir not in path:
        return path[len(below) :].replace(os.sep, "/")
    try:
        return os.path.relpath(path, working_directory).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


def file_of(path: str, directory: str) -> dict[str, str | int]:
    """``path`` as JSON says it, and for a notebook the ``cell`` whose lines are counted."""
    file, cell = cell_of(path)
    return {"path": shown(file, directory), **({} if cell is None else {"cell": cell})}


def position(place: Place, working_directory: str) -> str:
    """``net.py:41:13``."""
    return f"{shown(place.path, working_directory)}:{place.line}:{place.column}"


def line(place: Place, working_directory: str) -> str:
    """``net.py:41``."""
    return f"{shown(place.path, working_directory)}:{place.line}"


_CHECKOUTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Variables in which a CI system tells where it put the repository, with a ``.git`` or without."""


def repository(run: Run) -> str:
    """The folder that a code host's paths are relative to: the nearest one with a ``.git``.

    Without any it is where CI put the repository, else the working directory, where the project
    lies in it, else the root of the project.
    """
    folder = run.root
    while folder != os.path.dirname(folder):
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        folder = os.path.dirname(folder)
    told = [Path(it) for name in _CHECKOUTS if (it := os.environ.get(name))]
    around = [it.as_posix() for it in (*told, Path(run.working_directory or run.root))]
    return next((it for it in around if Path(run.root).is_relative_to(it)), run.root)
