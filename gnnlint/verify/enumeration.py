"""The public callables of a package, as a child process finds them. Runs in a child process.

The parent asks for them with a request of the mode ``operators``; what goes back is plain data.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import torch

_OBJECT = re.compile(r':(?:obj|meth|class):`"([\w-]+)"`')
_ENTRY = re.compile(r"^ *\**(\w+) \((.*?)$", re.MULTILINE)


def operators(modules: Sequence[str], package: str | None = None) -> dict[str, Any]:
    """Every public callable of the modules, each once, under its shortest public name.

    With ``package``, every public module below it is looked through instead, for module classes
    and for functions that take a tensor.

    Returns:
        ``operators``, and ``left_out``: the modules that cannot be imported, with the reasons.
    """
    found: dict[int, dict[str, Any]] = {}
    held: list[object] = []  # keeps ids unique while they are keys
    left_out: dict[str, str] = {}
    listed = map(importlib.import_module, modules)
    for module in listed if package is None else _below(package, left_out):
        for name, value in _public(module, package):
            if id(value) not in found:
                held.append(value)
                found[id(value)] = _described(module, name, value)
    return {"operators": list(found.values()), "left_out": left_out}


def _below(package: str, left_out: dict[str, str]) -> Iterator[ModuleType]:
    """The package and its public modules; those that cannot be imported go into ``left_out``."""
    parent = importlib.import_module(package)
    yield parent
    for info in pkgutil.walk_packages(
        getattr(parent, "__path__", ()), package + ".", lambda _: None
    ):
        if any(part.startswith("_") for part in info.name.split(".")):
            continue
        try:
            yield importlib.import_module(info.name)
        except (Exception, SystemExit) as error:  # an optional dependency, a script
            left_out[info.name] = str(error) or type(error).__name__


def _public(module: ModuleType, package: str | None) -> Iterator[tuple[str, Any]]:
    names = getattr(module, "__all__", None)
    home = module.__name__.partition(".")[0]
    for name in sorted(vars(module)) if names is None else names:
        value = getattr(module, name, None)
        if name.startswith("_") or not callable(value):
            continue
        if (getattr(value, "__module__", None) or "").partition(".")[0] != home:
            continue
        if package is None or _is_layer(value) or _takes_tensors(value):
            yield name, value


def _is_layer(value: Any) -> bool:
    return inspect.isclass(value) and issubclass(value, torch.nn.Module)


def _takes_tensors(value: Any) -> bool:
    return inspect.isfunction(value) and any("Tensor" in it["annotation"] for it in listed(value))


def _described(module: ModuleType, name: str, value: Any) -> dict[str, Any]:
    documented = inspect.getdoc(value) or ""
    told = {
        "name": f"{_shortest(module.__name__, name, value)}.{name}",
        "source": _source(value),
        "group": module.__name__.rpartition(".")[2],
        "kind": "layer" if _is_layer(value) else "class" if inspect.isclass(value) else "function",
    }
    if not inspect.isclass(value):
        return {**told, "init": [], "call": listed(value, documented)}
    forward = getattr(value, "forward", None)
    if forward is torch.nn.Module.forward:
        forward = None
    documented = "\n".join((documented, inspect.getdoc(value.__init__) or ""))
    more = "\n".join((documented, inspect.getdoc(forward) or ""))
    return {
        **told,
        "init": listed(value.__init__, documented)[1:],
        "call": None if forward is None else listed(forward, more)[1:],
    }


def _source(value: Any) -> str:
    """Where a class is written, ``FILE.py:Class``; empty where nobody can tell."""
    try:
        file = inspect.getsourcefile(value) if inspect.isclass(value) else None
    except TypeError:
        return ""
    return f"{file}:{value.__qualname__}" if file is not None else ""


def _shortest(module: str, name: str, value: Any) -> str:
    """The outermost package that shows the callable under this name."""
    parts = module.split(".")
    for length in range(2, len(parts)):
        outer = ".".join(parts[:length])
        if getattr(importlib.import_module(outer), name, None) is value:
            return outer
    return module


def listed(function: Any, documented: str = "") -> list[dict[str, Any]]:
    """The parameters, defaults as source text (None: required, "...": no literal)."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    return [
        {
            "name": it.name,
            "annotation": _annotation(it.annotation),
            "default": None if it.default is inspect.Parameter.empty else _literal(it.default),
            "kind": it.kind.name.lower(),
            "options": _options(it.name, it.annotation, documented),
        }
        for it in parameters
    ]


def _annotation(annotation: Any) -> str:
    if annotation is inspect.Parameter.empty:
        return ""
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    text = re.sub(r"ForwardRef\('([^']*)'[^)]*\)", r"\1", text)
    return re.sub(r"\b(?:[a-z_]\w*\.)+(?=[A-Za-z_])", "", text)


def _literal(default: Any) -> str:
    plain = default is None or isinstance(default, bool | int | float | str)
    return repr(default) if plain else "..."


def _options(name: str, annotation: Any, documented: str) -> list[str]:
    """The strings that the annotation or the documentation names for a parameter."""
    if typing.get_origin(annotation) is typing.Literal:
        return [it for it in typing.get_args(annotation) if isinstance(it, str)]
    entries = list(_ENTRY.finditer(documented))
    ends = [*(it.start() for it in entries[1:]), len(documented)]
    told = [
        option
        for entry, end in zip(entries, ends[: len(entries)], strict=True)
        if entry[1] == name
        for option in _OBJECT.findall(documented[entry.start() : end])
    ]
    return list(dict.fromkeys(told))
