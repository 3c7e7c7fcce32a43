"""Imports the modules that register what nodes, calls and attributes do with the machine."""

from gnnlint.trace import (
    attributes,
    calls,
    comprehensions,
    expressions,
    instances,
    libraries,
    methods,
    names,
    regions,
    statements,
)

__all__ = [
    "attributes",
    "calls",
    "comprehensions",
    "expressions",
    "instances",
    "libraries",
    "methods",
    "names",
    "regions",
    "statements",
]
