"""Measures PyG's operators and holds the rules against that: `make atlas`.

Writes docs/atlas.md, docs/atlas.html, and docs/atlas.json, which a test reads. What has been
measured is kept under build/, so that only what is new is measured; with ``--kept`` nothing is.
``--sample FILE`` writes docs/atlas-full.md, of the records in the file that `gnnlint atlas --full`
made. The exit status is 1 where the compilers contradict a rule or break without one.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from gnnlint.atlas import data, markdown, page, text
from gnnlint.atlas.comparison import compare, disagreements
from gnnlint.atlas.matrix import matrix_of
from gnnlint.atlas.measure import FULL_MODES
from gnnlint.atlas.store import Store
from gnnlint.cli.main import main

DOCS = Path(__file__).resolve().parent
RECORDS = DOCS.parent / "build" / "atlas" / "records.jsonl"


BESIDE = """
## Beside this

- [The atlas over versions](atlas-versions.md): the rules held against other torch_geometric.
- [Further compilers](atlas-full.md): dynamic shapes, inductor, export and growing graphs, of a
  sample.
"""


def write(words: list[str]) -> int:
    """Measure with the options given, write the pages, print what the rules get wrong."""
    if "--kept" not in words:
        measuring = ["atlas", "--records", str(RECORDS), "--jobs", "2", "--output", os.devnull]
        code = main([*measuring, *words])
        if code > 1:
            return code
    matrix = matrix_of(Store(RECORDS))
    answers = compare([it for row in matrix.rows for it in row.records])
    pages = {
        "atlas.md": markdown.render(matrix, answers) + BESIDE,
        "atlas.html": page.render(matrix, answers),
        "atlas.json": _in_lines(data.summary(matrix, answers)),
    }
    for name, content in pages.items():
        (DOCS / name).write_text(content, encoding="utf-8")
    print(text.render(matrix, answers), end="")
    return 1 if disagreements(answers) else 0


def write_sample(file: Path) -> int:
    """Write what the further modes showed, of the records in ``file`` that have them all."""
    matrix = matrix_of(it for it in Store(file) if set(FULL_MODES) <= it.modes.keys())
    answers = compare([it for row in matrix.rows for it in row.records])
    page = markdown.render(matrix, answers, title="Further compilers")
    (DOCS / "atlas-full.md").write_text(page, encoding="utf-8")
    return 1 if disagreements(answers) else 0


def _in_lines(summary: dict[str, Any]) -> str:
    """JSON with an operator a line: what changes in it shows."""
    operators = summary.pop("operators")
    lines = [f"{json.dumps(name)}: {json.dumps(it)}" for name, it in operators.items()]
    rest = json.dumps(summary)[:-1]
    return rest + ', "operators": {\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(write_sample(Path(given[1])) if given[:1] == ["--sample"] else write(given))
