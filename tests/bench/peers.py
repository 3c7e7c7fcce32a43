"""Other linters on the same trees, each in an environment of its own."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.commands import Figure, gnnlint, measure
from tests.bench.trees import Tree

HOME = Path(sys.prefix) / "peers"
"""Where the environments are made, on first use."""


@dataclass(frozen=True)
class Peer:
    """A linter: what has to be installed for it, and how it is called; folders come behind."""

    packages: tuple[str, ...]
    command: tuple[str, ...]
    name: str

    @property
    def environment(self) -> Path:
        """The folder of its environment; those with the same packages share one."""
        return HOME / "-".join(self.packages).replace("==", "-")

    @property
    def called(self) -> tuple[str, ...]:
        """The command with the whole path of the program."""
        program, *options = self.command
        folder = "Scripts" if sys.platform == "win32" else "bin"
        return (str(self.environment / folder / program), *options)

    def install(self) -> None:
        """Make its environment.

        Raises:
            CalledProcessError: pip failed; what it said is on standard error.
        """
        done = self.environment / ".complete"
        if done.exists():
            return
        venv.create(self.environment, clear=True, with_pip=True)
        python = Path(self.called[0]).with_name("python")
        install = [str(python), "-m", "pip", "install", "--quiet", *self.packages]
        subprocess.run(install, check=True)
        done.touch()


_RUFF, _FLAKE8, _PYLINT = ("ruff==0.17.5",), ("flake8==7.5.0",), ("pylint==4.1.4",)
_TORCHFIX = ("TorchFix==0.7.0", *_FLAKE8)

PEERS = (
    Peer(_RUFF, ("ruff", "check", "--no-cache", "--isolated"), "ruff, its default rules"),
    Peer(
        _RUFF, ("ruff", "check", "--no-cache", "--isolated", "--select", "ALL"), "ruff, all rules"
    ),
    Peer(_FLAKE8, ("flake8", "--isolated", "--jobs", "1"), "flake8"),
    Peer(
        _TORCHFIX, ("flake8", "--isolated", "--jobs", "1", "--select", "TOR"), "TorchFix in flake8"
    ),
    Peer(_TORCHFIX, ("torchfix",), "TorchFix by itself"),
    Peer(
        _PYLINT,
        ("pylint", "--errors-only", "--jobs=1", "--rcfile=", "--recursive=y"),
        "pylint, errors only",
    ),
)


def section(part: Tree, library: Tree) -> str:
    """The part of the page that tells of them: on a part of torch_geometric, and on all of it."""
    rows = "\n".join(
        f"| {small.name} | {_cells(small)} | {_cells(large)} |"
        for small, large in _figures(part, library)
    )
    return f"""
## Beside other linters

The same files in the same run, nothing kept from earlier ones, one process: CPU seconds and peak
memory. They look for other things, each file by itself; TorchFix alone of them knows torch, and
torch is not installed for pylint to look into.

| linter | {part.lines:,} lines | MiB | {library.lines:,} lines | MiB |
|---|---|---|---|---|
{rows}
"""


def _figures(*trees: Tree) -> Iterator[list[Figure]]:
    """Of gnnlint, then of each of the others: a figure a tree."""
    mine = gnnlint("check", "--no-cache")
    yield [measure("**gnnlint**", [*mine, str(it.folder)], runs=1) for it in trees]
    for peer in PEERS:
        peer.install()
        yield [measure(peer.name, [*peer.called, str(it.folder)], runs=1) for it in trees]


def _cells(figure: Figure) -> str:
    return f"{figure.seconds:.2f} | {figure.mebibytes:.0f}"
