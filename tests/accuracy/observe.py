"""What the compilers show of a recipe, measured once and kept.

One file per recipe and look in the cache folder, named after the recipe's source and the versions
of what it was measured with: after a change of gnnlint alone nothing is measured again.
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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gnnlint.atlas.program import GROWING, Sizes
from gnnlint.config import Settings
from gnnlint.verify import Children, Observation, Subject, observe
from gnnlint.verify.observation import Recompile, from_json, to_json
from tests.accuracy.packages import PACKAGES
from tests.accuracy.recipes import PRELUDE, SIZES, Recipe

#: Raised where what is kept of a recipe changes.
SCHEMA = 1

MODES = ("eager", "default", "fullgraph", "capture")


@dataclass(frozen=True)
class Look:
    """One way of observing recipes: its name in the files, the graphs, what is written down."""

    suffix: str
    sizes: Sizes
    take: Callable[[Recipe, Path, Children], dict[str, Any]]


@dataclass(frozen=True)
class Growth:
    """The frames compiled by each call of a model with growing graphs."""

    recompiles: tuple[Recompile, ...]

    @property
    def judged(self) -> tuple[Recompile, ...]:
        """The calls from the third size on."""
        return tuple(it for it in self.recompiles if it.judged)

    @property
    def goes_on(self) -> bool:
        """Whether each size compiles again, however many came before it."""
        return bool(self.judged) and all(it.compiles for it in self.judged)


@dataclass(frozen=True)
class Case:
    """A recipe and what the compilers showed of it."""

    recipe: Recipe
    entry: str  # the entry point, as findings name it
    arguments: Mapping[str, Any]  # literal arguments of the constructor, defaults included
    given: frozenset[str]  # parameters of forward that are passed
    observation: Observation
    growth: Growth | None = None  # None where it was not measured, or not every call went through

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

    def measure(self, wanted: Iterable[tuple[Look, Recipe]]) -> None:
        """Observe what has not been observed yet; shows its progress on standard error."""
        missing = [
            (look, recipe)
            for look, recipe in wanted
            if self._fresh or not self._file(recipe, look).is_file()
        ]
        if missing:
            self._measure(missing)

    def kept(self, recipes: Iterable[Recipe]) -> list[Case]:
        """What has been measured already."""
        found = ((recipe, self._read(recipe, WHOLE)) for recipe in recipes)
        return [
            replace(_case(recipe, data), growth=_growth(self._read(recipe, GROWTH)))
            for recipe, data in found
            if data is not None
        ]

    def _file(self, recipe: Recipe, look: Look) -> Path:
        parts = [SCHEMA, recipe.source(look.sizes), versions(), *stamp(recipe)]
        told = json.dumps(parts, sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()[:16]
        return self._folder / f"{recipe.name}-{digest}{look.suffix}.json"

    def _read(self, recipe: Recipe, look: Look) -> dict[str, Any] | None:
        file = self._file(recipe, look)
        if not file.is_file():
            return None
        data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return data

    def _measure(self, missing: list[tuple[Look, Recipe]]) -> None:
        children = Children()
        try:
            with TemporaryDirectory() as folder:
                for number, (look, recipe) in enumerate(missing, start=1):
                    print(f"[{number}/{len(missing)}] {recipe.id}", file=sys.stderr, flush=True)
                    file = Path(folder) / f"recipe_{number}.py"
                    file.write_text(recipe.source(look.sizes), encoding="utf-8")
                    try:
                        with _importable(recipe):
                            data = look.take(recipe, file, children)
                    except Exception as error:  # what a package raises as it is imported
                        self.troubles[recipe.id] = f"{type(error).__name__}: {error}"
                        print(f"    {self.troubles[recipe.id]}", file=sys.stderr, flush=True)
                        continue
                    self._file(recipe, look).write_text(json.dumps(data), encoding="utf-8")
        finally:
            children.close()


def stamp(recipe: Recipe) -> list[str]:
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


def _observed(recipe: Recipe, file: Path, children: Children) -> dict[str, Any]:
    """Everything that lines are judged by."""
    kind = _class_of(recipe)
    source = _source_of(kind)
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


def _counted(recipe: Recipe, file: Path, children: Children) -> dict[str, Any]:
    """The compiles of each call with growing graphs."""
    kind = _class_of(recipe)
    source = _source_of(kind)
    subject = Subject(source, recipe.name, example_path=file)
    observation = observe(subject, modes=("eager", "default"), children=children)
    mode = observation.modes.get("default")
    return {
        "error": observation.error or (mode.error if mode is not None else "not run"),
        "recompiles": relative(to_json(observation.recompiles), _root_of(source, kind)),
    }


#: What lines are judged by, and what recompiles are.
WHOLE = Look("", SIZES, _observed)
GROWTH = Look(".growth", GROWING, _counted)


def _source_of(kind: type) -> Path:
    return Path(inspect.getsourcefile(kind) or "").absolute()


def _growth(data: Mapping[str, Any] | None) -> Growth | None:
    """Compiles per call, where every call went through."""
    if data is None or len(data["recompiles"]) < len(GROWING):
        return None
    return Growth(tuple(from_json(Recompile, it) for it in data["recompiles"]))


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
