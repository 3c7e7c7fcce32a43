"""Findings about files that could not be checked: GNN001; GNN003 where that is our fault, GNN004
where it is that of a project's own rule.
"""

from __future__ import annotations

import os
import traceback
from dataclasses import replace
from pathlib import Path

from gnnlint.finding import EntryPoint, Finding, Place, Severity
from gnnlint.remark import INTERNAL_ERROR, RULE_ERROR, UNPARSABLE, remark
from gnnlint.source import Source, Unreadable


def shows_traceback() -> bool:
    """Whether the user asked to see where mistakes of rules, and of ours, come from."""
    return bool(os.environ.get("GNNLINT_TRACEBACK"))


def told(error: Exception) -> str:
    """What went wrong and where, in a line."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    first_line = str(error).split("\n", 1)[0]
    where = f"{os.path.basename(frame.filename)}:{frame.lineno}"
    return f"{type(error).__name__}: {first_line} (at {where})"


def unreadable(it: Unreadable) -> Finding:
    """A file that cannot be read or decoded."""
    place = Place(it.path.as_posix(), it.line, 1, it.line, 1)
    return remark(
        UNPARSABLE, Severity.ERROR, place, it.message, f"{_REMEDIES[it.kind]}, or exclude it"
    )


_REMEDIES = {
    "unreadable": "let it be read by whoever runs gnnlint",
    "decoding": "save the file as UTF-8",
    "notebook": "open it in Jupyter and save it there",
}


def unparsable(path: Path, source: Source, error: SyntaxError) -> Finding:
    """A file that the running Python cannot parse."""
    line = min(max(error.lineno or 1, 1), source.line_count)
    column = max(error.offset or 1, 1)
    end = error.end_lineno or line, max(error.end_offset or column, column)
    place = Place(path.as_posix(), line, column, max(end[0], line), end[1])
    return remark(
        UNPARSABLE,
        Severity.ERROR,
        place,
        f"cannot be parsed: {error.msg}",
        "mend the syntax; if a newer Python reads it, run gnnlint with that one",
    )


def failed(path: Path, error: Exception) -> Finding:
    """A mistake of our own ends the look at one file, not the run."""
    return remark(
        INTERNAL_ERROR,
        Severity.ERROR,
        Place(path.as_posix(), 1, 1, 1, 1),
        f"gnnlint failed on this file: {told(error)}",
        "this is a bug of gnnlint: please report it with the file and what GNNLINT_TRACEBACK=1 "
        "prints; exclude the file until then",
    )


def rule_failed(code: str, entry: EntryPoint, message: str) -> Finding:
    """The code of a rule failed on a model; the other rules, and the other models, were judged."""
    line = entry.place.line
    failure = remark(
        RULE_ERROR,
        Severity.ERROR,
        Place(entry.place.path, line, 1, line, 1),
        f"{code} failed on {entry.name}: {message}",
        "mend the rule's code, or leave the rule out by `--ignore`; GNNLINT_TRACEBACK=1 shows the "
        "whole traceback",
    )
    return replace(failure, failed_rule=code)
