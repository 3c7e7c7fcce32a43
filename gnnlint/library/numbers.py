"""Which arguments of torch's functions are numbers that Dynamo does not read from a tensor.

``number_arguments.json`` is written by ``gnnlint.verify.number_arguments``; a test asks again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("number_arguments.json")

LEFT_OUT = frozenset({"dtype", "layout", "device", "generator", "memory_format"})
"""Parameters that the signatures call numbers, and that are none."""


def number_arguments(name: str) -> Mapping[str, str]:
    """The parameters of the function called ``name`` (canonical) where a tensor breaks the graph.

    Returns:
        by parameter, what ``fullgraph=True`` does: "captured" or "fails".
    """
    return _read().get(name, {})


@cache
def _read() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(FILE.read_bytes())
    return loaded
