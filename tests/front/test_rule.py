"""``gnnlint rule``: pages assembled from the files of a rule's folder."""

from __future__ import annotations

import json
import sys
import types
from pathlib import Path

import pytest

import gnnlint
from gnnlint.catalogue import load
from gnnlint.cli.main import main
from gnnlint.finding import Default, Fullgraph, Script
from gnnlint.remark import OWN_CODES
from gnnlint.report.explanation import examples, told_effects
from gnnlint.standing import Standing

BAD = '"""Why it\nmatters.\n"""\n\nimport torch\n\nx = 1  # expect: GNN201\n'


@pytest.fixture(autouse=True)
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of two rules in place of the shipped one; returns the folder of the first."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "GNN201_pool_without_size"
    (folder / "good").mkdir(parents=True)
    (folder / "bad.py").write_text(BAD)
    (folder / "bad_10.py").write_text("y = 1\n")
    (folder / "bad_2.py").write_text("z = 1\n")
    (folder / "bad_habit.py").write_text("not an example\n")
    (folder / "good/model.py").write_text('"""Instead."""\nx = 2\n')
    row = types.SimpleNamespace(
        default=Default.BREAK,
        fullgraph=Fullgraph.CAPTURED,
        script=Script.CLEAN,
        torch="",
        pyg=">=2.3",
        gb=("GB0124", "GB9999"),
        names=frozenset({"torch_geometric.nn.global_add_pool"}),
        nowhere=(),
    )
    pool = types.SimpleNamespace(
        code="GNN201",
        name="pool-without-size",
        summary="Pooling reads the size back",
        message="`{callee}` breaks",
        remedy="pass `size=`",
        folder=folder,
        rows=(row, row),
        standing=Standing("preview"),
        check=None,
    )
    other = types.SimpleNamespace(
        code="GNN101",
        name="untyped",
        summary="No type",
        message="",
        remedy="",
        folder=folder,
        rows=(),
        standing=Standing(),
        check=None,
    )
    module = types.ModuleType("gnnlint.catalogue")
    catalogue = types.SimpleNamespace(rules=(pool, other))
    module.load = lambda folders: catalogue  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gnnlint.catalogue", module)
    monkeypatch.setattr(gnnlint, "catalogue", module, raising=False)
    return folder


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule"]) == 0
    assert capsys.readouterr().out == (
        "GNN101  untyped            No type\n"
        "GNN201  pool-without-size  Pooling reads the size back\n"
    )


def test_effects_name_their_callables_where_some_are_the_same() -> None:
    (rule,) = (it for it in load().rules if it.code == "GNN205")
    told = told_effects(rule)
    (fails,) = (it for it in told if "fails under fullgraph=True" in it)
    assert fails.endswith(": `sort_edge_index`") and "`degree`" in told[0]
    assert sum(it.endswith(": `softmax`") for it in told) == 2


@pytest.mark.parametrize("selector", ["GNN201", "gnn201", "pool-without-size", "pool_without_size"])
def test_one(selector: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", selector]) == 0
    out = capsys.readouterr().out
    first, second = out.splitlines()[:2]
    assert first == "GNN201 pool-without-size (in preview: --preview switches it on)"
    assert second == "Pooling reads the size back"
    effect = "effect: breaks by default, captured by fullgraph=True from torch 2.10 on"
    versions = "torch_geometric >=2.3, run under the compilers from 2.5 on"
    assert out.count(f"{effect} ({versions})\n") == 1
    assert "the compiler says: Unsupported Tensor.item() call" in out
    assert "Breaks (bad.py)\nWhy it\nmatters.\n\n    import torch\n" in out
    assert "Instead (good/model.py)\nInstead.\n\n    x = 2\n" in out
    assert "not an example" not in out


FOR_TESTS = '''\
"""Why."""

import torch

SAME_OUTPUT = True
LIMIT = 3


def f(x):
    """Says."""
    return x  # expect: GNN201


def model():
    return f


def inputs():
    return []
'''


def test_an_example_is_shown_without_what_is_for_the_tests(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(FOR_TESTS)
    (example,) = examples(tmp_path, "bad")
    assert example.text == "Why."
    assert example.code == (
        'import torch\n\nLIMIT = 3\n\n\ndef f(x):\n    """Says."""\n    return x  # expect: GNN201'
    )


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "GNN201", "--format", "markdown"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("# GNN201: pool-without-size\n\nPooling reads the size back.\n")
    assert "[GNN" not in out and "[GB0124](https://" in out
    assert "## Why\n\nWhy it\nmatters.\n\n```python\nimport torch\n" in out
    assert "## What to write instead\n\npass `size=`\n\nInstead.\n\n```python\nx = 2\n```" in out
    assert main(["rule", "GNN002", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# GNN002: unused-suppression\n")


def test_examples_in_the_order_of_their_numbers(rules: Path) -> None:
    assert [each.name for each in examples(rules, "bad")] == ["bad.py", "bad_2.py", "bad_10.py"]


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--all", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [rule["code"] for rule in document["rules"]] == ["GNN101", "GNN201"]
    pool = document["rules"][1]
    assert pool["effects"][0] == {
        "default": "break", "fullgraph": "captured", "script": "clean", "torch": "", "pyg": ">=2.3",
    }  # fmt: skip
    assert [it["id"] for it in pool["breaks"]] == ["GB0124"]
    assert pool["stability"] == "preview"
    assert pool["bad"][0]["text"] == "Why it\nmatters."


@pytest.mark.parametrize("code", OWN_CODES)
def test_own_rules_explain_themselves(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", code]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{code} {OWN_CODES[code]}\n") and "instead: " in out
    assert main(["rule", OWN_CODES[code], "--format", "json"]) == 0
    (rule,) = json.loads(capsys.readouterr().out)["rules"]
    assert rule["code"] == code and 2 <= rule["message"].count(". ") + 1 <= 4


def test_a_prefix_finds_both_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "GNN", "--format", "json"]) == 0
    codes = [rule["code"] for rule in json.loads(capsys.readouterr().out)["rules"]]
    assert codes == ["GNN101", "GNN201", *OWN_CODES]


def test_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "pool-without-sizes"]) == 2
    assert "Did you mean `pool-without-size`?" in capsys.readouterr().err
