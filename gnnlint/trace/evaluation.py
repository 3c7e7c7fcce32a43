"""Imports the modules that register what nodes, calls and attributes do with the machine."""

from gnnlint.trace import (
    attributes,
    calls,
    comprehensions,
    definitions,
    expressions,
    instances,
    libraries,
    loops,
    methods,
    names,
    patterns,
    regions,
    sequences,
    statements,
)

__all__ = [
    "attributes",
    "calls",
    "comprehensions",
    "definitions",
    "expressions",
    "instances",
    "libraries",
    "loops",
    "methods",
    "names",
    "patterns",
    "regions",
    "sequences",
    "statements",
]
