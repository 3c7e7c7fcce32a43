"""How a class is constructed: as the file does it, else by signature and names. Runs in a child.

What a constructor raises tells which argument to try another value of.
"""

from __future__ import annotations

import ast
import copy
import inspect
import math
import re
import textwrap
import time
import typing
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any

import torch

from gnnlint.verify.blame import blamed, line_in, summed_up
from gnnlint.verify.documented import Entry, entries
from gnnlint.verify.enumeration import listed
from gnnlint.verify.guessing import DATA, SETTINGS, for_init, innermost_lines, mending
from gnnlint.verify.loading import Loaded
from gnnlint.verify.recipe import SIZES, Given, Recipe
from gnnlint.verify.signature import Parameter
from gnnlint.verify.slicing import is_quiet
from gnnlint.verify.stand_in import MissingPart

_MOST_ATTEMPTS = 60
_DEEPEST = 3  # models that are arguments of models
_SLOW = 0.5  # seconds from which on a construction is not repeated


class NotBuilt(Exception):
    """No way to construct the class was found; the text says what is missing."""

    def __init__(self, missing: str, init: Given = ()) -> None:
        super().__init__(missing)
        self.init = init  # as far as it is known, "..." elsewhere


@dataclass(frozen=True)
class Argument:
    """A parameter and what it may get, the likeliest first."""

    parameter: Parameter
    values: tuple[str, ...]
    line: int = 0  # of the call that gives the first value
    given: bool = True  # False: the default stands, the values are only tried after an error


class Constructor:
    """Finds ways to construct a class of a loaded file.

    Raises:
        NotBuilt: nothing tells how, already where the signature says so.
    """

    def __init__(self, loaded: Loaded, class_name: str) -> None:
        self.loaded = loaded
        self.class_name = class_name
        self.kind = kind = loaded.find(class_name)
        if inspect.isabstract(kind):
            names = ", ".join(sorted(kind.__abstractmethods__))
            raise NotBuilt(f"{class_name} is abstract: it lacks {names}")
        self._makers: dict[Given, Maker] = {}
        self.arguments = _arguments(loaded, kind, class_name)
        self.gathers = any(it["kind"] == "var_keyword" for it in _parameters(kind))
        self.line = max((it.line for it in self.arguments), default=0)
        unknown = [it for it in self.arguments if not it.values and it.given]
        if unknown:
            shown = ", ".join(_shown(it.parameter) for it in unknown)
            raise NotBuilt(f"a value for {shown} of {class_name}.__init__", _first(self.arguments))

    @property
    def likeliest(self) -> Recipe:
        """What is tried first."""
        return Recipe(self.class_name, _first(self.arguments), line=self.line)

    def maker(self, recipe: Recipe) -> Maker:
        """What makes models of the recipe, the same whenever it is asked for."""
        return self._makers.setdefault(recipe.init, Maker(self.loaded, recipe))

    def find(self, deadline: float = math.inf) -> Recipe:
        """The first arguments that the constructor takes.

        An error that was not seen before is led on from: other values of what it names. No further
        ones are tried after ``deadline``, a time of ``time.monotonic``.

        Raises:
            NotBuilt: the constructor takes none of those tried.
        """
        begin, attempts = time.monotonic(), 0
        waiting, seen = [_first(self.arguments)], {_first(self.arguments)}
        errors: dict[str, tuple[BaseException, Given]] = {}
        for _ in range(_MOST_ATTEMPTS):
            if not waiting or (attempts and time.monotonic() > deadline):
                break
            attempts += 1
            recipe = replace(self.likeliest, init=waiting.pop(0))
            error = self._error(recipe)
            if error is None:
                return recipe
            if repr(error) not in errors:
                errors[repr(error)] = (error, recipe.init)
                following = [it for it in self._others(recipe.init, error) if it not in seen]
                seen |= set(following)
                waiting = following + waiting
        every = list(errors.values())
        final = [
            (error, init)
            for error, init in every
            if isinstance(error, ImportError | MissingPart) and not _is_tried_as_settings(init)
        ]
        furthest = max(final or every, key=lambda it: line_in(it[0], self.kind.__init__))
        lacking, init = self._lacking(*furthest)
        if waiting and time.monotonic() > deadline:
            lacking += f" ({attempts} tried in {time.monotonic() - begin:.0f} s)"
        raise NotBuilt(lacking, init)

    def _lacking(self, error: BaseException, init: Given) -> tuple[str, Given]:
        """What is missing, by what arguments raise; these without those at fault."""
        if isinstance(error, MissingPart):
            return str(error), init
        faults = blamed(error, self.kind.__init__, [name for name, _ in init])
        shown = " or ".join(f"`{it}`" for it in faults)
        wanted = f"another value for {shown}" if faults else "other arguments"
        raises = summed_up(error, self.loaded.subject.project)
        return (
            f"{wanted} of {self.class_name}.__init__, which raises {raises}",
            tuple((name, "..." if name in faults else value) for name, value in init),
        )

    def others(
        self, recipe: Recipe, error: BaseException, deadline: float = math.inf
    ) -> Iterator[Recipe]:
        """Other ways that the constructor takes, for a model that was made and then raised."""
        for init in dict.fromkeys(self._others(recipe.init, error)):
            if time.monotonic() > deadline:
                return
            other = replace(recipe, init=init)
            if self._error(other) is None:
                yield other

    def _error(self, recipe: Recipe) -> BaseException | None:
        before = list(self.loaded.assumptions)
        try:
            self.maker(recipe)()
        except (Exception, SystemExit) as error:
            self.loaded.assumptions[:] = before
            return error
        return None

    def _others(self, init: Given, error: BaseException) -> Iterator[Given]:
        """The arguments with one of them changed, those first that the error names."""
        given = dict(init)
        told = f"{error} {innermost_lines(error)}"
        lacking = re.search(r"missing \d+ required \S+ arguments?: (.*)", str(error))
        if lacking is not None and self.gathers:  # what **kwargs hand on
            more = {it: for_init(Parameter(it)) for it in re.findall(r"'(\w+)'", lacking[1])}
            if all(more.values()):
                yield (*init, *((name, values[0]) for name, values in more.items()))
        order = sorted(self.arguments, key=lambda it: it.parameter.name not in told)
        if isinstance(error, AttributeError):  # what attributes are read of may hold settings
            for name in blamed(error, self.kind.__init__, given):
                if not given[name].startswith(("stand_in(", "settings(")):
                    yield tuple({**given, name: f"settings({name!r})"}.items())
        kind, mended = mending(str(error))
        named = [it.parameter.name for it in order if it.parameter.name in told]
        for name in named or [it for it, value in init if kind and re.match(kind, value)]:
            if "bool tensor" in told and name in given:
                yield tuple({**given, name: f"({given[name]}).float()"}.items())
            for value in mended:
                yield tuple({**given, name: value}.items())
        for argument in order:
            name = argument.parameter.name
            if not argument.given and name not in told:
                continue
            for value in argument.values[:6]:
                if given.get(name) != value:
                    yield tuple({**given, name: value}.items())


def _is_tried_as_settings(init: Given) -> bool:
    """Whether nothing but an error speaks for one of the arguments being settings."""
    return any(value.startswith("settings(") for _, value in init)


class Maker:
    """Makes fresh models of a recipe: copies of one that is never called, where making is slow."""

    def __init__(self, loaded: Loaded, recipe: Recipe) -> None:
        self._loaded = loaded
        self._recipe = recipe
        self._original: Any = None

    def __call__(self) -> Any:
        if self._original is not None:
            return copy.deepcopy(self._original)
        begin = time.monotonic()
        model = made(self._loaded, self._recipe)
        if time.monotonic() - begin < _SLOW:
            return model
        try:
            fresh = copy.deepcopy(model)
        except Exception:  # whatever it holds that cannot be copied
            return model
        self._original = model
        return fresh


def made(loaded: Loaded, recipe: Recipe, training: bool = False) -> Any:
    """The model of a recipe, in the asked-for mode."""
    torch.manual_seed(0)
    n, e, g = SIZES[0]
    own = recipe.line > 0
    words = {name: loaded.evaluate(it, own, n=n, e=e, g=g) for name, it in recipe.init}
    model = loaded.find(recipe.class_name)(**words)
    return model.train(training) if isinstance(model, torch.nn.Module) else model


def is_model(value: Any) -> bool:
    """Whether it is a class of modules that can be made and called."""
    if not inspect.isclass(value) or inspect.isabstract(value):
        return False
    unwritten: Any = torch.nn.Module.forward
    return issubclass(value, torch.nn.Module) and getattr(value, "forward", None) is not unwritten


def _shown(parameter: Parameter) -> str:
    kind = f": {parameter.annotation}" if parameter.annotation else ""
    return f"`{parameter.name}{kind}`"


def _first(arguments: list[Argument]) -> Given:
    return tuple(
        (it.parameter.name, it.values[0] if it.values else "...") for it in arguments if it.given
    )


# -- what arguments may be ------------------------------------------------------------------------


def _arguments(loaded: Loaded, kind: Any, class_name: str, depth: int = 0) -> list[Argument]:
    told = _as_called(loaded, kind, class_name) if depth == 0 else {}
    hints = _hints(kind)
    found = []
    for data in _parameters(kind):
        parameter = Parameter(**data)
        if parameter.gathers:
            continue
        if parameter.name in told:
            expression, line = told[parameter.name]
            values = (expression, *_values(loaded, parameter, hints, depth))
            found.append(Argument(parameter, tuple(dict.fromkeys(values)), line))
        elif parameter.required or (parameter.default or "")[:1] in "N'":  # None, or a string
            values = tuple(_values(loaded, parameter, hints, depth))
            found.append(Argument(parameter, values, given=parameter.required))
    return found


def _parameters(kind: Any) -> list[dict[str, Any]]:
    """Those of the constructor; options that its documentation names with them."""
    told = "\n".join(filter(None, (inspect.getdoc(kind), inspect.getdoc(kind.__init__))))
    found: list[dict[str, Any]] = listed(kind.__init__, told)[1:]
    compared = _strings_compared(kind)
    said = entries(told, {it["name"] for it in found})
    return [
        {
            **it,
            "options": tuple(dict.fromkeys([*it["options"], *compared.get(it["name"], ())])),
            "annotation": it["annotation"] or said.get(it["name"], Entry()).annotation,
        }
        for it in found
    ]


def _strings_compared(kind: Any) -> dict[str, list[str]]:
    """The strings that the class compares a name with: what the name may be."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    except (OSError, SyntaxError, TypeError):
        return {}
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name | ast.Attribute):
            name = node.left.id if isinstance(node.left, ast.Name) else node.left.attr
            found.setdefault(name, []).extend(
                it.value
                for each in node.comparators
                for it in ast.walk(each)
                if isinstance(it, ast.Constant) and isinstance(it.value, str)
            )
    return found


def _hints(kind: Any) -> dict[str, Any]:
    try:
        return typing.get_type_hints(kind.__init__)
    except Exception:
        return {}


def _values(
    loaded: Loaded, parameter: Parameter, hints: dict[str, Any], depth: int
) -> Iterator[str]:
    hint = hints.get(parameter.name)
    options = [it for it in typing.get_args(hint) if it is not type(None)]
    hint = options[0] if len(options) == 1 and not inspect.isclass(hint) else hint
    settings = bool(SETTINGS.search(parameter.name))
    if inspect.isclass(hint) and (not settings or is_dataclass(hint)):
        yield from _of_type(loaded, hint, depth)
    if settings or DATA.search(parameter.name):
        yield f"stand_in({parameter.name!r})"
    yield from for_init(parameter)


def _of_type(loaded: Loaded, hint: type, depth: int) -> Iterator[str]:
    """Expressions that make an object of a class that the file knows by name."""
    name = next((it for it, value in vars(loaded.module).items() if value is hint), None)
    if name is None or depth >= _DEEPEST:
        return
    if issubclass(hint, Enum):
        yield from (f"{name}.{it.name}" for it in hint)
    elif is_dataclass(hint) or issubclass(hint, torch.nn.Module):
        if hint is torch.nn.Module or inspect.isabstract(hint):
            return
        arguments = [it for it in _arguments(loaded, hint, name, depth + 1) if it.given]
        if all(it.values for it in arguments):
            words = ", ".join(f"{it.parameter.name}={it.values[0]}" for it in arguments)
            yield f"{name}({words})"
        elif is_dataclass(hint) and not fields(hint):
            yield f"{name}()"


def _as_called(loaded: Loaded, kind: Any, class_name: str) -> dict[str, tuple[str, int]]:
    """The arguments of a call in the file that makes the class: expressions and its line."""
    best: dict[str, tuple[str, int]] = {}
    for call in _calls(loaded.tree, class_name.rpartition(".")[2]):
        told = _bound(loaded, kind, call)
        if len(told) > len(best):
            best = told
    return best


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """The calls of a class outside of itself."""
    inside = {
        id(it)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name == name
        for it in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in inside:
            called = node.func
            if isinstance(called, ast.Name) and called.id == name:
                yield node


def _bound(loaded: Loaded, kind: Any, call: ast.Call) -> dict[str, tuple[str, int]]:
    if any(isinstance(it, ast.Starred) for it in call.args):
        return {}
    words = {it.arg: it.value for it in call.keywords if it.arg is not None}
    try:
        bound = inspect.signature(kind).bind_partial(*call.args, **words)
    except (TypeError, ValueError):
        return {}
    found = {}
    for name, node in bound.arguments.items():
        if isinstance(node, ast.expr) and _is_known(loaded, node):
            found[name] = (ast.unparse(node), call.lineno)
    return found


def _is_known(loaded: Loaded, node: ast.expr) -> bool:
    """Whether an expression has a value here: its names are the file's, or stood in for."""
    names = {it.id for it in ast.walk(node) if isinstance(it, ast.Name)}
    stood_in = {it for it in names if loaded.stand_in(it) is not None}
    if not is_quiet(node, {*vars(loaded.module), *stood_in}):
        return False
    before = list(loaded.assumptions)
    try:
        loaded.evaluate(ast.unparse(node), own=True)
    except Exception:
        return False
    finally:
        loaded.assumptions[:] = before
    return True
