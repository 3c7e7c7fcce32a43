"""Findings that rest on a whole project: only where all of it is known, and after any edit."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint import alone, engine
from gnnlint.cache import reader
from gnnlint.config import load
from gnnlint.finding import Finding
from gnnlint.session import Session
from gnnlint.source import decode
from tests.trace.tracing import net, write

CODE = "GNN505"

LAYER = "self.conv = GCNConv(8, 8, add_self_loops=False)"
NET = net("return self.conv(x, edge_index)", init=LAYER)
SILENCED = NET.replace("self.conv(x, edge_index)", "self.conv(x, edge_index)  # gnnlint: ignore")

PROJECT = {
    "pyproject.toml": "[project]\nname = 'shop'\n",
    "shop/__init__.py": "",
    "shop/net.py": NET,
    "prepare/graphs.py": "def read(path):\n    return path.read_text()\n",
}

READY = (
    "import torch_geometric.transforms as T\nready = T.AddRemainingSelfLoops()\n",
    "import torch_geometric.transforms as T\nready = T.AddSelfLoops(attr='w')\n",
    "import torch_geometric.transforms as T\nready = T.GCNNorm()\n",
    "from torch_geometric.utils import (\n    add_self_loops,\n    degree,\n)\n",
    "from torch_geometric import utils\nindex, _ = utils.add_self_loops(index)\n",
    "from torch_geometric.utils import add_remaining_self_loops as complete\n",
    "from torch_geometric.nn.conv.gcn_conv import gcn_norm\n",
    "import scipy.sparse as sp\nadj = adj + sp.eye(adj.shape[0])\n",
    "adj = adj + np.identity(len(adj))\n",
    "adj.setdiag(1)\n",
    "adj_t = torch_sparse.fill_diag(adj_t, 1.0)\n",
    "edge_index = torch.cat([edge_index, torch.stack([nodes, nodes])], dim=1)\n",
    "edge_index = torch.cat([edge_index, torch.arange(n).repeat(2, 1)], dim=1)\n",
    "loop_index = torch.arange(0, n).unsqueeze(0)\n",
    "edges = radius_graph(pos, r=2.0, loop=True)\n",
    "graph = dgl.add_self_loop(graph)\n",
    "data = HeteroData()\n",
    "weight = deg[row].pow(-0.5) * deg[col].pow(-0.5)\n",
    "ready = getattr(torch_geometric.transforms, name)()\n",
)

UNREADY = (
    "conv = GATConv(8, 8, add_self_loops=False)\n",
    "class Conv:\n    def __init__(self, add_self_loops: bool = True):\n        pass\n",
    "class Conv:\n    add_self_loops = True\n    ready = self.add_self_loops\n",
    "for epoch in range(10):\n    x = torch.nn.Identity()(x)\n",
    "edge_index, _ = remove_self_loops(edge_index)\n",
    "norm = torch.nn.LayerNorm(8)\n",
    "options = {'add_self_loops': False}\n",
)

READY_BESIDE = {
    "conf/data/cora.yaml": "pre_transform:\n  _target_: torch_geometric.transforms.GCNNorm\n",
    "conf/data.yml": "transforms: [{_target_: torch_geometric.transforms.AddSelfLoops}]\n",
    "conf/graph.yaml": "_target_: torch_geometric.transforms.RadiusGraph\nr: 2.0\nloop: true\n",
    "conf/options.yaml": "data:\n  add_self_loops: yes\n",
    "settings.toml": "[data]\ntransform = 'AddRemainingSelfLoops'\n",
    "options.json": '{"transform": {"name": "gcn_norm"}}',
    "options.gin": "prepare.transform = @GCNNorm()\n",
    "setup.cfg": "[data]\nself_loops = true\n",
}

UNREADY_BESIDE = {
    "conf/model.yaml": "conv:\n  heads: 4\n  add_self_loops: false\n  normalize: true\n",
    "conf/remote.yaml": "transform: RemoveSelfLoops\nloop: false\n",
    "model.json": '{"conv": {"add_self_loops": false, "heads": 4}}',
    "model.toml": "[conv]\nadd_self_loops = false\n",
    "notes.md": "We could use GCNNorm.\n",
    ".cache/data.yaml": "transform: GCNNorm\n",
    "build/data.yaml": "transform: GCNNorm\n",
    "ignored/data.yaml": "transform: GCNNorm\n",
    "data.json": '["GCNNorm", "' + "x" * (1 << 20) + '"]',
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("GNNLINT_CACHE_DIR", raising=False)
    monkeypatch.setattr(reader, "_SETTLED", 0)  # as if every file were old
    return write(tmp_path / "project", PROJECT)


def found(root: Path, *names: str, cache: bool = False) -> tuple[Finding, ...]:
    settings = replace(load(root), cache=cache)
    return engine.check([root / it for it in names] or [root], settings).findings


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {it.code for it in findings}


def test_it_is_found_where_nothing_in_the_project_adds_self_loops(project: Path) -> None:
    (it,) = found(project)
    assert (it.code, Path(it.place.path).name) == (CODE, "net.py")
    assert it.condition == "when the graphs have no self-loops of their own"
    assert [related.role for related in it.related] == ["remedy"]


@pytest.mark.parametrize("text", READY)
def test_whatever_may_prepare_the_graphs_silences_it(project: Path, text: str) -> None:
    (project / "prepare/graphs.py").write_text(text)
    assert not found(project)


@pytest.mark.parametrize("text", UNREADY)
def test_what_prepares_nothing_does_not(project: Path, text: str) -> None:
    (project / "prepare/graphs.py").write_text(text)
    assert CODE in codes(found(project))


@pytest.mark.parametrize("name", READY_BESIDE)
def test_a_file_of_settings_that_names_what_prepares_them_does(project: Path, name: str) -> None:
    write(project, {name: READY_BESIDE[name]})
    assert not found(project)


@pytest.mark.parametrize("name", UNREADY_BESIDE)
def test_other_files_beside_the_code_do_not(project: Path, name: str) -> None:
    write(project, {name: UNREADY_BESIDE[name], ".gitignore": "ignored/\n"})
    assert CODE in codes(found(project))


def test_it_is_silent_where_what_stands_beside_the_code_cannot_be_known(project: Path) -> None:
    path = project / "conf" / "data.yaml"
    write(project, {"conf/data.yaml": "name: cora\n"})
    assert found(project, cache=True)
    path.write_bytes(b"name: \xff\n")
    assert not found(project, cache=True)
    path.unlink()
    assert found(project, cache=True)
    write(project, {f"graphs/{number}.json": "{}" for number in range(1001)})
    assert not found(project, cache=True)


def test_an_editor_is_told_when_a_file_of_settings_changes(project: Path) -> None:
    session = Session(load(project), (project,))
    session.look()
    assert session.judge()
    assert codes(session.run().findings) == {CODE}
    session.touched()
    for text, expected in (("transform: GCNNorm\n", set()), ("name: cora\n", {CODE})):
        write(project, {"conf/data.yaml": text})
        session.look()
        assert session.touched() == {project / "shop/net.py"}
        assert codes(session.run().findings) == expected
        session.look()
        assert not session.touched()


@pytest.mark.parametrize("names", [["shop/net.py"], ["shop"], ["shop", "prepare"]])
def test_it_is_silent_where_a_part_alone_is_looked_at(project: Path, names: list[str]) -> None:
    assert not found(project, *names)


def test_a_choice_that_a_class_offers_is_nobodys_yet(project: Path) -> None:
    offered = net(
        "return self.conv(x, edge_index)",
        init="self.conv = GCNConv(8, 8, add_self_loops=deep)",
        arguments="deep=False",
    )
    (project / "shop/net.py").write_text(offered)
    assert CODE not in codes(found(project))


def test_it_is_silent_for_one_file_at_a_time(project: Path) -> None:
    path, settings = project / "shop/net.py", load(project)
    assert not alone.check(path, path.read_bytes(), settings).findings
    stdin = (str(path), path.read_bytes())
    assert not engine.check([], settings, stdin=stdin).findings


def test_it_is_silent_where_nothing_says_that_a_folder_is_all(project: Path) -> None:
    assert found(project, cache=True)
    (project / "pyproject.toml").unlink()
    assert not found(project, cache=True)


def test_it_is_silent_where_a_file_cannot_be_read(project: Path) -> None:
    (project / "prepare/graphs.py").write_bytes(b"# coding: ascii\nname = '\xff'\n")
    assert codes(found(project)) == {"GNN001"}


def test_it_is_silent_where_files_are_excluded(project: Path) -> None:
    assert found(project, cache=True)
    marked = project / "pyproject.toml"
    marked.write_text(marked.read_text() + "\n[tool.gnnlint]\nexclude = ['unread']\n")
    assert not found(project, cache=True)


def test_a_comment_that_silences_it_is_of_use_in_any_run(project: Path) -> None:
    (project / "shop/net.py").write_text(SILENCED.replace("ignore", f"ignore[{CODE}]"))
    assert not found(project)
    assert not found(project, "shop")
    (project / "prepare/graphs.py").write_text(READY[0])
    assert not found(project)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_all_say_what_a_fresh_check_says(project: Path, seed: int) -> None:
    chance = random.Random(seed)
    texts = {
        "shop/net.py": [NET, NET.replace("False", "True"), SILENCED, f"\n\n{NET}"],
        "prepare/graphs.py": [PROJECT["prepare/graphs.py"], *READY[:3], *UNREADY[:3]],
        "conf/data.yaml": [None, "name: cora\n", "transform: GCNNorm\n"],
    }
    session = Session(load(project), (project,))
    session.look()
    shown: dict[str, tuple[Finding, ...]] = {}
    for _ in range(25):
        name = chance.choice(sorted(texts))
        path, text = project / name, chance.choice(texts[name])
        if text is None:
            path.unlink(missing_ok=True)
        else:
            write(project, {name: text})
        if text is not None and path.suffix == ".py":
            session.write(path, decode(path, text.encode()))
        else:
            session.look()
        assert session.judge()
        fresh = found(project)
        assert session.run().findings == fresh
        assert found(project, cache=True) == fresh
        for touched in session.touched():
            shown[touched.as_posix()] = session.run([touched]).findings
        assert [it for own in shown.values() for it in own] == list(fresh), "as an editor shows it"
