"""What a file hands to ``torch.jit.script`` by itself: functions, and classes of TorchScript.

Modules are no part of it: each is an entry point wherever it is defined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.bindings import dotted, is_local, read_function
from gnnlint.project.code import ClassCode, FunctionCode, LibraryName, ModuleCode
from gnnlint.trace.disabling import SCRIPTING
from gnnlint.tree import nodes_of

_SCRIPT = re.compile(rb"\bscript")
"""What every name of the compiler starts with, wherever it was imported from."""


def handed_over(project: Project, module: ModuleCode) -> Iterator[FunctionCode | ClassCode]:
    """The definitions that decorators and calls in a file hand to the compiler, each once."""
    if b"jit" not in module.source.data or _SCRIPT.search(module.source.data) is None:
        return
    found = [*_decorated(project, module), *_passed(project, module)]
    yield from dict.fromkeys(found)


def functions_of(code: FunctionCode | ClassCode) -> tuple[FunctionCode, ...]:
    """What is compiled of it; of a class all methods (``_recursive_compile_class``)."""
    return (code,) if isinstance(code, FunctionCode) else tuple(code.methods.values())


def _decorated(project: Project, module: ModuleCode) -> Iterator[FunctionCode | ClassCode]:
    for function in project.functions(module):
        if not SCRIPTING.isdisjoint(project.decorator_names(function)):
            yield function
    for function in _nested(module):
        if not SCRIPTING.isdisjoint(project.decorator_names(function)):
            yield function
    for code in project.classes(module):
        if not SCRIPTING.isdisjoint(project.class_decorators(code)) and _is_compiled(project, code):
            yield code


def _nested(module: ModuleCode) -> Iterator[FunctionCode]:
    """The functions that are defined in functions of a file."""
    for node in nodes_of(module.tree, nodes.FunctionDef):
        around = node.parent.scope()
        if isinstance(around, nodes.FunctionDef):
            yield read_function(module, node, outer=around.name)


def _passed(project: Project, module: ModuleCode) -> Iterator[FunctionCode | ClassCode]:
    """``torch.jit.script(helper)``, of what names of the module stand for."""
    for call in nodes_of(module.tree, nodes.Call):
        callee, given = dotted(call.func), dotted(_first(call)) if _first(call) else None
        if callee is None or given is None:
            continue
        compiler = project.resolve(module, callee)
        if not isinstance(compiler, LibraryName) or compiler.name not in SCRIPTING:
            continue
        if is_local(call, given):
            yield from (it for it in _nested(module) if it.node in _defined(call, given))
            continue
        found = project.resolve(module, given)
        if isinstance(found, (FunctionCode, ClassCode)) and _is_compiled(project, found):
            yield found


def _defined(call: nodes.Call, name: str) -> list[nodes.NodeNG]:
    """The function that a name stands for at a call, where one is all that the scope gives it."""
    found = call.scope().locals.get(name, [])
    return found if len(found) == 1 else []


def _first(call: nodes.Call) -> nodes.NodeNG | None:
    if call.args:
        return call.args[0]
    return next((it.value for it in call.keywords if it.arg in ("obj", "fn")), None)


def _is_compiled(project: Project, code: FunctionCode | ClassCode) -> bool:
    """Whether it is a function, or a class of TorchScript: no module, nothing of a library."""
    if isinstance(code, FunctionCode):
        return code.owner is None
    return (
        not project.is_module(code)
        and not project.has_unknown_base(code)
        and project.library_base(code) is None
    )
