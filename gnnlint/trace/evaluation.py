"""Imports the modules that register what each node does with the machine."""

from gnnlint.trace import expressions, names, statements

__all__ = ["expressions", "names", "statements"]
