"""What making an instance may set, read off the text: where the trace may have missed it."""

from __future__ import annotations

from collections.abc import Iterator

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.code import ClassCode, FunctionCode
from gnnlint.project.trail import Memory
from gnnlint.tree import nodes_of

_ANYTHING = frozenset({"setattr", "vars"})
_BY_NAME = frozenset(
    "register_buffer register_parameter add_module register_module __setattr__".split()
)


class Making:
    """Reads classes, once each."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._open: Memory[ClassCode, bool] = Memory(project.trail)
        self._sets: Memory[ClassCode, frozenset[str]] = Memory(project.trail)

    def may_set_any(self, code: ClassCode) -> bool:
        """Whether the class sets attributes by names that are not written out."""
        return self._open.get(code, lambda: any(map(_sets_any, self._functions(code))))

    def is_set(self, code: ClassCode, name: str) -> bool:
        """Whether the class makes the attribute a ``set``."""
        return name in self._sets.get(
            code, lambda: frozenset(it for one in self._functions(code) for it in _sets_of(one))
        )

    def _functions(self, code: ClassCode) -> Iterator[FunctionCode]:
        self._project.rest_on(code.module)
        return _making(code)


def _making(code: ClassCode) -> Iterator[FunctionCode]:
    """``__init__`` and the methods it calls on itself."""
    pending, done = ["__init__"], set[str]()
    while pending:
        name = pending.pop()
        function = code.methods.get(name)
        if name in done or function is None:
            continue
        done.add(name)
        yield function
        for call in nodes_of(function.node, nodes.Call):
            if isinstance(call.func, nodes.Attribute):
                pending.append(call.func.attrname)


def _sets_any(function: FunctionCode) -> bool:
    return any(
        _is_open_call(node) if isinstance(node, nodes.Call) else node.attrname == "__dict__"
        for node in nodes_of(function.node, (nodes.Call, nodes.Attribute))
    )


def _is_open_call(node: nodes.Call) -> bool:
    callee = node.func
    if isinstance(callee, nodes.Name):
        return callee.name in _ANYTHING
    if isinstance(callee, nodes.Attribute) and callee.attrname in _BY_NAME:
        return not (node.args and isinstance(node.args[0], nodes.Const))
    return False


def _sets_of(function: FunctionCode) -> Iterator[str]:
    for node in nodes_of(function.node, nodes.Assign):
        value = node.value
        made = isinstance(value, nodes.Call) and (
            isinstance(value.func, nodes.Name) and value.func.name in ("set", "frozenset")
        )
        if made or isinstance(value, (nodes.Set, nodes.SetComp)):
            yield from (it.attrname for it in node.targets if isinstance(it, nodes.AssignAttr))
