"""Names of TorchScript that a file mentions, wherever they stand: no run has to come by."""

from __future__ import annotations

from collections.abc import Iterator

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.bindings import dotted, is_local
from gnnlint.project.code import ClassCode, LibraryName, ModuleCode
from gnnlint.trace.event import Event, Kind
from gnnlint.tree import nodes_of

CONSTANTS = "__constants__"


def mentions(project: Project, module: ModuleCode) -> list[Event]:
    """Calls, decorators and bases from ``torch.jit``, and ``__constants__`` of modules."""
    if b"jit" not in module.source.data and CONSTANTS.encode() not in module.source.data:
        return []
    return [*_written(project, module), *_constants(project, module)]


def _written(project: Project, module: ModuleCode) -> Iterator[Event]:
    for node in nodes_of(module.tree, (nodes.Call, nodes.ClassDef, nodes.FunctionDef)):
        for it in _named_by(node):
            text = dotted(it)
            if text is None or is_local(it, text):
                continue
            found = project.resolve(module, text)
            if isinstance(found, LibraryName) and found.name.startswith("torch.jit."):
                yield _event(module, it, found.name)


def _named_by(node: nodes.NodeNG) -> list[nodes.NodeNG]:
    """What a call calls; what a definition builds on and is decorated with."""
    if isinstance(node, nodes.Call):
        return [node.func]
    decorators = node.decorators.nodes if node.decorators else []
    plain = [it for it in decorators if not isinstance(it, nodes.Call)]
    return [*plain, *(node.bases if isinstance(node, nodes.ClassDef) else [])]


def _constants(project: Project, module: ModuleCode) -> Iterator[Event]:
    for code in project.classes(module):
        found = code.attributes.get(CONSTANTS)
        listed = found.node if found is not None else None
        if not isinstance(listed, (nodes.List, nodes.Tuple)) or not listed.elts:
            continue
        if project.is_module(code):
            yield _event(module, listed, CONSTANTS, code)


def _event(
    module: ModuleCode, node: nodes.NodeNG, name: str, code: ClassCode | None = None
) -> Event:
    return Event(
        Kind.MENTION,
        module.place(node),
        module.text(node),
        code.name if code is not None else "",
        name=name,
        callee=module.text(node),
        construct=name,
        scope="program",
    )
