"""Records on disk: resumed, cut off by a kill, merged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint.atlas.record import Outcome, missing_extension
from gnnlint.atlas.store import Store, StoreError, merge
from tests.atlas.made import VERSIONS, record


def filled(file: Path, *names: str) -> Store:
    store = Store(file)
    for name in names:
        store.append(record(name))
    return store


def test_what_was_kept_is_read_back(tmp_path: Path) -> None:
    filled(tmp_path / "a.jsonl", "one", "two")
    assert list(Store(tmp_path / "a.jsonl")) == [record("one"), record("two")]


def test_each_record_is_a_line_at_once(tmp_path: Path) -> None:
    store = filled(tmp_path / "a.jsonl", "one")
    assert store.file.read_text().count("\n") == 1
    store.append(record("two"))
    assert store.file.read_text().count("\n") == 2


def test_a_record_is_found_by_program_and_versions(tmp_path: Path) -> None:
    store = filled(tmp_path / "a.jsonl", "one")
    assert store.find(replace(record("one"), modes={}, date="")) == record("one")
    assert store.find(replace(record("one"), program="other")) is None
    assert store.find(replace(record("one"), versions={**VERSIONS, "torch": "2.14.0"})) is None
    assert store.find(replace(record("one"), training=True)) is None


def test_a_line_that_a_kill_cut_off_is_measured_again(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    filled(file, "one", "two")
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    store = Store(file)
    assert list(store) == [record("one")]
    store.append(record("two"))
    assert file.read_bytes() == whole
    assert len(Store(file)) == 2


def test_a_file_of_something_else_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"operator": "x"}\n')
    with pytest.raises(StoreError, match=r"a\.jsonl:1 is no record"):
        Store(file)


def test_files_are_merged_and_the_later_wins(tmp_path: Path) -> None:
    one, two, whole = (tmp_path / f"{name}.jsonl" for name in ("one", "two", "whole"))
    filled(one, "a", "b")
    filled(two, "c").append(replace(record("b"), date="2026-12-24"))
    assert merge([one, two], whole) == 3
    assert {it.variation: it.date[5:7] for it in Store(whole)} == {"a": "11", "b": "12", "c": "11"}


def test_merging_into_one_of_the_files_loses_nothing(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    filled(one, "a")
    filled(two, "b")
    merge([one, two], one)
    assert {it.variation for it in Store(one)} == {"a", "b"}


@pytest.mark.parametrize(
    ("kind", "error", "found"),
    [
        ("ModuleNotFoundError", "No module named 'rdkit.Chem'", "rdkit"),
        ("ImportError", "'knn_graph' requires 'pyg-lib>=0.6.0'", "pyg-lib"),
        ("ImportError", "`graclus` requires `pyg-lib>=0.6.0`.", "pyg-lib"),
        ("NotImplementedError", "Aggregation requires 'index' to be specified", None),
    ],
)
def test_the_extension_that_is_missing(kind: str, error: str, found: str | None) -> None:
    assert missing_extension(Outcome("raises", error, kind)) == found
