"""Annotations in the body of a module's class, which say of which type its attributes are.

Mirrors ``infer_concrete_type_builder`` of torch/jit/_recursive.py: an annotation of what the
instance has is made a type before anything is compiled. It counts as Python keeps it, so that text
(every annotation under ``from __future__ import annotations``) is no type; a module has to be
annotated with an interface, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from astroid import nodes

from gnnlint.premise import Condition
from gnnlint.project.bindings import dotted
from gnnlint.project.code import Assigned, ClassCode, LibraryName
from gnnlint.script.annotations import annotation_problem
from gnnlint.script.reach import Reach
from gnnlint.script.sugar import Code, Held, Library, PythonValue, Sugar
from gnnlint.trace.event import Event, Kind
from gnnlint.trace.value import Value, is_none, options

_IGNORED = "__jit_ignored_attributes__"


def undeclarable(reach: Reach) -> Iterator[Event]:
    """The annotations of the modules that an instance holds which are no types."""
    seen: set[Assigned] = set()
    for ref, path in reach.modules.items():
        thing = reach.instances.get(ref)
        if thing is None or not isinstance(thing.kind, ClassCode):
            continue
        code = _annotated(reach, thing.kind)
        if code is None:
            continue
        ignored = reach.instances.listed(thing.kind, _IGNORED)
        for name, assigned in code.attributes.items():
            value = thing.attributes.get(name)
            if value is None or name in ignored or assigned in seen:
                continue
            problem = _problem(reach, code, name, assigned, value)
            if problem is not None:
                seen.add(assigned)
                yield _event(code, assigned, problem, path)


def _annotated(reach: Reach, kind: ClassCode) -> ClassCode | None:
    """The nearest class that annotates anything: Python shows its annotations alone."""
    for base in reach.project.ancestors(kind):
        if not isinstance(base, ClassCode):
            return None
        if any(it.annotation is not None for it in base.attributes.values()):
            return base
    return None


def _problem(
    reach: Reach, code: ClassCode, name: str, assigned: Assigned, value: Value
) -> str | None:
    annotation = assigned.annotation
    found = reach.instances.sugar(value)
    known = found is not None or all(is_none(it.value) for it in options(value))
    if annotation is None or not known or _is_function(found):
        return None
    if _is_text(code, annotation):
        return f"Unknown type annotation: '{code.module.text(annotation)}'"
    head = annotation.value if isinstance(annotation, nodes.Subscript) else annotation
    name_of_head = (dotted(head) or "").rpartition(".")[2]
    if name_of_head in ("Final", "ClassVar") or (head is annotation and name_of_head == "Optional"):
        return None
    if isinstance(found, Held):
        if _is_interface(reach, code, head):
            return None
        return f"Expected inferred type to be interface type for '{name}'"
    return annotation_problem(reach.project, code.module, annotation, lambda kind: True)


def _is_interface(reach: Reach, code: ClassCode, node: nodes.NodeNG) -> bool:
    """Whether an annotation names an interface, or what nobody knows."""
    found = reach.project.resolve(code.module, dotted(node) or "")
    if isinstance(found, ClassCode):
        return "torch.jit.interface" in reach.project.class_decorators(found)
    return not isinstance(found, LibraryName)


def _is_function(found: Sugar | None) -> bool:
    """What is called is no attribute to the compiler, whatever its annotation says."""
    return isinstance(found, (Code, Library)) or found == PythonValue("function")


def _is_text(code: ClassCode, annotation: nodes.NodeNG) -> bool:
    if "annotations" in code.module.tree.future_imports:
        return True
    return isinstance(annotation, nodes.Const) and isinstance(annotation.value, str)


def _event(code: ClassCode, assigned: Assigned, detail: str, path: tuple[Condition, ...]) -> Event:
    assert assigned.annotation is not None
    return Event(
        kind=Kind.TYPE,
        place=code.module.place(assigned.annotation),
        source=code.module.text(assigned.annotation),
        symbol=code.name,
        construct="annotation",
        detail=detail,
        path=path,
    )
