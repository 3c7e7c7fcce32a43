"""Findings held against made-up observations: no compiler runs here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint.finding import (
    Certainty,
    Default,
    Finding,
    Fullgraph,
    Place,
    Related,
    Script,
    Severity,
    Step,
    Target,
    Verdict,
)
from gnnlint.premise import Condition, Premise
from gnnlint.verify.join import join, verdict_of_model
from gnnlint.verify.observation import (
    Leaf,
    Line,
    Mode,
    Observation,
    Recompile,
    ScriptError,
    Site,
)

SOURCE = """\
class Net:
    def forward(self, x):
        for _ in range(2):
            x = step(
                x,
                x.item(),
            )
            if x.sum() > 0:
                x = x + 1
        print(x)
        return x

    def other(self, x):
        return x.item()
"""
OK = Mode("ok")
REACHED = frozenset({2, 3, 4, 5, 6, 8, 10, 11})


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "net.py"
    file.write_text(SOURCE)
    return file.as_posix()


@pytest.fixture
def claim(path: str) -> Callable[..., Finding]:
    """A finding at a line of the file: by default a break that fullgraph captures."""

    def make(line: int, **more: object) -> Finding:
        fields: dict[str, object] = {
            "code": "GNN301",
            "name": "item",
            "severity": Severity.WARNING,
            "certainty": Certainty.CERTAIN,
            "target": Target.COMPILE,
            "place": Place(path, line, 9, line, 20),
            "message": "breaks",
            "remedy": "",
            "default": Default.BREAK,
            "fullgraph": Fullgraph.CAPTURED,
        }
        return Finding(**{**fields, **more})  # type: ignore[arg-type]

    return make


@pytest.fixture
def see(path: str) -> Callable[..., Observation]:
    """An observation with sites at (line, modes, more)."""

    def make(*sites: tuple[int, tuple[str, ...], dict[str, object]], **more: object) -> Observation:
        made = tuple(_site(path, line, modes, extra) for line, modes, extra in sites)
        breaks = any("default" in modes for _, modes, _ in sites)
        fails = any({"fullgraph", "capture"} & set(modes) for _, modes, _ in sites)
        modes = {
            "eager": OK,
            "default": Mode("breaks" if breaks else "ok", graphs=1),
            "fullgraph": Mode("fails" if fails else "ok"),
            "capture": Mode("breaks" if fails else "skipped"),
            "script": OK,
        }
        fields: dict[str, object] = {"sites": made, "modes": modes, "reached": {path: REACHED}}
        return Observation("net.Net", path, **{**fields, **more})  # type: ignore[arg-type]

    return make


def _site(path: str, line: int, modes: tuple[str, ...], more: dict[str, object]) -> Site:
    fields: dict[str, object] = {
        "symbol": "Net.forward",
        "leaves": (Leaf(path, line, "forward"),),
        "gb_type": "some type",
        "gb_id": "GB0001",
        "explanation": "Because.",
        "hints": ("This graph break is fundamental", "Do this."),
        "frames": (Step(path, line, "Net.forward"),),
        "raw_events": 1,
        "modes": modes,
    }
    return Site(path, line, **{**fields, **more})  # type: ignore[arg-type]


Claim = Callable[..., Finding]
See = Callable[..., Observation]
EAGERLY = {"runs_eagerly": True, "eager_modes": ("default",), "eager_symbols": ("forward",)}
LOOP = (4, ("default",), EAGERLY)


@pytest.mark.parametrize(
    ("entry", "is_entry"),
    [
        ("net.Net", True),
        ("net.Net.forward", True),
        ("package.net.Net.forward", True),  # the project's root is inside of the package
        ("net.Net.Inner.forward", False),
        ("other.Net.forward", False),
        ("planet.Net.forward", False),
        ("Net.forward", True),
        ("forward", False),
    ],
)
def test_entry_points_are_those_of_the_model(see: See, entry: str, is_entry: bool) -> None:
    assert see().is_entry([entry]) is is_entry


def test_each_model_that_cannot_be_built_has_its_own_reason(claim: Claim, see: See) -> None:
    def unbuilt(name: str) -> Observation:
        error = f"{name} needs a spin.\nComplete this:"
        return replace(see(modes={}, reached={}), name=f"net.{name}", error=error)

    own, other = (claim(8, entry_points=(f"net.{it}.forward",)) for it in ("B", "A"))
    observations = [unbuilt("A"), unbuilt("B"), see(reached={"x.py": frozenset({1})})]
    for finding, reason in ((own, "B needs a spin."), (other, "A needs a spin.")):
        judged = join([finding], observations)[0]
        assert judged.verdict is Verdict.NOT_TESTABLE and judged.compiler_says == reason


def verdict(finding: Finding, observation: Observation, *others: Finding) -> Verdict | None:
    return join([finding, *others], [observation])[0].verdict


def test_confirmed_by_a_site_in_the_statement(claim: Claim, see: See) -> None:
    (finding,) = join([claim(6)], [see((4, ("default",), {}))])
    assert finding.verdict is Verdict.CONFIRMED
    assert finding.compiler_says == "GB0001: some type. Because."


def test_a_header_is_not_its_body(claim: Claim, see: See) -> None:
    assert verdict(claim(8), see((10, ("default",), {}))) is Verdict.REFUTED


def test_not_reached(claim: Claim, see: See) -> None:
    assert verdict(claim(14), see()) is Verdict.NOT_REACHED


def test_refuted_where_the_line_ran_without_a_break(claim: Claim, see: See) -> None:
    assert verdict(claim(10), see()) is Verdict.REFUTED


def test_a_skipped_function_masks_instead(claim: Claim, see: See) -> None:
    assert verdict(claim(10), see(LOOP)) is Verdict.MASKED


def test_claimed_masked(claim: Claim, see: See, path: str) -> None:
    masker = Place(path, 4, 13, 7, 14)
    masked = claim(8, default=Default.MASKED, masked_by=masker, fullgraph=Fullgraph.ERROR)
    assert verdict(masked, see(LOOP)) is Verdict.MASKED
    assert verdict(masked, see(LOOP, (8, ("capture",), {}))) is Verdict.CONFIRMED
    assert verdict(masked, see()) is Verdict.NOT_TESTABLE
    assert verdict(replace(masked, place=Place(path, 14, 9, 14, 20)), see(LOOP)) is (
        Verdict.NOT_REACHED
    )


def test_claimed_captured_but_fullgraph_fails(claim: Claim, see: See) -> None:
    fails = see((10, ("default", "fullgraph"), {}))
    (finding, extra) = join([claim(10)], [fails])
    assert finding.verdict is Verdict.CONFIRMED  # the break is there; the rest is told beside it
    assert finding.fullgraph_verdict is Verdict.REFUTED and finding.is_half_refuted
    assert finding.compiler_says == "fullgraph=True fails here too: GB0001: some type. Because."
    assert (extra.code, extra.fullgraph) == ("GNN902", Fullgraph.ERROR)


def test_what_is_said_of_fullgraph_has_a_verdict_of_its_own(claim: Claim, see: See) -> None:
    broken = (10, ("default",), {})
    fails = see(broken, (8, ("fullgraph", "capture"), {}))
    blind = replace(fails, modes={**fails.modes, "capture": Mode("raises")})
    expected = {
        Verdict.CONFIRMED: (see(broken), fails),  # it passes, or fails elsewhere and captures this
        Verdict.NOT_TESTABLE: (blind,),  # what stands behind was not looked at
    }
    for told, observations in expected.items():
        for observation in observations:
            finding = join([claim(10)], [observation])[0]
            assert (finding.verdict, finding.fullgraph_verdict) == (Verdict.CONFIRMED, told)
            assert finding.compiler_says == "GB0001: some type. Because."


def test_another_cause_at_the_line_refutes_nothing(claim: Claim, see: See) -> None:
    fails = see(
        (10, ("default",), {"gb_id": "GB0124"}),
        (10, ("fullgraph",), {"gb_id": "GB0170", "gb_type": "other type"}),
    )
    assert verdict(claim(10, gb_types=("GB0124",)), fails) is Verdict.CONFIRMED
    other = claim(10, code="GNN302", fullgraph=Fullgraph.ERROR)
    assert [f.verdict for f in join([claim(10), other], [fails])] == [Verdict.CONFIRMED] * 2


def test_claimed_error_but_fullgraph_passes(claim: Claim, see: See) -> None:
    wrong = claim(10, fullgraph=Fullgraph.ERROR)
    (breaks,) = join([wrong], [see((10, ("default",), {}))])
    assert (breaks.verdict, breaks.compiler_says) == (Verdict.CONFIRMED, "fullgraph=True passes")
    assert breaks.fullgraph_verdict is Verdict.REFUTED
    elsewhere = see((10, ("default",), {}), (11, ("fullgraph", "capture"), {}))
    breaks = join([wrong], [elsewhere])[0]
    assert breaks.verdict is Verdict.CONFIRMED
    assert "fullgraph=True fails at another line" in (breaks.compiler_says or "")


def test_only_a_fullgraph_failure_claimed_and_not_there(claim: Claim, see: See) -> None:
    only = claim(10, fullgraph=Fullgraph.ERROR, default=Default.CLEAN)
    (refuted,) = join([only], [see()])
    assert (refuted.verdict, refuted.compiler_says) == (Verdict.REFUTED, "fullgraph=True passes")
    assert refuted.fullgraph_verdict is Verdict.REFUTED and not refuted.is_half_refuted
    assert verdict(only, see((11, ("fullgraph", "capture"), {}))) is Verdict.REFUTED


def test_a_fullgraph_failure_behind_another_is_not_refuted(claim: Claim, see: See) -> None:
    """What the data decided is a plain number to the graph after the first failure."""
    only = claim(10, default=Default.CLEAN, fullgraph=Fullgraph.ERROR)
    before = see((8, ("fullgraph", "capture"), {}))
    assert verdict(only, before) is Verdict.NOT_TESTABLE
    (told,) = join([only], [before])[:1]
    assert told.compiler_says == "fullgraph=True fails before, at net.py:8"


def test_claimed_fullgraph_error_that_shows(claim: Claim, see: See) -> None:
    right = claim(10, fullgraph=Fullgraph.ERROR, default=Default.CLEAN)
    assert verdict(right, see((10, ("fullgraph",), {}))) is Verdict.CONFIRMED


def test_not_testable(claim: Claim, see: See) -> None:
    failing = {"eager": Mode("raises", "no such file")}
    assert verdict(claim(10), see(modes=failing)) is Verdict.NOT_TESTABLE
    assert verdict(claim(10), see(error="no model()")) is Verdict.NOT_TESTABLE
    crashed = {"eager": OK, "default": Mode("raises", "crash")}
    assert verdict(claim(10), see(modes=crashed)) is Verdict.NOT_TESTABLE
    assert verdict(claim(10, target=Target.EXPORT), see()) is Verdict.NOT_TESTABLE


def test_another_file_keeps_its_verdict(claim: Claim, see: See, tmp_path: Path) -> None:
    far = claim(10, place=Place((tmp_path / "far.py").as_posix(), 10, 1, 10, 5))
    assert verdict(far, see()) is None
    led_there = replace(far, entry_points=("net.Net.forward",))
    assert verdict(led_there, see()) is Verdict.NOT_REACHED
    assert verdict(led_there, see(error="no spin")) is Verdict.NOT_TESTABLE


def test_recompiles_are_judged_from_the_third_size(claim: Claim, see: See) -> None:
    finding = claim(10, default=Default.RECOMPILE, fullgraph=Fullgraph.CLEAN)
    two = tuple(Recompile(index, 1) for index in range(2))
    assert verdict(finding, see(recompiles=two)) is Verdict.NOT_TESTABLE
    assert verdict(finding, see(recompiles=(*two, Recompile(2, 0)))) is Verdict.REFUTED
    eager = see(LOOP, recompiles=(*two, Recompile(2, 0)))
    assert verdict(finding, eager) is Verdict.MASKED, "what runs eagerly never compiles again"
    again = (*two, Recompile(2, 1, ("0/2: n == 3",)))
    (joined,) = join([finding], [see(recompiles=again)])
    assert joined.verdict is Verdict.CONFIRMED
    assert joined.compiler_says == "compiles per size: 1, 1, 1; 0/2: n == 3"


def test_what_compiles_late_compiles_no_more_often(claim: Claim, see: See) -> None:
    late = Recompile(2, 2, ("1/0: tensor 'x' size mismatch",))  # and a frame reached first
    assert (late.again, Recompile(2, 1, ("1/1: n == 3", "1/0: n == 2")).again) == (0, 1)
    finding = claim(10, default=Default.RECOMPILE, fullgraph=Fullgraph.CLEAN)
    sizes = (Recompile(0, 1), Recompile(1, 1), late)
    assert verdict(finding, see(recompiles=sizes)) is Verdict.NOT_TESTABLE


def trained(seen: Observation, path: str, *lines: int, status: str = "breaks") -> Observation:
    """The observation of a model that was looked at in train mode too, where lines 8 and 14 ran."""
    modes = {**seen.modes, "train": Mode(status), "train_capture": Mode("breaks")}
    sites = [
        _site(path, line, ("train", *(["train_capture"] * (line == 14))), {}) for line in lines
    ]
    reached = {path: frozenset({8, 14})}
    return replace(seen, modes=modes, sites=(*seen.sites, *sites), reached_in_training=reached)


def test_train_mode_shows_what_eval_mode_does_not(claim: Claim, see: See, path: str) -> None:
    only = when("self.training")
    finding = claim(14, premise=only)
    assert verdict(finding, see()) is Verdict.NOT_REACHED
    assert verdict(finding, trained(see(), path, 14)) is Verdict.CONFIRMED
    assert verdict(finding, trained(see(), path, status="ok")) is Verdict.REFUTED
    assert verdict(claim(10), trained(see((10, ("default",), {})), path)) is Verdict.CONFIRMED
    assert verdict(claim(11), trained(see(), path)) is Verdict.REFUTED
    assert verdict(finding, trained(see(), path, status="skipped")) is Verdict.NOT_REACHED


def test_what_only_train_mode_breaks_is_told_as_such(see: See, path: str) -> None:
    captured, failing = join([], [trained(see(), path, 8, 14)])
    assert (captured.place.line, captured.fullgraph) == (8, Fullgraph.CAPTURED)
    assert (failing.place.line, failing.fullgraph) == (14, Fullgraph.ERROR)
    assert captured.code == "GNN901" and captured.message.endswith("(in train mode)")
    both = trained(see((8, ("default",), {})), path, 8)
    (finding,) = join([], [both])
    assert "train mode" not in finding.message and verdict_of_model(both).startswith("breaks by")
    assert verdict_of_model(trained(see(), path, 14)) == "breaks in train mode"


def test_recompiles_that_nobody_predicted(claim: Claim, see: See) -> None:
    def recompiled(*reasons: str) -> tuple[Recompile, ...]:
        return (Recompile(0, 1), Recompile(1, 1), Recompile(2, len(reasons), reasons))

    hinted = see(recompiles=recompiled(guard("0/1", "n == 3", 8), guard("0/0", "n == 2", 5)))
    finding, told = join([claim(10, default=Default.RECOMPILE)], [hinted])
    assert finding.verdict is Verdict.MASKED
    assert (told.code, told.place.line, told.severity) == ("GNN904", 8, Severity.WARNING)
    assert "`if x.sum() > 0:` compiles again from batch to batch" in told.message
    assert "takes only `n == 3`" in told.message and told.remedy == "no"
    # Once the second size is dynamic, a size that fails is one of a frame reached late.
    assert join([], [see(recompiles=recompiled(guard("0/0", SIZE)))]) == []
    (model,) = join([], [see(recompiles=recompiled(guard("0/1", SIZE)))])
    # The guard names no line: what it is on is an argument of the model's.
    assert (model.place.line, model.place.column, model.place.end_column) == (2, 23, 24)
    assert model.message.endswith(
        "compiles again from batch to batch: size 0 of `x` was 3 and is 4"
    )
    assert "mark_dynamic(x, 0)" in model.remedy
    (once,) = join([], [see(recompiles=(*hinted.recompiles, Recompile(3, 0)))])
    assert once.severity is Severity.INFO and "once more" in once.message
    predicted = claim(8, default=Default.RECOMPILE, fullgraph=Fullgraph.CLEAN)
    (alone,) = join([predicted], [hinted])
    assert alone.verdict is Verdict.CONFIRMED


@pytest.mark.parametrize(
    ("failed", "says", "remedy", "line"),
    [
        ("tensor 'x' rank mismatch. expected 2, actual 3", "rank of `x` was 2 and is 3",
         "give `x` the same rank in every call", 2),
        ("tensor 'x' requires_grad mismatch. expected requires_grad=0",
         "requires_grad of `x` was 0", "give `x` the same requires_grad in every call", 2),
        ("tensor 'h' dtype mismatch. expected Float, actual Double",
         "dtype of `h` was Float and is Double", "give `h` the same dtype in every call", 1),
        ("2 <= x.size()[0] # F.linear(x) # nn/linear.py:134 in forward (user code shown is first "
         "use of this value--the guard itself is not due user code but due to 0/1 specialization "
         "in the framework)", "takes only `2 <= x.size()[0]`", "mark_unbacked(x, 0)", 2),
        ("L['self'].many == 2", "takes only `L['self'].many == 2`", "keep it the same", 1),
    ],
)  # fmt: skip
def test_a_recompile_without_a_line_says_what_to_do(
    see: See, failed: str, says: str, remedy: str, line: int
) -> None:
    sizes = (Recompile(0, 1), Recompile(1, 1), Recompile(2, 1, (f"0/1: {failed}",)))
    (told,) = join([], [see(recompiles=sizes)])
    assert says in told.message and remedy in told.remedy and told.place.line == line


def guard(version: str, failed: str, line: int | None = None, file: str = "net.py") -> str:
    """A reason to compile again, as torch._dynamo words it; the path is told from its end."""
    said = f"{version}: {failed}"
    return said if line is None else f"{said}  # x.item(),  # {file}:{line} in forward (HINT: no)"


SIZE = "tensor 'x' size mismatch at index 0. expected 3, actual 4"


@pytest.mark.parametrize(
    ("reasons", "expected", "says"),
    [
        pytest.param(
            [guard("0/2", "n == 3", 5)], Verdict.CONFIRMED, "n == 3", id="in its statement"
        ),
        pytest.param(
            [guard("0/2", "n == 3", 8), guard("0/1", "n == 2", 5)],
            Verdict.MASKED,
            "net.py:8 makes it compile again first",
            id="older versions say nothing",
        ),
        pytest.param(
            [guard("0/2", "n == 3", 8), guard("1/1", "m == 2", 5), guard("1/0", SIZE)],
            Verdict.CONFIRMED,
            "m == 2",
            id="another frame",
        ),
        pytest.param(
            [guard("0/2", SIZE), guard("0/1", "n == 2", 8)],
            Verdict.CONFIRMED,
            SIZE,
            id="a size that names no line",
        ),
        pytest.param(
            [guard("0/2", SIZE), guard("0/1", SIZE), guard("0/0", "not in cache", 5)],
            Verdict.CONFIRMED,
            "not in cache",
            id="a size, where an older version tells of the line",
        ),
        pytest.param(
            [guard("0/2", "n == 3", 368, "nn/modules/container.py")],
            Verdict.CONFIRMED,
            "n == 3",
            id="a line of the library",
        ),
        pytest.param(
            [guard("0/2", "n == 3", 5, "other.py"), guard("1/2", "n == 3", 8)],
            Verdict.CONFIRMED,
            "other.py:5",
            id="a file that is not the project's",
        ),
    ],
)
def test_a_recompile_is_joined_by_the_guard_that_failed(
    claim: Claim, see: See, reasons: list[str], expected: Verdict, says: str
) -> None:
    finding = claim(5, default=Default.RECOMPILE, fullgraph=Fullgraph.CLEAN)
    sizes = (Recompile(0, 1), Recompile(1, 1), Recompile(2, 1, tuple(reasons)))
    joined, *_ = join([finding], [see(recompiles=sizes)])
    assert joined.verdict is expected
    assert joined.compiler_says is not None and says in joined.compiler_says


def test_a_guard_on_the_way_to_a_helper_confirms_its_finding(
    claim: Claim, see: See, path: str
) -> None:
    way = (Step(path, 2, "Net.forward"), Step(path, 8, "Net.forward"), Step(path, 11, "Net.other"))
    finding = claim(11, default=Default.RECOMPILE, fullgraph=Fullgraph.CLEAN, trace=way)
    for line, expected in ((8, Verdict.CONFIRMED), (2, Verdict.MASKED)):
        sizes = (*(Recompile(index, 1) for index in range(2)),
                 Recompile(2, 1, (guard("0/2", "n == 3", line),)))  # fmt: skip
        assert verdict(finding, see(recompiles=sizes)) is expected


def test_raises(claim: Claim, see: See, path: str) -> None:
    finding = claim(10, default=Default.RAISES, fullgraph=Fullgraph.CLEAN)

    def raised(line: int) -> Observation:
        mode = Mode("raises", "IndexError", error_place=Line(path, line))
        return see(modes={"eager": OK, "default": mode})

    assert verdict(finding, raised(10)) is Verdict.CONFIRMED
    assert verdict(finding, raised(8)) is Verdict.MASKED
    assert verdict(finding, see()) is Verdict.REFUTED


def test_what_raises_without_a_compiler_raises_with_one(claim: Claim, see: See, path: str) -> None:
    finding = claim(10, default=Default.RAISES, fullgraph=Fullgraph.ERROR)

    def failed(line: int | None) -> Observation:
        place = Line(path, line) if line else None
        eager = Mode("raises", "unexpected keyword\nmore", "TypeError", place)
        return see(modes={"eager": eager, "default": Mode("skipped")})

    (joined,) = join([finding], [failed(10)])
    assert joined.verdict is Verdict.CONFIRMED
    assert joined.compiler_says == "unexpected keyword"
    called = replace(finding, place=Place(path, 14, 9, 14, 20), trace=steps(path, 10, 14))
    assert verdict(called, failed(10)) is Verdict.CONFIRMED
    assert verdict(finding, failed(8)) is Verdict.NOT_TESTABLE
    assert verdict(finding, failed(None)) is Verdict.NOT_TESTABLE
    breaks = claim(10, fullgraph=Fullgraph.ERROR)
    assert verdict(breaks, failed(10)) is Verdict.NOT_TESTABLE


def steps(path: str, *lines: int) -> tuple[Step, ...]:
    return tuple(Step(path, line, "") for line in lines)


def test_a_fullgraph_error_without_a_line(claim: Claim, see: See) -> None:
    """It stands at the entry, line 2, only because it has to stand somewhere."""
    nowhere = (2, ("fullgraph",), {"placed": False, "gb_id": "GB7324"})
    here = (10, ("default",), {})
    error = claim(10, fullgraph=Fullgraph.ERROR, gb_types=("GB0001",))
    (only,) = join([error], [see(here, nowhere)])
    assert only.verdict is Verdict.CONFIRMED
    clean = replace(error, default=Default.CLEAN, gb_types=())
    (only,) = join([clean], [see(nowhere)])
    assert only.verdict is Verdict.CONFIRMED
    # Already confirmed by what the capture flags show: it still explains the error.
    assert len(join([error], [see((10, ("default", "capture"), {}), nowhere)])) == 1
    # Of two, the one that nothing else confirms.
    two = [error, claim(8, fullgraph=Fullgraph.ERROR)]
    seen = see((10, ("default", "capture"), {}), (8, ("default",), {}), nowhere)
    assert [one.verdict for one in join(two, [seen])] == [Verdict.CONFIRMED] * 2


def test_a_fullgraph_error_that_nothing_explains_is_the_models(claim: Claim, see: See) -> None:
    nowhere = (2, ("fullgraph",), {"placed": False})
    unreached = claim(14, fullgraph=Fullgraph.ERROR, default=Default.CLEAN)
    captured = claim(10)
    observation = see((10, ("default",), {}), nowhere)
    joined = join([unreached, captured], [observation])
    assert [one.verdict for one in joined[:2]] == [Verdict.NOT_REACHED, Verdict.CONFIRMED]
    (extra,) = joined[2:]
    assert (extra.code, extra.place.line) == ("GNN902", 1)  # the class, not the def
    assert extra.message.startswith("the model fails under fullgraph=True")


def test_a_crash_under_fullgraph_is_told_by_its_line(claim: Claim, see: See) -> None:
    modes = {"eager": OK, "default": Mode("breaks"), "fullgraph": Mode("raises", "crash")}
    sites = (10, ("default",), {}), (10, ("fullgraph",), {"gb_id": None, "gb_type": "Internal"})
    error = claim(10, fullgraph=Fullgraph.ERROR)
    assert [one.verdict for one in join([error], [see(*sites, modes=modes)])] == [Verdict.CONFIRMED]
    clean = replace(error, default=Default.CLEAN)
    assert verdict(clean, see(sites[1], modes=modes)) is Verdict.CONFIRMED
    captured, extra = join([claim(10)], [see(*sites, modes=modes)])
    assert (captured.verdict, extra.code) == (Verdict.CONFIRMED, "GNN902")


def test_what_only_the_compiler_saw_can_be_told_again(see: See, tmp_path: Path) -> None:
    twice = see((10, ("default",), {}), (10, ("default",), {"gb_id": "GB2", "gb_type": "other"}))
    one, other = join([], [twice], root=tmp_path)
    assert one.url == "https://gnnlint.readthedocs.io/rules/GNN901/"
    assert one.fingerprint and other.fingerprint and one.fingerprint != other.fingerprint
    assert [it.fingerprint for it in join([], [twice], root=tmp_path)] == [
        one.fingerprint,
        other.fingerprint,
    ]


def test_one_of_several_models_confirms(claim: Claim, see: See) -> None:
    observations = [see(), see((10, ("default",), {}))]
    assert join([claim(10)], observations)[0].verdict is Verdict.CONFIRMED


def test_what_only_the_compiler_saw(claim: Claim, see: See) -> None:
    captured, both = join([], [see((10, ("default",), {})), see((8, ("default", "fullgraph"), {}))])
    assert (captured.code, captured.severity) == ("GNN901", Severity.WARNING)
    assert (both.code, both.severity) == ("GNN901", Severity.ERROR)
    assert captured.message == "`print(x)` breaks the graph: some type. Because"
    assert captured.remedy == "Do this."
    assert (captured.place.column, captured.place.end_column) == (9, 17)
    assert captured.verdict is Verdict.CONFIRMED
    assert captured.trace and captured.entry_points == ("net.Net.forward",)


def test_a_hidden_fullgraph_failure_is_masked_by_default(see: See) -> None:
    observation = see(LOOP, (10, ("capture",), {}))
    loop, hidden = join([], [observation])
    assert (loop.code, hidden.code) == ("GNN901", "GNN902")
    assert hidden.default is Default.MASKED
    assert hidden.masked_by is not None and hidden.masked_by.line == 4


def script(see: See, *errors: ScriptError, complete: bool = True) -> Observation:
    modes = {"eager": OK, "script": Mode("fails" if errors else "ok")}
    return see(modes=modes, script_errors=errors, script_complete=complete)


def test_script_findings(claim: Claim, see: See, path: str) -> None:
    finding = claim(
        10, target=Target.SCRIPT, script=Script.FAILS, default=Default.CLEAN, code="GNN101"
    )
    here = ScriptError("no print", path, 10, "Net.forward")
    assert verdict(finding, script(see, here)) is Verdict.CONFIRMED
    assert verdict(finding, script(see)) is Verdict.REFUTED
    library = ScriptError("no", leaf=Leaf("/lib.py", 3, "f"), leads=(Line(path, 10),))
    assert verdict(finding, script(see, library)) is Verdict.CONFIRMED
    earlier = replace(here, line=8)  # the rest of the function was left out
    assert verdict(finding, script(see, earlier)) is Verdict.MASKED
    elsewhere = replace(here, line=14, symbol="Net.other")
    assert verdict(finding, script(see, elsewhere)) is Verdict.REFUTED
    assert verdict(finding, script(see, elsewhere, complete=False)) is Verdict.MASKED


def test_script_failures_only_the_compiler_saw(see: See, path: str) -> None:
    here = ScriptError("no print:\n  really", path, 10, "Net.forward")
    doubtful = replace(here, line=11, doubtful=True)
    (finding,) = join([], [script(see, here, doubtful)])
    assert (finding.code, finding.place.line) == ("GNN903", 10)
    assert finding.message == "torch.jit.script fails: no print: really"
    nowhere = ScriptError("no", leaf=Leaf("/lib.py", 3, "f"))
    (finding,) = join([], [script(see, nowhere)])
    assert finding.place.line == 1 and "lib.py:3" in finding.message


def test_of_two_at_a_line_the_error_is_that_of_one(claim: Claim, see: See, path: str) -> None:
    """The columns that the compiler underlines say of which; or its words, which one quotes."""
    first = scripted(claim, 10, place=Place(path, 10, 9, 10, 14), message="no default: Expected")
    second = scripted(claim, 10, place=Place(path, 10, 15, 10, 16), message="no **kwargs")
    underlined = ScriptError("no **kwargs", path, 10, "Net.forward", columns=(15, 17))
    quoted = ScriptError("Expected.", path, 10, "Net.forward")
    neither = ScriptError("no", path, 10, "Net.forward")

    def verdicts(error: ScriptError) -> list[Verdict | None]:
        seen = script(see, error, complete=False)
        return [it.verdict for it in join([first, second], [seen])]

    assert verdicts(underlined) == [Verdict.MASKED, Verdict.CONFIRMED]
    assert verdicts(replace(quoted, columns=(40, 41))) == [Verdict.CONFIRMED, Verdict.MASKED]
    assert verdicts(quoted) == [Verdict.CONFIRMED, Verdict.MASKED]
    assert verdicts(neither) == [Verdict.CONFIRMED, Verdict.CONFIRMED]


def scripted(claim: Claim, line: int, **more: object) -> Finding:
    fields = {"target": Target.SCRIPT, "script": Script.FAILS, "default": Default.CLEAN}
    return claim(line, **{**fields, **more})


def test_the_compiler_may_name_the_call(claim: Claim, see: See, path: str) -> None:
    """A declaration in a comment, a hook, a default: what is at fault is not what it names."""
    fault = scripted(claim, 14, trace=steps(path, 8, 10, 14))
    call = ScriptError("no **kwargs", path, 10, "Net.forward", Leaf("/lib.py", 3, "f"))
    (only,) = join([fault], [script(see, call, complete=False)])
    assert (only.verdict, only.compiler_says) == (Verdict.CONFIRMED, "no **kwargs")
    library = ScriptError("no", leaf=Leaf("/lib.py", 3, "f"), leads=(Line(path, 10),))
    assert [it.verdict for it in join([fault], [script(see, library)])] == [Verdict.CONFIRMED]
    further_out = replace(call, line=8)
    judged, extra = join([fault], [script(see, further_out, complete=False)])
    assert (judged.verdict, extra.code) == (Verdict.MASKED, "GNN903")
    remedy = Related("remedy", Place(path, 11, 9, 11, 17), "here")
    elsewhere = script(see, replace(call, line=11))
    assert len(join([replace(fault, related=(remedy,))], [elsewhere])) == 1


def test_that_a_model_scripts_says_nothing_of_another(claim: Claim, see: See, path: str) -> None:
    other = scripted(claim, 14, entry_points=("net.Other",))
    seen = replace(script(see), modes={"script": Mode("ok")}, reached={path: frozenset({10})})
    assert verdict(other, seen) is Verdict.NOT_REACHED
    assert verdict(replace(other, entry_points=(seen.name,)), seen) is Verdict.REFUTED
    assert verdict(scripted(claim, 10, entry_points=("net.Other",)), seen) is Verdict.REFUTED


def test_a_finding_at_the_call_itself_comes_first(claim: Claim, see: See, path: str) -> None:
    call = ScriptError("no print", path, 10, "Net.forward")
    called = scripted(claim, 14, trace=steps(path, 10, 14))
    seen = script(see, call, complete=False)
    joined = join([called, scripted(claim, 10)], [seen])
    assert [it.verdict for it in joined] == [Verdict.MASKED, Verdict.CONFIRMED]


def test_a_script_error_without_a_line(claim: Claim, see: See) -> None:
    crash = script(see, ScriptError("'UnaryOp' object has no attribute"), complete=False)
    first, second = scripted(claim, 8), scripted(claim, 10)
    assert [it.verdict for it in join([first, second], [crash])] == [
        Verdict.CONFIRMED,
        Verdict.MASKED,
    ]
    perhaps = replace(first, certainty=Certainty.CONDITIONAL)
    assert [it.verdict for it in join([perhaps, second], [crash])] == [
        Verdict.MASKED,
        Verdict.CONFIRMED,
    ]
    assert [it.verdict for it in join([perhaps], [crash])] == [Verdict.CONFIRMED]
    (alone,) = join([], [crash])
    assert (alone.code, alone.place.line) == ("GNN903", 1)


def test_what_may_be_our_own_doing_explains_nothing(claim: Claim, see: See, path: str) -> None:
    here = ScriptError("no print", path, 10, "Net.forward")
    crash = ScriptError("INTERNAL ASSERT", round=1, doubtful=True)
    joined = join([scripted(claim, 8), scripted(claim, 10)], [script(see, here, crash)])
    assert [it.verdict for it in joined] == [Verdict.MASKED, Verdict.CONFIRMED]


def test_generated_code_is_told_once(see: See, path: str) -> None:
    """PyG writes it into files that are named anew in every attempt."""
    errors = [
        ScriptError(
            "Expected a Tensor",
            path,
            10,
            leaf=Leaf(f"/generated/net_Net_propagate_{name}.py", 9, "f"),
        )
        for name in ("265jq_5_", "ag037vfk")
    ]
    (finding,) = join([], [script(see, *errors)])
    assert "(in net_Net_propagate.py:9, f)" in finding.message


@pytest.mark.parametrize(
    ("modes", "words"),
    [
        ({"eager": Mode("raises")}, "eager fails"),
        ({"eager": OK, "default": OK, "fullgraph": OK}, "ready"),
        ({"eager": OK, "default": Mode("raises"), "fullgraph": OK}, "compile raises"),
        (
            {"eager": OK, "default": Mode("breaks", graphs=2), "fullgraph": OK},
            "breaks by default, captured under fullgraph",
        ),
        ({"eager": OK, "default": Mode("breaks", graphs=2), "fullgraph": Mode("fails")}, "breaks"),
        ({"eager": OK, "default": Mode("breaks", graphs=0), "fullgraph": OK}, "runs eager"),
        ({"eager": OK}, "not compiled"),
    ],
)
def test_verdict_of_model(see: See, modes: dict[str, Mode], words: str) -> None:
    assert verdict_of_model(see(modes=modes)) == words


# -- conditions -----------------------------------------------------------------------------------


def when(text: str, holds: bool = True) -> Premise:
    return Premise(((Condition(text, text, "code", holds),),))


@pytest.mark.parametrize(
    ("premise", "training", "verdict", "says"),
    [
        (when("self.training"), False, Verdict.NOT_REACHED,
         "its condition does not hold here: when `self.training`"),
        (when("self.training"), True, Verdict.REFUTED,
         "torch.compile does not break the graph here"),
        (when("self.training", False), False, Verdict.REFUTED,
         "torch.compile does not break the graph here"),
        (when("conv == 'gcn'"), False, Verdict.NOT_REACHED,
         "its condition is not known to hold here: when `conv == 'gcn'`"),
    ],
)  # fmt: skip
def test_a_run_refutes_only_what_is_said_of_it(
    claim: Claim, see: See, premise: Premise, training: bool, verdict: Verdict, says: str
) -> None:
    finding = claim(10, premise=premise, certainty=Certainty.CONDITIONAL)
    judged = join([finding], [see(training=training)])[0]
    assert (judged.verdict, judged.compiler_says) == (verdict, says)


def test_a_condition_does_not_stand_in_the_way_of_a_break(claim: Claim, see: See) -> None:
    finding = claim(10, premise=when("self.training"))
    assert verdict(finding, see((10, ("default",), {}))) is Verdict.CONFIRMED


@pytest.mark.parametrize(
    ("line", "premise"),
    [
        (3, when("self.debug")),
        (3, when("x.ndim == 2")),
        (5, when("self.debug and x.ndim == 2", False)),
    ],
)
def test_a_reached_branch_says_that_its_condition_holds(
    tmp_path: Path, claim: Claim, line: int, premise: Premise
) -> None:
    file = tmp_path / "net.py"
    file.write_text(
        "def forward(self, x):\n    if self.debug and x.ndim == 2:\n        print(x)\n"
        "    else:\n        print(x)\n    print(x)\n"
    )
    path = file.as_posix()
    modes = {"eager": OK, "default": OK, "fullgraph": OK}
    seen = Observation("net.Net", path, modes=modes, reached={path: frozenset({2, line, 6})})
    assert verdict(claim(line, premise=premise), seen) is Verdict.REFUTED
    assert verdict(claim(6, premise=premise), seen) is Verdict.NOT_REACHED
