"""What graph breaks cost: the same model eager, compiled, and compiled without its breaks.

Each variant runs in a process of its own: in one process a compile leaves marks on code objects
that the next one obeys, and what should be compiled runs eagerly without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gnnlint.verify.children import Children, Request
from gnnlint.verify.discovery import with_recipe
from gnnlint.verify.observation import Observation, Site, from_json, to_json
from gnnlint.verify.run import observe
from gnnlint.verify.subject import Subject, SubjectError

TIME_LIMIT = 600.0
STAYS = "nothing captures it, so there is no model without it to compare with"
_MOST_SITES = 12  # whose cost is measured one by one


@dataclass(frozen=True)
class Spread:
    """Seconds of a step's part: the median and the quartiles."""

    median: float
    low: float
    high: float

    @property
    def apart(self) -> float:
        """Half of what lies between the quartiles."""
        return (self.high - self.low) / 2


@dataclass(frozen=True)
class Timing:
    """How long a variant takes; ``error`` where it does not run."""

    forward: Spread | None = None
    backward: Spread | None = None
    total: Spread | None = None
    compile: float = 0.0  # seconds of the first step beyond those of a later one
    graphs: int = 0
    steps: int = 0
    threads: int = 1
    error: str | None = None


@dataclass(frozen=True)
class SiteCost:
    """What the break at one line costs each step, beside the variant with the fewest; seconds."""

    path: str
    line: int
    symbol: str
    gb_type: str
    seconds: float | None  # None: it stays in that variant too, or could not be measured
    note: str = ""
    noise: float | None = None  # seconds that timings differ by anyway; a cost below is not told


@dataclass(frozen=True)
class Plan:
    """How to measure: steps at most, seconds a variant at most."""

    steps: int = 50
    seconds: float = 10.0
    threads: int = 0  # 0: as torch has it
    device: str = "cpu"
    backend: str = "inductor"
    clock: str = "wall"  # "cpu": seconds of the process, for one thread on a machine that is busy
    sites: bool = True
    time_limit: float = TIME_LIMIT
    size: Mapping[str, int] = field(default_factory=dict)  # nodes, edges, channels


@dataclass(frozen=True)
class Benchmark:
    """What was measured of a model."""

    name: str
    path: str
    line: int
    built: str
    inputs: str
    assumptions: tuple[str, ...]
    environment: Mapping[str, str]
    device: str
    variants: Mapping[str, Timing]  # eager, default, fullgraph | capture
    sites: tuple[SiteCost, ...] = ()

    @property
    def unbroken(self) -> str | None:
        """The variant without breaks, or with those alone that nothing captures, where it runs."""
        ran = (it for it in ("fullgraph", "capture") if it in self.variants)
        return next((it for it in ran if self.variants[it].total is not None), None)

    def speedup(self, variant: str) -> float | None:
        """How many times faster than without a compiler a step is."""
        eager, other = self.variants["eager"].total, self.variants[variant].total
        return eager.median / other.median if eager and other and other.median else None


def benchmark(
    subject: Subject,
    plan: Plan,
    children: Children,
    progress: Callable[[str, int, int], None] = lambda now, done, total: None,
) -> Benchmark:
    """Measure every variant of a model, then each break by itself.

    Raises:
        SubjectError: the model cannot be made or does not run.
    """
    progress("finding out how to make it", 0, 4)
    subject, _ = with_recipe(subject, children)
    subject = _sized(subject, plan)
    progress("looking for its breaks", 0, 4)
    seen = observe(subject, modes=("eager", "default", "fullgraph", "capture"), children=children)
    if seen.error is not None or seen.status("eager") != "ok":
        raise SubjectError(seen.error or f"it does not run: {seen.modes['eager'].error}")
    names = ["eager", "default", "fullgraph"]
    timings: dict[str, Timing] = {}
    for done, name in enumerate(names):
        progress(name, done, len(names) + 1)
        timings[name] = _timing(subject, name, plan, children)
    if timings["fullgraph"].total is None:
        progress("capture", 3, len(names) + 1)
        timings["capture"] = _timing(subject, "capture", plan, children)
    result = Benchmark(
        seen.name, seen.path, seen.line, seen.built, seen.inputs[0], seen.assumptions,
        seen.environment, plan.device, timings,
    )  # fmt: skip
    if not plan.sites or result.unbroken is None:
        return result
    return replace(result, sites=tuple(_costs(subject, seen, result, plan, children, progress)))


def _costs(
    subject: Subject,
    seen: Observation,
    result: Benchmark,
    plan: Plan,
    children: Children,
    progress: Callable[[str, int, int], None],
) -> list[SiteCost]:
    """Each break kept beside those that nothing captures, against these alone.

    These are timed a second time: what two processes that do the same differ by is no cost.
    """
    places = {(it.path, it.line): it for it in seen.default_sites if it.placed}
    variant = result.unbroken or ""
    bare, again = result.variants[variant].total, None
    if any("capture" not in it.modes for it in places.values()):
        progress("once more without breaks", 0, len(places))
        again = _timing(subject, variant, plan, children).total
    found = []
    for done, (place, site) in enumerate(places.items()):
        progress(f"the break of line {site.line}", done, len(places))
        if "capture" in site.modes:
            found.append(_cost(site, None, STAYS))
            continue
        if done >= _MOST_SITES or bare is None:
            found.append(_cost(site, None, f"only {_MOST_SITES} are measured one by one"))
            continue
        kept = _timing(subject, "kept", plan, children, site=place)
        if kept.total is None:
            found.append(_cost(site, None, kept.error or ""))
        else:
            cost = _cost(site, kept.total.median - bare.median)
            found.append(_measured(cost, kept.total, bare, again or bare))
    return found


def _measured(cost: SiteCost, kept: Spread, bare: Spread, again: Spread) -> SiteCost:
    """The cost with what it must exceed to be one; without seconds where it does not."""
    noise = kept.apart + max(bare.apart, again.apart) + abs(again.median - bare.median)
    outside = cost.seconds is not None and abs(cost.seconds) > noise
    return replace(cost, noise=noise, seconds=cost.seconds if outside else None)


def _cost(site: Site, seconds: float | None, note: str = "") -> SiteCost:
    return SiteCost(site.path, site.line, site.symbol, site.gb_type, seconds, note)


def _timing(subject: Subject, variant: str, plan: Plan, children: Children, **more: Any) -> Timing:
    options = {
        "variant": variant,
        "steps": plan.steps,
        "seconds": plan.seconds,
        "threads": plan.threads,
        "device": plan.device,
        "backend": plan.backend,
        "clock": plan.clock,
        **more,
    }
    reply = children.call(
        Request(
            "bench",
            path=str(subject.path.absolute()),
            class_name=subject.class_name,
            example_path=str(subject.example_path.absolute()) if subject.example_path else None,
            root=str(subject.root.absolute()) if subject.root else None,
            options=options,
            recipe=to_json(subject.recipe) if subject.recipe else None,
            time_limit=plan.time_limit,
            memory_limit=0,  # what a generated kernel's compiler reserves is not the model's
        )
    )
    answer = reply.answer or {}
    if "timing" in answer:
        return from_json(Timing, answer["timing"])
    told = reply.trouble or answer.get("mode", {}).get("error") or "no answer"
    return Timing(error=str(told).strip().partition("\n")[0])


def _sized(subject: Subject, plan: Plan) -> Subject:
    """The subject with graphs of the size asked for; only what was made up can be changed."""
    if not plan.size:
        return subject
    recipe = subject.recipe
    if recipe is None:
        raise SubjectError(
            f"{subject.source} has its own model() and inputs(): the sizes are theirs, "
            "leave out --nodes, --edges and --channels"
        )
    n, e, g = recipe.sizes[0]
    size = (plan.size.get("nodes", n), plan.size.get("edges", e), g)
    channels = plan.size.get("channels")
    recipe = replace(recipe, sizes=(size,))
    return replace(subject, recipe=recipe.widened(channels) if channels else recipe)
