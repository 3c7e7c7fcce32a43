"""The support matrix, and the forms it is shown in."""

from __future__ import annotations

from dataclasses import replace

from gnnlint.atlas import data, markdown, page, text
from gnnlint.atlas.comparison import Answer, Verdict
from gnnlint.atlas.matrix import MISSING, matrix_of
from gnnlint.atlas.record import FAILS, Outcome
from tests.atlas.made import outcomes, record

PLAIN = record()
SIZED = record(
    "scatter(src, index, dim_size)",
    call={**PLAIN.call, "dim_size": "g"},
    modes=outcomes(),
    breaks=(),
)
MAX = record('scatter(src, index, reduce="max")', call={**PLAIN.call, "reduce": '"max"'})
BOTH = record(
    'scatter(src, index, dim_size, reduce="max")',
    call={**PLAIN.call, "dim_size": "g", "reduce": '"max"'},
    modes=outcomes(),
)
NEEDY = replace(
    PLAIN,
    operator="torch_geometric.nn.knn",
    group="pool",
    state=FAILS,
    missing="pyg-lib",
    modes={"eager": Outcome("raises", "'knn' requires 'pyg-lib>=0.6.0'", "ImportError")},
)
MATRIX = matrix_of([PLAIN, SIZED, MAX, BOTH, NEEDY])


def test_a_cell_says_what_changes_the_outcome_and_only_that() -> None:
    cell = MATRIX.rows[0].cells["default"]
    assert cell.word == "breaks" and cell.passes is False
    assert cell.toggles == (("clean", "dim_size"),)
    assert cell.errors == ("torch_geometric/utils/_scatter.py:48",)


def test_an_exception_from_what_a_toggle_does_is_told() -> None:
    odd = replace(BOTH, modes=outcomes(default="breaks"))
    cell = matrix_of([PLAIN, SIZED, MAX, odd]).rows[0].cells["default"]
    assert cell.toggles == (("clean", "dim_size"), ("breaks", 'dim_size, reduce="max"'))


def test_the_later_measurement_of_a_variation_counts() -> None:
    row = matrix_of([PLAIN, replace(PLAIN, modes=outcomes(), program="newer")]).rows[0]
    assert row.cells["default"].word == "clean" and len(row.records) == 1


def test_versions_are_not_mixed() -> None:
    older = replace(SIZED, versions={**PLAIN.versions, "torch": "2.6.0"})
    assert matrix_of([older, PLAIN]).variations == 1
    assert matrix_of([]).rows == ()


def test_an_operator_without_its_extension_says_so() -> None:
    row = MATRIX.rows[1]
    assert (row.state, row.why) == (MISSING, "needs pyg-lib")
    assert MATRIX.variations == 4


def test_markdown() -> None:
    page = markdown.render(MATRIX)
    assert "Measured on 2026-11-20" in page and "torch 2.13.0" in page
    assert "| `scatter` | breaks; clean with `dim_size` | passes | passes | 4 |" in page
    assert "- needs pyg-lib: `knn`" in page


def test_text() -> None:
    report = text.render(MATRIX)
    assert "scatter  default fails 2 of 4, fullgraph clean, script clean\n" in report
    assert "2 of 4 break by default" in report
    assert "100.0 % of those that can be called here" in report


def test_json() -> None:
    document = data.document(MATRIX)
    assert [it["state"] for it in document["operators"]] == ["measured", MISSING]
    assert document["operators"][0]["records"][0]["variation"] == "scatter(src, index)"
    assert document["check"] is None


def test_the_page_links_colours_and_tags_each_operator() -> None:
    text = page.render(MATRIX)
    assert '<details id="torch_geometric-utils-scatter" data-tags="default">' in text
    assert '<span class="mark warning" data-column="default">breaks</span>' in text
    assert '<span class="mark good" data-column="fullgraph">passes</span>' in text
    assert "breaks; clean with <code>dim_size</code>" in text
    assert '<details id="torch_geometric-nn-knn" data-tags="unmeasured">' in text
    assert "needs pyg-lib" in text
    assert "1 of 1 measured" in text and "0 of 1 measured" in text
    assert "src=" not in text and "href=" in text, "the page stands by itself"


def test_the_page_says_what_the_rules_get_wrong() -> None:
    clean = replace(PLAIN, program="import torch\n")
    told = page.render(matrix_of([clean]), [Answer(clean, "default", Verdict.GAP)])
    assert "gap: default breaks at torch_geometric/utils/_scatter.py:48; check says nothing" in told
