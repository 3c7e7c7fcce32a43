"""What graph breaks cost, as a table, as JSON and as a plot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from gnnlint import __version__
from gnnlint.report.page import Page, Segment, columns
from gnnlint.report.path import shown

if TYPE_CHECKING:
    from gnnlint.verify.benchmark import Benchmark, SiteCost, Spread, Timing

SCHEMA = 1

WORDS = {
    "eager": "eager",
    "default": "compiled as it is",
    "fullgraph": "compiled, fullgraph=True",
    "capture": "compiled, with the capture flags",
}

HEADER = ("", "forward", "backward", "step", "speed-up", "compile", "graphs")
"""The columns of a table: milliseconds, but for compiling, which takes seconds."""

MEANING = "milliseconds, medians; ± half of what lies between the quartiles"

_SHORT = {
    "eager": "eager",
    "default": "compiled",
    "fullgraph": "fullgraph=True",
    "capture": "capture flags",
}


def render(benchmarks: Sequence[Benchmark], working_directory: str, *, color: bool = False) -> str:
    """A section a model: a row a variant, then what each break costs."""
    page = Page()
    for each in benchmarks:
        page.gap()
        where = f"{shown(each.path, working_directory)}:{each.line}"
        page.line((each.name, "bold"), f"  {where}  {machine(each)}")
        page.line(("  built by ", "dim"), each.built)
        page.line(("  run on ", "dim"), each.inputs)
        for assumption in each.assumptions:
            page.line(("  assuming ", "dim"), assumption)
        header: list[Segment] = [(it, "bold") for it in HEADER]
        rows = [[(cell, "") for cell in row(each, name)] for name in each.variants]
        for line in columns([header, *rows]):
            page.line("  ", *line)
        page.line((f"  {MEANING}", "dim"))
        for name, timing in each.variants.items():
            if timing.error is not None:
                page.line(f"  {WORDS[name]}: ", (timing.error, "red"))
        _add_sites(page, each, working_directory)
    return page.render(color)


def _add_sites(page: Page, benchmark: Benchmark, working_directory: str) -> None:
    if benchmark.sites:
        page.line(("  what each break costs a step, beside a model without it", "bold"))
    width = max((len(cost(it)) for it in benchmark.sites), default=0)
    for site in benchmark.sites:
        where = f"{shown(site.path, working_directory)}:{site.line}"
        note = f"  {site.note}" if site.note else ""
        told = cost(site).rjust(max(9, width))
        page.line(f"    {told}  ", (where, "cyan"), f"  {site.gb_type}", (note, "dim"))


def cost(site: SiteCost) -> str:
    """What a break costs, with its sign; else that timings differ by as much without it."""
    if site.seconds is not None:
        return f"{1000 * site.seconds:+.2f} ms"
    return "?" if site.noise is None else f"not measurable (± {1000 * site.noise:.2f} ms)"


def machine(benchmark: Benchmark) -> str:
    """What it was measured with."""
    told = benchmark.environment
    names = [f"{it} {told[it]}" for it in ("torch", "torch_geometric") if it in told]
    threads = max((it.threads for it in benchmark.variants.values()), default=1)
    return ", ".join([*names, f"{benchmark.device}, {threads} thread{'s' if threads > 1 else ''}"])


def row(benchmark: Benchmark, name: str) -> list[str]:
    """The cells of a variant."""
    timing = benchmark.variants[name]
    if timing.total is None:
        return [_SHORT[name], *("-" for _ in HEADER[1:])]
    speedup = benchmark.speedup(name)
    return [
        _SHORT[name],
        _milliseconds(timing.forward),
        _milliseconds(timing.backward),
        f"{_milliseconds(timing.total)} ± {1000 * timing.total.apart:.2f}",
        f"{speedup:.2f}x" if speedup else "-",
        f"{timing.compile:.1f} s" if name != "eager" else "-",
        str(timing.graphs) if name != "eager" else "-",
    ]


def _milliseconds(spread: Spread | None) -> str:
    return "-" if spread is None else f"{1000 * spread.median:.2f}"


def render_json(benchmarks: Sequence[Benchmark]) -> str:
    """One JSON object; seconds throughout."""
    models: list[dict[str, Any]] = []
    for each in benchmarks:
        variants = {
            name: {**_timing(timing), "speedup": each.speedup(name)}
            for name, timing in each.variants.items()
        }
        models.append(
            {
                "name": each.name,
                "path": each.path,
                "line": each.line,
                "built": each.built,
                "inputs": each.inputs,
                "assumptions": list(each.assumptions),
                "environment": dict(each.environment),
                "device": each.device,
                "variants": variants,
                "sites": [vars(it) for it in each.sites],
            }
        )
    tool = {"name": "gnnlint", "version": __version__}
    return json.dumps({"schema": SCHEMA, "tool": tool, "models": models}, indent=2) + "\n"


def _timing(timing: Timing) -> dict[str, Any]:
    spreads = {name: getattr(timing, name) for name in ("forward", "backward", "total")}
    return {**vars(timing), **{name: vars(it) if it else None for name, it in spreads.items()}}


# --- the plot -------------------------------------------------------------------------------------

_LEFT, _WIDTH, _BAR, _STEP, _RIGHT = 220, 420, 18, 30, 130
_STYLE = """
  svg { color-scheme: light dark; background: #ffffff; }
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .faint { fill: #59636e; }
  .forward { fill: #2f6fb3; }
  .backward { fill: #8fb8de; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; }
    text { fill: #e6edf3; }
    .faint { fill: #9198a1; }
    .forward { fill: #4f8fd6; }
    .backward { fill: #2b4f76; }
  }
"""


def render_svg(benchmarks: Sequence[Benchmark]) -> str:
    """A bar a variant: forward and backward of a step, one picture for all models."""
    drawn: list[str] = []
    top = 30
    for each in benchmarks:
        ran = {name: it for name, it in each.variants.items() if it.total is not None}
        longest = max((it.total.median for it in ran.values() if it.total), default=1.0)
        title = f"{each.name.rpartition('.')[2]} on {each.inputs}"
        drawn.append(f'<text class="title" x="12" y="{top}">{escape(title)}</text>')
        top += 14
        for name, timing in ran.items():
            drawn += _bar(each, name, timing, longest, top)
            top += _STEP
        top += 24
    drawn.append(f'<rect class="forward" x="12" y="{top - 11}" width="12" height="12"/>')
    drawn.append(f'<text x="30" y="{top}">forward</text>')
    drawn.append(f'<rect class="backward" x="100" y="{top - 11}" width="12" height="12"/>')
    drawn.append(f'<text x="118" y="{top}">backward</text>')
    told = machine(benchmarks[0]) if benchmarks else ""
    drawn.append(f'<text class="faint" x="{_LEFT}" y="{top}">{escape(told)}</text>')
    width, height = _LEFT + _WIDTH + _RIGHT, top + 16
    body = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="Seconds of a step">\n<style>{_STYLE}</style>\n'
        f"{body}\n</svg>\n"
    )


def _bar(benchmark: Benchmark, name: str, timing: Timing, longest: float, top: float) -> list[str]:
    assert timing.forward is not None and timing.backward is not None and timing.total is not None
    whole = timing.forward.median + timing.backward.median or 1.0
    length = _WIDTH * timing.total.median / longest
    first = length * timing.forward.median / whole
    speedup = benchmark.speedup(name)
    told = f"{1000 * timing.total.median:.2f} ms"
    told += f", {speedup:.2f}x" if speedup and name != "eager" else ""
    base = top + _BAR - 4
    return [
        f'<text x="12" y="{base}">{escape(WORDS[name])}</text>',
        f'<rect class="forward" x="{_LEFT}" y="{top}" width="{first:.1f}" height="{_BAR}"/>',
        f'<rect class="backward" x="{_LEFT + first:.1f}" y="{top}" '
        f'width="{length - first:.1f}" height="{_BAR}"/>',
        f'<text class="faint" x="{_LEFT + length + 8:.1f}" y="{base}">{told}</text>',
    ]
