"""One command, measured as a whole process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Figure:
    """CPU seconds and peak MiB of a command, with the limits it should hold."""

    name: str
    seconds: float
    mebibytes: float
    limit: float | None = None
    memory: float | None = None

    @property
    def exceeded(self) -> bool:
        """Whether a limit is not held."""
        over_time = self.limit is not None and self.seconds > self.limit
        return over_time or (self.memory is not None and self.mebibytes > self.memory)

    def line(self) -> str:
        """A row of the table."""
        limit = "" if self.limit is None else f"{self.limit:.4g}"
        memory = "" if self.memory is None else f"{self.memory:.0f}"
        return f"| {self.name} | {self.seconds:.2f} | {limit} | {self.mebibytes:.0f} | {memory} |"


def gnnlint(*arguments: str) -> list[str]:
    """The command that runs ``gnnlint`` with ``arguments``."""
    return [sys.executable, "-m", "gnnlint", *arguments]


def measure(
    name: str,
    command: Sequence[str],
    *,
    limit: float | None = None,
    memory: float | None = None,
    runs: int = 3,
    before: Callable[[], object] = lambda: None,
) -> Figure:
    """Run a command a few times after a warm-up, or once without; the best run counts.

    ``before`` is called before each run but the first.
    """
    if runs > 1:
        _run(command)
    results = []
    for _ in range(runs):
        before()
        results.append(_run(command))
    seconds = min(it[0] for it in results)
    mebibytes = max(it[1] for it in results)
    return Figure(name, seconds, mebibytes, limit, memory)


def _run(command: Sequence[str]) -> tuple[float, float]:
    """CPU seconds and peak MiB; a process of its own measures, so that nothing else counts."""
    code = (
        "import resource, subprocess, sys\n"
        "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        capture_output=True, text=True, cwd=ROOT, env=environment(), check=True,
    )  # fmt: skip
    seconds, kibibytes = done.stdout.split()
    return float(seconds), int(kibibytes) / 1024


def environment() -> dict[str, str]:
    """The variables that a measured command sees."""
    found = {**os.environ, "OMP_NUM_THREADS": "1"}
    found.pop("PYTHONDONTWRITEBYTECODE", None)  # pip compiles what it installs, too
    return found
