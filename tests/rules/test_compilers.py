"""Every example of every rule under the real compilers: what the marks and rows claim is true.

What must show at a marked line follows from the finding there: from the row of the rule that
claimed it. Where ``check`` misses the mark (which test_static says) any row of the rule will do.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from gnnlint.catalogue import Catalogue, load
from gnnlint.finding import Default, Fullgraph, Script, Target, Verdict
from gnnlint.remark import (
    UNPREDICTED_BREAK,
    UNPREDICTED_FULLGRAPH_FAILURE,
    UNPREDICTED_SCRIPT_FAILURE,
)
from gnnlint.verify import (
    Children,
    Observation,
    Subject,
    compare_outputs,
    join,
    observe,
    observe_run,
)
from gnnlint.verify.observation import RunOutcome, ScriptError, Site
from gnnlint.verify.outline import outline_of
from tests.rules.examples import ROOT, Claim, Example, Mark, examples, findings_of

pytestmark = pytest.mark.skipif(
    find_spec("torch_geometric") is None, reason="needs torch and torch_geometric"
)

LOOKS = ("eager", "default", "fullgraph")
CLOSE = 1e-3
RECOMPILE = "Recompile"
JOBS = 2

BAD = [it for it in examples("bad") if not it.runs]
SILENT = [it for it in examples("good", "near") if not it.runs]
STEADY = [it for it in SILENT if not it.is_script and (it.kind == "good" or it.code[:4] == "GNN4")]
CALLED = [it for it in examples("bad", "good", "near") if it.runs]
MEANT = [it for it in BAD if (it.rule_folder / "meant.py").exists()]
MENDED = [it for it in examples("good") if (it.rule_folder / "meant.py").exists()]
ALIKE = [it for it in examples("good") if it.constant("SAME_OUTPUT")]
UNLIKE = [it for it in examples("good") if it.constant("OTHER_OUTPUT")]

Observe = Callable[[Example], Observation]
Claims = dict[Mark, set[Claim]]


def named(example: Example) -> str:
    return example.id


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="module")
def seen(children: Children) -> Observe:
    """What the compilers say of an example, asked once."""
    known: dict[Example, Observation] = {}

    def observed(example: Example) -> Observation:
        if example not in known:
            known[example] = observe(
                Subject(example.main, root=example.rule_folder),
                modes=("eager", "script") if example.is_script else LOOKS,
                training=breaks_in_training(example),
                jobs=JOBS,
                children=children,
            )
        return known[example]

    return observed


def breaks_in_training(example: Example) -> bool:
    """Whether what is found holds in training alone, so that it must be shown in training."""
    return any("`self.training`" in (it.condition or "") for it in findings_of(example))


# -- bad -------------------------------------------------------------------------------------


@pytest.mark.parametrize("example", [it for it in BAD if not it.is_script], ids=named)
def test_bad(example: Example, seen: Observe, catalogue: Catalogue) -> None:
    observation = runnable(seen(example))
    claims = claims_of(example, catalogue)
    _holds_by_default(observation, claims)
    _holds_under_fullgraph(observation, claims)


def _holds_by_default(observation: Observation, claims: Claims) -> None:
    mode = observation.modes["default"]
    breaks = places(observation.default_sites, claims)
    if any(may(claims[mark], Default.RAISES) for mark in claims):
        assert mode.status == "raises", told(observation)
        place = mode.error_place
        assert place is not None
        assert home(place.path, place.line, claims) in lines(claims), told(observation)
        return
    assert mode.status in ("ok", "breaks"), mode.error
    wanted = {mark for mark in claims if must(claims[mark], Default.BREAK)}
    allowed = {mark for mark in claims if may(claims[mark], Default.BREAK)}
    assert lines(wanted) <= breaks, told(observation)
    assert breaks <= lines(allowed), told(observation)
    if any(must(claims[mark], Default.RECOMPILE) for mark in claims):
        assert len(observation.recompiles) >= 3, "inputs() needs three sizes to show recompiles"
        assert any(it.judged and it.compiles for it in observation.recompiles)


def _holds_under_fullgraph(observation: Observation, claims: Claims) -> None:
    mode = observation.modes["fullgraph"]
    failing = {mark for mark in claims if may(claims[mark], Fullgraph.ERROR)}
    assert mode.status in ("ok", "fails", "raises"), told(observation)
    if mode.status == "ok":
        surely = {mark for mark in claims if must(claims[mark], Fullgraph.ERROR)}
        assert not surely, "fullgraph=True passes"
        return
    assert failing, f"fullgraph=True fails: {mode.error}"
    if mode.status == "raises":  # Dynamo crashes where it should refuse: as bad for the user
        place = mode.error_place
        assert place is not None, told(observation)
        assert home(place.path, place.line, claims) in lines(failing), told(observation)
        return
    if mode.error_place is None and len(claims) == 1:
        return  # some refusals name no line: then it is the only one marked
    assert places(observation.fullgraph_sites, claims) & lines(failing), told(observation)


@pytest.mark.parametrize("example", [it for it in BAD if it.is_script], ids=named)
def test_bad_script(example: Example, seen: Observe, catalogue: Catalogue) -> None:
    observation = seen(example)
    claims = claims_of(example, catalogue)
    if any(may(claims[mark], Default.RAISES) for mark in claims):
        _raises_without_a_compiler(observation, claims)
    else:
        runnable(observation)
    assert observation.status("script") == "fails", "torch.jit.script accepts it"
    first = observation.script_errors[0]
    marks = {mark for mark in example.marks("expect") if mark[2] == example.code}
    assert tied(first, marks | ways_to(example, marks)), (
        f"{first.path}:{first.line} {first.leads}: {first.message}"
    )


def _raises_without_a_compiler(observation: Observation, claims: Claims) -> None:
    place = observation.modes["eager"].error_place
    assert place is not None, "it runs without a compiler"
    assert home(place.path, place.line, claims) in lines(claims)


def tied(error: ScriptError, marks: set[Mark]) -> bool:
    """Whether the compiler names a marked line, or library code that one alone leads to.

    Some of its errors name no line at all (it fails at naming one): then its one error must do.
    """
    led = [(error.path, error.line), *((it.path, it.line) for it in error.leads)]
    places = [(Path(path), line) for path, line in led if path is not None and line is not None]
    if not places:
        return bool(marks)
    return any(marked_by(*place, mark) for place in places for mark in marks)


def ways_to(example: Example, marks: set[Mark]) -> set[Mark]:
    """The calls that lead to the marked lines: where a hook is at fault, its caller is named."""
    return {
        (Path(step.path), step.line, it.code)
        for it in findings_of(example)
        for step in it.trace
        if (Path(it.place.path), it.place.line, it.code) in marks
    }


MISSED = frozenset({UNPREDICTED_BREAK, UNPREDICTED_FULLGRAPH_FAILURE, UNPREDICTED_SCRIPT_FAILURE})
"""What only the compilers saw: breaks, failures of ``fullgraph=True`` and of TorchScript."""


@pytest.mark.parametrize("example", BAD, ids=named)
def test_findings_of_bad_are_confirmed(example: Example, seen: Observe) -> None:
    """What the user is told by ``gnnlint check --verify``: nothing refuted, no failure missed.

    What a break hands on may make the next graph compile again, which GNN904 tells: it depends on
    the inputs of the example, and is not what the example is about.
    """
    observation = seen(example)
    target = Target.SCRIPT if example.is_script else Target.COMPILE
    findings = [it for it in findings_of(example) if it.target is target]
    judged = join(findings, [observation])
    wrong = [
        f"{it.code} line {it.place.line}: {it.verdict and it.verdict.value}: {it.compiler_says}"
        for it in judged
        if it.verdict is not Verdict.CONFIRMED or it.code in MISSED
    ]
    assert not wrong


# -- good and near ---------------------------------------------------------------------------


@pytest.mark.parametrize("example", [it for it in SILENT if not it.is_script], ids=named)
def test_silent(example: Example, seen: Observe) -> None:
    observation = runnable(seen(example))
    missed = {(file, line) for file, line, _ in example.marks("todo")}
    claims: Claims = {mark: set() for mark in example.marks("todo")}
    assert places(observation.default_sites, claims) == missed, told(observation)
    if missed:
        return
    for mode in ("default", "fullgraph"):
        assert observation.status(mode) == "ok", observation.modes[mode].error


@pytest.mark.parametrize("example", [it for it in SILENT if it.is_script], ids=named)
def test_silent_script(example: Example, seen: Observe) -> None:
    observation = runnable(seen(example))
    errors = [it for it in observation.script_errors if not tied(it, example.marks("todo"))]
    assert not errors, errors[0].message
    expected = "fails" if example.marks("todo") else "ok"
    assert observation.status("script") == expected


@pytest.mark.parametrize("example", STEADY, ids=named)
def test_good_compiles_twice_at_most(example: Example, seen: Observe) -> None:
    """The second size turns sizes dynamic; what compiles again after that is no advice."""
    again = [it for it in seen(example).recompiles if it.judged and it.compiles]
    assert not again, again[0].reasons


@pytest.mark.parametrize("example", ALIKE, ids=named)
def test_good_computes_what_bad_computes(example: Example, children: Children) -> None:
    difference = difference_from_bad(example, children)
    assert difference is not None and difference < CLOSE


@pytest.mark.parametrize("example", UNLIKE, ids=named)
def test_what_is_said_to_compute_something_else_does(example: Example, children: Children) -> None:
    try:
        difference = difference_from_bad(example, children)
    except RuntimeError as error:
        assert "cannot be compared" in str(error)
    else:
        assert difference is None or difference > CLOSE, "SAME_OUTPUT is the truth"


def difference_from_bad(good: Example, children: Children) -> float | None:
    path = good.path.with_name(good.path.name.replace("good", "bad"))
    bad = Example(good.code, path, "bad")
    training = breaks_in_training(bad)
    models = Subject(bad.main), Subject(good.main)
    return compare_outputs(*models, training=training, children=children)


@pytest.mark.parametrize("example", MEANT, ids=named)
def test_bad_computes_something_else_than_was_meant(example: Example, children: Children) -> None:
    assert difference_from_meant(example, children) > CLOSE


@pytest.mark.parametrize("example", MENDED, ids=named)
def test_good_computes_what_was_meant(example: Example, children: Children) -> None:
    assert difference_from_meant(example, children) < CLOSE


def difference_from_meant(example: Example, children: Children) -> float:
    meant = Subject(example.rule_folder / "meant.py")
    difference = compare_outputs(meant, Subject(example.main), children=children)
    assert difference is not None, "the outputs hold no numbers"
    return difference


@pytest.mark.parametrize("example", [it for it in [*BAD, *SILENT] if not it.is_script], ids=named)
def test_both_counts_of_breaks_agree(example: Example, seen: Observe) -> None:
    """The structured trace and Dynamo's own function: as many, and each at a line of the user's."""
    counts = seen(example).modes["default"].counts
    assert counts is not None
    assert counts.agree and not counts.unplaced, counts


# -- rules about call sites ------------------------------------------------------------------


@pytest.mark.parametrize("example", CALLED, ids=named)
def test_run(example: Example, children: Children) -> None:
    subject = Subject(example.main, root=example.rule_folder)
    outcome = observe_run(subject, children=children)
    assert outcome.trouble is None, outcome.trouble
    if example.kind == "bad":
        kind, words = example.constant("EXPECT")  # type: ignore[misc]
        assert any(kind in it and words in it for it in shown(outcome)), shown(outcome)
        if outcome.error is not None:
            place = outcome.error_place
            assert place is not None
            marks = {(file.as_posix(), line) for file, line, _ in example.marks("expect")}
            assert (place.path, place.line) in marks
    else:
        bad = [it for it in CALLED if it.rule_folder == example.rule_folder and it.kind == "bad"]
        kinds = {it.constant("EXPECT")[0] for it in bad}  # type: ignore[index]
        assert outcome.error is None, outcome.error
        assert not [it for it in outcome.warnings if it[0] in kinds], outcome.warnings
        if RECOMPILE in kinds:  # the second size alone may compile again
            assert len(outcome.recompile_reasons) <= 1, outcome.recompile_reasons


def shown(outcome: RunOutcome) -> list[str]:
    """Exceptions, warnings and recompiles, as "Type: text"."""
    warned = (f"{kind}: {text}" for kind, text in outcome.warnings)
    again = (f"{RECOMPILE}: {reason}" for reason in outcome.recompile_reasons)
    return [*outcome.chain, *warned, *again]


# -- what is claimed -------------------------------------------------------------------------


def claims_of(example: Example, catalogue: Catalogue) -> Claims:
    """What is claimed of each marked line as to torch.compile."""
    found = findings_of(example)
    claims: Claims = {}
    for file, line, code in example.marks("expect"):
        here = {
            Claim.of(it)
            for it in found
            if (Path(it.place.path), it.place.line, it.code) == (file, line, code)
            and it.target is Target.COMPILE
        }
        rule = catalogue.rule(code)
        assert rule is not None
        rows = {Claim(row.default, row.fullgraph, Script.CLEAN) for row in rule.rows}
        claims[file, line, code] = here or {it for it in rows if it.about_compile}
    return claims


def must(claims: set[Claim], effect: Default | Fullgraph) -> bool:
    """Whether every claim says so."""
    return bool(claims) and all(effect in (it.default, it.fullgraph) for it in claims)


def may(claims: set[Claim], effect: Default | Fullgraph) -> bool:
    """Whether some claim says so."""
    return any(effect in (it.default, it.fullgraph) for it in claims)


Line = tuple[Path, int]


def lines(marks: Claims | set[Mark]) -> set[Line]:
    return {(file, line) for file, line, _ in marks}


def places(sites: tuple[Site, ...], claims: Claims) -> set[Line]:
    return {home(it.path, it.line, claims) for it in sites}


def home(path: str, line: int, claims: Claims) -> Line:
    """The marked line whose statement holds a line, else the line itself."""
    for mark in claims:
        if marked_by(Path(path), line, mark):
            return mark[0], mark[1]
    return Path(path), line


def marked_by(path: Path, line: int, mark: Mark) -> bool:
    """Whether a line lies in the statement at a mark; at a comment's, in the statement below."""
    file, marked, _ = mark
    text = file.read_text("utf-8").splitlines()
    while text[marked - 1].lstrip().startswith("#"):
        marked += 1
    return path == file and outline_of(str(file)).statement(marked).holds(line)


def runnable(observation: Observation) -> Observation:
    """The observation, of a model that could be built and runs without a compiler."""
    assert observation.error is None, observation.error
    eager = observation.modes["eager"]
    assert eager.status == "ok", eager.error
    return observation


def told(observation: Observation) -> str:
    """What the compilers said, for a failed test."""
    words = [
        f"{Path(it.path).relative_to(ROOT)}:{it.line} {it.modes} {it.gb_id} {it.gb_type}"
        for it in observation.sites
    ]
    errors = [f"{name}: {it.error}" for name, it in observation.modes.items() if it.error]
    return "\n".join([*words, *errors])
