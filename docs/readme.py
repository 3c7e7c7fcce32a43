"""Writes the generated parts of README.md: a real output and the list of rules.

Run ``python docs/readme.py`` after a change that shows there; a test holds the file against it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from gnnlint import catalogue

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
EXAMPLE = "docs/examples/hierarchical_pooling"


def output() -> str:
    """What ``gnnlint check`` prints for one of the example models."""
    command = [sys.executable, "-m", "gnnlint", "check", EXAMPLE]
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    text = re.sub(r" in \d+\.\d s", "", done.stdout)  # the time differs from run to run
    return f"```console\n$ gnnlint check {EXAMPLE}\n{text.strip()}\n```"


def rules() -> str:
    """A table of all rules."""
    rows = [f"| {it.code} | `{it.name}` | {it.summary} |" for it in catalogue.load().rules]
    return "\n".join(("| code | name | what it says |", "|---|---|---|", *rows))


def filled(text: str) -> str:
    """README with its generated parts renewed."""
    for name, content in (("output", output()), ("rules", rules())):
        pattern = rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)"
        text = re.sub(pattern, lambda match: f"{match[1]}{content}{match[2]}", text, flags=re.S)  # noqa: B023
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
