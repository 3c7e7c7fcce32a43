"""The support matrix, and the forms it is shown in."""

from __future__ import annotations

from dataclasses import replace

from gnnlint.atlas import data, markdown, text
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


def test_an_operator_without_its_extension_says_so() -> None:
    row = MATRIX.rows[1]
    assert (row.state, row.why) == (MISSING, "needs pyg-lib, which is not installed")
    assert MATRIX.variations == 4


def test_markdown() -> None:
    page = markdown.render(MATRIX)
    assert "Measured on 2026-11-20" in page and "torch 2.13.0" in page
    assert "| `scatter` | breaks; clean with `dim_size` | passes | passes | 4 |" in page
    assert "- needs pyg-lib, which is not installed: `knn`" in page


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
