"""``python -m tests.accuracy``: measure what is not measured yet, compare, print the figures.

They go to docs/accuracy.md too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from gnnlint.atlas.store import Store
from gnnlint.engine import check
from gnnlint.finding import Run
from gnnlint.forks import in_forks
from tests.accuracy import document
from tests.accuracy.compare import Comparison, compare, compare_all
from tests.accuracy.compositions import page as composed
from tests.accuracy.compositions.measuring import kept, measure
from tests.accuracy.compositions.programs import compositions
from tests.accuracy.document import Part, Section
from tests.accuracy.examples import example_recipes
from tests.accuracy.generated import page
from tests.accuracy.generated.comparing import Programs, compare_programs
from tests.accuracy.generated.observing import Kept
from tests.accuracy.generated.programs import programs
from tests.accuracy.mutants import MUTATIONS, plant
from tests.accuracy.observe import (
    GROWTH,
    WHOLE,
    Case,
    Measurements,
    package_folder,
    settings,
    versions,
)
from tests.accuracy.packages import PACKAGES, Package, available, look_in
from tests.accuracy.recipes import Recipe, pyg_recipes
from tests.accuracy.scripting import frontend as frontends
from tests.accuracy.scripting import page as script_page
from tests.accuracy.scripting import programs as scripted
from tests.accuracy.scripting.asking import Answers
from tests.accuracy.scripting.frontend import standard_library
from tests.accuracy.scripting.measuring import measure as ask_and_judge

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "accuracy.md"

PROCESSES = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, compare, print, write."""
    options = options_of(arguments)
    if options.only_script:
        return _script_alone(options)
    sections = [] if options.only_programs else _sections(options)
    generated = _programs(options)
    together = None if options.only_programs else _compositions(options)
    told = {**versions(), **{one.name: one.version for one in available()}}
    shown = [page.section(generated, everything=options.all), *([together] if together else [])]
    if not options.only_programs:
        shown.append(scripting(options))
    print(document.text(sections, told, *shown, everything=options.all))
    if not (options.dry or options.only_programs or options.all):
        DOCUMENT.write_text(document.text(sections, told, *shown), encoding="utf-8")
    return 0


def _script_alone(options: argparse.Namespace) -> int:
    """Measure TorchScript alone: its section of the page is written anew, the others stay."""
    section = scripting(options)
    print(section)
    if not (options.dry or options.all):
        page = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(document.with_section(page, section), encoding="utf-8")
    return 0


def options_of(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The command line's options."""
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
    parser.add_argument(
        "--all",
        action="store_true",
        help="list the unseen half's disagreements too; writes nothing",
    )
    parser.add_argument(
        "--programs", type=int, default=4500, metavar="N", help="how many to generate"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the grammar")
    parser.add_argument(
        "--script-programs", type=int, default=2600, metavar="N", help="for TorchScript, how many"
    )
    parser.add_argument(
        "--compositions", type=int, default=450, metavar="N", help="of operators, how many"
    )
    parser.add_argument(
        "--atlas",
        type=Path,
        default=ROOT / "build" / "atlas" / "records.jsonl",
        metavar="FILE",
        help="what `make atlas` measured of single operators (default: build/atlas/records.jsonl)",
    )
    parser.add_argument(
        "--only-programs", action="store_true", help="the generated programs alone; writes nothing"
    )
    parser.add_argument(
        "--only-script", action="store_true", help="TorchScript alone; the other sections stay"
    )
    parser.add_argument("--dry", action="store_true", help="leave docs/accuracy.md as it is")
    options = parser.parse_args(arguments)
    look_in(options.packages or [ROOT / "build" / "packages"])
    return options


def _sections(options: argparse.Namespace) -> list[Section]:
    measurements = Measurements(options.cache, fresh=options.fresh)
    changed = plant(available(), options.cache / "mutants")
    if not options.kept:
        every = _every_recipe()
        mutants = [recipe for recipes in changed.values() for recipe in recipes]
        growing = [recipe for recipe in every if recipe.folder is None]  # whose graphs can be set
        # All at once: starting the compilers takes a while.
        whole = [(WHOLE, recipe) for recipe in (*every, *mutants)]
        measurements.measure([*whole, *((GROWTH, recipe) for recipe in growing)])
    return [_torch_geometric(measurements), _others(measurements), _mutants(changed, measurements)]


def _programs(options: argparse.Namespace) -> Programs:
    kept = Kept(options.cache / "generated", fresh=options.fresh, jobs=PROCESSES)
    made = [*programs(options.programs, options.seed)]
    return compare_programs(
        made, kept, options.seed, measure=not options.kept, everything=options.all
    )


def _compositions(options: argparse.Namespace) -> str | None:
    """The section about compositions; None where the atlas has not been measured."""
    if not options.atlas.is_file():
        print(f"{options.atlas} is not there: `make atlas` measures it", file=sys.stderr)
        return None
    made = [*compositions(list(Store(options.atlas)), options.compositions, options.seed)]
    store = Store(options.cache / "compositions.jsonl")
    if not options.kept:
        measure(made, store, jobs=PROCESSES)
    return composed.section(made, kept(made, store), everything=options.all)


def scripting(options: argparse.Namespace) -> str:
    """The section about TorchScript."""
    answers = Answers(options.cache / "script.jsonl", fresh=options.fresh)
    made = [*scripted.programs(options.script_programs, options.seed)]
    judged = ask_and_judge(made, _every_recipe(), answers, ask=not options.kept, jobs=PROCESSES)
    files = {
        "torch_geometric": _files(["torch_geometric"]),
        "the open packages": _files([one.name for one in available()]),
        "the standard library": standard_library(),
    }
    return script_page.section(judged, frontends.section(files), everything=options.all)


def _files(packages: Sequence[str]) -> Iterator[Path]:
    for name in packages:
        yield from sorted(package_folder(name).rglob("*.py"))


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


def _mutants(changed: Mapping[str, list[Recipe]], measurements: Measurements) -> Section:
    parts = [
        _part(recipes, package_folder(name), measurements) for name, recipes in changed.items()
    ]
    return Section(
        "Mutants: classes of the open packages, each with one change",
        parts,
        [f"Changes: {', '.join(MUTATIONS)} (`tests/accuracy/mutants.py`), one a class."],
    )


def _how_to_get(absent: Sequence[Package]) -> str:
    names = " ".join(one.distribution for one in absent)
    return (
        f"Left out, because not installed: {', '.join(one.name for one in absent)}. "
        f"`pip install --no-deps --target build/packages {names}` gets them; what they import "
        "goes into the environment: `pip install astartes configargparse datamol descriptastorus "
        "einops fastparquet lightning loguru matplotlib mup networkx numba omegaconf outdated "
        "pandas pandas_flavor rdkit scikit-base scikit-learn seaborn tabulate tensorboard "
        "termcolor torchmetrics`."
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
    alone = compare_all(cases, checked(folder))
    return Part(alone, folder.parent, told, made=compare_made(cases, folder))


def checked(folder: Path) -> Run:
    """What gnnlint finds in a folder, where nobody makes its models."""
    return check([folder], settings(folder))


def compare_made(cases: Sequence[Case], folder: Path) -> list[Comparison]:
    """Every model that runs, checked together with the recipe that makes and calls it."""
    running = [case for case in cases if case.trouble is None]
    shares = [running[start::PROCESSES] for start in range(PROCESSES)]

    def compare_share(share: list[Case]) -> list[Comparison]:
        return [compare(case, checked_with(case.recipe, folder)) for case in share]

    found: dict[str, Comparison] = {}
    for _, comparisons in in_forks(compare_share, shares):
        found.update({each.case.recipe.id: each for each in comparisons})
    return [found[case.recipe.id] for case in running]


def checked_with(recipe: Recipe, folder: Path) -> Run:
    """What gnnlint finds in the file of a recipe, the package it takes the model from followed."""
    with TemporaryDirectory() as place:
        file = Path(place) / "recipe.py"
        file.write_text(recipe.source(), encoding="utf-8")
        return check([file, *_ways_in(folder)], settings(folder))


def _ways_in(folder: Path) -> Iterator[Path]:
    """A file of the package, so that it counts as checked code; an example has its own files."""
    start = folder / "__init__.py"
    yield start if start.is_file() else folder


if __name__ == "__main__":
    sys.exit(main())
