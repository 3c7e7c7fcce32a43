"""That the bare script which ``verify`` is measured beside runs the same modes."""

from __future__ import annotations

import pytest

pytest.importorskip("torch_geometric")

from gnnlint.verify.observation import SHOWN_MODES
from tests.bench.bare import MODES
from tests.bench.verification import graphs_by_hand, graphs_verified

EXAMPLE = "rules/GNN320_boolean_mask_index/bad.py"
"""Breaks by default, passes ``fullgraph=True``, and is small: each mode runs twice."""


def test_every_mode_that_is_shown_can_be_run_by_hand() -> None:
    assert set(MODES) == set(SHOWN_MODES)


def test_both_make_the_same_graphs() -> None:
    verified = graphs_verified(EXAMPLE)
    assert verified["default"] != verified["fullgraph"]
    assert {"eager", "default", "explain", "fullgraph", "dynamic"} <= set(verified)
    assert graphs_by_hand(EXAMPLE, *verified) == {name: it or 0 for name, it in verified.items()}
