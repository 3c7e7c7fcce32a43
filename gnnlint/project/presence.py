"""Whether a class gives its instances an attribute, by what stands in it and its ancestors."""

from __future__ import annotations

from gnnlint import library
from gnnlint.project.code import ClassCode, LibraryName
from gnnlint.project.model import Project


def gives(project: Project, code: ClassCode, name: str) -> bool | None:
    """Whether a class, or one that it builds on, has the attribute or method ``name``.

    What methods of the project write to ``self`` does not count.

    Returns:
        None where that is open: a base is not known, or what a class of a library defines.
    """
    is_open = project.has_unknown_base(code)
    for base in project.ancestors(code):
        if isinstance(base, LibraryName):
            if library.defines(base.name, name):
                return True
            is_open = is_open or library.may_define(base.name, name)
        elif name in base.methods or name in base.attributes or name in base.classes:
            return True
    return None if is_open else False
