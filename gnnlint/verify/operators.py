"""Writes the data about TorchScript's operators: what its compiler calls, and with which types.

Run ``python -m gnnlint.verify.operators`` with torch installed; it rewrites
``gnnlint/library/operators.json``. A test holds the file against the installed torch.

Python names become operators through torch/jit/_builtins.py, and Python functions of torch are
compiled like the user's; methods are operators by their name, and what is none is found by asking
the compiler.
"""

from __future__ import annotations

import importlib
import json
import keyword
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch.jit import _builtins

from gnnlint.verify.introspection import FOLDER, TORCH_MODULES

_NAMESPACES = ("aten", "prim")
#: Modules whose missing names are told.
_CLOSED = ("math", "torch", "torch.nn.functional")
_SIGNS = {
    "floordiv": "//", "add": "+", "sub": "-", "mul": "*", "div": "/", "remainder": "%", "pow": "**",
    "eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=",
}  # fmt: skip
_PROBE = "def probe(value{annotation}):\n    return value.{name}\n"
_TYPES = {"Tensor": "", "int": ": int", "float": ": float", "str": ": str"}


def introspect() -> dict[str, Any]:
    """Everything the static side asks of TorchScript's operators."""
    return {
        "version": torch.__version__.partition("+")[0],
        "operators": _with_defined(_operators()),
        "absent_methods": _absent_methods(),
        "functions": dict(sorted(_functions())),
        "names": {name: sorted(dir(importlib.import_module(name))) for name in _CLOSED},
        "attributes": {name: _attributes(name) for name in _TYPES},
    }


def _operators() -> dict[str, list[str]]:
    """Every operator's overloads, by its name; ``aten::`` is left out."""
    found: dict[str, list[str]] = {}
    every: list[Any] = torch._C._jit_get_all_schemas()
    for schema in every:
        namespace, _, rest = schema.name.partition("::")
        if namespace in _NAMESPACES and not schema.overload_name.endswith("out"):
            name = rest if namespace == "aten" else schema.name
            found.setdefault(name, []).append(_text(schema))
    return {name: found[name] for name in sorted(found)}


def _with_defined(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """With what TorchScript itself defines of Tensors and numbers (builtin_functions.cpp)."""
    for name, sign in _SIGNS.items():
        for left, right in (("Tensor", "Tensor"), ("Tensor", "number"), ("number", "Tensor")):
            known = any(it.startswith(f"(self: {left}, other: {right}") for it in found[name])
            probe = f"def probe(a: {left}, b: {right}):\n    return a {sign} b\n"
            if not known and _compiles(probe.replace("number", "float")):
                found[name].append(f"(a: {left}, b: {right}) -> Tensor")
    return found


def _absent_methods() -> list[str]:
    """The methods and attributes of Python's Tensors that there are none of."""
    found = []
    for name in dir(torch.Tensor):
        if not name.startswith("__"):
            called = "()" if callable(getattr(torch.Tensor, name)) else ""
            error = _error(f"def probe(value):\n    return value.{name}{called}\n")
            if f"has no attribute or method '{name}'" in error:
                found.append(name)
    return found


def _compiles(source: str) -> bool:
    return not _error(source)


def _error(source: str) -> str:
    try:
        torch.jit.CompilationUnit(source)
    except Exception as error:
        return str(error)
    return ""


def _text(schema: Any) -> str:
    """A schema the way Python writes signatures."""
    parts: list[str] = []
    for argument in schema.arguments:
        if argument.kwarg_only and "*" not in parts:
            parts.append("*")
        parts.append(_parameter(argument))
    if _takes_any(schema):
        parts.insert(parts.index("*") if "*" in parts else len(parts), "*rest")
    results = [str(it.type.annotation_str) for it in schema.returns]
    result = results[0] if len(results) == 1 else f"Tuple[{', '.join(results)}]"
    return f"({', '.join(parts)}) -> {result if results else 'None'}"


def _takes_any(schema: Any) -> bool:
    """Whether any number of arguments may follow, which only its text says."""
    try:
        return "..." in str(schema).partition(" -> ")[0]
    except RuntimeError:  # some defaults cannot be written
        return False


def _parameter(argument: Any) -> str:
    kind = str(argument.type.annotation_str)
    if argument.N is not None:  # a list of so many: one number will do
        kind = re.sub(r"List\[(\w+)\]", rf"BroadcastingList{argument.N}[\1]", kind)
    name = argument.name if argument.name not in keyword.kwlist else f"{argument.name}_"
    default = " = ..." if argument.has_default_value() else ""
    return f"{name}: {kind}{default}"


def _functions() -> Iterator[tuple[str, str | list[str]]]:
    """Python names: the operator behind each, or the schemas it compiles to; none is refused."""
    for module_name in (*TORCH_MODULES, "math", "torch.jit"):
        module = importlib.import_module(module_name)
        for name in dir(module):
            value = getattr(module, name)
            if name.startswith("__") or isinstance(value, type) or not callable(value):
                continue
            home = getattr(value, "__module__", None) or "torch"
            if isinstance(value, torch.nn.Module) or not home.startswith(("torch", "math")):
                continue
            found = _compiled(value)
            if not found:  # what cannot be compiled by itself may be compiled in another way
                found = None if _refers(f"{module_name}.{name}") else []
            if found is not None:
                yield f"{module_name}.{name}", found


def _compiled(function: Callable[..., Any]) -> str | list[str] | None:
    """What the compiler makes of a function; None where that is not known."""
    operator: str | None = _builtins._find_builtin(function)
    if operator is not None:
        return operator.removeprefix("aten::")
    dispatched: Mapping[str, Any] | None = torch._jit_internal.boolean_dispatched.get(function)
    if dispatched is not None:
        both = (dispatched["if_true"], dispatched["if_false"])
        found = [_compiled(one) for one in both]
        return [text for it in found if isinstance(it, list) for text in it]
    name = torch._jit_internal._qualified_name(function, "_") if _is_python(function) else None
    if name is None or torch._jit_internal._get_fn_overloads(name):
        return None
    return _scripted(function)


def _is_python(function: Any) -> bool:
    return hasattr(function, "__code__") and hasattr(function, "__qualname__")


def _scripted(function: Callable[..., Any]) -> list[str] | None:
    try:
        scripted = torch.jit.script(function)
    except Exception:
        return []
    schema = getattr(scripted, "schema", None)
    if schema is None:
        return None
    return [_text(schema)]


def _refers(path: str) -> bool:
    """Whether code that names a function compiles."""
    return _compiles(f"def probe():\n    it = {path}\n")


def _attributes(kind: str) -> dict[str, str]:
    """Attributes of values of a type that are no methods, and what they are."""
    found = {}
    examples = {"Tensor": torch.ones(2, 2), "int": 1, "float": 1.0, "str": "a"}
    for name in dir(examples[kind]):
        if name.startswith("__"):
            continue
        source = _PROBE.format(annotation=_TYPES[kind], name=name)
        try:
            unit = torch.jit.CompilationUnit(source)
        except Exception:
            continue
        found[name] = _text(unit.probe.schema).rpartition(" -> ")[2]
    return found


def write(folder: Path = FOLDER) -> None:
    """Rewrite the file in a folder."""
    warnings.simplefilter("ignore")
    text = json.dumps(introspect(), indent=0, sort_keys=True)
    (folder / "operators.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
