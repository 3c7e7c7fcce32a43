"""``python -m tests.accuracy``: measure what is not measured yet, compare, print the figures.

They go to docs/accuracy.md too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Run
from tests.accuracy import document
from tests.accuracy.compare import compare_all
from tests.accuracy.document import Part, Section
from tests.accuracy.observe import Measurements, package_folder, versions
from tests.accuracy.packages import PACKAGES, Package, available, example_recipes, look_in
from tests.accuracy.recipes import Recipe, pyg_recipes

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "accuracy.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare, print, write."""
    options = _options(arguments)
    look_in(options.packages)
    measurements = Measurements(options.cache, fresh=options.fresh)
    if not options.kept:
        measurements.cases(_every_recipe())  # all at once: starting the compilers takes a while
    sections = [_torch_geometric(measurements), _others(measurements)]
    told = {**versions(), **{one.name: one.version for one in available()}}
    print(document.text(sections, told, everything=options.all))
    if not options.dry:
        DOCUMENT.write_text(document.text(sections, told), encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument(
        "--packages",
        type=Path,
        action="append",
        metavar="DIR",
        help="where to look for the open packages (default: build/packages)",
    )
    parser.add_argument(
        "--cache",
        type=Path,
        default=ROOT / "build" / "accuracy",
        help="folder of the measurements (default: build/accuracy)",
    )
    parser.add_argument("--fresh", action="store_true", help="measure everything again")
    parser.add_argument("--kept", action="store_true", help="only what has been measured already")
    parser.add_argument("--all", action="store_true", help="list the unseen half's disagreements")
    parser.add_argument("--dry", action="store_true", help="leave docs/accuracy.md as it is")
    options = parser.parse_args(arguments)
    options.packages = options.packages or [ROOT / "build" / "packages"]
    return options


def _every_recipe() -> list[Recipe]:
    others = [recipe for package in available() for recipe in package.recipes()]
    return [*pyg_recipes(), *example_recipes(), *others]


def _torch_geometric(measurements: Measurements) -> Section:
    folder = package_folder("torch_geometric")
    part = _part(pyg_recipes(), folder, measurements)
    return Section("torch_geometric.nn, checked as if it were the user's own code", [part])


def _others(measurements: Measurements) -> Section:
    parts = [*_examples(measurements)]
    there = available()
    for package in there:
        folder = package_folder(package.name)
        parts.append(_part([*package.recipes()], folder, measurements))
    absent = [one for one in PACKAGES if one not in there]
    return Section(
        "User code: the examples of the documentation and open packages",
        parts,
        [_how_to_get(absent)] if absent else [],
    )


def _how_to_get(absent: Sequence[Package]) -> str:
    names = " ".join(one.distribution for one in absent)
    return (
        f"Left out, because not installed: {', '.join(one.name for one in absent)}. "
        f"`pip install --no-deps --target build/packages {names}` gets them; what they import "
        "goes into the environment: `pip install astartes configargparse datamol descriptastorus "
        "einops fastparquet lightning loguru matplotlib mup omegaconf pandas pandas_flavor rdkit "
        "scikit-learn seaborn tabulate torchmetrics`."
    )


def _examples(measurements: Measurements) -> Iterator[Part]:
    for recipe in example_recipes():
        assert recipe.folder is not None
        yield _part([recipe], recipe.folder, measurements)


def _part(recipes: Sequence[Recipe], folder: Path, measurements: Measurements) -> Part:
    cases = measurements.kept(recipes)
    troubles = {case.recipe.id: case.trouble for case in cases if case.trouble}
    measured = {case.recipe.id for case in cases}
    for recipe in recipes:
        if recipe.id not in measured:
            troubles[recipe.id] = measurements.troubles.get(recipe.id, "not measured yet")
    told = [f"`{name}`: {why}".partition("\n")[0] for name, why in troubles.items()]
    return Part(compare_all(cases, checked(folder)), folder.parent, told)


def checked(folder: Path) -> Run:
    """What gnnlint finds in a folder."""
    installed = versions()
    torch, pyg = (".".join(installed[it].split(".")[:2]) for it in ("torch", "torch_geometric"))
    settings = Settings(root=folder, targets=("compile",), torch_version=torch, pyg_version=pyg)
    return check([folder], settings)


if __name__ == "__main__":
    sys.exit(main())
