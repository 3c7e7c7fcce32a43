"""What breaks cost: variants in processes of their own, tables, plots."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint.cli.main import main
from gnnlint.report import benchmark as report
from gnnlint.verify import Children, Subject, SubjectError
from gnnlint.verify.benchmark import (
    STAYS,
    Benchmark,
    Plan,
    SiteCost,
    Spread,
    Timing,
    _measured,
    benchmark,
)

Write = Callable[..., Path]

NET = """
    import torch


    class Net(torch.nn.Module):
        def __init__(self, in_channels):
            super().__init__()
            self.one = torch.nn.Linear(in_channels, 32)

        def forward(self, x, edge_index):
            kept = x[x[:, 0] > 0]
            scale = x.sum().item()
            return self.one(kept) * scale
"""


def timing(milliseconds: float, **more: int) -> Timing:
    spread = Spread(milliseconds / 1000, milliseconds / 1100, milliseconds / 900)
    half = Spread(milliseconds / 2000, 0, 0)
    return Timing(half, half, spread, compile=2.0, steps=9, **more)


MADE_UP = Benchmark(
    name="net.Net",
    path="/p/net.py",
    line=4,
    built="Net(16)",
    inputs="(float32[10, 16])",
    assumptions=("args.n=3",),
    environment={"torch": "2.13.0"},
    device="cpu",
    variants={
        "eager": timing(20),
        "default": timing(10, graphs=3),
        "fullgraph": Timing(error="data-dependent <branch>"),
        "capture": timing(5, graphs=1),
    },
    sites=(
        SiteCost("/p/net.py", 9, "Net.forward", "Dynamic shape operator", 0.00125),
        SiteCost("/p/net.py", 11, "Net.forward", "Data-dependent", None, "it stays"),
        SiteCost("/p/net.py", 12, "Net.forward", "Loop", None, noise=0.0021),
    ),
)


@pytest.mark.parametrize(
    "words",
    [
        "net.Net  net.py:4  torch 2.13.0, cpu, 1 thread",
        "compiled        5.00     5.00      10.00 ± 1.01",
        "2.00x     2.0 s    3",
        "4.00x     2.0 s    1",
        "compiled, fullgraph=True: data-dependent <branch>",
        " +1.25 ms  net.py:9  Dynamic shape operator",
        "        ?  net.py:11  Data-dependent  it stays",
        "    not measurable (± 2.10 ms)  net.py:12  Loop",
        "assuming args.n=3",
    ],
)
def test_table(words: str) -> None:
    assert words in report.render([MADE_UP], "/p")


def test_json_holds_seconds() -> None:
    (model,) = json.loads(report.render_json([MADE_UP]))["models"]
    assert model["variants"]["default"]["speedup"] == pytest.approx(2.0)
    assert model["variants"]["fullgraph"]["total"] is None
    assert model["sites"][0]["seconds"] == 0.00125
    assert (model["sites"][2]["seconds"], model["sites"][2]["noise"]) == (None, 0.0021)


@pytest.mark.parametrize(
    ("seconds", "again", "is_told"),
    [
        (0.009, 0.020, True),
        (-0.009, 0.020, True),  # slower without the break is a result as well
        (0.0039, 0.020, False),  # less than the quartiles are apart
        (-0.009, 0.030, False),  # the same variant took 10 ms more, timed again
    ],
)
def test_a_cost_inside_the_noise_is_not_told(seconds: float, again: float, is_told: bool) -> None:
    around = Spread(0.020, 0.018, 0.022)
    cost = SiteCost("/p/net.py", 9, "Net.forward", "Loop", seconds)
    told = _measured(cost, around, around, replace(around, median=again))
    assert told.noise == pytest.approx(0.004 + again - 0.020)
    assert told.seconds == (seconds if is_told else None)


def test_plot_is_well_formed_and_to_scale() -> None:
    root = ElementTree.fromstring(report.render_svg([MADE_UP]))
    bars = [float(it.get("width") or 0) for it in root.iter() if it.tag.endswith("rect")][:6]
    eager, default = sum(bars[:2]), sum(bars[2:4])
    assert eager == pytest.approx(2 * default)
    assert "prefers-color-scheme: dark" in report.render_svg([MADE_UP])


def test_each_break_alone_is_measured(write: Write, children: Children) -> None:
    size = {"nodes": 50, "edges": 60, "channels": 8}
    plan = Plan(steps=5, seconds=0.1, threads=1, backend="eager", size=size)
    seen = benchmark(Subject(write(NET), "Net"), plan, children)
    assert seen.inputs.startswith("(x=float32[50, 8], edge_index=int64[2, 60]")
    assert {name: it.error for name, it in seen.variants.items()} == {
        "eager": None, "default": None, "fullgraph": None,
    }  # fmt: skip
    assert seen.variants["default"].graphs > seen.variants["fullgraph"].graphs == 1
    assert sorted(it.line for it in seen.sites) == [10, 11]
    assert all(it.noise is not None for it in seen.sites)
    assert all(it.seconds is None or abs(it.seconds) > (it.noise or 0) for it in seen.sites)
    assert seen.variants["fullgraph"].compile > 0 and seen.variants["eager"].compile == 0


def test_no_cost_is_told_of_what_nothing_captures(write: Write, children: Children) -> None:
    path = write(
        "import torch\n"
        "class Net(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        x = x * 2\n"
        "        torch._dynamo.graph_break()\n"
        "        return x * x.sum().item()\n"
        "def model():\n    return Net()\n"
        "def inputs():\n    return [torch.ones(4, 2)]\n"
    )
    plan = Plan(steps=5, seconds=0.1, threads=1, backend="eager")
    costs = {it.line: it for it in benchmark(Subject(path, "Net"), plan, children).sites}
    assert costs[5].seconds is None and costs[5].note == STAYS
    assert costs[5].noise is None and costs[6].noise is not None


def test_a_size_is_for_what_is_made_up(write: Write, children: Children) -> None:
    path = write(
        "import torch\ndef model():\n    return torch.nn.Linear(2, 2)\n"
        "def inputs():\n    return [torch.ones(1, 2)]\n"
    )
    with pytest.raises(SubjectError, match="the sizes are theirs"):
        benchmark(Subject(path), Plan(size={"nodes": 5}), children)


def test_wrong_usage(capsys: pytest.CaptureFixture[str], write: Write) -> None:
    assert main(["bench", "nowhere.py"]) == 2
    assert "no such file" in capsys.readouterr().err
    assert main(["bench", str(write(NET)), "--nodes", "none"]) == 2
    assert "no number above 0" in capsys.readouterr().err
