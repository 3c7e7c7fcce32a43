"""The user's program: the file run, its model built, its inputs made. Runs in a child process."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.utils._pytree import tree_map_only

from gnnlint.finding import Step
from gnnlint.verify.calling import inputs_of
from gnnlint.verify.construction import made
from gnnlint.verify.importing import load, put_first
from gnnlint.verify.loading import Loaded
from gnnlint.verify.scene import opened as opened_stage
from gnnlint.verify.scene import played
from gnnlint.verify.subject import Subject, SubjectError

SEED = 0


@dataclass(frozen=True)
class Arguments:
    """What one call of the model gets."""

    positional: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] | None = None

    @staticmethod
    def of(given: Any) -> Arguments:
        """A tuple is the arguments, a dict keyword arguments, anything else the one argument.

        What is bound to a signature already goes both ways.
        """
        if isinstance(given, inspect.BoundArguments):
            return Arguments(given.args, given.kwargs)
        if isinstance(given, dict):
            return Arguments(keywords=given)
        return Arguments(tuple(given) if isinstance(given, tuple | list) else (given,))

    def call(self, function: Callable[..., Any]) -> Any:
        """Call with the same random numbers each time, so that outputs can be compared."""
        torch.manual_seed(SEED)
        return function(*self.positional, **(self.keywords or {}))

    def on(self, device: torch.device) -> Arguments:
        """The same arguments on a device."""
        positional = tuple(_moved(it, device) for it in self.positional)
        words = {name: _moved(it, device) for name, it in (self.keywords or {}).items()}
        return Arguments(positional, words)

    def describe(self) -> str:
        """Shapes and types, for the report."""
        parts = [_describe(value) for value in self.positional]
        parts += [f"{name}={_describe(value)}" for name, value in (self.keywords or {}).items()]
        return "(" + ", ".join(parts) + ")"


def _moved(value: Any, device: torch.device) -> Any:
    if hasattr(value, "to"):
        return value.to(device)
    return tree_map_only(torch.Tensor, lambda it: it.to(device), value)


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
    if _is_graph(value):
        parts = ((key, it) for key, it in value.to_dict().items() if it != {})
        return f"{type(value).__name__}({', '.join(f'{key}={_describe(it)}' for key, it in parts)})"
    text = repr(value)
    return text if len(text) <= 60 else type(value).__name__


def _is_graph(value: Any) -> bool:
    """Whether it is a data object of torch_geometric, which is not imported to find out."""
    return any(it.__name__ == "BaseData" for it in type(value).__mro__)


class Program:
    """The loaded source file of a subject."""

    def __init__(self, subject: Subject, training: bool = False) -> None:
        self.subject = subject
        self.training = training
        torch.manual_seed(SEED)
        sys.argv = [str(subject.source)]
        if subject.example_path is not None:
            put_first(subject.path)
        self.module = self._opened()
        self.assumptions: tuple[str, ...] = ()

    def _opened(self) -> Any:
        return load(self.subject.source)

    @property
    def built(self) -> str:
        """How the model is made, for the report."""
        return f"model() of {self.subject.source.name}"

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
        return self._placed(model)

    def _placed(self, model: Any) -> Any:
        """The model where the subject is to be run."""
        elsewhere = self.subject.device != "cpu"
        return _moved(model, torch.device(self.subject.device)) if elsewhere else model

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
        return tuple(self._there(Arguments.of(call)) for call in calls)

    def _there(self, given: Arguments) -> Arguments:
        """The arguments where the subject is to be run."""
        elsewhere = self.subject.device != "cpu"
        return given.on(torch.device(self.subject.device)) if elsewhere else given

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
        file_name = subject.project.dotted_name(subject.path)
        return f"{file_name}.{kind.__qualname__}", path, line

    def entry(self, model: Any) -> Step:
        """Where the model starts: its ``forward``, else ``model()`` that made it."""
        forward = inspect.unwrap(getattr(type(model), "forward", model))
        code = getattr(forward, "__code__", None)
        if code is None or not self.subject.project.contains(code.co_filename):
            code = self._maker()
        return Step(code.co_filename, code.co_firstlineno, code.co_name)

    def _maker(self) -> Any:
        return inspect.unwrap(self._function("model")).__code__


class AssumedProgram(Program):
    """A file without ``model()`` and ``inputs()``, and a recipe for one of its classes."""

    def _opened(self) -> Any:
        assert self.subject.recipe is not None
        self.recipe = self.subject.recipe
        self.loaded = Loaded(self.subject)
        if self.recipe.scene is not None:
            self.stage = opened_stage(self.recipe.scene, self.loaded)
        return self.loaded.module

    @property
    def built(self) -> str:
        """How the model is made, for the report."""
        where = f", as in line {self.recipe.line}" if self.recipe.line else ""
        return f"{self.recipe.built}{where}"

    def model(self) -> Any:
        """A fresh model, in the asked-for mode, with the same weights every time."""
        if self.recipe.scene is not None:
            model = self._played(self.recipe.sizes[0])[0].train(self.training)
        else:
            model = made(self.loaded, self.recipe, self.training)
        self.assumptions = self.recipe.assumptions
        return self._placed(model)

    def inputs(self) -> tuple[Arguments, ...]:
        """Fresh arguments, one for each size that the model takes."""
        torch.manual_seed(SEED)
        if self.recipe.scene is not None:
            played = (self._played(size)[1] for size in self.recipe.sizes)
            return tuple(self._there(Arguments.of(given)) for given in played)
        calls = (inputs_of(self.loaded, self.recipe, size) for size in self.recipe.sizes)
        return tuple(self._there(Arguments(positional, words)) for positional, words in calls)

    def _played(self, size: tuple[int, int, int]) -> tuple[torch.nn.Module, inspect.BoundArguments]:
        return played(self.loaded, self.stage, self.recipe, size)

    def _maker(self) -> Any:
        return inspect.unwrap(self.loaded.find(self.recipe.class_name).__init__).__code__


class NotOpened(Exception):
    """The file of a program cannot be run; the cause says why."""


def opened(subject: Subject, training: bool = False) -> Program:
    """The program of a subject: the user's own, or one that rests on assumptions.

    Raises ``NotOpened``, whatever the file raises.
    """
    try:
        return (Program if subject.recipe is None else AssumedProgram)(subject, training)
    except BaseException as error:
        raise NotOpened from error
