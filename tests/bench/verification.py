"""``gnnlint verify`` beside a bare script that runs the same modes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from tests.bench.commands import ROOT, Figure, gnnlint, measure

EXAMPLE = "docs/examples/node_classification/model.py"
LIMIT = 1.3
"""How many times as much as a bare script it may take."""
SECONDS = 15
"""CPU seconds that it may take."""


@dataclass(frozen=True)
class Comparison:
    """Both figures, and the modes that ran."""

    modes: tuple[str, ...]
    verified: Figure
    bare: Figure

    @property
    def ratio(self) -> float:
        """How much of a bare script's CPU seconds ``gnnlint verify`` takes."""
        return self.verified.seconds / self.bare.seconds

    @property
    def exceeded(self) -> bool:
        """Whether it takes more than it may."""
        return self.ratio > LIMIT

    def section(self) -> str:
        """The part of the page."""
        return f"""
## Verifying, beside a bare script

{EXAMPLE} under {", ".join(self.modes)}:
by `gnnlint verify`, and in one process of a script that only runs these modes and counts graphs
(tests/bench/bare.py; a test holds that both make the same graphs). `verify` runs each in a process
of its own, takes down every break, recompile and line that ran, and holds the findings of `check`
against them. At most {LIMIT:g} times as much is the aim.

| | CPU s | MiB |
|---|---|---|
| `gnnlint verify` | {self.verified.seconds:.2f} | {self.verified.mebibytes:.0f} |
| the bare script | {self.bare.seconds:.2f} | {self.bare.mebibytes:.0f} |
| times as much | {self.ratio:.2f} | |
"""


def comparison(runs: int = 3) -> Comparison:
    """Measure both in turn."""
    modes = tuple(graphs_verified(EXAMPLE))
    return Comparison(
        modes,
        measure(f"verify of {EXAMPLE}", gnnlint("verify", EXAMPLE), limit=SECONDS, runs=runs),
        measure("bare", bare(EXAMPLE, *modes), runs=runs),
    )


def graphs_verified(example: str) -> dict[str, int | None]:
    """The modes that ``gnnlint verify`` runs, and how many graphs each makes."""
    document = _printed([*gnnlint("verify", example), "--format", "json", "--exit-zero"])
    modes = document["models"][0]["modes"]
    return {name: it["graphs"] for name, it in modes.items() if it["status"] != "skipped"}


def graphs_by_hand(example: str, *modes: str) -> dict[str, int]:
    """How many graphs the bare script makes in each mode."""
    return _printed(bare(example, *modes))


def bare(example: str, *modes: str) -> list[str]:
    """The command that runs the modes by hand."""
    return [sys.executable, "-m", "tests.bench.bare", example, *modes]


def _printed(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
