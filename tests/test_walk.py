"""One small project from end to end: what is found, what is said of it, what the compilers say."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Certainty, Default, Finding, Fullgraph, Run, Severity, Verdict
from gnnlint.verify import Children, Observation, Subject, join, observe

NET = '''\
"""A net whose layers are made in one place and called in another."""

import torch
from torch import Tensor
from torch.nn import ModuleList
from torch_geometric.nn import GCNConv, global_mean_pool

from selection import keep


class Net(torch.nn.Module):
    def __init__(self, channels: int, num_layers: int) -> None:
        super().__init__()
        self.convs = ModuleList()
        for _ in range(num_layers):
            self.convs.append(GCNConv(channels, channels))  # MADE
        self.lin = torch.nn.Linear(channels, 1)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        for conv in self.convs:
            x = conv(x, edge_index).relu()  # CONV
        x, batch = keep(x, batch)  # HELPED
        g = global_mean_pool(x, batch)  # POOL
        if g.sum() > 0:  # BRANCH
            g = g * 2
        return self.lin(g)


def model() -> Net:
    torch.manual_seed(0)
    return Net(8, 2)


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 8), torch.randint(n, (2, 4 * n)), torch.arange(n) * 3 // n)
        for n in (20, 30, 40)
    ]
'''

SELECTION = '''\
"""Says nothing of torch."""


def keep(x, batch):
    mask = x[:, 0] > -9.0
    return x[mask], batch  # MASK
'''


def line_of(mark: str) -> int:
    text = SELECTION if mark == "MASK" else NET
    return next(n for n, line in enumerate(text.splitlines(), 1) if line.endswith(f"# {mark}"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("walk")
    (folder / "pyproject.toml").write_text('[project]\nname = "walk"\n')
    (folder / "net.py").write_text(NET)
    (folder / "selection.py").write_text(SELECTION)
    return folder


@pytest.fixture(scope="module")
def run(project: Path) -> Run:
    return check([project], Settings(root=project))


@pytest.fixture(scope="module")
def observation(project: Path, children: Children) -> Iterator[Observation]:
    if find_spec("torch_geometric") is None:
        pytest.skip("needs torch and torch_geometric")
    yield observe(Subject(project / "net.py", root=project), children=children, jobs=2)


def finding(run: Run, mark: str) -> Finding:
    name = "selection.py" if mark == "MASK" else "net.py"
    (found,) = [
        it
        for it in run.findings
        if Path(it.place.path).name == name and it.place.line == line_of(mark)
    ]
    return found


def test_these_and_no_others(run: Run) -> None:
    found = [(it.code, Path(it.place.path).name, it.place.line) for it in run.findings]
    assert sorted(found) == [
        ("GNN201", "net.py", line_of("POOL")),
        ("GNN203", "net.py", line_of("CONV")),
        ("GNN310", "net.py", line_of("BRANCH")),
        ("GNN320", "selection.py", line_of("MASK")),
    ]
    assert {it.certainty for it in run.findings} == {Certainty.CERTAIN}
    assert {it.entry_points for it in run.findings} == {("net.Net.forward",)}
    assert not run.elsewhere and run.files == 2


def test_the_layer_is_told_where_it_is_called_and_where_it_is_made(run: Run) -> None:
    conv = finding(run, "CONV")
    assert (conv.default, conv.fullgraph) == (Default.BREAK, Fullgraph.CAPTURED)
    assert conv.severity is Severity.WARNING
    assert conv.runs_eagerly, "a break in a loop leaves the rest of forward to Python"
    (made,) = conv.related
    assert (made.role, made.place.line) == ("remedy", line_of("MADE"))
    assert "conv" in conv.message and "add_self_loops=False" in conv.remedy


def test_the_helper_is_told_at_its_own_line(run: Run) -> None:
    mask = finding(run, "MASK")
    assert (mask.default, mask.fullgraph) == (Default.BREAK, Fullgraph.CAPTURED)
    assert mask.symbol == "keep"
    chain = [(Path(it.path).name, it.line, it.symbol) for it in mask.trace]
    assert chain == [
        ("net.py", line_of("HELPED"), "Net.forward"),
        ("selection.py", line_of("MASK"), "keep"),
    ]


def test_the_pool_breaks_in_its_own_frame(run: Run) -> None:
    pool = finding(run, "POOL")
    assert (pool.default, pool.fullgraph) == (Default.BREAK, Fullgraph.CAPTURED)


def test_the_branch_is_masked_by_the_loop_and_fails_under_fullgraph(run: Run) -> None:
    branch = finding(run, "BRANCH")
    assert (branch.default, branch.fullgraph) == (Default.MASKED, Fullgraph.ERROR)
    assert branch.severity is Severity.ERROR
    assert branch.masked_by is not None and branch.masked_by.line == line_of("CONV")


def test_the_model(run: Run) -> None:
    (model,) = run.models
    assert model.name == "net.Net"
    assert (model.compile, model.fullgraph, model.script) == ("breaks", "fails", "off")
    assert set(model.findings) == {it.fingerprint for it in run.findings}
    assert len(set(model.findings)) == 4
    assert model.gaps == ()


def test_one_file_is_reported_and_the_other_followed(project: Path, run: Run) -> None:
    alone = check([project / "net.py"], Settings(root=project))
    assert len(alone.elsewhere) == 1
    told = [it for it in run.findings if Path(it.place.path).name == "net.py"]
    assert [it.fingerprint for it in alone.findings] == [it.fingerprint for it in told]
    helper = check([project / "selection.py"], Settings(root=project))
    assert helper.findings == () and helper.models == ()


def test_the_compilers_confirm_all_of_it(run: Run, observation: Observation) -> None:
    judged = join(run.findings, [observation])
    verdicts = {it.place.line: (it.code, it.verdict) for it in judged}
    assert verdicts == {
        line_of("CONV"): ("GNN203", Verdict.CONFIRMED),
        line_of("MASK"): ("GNN320", Verdict.CONFIRMED),
        line_of("POOL"): ("GNN201", Verdict.CONFIRMED),
        line_of("BRANCH"): ("GNN310", Verdict.CONFIRMED),
    }
    assert len(judged) == 4, "the compilers saw nothing else"


def test_the_branch_shows_under_fullgraph_alone(observation: Observation) -> None:
    branch = line_of("BRANCH")
    assert branch not in {it.line for it in observation.default_sites}
    assert branch in {it.line for it in observation.fullgraph_sites}
