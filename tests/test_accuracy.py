"""The comparison behind docs/accuracy.md, on observations and findings made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint.finding import (
    Certainty,
    Default,
    Finding,
    Fullgraph,
    Model,
    Place,
    Run,
    Severity,
    Step,
    Target,
)
from gnnlint.premise import Condition, premise
from gnnlint.verify.observation import Mode, Observation, Recompile, Site
from tests.accuracy import report
from tests.accuracy.compare import Comparison, Outcome, Sureness, compare, words
from tests.accuracy.document import Part, Section, read_reasons, text
from tests.accuracy.observe import Case, Growth
from tests.accuracy.recipes import Recipe

SOURCE = """\
class Net(Module):
    def forward(self, x):
        if x.sum() > 0:
            x = -x
        for _ in range(2):
            x = x[x > 0]
        y = helper(
            x,
            x.item(),
        )
        return y
"""
BRANCH, ITEM, LAST = 3, 7, 11

CLEAN = {"default": Mode("ok"), "fullgraph": Mode("ok")}
BREAKS = {"default": Mode("breaks"), "fullgraph": Mode("ok")}


@pytest.fixture
def net(tmp_path: Path) -> str:
    """The file that is claimed about."""
    file = tmp_path / "net.py"
    file.write_text(SOURCE, encoding="utf-8")
    return file.as_posix()


def finding(
    path: str,
    line: int,
    default: Default = Default.BREAK,
    fullgraph: Fullgraph = Fullgraph.CLEAN,
    condition: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        code="GNN310",
        name="data-dependent-branch",
        severity=Severity.ERROR,
        certainty=Certainty.CONDITIONAL if condition else Certainty.CERTAIN,
        target=Target.COMPILE,
        place=Place(path, line, 1, line, 9),
        message="",
        remedy="",
        premise=premise(Condition(it, it, "config") for it in condition) if condition else None,
        default=default,
        fullgraph=fullgraph,
    )


def site(path: str, line: int, *modes: str, skips: bool = False) -> Site:
    """A break; ``skips`` makes the function of it run eagerly."""
    return Site(
        path,
        line,
        "Net.forward",
        gb_type="Data-dependent branching",
        frames=(Step(path, line, "Net.forward"),),
        modes=modes,
        eager_modes=modes if skips else (),
        eager_symbols=("forward",) if skips else (),
    )


def compared(
    path: str,
    *findings: Finding,
    sites: tuple[Site, ...] = (),
    modes: Mapping[str, Mode] = BREAKS,
    reached: frozenset[int] = frozenset(range(1, 12)),
    arguments: Mapping[str, object] | None = None,
    given: frozenset[str] = frozenset({"x"}),
) -> Comparison:
    observation = Observation(
        "Net",
        path,
        modes={"eager": Mode("ok"), **modes},
        sites=sites,
        reached={path: reached},
    )
    case = Case(
        Recipe("net", "Net", "", "x"), "net.Net.forward", arguments or {}, given, observation
    )
    run = Run(
        findings=findings,
        models=(Model("net.Net", Place(path, 2, 5, 11, 17)),),
        files=1,
        seconds=0.0,
        targets=(Target.COMPILE,),
        torch_version="2.13",
        pyg_version="2.8",
        by_entry={"net.Net.forward": findings},
    )
    return compare(case, run)


def outcomes(comparison: Comparison, question: str = "default") -> list[Outcome]:
    return [claim.outcome for claim in comparison.claims if claim.question == question]


# --- claims ---------------------------------------------------------------------------------------


def test_a_break_at_the_line_makes_a_claim_right(net: str) -> None:
    result = compared(net, finding(net, BRANCH), sites=(site(net, BRANCH, "default"),))
    assert outcomes(result) == [Outcome.RIGHT]
    assert [hit.sureness for hit in result.hits] == [Sureness.CERTAIN]
    assert not result.misses


def test_another_line_of_the_statement_counts(net: str) -> None:
    result = compared(net, finding(net, ITEM + 2), sites=(site(net, ITEM, "default"),))
    assert outcomes(result) == [Outcome.RIGHT]
    assert not result.misses


def test_another_statement_does_not_count(net: str) -> None:
    result = compared(net, finding(net, BRANCH), sites=(site(net, BRANCH + 1, "default"),))
    assert outcomes(result) == [Outcome.WRONG]
    assert [miss.site.line for miss in result.misses] == [BRANCH + 1]


def test_a_claim_without_a_break_is_wrong(net: str) -> None:
    assert outcomes(compared(net, finding(net, BRANCH), modes=CLEAN)) == [Outcome.WRONG]


def test_what_no_call_reaches_is_not_judged(net: str) -> None:
    result = compared(net, finding(net, BRANCH), modes=CLEAN, reached=frozenset({2, LAST}))
    assert outcomes(result) == [Outcome.NOT_REACHED]
    assert not result.predicted("default", conditional=True)


def test_several_findings_of_a_statement_are_one_claim(net: str) -> None:
    doubtful = finding(net, BRANCH, condition=("self.flag",))
    result = compared(net, doubtful, finding(net, BRANCH), modes=CLEAN)
    assert [claim.sureness for claim in result.claims] == [Sureness.CERTAIN]


def test_findings_of_other_entry_points_and_targets_are_left_out(net: str) -> None:
    result = compared(net)
    assert result.claims == () and result.known


# --- masked lines ---------------------------------------------------------------------------------


def test_a_line_that_breaks_once_nothing_masks_it_is_masked(net: str) -> None:
    result = compared(
        net,
        finding(net, ITEM),
        sites=(site(net, 6, "default", skips=True), site(net, ITEM, "unmasked")),
        modes={**BREAKS, "unmasked": Mode("breaks")},
    )
    assert outcomes(result) == [Outcome.MASKED]


def test_a_line_that_runs_eagerly_even_then_is_masked(net: str) -> None:
    result = compared(
        net,
        finding(net, ITEM),
        sites=(site(net, 6, "default", "unmasked", skips=True),),
        modes={**BREAKS, "unmasked": Mode("breaks")},
    )
    assert outcomes(result) == [Outcome.MASKED]


def test_a_line_that_is_clean_once_nothing_masks_it_is_wrong(net: str) -> None:
    result = compared(
        net,
        finding(net, ITEM),
        sites=(site(net, 6, "default", skips=True),),
        modes={**BREAKS, "unmasked": Mode("breaks")},
    )
    assert outcomes(result) == [Outcome.WRONG]


def test_a_compiler_that_crashes_judges_nothing_else(net: str) -> None:
    modes = {"default": Mode("raises", error="crash"), "fullgraph": Mode("raises")}
    result = compared(net, finding(net, BRANCH), modes=modes)
    assert outcomes(result) == [Outcome.UNJUDGED]
    assert result.shown("fullgraph") is None


# --- fullgraph=True -------------------------------------------------------------------------------


def failing(net: str) -> Finding:
    return finding(net, ITEM, Default.BREAK, Fullgraph.ERROR)


def test_fullgraph_that_passes_makes_a_claim_wrong(net: str) -> None:
    assert outcomes(compared(net, failing(net)), "fullgraph") == [Outcome.WRONG]


def test_later_lines_are_judged_by_a_compile_that_captures(net: str) -> None:
    modes = {"default": Mode("breaks"), "fullgraph": Mode("fails"), "capture": Mode("breaks")}
    first, later = site(net, BRANCH, "fullgraph", "capture"), site(net, ITEM, "capture")
    right = compared(net, failing(net), sites=(first, later), modes=modes)
    assert outcomes(right, "fullgraph") == [Outcome.RIGHT]
    wrong = compared(net, failing(net), sites=(first,), modes=modes)
    assert outcomes(wrong, "fullgraph") == [Outcome.WRONG]
    masking = site(net, BRANCH, "fullgraph", "capture", skips=True)
    masked = compared(net, failing(net), sites=(masking,), modes=modes)
    assert outcomes(masked, "fullgraph") == [Outcome.MASKED]
    unknown = compared(
        net, failing(net), sites=(first,), modes={**modes, "capture": Mode("raises")}
    )
    assert outcomes(unknown, "fullgraph") == [Outcome.UNJUDGED]


def test_a_half_used_iterator_is_no_failure_of_fullgraph(net: str) -> None:
    modes = {"default": Mode("breaks"), "fullgraph": Mode("fails"), "capture": Mode("breaks")}
    resumed = replace(site(net, ITEM, "capture"), gb_id="GB4347")
    first = site(net, BRANCH, "fullgraph", "capture")
    result = compared(net, sites=(first, resumed), modes=modes)
    assert [miss.site.line for miss in result.misses] == [BRANCH]


# --- misses ---------------------------------------------------------------------------------------


def test_a_break_without_a_claim_is_a_miss(net: str) -> None:
    result = compared(net, sites=(site(net, BRANCH, "default"),))
    assert [(miss.question, miss.site.line) for miss in result.misses] == [("default", BRANCH)]
    assert result.shown("default") and not result.predicted("default", conditional=True)


def test_a_miss_tells_what_a_finding_says_instead(net: str) -> None:
    other = finding(net, BRANCH, Default.BREAK, Fullgraph.CAPTURED)
    modes = {"default": Mode("breaks"), "fullgraph": Mode("fails"), "capture": Mode("breaks")}
    result = compared(net, other, sites=(site(net, BRANCH, "default", "capture"),), modes=modes)
    assert [miss.instead for miss in result.misses] == ["GNN310 says captured"]


# --- conditions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "sureness"),
    [
        (("self.flag",), Sureness.HOLDS),
        (("not self.flag",), Sureness.FAILS),
        (("self.aggr == 'lstm'",), Sureness.FAILS),
        (("self.training",), Sureness.FAILS),
        (("self.unknown",), Sureness.OPEN),
        (
            (
                "self.flag",
                "self.unknown",
            ),
            Sureness.OPEN,
        ),
        (
            (
                "self.flag",
                "self.aggr == 'sum'",
            ),
            Sureness.HOLDS,
        ),
        (("x is not None",), Sureness.HOLDS),
        (("size is None",), Sureness.HOLDS),
        (("len(x)",), Sureness.OPEN),
        (("self.aggr in ('max', 'sum')",), Sureness.HOLDS),
        (("self.aggr not in (None, 'sum')",), Sureness.FAILS),
    ],
)
def test_conditions_are_judged_by_the_recipe(
    net: str, condition: tuple[str, ...], sureness: Sureness
) -> None:
    result = compared(
        net,
        finding(net, BRANCH, condition=condition),
        sites=(site(net, BRANCH, "default"),),
        arguments={"flag": True, "aggr": "sum", "size": None},
    )
    assert [claim.sureness for claim in result.claims] == [sureness]
    assert result.predicted("default", conditional=True) is (sureness is Sureness.HOLDS)
    assert not result.predicted("default", conditional=False)


# --- figures --------------------------------------------------------------------------------------


def cells(comparisons: list[Comparison], what: str) -> tuple[str, str]:
    found = {row.cells()[:2]: row.cells()[2:] for row in report.rows(comparisons)}
    precision, recall = found[what, "torch.compile"]
    return precision.strip(), recall.strip()


def test_figures_count_right_wrong_and_missed(net: str) -> None:
    right = compared(net, finding(net, BRANCH), sites=(site(net, BRANCH, "default"),))
    wrong = compared(net, finding(net, ITEM), modes=CLEAN)
    missed = compared(net, sites=(site(net, ITEM, "default"),))
    figures = [right, wrong, missed]
    assert cells(figures, "models") == ("50.0 % (1/2)", "50.0 % (1/2)")
    assert cells([right], "distinct lines, certain") == ("100.0 % (1/1)", "100.0 % (1/1)")
    assert cells([missed], "lines, certain") == ("none", "0.0 % (0/1)")


def test_a_condition_that_fails_is_a_miss_and_no_wrong_claim(net: str) -> None:
    claimed = finding(net, BRANCH, condition=("self.flag",))
    broken = compared(
        net, claimed, sites=(site(net, BRANCH, "default"),), arguments={"flag": False}
    )
    assert cells([broken], "lines, certain") == ("none", "0.0 % (0/1)")
    assert [each.kind for each in report.disagreements([broken], Path(net).parent)] == ["miss"]
    quiet = compared(net, claimed, modes=CLEAN, arguments={"flag": False})
    assert report.disagreements([quiet], Path(net).parent) == []
    holding = compared(net, claimed, modes=CLEAN, arguments={"flag": True})
    what = "conditions, held or not"
    assert cells([quiet], what)[0] == "100.0 % (1/1)"
    assert cells([broken], what)[0] == cells([holding], what)[0] == "0.0 % (0/1)"


def test_disagreements_tell_place_code_and_reason(net: str) -> None:
    wrong = compared(net, finding(net, BRANCH), modes=CLEAN)
    found = report.disagreements([wrong], Path(net).parent)
    told = found[0].text({"net.py:3": "because"})
    assert "wrong: `net.py:3` — torch.compile — GNN310 (certain) — `if x.sum() > 0:`" in told
    assert "because" in told
    assert "not looked into" in found[0].text({})


def test_the_page_has_both_halves_and_what_was_not_compared(net: str) -> None:
    models = [compared(net, modes=CLEAN)]
    part = Part(models, Path(net).parent, ["Broken(): eager: no"], made=models)
    page = text([Section("A set", [part], ["A note."])], {"torch": "2.13"})
    for part_of_page in (
        "## A set",
        "A note.",
        "### Seen half, as made",
        "### Seen half, by itself",
        "### Unseen half, as made",
        "### Unseen half, by itself",
        "- Broken(): eager: no",
    ):
        assert part_of_page in page


def test_reasons_name_a_line_or_an_entry_point() -> None:
    for place, why in read_reasons().items():
        path, _, line = place.rpartition(":")
        assert (path.endswith(".py") and line.isdigit()) or place.endswith(".forward")
        assert why


# --- recompiles -----------------------------------------------------------------------------------


def growing(comparison: Comparison, *compiles: int) -> Comparison:
    """The same model, with what each call of growing graphs compiled."""
    growth = Growth(tuple(Recompile(index, count) for index, count in enumerate(compiles)))
    return replace(comparison, case=replace(comparison.case, growth=growth))


@pytest.mark.parametrize(
    ("compiles", "goes_on"),
    [((1, 1, 1, 1), True), ((4, 4, 2, 1), True), ((1, 1, 0, 0), False), ((1, 1, 1, 0), False)],
)
def test_each_size_compiles_again_or_sizes_are_dynamic(
    net: str, compiles: tuple[int, ...], goes_on: bool
) -> None:
    assert growing(compared(net), *compiles).goes_on is goes_on


def test_recompiles_are_held_against_the_compiler(net: str) -> None:
    again = compared(net, finding(net, ITEM, Default.RECOMPILE))
    silent = compared(net)
    models = [
        growing(again, 1, 1, 1, 1),
        growing(again, 1, 1, 0, 0),
        growing(silent, 1, 1, 1, 1),
        growing(silent, 1, 1, 0, 0),
        again,  # not measured
    ]
    row = next(it for it in report.rows(models) if it.question == report.RECOMPILES)
    assert (row.precision, row.recall) == ((1, 2), (1, 2))
    told = report.disagreements(models, Path(net).parent)
    assert [(it.kind, it.place) for it in told] == [
        ("wrong", f"net.py:{ITEM}"),
        ("miss", "net.Net.forward"),
    ]


def test_a_recompile_that_no_call_reaches_says_nothing(net: str) -> None:
    away = compared(net, finding(net, ITEM, Default.RECOMPILE), reached=frozenset({2, LAST}))
    doubtful = compared(net, finding(net, ITEM, Default.RECOMPILE, condition=("self.open",)))
    assert not away.again and not doubtful.again


def test_the_compiler_s_words_name_no_folder_of_this_machine() -> None:
    told = "cannot trace `f` in `/usr/lib/python3/dist-packages/sklearn/utils.py`"
    assert words(replace(site("net.py", 1), explanation=told)).endswith("in `sklearn/utils.py`")
