"""Places named in what a dying process printed."""

from __future__ import annotations

import re

from gnnlint.verify.observation import Line
from gnnlint.verify.subject import Project

_FRAME = re.compile(r'^\s*File "(.+?)", line (\d+)', re.M)


def find_place(output: str, project: Project) -> Line | None:
    """The user's innermost line in the stack that ``faulthandler`` printed, innermost first."""
    _, found, stack = output.rpartition("(most recent call first)")
    if not found:
        return None
    for path, line in _FRAME.findall(stack):
        if project.contains(path):
            return Line(path, int(line))
    return None
