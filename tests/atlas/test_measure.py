"""A few operators of the installed library under the real compilers, and the command around it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint.atlas.comparison import Verdict, compare, disagreements
from gnnlint.atlas.measure import FULL_MODES, SIZES, Plan, chosen, measure
from gnnlint.atlas.operator import PYG, EnumerationError, listing_of
from gnnlint.atlas.record import BASE_CLASS, DIRECT, MEASURED, NO_FORWARD, Record
from gnnlint.atlas.store import Store
from gnnlint.cli.main import main
from gnnlint.verify import Children
from gnnlint.verify.signature import Operator
from tests.trace.tracing import write

pytest.importorskip("torch_geometric")


@pytest.fixture(scope="module")
def operators(children: Children) -> list[Operator]:
    return listing_of(PYG, children).operators


@pytest.fixture(scope="module")
def store(
    operators: list[Operator], children: Children, tmp_path_factory: pytest.TempPathFactory
) -> Store:
    store = Store(tmp_path_factory.mktemp("atlas") / "records.jsonl")
    names = (
        "degree remove_self_loops global_add_pool GraphNorm "
        "InnerProductDecoder cumsum knn L2KNNIndex"
    )
    measure(chosen(operators, names.split()), store, children, Plan())
    return store


def of(store: Store, operator: str) -> dict[str, Record]:
    return {it.variation: it for it in store if it.short_name == operator}


def test_the_operators_of_the_library(operators: list[Operator]) -> None:
    by_name = {it.name: it for it in operators}
    assert len(by_name) == len(operators) > 250
    conv = by_name["torch_geometric.nn.GCNConv"]
    assert (conv.group, conv.kind) == ("conv", "layer")
    assert [it.name for it in conv.call or ()][:2] == ["x", "edge_index"]
    assert {it.name: it.default for it in conv.init}["normalize"] == "True"
    sage = by_name["torch_geometric.nn.SAGEConv"]
    assert next(it for it in sage.init if it.name == "aggr").options == ("mean", "max", "lstm")
    assert by_name["torch_geometric.utils.scatter"].kind == "function"


def test_a_size_clears_the_break(store: Store) -> None:
    found = of(store, "degree")
    plain, sized = found["degree(index)"], found["degree(index, num_nodes)"]
    assert plain.status("default") == "breaks" and sized.status("default") == "ok"
    assert plain.status("fullgraph") == "ok"
    assert [it.place.partition(":")[0] for it in plain.breaks] == [
        "torch_geometric/utils/num_nodes.py"
    ]


def test_a_function_with_overloads_scripts_from_a_typed_caller_only(store: Store) -> None:
    plain = of(store, "remove_self_loops")["remove_self_loops(edge_index)"]
    assert plain.status("script") == "ok" and plain.status(DIRECT) == "fails"


def test_a_clean_layer(store: Store) -> None:
    plain = of(store, "InnerProductDecoder")["InnerProductDecoder()(z, edge_index)"]
    assert {name: it.status for name, it in plain.modes.items()} == {
        "eager": "ok", "default": "ok", "fullgraph": "ok", "script": "ok", DIRECT: "ok",
    }  # fmt: skip


def test_what_cannot_be_measured_says_why(store: Store) -> None:
    from importlib.util import find_spec

    assert [it.state for it in of(store, "L2KNNIndex").values()] == [NO_FORWARD]
    if find_spec("pyg_lib") is None and find_spec("torch_cluster") is None:
        assert {it.missing for it in of(store, "knn").values()} == {"pyg-lib"}


def test_a_second_run_measures_nothing(
    store: Store, operators: list[Operator], children: Children
) -> None:
    before = store.file.read_bytes()
    again = Store(store.file)
    measure(chosen(operators, ["degree", "InnerProductDecoder"]), again, children, Plan(jobs=2))
    assert store.file.read_bytes() == before and len(again) == len(store)


def test_what_is_varied_otherwise_now_is_forgotten(
    store: Store, operators: list[Operator], children: Children, tmp_path: Path
) -> None:
    plain = of(store, "cumsum")["cumsum(x)"]
    other = Store(tmp_path / "records.jsonl")
    old = replace(plain, variation="cumsum(x, odd=True)", program="odd")
    older = replace(old, versions={**plain.versions, "torch": "2.0.0"})
    for it in plain, old, older:
        other.append(it)
    measure(chosen(operators, ["cumsum"]), other, children, Plan())
    assert list(other) == [plain, older] == list(Store(other.file))


def test_shards_are_all_operators_and_share_none(operators: list[Operator]) -> None:
    shares = [chosen(operators, shard=(index, 3)) for index in (1, 2, 3)]
    names = [it.name for share in shares for it in share]
    assert sorted(names) == sorted(it.name for it in operators)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


LAYERS = """
import abc
import torch
from torch import Tensor

class Gate(torch.nn.Module):
    def __init__(self, in_channels: int, hard: bool = False):
        super().__init__()
        self.hard = hard
        self.lin = torch.nn.Linear(in_channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = self.lin(x).sigmoid()
        if self.hard:
            print('hard')
        return gate * x

class Attention(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        batch_size, length, _ = x.shape
        return (x @ x.transpose(1, 2)).view(batch_size, length, length)

class Reader(torch.nn.Module, abc.ABC):
    @abc.abstractmethod
    def forward(self, x: Tensor) -> Tensor: ...

def plain(number: int) -> int:
    return number
"""


def test_any_package_of_modules(
    children: Children, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {"__init__": "", "layers": LAYERS, "extra": "import no_such_dependency"}
    write(tmp_path, {f"mylayers/{name}.py": text for name, text in parts.items()})
    code = tmp_path / "mylayers" / "layers.py"
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    store = Store(tmp_path / "records.jsonl")

    def told() -> dict[str, str | None]:
        return {it.variation: it.status("default") for it in store if it.state == MEASURED}

    with Children() as own:
        listing = listing_of("mylayers", own)
        names = {it.short_name for it in listing.operators}
        assert names == {"Gate", "Attention", "Reader"}
        why = "No module named 'no_such_dependency'"
        assert listing.left_out == {"mylayers.extra": why}
        measure(listing.operators, store, own, Plan())
        first = told()
        assert first["Gate(16)(x)"] == "ok" and first["Gate(16, hard=True)(x)"] == "breaks"
        assert first["Attention()(x)"] == "ok", "with three dimensions, as `verify` finds out"
        assert [it.state for it in of(store, "Reader").values()] == [BASE_CLASS]
        code.write_text(code.read_text().replace("print('hard')", "gate = gate.round()"))
        measure(chosen(listing.operators, ["Gate"]), store, own, Plan())
        assert told() == dict.fromkeys(first, "ok"), "the code is another, its version the same"
    assert len({it.versions["mylayers"] for it in of(store, "Gate").values()}) == 1
    with pytest.raises(EnumerationError, match="no_such_package"):
        listing_of("no_such_package", children)


def test_a_full_measurement_adds_to_what_is_kept(
    store: Store, operators: list[Operator], children: Children, tmp_path: Path
) -> None:
    file = tmp_path / "records.jsonl"
    file.write_bytes(store.file.read_bytes())
    full = Store(file)
    measure(chosen(operators, ["cumsum"]), full, children, Plan(modes=FULL_MODES))
    plain = of(full, "cumsum")["cumsum(x)"]
    assert {it.status for it in plain.modes.values()} == {"ok"}
    assert {*FULL_MODES, DIRECT, SIZES} == set(plain.modes)
    assert plain.modes[SIZES].note == "frames compiled by each call: 1, 1, 0, 0, 0"
    assert len(full) == len(store) < file.read_text("utf-8").count("\n")


def test_the_rules_say_what_the_compilers_do(store: Store) -> None:
    answers = compare(store)
    assert len(answers) > 40 and sum(it.shown for it in answers) > 4
    assert {it.verdict for it in answers} == {Verdict.AGREES}, disagreements(answers)


# -- the command -------------------------------------------------------------------------------


def test_the_command_reports_what_is_kept(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["atlas", "--kept", "--records", str(store.file)]
    assert main([*words, "--only", "degree"]) == 0
    assert "degree  default fails" in capsys.readouterr().out
    assert main([*words, "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["operators"]) == 8
    assert main([*words, "--only", "degre"]) == 2
    assert "no record of `degre`. Did you mean `degree`?" in capsys.readouterr().err


def test_the_command_merges(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = tmp_path / "whole.jsonl"
    assert (
        main(["atlas", "--merge", str(store.file), str(store.file), "--records", str(whole)]) == 0
    )
    assert len(Store(whole)) == len(store)
    assert main(["atlas", "--merge", "no.jsonl", "--records", str(whole)]) == 2
    assert "no.jsonl: no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--shard", "3/2"], "`3/2` is no share"),
        (["--shard", "x"], "`x` is no share"),
        (["--onyl", "x"], "Did you mean `--only`?"),
        (["--kept", "--records", "none.jsonl"], "none.jsonl: no such file; --kept takes"),
    ],
)
def test_wrong_words(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["atlas", *words]) == 2
    assert told in capsys.readouterr().err
