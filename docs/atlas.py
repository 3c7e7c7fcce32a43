"""Writes docs/atlas.md and docs/atlas.html, and holds the rules against them: `make atlas`.

What has been measured is kept under build/, so that only what is new is measured; with ``--kept``
nothing is. The exit status is 1 where the compilers contradict a rule or break without one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gnnlint.cli.main import main

ROOT = Path(__file__).resolve().parent.parent
RECORDS = ROOT / "build" / "atlas" / "records.jsonl"


def write(words: list[str]) -> int:
    """Measure with the options given, write both pages, report what the rules get wrong."""
    records = ["atlas", "--records", str(RECORDS)]
    kept = [*records, "--kept", "--check"]
    if "--kept" not in words:
        code = main([*records, "--jobs", "2", "--format", "text", "--output", os.devnull, *words])
        if code > 1:
            return code
    main([*kept, "--format", "markdown", "--output", str(ROOT / "docs" / "atlas.md")])
    main([*kept, "--format", "html", "--output", str(ROOT / "docs" / "atlas.html")])
    return main(kept)


if __name__ == "__main__":
    sys.exit(write(sys.argv[1:]))
