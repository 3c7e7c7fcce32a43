"""Notebooks: the code of their cells, and reports that speak of cells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gnnlint import broken, notebook
from gnnlint.cli.main import main
from gnnlint.source import Source, Unreadable, decode

NET = """\
class Net(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return keep(x)"""

CELLS = [
    ("markdown", "# A title\nimport nothing"),
    ("code", "%matplotlib inline\n!pip install torch \\\n    --upgrade\nimport torch\n"),
    ("code", "def keep(x):\n    return x[x > 0]\n"),
    ("code", "%%bash\nls $(pwd)"),
    ("code", NET),
    ("code", "%%time\nmodel = Net()\nfiles = !ls\nmodel?\nmodel(torch.ones(3)) ;"),
]


def document(cells: list[tuple[str, str]] = CELLS, **metadata: Any) -> dict[str, Any]:
    written = [
        {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
        for kind, text in cells
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": written}


def text_of(*cells: str) -> str:
    text, _ = notebook.read(json.dumps(document([("code", each) for each in cells])).encode())
    return text


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    path = tmp_path / "net.ipynb"
    path.write_text(json.dumps(document()))
    return path


def check(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    main(["check", *options])
    return capsys.readouterr().out


def test_a_finding_stands_in_its_cell(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = check(capsys)
    assert "  net.ipynb:cell 3:2:12 in keep\n" in out
    assert "  2 |     return x[x > 0]\n    |            ^^^^^^^^" in out
    assert "reached by Net.forward (net.ipynb:cell 5:3)" in out
    assert "net.Net  net.ipynb:cell 5:1 " in out
    assert check(capsys, "--format", "concise").startswith("net.ipynb:cell 3:2:12: warning GNN320")


def test_json_counts_lines_in_the_cell(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(check(capsys, "--format", "json"))
    (finding,) = found["findings"]
    assert (finding["path"], finding["cell"], finding["line"]) == ("net.ipynb", 3, 2)
    assert finding["trace"][0] == {
        "path": "net.ipynb", "cell": 5, "line": 3, "symbol": "Net.forward",
    }  # fmt: skip
    assert found["models"][0]["cell"] == 5
    main(["report", "--format", "json"])
    (model,) = json.loads(capsys.readouterr().out)["models"]
    assert (model["path"], model["cell"], model["line"]) == ("net.ipynb", 5, 1)


def test_code_hosts_are_told_the_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = check(capsys, "--format", "github")
    assert "file=net.ipynb,line=1," in line and "::cell 3, line 2: `x[x > 0]`" in line
    (issue,) = json.loads(check(capsys, "--format", "gitlab"))
    assert issue["location"]["path"] == "net.ipynb" and issue["location"]["lines"]["begin"] == 1
    (run,) = json.loads(check(capsys, "--format", "sarif"))["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "net.ipynb" and place["region"]["startLine"] == 1
    assert "snippet" not in place["region"]


def test_comments_and_the_baseline(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["baseline", "write"]) == 0
    assert Path("gnnlint-baseline.txt").read_text().splitlines()[2].startswith("net.ipynb GNN320")
    capsys.readouterr()
    assert "Nothing new" in check(capsys, "--baseline", "gnnlint-baseline.txt")
    moved = [("code", "a = 1"), *CELLS]
    file.write_text(json.dumps(document(moved)))
    assert main(["baseline", "status"]) == 0
    capsys.readouterr()
    text = file.read_text().replace("x[x > 0]", "x[x > 0]  # noqa: GNN320")
    file.write_text(text)
    assert check(capsys, "--format", "concise") == ""


def test_a_name_in_capitals(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.rename("B2.IPYNB")
    out = check(capsys, "B2.IPYNB", "--format", "concise")
    assert out.startswith("B2.IPYNB:cell 3:2:12: warning GNN320")


def test_a_cell_that_cannot_be_parsed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(json.dumps(document([*CELLS, ("code", "x = 1\nclass:")])))
    assert "net.ipynb:cell 7:2:6: error GNN001" in check(capsys, "--format", "concise")


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"cells": [{}]}', b"\xff", b'{"cells": 3}', b"null"]
)
def test_what_is_no_notebook(data: bytes) -> None:
    found = decode(Path("/net.ipynb"), data)
    assert isinstance(found, Unreadable) and "cannot be read as a notebook: " in found.message
    assert "object" not in found.message  # nothing of Python's own
    assert broken.unreadable(found).remedy.startswith("open it in Jupyter and save it there")


def test_other_languages_have_no_python() -> None:
    for metadata in ({"language_info": {"name": "R"}}, {"kernelspec": {"language": "julia"}}):
        found = decode(Path("/net.ipynb"), json.dumps(document(**metadata)).encode())
        assert isinstance(found, Source) and found.text == ""


def test_a_source_may_be_one_string() -> None:
    written = document()
    for cell in written["cells"]:
        cell["source"] = "".join(cell["source"])
    assert notebook.read(json.dumps(written).encode()) == notebook.read(
        json.dumps(document()).encode()
    )


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("%load_ext autoreload", "pass"),
        ("if a:\n    %time f()", "if a:\n    pass"),
        ("x = %sql select", "x = None"),
        ("a, b = !ls", "a, b = None"),
        ("x?\ny??", "pass\npass"),
        ("!a \\\n b \\\n c\nx", "pass\n\n\nx"),
        ("%%capture out\nx", "\nx"),
        ("\n%%html\n<p>", "\n\n"),
        ("%%", ""),
        ("x = (a\n  % b)", "x = (a\n  % b)"),
        ('"""\n%not magic\n"""', '"""\n%not magic\n"""'),
    ],
)
def test_magics(cell: str, code: str) -> None:
    assert text_of(cell) == f"{code}\n"


def test_stdin(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io
    import sys
    import types

    data = file.read_bytes()
    file.unlink()
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(data)))
    out = check(capsys, "-", "--stdin-filename", "net.ipynb", "--format", "concise")
    assert out.startswith("net.ipynb:cell 3:2:12")


@pytest.mark.parametrize("indent", [1, 2, None])
@pytest.mark.parametrize("in_lines", [True, False])
def test_add_noqa_writes_into_cells(
    file: Path, capsys: pytest.CaptureFixture[str], indent: int | None, in_lines: bool
) -> None:
    """Only the lines that get a comment are others than before."""
    cells = [*CELLS, ("code", "def more(x):\n    return keep(\n        x[x > 1],  # ü\n    )")]
    cells[4] = ("code", NET.replace("keep(x)", "more(x)"))
    notebook_ = document(cells)
    for cell in notebook_["cells"]:
        cell["source"] = cell["source"] if in_lines else "".join(cell["source"])
    before = json.dumps(notebook_, indent=indent, ensure_ascii=False) + "\n"
    file.write_text(before, encoding="utf-8")
    assert "2 lines annotated" in check(capsys, "--add-noqa")
    after = file.read_text(encoding="utf-8")
    comments = after.replace("  # noqa: GNN320", "")
    assert comments == before and after.count("# noqa: GNN320") == 2
    assert "    )  # noqa: GNN320" in after, "behind the statement, not in it"
    assert "GNN" not in check(capsys, "--format", "concise")
    assert "0 lines annotated" in check(capsys, "--add-noqa")
