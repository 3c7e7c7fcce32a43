"""The model of the code under a root: modules, names, classes and their ancestors."""

from gnnlint.project.model import Project, reading

__all__ = ["Project", "reading"]
