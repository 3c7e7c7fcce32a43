"""``python -m tests.accuracy``: measure what is not measured yet, compare, print the figures."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Run
from tests.accuracy import report
from tests.accuracy.compare import Comparison, compare_all
from tests.accuracy.observe import Case, Measurements, package_folder, versions
from tests.accuracy.recipes import pyg_recipes, seen

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "accuracy.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and the disagreements; write the document where asked to."""
    options = _options(arguments)
    measurements = Measurements(options.cache, fresh=options.fresh)
    text = _of_torch_geometric(measurements, options)
    print(text)
    if options.write:
        DOCUMENT.write_text(_document(text), encoding="utf-8")
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument(
        "--cache",
        type=Path,
        default=ROOT / "build" / "accuracy",
        help="folder of the measurements (default: build/accuracy)",
    )
    parser.add_argument("--fresh", action="store_true", help="measure everything again")
    parser.add_argument("--kept", action="store_true", help="only what has been measured already")
    parser.add_argument("--all", action="store_true", help="list the unseen half's disagreements")
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md")
    return parser.parse_args(arguments)


def _of_torch_geometric(measurements: Measurements, options: argparse.Namespace) -> str:
    recipes = pyg_recipes()
    cases = measurements.kept(recipes) if options.kept else measurements.cases(recipes)
    folder = package_folder("torch_geometric")
    comparisons = compare_all(cases, checked(folder, folder))
    return _section("torch_geometric as the checked project", cases, comparisons, folder, options)


def checked(folder: Path, root: Path) -> Run:
    """What gnnlint finds in a folder."""
    installed = versions()
    torch, pyg = (".".join(installed[it].split(".")[:2]) for it in ("torch", "torch_geometric"))
    settings = Settings(root=root, targets=("compile",), torch_version=torch, pyg_version=pyg)
    return check([folder], settings)


def _section(
    title: str,
    cases: Sequence[Case],
    comparisons: Sequence[Comparison],
    folder: Path,
    options: argparse.Namespace,
) -> str:
    halves = {
        name: [each for each in comparisons if seen(each.case.recipe.name) is half]
        for name, half in (("seen", True), ("unseen", False))
    }
    parts = [f"## {title}"]
    for name, half in halves.items():
        parts += [f"### {name} half", report.counts(half), report.table(half)]
    listed = comparisons if options.all else halves["seen"]
    told = report.disagreements(listed, folder.parent)
    parts += [
        "### Disagreements" + ("" if options.all else " of the seen half"),
        "\n".join(f"- {each}" for each in told) or "None.",
    ]
    if idle := [case for case in cases if case.trouble]:
        parts += ["### Not compared", "\n".join(_left_out(case) for case in idle)]
    return "\n\n".join(parts)


def _left_out(case: Case) -> str:
    return f"- {case.recipe.id}: {(case.trouble or '').partition(chr(10))[0]}"


def _document(text: str) -> str:
    told = ", ".join(f"{name} {number}" for name, number in versions().items())
    head = f"Measured on {date.today().isoformat()} with {told}, in eval mode."
    return f"# Accuracy\n\n{head}\n\n{text}\n"


if __name__ == "__main__":
    sys.exit(main())
