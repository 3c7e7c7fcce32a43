"""The models of a file that says nothing of how they are made: which there are, and a recipe."""

from __future__ import annotations

import ast
import inspect
import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import torch

from gnnlint.verify.arguments import definitions_for
from gnnlint.verify.calling import SECONDS, NotCalled, call_of, likeliest_call
from gnnlint.verify.construction import Constructor, NotBuilt, is_model
from gnnlint.verify.first_guess import code_of, reads_of_no_tensor
from gnnlint.verify.importing import module_name
from gnnlint.verify.loading import Loaded
from gnnlint.verify.modes.outcome import Answer, Send
from gnnlint.verify.observation import to_json
from gnnlint.verify.recipe import Recipe
from gnnlint.verify.scene import scenes_of
from gnnlint.verify.stand_in import MissingPart
from gnnlint.verify.subject import Subject


def models(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """The model classes of the file, and those that are only parts of others."""
    loaded = Loaded(subject)
    classes = [
        name
        for name, value in vars(loaded.module).items()
        if is_model(value) and value.__module__ == loaded.module.__name__
    ]
    defined = {it.name: it.lineno for it in loaded.tree.body if isinstance(it, ast.ClassDef)}
    classes = sorted((it for it in classes if it in defined), key=lambda it: defined[it])
    used = {
        name.id
        for node in ast.walk(loaded.tree)
        if isinstance(node, ast.ClassDef)
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and name.id != node.name
    }
    whole = [it for it in classes if it not in used] or classes
    failed = {name: why for name, why in loaded.troubles.items() if name in defined}
    return {"models": whole, "parts": [it for it in classes if it not in whole], "failed": failed}


def build(subject: Subject, request: Mapping[str, Any], send: Send) -> Answer:
    """A recipe for a class, tried out; or what is missing, with what is known filled in.

    What is being tried is sent before, for the case that it never ends.
    """
    begin, limit = time.monotonic(), float(request["time_limit"])
    name = subject.class_name or ""
    loaded = Loaded(subject)
    module = module_name(subject.path.absolute())
    partly = Recipe(name)

    def trying(recipe: Recipe, what: str) -> None:
        text = _text(loaded, _stub(loaded, recipe), module)
        send({"missing": f"an end of {what}", "stub": text})

    try:
        constructor = Constructor(loaded, name)
        trying(constructor.likeliest, f"the construction `{constructor.likeliest.built}`")
        partly = constructor.find(begin + _CONSTRUCTING * limit)
        trying(partly, f"the calls of `{partly.built}`")
        recipe = _run(loaded, constructor, partly, begin + _CALLING * limit)
    except (NotBuilt, NotCalled, MissingPart) as error:
        trying(partly, f"the programs that call {name}; before, it was {error}")
        shown = _shown(loaded, name, error, begin + _PLAYING * limit)
        if shown is not None:
            return {"recipe": to_json(shown), "text": _text(loaded, shown, module)}
        return {"missing": str(error), "stub": _text(loaded, _stub(loaded, partly, error), module)}
    recipe = replace(recipe, assumptions=tuple(loaded.assumptions))
    return {"recipe": to_json(recipe), "text": _text(loaded, recipe, module)}


_SCENE_SECONDS = 30.0
_CONSTRUCTING, _CALLING, _PLAYING = 0.5, 0.75, 0.9  # of all the time: until when it is begun


def _shown(loaded: Loaded, name: str, error: Exception, deadline: float) -> Recipe | None:
    """A recipe that rests on a program which calls the class, where there is one that runs."""
    if name in loaded.troubles or isinstance(getattr(error, "error", None), ImportError):
        return None
    loaded.assumptions.clear()
    for recipe in scenes_of(loaded, Recipe(name), min(_SCENE_SECONDS, _until(deadline))):
        told = f"it is called as by {recipe.built}"
        return replace(recipe, assumptions=(*loaded.assumptions, told))
    return None


def _until(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def _stub(loaded: Loaded, recipe: Recipe, error: Exception | None = None) -> Recipe:
    """The recipe as far as it is known, with what of it is only guessed.

    An argument that ``forward`` reads what no tensor has of is missing, whatever its name says.
    """
    kind = getattr(loaded.module, recipe.class_name, None)
    call, positional = likeliest_call(kind) if inspect.isclass(kind) else ((), False)
    is_made = isinstance(error, NotCalled)
    if isinstance(error, NotCalled):
        call = error.call
    code = code_of(kind) if inspect.isclass(kind) else ast.Module([], [])
    read = {name: reads_of_no_tensor(code, name) for name, value in call if "torch." in value}
    call = tuple((name, value if value and not read.get(name) else "...") for name, value in call)
    init = error.init if isinstance(error, NotBuilt) else recipe.init
    doubtful = (*(() if is_made else init), *replace(recipe, call=call).arguments())
    return replace(
        recipe,
        init=init,
        call=call,
        positional=positional,
        guessed=tuple(name for name, value in doubtful if value != "..."),
        reads=tuple(", ".join(reads) for reads in read.values() if reads),
    )


_MOST_OTHERS = 12  # other ways of making a model that was made and would not run


def _run(loaded: Loaded, constructor: Constructor, recipe: Recipe, deadline: float) -> Recipe:
    """The recipe with inputs; where there are none, that of a model made otherwise."""
    make = constructor.maker(recipe)
    model = make()
    if not isinstance(model, torch.nn.Module):
        raise NotBuilt(f"{recipe.class_name} is no torch.nn.Module")
    if type(model).forward is torch.nn.Module.forward:
        raise NotBuilt(f"{recipe.class_name} has no forward")
    try:
        return call_of(loaded, recipe, make, min(SECONDS, _until(deadline)))
    except NotCalled as first:
        if first.error is None or isinstance(first.error, ImportError | MissingPart):
            raise
        others = constructor.others(recipe, first.error, deadline)
        for other in islice(others, _MOST_OTHERS):
            try:
                return call_of(loaded, other, constructor.maker(other), seconds=SECONDS / 8)
            except (NotCalled, MissingPart):
                continue
        raise


def _text(loaded: Loaded, recipe: Recipe, module: str) -> str:
    """The functions that the user may take over, with what the expressions need."""
    if recipe.scene is not None:
        where = module_name(Path(recipe.scene.path)) if recipe.scene.path else module
        return recipe.text(where, definitions_for([recipe.scene.text]))
    before = list(loaded.assumptions)
    written = tuple(
        (name, value if value == "..." else loaded.plain(value)) for name, value in recipe.init
    )
    loaded.assumptions[:] = before
    recipe = replace(recipe, init=written)
    expressions = [recipe.built, *(value for _, value in recipe.arguments())]
    text = recipe.text(module, definitions_for(expressions))
    if not loaded.slice.lines:
        return text
    return f"# The import runs all of {module}, at line {loaded.slice.lines[0]} too.\n{text}"
