"""Measures whole commands and writes docs/performance.md."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import peers
from tests.bench.commands import Figure, gnnlint, measure
from tests.bench.editor import edits
from tests.bench.instructions import Instructions, instructions
from tests.bench.trees import Tree, copies, copy, torch_geometric
from tests.bench.verification import comparison

NEW = gnnlint("check", "--no-cache")

PARSER = [
    sys.executable,
    "-c",
    "import ast, gc, pathlib, sys\n"
    "gc.disable()\n"
    "for file in pathlib.Path(sys.argv[1]).rglob('*.py'):\n"
    "    ast.parse(file.read_bytes())\n",
]
"""A yardstick: how long Python's own parser takes on this machine."""

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "performance.md"


def main() -> int:
    """Measure, print and write the page; 1 when a figure of the contract is not held."""
    library = torch_geometric()
    verified = comparison()
    rows = [*commands(library), verified.verified, *again(library)]
    with copy(library) as open_folder:  # what lies in site-packages is not what people edit
        typed = edits(open_folder)
    sections = [counts(library), growth(library), verified, typed]
    text = page(rows, library) + "".join(it.section() for it in sections) + beside(library)
    print(text)
    PAGE.write_text(text, encoding="utf-8")
    exceeded = typed.exceeded or verified.exceeded or any(row.exceeded for row in rows)
    return int(exceeded)


def commands(library: Tree) -> list[Figure]:
    """The commands a user waits for, each against its limit."""
    folder = str(library.folder)
    return [
        measure("Python's parser alone, on torch_geometric: a yardstick", [*PARSER, folder]),
        measure("`gnnlint --help`", gnnlint("--help"), limit=0.15),
        measure("check of torch_geometric, all rules", [*NEW, folder], limit=4, memory=150),
        measure("the same in two processes", [*NEW, folder, "--jobs", "2"], runs=2),
        measure(
            "the same for compile and script", [*NEW, folder, "--target", "compile,script"], runs=2
        ),
    ]


def again(library: Tree) -> list[Figure]:
    """The check of a package that was checked before, with what is kept of that."""
    with copy(library) as tree:
        check = gnnlint("check", str(tree.folder), f"--cache-dir={tree.folder.parent / 'cache'}")
        changed = tree.folder / "nn" / "conv" / "gcn_conv.py"

        def edit() -> None:
            changed.write_text(changed.read_text("utf-8") + "# changed\n", encoding="utf-8")

        def clear() -> None:
            shutil.rmtree(tree.folder.parent / "cache")

        return [
            measure("the first check, whose results are kept", check, limit=4, before=clear),
            measure("the next one, nothing changed", check, limit=0.15),
            measure("one more, after `gcn_conv.py` changed", check, before=edit),
        ]


def counts(library: Tree) -> Instructions:
    """What does not depend on how busy the machine is."""
    folder = str(library.folder)
    with TemporaryDirectory() as kept:
        check = gnnlint("check", folder, f"--cache-dir={kept}")
        return instructions(
            {
                "Python's parser alone": [*PARSER, folder],
                "check of torch_geometric, all rules": [*NEW, folder],
                "the first check, whose results are kept": check,
                "the next one, nothing changed": check,
            }
        )


@dataclass(frozen=True)
class Growth:
    """What the same code costs, so many times over: how often, lines, figure."""

    rows: tuple[tuple[int, int, Figure], ...]

    def section(self) -> str:
        """The part of the page."""
        table = "\n".join(
            f"| {times} | {lines:,} | {it.seconds:.2f} | {1e6 * it.seconds / lines:.0f} "
            f"| {it.mebibytes:.0f} |"
            for times, lines, it in self.rows
        )
        return f"""
## As code grows

torch_geometric.nn.conv so many times over, as packages of one project. The cost of a line stays
what it is; what a single copy takes more is the start.

| copies | lines | CPU s | CPU ms for 1,000 lines | MiB |
|---|---|---|---|---|
{table}
"""


def growth(library: Tree) -> Growth:
    """The same code once, four and 16 times over: cost must grow with the lines, not faster."""
    found = [
        (times, tree.lines, measure("check", [*NEW, str(tree.folder)], runs=2))
        for times, tree in copies(library, (1, 4, 16))
    ]
    return Growth(tuple(found))


def beside(library: Tree) -> str:
    """The section about others; on copies, since some leave out what lies in site-packages."""
    with copy(library) as whole:
        return "".join(peers.section(part, whole) for _, part in copies(library, (1,)))


def page(rows: list[Figure], library: Tree) -> str:
    """The measurements as Markdown."""
    body = "\n".join(row.line() for row in rows)
    return f"""# What it costs

Measured on {date.today():%Y-%m-%d} by `make bench`, Python {sys.version.split()[0]}: CPU seconds
of all processes (user and system, the best of the runs), peak memory of the largest one.
torch_geometric is {library.files:,} files, {library.lines:,} lines.
{_busy()}

| command | CPU s | limit | MiB | limit |
|---|---|---|---|---|
{body}
"""


def _busy() -> str:
    """What else ran: the limits are meant for a machine that does nothing else."""
    if not hasattr(os, "getloadavg"):
        return ""
    load, cores = os.getloadavg()[2], os.cpu_count()
    return f"On {cores} cores with a load of {load:.1f}: beside other work everything takes longer."


if __name__ == "__main__":
    sys.exit(main())
