"""That the bare script which ``verify`` is measured beside runs the same modes."""

from __future__ import annotations

import pytest

pytest.importorskip("torch_geometric")

from gnnlint.verify.observation import SHOWN_MODES
from tests.bench.bare import MODES
from tests.bench.instructions import Instructions, count_in
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


REPORT = """\
==17734== Cachegrind, a high-precision tracing profiler
a finding at ==1== I   refs:      5
==17734==
==17734== I   refs:      36,794,261,624
"""


def test_instructions_are_read_off_the_report() -> None:
    counted = Instructions({"check": count_in(REPORT)})
    assert "| check | 36.79 |" in counted.section()
    assert Instructions({}).section() == ""
    with pytest.raises(ValueError, match="no count: ==2== Cachegrind"):
        count_in("==2== Cachegrind")
