"""The page that shows models with their source, line by line; no compiler runs here."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from gnnlint.finding import Verdict
from gnnlint.report import annotated, github, junit
from gnnlint.report.problem import Problem
from gnnlint.verify.observation import Line, Mode
from tests.front.example_run import NET, RUN
from tests.front.test_verify_command import SEEN, SITE

HIDDEN = replace(
    SITE, line=8, modes=("capture",), gb_type="Another", runs_eagerly=False, eager_symbols=()
)
RAN = replace(
    SEEN,
    sites=(SITE, HIDDEN),
    graph_lines=((Line(NET, 6),), (Line(NET, 6), Line(NET, 7))),
    reached={NET: frozenset({5, 6, 7, 8, 9})},
    program="def model():\n    return Net(16)\n",
)


def rows(page: str) -> dict[int, tuple[str, str]]:
    """The classes and the text of each source line."""
    found = re.findall(
        r'<span class="row ([^"]*)"><span class="number">(\d+)</span>(.*?)\n', page, re.DOTALL
    )
    return {int(number): (kind, unescape(text)) for kind, number, text in found}


def test_each_line_says_what_became_of_it() -> None:
    shown = rows(annotated.render(RUN, [RAN]))
    assert shown[9][0].split()[0] == "break" and shown[8][0].split()[0] == "masked"
    assert shown[7][0] == "graph hue2" and "graph 2" in shown[7][1]
    assert shown[6][0] == "graph hue1" and "graph 1-2" in shown[6][1]
    assert shown[5][0].split()[0] == "eager"


def test_no_lines_shown_start_or_end_empty() -> None:
    source = ("import torch", "", "", "a", "", "b", "", "", "c")
    run = replace(RUN, findings=(), sources={NET: source})
    seen = replace(RAN, sites=(), graph_lines=(), reached={NET: frozenset({4, 6})})
    assert sorted(rows(annotated.render(run, [seen]))) == [4, 5, 6]


def test_a_line_that_breaks_in_train_mode_is_no_hidden_one() -> None:
    training = replace(HIDDEN, modes=("train", "train_capture"))
    seen = replace(RAN, sites=(training,), reached={}, reached_in_training={NET: frozenset({8})})
    assert rows(annotated.render(RUN, [seen]))[8][0].split()[0] == "break"


@pytest.mark.parametrize(
    "words",
    [
        "Data dependent operator (GB0124), in default",
        "because of it forward runs uncompiled",
        "assuming</dt><dd>`heads` is 1",
        "size mismatch",
        "def model():",
        "the graphs that it sees, less one",
        'href="#model-0"',
    ],
)
def test_the_page_says(words: str) -> None:
    assert words in annotated.render(RUN, [RAN])


def test_what_train_mode_did_stands_among_the_modes() -> None:
    seen = replace(RAN, modes={"eager": Mode("ok"), "train": Mode("breaks")})
    page = annotated.render(RUN, [seen])
    names = re.findall(r'<th scope="col">(\w+)</th>', page.partition("</thead>")[0])
    cells = re.findall(r'<td class="cell \w*">([\w-]+)</td>', page.partition("</tbody>")[0])
    assert dict(zip(names[2:], cells, strict=True))["train"] == "breaks"


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_name_of_a_graph_can_be_read_on_every_line(scheme: int) -> None:
    """WCAG 2.1, 1.4.3: 4.5 to 1."""
    colours: dict[str, str] = {}
    for block in re.findall(r":root \{(.*?)\}", annotated.render(RUN, [RAN]), re.DOTALL):
        for name, colour in re.findall(r"--(\w+): (#\w{6})", block):
            given = colours.setdefault(name, colour)
            if scheme and given != colour:
                colours[name] = colour
    page = annotated.TEMPLATE.read_text(encoding="utf-8")
    tints = re.findall(r"color-mix\(in srgb, var\(--(\w+)\) (\d+)%", page)
    papers = [_mixed(colours[name], colours["raised"], int(part)) for name, part in tints]
    hues = [colour for name, colour in colours.items() if name.startswith("hue")]
    assert len(hues) == 8 and len(papers) == 2
    for paper in [_channels(colours["raised"]), *papers]:
        assert all(_contrast(_channels(hue), paper) >= 4.5 for hue in hues)


def _channels(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))


def _mixed(one: str, other: str, percent: int) -> tuple[float, ...]:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return tuple((a * percent + b * (100 - percent)) / 100 for a, b in pairs)


def _contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(channels: tuple[float, ...]) -> float:
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_it_is_one_file() -> None:
    page = annotated.render(RUN, [RAN])
    assert not re.search(r'(?:src|href)="(?!#)', page) and "@import" not in page


def test_a_verdict_stands_by_its_finding() -> None:
    judged = tuple(replace(each, verdict=Verdict.CONFIRMED) for each in RUN.findings)
    assert "confirmed: " in annotated.render(replace(RUN, findings=judged), [RAN])


def test_a_model_that_could_not_be_run_says_why() -> None:
    page = annotated.render(RUN, [replace(RAN, error="needs <Frob>")])
    assert "needs &lt;Frob&gt;" in page and "could not be run" in page


def test_without_the_compilers_it_shows_what_is_found() -> None:
    page = annotated.render(RUN)
    assert "judged without running them" in page and "breaks, by its code" in page
    assert "<h1>2 models judged by their code</h1>" in page
    assert "under the compilers" not in page and "not run" not in page


def test_the_title_says_of_how_many_the_compilers_were_asked() -> None:
    models = (RUN.models[0], replace(RUN.models[1], place=replace(RUN.models[1].place, line=2)))
    page = annotated.render(replace(RUN, models=models), [SEEN])
    assert "<h1>1 model under the compilers, 1 judged by its code</h1>" in page


def test_problems_of_whole_models_are_told_to_ci() -> None:
    problem = Problem(NET, 3, "net.Net", "2 graph breaks, 0 allowed")
    quiet = replace(RUN, findings=())
    assert github.render(quiet, [problem]) == (
        "::error title=net.Net,file=models/net.py,line=3::net.Net: 2 graph breaks, 0 allowed\n"
    )
    said = junit.render(quiet, [problem])
    assert '<testsuite name="models" tests="1" failures="1" skipped="0">' in said
    assert 'message="net.Net: 2 graph breaks, 0 allowed"' in said
