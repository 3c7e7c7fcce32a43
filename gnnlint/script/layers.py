"""What PyG's inspector reads of a layer, gathered from the project: the input of ``propagate.py``.

Mirrors ``Inspector`` of torch_geometric/inspector.py: the text of the classes in the resolution
order, the class attribute ``propagate_type``, the parameters of the hooks, the modules' names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from astroid import nodes

from gnnlint.project import Project
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, LibraryName, ModuleCode
from gnnlint.project.trail import Memory
from gnnlint.script.propagate import (
    AGGREGATE,
    ClassSource,
    Layer,
    Namespace,
    Parameter,
    Problem,
    Signature,
    TypeAttribute,
    read_signature,
)

MESSAGE_PASSING = "torch_geometric.nn.MessagePassing"

HOOKS = {"propagate": ("message", "aggregate", "update"), "edge_updater": ("edge_update",)}
"""The methods that the generated one calls; it hands the first of them its collected arguments."""

_LED = frozenset({"aggregate", "update"})
_UNREAD = frozenset({MESSAGE_PASSING, "torch.nn.Module", "builtins.object", "abc.ABC"})

_DEFAULT_HOOKS = {
    "message": (Parameter("x_j", "Tensor"),),
    "aggregate": AGGREGATE,
    "update": (),
}


@dataclass(frozen=True)
class Reading:
    """A layer and what PyG makes of it.

    ``homes``: the modules of its classes by their names; ``hooks``: its hooks by the lines of their
    parameters.
    """

    layer: Layer
    signature: Signature | Problem | None
    homes: dict[str, ModuleCode]
    hooks: dict[int, FunctionCode]


@dataclass
class Layers:
    """Reads layers, once for each class."""

    project: Project

    def __post_init__(self) -> None:
        trail = self.project.trail
        self._read: Memory[tuple[ClassCode, str], Reading | None] = Memory(trail)
        self._namespaces: Memory[ModuleCode, Namespace] = Memory(trail)
        self._sources: Memory[ClassCode, ClassSource] = Memory(trail)

    def is_layer(self, code: ClassCode) -> bool:
        """Whether the class is a MessagePassing layer."""
        return self.project.inherits(code, MESSAGE_PASSING)

    def read(self, code: ClassCode, method: str) -> Reading | None:
        """What PyG generates for ``method``; None where its text is not all the project's."""
        return self._read.get((code, method), lambda: self._reading(code, method))

    def _reading(self, code: ClassCode, method: str) -> Reading | None:
        line: list[ClassCode] = []
        for base in self.project.ancestors(code):
            if isinstance(base, ClassCode):
                line.append(base)
            elif base.name not in _UNREAD and not self._is_settled(line, method):
                return None
        if self.project.has_unknown_base(code):
            return None
        collected, hooks = self._collected(code, method)
        layer = Layer(
            tuple(self.source(it) for it in line),
            self._attribute(line, method),
            method in code.methods,
            collected,
            self._namespace(line),
        )
        homes = {it.qualified_name: it.module for it in line}
        return Reading(layer, read_signature(layer, method), homes, hooks)

    def _is_settled(self, line: list[ClassCode], method: str) -> bool:
        """Whether the project's own classes declare the types, so that no base is asked."""
        return any(f"{method}_type:" in self.source(it).text for it in line)

    def source(self, code: ClassCode) -> ClassSource:
        """The text of a class, as ``inspect.getsource`` gives it."""
        return self._sources.get(code, lambda: self._source(code))

    def _source(self, code: ClassCode) -> ClassSource:
        self.project.rest_on(code.module)
        node = code.node
        decorators = node.decorators.nodes if node.decorators else []
        first = min([node.lineno or 1, *(it.lineno or 1 for it in decorators)])
        last = _last_line(code, node.end_lineno or first)
        lines = [code.module.source.line(it) for it in range(first, last + 1)]
        text = "\n".join(lines) + "\n"
        return ClassSource(code.qualified_name, text, first)

    def _attribute(self, line: list[ClassCode], method: str) -> TypeAttribute | None:
        for code in line:
            found = code.attributes.get(f"{method}_type")
            if found is not None:
                return _type_attribute(code, found)
        return None

    def _collected(
        self, code: ClassCode, method: str
    ) -> tuple[tuple[Parameter, ...], dict[int, FunctionCode]]:
        """The parameters of the hooks; none where a library class brings one."""
        found: list[Parameter] = []
        hooks: dict[int, FunctionCode] = {}
        for name in HOOKS[method]:
            hook = self.project.method(code, name)
            if isinstance(hook, FunctionCode):
                parameters = tuple(_parameters(hook))[1 if name in _LED else 0 :]
                hooks.update({it.line: hook for it in parameters})
            elif hook == LibraryName(MESSAGE_PASSING) and name in _DEFAULT_HOOKS:
                parameters = _DEFAULT_HOOKS[name]
            else:
                return (), hooks
            found += parameters
        return tuple(found), hooks

    def _namespace(self, line: list[ClassCode]) -> Namespace:
        spaces = [self._of_module(it) for it in dict.fromkeys(code.module for code in line)]
        known = [it.names for it in spaces if it.names is not None]
        names = frozenset().union(*known) if len(known) == len(spaces) else None
        exported = None
        if any(it.exported is not None for it in spaces) and names is not None:
            exported = frozenset(
                name
                for it in spaces
                for name in (it.exported if it.exported is not None else _public(it.names))
            )
        aliases = {name: text for it in reversed(spaces) for name, text in it.aliases.items()}
        return Namespace(names, exported, aliases)

    def _of_module(self, module: ModuleCode) -> Namespace:
        return self._namespaces.get(module, lambda: self._new_namespace(module))

    def _new_namespace(self, module: ModuleCode) -> Namespace:
        self.project.rest_on(module)
        names = frozenset(module.bindings) | {"__name__", "__file__", "__doc__"}
        aliases: dict[str, str] = {}
        for name in module.bindings:
            found = self.project.lookup(module, name)
            if isinstance(found, Assigned) and isinstance(found.node, _TYPE_NODES):
                aliases[name] = self.project.home(module, name).text(found.node)
            elif isinstance(found, LibraryName) and found.name.startswith(_TYPE_HOMES):
                last = found.name.rpartition(".")[2]
                if last != name:
                    aliases[name] = last
        exported = _exported(module)
        return Namespace(None if module.stars else names, exported, aliases)


_TYPE_HOMES = ("torch.", "typing.", "torch_geometric.typing.")
_TYPE_NODES = (nodes.Subscript, nodes.Name, nodes.Attribute, nodes.BinOp)


def _public(names: frozenset[str] | None) -> Iterator[str]:
    return (name for name in names or () if not name.startswith("_"))


def _exported(module: ModuleCode) -> frozenset[str] | None:
    """``__all__``; None where there is none, everything where it is computed."""
    listed = module.bindings.get("__all__")
    if not isinstance(listed, Assigned):
        return None
    if not isinstance(listed.node, (nodes.List, nodes.Tuple)):
        return frozenset(module.bindings)
    items = [it.value for it in listed.node.elts if isinstance(it, nodes.Const)]
    if len(items) < len(listed.node.elts):
        return frozenset(module.bindings)
    return frozenset(it for it in items if isinstance(it, str))


def _last_line(code: ClassCode, last: int) -> int:
    """A block goes on through comments that are indented like its body."""
    source = code.module.source
    indent = code.node.body[0].col_offset or 0 if code.node.body else 0
    end = last
    for number in range(last + 1, source.line_count + 1):
        text = source.line(number)
        stripped = text.strip()
        if stripped and not stripped.startswith("#"):
            break
        if stripped and len(text) - len(text.lstrip()) < indent:
            break
        if stripped:
            end = number
    return end


def _type_attribute(code: ClassCode, found: Assigned) -> TypeAttribute:
    node = found.node
    line = node.lineno or 1
    if isinstance(node, nodes.Dict):
        entries: list[tuple[str, str]] = []
        for key, value in node.items:
            if not isinstance(key, nodes.Const) or not isinstance(key.value, str):
                return TypeAttribute(None, line, code.qualified_name)
            quoted = isinstance(value, nodes.Const) and isinstance(value.value, str)
            entries.append((key.value, value.value if quoted else code.module.text(value)))
        return TypeAttribute(tuple(entries), line, code.qualified_name)
    other = ""
    if isinstance(node, nodes.Const):
        other = type(node.value).__name__
    elif isinstance(node, (nodes.List, nodes.Tuple, nodes.Set)):
        other = type(node).__name__.lower()
    return TypeAttribute(None, line, code.qualified_name, other)


def _parameters(code: FunctionCode) -> Iterator[Parameter]:
    """The parameters of a hook without ``self``, as the inspector types them."""
    arguments = code.node.args
    plain = [*(arguments.posonlyargs or []), *(arguments.args or [])]
    annotations = [*(arguments.posonlyargs_annotations or []), *(arguments.annotations or [])]
    optional = len(plain) - len(arguments.defaults or [])
    for index, (slot, annotation) in enumerate(zip(plain, annotations, strict=False)):
        if index > 0:
            text = code.module.text(annotation) if annotation is not None else "Tensor"
            line = slot.lineno or 0
            yield Parameter(slot.name, text.strip("\"'"), index >= optional, line)
    for slot, annotation, default in zip(
        arguments.kwonlyargs or [],
        arguments.kwonlyargs_annotations or [],
        arguments.kw_defaults or [],
        strict=False,
    ):
        text = code.module.text(annotation) if annotation is not None else "Tensor"
        yield Parameter(slot.name, text.strip("\"'"), default is not None, slot.lineno or 0)
