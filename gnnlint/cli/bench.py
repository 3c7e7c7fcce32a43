"""``gnnlint bench``: what the graph breaks of a model cost."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gnnlint.cli.main import OK, UsageError
from gnnlint.cli.observing import require_device
from gnnlint.cli.output import wants_color, write
from gnnlint.cli.progress import Progress
from gnnlint.cli.verify import models_of, named, require_torch

if TYPE_CHECKING:
    from gnnlint.verify.benchmark import Benchmark, Plan


def run(arguments: argparse.Namespace) -> int:
    """Time every variant of each model; what it says never fails the command."""
    require_torch()
    from gnnlint.verify import Children, SubjectError
    from gnnlint.verify.benchmark import benchmark

    plan = _plan(arguments)
    found: list[Benchmark] = []
    with Children() as children:
        asked = named(arguments.targets, arguments.example)
        require_device(arguments.device, children)
        subjects, _ = models_of(asked, children)
        with Progress("measured", "parts") as progress:

            def told(now: str, done: int, total: int) -> None:
                progress.now = now
                progress(done, total)

            for subject in subjects:
                try:
                    found.append(benchmark(subject, plan, children, told))
                except SubjectError as error:
                    raise UsageError(str(error)) from None
    write(_rendered(found, arguments), arguments.output)
    return OK


def _plan(arguments: argparse.Namespace) -> Plan:
    from gnnlint.verify.benchmark import TIME_LIMIT, Plan

    size = {
        name: getattr(arguments, name)
        for name in ("nodes", "edges", "channels")
        if getattr(arguments, name) is not None
    }
    limit = TIME_LIMIT if arguments.timeout is None else arguments.timeout
    return Plan(
        steps=arguments.steps,
        seconds=arguments.seconds,
        threads=arguments.threads,
        device=arguments.device,
        backend=arguments.backend,
        sites=not arguments.no_sites,
        time_limit=limit,
        size=size,
    )


def _rendered(found: list[Benchmark], arguments: argparse.Namespace) -> str:
    from gnnlint.report import benchmark

    if arguments.format == "json":
        return benchmark.render_json(found)
    if arguments.format == "svg":
        return benchmark.render_svg(found)
    color = arguments.output is None and wants_color()
    return benchmark.render(found, Path.cwd().as_posix(), color=color)
