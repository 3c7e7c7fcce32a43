"""Canonical names, signatures and classes of the libraries' callables.

Signatures are kept as source text and parsed when first asked for.
"""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from gnnlint.frozen import frozen
from gnnlint.library.kinds import DEFINED_BY, FOREIGN_BASES, FOREIGN_SIGNATURES

PACKAGES = ("torch", "torch_geometric")

MODULE_ROOTS = frozenset(
    {
        "torch.nn.Module",
        "torch.jit.ScriptModule",
        "pytorch_lightning.LightningModule",
        "lightning.LightningModule",
        "lightning.pytorch.LightningModule",
        "pytorch_lightning.core.LightningModule",
    }
)
"""Library classes that make a subclass an ``nn.Module``."""

RENAMED = {
    "torch.nn.modules.module.Module": "torch.nn.Module",
    "torch.nn.modules.Module": "torch.nn.Module",
    "torch._C.TensorBase": "torch.Tensor",
    "torch._tensor.Tensor": "torch.Tensor",
}
"""Names that introspection does not reach."""


_SINGLE = ("positional", "keyword")
"""Kinds of parameters that take one argument."""


@frozen
class Parameter:
    """A parameter. ``default`` is ``inspect``-like: ``MISSING`` required, ``...`` not a literal."""

    name: str
    kind: str  # "positional" | "keyword" (keyword only) | "args" | "kwargs"
    annotation: str = ""
    required: bool = True
    default: object = None


@dataclass(frozen=True, eq=False)
class Signature:
    """A callable's parameters and the text of its result's annotation ("" where unknown).

    Calls are bound to it again and again, so what that takes is worked out once.
    """

    parameters: tuple[Parameter, ...]
    returns: str = ""

    @cached_property
    def positional(self) -> tuple[str, ...]:
        """The names of the parameters that take positional arguments."""
        return tuple(it.name for it in self.parameters if it.kind == "positional")

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the parameters that take one argument each."""
        return frozenset(it.name for it in self.parameters if it.kind in _SINGLE)

    @cached_property
    def required(self) -> frozenset[str]:
        """The names of those without a default."""
        return frozenset(it.name for it in self.parameters if it.required and it.kind in _SINGLE)

    @cached_property
    def _kinds(self) -> frozenset[str]:
        return frozenset(it.kind for it in self.parameters)

    def fits(self, positional: int, keywords: frozenset[str]) -> bool:
        """Whether a call with that many positional arguments and those keywords can bind."""
        if positional > len(self.positional) and "args" not in self._kinds:
            return False
        if "kwargs" not in self._kinds and not keywords <= self.names:
            return False
        return self.required <= keywords.union(self.positional[:positional])


@cache
def _data(package: str) -> dict[str, Any]:
    path = Path(__file__).with_name(f"{package}.json")
    loaded: dict[str, Any] = json.loads(path.read_bytes())
    return loaded


def _package(name: str) -> str | None:
    head = name.partition(".")[0]
    return head if head in PACKAGES else None


@cache
def canonical(name: str) -> str:
    """The name that rules use for what ``name`` refers to; itself where none is known."""
    if name in RENAMED:
        return RENAMED[name]
    package = _package(name)
    if package is None:
        return name
    data = _data(package)
    if name in data["classes"] or name in data["functions"]:
        return name
    if name in data["aliases"]:
        alias: str = data["aliases"][name]
        return alias
    owner, _, attribute = name.rpartition(".")
    if owner and (home := canonical(owner)) != owner:
        return f"{home}.{attribute}"
    return name


@cache
def is_class(name: str) -> bool:
    """Whether the canonical ``name`` is a known library class."""
    package = _package(name)
    return package is not None and name in _data(package)["classes"]


@cache
def is_known(name: str) -> bool:
    """Whether the canonical ``name`` is a known class or function."""
    package = _package(name)
    return package is not None and (
        name in _data(package)["classes"] or name in _data(package)["functions"]
    )


@cache
def ancestors(name: str) -> tuple[str, ...]:
    """The canonical names of a library class's bases, nearest first, without itself."""
    if name in FOREIGN_BASES:
        return FOREIGN_BASES[name]
    package = _package(name)
    if package is None:
        return ()
    entry = _data(package)["classes"].get(name)
    line = (canonical(base) for base in entry["bases"]) if entry else ()
    return tuple(dict.fromkeys(base for base in line if base != name))


@cache
def is_module_class(name: str) -> bool:
    """Whether the canonical ``name`` is an ``nn.Module`` class."""
    private = name.startswith("torch.nn.modules.")  # bases such as _InstanceNorm
    return private or name in MODULE_ROOTS or any(it in MODULE_ROOTS for it in ancestors(name))


def is_transform(name: str) -> bool:
    """Whether the canonical ``name`` is a class of graph transforms."""
    return "torch_geometric.transforms.BaseTransform" in ancestors(name)


def is_bare(base: str) -> bool:
    """Whether a class like ``abc.ABC`` gives its subclasses nothing that runs."""
    return base in DEFINED_BY and not DEFINED_BY[base]


def defines(base: str, name: str) -> bool:
    """Whether a library class, its own bases aside, is known to give its instances ``name``."""
    of_instances = base == "torch.nn.Module" and name == "training"  # set by its ``__init__``
    return of_instances or name in DEFINED_BY.get(base, ())


def may_define(base: str, name: str) -> bool:
    """Whether a library class may define ``name``, so that the bases behind it do not matter.

    What modules and message passing layers define is known; other classes may define anything.
    """
    if is_bare(base):
        return False
    if base not in DEFINED_BY or name.startswith("__"):
        return True
    inherited = (base, *ancestors(base))
    return any(name in DEFINED_BY.get(it, ()) for it in inherited)


def resolved(query: str, suffix: str = "") -> str | None:
    """The class of torch_geometric.nn that a resolver finds under ``query``, if there is one.

    ``suffix`` may be left out of the name, as "aggregation" may (torch_geometric/resolver.py).
    """
    classes = _by_plain_name()
    return classes.get(_plain(query)) or classes.get(_plain(query) + suffix)


@cache
def _by_plain_name() -> dict[str, str]:
    names = _data("torch_geometric")["classes"]
    return {
        _plain(name.rpartition(".")[2]): name
        for name in names
        if name.startswith("torch_geometric.nn.") and name.count(".") == 2
    }


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace(" ", "")


def is_tensor_attribute(name: str) -> bool:
    """Whether tensors have an attribute or method of that name."""
    return name in _tensor_attributes()


@cache
def _tensor_attributes() -> frozenset[str]:
    return frozenset(_data("torch")["tensor"])


@cache
def signatures(name: str) -> tuple[Signature, ...]:
    """The overloads of a function or tensor method, or of a class's ``forward``."""
    if name in FOREIGN_SIGNATURES:
        return (parsed(FOREIGN_SIGNATURES[name]),)
    package = _package(name)
    if package is None:
        return ()
    data = _data(package)
    if name in data["classes"]:
        text = data["classes"][name]["forward"]
        return (parsed(text),) if text else ()
    return tuple(parsed(text) for text in data["functions"].get(name, ()))


@cache
def init_signatures(name: str) -> tuple[Signature, ...]:
    """The signature of a library class's ``__init__``, ``**kwargs`` filled in from its bases."""
    package = _package(name)
    if package is None or name not in _data(package)["classes"]:
        return ()
    text = _data(package)["classes"][name]["init"]
    if not text:
        return ()
    signature = parsed(text)
    return (_inherit(name, signature),)


def _inherit(name: str, signature: Signature) -> Signature:
    """Add the parameters that ``**kwargs`` hands to a base's constructor."""
    if not any(it.kind == "kwargs" for it in signature.parameters):
        return signature
    names = {it.name for it in signature.parameters}
    extra: list[Parameter] = []
    for base in ancestors(name):
        for inherited in init_signatures(base):
            for it in inherited.parameters:
                if it.kind in ("positional", "keyword") and it.name not in names:
                    names.add(it.name)
                    extra.append(Parameter(it.name, "keyword", it.annotation, False, it.default))
    return Signature((*signature.parameters, *extra), signature.returns)


def parsed(text: str) -> Signature:
    """Read ``(x: Tensor, *, size: Optional[int]=None) -> Tensor``."""
    parameters, _, returns = text.rpartition(") -> ") if ") -> " in text else (text[:-1], "", "")
    try:
        parsed = ast.parse(f"def f{parameters}): ...").body[0]
    except SyntaxError:
        return Signature((Parameter("args", "args"), Parameter("kwargs", "kwargs")), returns)
    assert isinstance(parsed, ast.FunctionDef)
    return Signature(tuple(_parameters(parsed.args)), returns)


def _parameters(arguments: ast.arguments) -> list[Parameter]:
    found: list[Parameter] = []
    slots = [*arguments.posonlyargs, *arguments.args]
    optional = len(slots) - len(arguments.defaults)
    for index, slot in enumerate(slots):
        default = arguments.defaults[index - optional] if index >= optional else None
        found.append(_parameter(slot, "positional", default))
    if arguments.vararg:
        found.append(Parameter(arguments.vararg.arg, "args", required=False))
    for slot, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append(_parameter(slot, "keyword", keyword_default))
    if arguments.kwarg:
        found.append(Parameter(arguments.kwarg.arg, "kwargs", required=False))
    return found


def _parameter(slot: ast.arg, kind: str, default: ast.expr | None) -> Parameter:
    annotation = ast.unparse(slot.annotation) if slot.annotation else ""
    if default is None:
        return Parameter(slot.arg, kind, annotation)
    try:
        value: object = ast.literal_eval(default)
    except ValueError:
        value = ...
    return Parameter(slot.arg, kind, annotation, False, value)
