"""Programs that call a class: the example of its documentation, a model that it is a part of.

Where nothing tells how to make a class or what to call it with, such a program shows both.
Runs in a child.
"""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import textwrap
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch

from gnnlint.verify.calling import NotCalled, call_of
from gnnlint.verify.construction import Constructor, NotBuilt, is_model
from gnnlint.verify.effects import refused
from gnnlint.verify.first_call import first_call
from gnnlint.verify.importing import module_name
from gnnlint.verify.loading import Loaded
from gnnlint.verify.recipe import SIZES, Recipe, Scene
from gnnlint.verify.stand_in import MissingPart
from gnnlint.verify.subject import Subject, SubjectError, imports_from

_MOST_HOLDERS = 4
_MOST_FILES = 3  # that are run for the sake of the models they hold
_MOST_READ = 2000
_SECONDS = 8.0  # to find a call of a model that reaches its part
_FENCE = re.compile(r"^ *```(?:python|py)?[^\n]*\n(.*?)^ *```", re.M | re.S)
_BLOCK = re.compile(r"^( *)\S?.*:: *\n((?:\1 +.*\n| *\n)+)", re.M)  # what reStructuredText quotes


def opened(scene: Scene, loaded: Loaded) -> Loaded:
    """The file whose names the scene's program uses."""
    if not scene.path:
        return loaded
    path = Path(scene.path)
    return Loaded(Subject(path, root=loaded.subject.root))


def played(
    loaded: Loaded, stage: Loaded, recipe: Recipe, size: tuple[int, int, int]
) -> tuple[torch.nn.Module, inspect.BoundArguments]:
    """The module that the scene calls, and what with; nothing outside the process is touched."""
    assert recipe.scene is not None
    n, e, g = size
    kind, text = loaded.find(recipe.class_name), recipe.scene.text
    torch.manual_seed(0)
    with refused():
        return first_call(kind, lambda: stage.run(text, n=n, e=e, g=g))


def scenes_of(loaded: Loaded, recipe: Recipe, seconds: float) -> Iterator[Recipe]:
    """Recipes that rest on a program which calls the class, those that run, the nearest first."""
    deadline = time.monotonic() + seconds
    kind = loaded.find(recipe.class_name)
    if not (inspect.isclass(kind) and issubclass(kind, torch.nn.Module)):
        return
    for scene in _scenes(loaded, kind, recipe.class_name, deadline):
        played_out = _sized(loaded, replace(recipe, init=(), call=(), scene=scene))
        if played_out is not None:
            yield played_out
        if time.monotonic() > deadline:
            return


def _scenes(loaded: Loaded, kind: type, name: str, deadline: float) -> Iterator[Scene]:
    for text in _examples(kind):
        yield Scene(text, "the example of its documentation")
    for stage, path in _stages(loaded, name):
        for holder in _holders(stage.tree, name)[:_MOST_HOLDERS]:
            if time.monotonic() > deadline:
                return
            text = _call_of(stage, holder, kind, deadline)
            if text:
                yield Scene(text, f"the {name} of {holder}", path)


def _sized(loaded: Loaded, recipe: Recipe) -> Recipe | None:
    """The recipe with the sizes that run; None: none does."""
    assert recipe.scene is not None
    stage = opened(recipe.scene, loaded)
    named = "n" in re.findall(r"\b\w+\b", recipe.scene.text)
    model: torch.nn.Module | None = None  # one takes all sizes: it may keep something of the first
    fits = []
    for size in SIZES if named else SIZES[:1]:
        try:
            fresh, given = played(loaded, stage, recipe, size)
            model = fresh.eval() if model is None else model
            with torch.no_grad():
                model(*given.args, **given.kwargs)
        except (Exception, SystemExit):
            continue
        fits.append(size)
    return replace(recipe, sizes=tuple(fits)) if fits else None


# -- examples of the documentation --------------------------------------------------------------


def _examples(kind: type) -> Iterator[str]:
    """Programs in the documentation of a class that make it."""
    for documented in (kind, getattr(kind, "forward", None), getattr(kind, "__init__", None)):
        for text in _programs_in(inspect.getdoc(documented) or ""):
            try:
                tree = ast.parse(text)
            except SyntaxError:
                continue
            calls = [_last_name(it.func) for it in ast.walk(tree) if isinstance(it, ast.Call)]
            if kind.__name__ in calls:
                yield text


def _programs_in(documentation: str) -> Iterator[str]:
    try:
        told = doctest.DocTestParser().get_examples(documentation)
    except ValueError:
        told = []
    if told:
        yield "".join(it.source for it in told)
    blocks = [it[1] for it in _FENCE.finditer(documentation)]
    blocks += [it[2] for it in _BLOCK.finditer(documentation + "\n")]
    for block in blocks:
        yield textwrap.dedent(block).strip("\n") + "\n"


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


# -- models that the class is a part of ---------------------------------------------------------


def _stages(loaded: Loaded, name: str) -> Iterator[tuple[Loaded, str]]:
    """The file itself, then files of its project that use the class, run as the file is."""
    yield loaded, ""
    own = name.rpartition(".")[2]
    for path in _files_with(loaded.path, own)[:_MOST_FILES]:
        try:
            yield Loaded(Subject(path, root=loaded.subject.root)), str(path)
        except (SubjectError, Exception):
            continue


def _files_with(path: Path, name: str) -> list[Path]:
    """Files of the project that name the class in a call, those in the same folder first."""
    root = imports_from(path)
    below = path.relative_to(root).parts
    root = root / below[0] if len(below) > 1 else root
    wanted = re.compile(rf"\b{re.escape(name)}\(".encode())
    module = module_name(path).rpartition(".")[2].encode()
    found = []
    for number, other in enumerate(sorted(root.rglob("*.py"))):
        if number > _MOST_READ:
            break
        if other == path or not other.is_file():
            continue
        text = other.read_bytes()
        if wanted.search(text) and re.search(rb"\b(%s|import)\b" % re.escape(module), text):
            found.append(other)
    return sorted(found, key=lambda it: (it.parent != path.parent, it.as_posix()))


def _holders(tree: ast.Module, name: str) -> list[str]:
    """The classes of a file that make the class, then those that make these, with a forward."""
    classes = {it.name: it for it in tree.body if isinstance(it, ast.ClassDef)}
    found, waiting = list[str](), [name]
    while waiting:
        wanted = waiting.pop(0)
        for other, node in classes.items():
            if other != wanted and other != name and other not in found and _makes(node, wanted):
                found.append(other)
                waiting.append(other)
    return found


def _makes(node: ast.ClassDef, name: str) -> bool:
    """Whether a class mentions another one in its body: calls it, or hands it on."""
    return any(
        isinstance(it, ast.Name) and it.id == name for each in node.body for it in ast.walk(each)
    )


def _call_of(stage: Loaded, holder: str, part: type[torch.nn.Module], deadline: float) -> str:
    """A program that makes the model and calls it, found to reach its part; "" where none is."""
    before = list(stage.assumptions)
    try:
        if not is_model(stage.find(holder)):
            return ""
        constructor = Constructor(stage, holder)
        recipe = constructor.find(deadline)
        recipe = call_of(stage, recipe, constructor.maker(recipe), _SECONDS, reaching=part)
    except (NotBuilt, NotCalled, MissingPart):
        stage.assumptions[:] = before
        return ""
    given = ", ".join(
        value if recipe.positional else f"{name}={value}" for name, value in recipe.arguments()
    )
    return f"{recipe.built}.eval()({given})\n"
