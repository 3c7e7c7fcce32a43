"""Reports: every feature of a run has its words, and JSON keeps the contract."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from gnnlint.finding import Gap, Place, Target, Verdict
from gnnlint.report import concise, readiness, statistics, text
from gnnlint.report import json as json_report
from gnnlint.report.frame import LONGEST, frame
from tests.front.example_run import MASKED, MODELS, NET, POOL, RUN, clean, conv, place

REPORT = text.render(RUN)


@pytest.mark.parametrize(
    "words",
    [
        "models.net.Net  net.py:1  breaks by default, fails under fullgraph=True, "
        "fails under torch.jit.script, 1 call not followed",
        "warning GNN203 [self-loops-in-forward] `GATConv` adds self-loops in every forward",
        "  2 calls, one cause: net.py:3\n",
        "5 |         x = self.conv(x, edge_index)\n    |             ^^^^^^^^^^^^^^^^^^^^^^^^\n",
        "  ../ops.py:3:25 in keep\n",
        "masked by default, captured by fullgraph=True, when `self.sparse`",
        "masked by net.py:7",
        "reached by Net.forward (net.py:8)\n",
        "assuming `m` is a boolean tensor",
        "because of this line the whole function runs uncompiled",
        "confirmed by the compiler: Data-dependent operator aten._local_scalar_dense",
        "instead: pass `size=`, from `data.num_graphs`",
        "5 findings (2 errors, 3 warnings) in 2 files, 2 models checked",
        "2 findings more in files outside the given paths: net.py\n",
        "\n1 call not followed: what it leads to is not shown\n"
        "  net.py:8:17 the callee is not known\n",
        "12 files in 0.4 s, target compile, script, torch 2.13, torch_geometric 2.8",
        "note: target script is off: no code here uses TorchScript",
    ],
)
def test_text_says(words: str) -> None:
    assert words in REPORT


def test_text_shows_only_troubled_models_first() -> None:
    assert REPORT.startswith("models.net.Net ") and "models.net.Plain" not in REPORT


def test_one_finding_is_no_group() -> None:
    report = text.render(replace(RUN, findings=(conv(5),)))
    assert "one cause" not in report
    assert (
        "instead: add them once to the data and pass `add_self_loops=False` (at net.py:3)" in report
    )


@pytest.mark.parametrize(
    ("changed", "summary"),
    [
        ({"known": (POOL,)}, "Nothing new in 1 model"),
        ({"compile": "breaks"}, "Nothing to report here; known to break or fail all the same"),
        ({"suppressed": ("compile",)}, "Nothing to report: comments suppress what was found"),
    ],
)
def test_text_heads_what_was_not_followed(changed: dict[str, Any], summary: str) -> None:
    run = clean(*MODELS[0].gaps)
    of_run = {key: value for key, value in changed.items() if key == "known"}
    of_model = {key: value for key, value in changed.items() if key != "known"}
    model = replace(run.models[0], **of_model)
    report = text.render(replace(run, models=(model,), **of_run))
    heading = "1 call not followed: what it leads to is not shown\n  models/net.py:8:17 the callee"
    assert summary in report and f"\n{heading}" in report


def test_text_claims_no_more_than_was_followed() -> None:
    assert "No break found in 1 model\n" in text.render(clean())
    report = text.render(clean(*MODELS[0].gaps))
    assert "No break found in 1 model, 1 call not followed" in report
    assert "no break found, 1 call not followed" in report
    assert "not followed\n  models/net.py:8:17 the callee is not known\n" in report
    many = [Gap(place(NET, 8, "keep"), f"gap {number}") for number in range(7)]
    report = text.render(clean(*many))
    assert "gap 4\n  and 2 more: --format json" in report and "gap 5" not in report
    script_only = text.render(replace(clean(), targets=(Target.SCRIPT,)))
    assert "break" not in script_only
    assert "no model here" in text.render(replace(clean(), models=()))


def test_quiet() -> None:
    assert text.render(clean(), quiet=True) == ""
    quiet = text.render(RUN, quiet=True)
    assert quiet.startswith("warning GNN203") and "12 files" not in quiet


def test_many_models_are_cut() -> None:
    models = tuple(replace(MODELS[1], name=f"net.M{number}") for number in range(30))
    report = text.render(replace(clean(), models=models))
    assert "and 5 more models:" in report and "M29" not in report


def test_colors_change_no_word() -> None:
    colored = text.render(RUN, color=True)
    assert "\x1b[" in colored
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in stripped.split("\n")] == REPORT.split("\n")


def test_frame_of_wide_and_long_lines() -> None:
    (_, (_, source), (_, carets)) = _texts(MASKED.place)
    assert carets.index("^") == source.index("x[m]") + 2  # two characters take two columns each
    long = f"x = {'a' * 150}[m] + {'b' * 50}"
    where = Place(NET, 1, 155, 1, 158)
    lines = ["".join(part for part, _ in each) for each in frame(where, {NET: (long,)})]
    assert len(lines[1]) <= LONGEST + 12 and "[m]" in lines[1] and "…" in lines[1]
    assert lines[1].index("[m]") == lines[2].index("^^^")
    assert list(frame(where, {})) == []


def _texts(where: Place) -> list[tuple[str, str]]:
    return [(each[0][0], each[1][0]) for each in frame(where, RUN.sources)]


def test_frame_of_many_lines_is_cut() -> None:
    where = Place(NET, 1, 1, 9, 5)
    margins = [each[0][0].strip() for each in frame(where, RUN.sources)]
    assert [margin for margin in margins if margin != "|"] == ["1 |", "2 |", ". |", "9 |"]


def test_frame_with_tabs() -> None:
    where = Place(NET, 1, 2, 1, 3)
    assert list(frame(where, {NET: ("\tx",)}))[-1][1][0] == " \t^"


def test_concise() -> None:
    lines = concise.render(RUN).split("\n")
    assert lines[2] == (
        "../ops.py:3:25: warning GNN301 indexing by a boolean mask has a size that depends on data "
        "(when `self.sparse`) [boolean-mask]"
    )
    assert lines[3].startswith("net.py:9:16: error GNN201 `global_mean_pool` without")
    assert concise.render(clean()) == ""
    first = replace(RUN.findings[0], verdict=Verdict.REFUTED)
    said = concise.render(replace(RUN, findings=(first,)))
    assert said == f"{lines[0]} (refuted)\n"


def test_statistics() -> None:
    assert statistics.render(RUN).split("\n")[0] == "2  GNN203  warning  self-loops-in-forward"
    assert statistics.render(clean()) == ""


PLACE_SCHEMA = {
    "type": "object",
    "required": ["path", "line"],
    "properties": {"path": {"type": "string"}, "line": {"type": "integer", "minimum": 1}},
}
STRINGS = {"type": "array", "items": {"type": "string"}}
FINDING_SCHEMA = {
    "type": "object",
    "required": (
        "code name severity certainty condition target default masked_by fullgraph path line "
        "column end_line end_column symbol entry_points trace message remedy related assumptions "
        "gb_types fix fingerprint url verdict"
    ).split(),
    "properties": {
        "severity": {"enum": ["error", "warning", "info"]},
        "certainty": {"enum": ["certain", "conditional"]},
        "condition": {"type": ["string", "null"]},
        "target": {"enum": ["compile", "script", "export", "any"]},
        "default": {"enum": ["break", "recompile", "raises", "masked", "clean", None]},
        "masked_by": {"oneOf": [PLACE_SCHEMA, {"type": "null"}]},
        "fullgraph": {"enum": ["error", "captured", "clean", None]},
        "path": {"type": "string", "not": {"pattern": r"^/|\\"}},
        **{
            key: {"type": "integer", "minimum": 1}
            for key in ("line", "column", "end_line", "end_column")
        },
        **{key: STRINGS for key in ("entry_points", "assumptions", "gb_types")},
        "trace": {"type": "array", "items": PLACE_SCHEMA},
        "related": {
            "type": "array",
            "items": {**PLACE_SCHEMA, "required": ["role", "path", "line", "message"]},
        },
        "fix": {"type": ["object", "null"]},
        "verdict": {
            "enum": ["confirmed", "refuted", "masked", "not-reached", "not-testable", None]
        },
    },
}
SCHEMA = {
    "type": "object",
    "required": "schema tool torch_version pyg_version targets summary findings models".split(),
    "properties": {
        "schema": {"const": 1},
        "tool": {"type": "object", "required": ["name", "version"]},
        "targets": STRINGS,
        "summary": {
            "type": "object",
            "required": "files error warning info elsewhere seconds".split(),
            "additionalProperties": {"type": "number"},
        },
        "findings": {"type": "array", "items": FINDING_SCHEMA},
        "models": {
            "type": "array",
            "items": {
                **PLACE_SCHEMA,
                "required": "name path line gaps findings compile fullgraph script".split(),
                "properties": {
                    "gaps": {"type": "integer"},
                    "findings": STRINGS,
                    "compile": {"enum": ["no-break-found", "breaks", "raises"]},
                    "fullgraph": {"enum": ["no-failure-found", "fails"]},
                    "script": {"enum": ["no-failure-found", "fails", "off"]},
                },
            },
        },
    },
}


@pytest.mark.parametrize("run", [RUN, clean(*MODELS[0].gaps)], ids=["full", "clean"])
def test_json_keeps_the_contract(run: object) -> None:
    document = json.loads(json_report.render(run))  # type: ignore[arg-type]
    jsonschema.validate(document, SCHEMA)


def test_the_page_tells_every_key() -> None:
    """docs/json.md has a row for each key, and none for a key that is not there."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "json.md").read_text("utf-8")
    tables = re.split(r"^## ", page, flags=re.MULTILINE)
    document = json.loads(json_report.render(RUN))
    shown = {
        "The object": document,
        "`summary`": document["summary"],
        "`findings`": document["findings"][0],
        "`models`": document["models"][0],
    }
    for title, keys in shown.items():
        (table,) = [it for it in tables if it.startswith(f"{title}\n")]
        told = {
            key
            for cell in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
            for key in re.findall(r"`(\w+)`", cell)
        }
        assert told - {"cell"} == set(keys), title


def test_json_values() -> None:
    document = json.loads(json_report.render(RUN))
    assert document["summary"] == {
        "files": 12, "error": 2, "warning": 3, "info": 0, "elsewhere": 2,
        "known": 0, "seconds": 0.41,
    }  # fmt: skip
    masked = document["findings"][2]
    assert masked["path"] == "../ops.py" and masked["column"] == 25
    assert masked["masked_by"] == {"path": "net.py", "line": 7}
    assert masked["trace"][1] == {"path": "../ops.py", "line": 3, "symbol": "keep"}
    assert document["findings"][4]["default"] is None
    assert document["models"][0]["gaps"] == 1


def test_readiness() -> None:
    rows = readiness.render(RUN).split("\n")
    assert rows[0].split() == "model place compile fullgraph script not followed".split()
    assert rows[1].split() == "models.net.Net net.py:1 breaks fails fails 1".split()
    assert rows[2].split() == "models.net.Plain net.py:1 ready ready off -".split()
    assert "2 models: 1 ready, 1 with breaks" in rows
    unsure = readiness.render(clean(*MODELS[0].gaps))
    assert "no break found" in unsure and "1 without a break found" in unsure
    document = json.loads(readiness.render_json(RUN))
    assert document["models"][0]["compile"] == "breaks"
    assert document["models"][0]["compilers"] is None


def test_readiness_names_what_could_not_be_read() -> None:
    broken = replace(POOL, code="GNN001", name="unparsable", message="cannot be parsed: no")
    run = replace(RUN, findings=(*RUN.findings, broken))
    assert "net.py:9:16: not in the table: cannot be parsed: no" in readiness.render(run)
    assert json.loads(readiness.render_json(run))["unread"] == [
        {"path": "net.py", "line": 9, "message": "cannot be parsed: no"}
    ]


def test_reached_by_keeps_a_last_step_that_stands_elsewhere() -> None:
    report = text.render(replace(RUN, findings=(replace(MASKED, trace=MASKED.trace[:1]),)))
    assert "reached by Net.forward (net.py:8)\n" in report
    report = text.render(replace(RUN, findings=(POOL,)))
    assert "reached by" not in report


def test_places_of_the_example() -> None:
    assert place(NET, 9, "global_mean_pool(").column == 16
