"""How many instructions commands take, which is the same on a busy machine and an idle one.

Seconds follow what else runs on the machine, and on its neighbours where it is a virtual one: the
same check has taken from 3.6 to 9 CPU seconds on one. valgrind counts what the processor is told to
do, where it is installed (``apt-get install valgrind``); it takes fifty times as long.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.bench.commands import ROOT, environment

_COUNTING = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
_COUNT = re.compile(r"^==\d+== I +refs: +(?P<count>[\d,]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Instructions:
    """Instructions by command, in their order; empty where nothing can count them."""

    counts: Mapping[str, int]

    def section(self) -> str:
        """The part of the page."""
        if not self.counts:
            return ""
        table = "\n".join(f"| {name} | {it / 1e9:.2f} |" for name, it in self.counts.items())
        return f"""
## Whatever else the machine does

Seconds depend on it; the instructions that a command takes do not. As valgrind counts them:

| command | thousand million instructions |
|---|---|
{table}
"""


def instructions(commands: Mapping[str, Sequence[str]]) -> Instructions:
    """Count what each command takes, one after the other."""
    if shutil.which(_COUNTING[0]) is None:
        return Instructions({})
    return Instructions({name: _counted(command) for name, command in commands.items()})


def _counted(command: Sequence[str]) -> int:
    fixed = {**environment(), "PYTHONHASHSEED": "0"}  # the order of sets decides how often two meet
    done = subprocess.run(
        [*_COUNTING, *command], capture_output=True, text=True, cwd=ROOT, env=fixed
    )
    return count_in(done.stderr)


def count_in(report: str) -> int:
    """The instructions that a report of valgrind tells.

    Raises:
        ValueError: it tells of none.
    """
    found = _COUNT.search(report)
    if found is None:
        raise ValueError(f"valgrind tells no count: {report[-400:]}")
    return int(found["count"].replace(",", ""))
