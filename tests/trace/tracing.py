"""Small sources, traced: what the tests of the static trace say, and how they read it.

A source marks the lines on which something happens that a compiler may care about: ``#! pool``,
``#! branch if``, ``#! item when self.residual``, several divided by ``;``. What is marked must
be all that happens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from gnnlint.condition import parse
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, ModuleCode
from gnnlint.trace.entry import Trace, trace_class
from gnnlint.trace.event import Event, Kind
from gnnlint.trace.machine import Limits
from gnnlint.trace.program import trace_program
from gnnlint.trace.state import DECIDING

_MARK = re.compile(r"#! (.*)$")
_IS_MASK = parse("mask(operand.index)")

BREAKING = frozenset({"print", "item", "tolist", "nonzero"})
"""Calls outside torch_geometric that the marks speak of; all others are passed over."""

Mark = tuple[str, int, str]
"""File, line, what happens there."""


@dataclass(frozen=True)
class Traced:
    """A trace and the folder it was made in."""

    trace: Trace
    folder: Path

    @property
    def seen(self) -> set[Mark]:
        """What happened, as the marks say it."""
        return {
            (Path(it.place.path).relative_to(self.folder).as_posix(), it.place.line, text)
            for it in self.trace.events
            if (text := _told(it))
        }

    @property
    def marked(self) -> set[Mark]:
        """What the sources say happens."""
        return set(_marks(self.folder))

    @property
    def gaps(self) -> list[str]:
        """The reasons of what was not followed."""
        return [it.reason for it in self.trace.gaps]

    def named(self, name: str) -> list[Event]:
        """The calls (or constructions) of a canonical name."""
        return [it for it in self.trace.events if it.name == name]

    def event(self, name: str) -> Event:
        """The one call of a canonical name."""
        (found,) = self.named(name)
        return found

    def of_kind(self, kind: Kind) -> list[Event]:
        """The events of a kind."""
        return [it for it in self.trace.events if it.kind is kind]


def _told(event: Event) -> str:
    what = _what(event)
    if not what:
        return ""
    conditions = list(dict.fromkeys(str(it) for it in event.path if it.kind in DECIDING))
    return f"{what} when {' and '.join(conditions)}" if conditions else what


def _what(event: Event) -> str:
    last = event.name.rpartition(".")[2]
    if event.kind is Kind.CALL and event.scope == "forward":
        return last if event.name.startswith("torch_geometric.") or last in BREAKING else ""
    if event.kind in (Kind.BRANCH, Kind.CONVERT):
        return f"{event.kind.value} {event.construct}"
    if event.kind is Kind.READ_ITEM and _IS_MASK(event).value:
        return "mask"
    return "sparse" if event.kind is Kind.READ_SPARSE else ""


def _marks(folder: Path) -> Iterator[Mark]:
    for file in sorted(folder.rglob("*.py")):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if match := _MARK.search(line):
                name = file.relative_to(folder).as_posix()
                yield from ((name, number, it.strip()) for it in match[1].split(";"))


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write a project; the root is the folder itself."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), encoding="utf-8")
    return folder


def load(folder: Path, name: str) -> tuple[Project, ModuleCode]:
    """A project and one of its modules."""
    project = Project(folder, (folder,))
    module = project.load(folder / name)
    assert module is not None
    return project, module


def trace_net(
    folder: Path,
    source: str,
    others: dict[str, str] | None = None,
    *,
    name: str = "Net",
    limits: Limits | None = None,
) -> Traced:
    """Trace the class ``name`` of ``net.py``."""
    write(folder, {"net.py": source, **(others or {})})
    project, module = load(folder, "net.py")
    code = module.bindings[name]
    assert isinstance(code, ClassCode)
    trace = trace_class(project, code, limits)
    assert trace is not None
    return Traced(trace, folder)


def trace_script(folder: Path, source: str, others: dict[str, str] | None = None) -> Traced:
    """Trace the module level of ``train.py``."""
    write(folder, {"train.py": source, **(others or {})})
    project, module = load(folder, "train.py")
    return Traced(trace_program(project, module), folder)


HEAD = """\
import torch
from torch import Tensor, nn
from torch.nn import Module, ModuleList
from torch_geometric.nn import GCNConv, global_mean_pool


"""


def indented(text: str, by: int) -> str:
    """``text`` without its own indent and with another."""
    return "".join(" " * by + line + "\n" if line else "\n" for line in dedent(text).splitlines())


def net(
    forward: str,
    *,
    init: str = "",
    arguments: str = "",
    parameters: str = "x: Tensor, edge_index: Tensor, batch: Tensor",
    head: str = "",
    methods: str = "",
) -> str:
    """A module: the body of its ``forward``, of its ``__init__``, and what stands around."""
    return (
        HEAD
        + dedent(head)
        + "\n\nclass Net(Module):\n"
        + f"    def __init__(self{', ' if arguments else ''}{arguments}):\n"
        + "        super().__init__()\n"
        + indented(init, 8)
        + f"\n    def forward(self, {parameters}):\n"
        + indented(forward, 8)
        + "\n"
        + indented(methods, 4)
    )
