"""What Dynamo itself says of the graph breaks that rules name, from its registry of types.

``breaks.json`` is written by ``docs/breaks.py`` from ``torch/_dynamo/graph_break_registry.json``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("breaks.json")

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")

_PAGE = "https://meta-pytorch.github.io/compile-graph-break-site/gb/{}.html"


@dataclass(frozen=True)
class Break:
    """A type of graph break: its id, name, what Dynamo says to explain it, and its hints.

    The texts hold the placeholders of the messages: ``{name}``.
    """

    id: str
    kind: str
    explanation: str
    hints: tuple[str, ...]

    @property
    def said(self) -> str:
        """What Dynamo says to explain it, with ``…`` where a message names something."""
        return _PLACEHOLDER.sub("…", self.explanation)

    @property
    def url(self) -> str:
        """PyTorch's page about it."""
        return _PAGE.format(self.id.lower())


def known_break(id: str) -> Break | None:
    """The type of that id, where a rule names it."""
    return _breaks().get(id)


@cache
def _breaks() -> dict[str, Break]:
    table = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        id: Break(id, it["kind"], it["explanation"], tuple(it["hints"])) for id, it in table.items()
    }
