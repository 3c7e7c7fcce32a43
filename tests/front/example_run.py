"""A made-up run that shows every feature of a report once."""

from __future__ import annotations

from gnnlint.finding import (
    Certainty,
    Default,
    Finding,
    Fullgraph,
    Gap,
    Model,
    Place,
    Related,
    Run,
    Script,
    Severity,
    Step,
    Target,
    Verdict,
)
from gnnlint.premise import Condition, premise

ROOT = "/home/user/project"
NET = f"{ROOT}/models/net.py"
OPS = f"{ROOT}/ops.py"

NET_LINES = (
    "class Net(Module):",
    "    def __init__(self):",
    "        self.conv = GATConv(16, 16)",
    "    def forward(self, x, edge_index, batch):",
    "        x = self.conv(x, edge_index)",
    "        x = self.conv(x, edge_index)",
    "        for _ in range(3):",
    "            x = keep(x, x > 0)",
    "        return global_mean_pool(",
    "            x,",
    "            batch,",
    "        )",
)
OPS_LINES = ('"""é"""', "def keep(x, m):", "    name = '漢字'; return x[m]")


def place(path: str, line: int, text: str, end_line: int = 0, end_column: int = 0) -> Place:
    """The place of ``text`` in a line of the example."""
    lines = NET_LINES if path == NET else OPS_LINES
    column = lines[line - 1].index(text) + 1
    return Place(path, line, column, end_line or line, end_column or column + len(text))


def conv(line: int) -> Finding:
    """A break whose remedy is in the constructor."""
    return Finding(
        code="GNN203",
        name="self-loops-in-forward",
        severity=Severity.WARNING,
        certainty=Certainty.CERTAIN,
        target=Target.COMPILE,
        place=place(NET, line, "self.conv(x, edge_index)"),
        message="`GATConv` adds self-loops in every forward",
        remedy="add them once to the data and pass `add_self_loops=False`",
        symbol="Net.forward",
        default=Default.BREAK,
        fullgraph=Fullgraph.CAPTURED,
        entry_points=("models.net.Net.forward",),
        trace=(Step(NET, line, "Net.forward"),),
        related=(Related("remedy", place(NET, 3, "GATConv(16, 16)"), "made here"),),
        gb_types=("GB0170",),
        fingerprint=f"conv{line}",
        url="https://example.org/GNN203",
    )


MASKED = Finding(
    code="GNN301",
    name="boolean-mask",
    severity=Severity.WARNING,
    certainty=Certainty.CONDITIONAL,
    target=Target.COMPILE,
    place=place(OPS, 3, "x[m]"),
    message="indexing by a boolean mask has a size that depends on data",
    remedy="use `torch.where`",
    symbol="keep",
    premise=premise([Condition("self.sparse", "self.sparse", "config")]),
    default=Default.MASKED,
    fullgraph=Fullgraph.CAPTURED,
    masked_by=place(NET, 7, "for _ in range(3):"),
    entry_points=("models.net.Net.forward",),
    trace=(Step(NET, 8, "Net.forward"), Step(OPS, 3, "keep")),
    assumptions=("`m` is a boolean tensor",),
    fingerprint="mask",
)

POOL = Finding(
    code="GNN201",
    name="pool-without-size",
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    target=Target.COMPILE,
    place=place(NET, 9, "global_mean_pool(", 12, 10),
    message="`global_mean_pool` without `size` breaks the graph",
    remedy="pass `size=`, from `data.num_graphs`",
    symbol="Net.forward",
    default=Default.BREAK,
    fullgraph=Fullgraph.ERROR,
    runs_eagerly=True,
    entry_points=("models.net.Net.forward",),
    trace=(Step(NET, 9, "Net.forward"),),
    fingerprint="pool",
    verdict=Verdict.CONFIRMED,
    compiler_says="Data-dependent operator\n aten._local_scalar_dense",
)

SCRIPTED = Finding(
    code="GNN101",
    name="untyped-argument",
    severity=Severity.ERROR,
    certainty=Certainty.CERTAIN,
    target=Target.SCRIPT,
    place=place(NET, 4, "batch"),
    message="`batch` is taken for a tensor",
    remedy="annotate it",
    symbol="Net.forward",
    script=Script.FAILS,
    fingerprint="script",
)

MODELS = (
    Model(
        name="models.net.Net",
        place=place(NET, 1, "class Net(Module):"),
        findings=("conv5", "conv6", "mask", "pool", "script"),
        gaps=(Gap(place(NET, 8, "keep(x, x > 0)"), "the callee is not known"),),
        compile="breaks",
        fullgraph="fails",
        script="fails",
    ),
    Model(name="models.net.Plain", place=place(NET, 1, "class Net(Module):")),
)

RUN = Run(
    findings=(conv(5), conv(6), MASKED, POOL, SCRIPTED),
    models=MODELS,
    files=12,
    seconds=0.41,
    targets=(Target.COMPILE, Target.SCRIPT),
    torch_version="2.13",
    pyg_version="2.8",
    elsewhere=(conv(5), conv(6)),
    notes=("target script is off: no code here uses TorchScript",),
    root=ROOT,
    working_directory=f"{ROOT}/models",
    sources={NET: NET_LINES, OPS: OPS_LINES},
)


def clean(*gaps: Gap) -> Run:
    """A run without findings."""
    return Run(
        findings=(),
        models=(Model(name="net.Plain", place=place(NET, 1, "class"), gaps=gaps),),
        files=1,
        seconds=0.1,
        targets=(Target.COMPILE,),
        torch_version="2.13",
        pyg_version="2.8",
        root=ROOT,
        working_directory=ROOT,
    )
