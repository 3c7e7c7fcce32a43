"""The user's program: the file run, its model built, its inputs made. Runs in a child process."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import torch

from gnnlint.finding import Step
from gnnlint.verify.subject import Subject, SubjectError, imports_from

SEED = 0
_STANDARD_NAMES = frozenset(sys.stdlib_module_names) | {"torch", "torch_geometric", "gnnlint"}


@dataclass(frozen=True)
class Arguments:
    """What one call of the model gets."""

    positional: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] | None = None

    @staticmethod
    def of(given: Any) -> Arguments:
        """A tuple is the arguments, a dict keyword arguments, anything else the one argument."""
        if isinstance(given, dict):
            return Arguments(keywords=given)
        return Arguments(tuple(given) if isinstance(given, tuple | list) else (given,))

    def call(self, function: Callable[..., Any]) -> Any:
        """Call with the same random numbers each time, so that outputs can be compared."""
        torch.manual_seed(SEED)
        return function(*self.positional, **(self.keywords or {}))

    def describe(self) -> str:
        """Shapes and types, for the report."""
        parts = [_describe(value) for value in self.positional]
        parts += [f"{name}={_describe(value)}" for name, value in (self.keywords or {}).items()]
        return "(" + ", ".join(parts) + ")"


def _describe(value: Any) -> str:
    if isinstance(value, torch.Tensor):
        kind = str(value.dtype).removeprefix("torch.")
        device = "" if value.device.type == "cpu" else f" {value.device}"
        shape = f" nested[{value.size(0)}]" if value.is_nested else list(value.shape)
        return f"{kind}{shape}{device}"
    if isinstance(value, tuple | list):
        return "(" + ", ".join(_describe(item) for item in value) + ")"
    if isinstance(value, dict):
        items = (f"{key!r}: {_describe(item)}" for key, item in value.items())
        return "{" + ", ".join(items) + "}"
    text = repr(value)
    return text if len(text) <= 60 else type(value).__name__


class Program:
    """The loaded source file of a subject."""

    def __init__(self, subject: Subject, training: bool = False) -> None:
        self.subject = subject
        self.training = training
        torch.manual_seed(SEED)
        sys.argv = [str(subject.source)]
        if subject.example_path is not None:
            _put_first(subject.path)
        self.module = _load(subject.source)
        self.assumptions: tuple[str, ...] = ()

    def model(self) -> Any:
        """A fresh model, in the asked-for mode, with the same weights every time."""
        torch.manual_seed(SEED)
        model = self._function("model")()
        if model is None:
            raise SubjectError(f"{self.subject.source}: model() returned None")
        model = self._uncompiled(model)
        if isinstance(model, torch.nn.Module):
            model.train(self.training)
        self._check_class(model)
        return model

    def _uncompiled(self, model: Any) -> Any:
        """What ``model()`` has already compiled, without: each mode compiles in its own way."""
        inner = getattr(model, "_orig_mod", None)
        if inner is None:
            inner = getattr(model, "_torchdynamo_orig_callable", None)
        compiled_in_place = getattr(model, "_compiled_call_impl", None) is not None
        if compiled_in_place:
            model._compiled_call_impl = None
        if inner is not None or compiled_in_place:
            self.assumptions = ("model() returns a compiled model: taken before it is compiled",)
        return model if inner is None else inner

    def inputs(self) -> tuple[Arguments, ...]:
        """Fresh arguments, one for each call: a model may write into what it gets."""
        torch.manual_seed(SEED)
        given = self._function("inputs")()
        calls = [given] if isinstance(given, tuple | dict) else list(given)
        if not calls:
            raise SubjectError(f"{self.subject.source}: inputs() returned no call")
        return tuple(Arguments.of(call) for call in calls)

    def run(self) -> Any:
        """Call the example's ``run()``."""
        return self._function("run")()

    def _function(self, name: str) -> Callable[..., Any]:
        function = getattr(self.module, name, None)
        if not callable(function):
            raise SubjectError(f"{self.subject.source} has no {name}()")
        return function  # type: ignore[no-any-return]

    def _check_class(self, model: Any) -> None:
        wanted = self.subject.class_name
        if wanted is None:
            return
        parts = list(model.modules()) if isinstance(model, torch.nn.Module) else [model]
        names = {base.__qualname__ for part in parts for base in type(part).__mro__}
        if wanted not in names and wanted not in {name.split(".")[-1] for name in names}:
            raise SubjectError(
                f"{self.subject.source}: model() returns a {type(model).__qualname__}, and neither "
                f"it nor a submodule is a {wanted}"
            )

    def identity(self, model: Any) -> tuple[str, str, int]:
        """Name, file and line of the model's class, or of the subject where that is a library's."""
        kind = model if inspect.isfunction(model) or inspect.isclass(model) else type(model)
        subject = self.subject
        path, line = subject.path.absolute().as_posix(), 1
        try:
            file = Path(inspect.getsourcefile(kind) or "").absolute().as_posix()
            if subject.project.contains(file):
                path, line = file, inspect.getsourcelines(kind)[1]
                name = subject.project.dotted_name(Path(file))
                return f"{name}.{kind.__qualname__}", path, line
        except (OSError, TypeError):
            pass
        return f"{subject.dotted_name}.{kind.__qualname__}", path, line

    def entry(self, model: Any) -> Step:
        """Where the model starts: its ``forward``, else ``model()`` that made it."""
        forward = inspect.unwrap(getattr(type(model), "forward", model))
        code = getattr(forward, "__code__", None)
        if code is None or not self.subject.project.contains(code.co_filename):
            code = inspect.unwrap(self._function("model")).__code__
        return Step(code.co_filename, code.co_firstlineno, code.co_name)


def _load(path: Path) -> ModuleType:
    """Run the file as ``python FILE`` would find its imports, but not as ``__main__``.

    A member of a package is run under its dotted name, so that its relative imports work.
    """
    path = path.absolute()
    folder = _put_first(path)
    name = ".".join(path.relative_to(folder).with_suffix("").parts)
    if name in _STANDARD_NAMES or not all(part.isidentifier() for part in name.split(".")):
        name = f"subject_{path.stem}".replace("-", "_")
    if "." in name:
        importlib.import_module(name.rpartition(".")[0])
    if name in sys.modules and getattr(sys.modules[name], "__file__", None) == str(path):
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SubjectError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _put_first(path: Path) -> Path:
    """Put the folder that imports start from first on ``sys.path``."""
    folder = imports_from(path.absolute())
    text = str(folder)
    if text in sys.path:
        sys.path.remove(text)
    sys.path.insert(0, text)
    return folder
