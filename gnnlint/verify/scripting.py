"""``torch.jit.script``, one attempt at a time. Runs in a child process.

The compiler stops at its first error. To see the next one, the function that failed is marked as
``torch.jit.ignore`` does and the attempt repeated in a fresh process (a failed attempt leaves its
class half-defined). What the ignored function calls is no longer compiled on its account, so its
methods are exported and its functions scripted by themselves.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from types import FunctionType, ModuleType
from typing import Any

import torch
from torch import _jit_internal
from torch._jit_internal import FunctionModifiers

from gnnlint.verify.observation import Leaf, ScriptError
from gnnlint.verify.outline import outline_of
from gnnlint.verify.place import without_random_part
from gnnlint.verify.subject import Project

_PLACE = re.compile(r'^\s*File "(.+?)", line (\d+)(?:, in (.+))?$', re.M)
_CARETS = re.compile(r"^\s*(~+)(?: <--- HERE)?\s*$")
_LONGEST = 2000


@dataclass(frozen=True)
class Attempt:
    """How one attempt ended: a scripted model or an error, and what to ignore to get past it."""

    scripted: Any = None
    error: ScriptError | None = None
    error_type: str | None = None
    next: tuple[str, ...] = field(default=())  # "file::qualified.name", most specific first

    def told(self) -> dict[str, Any]:
        """The part that the parent needs."""
        return {"error": self.error, "next": self.next}


def attempt(model: Any, ignored: Iterable[str], project: Project) -> Attempt:
    """Script ``model`` with the functions named ``ignored`` left out."""
    functions = [function for name in ignored if (function := _find(name)) is not None]
    for function in functions:
        _ignore(function)
    left_out = {id(function) for function in functions}
    free = list(_opened(functions, project, left_out))
    try:
        scripted = torch.jit.script(model)
        for function in free:
            torch.jit.script(function)
    except (Exception, SystemExit) as error:
        told = read_error(str(error), project)
        told = replace(told, doubtful=_is_doubtful(told, functions))
        return Attempt(None, told, type(error).__qualname__, tuple(_candidates(told)))
    return Attempt(scripted)


def texts_of(scripted: Any, names: Iterable[str]) -> dict[str, str]:
    """By name (``code``, ``graph``) the text of a scripted model, all of its own methods in one.

    ``forward`` stands first, exported methods and those that they call after it. What submodules
    do is called from there and not written out.
    """
    methods = [scripted]
    if isinstance(scripted, torch.jit.ScriptModule):
        known = sorted(scripted._c._method_names(), key=lambda name: name != "forward")
        # As an attribute, one named as a method of nn.Module (double) is the Python function.
        methods = [scripted._c._get_method(name) for name in known]
    return {name: "\n".join(str(getattr(each, name)) for each in methods) for name in names}


def _mark(function: Any, modifier: str) -> None:
    function._torchscript_modifier = modifier


def _ignore(function: Any) -> None:
    """As ``torch.jit.ignore`` does; declared overloads would still be compiled, so drop them."""
    _mark(function, FunctionModifiers.IGNORE)
    overloads: Any = getattr(_jit_internal, "_overloaded_methods", {})
    overloads.pop(_jit_internal._qualified_name(function), None)


def _opened(
    functions: list[Any], project: Project, left_out: set[int]
) -> Iterator[Callable[..., Any]]:
    """Export the methods that ignored functions call; yield the plain functions they call."""
    for function in functions:
        owner = _owner(function)
        for base, name in _calls_of(function):
            callee = function.__globals__.get(name) if base is None else None
            if base == "self":
                callee = getattr(owner, name, None)
            if not isinstance(callee, FunctionType) or id(callee) in left_out:
                continue
            if not project.contains(callee.__code__.co_filename):
                continue
            if base == "self":
                _mark(callee, FunctionModifiers.EXPORT)
            else:
                yield callee


def _is_doubtful(error: ScriptError, ignored: list[Any]) -> bool:
    """True where the failing function uses an ignored one, at its line or before it.

    An ignored function loses its defaults and, unannotated, returns a Tensor: what the compiler
    says of its callers from there on may be our doing.
    """
    if "lazy_bind" in error.message:
        return True
    places = [(error.path, error.line)]
    if error.leaf is not None:
        places.append((error.leaf.path, error.leaf.line))
    names = {function.__name__ for function in ignored}
    return any(path and line and _uses(path, line, names) for path, line in places)


def _uses(path: str, line: int, names: set[str]) -> bool:
    symbol = outline_of(path).symbol(line)
    function = _find(f"{path}::{symbol}") if symbol else None
    if function is None:
        return False
    first = function.__code__.co_firstlineno
    for base, name, number in _calls_with_lines(function):
        if first + number - 1 > line:
            continue
        # Which module a call on self runs is not known here: any may be the ignored forward.
        if name in names or (base == "self" and "forward" in names):
            return True
    return False


def _calls_of(function: Any) -> Iterator[tuple[str | None, str]]:
    """``("self", name)`` for each ``self.name(…)``, ``(None, name)`` for each ``name(…)``."""
    return ((base, name) for base, name, _ in _calls_with_lines(function))


def _calls_with_lines(function: Any) -> Iterator[tuple[str | None, str, int]]:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, SyntaxError, TypeError):
        return
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.value if isinstance(node.func, ast.Subscript) else node.func
        if isinstance(called, ast.Name):
            yield None, called.id, node.lineno
        elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            yield called.value.id, called.attr, node.lineno


def _owner(function: Any) -> Any:
    parts = function.__qualname__.split(".")[:-1]
    owner: Any = sys.modules.get(function.__module__)
    for part in parts:
        owner = getattr(owner, part, None)
    return owner


def _candidates(error: ScriptError) -> Iterator[str]:
    places = [(error.leaf.path, error.leaf.line)] if error.leaf is not None else []
    if error.path is not None and error.line is not None:
        places.append((error.path, error.line))
    for path, line in places:
        symbol = outline_of(path).symbol(line)
        if symbol is not None:
            yield f"{path}::{symbol}"


def _find(name: str) -> Any:
    """The function called ``file::qualified.name``; of a nested one the outermost function."""
    path, _, qualified = name.partition("::")
    found: Any = _module_of(path)
    for part in qualified.split("."):
        found = inspect.getattr_static(found, part, None)
        if isinstance(found, staticmethod | classmethod):
            found = found.__func__
        if isinstance(found, FunctionType):
            return found
    return None


def _module_of(path: str) -> ModuleType | None:
    wanted = without_random_part(path)
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and without_random_part(file) == wanted:
            return module
    return None


def read_error(text: str, project: Project) -> ScriptError:
    """The compiler's or the interpreter's text as an error at the user's line.

    The compiler names the failing line first, then, under "is being compiled since it was called
    from", the lines that lead there; the interpreter names the failing line last.
    """
    quoted = list(_quotations(text))
    places = [(path, line) for path, line, _ in quoted]
    running = "Traceback of TorchScript" in text
    if running:
        places.reverse()
        quoted.reverse()
        message = text.rpartition("<--- HERE")[2]
    else:
        message = text[: found.start()] if (found := _PLACE.search(text)) else text
    own = next((it for it in quoted if project.contains(it[0])), None)
    leaf = None
    if places:
        path, line = places[0]
        leaf = Leaf(path, line, outline_of(path).symbol(line) or "")
    return ScriptError(
        message=message.strip().rstrip(":")[:_LONGEST],
        path=own[0] if own else None,
        line=own[1] if own else None,
        symbol=(outline_of(own[0]).symbol(own[1]) or "") if own else "",
        leaf=leaf,
        running=running,
        columns=own[2] if own else (),
    )


def _quotations(text: str) -> Iterator[tuple[str, int, tuple[int, ...]]]:
    """The places that a text names, each with what is underlined in the lines quoted below it."""
    found = list(_PLACE.finditer(text))
    ends = [*(it.start() for it in found[1:]), len(text)]
    for place, end in zip(found, ends, strict=False):  # of a text without places, no ends
        yield place[1], int(place[2]), _underlined(text[place.end() : end])


def _underlined(quoted: str) -> tuple[int, ...]:
    """From where to where the compiler underlines a line, as columns of places; of several, none.

    It counts bytes (``torch/csrc/jit/frontend/source_range.cpp``): those of ASCII are columns.
    """
    lines = quoted.split("\n")
    marked = [index for index, line in enumerate(lines) if _CARETS.match(line)]
    if len(marked) != 1 or not lines[marked[0] - 1].isascii():
        return ()
    carets = _CARETS.match(lines[marked[0]])
    return (carets.start(1) + 1, carets.end(1) + 1) if carets else ()
