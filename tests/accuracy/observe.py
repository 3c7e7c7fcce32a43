"""What the compilers show of a recipe, measured once and kept.

One file per recipe in the cache folder, named after the recipe's source and the versions of what
it was measured with: after a change of gnnlint alone nothing is measured again.
"""

from __future__ import annotations

import ast
import hashlib
import importlib
import importlib.util
import inspect
import json
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gnnlint.config import Settings
from gnnlint.verify import Children, Observation, Subject, observe
from gnnlint.verify.observation import from_json, to_json
from tests.accuracy.packages import PACKAGES
from tests.accuracy.recipes import PRELUDE, Recipe

#: Raised where what is kept of a recipe changes.
SCHEMA = 1

MODES = ("eager", "default", "fullgraph", "capture")


@dataclass(frozen=True)
class Case:
    """A recipe and what the compilers showed of it."""

    recipe: Recipe
    entry: str  # the entry point, as findings name it
    arguments: Mapping[str, Any]  # literal arguments of the constructor, defaults included
    given: frozenset[str]  # parameters of forward that are passed
    observation: Observation

    @property
    def trouble(self) -> str | None:
        """Why there is nothing to compare."""
        if self.observation.error is not None:
            return self.observation.error
        eager = self.observation.modes["eager"]
        return None if eager.status == "ok" else f"eager: {eager.error}"


def versions() -> dict[str, str]:
    """What the measurements depend on."""
    return {
        "python": platform.python_version(),
        "torch": version("torch"),
        "torch_geometric": version("torch_geometric"),
    }


def settings(folder: Path) -> Settings:
    """How the code in a folder is checked: for the versions it was measured with."""
    installed = versions()
    torch, pyg = (".".join(installed[it].split(".")[:2]) for it in ("torch", "torch_geometric"))
    return Settings(root=folder, targets=("compile",), torch_version=torch, pyg_version=pyg)


class Measurements:
    """The cache folder, and the compilers for what it lacks."""

    def __init__(self, folder: Path, *, fresh: bool = False) -> None:
        self._folder = folder
        self._fresh = fresh
        self.troubles: dict[str, str] = {}  # recipes that could not be measured, and why
        folder.mkdir(parents=True, exist_ok=True)

    def cases(self, recipes: Iterable[Recipe]) -> list[Case]:
        """Every recipe observed; measuring shows its progress on standard error."""
        recipes = list(recipes)
        kept = {recipe: self._read(recipe) for recipe in recipes}
        missing = [recipe for recipe in recipes if kept[recipe] is None]
        if missing:
            self._measure(missing)
        found = ((recipe, kept[recipe] or self._read(recipe)) for recipe in recipes)
        return [_case(recipe, data) for recipe, data in found if data is not None]

    def kept(self, recipes: Iterable[Recipe]) -> list[Case]:
        """Only what has been measured already."""
        found = ((recipe, self._read(recipe)) for recipe in recipes)
        return [_case(recipe, data) for recipe, data in found if data is not None]

    def _file(self, recipe: Recipe) -> Path:
        parts = [SCHEMA, recipe.source(), versions(), *_stamp(recipe)]
        told = json.dumps(parts, sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()[:16]
        return self._folder / f"{recipe.name}-{digest}.json"

    def _read(self, recipe: Recipe) -> dict[str, Any] | None:
        file = self._file(recipe)
        if self._fresh or not file.is_file():
            return None
        data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return data

    def _measure(self, recipes: list[Recipe]) -> None:
        self._fresh = False  # what is measured now counts
        children = Children()
        try:
            with TemporaryDirectory() as folder:
                for number, recipe in enumerate(recipes, start=1):
                    print(f"[{number}/{len(recipes)}] {recipe.id}", file=sys.stderr, flush=True)
                    try:
                        data = _measured(recipe, Path(folder) / f"recipe_{number}.py", children)
                    except Exception as error:  # what a package raises as it is imported
                        self.troubles[recipe.id] = f"{type(error).__name__}: {error}"
                        print(f"    {self.troubles[recipe.id]}", file=sys.stderr, flush=True)
                        continue
                    self._file(recipe).write_text(json.dumps(data), encoding="utf-8")
        finally:
            children.close()


def _stamp(recipe: Recipe) -> list[str]:
    """What else the measurement of a recipe depends on."""
    if recipe.folder is not None:
        files = sorted(recipe.folder.glob("*.py"))
        return [file.read_text(encoding="utf-8") for file in files]
    package = recipe.module.partition(".")[0]
    found = [one.version for one in PACKAGES if one.name == package]
    return [f"{package} {number}" for number in found]


@contextmanager
def _importable(recipe: Recipe) -> Iterator[None]:
    """The modules of an example's folder can be imported, and are forgotten again."""
    if recipe.folder is None:
        yield
        return
    before = set(sys.modules)
    sys.path.insert(0, str(recipe.folder))
    try:
        yield
    finally:
        sys.path.remove(str(recipe.folder))
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if file is not None and Path(file).parent == recipe.folder:
                del sys.modules[name]


def _class_of(recipe: Recipe) -> type:
    if recipe.prelude != PRELUDE:
        stubs = importlib.import_module("tests.accuracy.stubs")
        stubs.install()
    kind: type = getattr(importlib.import_module(recipe.module), recipe.name)
    return kind


def _measured(recipe: Recipe, file: Path, children: Children) -> dict[str, Any]:
    with _importable(recipe):
        return _observed(recipe, file, children)


def _observed(recipe: Recipe, file: Path, children: Children) -> dict[str, Any]:
    file.write_text(recipe.source(), encoding="utf-8")
    kind = _class_of(recipe)
    source = Path(inspect.getsourcefile(kind) or "").absolute()
    subject = Subject(source, recipe.name, example_path=file)
    observation = observed(subject, children)
    return {
        "entry": f"{kind.__module__}.{kind.__qualname__}.forward",
        "arguments": _arguments(recipe, kind),
        "observation": relative(to_json(observation), _root_of(source, kind)),
    }


def observed(subject: Subject, children: Children) -> Observation:
    """The model under every compiler that the comparison asks."""
    observation = observe(subject, modes=MODES, children=children)
    if not any(site.runs_eagerly for site in observation.sites):
        return observation
    # What a skipped frame hides, shown by a compiler that resumes inside loops.
    again = observe(subject, modes=("unmasked",), children=children)
    modes = {**observation.modes, "unmasked": again.modes["unmasked"]}
    return replace(observation, modes=modes, sites=(*observation.sites, *again.sites))


def _arguments(recipe: Recipe, kind: type) -> dict[str, Any]:
    """The constructor's arguments that are literals, by name: conditions are judged by them."""
    call = ast.parse(f"f({recipe.arguments})", mode="eval").body
    assert isinstance(call, ast.Call)
    signature = inspect.signature(kind)
    given = signature.bind(
        *call.args, **{word.arg: word.value for word in call.keywords if word.arg}
    ).arguments
    found: dict[str, Any] = {
        name: parameter.default
        for name, parameter in signature.parameters.items()
        if _is_plain(parameter.default)
    }
    for name, node in [*given.items(), *given.get("kwargs", {}).items()]:
        found.pop(name, None)
        if isinstance(node, ast.expr):
            try:
                found[name] = ast.literal_eval(node)
            except ValueError:
                continue  # an expression: conditions about it stay open
    return {name: value for name, value in found.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, bool | int | float | str)


def _root_of(source: Path, kind: type) -> str:
    """The folder that the package lies in: observations are kept without it."""
    return source.parents[len(kind.__module__.split(".")) - 1].as_posix()


_ROOT = "<root>"


def relative(data: Any, root: str) -> Any:
    """JSON data that does not tell where the folder lies."""
    return _with_root(data, root, _ROOT)


def absolute(data: Any, root: str) -> Any:
    """The same data, of the folder as it lies now."""
    return _with_root(data, _ROOT, root)


def _with_root(data: Any, old: str, new: str) -> Any:
    if isinstance(data, str):
        return data.replace(old, new)
    if isinstance(data, list):
        return [_with_root(item, old, new) for item in data]
    if isinstance(data, dict):
        return {_with_root(k, old, new): _with_root(item, old, new) for k, item in data.items()}
    return data


def _case(recipe: Recipe, data: Mapping[str, Any]) -> Case:
    return Case(
        recipe,
        data["entry"],
        data["arguments"],
        frozenset(name for name, _ in recipe.values()),
        from_json(Observation, absolute(data["observation"], _root_of_recipe(recipe))),
    )


def _root_of_recipe(recipe: Recipe) -> str:
    folder = recipe.folder or package_folder(recipe.module.partition(".")[0]).parent
    return folder.as_posix()


def package_folder(name: str) -> Path:
    """Where an installed package lies, found without running it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed")
    return Path(next(iter(spec.submodule_search_locations))).absolute()
