"""Writes gnnlint/library/breaks.json: what Dynamo's registry says of the breaks that rules name.

Run ``python docs/breaks.py`` after a rule names another one, or for another torch; a test holds the
file against both. torch is not imported for it: the registry is a file of its package.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gnnlint import catalogue
from gnnlint.library.breaks import FILE


def registry() -> dict[str, Any]:
    """All types of graph breaks of the installed torch, by their ids."""
    spec = find_spec("torch")
    assert spec is not None and spec.origin is not None
    file = Path(spec.origin).parent / "_dynamo" / "graph_break_registry.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def filled() -> str:
    """The file: kind, explanation and hints of the latest wording of each."""
    known = registry()
    named = {gb for rule in catalogue.load().rules for row in rule.rows for gb in row.gb}
    entries = {
        gb: {
            "kind": known[gb][0]["Gb_type"],
            "explanation": _sentence(known[gb][0]["Explanation"]),
            "hints": [it for it in known[gb][0]["Hints"] if _sentence(it)],
        }
        for gb in sorted(named)
    }
    return json.dumps(entries, indent=1) + "\n"


def _sentence(text: str) -> str:
    """``text``, empty where the registry holds the name of a variable instead."""
    return text if " " in text else ""


if __name__ == "__main__":
    FILE.write_text(filled(), encoding="utf-8")
