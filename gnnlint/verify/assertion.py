"""A model of this process under the compiler: where it breaks graphs, and what compiles again.

The only module of ``verify`` that compiles in the caller's own process: a test that holds a model
in its hands has no file to hand to a child.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch._dynamo

from gnnlint.finding import Step
from gnnlint.verify.breaks import fold
from gnnlint.verify.collector import collecting
from gnnlint.verify.line_table import exact_line_tables
from gnnlint.verify.observation import Recompile, Site
from gnnlint.verify.subject import Project


@dataclass(frozen=True)
class Compiled:
    """What compiling showed: places that break, and the compiles of each call."""

    sites: tuple[Site, ...]
    recompiles: tuple[Recompile, ...]


def compile_here(
    model: Any, calls: Sequence[tuple[tuple[Any, ...], Mapping[str, Any]]]
) -> Compiled:
    """Compile ``model`` by default with the eager backend, and make the calls one after the other.

    Dynamo is reset before and afterwards: what was compiled before would not break again.
    """
    kind = model if inspect.isfunction(model) else type(model)
    project, entry = _home(kind)
    torch._dynamo.reset()
    try:
        compiled: Any = torch.compile(model, backend="eager")
        recompiles = []
        with exact_line_tables(), collecting() as collector:
            for index, (positional, words) in enumerate(calls):
                before, told = collector.compiles, len(collector.recompile_reasons)
                compiled(*positional, **words)
                reasons = tuple(collector.recompile_reasons[told:])
                recompiles.append(Recompile(index, collector.compiles - before, reasons))
        return Compiled(fold(collector.breaks, project, "default", entry), tuple(recompiles))
    finally:
        torch._dynamo.reset()


def _home(kind: Any) -> tuple[Project, Step]:
    """The project that a class belongs to, and where its ``forward`` starts."""
    function = inspect.unwrap(getattr(kind, "forward", kind))
    code = function.__code__
    project = Project.of(Path(code.co_filename))
    return project, Step(code.co_filename, code.co_firstlineno, function.__qualname__)
