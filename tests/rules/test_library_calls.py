"""Every function of Python, numpy and torch that rules say is not traced, asked of Dynamo."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from typing import Any

import pytest

from gnnlint.catalogue import load
from gnnlint.finding import Default, Script
from gnnlint.library.breaks import known_break
from gnnlint.trace.event import Kind
from tests.rules.examples import ROOT
from tests.rules.library_calls import OWNERS, module_of

pytestmark = pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")


LEFT_OUT = frozenset() if sys.version_info < (3, 13) else frozenset({"locale.resetlocale"})
"""What later versions of Python have dropped."""

UNCONDITIONAL = frozenset({"GB0007", "GB0208", "GB0294"})


def listed() -> dict[str, tuple[str, ...]]:
    """Break types by name, from the rows that hold whatever the arguments.

    Of numpy's, what has no counterpart in torch: the others break by what they do to an array.
    """
    return {
        name: row.gb
        for rule in load().rules
        for row in rule.rows
        if row.when is None and row.default is Default.BREAK and not row.constructs
        for name in row.names
        if name.partition(".")[0] in sys.stdlib_module_names
        or (name.startswith("numpy.") and set(row.gb) & UNCONDITIONAL)
        or (rule.code == "GNN346" and row.event is Kind.CALL)
    }


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """What Dynamo says to each."""
    told: dict[str, str] = asked(sorted(listed()))
    return told


def asked(names: Iterable[str], *options: str) -> Any:
    """What a compiler says to each, asked in a process that may be left in any state."""
    answer = subprocess.run(
        [sys.executable, "-m", "tests.rules.library_calls", *options],
        input=json.dumps(sorted(names)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    return json.loads(answer.stdout)


def test_the_names_are_python_s() -> None:
    """No misspelt name hides in a table."""
    absent = [
        it for it in listed() if module_of(it) is None and it.rpartition(".")[0] not in OWNERS
    ]
    assert set(absent) <= LEFT_OUT, absent


def test_each_is_asked(said: dict[str, str]) -> None:
    assert set(listed()) - set(said) <= LEFT_OUT


def test_none_is_traced(said: dict[str, str]) -> None:
    """Each breaks the graph for the reason that its row names."""
    known = {name: [known_break(it) for it in gb] for name, gb in listed().items()}
    kinds = {name: {it.kind for it in breaks if it} for name, breaks in known.items()}
    wrong = {name: told for name, told in said.items() if told not in kinds[name]}
    assert not wrong, wrong


def test_none_scripts() -> None:
    """What a row says that TorchScript refuses, it refuses."""
    refused = {
        name
        for rule in load().rules
        for row in rule.rows
        if row.script is Script.FAILS
        for name in row.names
        if name in listed()
    }
    assert len(refused) > len(listed()) / 2
    assert not asked(refused, "--script")
