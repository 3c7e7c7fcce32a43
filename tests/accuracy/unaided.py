"""``python -m tests.accuracy.unaided``: how many models are built and run with no help.

Two sets: the classes of ``torch_geometric.nn.models``, and classes of open packages. Those are all
that derive directly from a Module and have a ``forward``, in files that import torch_geometric,
in the order of a hash of their names: the first that no missing package blocks, half of them shown
and half unseen. Shares and what is missing go into docs/verify.md.

What is built is compiled too: its breaks are counted by two routes that know nothing of each other,
and what the static side says of it is held against them.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

from gnnlint.engine import check
from gnnlint.finding import Default, Finding, Target, Verdict
from gnnlint.verify import Children, Observation, Subject, SubjectError, join, observe
from gnnlint.verify.discovery import with_recipe
from tests.accuracy.observe import settings, versions

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "verify.md"
BEGIN, END = "<!-- unaided -->", "<!-- /unaided -->"

_NOT_INSTALLED = re.compile(
    r"not installed|ImportError|No module named|cannot import name|requires 'pyg-lib"
)


@dataclass(frozen=True)
class Case:
    """A class of a file; the package it is of."""

    package: str
    path: Path
    name: str

    @property
    def order(self) -> str:
        """What the classes are ordered by."""
        return hashlib.sha256(f"{self.package}/{self.path.name}:{self.name}".encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """What came of a class: nothing is missing, or what is."""

    case: Case
    missing: str = ""
    seen: Observation | None = None  # what the compiler shows, where it was built
    judged: tuple[Finding, ...] = ()  # what the static side says of it, with verdicts

    @property
    def blocked(self) -> bool:
        """Whether a package that is not installed is what is missing."""
        return bool(_NOT_INSTALLED.search(self.missing))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy.unaided", description=__doc__)
    parser.add_argument("--packages", type=Path, action="append", metavar="DIR")
    parser.add_argument("--number", type=int, default=60, help="of classes of open packages")
    parser.add_argument("--all", action="store_true", help="show the unseen half; write nothing")
    options = parser.parse_args(arguments)
    folders = options.packages or [ROOT / "build" / "packages"]
    roots = [one for folder in folders if folder.is_dir() for one in _roots(folder)]
    os.environ["PYTHONPATH"] = os.pathsep.join([os.environ.get("PYTHONPATH", ""), *map(str, roots)])
    with Children() as children:
        models = list(_answers(sorted(_models(), key=lambda it: it.name), children))
        halves = [
            list(_unblocked(_answers(half, children), options.number // 2))
            for half in _halves(it for root in roots for it in _classes(root))
        ]
    text = _text(models, halves, everything=options.all)
    print(text)
    if not options.all:
        _write(text)
    return 0


# --- which ----------------------------------------------------------------------------------------


def _roots(folder: Path) -> list[Path]:
    """The folders that packages are imported from."""
    below = sorted(it for it in folder.iterdir() if it.is_dir())
    return [it for it in below if any(it.glob("*.dist-info"))] or [folder]


def _models() -> Iterator[Case]:
    spec = find_spec("torch_geometric")
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent / "nn" / "models"
    exported = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
    public = {it.value for it in ast.walk(exported) if isinstance(it, ast.Constant)}
    public |= {
        alias.asname or alias.name
        for it in exported.body
        if isinstance(it, ast.ImportFrom)
        for alias in it.names
    }
    for path in sorted(folder.glob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            is_base = isinstance(node, ast.ClassDef) and node.name.startswith("Basic")
            if isinstance(node, ast.ClassDef) and node.name in public and not is_base:
                yield Case("torch_geometric", path, node.name)


def _classes(root: Path) -> Iterator[Case]:
    for path in sorted(root.rglob("*.py")):
        if "test" in str(path.relative_to(root)):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if "torch_geometric" not in text:
            continue
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        if any(_imports_pyg(it) for it in ast.walk(tree)):
            names = [it.name for it in tree.body if isinstance(it, ast.ClassDef) and _is_model(it)]
            yield from (Case(root.name, path, name) for name in names)


def _imports_pyg(node: ast.AST) -> bool:
    if isinstance(node, ast.Import):
        return any(it.name.startswith("torch_geometric") for it in node.names)
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith("torch_geometric")


def _is_model(node: ast.ClassDef) -> bool:
    derived = any(ast.unparse(it).endswith("Module") for it in node.bases)
    return derived and any(
        isinstance(it, ast.FunctionDef) and it.name == "forward" for it in node.body
    )


def _halves(cases: Iterable[Case]) -> tuple[list[Case], list[Case]]:
    """The shown half and the unseen one."""
    ordered = sorted(cases, key=lambda it: it.order)
    return ordered[::2], ordered[1::2]


# --- what comes of them ---------------------------------------------------------------------------


def _answers(cases: Iterable[Case], children: Children) -> Iterator[Answer]:
    for case in cases:
        print(f"{case.package} {case.name}", file=sys.stderr, flush=True)
        try:
            subject, _ = with_recipe(Subject(case.path, case.name), children)
        except SubjectError as error:
            told = str(error).partition("Complete this")[0].partition("what is missing is ")[2]
            yield Answer(case, (told or str(error)).strip().rstrip(".").partition("\n")[0][:200])
        else:
            seen = observe(subject, modes=("eager", "default"), children=children)
            yield Answer(case, seen=seen, judged=_judged(case, seen))


def _judged(case: Case, seen: Observation) -> tuple[Finding, ...]:
    """The findings of the class about torch.compile, held against what it did."""
    told = check([case.path], settings(case.path.parent))
    own = [
        it
        for it in (*told.findings, *told.elsewhere)
        if it.target is Target.COMPILE and any(case.name in _parts(at) for at in it.entry_points)
    ]
    return tuple(it for it in join(own, [seen]) if not it.code.startswith("GNN9"))


def _parts(entry_point: str) -> list[str]:
    return entry_point.split(".")


def _unblocked(answers: Iterable[Answer], number: int) -> Iterator[Answer]:
    return islice((it for it in answers if not it.blocked), number)


# --- what is said of them -------------------------------------------------------------------------


def _text(models: list[Answer], halves: Sequence[list[Answer]], everything: bool) -> str:
    told = ", ".join(f"{name} {number}" for name, number in versions().items())
    blocked = _named(it for it in models if it.blocked)
    free = [it for it in models if not it.blocked and not _has_no_forward(it)]
    shown, unseen = halves
    rows = [
        ("`torch_geometric.nn.models`", free),
        ("open packages, the half looked at", shown),
        ("open packages, the half not looked at", unseen),
    ]
    listed = [*free, *shown, *(unseen if everything else [])]
    lines = [
        f"Measured with {told}.",
        f"Of `torch_geometric.nn.models`, {blocked} need a package",
        "that is not installed, and are not counted; nor are classes of open packages that do.",
        "",
        "| classes of | built and run | of | |",
        "|---|---|---|---|",
        *(_row(name, answers) for name, answers in rows),
        "",
        *_counted([it for it in (*free, *shown, *unseen) if it.seen is not None]),
        "",
        "What was missing, but for the half that is not looked at:",
        "",
        "| class | what is missing |",
        "|---|---|",
        *(_failure(it) for it in listed if it.missing),
    ]
    return "\n".join(lines) + "\n"


def _counted(built: list[Answer]) -> list[str]:
    """How far what is said of the models built is true."""
    modes = [it.seen.modes.get("default") for it in built if it.seen is not None]
    counts = [it.counts for it in modes if it is not None and it.counts is not None]
    agree = sum(it.agree for it in counts)
    raw, unplaced = sum(it.traced for it in counts), sum(it.unplaced for it in counts)
    judged = [it for answer in built for it in answer.judged]
    masked = [it for it in judged if it.default is Default.MASKED]
    told = Counter(it.verdict.value if it.verdict else "none" for it in judged)
    verdicts = ", ".join(f"{number} {verdict}" for verdict, number in told.most_common())
    return [
        f"All {len(counts)} that were built and compiled: {raw:,} breaks of graphs. The structured "
        "trace and Dynamo's own",
        f"function count as many on {agree} of them; {unplaced} breaks name no line of the model's "
        "project.",
        f"What `gnnlint check` says of them: {verdicts}. Of the {len(masked)} said to be masked,",
        f"{sum(it.verdict is Verdict.REFUTED for it in masked)} are refuted.",
        *(
            f"The counts differ on {it.case.package} `{it.case.name}`."
            for it, mode in zip(built, modes, strict=True)
            if mode is not None and mode.counts is not None and not mode.counts.agree
        ),
    ]


def _named(answers: Iterable[Answer]) -> str:
    names = [f"`{it.case.name}`" for it in answers]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else (names or ["none"])[0]


def _has_no_forward(answer: Answer) -> bool:
    return "has no forward" in answer.missing or "is no torch.nn.Module" in answer.missing


def _row(name: str, answers: list[Answer]) -> str:
    run = sum(not it.missing for it in answers)
    share = f"{100 * run / len(answers):.0f} %" if answers else "-"
    return f"| {name} | {run} | {len(answers)} | {share} |"


def _failure(answer: Answer) -> str:
    case = answer.case
    missing = answer.missing.replace("|", "\\|").replace("<", "&lt;")
    return f"| {case.package} `{case.name}` ({case.path.name}) | {missing} |"


def _write(text: str) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
