"""Places named in texts: in what a dying process printed, in what a compiler says."""

from __future__ import annotations

import re

from gnnlint.verify.observation import Line
from gnnlint.verify.subject import Project

_FRAME = re.compile(r'^\s*File "(.+?)", line (\d+)', re.M)
# PyG writes the methods it generates into temporary files (``torch_geometric/template.py``).
_GENERATED = re.compile(r"(_(?:propagate|edge_updater))_[a-z0-9_]{8}(?=\.py\b)")


def find_place(output: str, project: Project) -> Line | None:
    """The user's innermost line in the stack that ``faulthandler`` printed, innermost first."""
    _, found, stack = output.rpartition("(most recent call first)")
    if not found:
        return None
    for path, line in _FRAME.findall(stack):
        if project.contains(path):
            return Line(path, int(line))
    return None


def without_random_part(text: str) -> str:
    """The text with the files that PyG generates under names that are the same in each process."""
    return _GENERATED.sub(r"\1", text)
