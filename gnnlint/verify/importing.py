"""Importing a user's file, as ``python FILE`` would find its imports. Runs in a child process."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from gnnlint.verify.subject import SubjectError, imports_from

_STANDARD_NAMES = frozenset(sys.stdlib_module_names) | {"torch", "torch_geometric", "gnnlint"}


def load(path: Path) -> ModuleType:
    """Run the file as ``python FILE`` would find its imports, but not as ``__main__``.

    A member of a package is run under its dotted name, so that its relative imports work.
    """
    path = path.absolute()
    put_first(path)
    name = module_name(path)
    if "." in name:
        importlib.import_module(name.rpartition(".")[0])
    if name in sys.modules and getattr(sys.modules[name], "__file__", None) == str(path):
        return sys.modules[name]
    is_source = path.suffix.lower() == ".py"  # Python itself knows no NET.PY
    loader = SourceFileLoader(name, str(path)) if is_source else None
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    if spec is None or spec.loader is None:
        raise SubjectError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def module_name(path: Path) -> str:
    """The dotted name that the file is imported under; one of its own where that is taken."""
    name = ".".join(path.relative_to(imports_from(path)).with_suffix("").parts)
    if name in _STANDARD_NAMES or not all(part.isidentifier() for part in name.split(".")):
        return f"subject_{path.stem}".replace("-", "_")
    return name.removesuffix(".__init__")


def put_first(path: Path) -> Path:
    """Put the folder that imports start from first on ``sys.path``."""
    folder = imports_from(path.absolute())
    text = str(folder)
    if text in sys.path:
        sys.path.remove(text)
    sys.path.insert(0, text)
    return folder
