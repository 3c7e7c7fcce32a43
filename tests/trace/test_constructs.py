"""Python's own constructs over tensors: what is ordered, matched, looked up, entered, drawn."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from gnnlint.trace.event import Kind
from gnnlint.trace.value import Opaque
from tests.trace.tracing import net, trace_net, trace_script

ORDERED = """
parts = [x.sum(), x.mean()]
a = sorted(parts)  #! convert sort
parts.sort()  #! convert sort
b = sorted(parts, key=lambda it: it.dim())
c = max([x, x * 2], key=lambda it: it.norm())  #! convert sort
d = max(parts)
e = sorted({"b": x, "a": x}.items())  #! convert sort
f = sorted({"b": x, "a": x})
g = sorted([(2, x), (1, x)], key=lambda pair: pair[0])
return a, b, c, d, e, f, g
"""

MATCHED = """
match batch.max():
    case 1 | 2:  #! branch match
        x = x + 1
    case _:
        x = x + 2
match x:
    case Tensor():
        x = x + 3
match x.dim():
    case 2:
        x = x + 4
return x
"""

ASSERTED = """
assert not x.isnan().any()  #! branch assert not
assert x.isfinite().all(), "not" + " finite"
assert x.isfinite().all(), f"not finite: {x.shape}"  #! branch assert
assert x.dim() == 2 and x.size(0) > 0
return x
"""

LOOKED_UP = """
n = batch.max().item()  #! item
seen = {n, 1}  #! convert key
seen.add(n)  #! convert key
table = {0: x}
table[n] = x  #! convert key
return table[n], table[x.dim()]  #! convert key
"""

ARRAYS = """
rows = x.detach().numpy()
if np.isnan(rows).any():  #! branch if
    x = x * 2
if self.scale > 1:  #! branch if
    x = x * 3
kept = rows[rows > 0]  #! mask
if rows.shape[0] > 3 and rows.ndim == 2 and rows.size > 3 and self.number > 3:
    x = x * 4
for _ in range(int(np.log2(8))):
    x = x * 5
rows[rows < 0] = 0
if isinstance(rows, np.ndarray):
    x = x * self.scale
return torch.from_numpy(np.maximum(kept, 0)), x
"""

ASKED = """
kept = list(filter(lambda it: it.sum() > 0, [x, x * 2]))  #! branch filter
some = list(filter(lambda it: it is not None, [x, None]))
a = 3 in batch  #! branch in
b = 3 not in batch  #! branch not in
return kept, some, a, b
"""


CLASSES = """
a = torch.FloatTensor(np.zeros((3, 3)))  #! convert class
b = torch.FloatTensor(np.zeros((3, 3), np.float32))
c = torch.FloatTensor(np.zeros((3, 3)).astype("float32"))
d = torch.FloatTensor(np.array([1, 2]))  #! convert class
e = torch.LongTensor(np.array([1, 2]))
f = torch.LongTensor(np.ones(3))  #! convert class
g = torch.FloatTensor(x.numpy()), torch.FloatTensor([1, 2]), torch.FloatTensor(2, 3)
h = torch.Tensor(np.zeros(3)), torch.tensor(np.zeros(3))
if isinstance(x, torch.LongTensor):
    print(e)  #! print
if isinstance(e, torch.FloatTensor):
    return a, b, c, d
return e, f, g, h
"""


def test_classes_of_tensors_hold_numbers_of_one_type(tmp_path: Path) -> None:
    traced = trace_net(tmp_path, net(CLASSES, head="import numpy as np"))
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    "forward",
    [ORDERED, MATCHED, ASSERTED, LOOKED_UP, ASKED],
    ids=["ordered", "matched", "asserted", "looked-up", "asked"],
)
def test_constructs(tmp_path: Path, forward: str) -> None:
    traced = trace_net(tmp_path, net(forward))
    assert traced.seen == traced.marked


def test_a_number_that_python_draws_is_traced_as_a_tensor(tmp_path: Path) -> None:
    forward = """
    if random.randint(0, 3) > 1:  #! branch if
        x = x + random.uniform(0, 1)
    for _ in range(random.randint(1, x.size(0))):
        x = x + 1
    return x
    """
    traced = trace_net(tmp_path, net(forward, head="import random"))
    assert traced.seen == traced.marked


def test_the_constructor_of_what_forward_makes_is_traced(tmp_path: Path) -> None:
    head = """
    class Scale:
        def __init__(self, value):
            self.value = value.item()  #! item
    """
    forward = "return x * Scale(x.sum()).value * self.scale.value"
    traced = trace_net(tmp_path, net(forward, head=head, init="self.scale = Scale(torch.ones(1))"))
    assert traced.seen == traced.marked


def test_arrays_of_tensors_are_tensors(tmp_path: Path) -> None:
    init = "self.scale = np.sqrt(8)\nself.number = int(np.prod([2, 4]))"
    traced = trace_net(tmp_path, net(ARRAYS, head="import numpy as np", init=init))
    assert traced.seen == traced.marked


def test_scripted_modules_are_read_and_not_followed(tmp_path: Path) -> None:
    head = """
    class Head(Module):
        def forward(self, x):
            return x * x.sum().item()
    """
    init = "self.head = torch.jit.script(Head())\nself.plain = Head()"
    traced = trace_net(tmp_path, net("return self.head(x)", head=head, init=init))
    (read,) = traced.of_kind(Kind.READ_MODULE)
    assert (read.construct, read.source) == ("scripted", "self.head")
    assert not traced.named("torch.Tensor.item")


def test_what_is_entered_is_known_by_what_made_it(tmp_path: Path) -> None:
    forward = """
    with self.lock, torch.random.fork_rng():
        os.environ["A"] = "1"
    return x
    """
    head = "import os\nimport threading"
    traced = trace_net(tmp_path, net(forward, head=head, init="self.lock = threading.Lock()"))
    entered = [it.operands["manager"] for it in traced.of_kind(Kind.ENTER)]
    assert entered == [Opaque("threading.Lock"), Opaque("torch.random.fork_rng")]
    (written,) = traced.of_kind(Kind.WRITE_ITEM)
    assert written.operands["value"] == Opaque("os.environ")


def test_a_progress_bar_yields_what_it_is_laid_over(tmp_path: Path) -> None:
    forward = """
    for conv in tqdm(self.convs):
        x = conv(x, edge_index)  #! GCNConv
    return x
    """
    head = "from tqdm import tqdm"
    traced = trace_net(
        tmp_path, net(forward, head=head, init="self.convs = ModuleList([GCNConv(8, 8)])")
    )
    assert traced.seen == traced.marked
    assert traced.event("tqdm.tqdm").callee == "tqdm"


def test_arguments_of_numpy_are_bound_by_name(tmp_path: Path) -> None:
    forward = "return np.random.randint(0, 5, 16), np.random.rand()"
    traced = trace_net(tmp_path, net(forward, head="import numpy as np"))
    drawn = traced.event("numpy.random.randint").call
    assert drawn is not None and drawn.value("size") is not None
    alone = traced.event("numpy.random.rand").call
    assert alone is not None and "d0" not in alone.passed


def test_a_sum_that_starts_as_a_number_is_a_tensor_where_only_tensors_fit(tmp_path: Path) -> None:
    forward = """
    out = 0
    for _ in range(self.steps):
        out = out + self.lin(x)
    if out.sum() > 0:  #! branch if
        x = x + 1
    kept = 0.0
    for _ in range(self.steps):
        kept += x
    return kept[kept > 0], out > 0  #! mask
    """
    init = "self.steps = steps\nself.lin = nn.Linear(8, 8)"
    traced = trace_net(tmp_path, net(forward, init=init, arguments="steps"))
    assert traced.seen == traced.marked


def test_bases_that_define_nothing_are_passed_over(tmp_path: Path) -> None:
    head = """
    from abc import ABC
    from typing import Generic, TypeVar

    T = TypeVar("T")

    class Counting(ABC, Generic[T]):
        def forward(self, x, edge_index):
            return super().forward(x, edge_index)  #! GCNConv

    class Conv(Counting[int], GCNConv):
        pass
    """
    forward = "return self.conv(x, edge_index)"
    traced = trace_net(tmp_path, net(forward, head=head, init="self.conv = Conv(8, 8)"))
    assert traced.seen == traced.marked
    assert not traced.gaps


def test_a_recurrent_base_is_read_by_super(tmp_path: Path) -> None:
    head = """
    class Memory(nn.GRU):
        def forward(self, x):
            return super().forward(x)[0]
    """
    source = net("return x", head=head)
    traced = trace_net(tmp_path, source, name="Memory")
    (read,) = traced.of_kind(Kind.READ_MODULE)
    assert read.construct == "recurrent"


def test_what_functions_without_annotations_return(tmp_path: Path) -> None:
    forward = """
    edge_index, weight = gcn_norm(edge_index, None, x.size(0))  #! gcn_norm
    x = torch.spmm(x, torch.from_numpy(x.detach().numpy()))
    packed = pack_padded_sequence(x, batch)
    x, sizes = pad_packed_sequence(packed)
    return x[x > 0], weight[weight > 0], edge_index[sizes > 2]  #! mask
    """
    head = """
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
    from torch_geometric.nn.conv.gcn_conv import gcn_norm
    """
    traced = trace_net(tmp_path, net(forward, head=head))
    assert traced.seen == traced.marked
    assert not traced.gaps


def test_a_batch_holds_what_the_graphs_were_made_of(tmp_path: Path) -> None:
    source = net(
        """
        x = data.features
        if data.charge.type_as(x).sum() > 0:  #! branch if
            x = x + 1
        return x[data.chosen], data.x[data["chosen"]], x[data.other]  #! mask
        """,
        parameters="data",
    )
    script = """
    import torch
    from torch_geometric.data import Batch, Data
    from net import Net

    def graphs(count):
        made = []
        for i in range(count):
            graph = Data(features=torch.rand(4, 8), charge=torch.zeros(1), chosen=torch.ones(4) > i)
            made.append(graph)
        return Batch.from_data_list(made)

    model = torch.compile(Net())
    for count in (2, 3):
        model(graphs(count))
    """
    traced = trace_script(tmp_path, script, {"net.py": source})
    assert traced.marked <= traced.seen
    assert not traced.gaps


@pytest.mark.parametrize(
    ("forward", "parameters"),
    [
        ("return batched_data.batch.max().item()  #! item", "batched_data"),
        (
            "return pyg_batch['x'][pyg_batch['x'] > 0], pyg_batch['edge_index']  #! mask",
            "pyg_batch",
        ),
        ("return int(sample['x']), sample['mol']", "sample"),
        ("return batch.max().item()  #! item", "batch: Tensor"),
    ],
)
def test_what_is_used_as_a_graph_is_one(tmp_path: Path, forward: str, parameters: str) -> None:
    traced = trace_net(tmp_path, net(forward, parameters=parameters))
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    ("forward", "parameters"),
    [
        ("adj = adj.coalesce()  #! sparse\nreturn adj.indices()", "adj"),
        ("return x * adj._nnz()  #! sparse", "x: Tensor, adj: Tensor"),
        ("return adj.indices() if adj.is_sparse else adj", "adj: Tensor"),
        ("return adj.coalesce()", "adj"),
    ],
)
def test_what_only_sparse_tensors_answer_shows_one(
    tmp_path: Path, forward: str, parameters: str
) -> None:
    traced = trace_net(tmp_path, net(forward, parameters=parameters))
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    ("made", "reads"),
    [
        ("torch.sparse.mm(a, a)", True),
        ("torch.sparse.softmax(a, dim=1)", True),
        ("a.index_select(0, batch)", True),
        ("torch.sparse.mm(a, x)", False),
        ("torch.mm(x, a)", False),
        ("a.to_dense()", False),
    ],
)
def test_what_operators_make_of_sparse_tensors(tmp_path: Path, made: str, reads: bool) -> None:
    forward = f"""
    a = x.to_sparse()
    return self.read({made})  #! sparse
    """
    mark = "  #! sparse" if reads else ""
    methods = f"def read(self, other):\n    return other.relu(){mark}"
    traced = trace_net(tmp_path, net(forward, methods=methods))
    assert traced.seen == traced.marked


def test_what_functions_of_other_packages_return(tmp_path: Path) -> None:
    forward = """
    packed, shapes = pack([x, x], "b * d")
    first, second = unpack(packed, shapes, "b * d")
    return packed[packed > 0], first[second > 0]  #! mask
    """
    traced = trace_net(tmp_path, net(forward, head="from einops import pack, unpack"))
    assert traced.seen == traced.marked
    assert not traced.gaps


@pytest.mark.parametrize(
    ("loader", "call"),
    [
        ("DataLoader(dataset, batch_size=8)", "for given in loader:\n    model(given)"),
        ("DataLoader(dataset)", "for _, given in enumerate(tqdm(loader)):\n    model(given)"),
        ("NeighborLoader(dataset[0], [10])", "model(next(iter(loader)).to(device))"),
    ],
)
def test_what_a_loader_yields_is_a_graph(tmp_path: Path, loader: str, call: str) -> None:
    forward = """
    x = given.x
    if x.sum() > 0:  #! branch if
        x = x + 1
    return x[given.batch == 0]  #! mask
    """
    script = f"""
    import torch
    from torch_geometric.datasets import TUDataset
    from torch_geometric.loader import DataLoader, NeighborLoader
    from tqdm import tqdm
    from net import Net

    device = torch.device("cpu")
    dataset = TUDataset("data", "MUTAG")
    loader = {loader}
    model = torch.compile(Net())
    """
    script = textwrap.dedent(script) + call + "\n"
    traced = trace_script(tmp_path, script, {"net.py": net(forward, parameters="given")})
    assert traced.marked <= traced.seen


def test_what_the_standard_library_makes_of_iterables(tmp_path: Path) -> None:
    forward = """
    several = [conv(x, edge_index) for conv in self.convs]  #! GCNConv
    total = reduce(operator.add, several)
    most = reduce(lambda a, b: torch.maximum(a, b), several, x)
    for a, b in itertools.combinations(several, 2):
        total = total + a * b
    for a, conv in itertools.product([x], self.convs):
        total = total + conv(a, edge_index)  #! GCNConv
    for a, b in itertools.product([x, total], repeat=2):
        if (a * b).sum() > 0:  #! branch if
            x = x + 1
    for layer in itertools.chain(self.convs, [GCNConv(8, 8)]):
        if layer(x, edge_index).sum() > 0:  #! GCNConv; branch if
            x = x + 1
    return total[total > 0], most[most > 1]  #! mask
    """
    head = "import itertools\nimport operator\nfrom functools import reduce"
    init = "self.convs = ModuleList([GCNConv(8, 8) for _ in range(count)])"
    traced = trace_net(tmp_path, net(forward, head=head, init=init, arguments="count"))
    assert traced.seen == traced.marked
    assert not traced.gaps


@pytest.mark.parametrize(
    ("held", "told"),
    [
        ("{}", False),
        ("{'a': 1}", False),
        ("{'a': x}", True),
        ("{key: x for key in x_dict}", True),
        ("{key: 1 for key in x_dict}", False),
        ("[x for key in x_dict]", True),
        ("defaultdict(list)", False),
    ],
)
def test_which_comprehensions_name_tensors_of_their_own(
    tmp_path: Path, held: str, told: bool
) -> None:
    """torch/_dynamo/convert_frame.py, ``has_tensor_in_frame``: it looks into lists and dicts."""
    forward = f"found = {held}\nreturn [found[key] for key in x_dict.keys()]"
    parameters = "x: Tensor, x_dict: dict[str, Tensor]"
    head = "from collections import defaultdict"
    traced = trace_net(tmp_path, net(forward, head=head, parameters=parameters))
    source = (tmp_path / "net.py").read_text(encoding="utf-8").splitlines()
    texts = [source[it.place.line - 1].strip() for it in traced.of_kind(Kind.COMPREHEND)]
    assert any(it.startswith("return") for it in texts) is told
