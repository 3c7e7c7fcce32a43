"""Measures what graph breaks cost the models of PyG's table, and writes docs/benchmark.md.

``python docs/benchmark.py [--device cuda]``; on a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from gnnlint.report.benchmark import HEADER, MEANING, cost, machine, render_svg, row
from gnnlint.verify import Children, Subject
from gnnlint.verify.benchmark import Benchmark, Plan, benchmark

FOLDER = Path(__file__).resolve().parent

_PROGRAM = """\
import torch
from torch_geometric.nn import MLP, GCNConv, GINConv, SAGEConv


def layer():
    return {layer}


class {name}(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = layer(), layer(), layer()

    def forward(self, x, edge_index):
        x = self.conv1(x, edge_index).relu()
        x = self.conv2(x, edge_index).relu()
        return self.conv3(x, edge_index)


def model():
    return {name}()


def inputs():
    return [(torch.randn(10000, 64), torch.randint(0, 10000, (2, 200000)))]
"""

_LINES = {number: f"`{line.strip()}`" for number, line in enumerate(_PROGRAM.splitlines(), start=1)}

_MODELS = (
    ("GCN", "GCNConv(64, 64)", "GCN"),
    ("GCNNoLoops", "GCNConv(64, 64, add_self_loops=False)", "GCN, `add_self_loops=False`"),
    ("GCNNoNorm", "GCNConv(64, 64, normalize=False)", "GCN, `normalize=False`"),
    ("GraphSAGE", "SAGEConv(64, 64)", "GraphSAGE"),
    ("GIN", "GINConv(MLP([64, 64, 64], norm=None))", "GIN"),
)

_PAGE = """\
# What graph breaks cost

Measured {date} by `python docs/benchmark.py`: {machine}.
The models of PyG's page about `torch.compile`: three layers, 10,000 nodes, 200,000 edges, 64
channels. A step is a forward and a backward; a row holds the medians of the steps of one process,
on one thread in seconds of the processor, so that what else the machine does counts for little;
compiling is in seconds of the wall. Compare ratios, not milliseconds.

{header}
|---|---|---|---|---|---|---|
{rows}

Forward, backward and step: {meaning}.

![A bar a variant](benchmark.svg)

`GCNConv` adds self-loops in each forward, with a mask over the edges: these are the breaks.
`add_self_loops=False` and `normalize=False` have none, and give other results unless the graphs
come with self-loops, or normalized.

## Break by break

The step of a model that breaks at one line alone, less the step of one without breaks:

| model | line | break | cost of a step |
|---|---|---|---|
{sites}

They need not add up to the difference between the rows above: a model with one break is compiled
into other graphs than one with all of them, and can be slower.

For a model of your own:

```console
gnnlint bench net.py:Net --nodes 10000 --edges 200000 --channels 64
gnnlint bench net.py:Net --format svg --output net.svg
```

Each variant runs in a process of its own. In one process a compile leaves marks on code objects
that the next one obeys: after a compile with breaks, `fullgraph=True` runs at the speed of no
compiler and says nothing.
"""


def main() -> int:
    """Measure, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    alone = options.device == "cpu" and options.threads == 1
    plan = Plan(
        options.steps,
        options.seconds,
        options.threads,
        options.device,
        clock="cpu" if alone else "wall",
    )
    found: list[tuple[str, Benchmark]] = []
    with TemporaryDirectory() as folder, Children() as children:
        for name, layer, words in _MODELS:
            path = Path(folder) / f"{name.lower()}.py"
            path.write_text(_PROGRAM.format(name=name, layer=layer), encoding="utf-8")
            print(words, file=sys.stderr, flush=True)
            found.append((words, benchmark(Subject(path, root=Path(folder)), plan, children)))
    (FOLDER / "benchmark.svg").write_text(render_svg([it for _, it in found]), encoding="utf-8")
    (FOLDER / "benchmark.md").write_text(_page(found), encoding="utf-8")
    return 0


def _page(found: list[tuple[str, Benchmark]]) -> str:
    rows = [
        line
        for words, each in found
        for line in (f"| **{words}** |", *(_table_row(row(each, name)) for name in each.variants))
    ]
    sites = [
        f"| {words} | {_LINES[it.line]} | {it.gb_type} | {cost(it)} |"
        for words, each in found
        for it in each.sites
    ]
    return _PAGE.format(
        date=datetime.date.today().isoformat(),
        machine=machine(found[0][1]),
        header=_table_row(HEADER),
        rows="\n".join(rows),
        meaning=MEANING,
        sites="\n".join(sites),
    )


def _table_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
