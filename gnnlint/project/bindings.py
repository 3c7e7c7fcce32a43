"""Reads one module's top level: which names it binds, and to what."""

from __future__ import annotations

from collections.abc import Iterator

from astroid import nodes

from gnnlint.project.code import (
    Assigned,
    ClassCode,
    Definition,
    FunctionCode,
    Imported,
    ModuleCode,
)
from gnnlint.tree import nodes_of

_DISPLAYS = (nodes.Tuple, nodes.List)


def bind(module: ModuleCode) -> None:
    """Fill ``module.bindings`` from its top-level statements, branches and ``try`` included."""
    stars: list[str] = []
    for statement in _statements(module.tree.body):
        if isinstance(statement, nodes.ImportFrom):
            base = absolute_import(module, statement.modname, statement.level)
            for name, alias in statement.names:
                if name == "*":
                    stars.append(base)
                else:
                    _bind(module, alias or name, Imported(base, name))
        elif isinstance(statement, nodes.Import):
            for name, alias in statement.names:
                target = Imported(name) if alias else Imported(name.partition(".")[0])
                _bind(module, alias or name.partition(".")[0], target)
        elif isinstance(statement, nodes.ClassDef):
            _bind(module, statement.name, read_class(module, statement))
        elif isinstance(statement, (nodes.FunctionDef, nodes.AsyncFunctionDef)):
            _bind(module, statement.name, read_function(module, statement))
        else:
            for name, assigned in assignments(statement):
                _bind(module, name, assigned)
    module.stars = tuple(stars)


def _bind(module: ModuleCode, name: str, definition: Definition) -> None:
    """The last binding wins, but a fallback constant never hides an import or definition."""
    old = module.bindings.get(name)
    if isinstance(definition, Assigned) and old is not None and not isinstance(old, Assigned):
        value = definition.node
        if _comes_of(value, name):
            return
        if isinstance(value, nodes.Const) or (
            isinstance(value, nodes.Name) and value.name == "object"
        ):
            return
    if isinstance(definition, ClassCode) and isinstance(old, Imported) and _guarded(definition):
        return  # `except ImportError: class X: …` stands in for a missing import
    if isinstance(definition, Assigned) and isinstance(old, Assigned):
        branch = definition.node.statement().parent
        if not isinstance(branch, nodes.Module) and not _agree(old.node, definition.node):
            definition = Assigned(branch)  # which of them holds depends on where the code runs
    module.bindings[name] = definition


def _agree(first: nodes.NodeNG, second: nodes.NodeNG) -> bool:
    """Whether two assignments are known to give one value."""
    return (
        isinstance(first, nodes.Const)
        and isinstance(second, nodes.Const)
        and first.value == second.value
    )


def _comes_of(value: nodes.NodeNG, name: str) -> bool:
    """Whether a value is made of what ``name`` was before.

    ``Output = torch.jit.script(Output)`` is a decorator in other words; what ``Net = Net(16)``
    makes is used by the lines below it alone, and the class is still a model.
    """
    return any(it.name == name for it in nodes_of(value, nodes.Name))


def _guarded(definition: ClassCode) -> bool:
    return isinstance(definition.node.parent, nodes.ExceptHandler)


def _statements(body: list[nodes.NodeNG]) -> Iterator[nodes.NodeNG]:
    for statement in body:
        if isinstance(statement, nodes.If):
            yield from _statements(statement.body)
            yield from _statements(statement.orelse)
        elif isinstance(statement, nodes.Try):
            yield from _statements(statement.body)
            for handler in statement.handlers:
                yield from _statements(handler.body)
            yield from _statements(statement.orelse)
            yield from _statements(statement.finalbody)
        elif isinstance(statement, nodes.With):
            yield from _statements(statement.body)
        else:
            yield statement


def assignments(statement: nodes.NodeNG) -> Iterator[tuple[str, Assigned]]:
    """The plain names that a statement assigns."""
    if isinstance(statement, nodes.Assign):
        for target in statement.targets:
            yield from _assigned(target, statement.value)
    elif isinstance(statement, nodes.AnnAssign) and isinstance(statement.target, nodes.AssignName):
        yield (
            statement.target.name,
            Assigned(statement.value or statement.annotation, statement.annotation),
        )


def _assigned(target: nodes.NodeNG, value: nodes.NodeNG) -> Iterator[tuple[str, Assigned]]:
    """The names in a target, each with its own part of what is written out behind the sign."""
    if isinstance(target, nodes.AssignName):
        yield target.name, Assigned(value)
    elif isinstance(target, _DISPLAYS) and isinstance(value, _DISPLAYS):
        starred = any(isinstance(it, nodes.Starred) for it in (*target.elts, *value.elts))
        if not starred and len(target.elts) == len(value.elts):
            for each, part in zip(target.elts, value.elts, strict=True):
                yield from _assigned(each, part)


def read_class(module: ModuleCode, node: nodes.ClassDef, outer: str = "") -> ClassCode:
    """The class with its methods, class attributes and nested classes."""
    name = f"{outer}.{node.name}" if outer else node.name
    code = ClassCode(name, module, node)
    for statement in _statements(node.body):
        if isinstance(statement, (nodes.FunctionDef, nodes.AsyncFunctionDef)):
            method = read_function(module, statement, code)
            if not {"overload", "typing.overload"} & set(method.decorators) and not any(
                decorator.endswith(".setter") for decorator in method.decorators
            ):
                code.methods[statement.name] = method
        elif isinstance(statement, nodes.ClassDef):
            code.classes[statement.name] = read_class(module, statement, name)
        else:
            code.attributes.update(assignments(statement))
    return code


def read_function(
    module: ModuleCode,
    node: nodes.FunctionDef | nodes.AsyncFunctionDef,
    owner: ClassCode | None = None,
    outer: str = "",
) -> FunctionCode:
    """The function with the names of its decorators."""
    prefix = owner.name if owner else outer
    name = f"{prefix}.{node.name}" if prefix else node.name
    decorators = node.decorators.nodes if node.decorators else []
    return FunctionCode(name, module, node, owner, tuple(_decorator(it) for it in decorators))


def _decorator(node: nodes.NodeNG) -> str:
    """The name of a decorator; ``partial(decorator, …)`` is the decorator with options."""
    name = dotted(node) or "?"
    if name.rpartition(".")[2] == "partial" and isinstance(node, nodes.Call) and node.args:
        return dotted(node.args[0]) or "?"
    return name


def dotted(node: nodes.NodeNG) -> str | None:
    """``a.b.c`` of a name or attribute chain (of the callee, for a call); None otherwise."""
    parts: list[str] = []
    if isinstance(node, nodes.Call):
        node = node.func
    while isinstance(node, nodes.Attribute):
        parts.append(node.attrname)
        node = node.expr
    if not isinstance(node, nodes.Name):
        return None
    return ".".join((node.name, *reversed(parts)))


def is_local(node: nodes.NodeNG, name: str) -> bool:
    """Whether a scope around the node, below the module, has a variable of the dotted name's head.

    ``import torch`` in a function binds what it binds in the module; what a class binds is not
    seen from its methods.
    """
    inner = scope = node.scope()
    first = name.partition(".")[0]
    while not isinstance(scope, nodes.Module):
        binders = scope.locals.get(first, ())
        is_seen = scope is inner or not isinstance(scope, nodes.ClassDef)
        if is_seen and not all(isinstance(it, nodes.Import) for it in binders):
            return True
        scope = scope.parent.scope()
    return False


def absolute_import(module: ModuleCode, name: str | None, level: int | None) -> str:
    """The absolute name of the module that a ``from`` import names."""
    if not level:
        return name or ""
    parts = module.name.split(".")
    if not module.tree.package:
        parts = parts[:-1]
    parts = parts[: len(parts) - (level - 1)] if level > 1 else parts
    return ".".join((*parts, name)) if name else ".".join(parts)
