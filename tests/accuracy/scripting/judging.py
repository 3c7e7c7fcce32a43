"""What gnnlint says of models for TorchScript, held against what the compiler said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Certainty, Finding, Run, Target
from gnnlint.forks import in_forks
from gnnlint.verify import Subject
from gnnlint.verify.outline import outline_of
from tests.accuracy import observe
from tests.accuracy.generated.observing import path_of
from tests.accuracy.generated.programs import Program
from tests.accuracy.recipes import Recipe, seen
from tests.accuracy.scripting.asking import Answers, Asked, Said
from tests.rules.examples import Example, examples

PROGRAMS = "generated programs"
PYG = "torch_geometric.nn"
OTHERS = "open packages and documentation"
EXAMPLES = "examples of the rules"
GROUPS = (PROGRAMS, PYG, OTHERS, EXAMPLES)


@dataclass(frozen=True)
class Case:
    """A model: how it is asked, what is checked of it, which half it belongs to."""

    group: str
    asked: Asked
    half: str  # a name, whose hash says which half
    checked: tuple[Path, ...]
    entry: str | None = None  # the class whose findings count; None: any
    program: Program | None = None

    @property
    def seen(self) -> bool:
        """Whether its disagreements are looked into."""
        return seen(self.half)


@dataclass(frozen=True)
class Judged:
    """A case, what the compiler said and what gnnlint says for certain."""

    case: Case
    said: Said
    claims: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether both say that it scripts, or that it does not."""
        return bool(self.claims) is not self.said.scripts

    @property
    def first_right(self) -> bool | None:
        """Whether the claim marked as the first error stands where the compiler's error does.

        None where it says nothing: one of both finds no error, or the compiler names no line.
        """
        path, line = self.said.path, self.said.line
        if not self.claims or self.said.scripts or path is None or line is None:
            return None
        return any(_names(claim, path, line) for claim in self.claims if claim.first)


def _names(claim: Finding, path: str, line: int) -> bool:
    """Whether a finding stands in the statement of a line, or the compiler is led there by it."""
    span = outline_of(path).statement(line)
    places = [(claim.place.path, claim.place.line, claim.place.end_line)]
    return any(
        Path(own).name == Path(path).name and first <= span.last and span.first <= last
        for own, first, last in places
    )


# --- cases --------------------------------------------------------------------------------------


def of_programs(programs: Iterable[Program], folder: Path) -> Iterator[Case]:
    """Generated programs, which lie in ``folder``."""
    for program in programs:
        file = path_of(program, folder)
        subject = Subject(file, "Net", root=folder)
        asked = Asked(program.name, subject, folder.as_posix(), program.source)
        yield Case(PROGRAMS, asked, program.name, (file,), f"{program.name}.Net", program)


def of_recipes(recipes: Iterable[Recipe], folder: Path) -> Iterator[Case]:
    """Classes of packages and of the documentation, as recipes make them."""
    for number, recipe in enumerate(recipes):
        home = recipe.folder or observe.package_folder(recipe.module.partition(".")[0])
        own = recipe.folder is not None
        start = home / ("model.py" if own else "__init__.py")
        file = start if own else folder / f"recipe_{number}.py"
        if not own:
            file.write_text(recipe.source(), encoding="utf-8")
        subject = Subject(start, None, file)
        stamp = observe.stamp(recipe)
        asked = Asked(recipe.id, subject, home.parent.as_posix(), recipe.source(), stamp)
        group = PYG if home.name == "torch_geometric" else OTHERS
        checked = (home,) if own else (file, start)
        yield Case(group, asked, recipe.name, checked, recipe.name)


def of_examples() -> Iterator[Case]:
    """The examples of TorchScript's rules."""
    for it in examples("bad", "good", "near"):
        if it.is_script and not it.runs:
            yield _of_example(it)


def _of_example(example: Example) -> Case:
    text = "".join(file.read_text(encoding="utf-8") for file in example.files)
    folder = example.rule_folder
    subject = Subject(example.main, None, root=folder)
    asked = Asked(example.id, subject, folder.as_posix(), text)
    return Case(EXAMPLES, asked, example.id, example.files)


# --- judging ------------------------------------------------------------------------------------


def judge(cases: Sequence[Case], answers: Answers, *, jobs: int = 2) -> list[Judged]:
    """Check every case that was answered, in the order given."""
    told = [(case, said) for case in cases if (said := answers.of(case.asked)) is not None]
    told = [(case, said) for case, said in told if said.trouble is None]
    shares = [share for start in range(jobs) if (share := told[start::jobs])]
    found: dict[int, tuple[Finding, ...]] = {}
    for share, claims in in_forks(lambda it: [_claims(case) for case, _ in it], shares):
        found.update({id(one): own for one, own in zip(share, claims, strict=True)})
    return [Judged(case, said, found[id(one)]) for one in told for case, said in [one]]


def _claims(case: Case) -> tuple[Finding, ...]:
    run = check(case.checked, _settings(case))
    return tuple(_certain(run, case))


def _settings(case: Case) -> Settings:
    return replace(observe.settings(case.checked[0].parent), targets=("script",))


def _certain(run: Run, case: Case) -> Iterator[Finding]:
    """What is said of the model for certain, each finding once."""
    known: set[tuple[str, object]] = set()
    for entry, findings in run.by_entry.items():
        if case.entry is not None and not f".{entry}.".endswith(f".{case.entry}.forward."):
            continue
        for it in findings:
            sure = it.certainty is Certainty.CERTAIN and not it.undecided
            key = (it.code, it.place)
            if it.target is Target.SCRIPT and sure and key not in known:
                known.add(key)
                yield it
