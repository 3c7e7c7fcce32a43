"""docs/versions.py: what differs between the records of two versions."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from gnnlint.atlas.program import wrapped
from gnnlint.atlas.record import Record
from gnnlint.atlas.store import Store
from gnnlint.atlas.variations import candidates
from tests.atlas.made import SCATTER, outcomes, record

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "versions.py"
BREAKING = wrapped(next(candidates(SCATTER)))


def stored(path: Path, version: str, default: str) -> Path:
    versions = {"python": "3.11.7", "torch": "2.13.0", "torch_geometric": version}
    made: Record = record(program=BREAKING, modes=outcomes(default=default), versions=versions)
    Store(path).append(made)
    return path


@pytest.mark.parametrize(("then", "code"), [("breaks", 0), ("ok", 1)])
def test_what_changed_is_listed_and_what_is_wrong_fails(
    tmp_path: Path, then: str, code: int
) -> None:
    newest = stored(tmp_path / "new.jsonl", "2.8.1", "breaks")
    older = stored(tmp_path / "old.jsonl", "2.7.0", then)
    script = runpy.run_path(str(SCRIPT))
    page = tmp_path / "page.md"
    script["write"].__globals__["PAGE"] = page
    assert script["write"]([newest, older]) == code
    text = page.read_text("utf-8")
    assert "## What changed from 2.7.0 to 2.8.1" in text and "| 2.7.0 | 1 | 1 | default |" in text
    assert ("| `scatter` | default | ok → breaks | 1 |" in text) is (then == "ok")


def test_a_nightly_comes_after_the_reference(tmp_path: Path) -> None:
    reference = stored(tmp_path / "new.jsonl", "2.8.1", "breaks")
    Store(reference).append(
        record(
            operator="torch_geometric.utils.cumsum",
            versions={"python": "3.11.7", "torch": "2.13.0", "torch_geometric": "2.8.1"},
        )
    )
    nightly = stored(tmp_path / "nightly.jsonl", "2.9.0.dev20261027", "breaks")
    script = runpy.run_path(str(SCRIPT))
    page = tmp_path / "page.md"
    script["write"].__globals__["PAGE"] = page
    script["write"]([reference, nightly])
    text = page.read_text("utf-8")
    assert "## What changed from 2.8.1 to 2.9.0.dev20261027\n\nNothing that was measured." in text
    assert "Not measured with 2.9.0.dev20261027, or not in it: `cumsum`." in text
