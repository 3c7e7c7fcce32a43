"""The static frontend held against the real one, function by function; nothing is run.

``torch.jit.frontend.build_def`` translates the syntax tree of a function and raises at what it
refuses: the same verdict is wanted, and among the refused the same first error at the same line.
"""

from __future__ import annotations

import ast
import sys
import sysconfig
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from astroid import nodes

from gnnlint.script.syntax import Rejection, rejected
from gnnlint.tree import parse
from tests.accuracy import report

_LEFT_OUT = frozenset({"site-packages", "test", "tests", "idle_test", "lib2to3", "turtledemo"})


@dataclass
class Agreement:
    """What the comparison came to; disagreements as text."""

    functions: int = 0
    refused: int = 0
    verdicts: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def standard_library() -> Iterator[Path]:
    """The pure-Python modules of the standard library, without its tests."""
    folder = Path(sysconfig.get_path("stdlib"))
    for path in sorted(folder.rglob("*.py")):
        if not _LEFT_OUT & set(path.relative_to(folder).parts):
            yield path


def compare_frontends(paths: Iterable[Path]) -> Agreement:
    """Compare every function of some files."""
    agreement = Agreement()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about texts in the files
        for path in paths:
            try:
                text = path.read_text(encoding="utf-8")
                ends = _ends(text)
            except (SyntaxError, ValueError):
                continue
            _compare(path, text, ends, agreement)
    return agreement


def section(files: dict[str, Iterable[Path]]) -> str:
    """What `make accuracy` tells of it."""
    lines = ["| functions of | same verdict | same first error and line |", "|---|---|---|"]
    told: list[str] = []
    for name, paths in files.items():
        found = compare_frontends(paths)
        alike = found.functions - len(found.verdicts)
        both = found.refused - len(found.verdicts)
        cells = report.share(alike, found.functions), report.share(both - len(found.errors), both)
        lines.append(f"| {name} | {' | '.join(cells)} |")
        told += [f"- {it}" for it in (*found.verdicts, *found.errors)]
        print(f"syntax of {name} compared", file=sys.stderr, flush=True)
    how = (
        "What TorchScript's frontend refuses, whatever the types: `torch.jit.frontend.build_def` "
        "against `gnnlint.script.syntax`, for every function of these, none of which is run."
    )
    return "\n\n".join(["### Syntax", how, "\n".join(lines), *(["\n".join(told)] if told else [])])


def _ends(text: str) -> dict[tuple[int, int], int]:
    """The last lines of functions, by where they start."""
    return {
        (_first_line(node), node.col_offset): node.end_lineno or node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
    }


def _compare(path: Path, text: str, ends: dict[tuple[int, int], int], agreement: Agreement) -> None:
    lines = text.splitlines(keepends=True)
    for function in parse(text, "module", str(path)).nodes_of_class(nodes.FunctionDef):
        if isinstance(function, nodes.AsyncFunctionDef):
            continue
        end = ends[function.lineno, function.col_offset]
        source = "".join(lines[function.lineno - 1 : end])
        ours = next(rejected(function), None)
        real = frontend_says(source, function.name, function.lineno)
        told = f"{path.name}:{function.lineno} {function.name}: {real} / {ours}"
        agreement.functions += 1
        agreement.refused += real is not None
        if (ours is None) is not (real is None):
            agreement.verdicts.append(told)
        elif ours is not None and real is not None and not _same(ours, real):
            agreement.errors.append(told)


def _same(ours: Rejection, real: tuple[str, int | None]) -> bool:
    text, line = real
    crashed = "incompatible constructor arguments" in text and ours.construct == "loop-else"
    return (ours.text in text or crashed) and line in (None, ours.line)


def _first_line(node: ast.FunctionDef) -> int:
    """Decorators included, as ``inspect.getsource`` and astroid count."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def frontend_says(source: str, name: str, start: int = 1) -> tuple[str, int | None] | None:
    """What torch.jit.frontend says of a function's source; None where it accepts it."""
    sources: Any = import_module("torch._sources")
    frontend: Any = import_module("torch.jit.frontend")
    aligned = "".join(sources.normalize_source_lines(source.splitlines(keepends=True)))
    dedented = textwrap.dedent(aligned)
    function = ast.parse(dedented).body[0]
    if not isinstance(function, ast.FunctionDef):
        return "Expected a single top-level function", None
    context = sources.SourceContext(dedented, "module.py", 0, 0, True, name)
    try:
        frontend.build_def(context, function, None, name)
    except Exception as error:  # crashes of the frontend are failures of scripting too
        place = getattr(error, "source_range", None)
        if place is None:
            return str(error), None
        offset = dedented.encode()[: place.start].count(b"\n")
        return str(getattr(error, "msg", error)), start + offset
    return None
