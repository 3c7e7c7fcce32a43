"""Writes the library data: signatures and results of torch and torch_geometric callables.

Run ``python -m gnnlint.verify.introspection`` with torch and torch_geometric installed; it rewrites
``gnnlint/library/torch.json`` and ``torch_geometric.json``. A test holds the files against the
installed libraries.

Torch's C functions have no Python signature; theirs come from the operator schemas
(``torch._C._jit_get_all_schemas``), one line an overload.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

FOLDER = Path(__file__).parent.parent / "library"

TORCH_MODULES = (
    "torch", "torch.nn", "torch.nn.functional", "torch.nn.utils", "torch.nn.utils.rnn",
    "torch.nn.init", "torch.linalg", "torch.special", "torch.fft", "torch.utils.checkpoint",
    "torch.autograd", "torch.jit", "torch.compiler", "torch.optim", "torch.utils.data",
)  # fmt: skip
PYG_MODULES = (
    "torch_geometric", "torch_geometric.nn", "torch_geometric.nn.aggr", "torch_geometric.nn.conv",
    "torch_geometric.nn.pool", "torch_geometric.nn.norm", "torch_geometric.nn.models",
    "torch_geometric.nn.dense", "torch_geometric.nn.unpool", "torch_geometric.nn.functional",
    "torch_geometric.nn.encoding", "torch_geometric.nn.kge", "torch_geometric.nn.attention",
    "torch_geometric.nn.inits", "torch_geometric.utils",
    "torch_geometric.data", "torch_geometric.loader", "torch_geometric.transforms",
    "torch_geometric.datasets", "torch_geometric.typing", "torch_geometric.experimental",
    "torch_geometric.explain", "torch_geometric.profile", "torch_geometric.index",
    "torch_geometric.edge_index", "torch_geometric.nn.conv.gcn_conv", "torch_geometric.utils.map",
    "torch_geometric.nn.pool.select", "torch_geometric.nn.pool.connect",
    "torch_geometric.nn.resolver", "torch_geometric.nn.pool.select.topk",
    "torch_geometric.nn.pool.connect.filter_edges",
)  # fmt: skip


def introspect_torch() -> dict[str, Any]:
    """Everything the static side asks of torch: classes, functions, tensor methods, aliases."""
    import torch

    data = _walk("torch", TORCH_MODULES)
    _restrict(data, "torch.")
    for name, overloads in _schemas().items():
        as_method = [text for text in overloads if re.match(r"\(self: Tensor\b", text)]
        if hasattr(torch.Tensor, name) and as_method:
            data["functions"][f"torch.Tensor.{name}"] = [
                _python_only(name, re.sub(r"^\(self: Tensor(, )?", "(", text)) for text in as_method
            ]
        for module in (torch, torch.nn.functional):
            path = f"{module.__name__}.{name}"
            if callable(getattr(module, name, None)) and path not in data["functions"]:
                data["functions"][path] = [
                    _python_only(name, re.sub(r"\bself\b", "input", text)) for text in overloads
                ]
    _drop_known_aliases(data)
    data["tensor"] = sorted(name for name in dir(torch.Tensor) if not name.startswith("__"))
    data["version"] = torch.__version__.partition("+")[0]
    return data


def introspect_pyg() -> dict[str, Any]:
    """Everything the static side asks of torch_geometric."""
    import torch_geometric

    data = _walk("torch_geometric", PYG_MODULES)
    _restrict(data, "torch_geometric.")
    _drop_known_aliases(data)
    data["version"] = torch_geometric.__version__
    return data


def _python_only(name: str, text: str) -> str:
    """Add what torch's Python bindings take and the schemas do not say."""
    extra = ""
    if name == "nonzero":
        extra = "as_tuple: bool=False"
    elif "pin_memory" in text and not name.endswith("_like"):
        extra = "requires_grad: bool=False"
    if not extra or extra in text:
        return text
    parameters, separator, returns = text.partition(") -> ")
    comma = "" if parameters == "(" else ", "
    star = "" if "*" in parameters else "*, "
    return f"{parameters}{comma}{star}{extra}{separator}{returns}"


def _restrict(data: dict[str, Any], prefix: str) -> None:
    """Keep only what the package itself defines: it re-exports names of others."""
    for kind in ("classes", "functions"):
        data[kind] = {name: it for name, it in data[kind].items() if name.startswith(prefix)}


def _drop_known_aliases(data: dict[str, Any]) -> None:
    """A name is canonical or an alias, not both."""
    known = {*data["classes"], *data["functions"]}
    data["aliases"] = {name: it for name, it in data["aliases"].items() if name not in known}


def _walk(package: str, public: tuple[str, ...]) -> dict[str, Any]:
    """Describe every public callable; the first public module that shows it names it."""
    names: dict[int, str] = {}
    held: list[object] = []  # keeps ids unique while they are keys
    data: dict[str, Any] = {"aliases": {}, "classes": {}, "functions": {}}
    for module in (importlib.import_module(name) for name in public):
        for name, value in _callables(module, package):
            path = f"{module.__name__}.{name}"
            if id(value) in names:
                _alias(data, path, names[id(value)])
                continue
            names[id(value)] = path
            held.append(value)
            _describe(data, path, value)
            if (home := _home(value)) != path:
                _alias(data, home, path)
    for module in _submodules(package):
        for name, value in _callables(module, package):
            if id(value) in names:
                _alias(data, f"{module.__name__}.{name}", names[id(value)])
    return data


def _alias(data: dict[str, Any], name: str, canonical: str) -> None:
    if name != canonical:
        data["aliases"].setdefault(name, canonical)


def _home(value: Any) -> str:
    return f"{value.__module__}.{getattr(value, '__qualname__', value.__name__)}"


def _callables(module: ModuleType, package: str) -> Iterator[tuple[str, Any]]:
    for name, value in sorted(vars(module).items()):
        if name.startswith("_") or not callable(value) or not hasattr(value, "__name__"):
            continue
        if (getattr(value, "__module__", None) or "").split(".")[0] == package:
            yield name, value


def _submodules(package: str) -> Iterator[ModuleType]:
    parent = importlib.import_module("torch.nn" if package == "torch" else package)
    prefix = parent.__name__ + "."
    for info in pkgutil.walk_packages(parent.__path__, prefix, onerror=lambda _: None):
        try:
            yield importlib.import_module(info.name)
        except Exception:  # optional dependencies of a submodule
            continue


def _describe(data: dict[str, Any], path: str, value: Any) -> None:
    if inspect.isclass(value):
        data["classes"][path] = {
            "bases": [_home(base) for base in value.__mro__[1:-1] if base.__module__ != "builtins"],
            "init": _signature(value.__init__),
            "forward": _signature(getattr(value, "forward", None)),
        }
    elif (signature := _signature(value)) is not None:
        data["functions"][path] = [signature]


def _signature(function: Any) -> str | None:
    """The signature as source text, defaults that are no literals as ``...``."""
    if function is None:
        return None
    try:
        signature = inspect.signature(_without_dispatch(function))
    except (TypeError, ValueError):
        return None
    parameters = [
        parameter.replace(
            default=_literal(parameter.default), annotation=_annotation(parameter.annotation)
        )
        for parameter in signature.parameters.values()
        if parameter.name != "self"
    ]
    returns = _annotation(signature.return_annotation)
    text = str(inspect.Signature(parameters, return_annotation=returns))
    return _plain(text)


def _without_dispatch(function: Any) -> Any:
    """What ``max_pool1d(*args, **kwargs)`` calls, unless it is asked for indices as well."""
    from torch._jit_internal import boolean_dispatched

    return boolean_dispatched[function]["if_false"] if function in boolean_dispatched else function


class _Raw(str):
    """Text that inspect prints as it is."""

    def __repr__(self) -> str:
        return str(self)


def _literal(default: Any) -> Any:
    if default is inspect.Parameter.empty:
        return default
    try:
        ast.literal_eval(repr(default))
    except (ValueError, SyntaxError):
        return _Raw("...")
    return default


def _annotation(annotation: Any) -> Any:
    if annotation is inspect.Parameter.empty:
        return annotation
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return _Raw(text)


def _plain(text: str) -> str:
    """Drop module prefixes: only the last part of a type's name is looked at."""
    text = re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Za-z_])", "", text)
    text = re.sub(r"ForwardRef\('([^']*)'[^)]*\)", r"\1", text)
    return re.sub(r"<[^<>]*>", "...", text).replace("'", '"')


def _schemas() -> dict[str, list[str]]:
    """The ``aten`` operators: name → the signature text of every overload."""
    import torch

    found: dict[str, list[str]] = {}
    for schema in torch._C._jit_get_all_schemas():
        namespace, _, name = schema.name.partition("::")
        if namespace != "aten" or schema.overload_name.endswith("out"):
            continue
        if any(argument.name == "out" for argument in schema.arguments):
            continue
        if not any("Tensor" in str(argument.type) for argument in schema.arguments) and not any(
            "Tensor" in str(result.type) for result in schema.returns
        ):
            continue
        text = _schema_text(schema)
        if text not in found.setdefault(name, []):
            found[name].append(text)
    return dict(sorted(found.items()))


def _schema_text(schema: Any) -> str:
    parts: list[str] = []
    starred = False
    for argument in schema.arguments:
        if argument.kwarg_only and not starred:
            parts.append("*")
            starred = True
        text = f"{_identifier(argument.name)}: {_schema_type(argument.type)}"
        if argument.has_default_value():
            text += f"={_literal(argument.default_value)!r}"
        parts.append(text)
    returned = [_schema_type(result.type) for result in schema.returns]
    result = returned[0] if len(returned) == 1 else f"Tuple[{', '.join(returned)}]"
    return f"({', '.join(parts)}) -> {result if returned else 'None'}"


def _identifier(name: str) -> str:
    return f"{name}_" if name in {"from", "lambda", "self."} else name


def _schema_type(kind: Any) -> str:
    return re.sub(r"\b(\w+)\((\w+)\)", r"\2", str(kind)).replace("NoneType", "None")


def write(folder: Path = FOLDER) -> None:
    """Rewrite the checked-in data from the installed libraries."""
    for name, data in (("torch", introspect_torch()), ("torch_geometric", introspect_pyg())):
        text = json.dumps(data, indent=0, sort_keys=True)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
