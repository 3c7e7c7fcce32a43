"""What the trace sees: small models, and every event in them that a compiler may care about."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gnnlint.trace.event import COUNTER, Kind
from gnnlint.trace.machine import Limits
from gnnlint.trace.value import (
    UNKNOWN,
    Const,
    DType,
    Scalar,
    Source,
    Tensor,
    Union,
    Value,
    is_from_data,
    is_none,
)
from tests.trace.tracing import HEAD, net, trace_net, trace_script

POOL = "torch_geometric.nn.global_mean_pool"
CONV = "torch_geometric.nn.GCNConv"

# -- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("imported", "called"),
    [
        ("from torch_geometric.nn import global_mean_pool", "global_mean_pool"),
        ("from torch_geometric.nn import global_mean_pool as gmp", "gmp"),
        ("from torch_geometric.nn.pool import global_mean_pool", "global_mean_pool"),
        ("from torch_geometric.nn.pool.glob import global_mean_pool", "global_mean_pool"),
        ("from torch_geometric.nn import *", "global_mean_pool"),
        ("import torch_geometric.nn as gnn", "gnn.global_mean_pool"),
        ("import torch_geometric.nn as gnn", "gnn.pool.glob.global_mean_pool"),
        ("import torch_geometric", "torch_geometric.nn.global_mean_pool"),
        ("import torch_geometric.nn", "torch_geometric.nn.global_mean_pool"),
        ("from torch_geometric import nn as pyg", "pyg.global_mean_pool"),
        ("import torch_geometric as tg", "tg.nn.pool.global_mean_pool"),
        ("import torch_geometric.nn as gnn\npool = gnn.global_mean_pool", "pool"),
        ("from layers import pool_of_graphs", "pool_of_graphs"),
        ("import layers", "layers.pool_of_graphs"),
        (
            "try:\n    from torch_geometric.nn import global_mean_pool\n"
            "except ImportError:\n    global_mean_pool = None",
            "global_mean_pool",
        ),
    ],
)
def test_a_function_by_any_name(tmp_path: Path, imported: str, called: str) -> None:
    layers = "from torch_geometric.nn import global_mean_pool as pool_of_graphs\n"
    source = (
        f"import torch\n{imported}\n\n\nclass Net(torch.nn.Module):\n"
        f"    def forward(self, x, batch):\n        return {called}(x, batch)\n"
    )
    traced = trace_net(tmp_path, source, {"layers.py": layers})
    event = traced.event(POOL)
    assert (event.callee, event.place.line) == (called, source.count("\n"))
    assert not traced.gaps


@pytest.mark.parametrize(
    ("imported", "made"),
    [
        ("from torch_geometric.nn import GCNConv", "GCNConv(8, 8)"),
        ("from torch_geometric.nn.conv import GCNConv as Conv", "Conv(8, 8)"),
        ("from torch_geometric.nn.conv.gcn_conv import GCNConv", "GCNConv(8, 8)"),
        ("import torch_geometric.nn as gnn", "gnn.GCNConv(8, 8)"),
        ("import torch_geometric.nn as gnn", "gnn.conv.GCNConv(8, 8)"),
        ("import torch_geometric.nn as gnn", "getattr(gnn, 'GCNConv')(8, 8)"),
        ("from torch_geometric.nn import GCNConv\nKIND = {'gcn': GCNConv}", "KIND['gcn'](8, 8)"),
        (
            "from functools import partial\nfrom torch_geometric.nn import GCNConv\n"
            "Wide = partial(GCNConv, 8)",
            "Wide(8)",
        ),
    ],
)
def test_a_layer_by_any_name(tmp_path: Path, imported: str, made: str) -> None:
    source = net("return self.conv(x, edge_index)", init=f"self.conv = {made}", head=imported)
    event = trace_net(tmp_path, source).event(CONV)
    assert event.callee == "self.conv"
    assert event.receiver is not None and event.receiver.kind == CONV
    assert event.receiver.init.value("in_channels") == Const(8)
    assert event.receiver.init.value("out_channels") == Const(8)
    assert event.receiver.made_at is not None
    line = source.splitlines()[event.receiver.made_at.line - 1]
    assert line.strip() == f"self.conv = {made}"


def test_names_that_only_look_alike(tmp_path: Path) -> None:
    """A function of the user's own is not the library's, whatever it is called."""
    source = net(
        """\
        y = global_mean_pool(x, batch)
        return self.pool(y) + print(y)
        """,
        head="""\
        def global_mean_pool(x, batch):
            return x


        def print(value):
            return value
        """,
        methods="""\
        def pool(self, x):
            return x.item() if isinstance(x, float) else x
        """,
    )
    traced = trace_net(tmp_path, source)
    assert traced.seen == set() and not traced.gaps


# -- what happens on which line ----------------------------------------------------------------

FLOW = {
    "asking for a tensor": """\
        if torch.is_tensor(3) or not torch.is_tensor(x):
            return x.item()
        if not torch.is_tensor(unheard_of):
            return x.tolist()  #! tolist
        return x
        """,
    "one sparse tensor or another": """\
        s = x.to_sparse() if len(x) > 3 else x.to_sparse_coo()
        return s @ x  #! sparse
        """,
    "numbers vouched for": """\
        count = x.sum().long().item()  #! item
        torch._check(count > 0)
        if count > 0:
            x = x + 1
        total = x.sum().item()  #! item
        if total > 0:  #! branch if
            x = x - 1
        return x
        """,
    "sizes that depend on data are compared": """\
        kept = x[x[:, 0] > 0]  #! mask
        count = kept.size(0)
        if count >= 0 and count + 1 > 0 and int(count) != -1:
            x = x + 1
        if count > 0:  #! branch if
            x = x + 1
        if kept.shape == x.shape:  #! branch if
            x = x + 1
        if kept.shape == kept.shape or x.shape == x.shape:
            x = x + 1
        last = int(batch.max())
        return x if last >= 0 else -x  #! branch ternary
        """,
    "numbers that have to be known": """\
        count = x[x[:, 0] > 0].size(0)  #! mask
        last = int(batch.max())
        found = (batch > 3).any().item()  #! item
        x = x * found + 2**count + last**2
        n = 2**last  #! convert integer
        n = found + 1  #! convert integer
        return x + int(found)  #! convert integer
        """,
    "numbers of a tensor that is given": """\
        first, second = int(batch), batch.item()  #! item
        return x if first > second else -x
        """,
    "texts of tensors": """\
        text = f"{x.sum()} {x.size(0)}"
        other = "{}".format(text)
        if text and isinstance(other, str) and other is not None:
            x = x + len(f"{x.dim()}")
        n = len(text)  #! convert text, skipped
        a = text == "0"  #! convert text
        b = "0" in other  #! convert text, skipped
        c = other.split(".")  #! convert text
        d = other[0] + "a"  #! convert text
        e = text + "a"  #! convert text, skipped
        f = ", ".join(["a", text])  #! convert text
        g = "%s" % text  #! convert text, skipped
        count = f"{x.sum().item()}"  #! item
        return x, text, f"{count}, {text}", len(count)  #! convert number-text, skipped
        """,
    "a sparse tensor coalesced": """\
        s = x.to_sparse()
        t = s._coalesced_(True)  #! sparse
        def sum_of(several):
            first = several[0]  #! sparse
            return first
        return sum_of([t])
        """,
    "what is read out of a sparse tensor is dense": """\
        s = x.to_sparse_csr()
        ptr = s.crow_indices()  #! sparse
        index = torch.arange(ptr.numel() - 1)
        out = s @ x.t()
        if out.sum() > 0:  #! branch if
            out = out + index.repeat_interleave(ptr.diff()).sum()
        return out
        """,
    "the dtype decides": """\
        mask = x > 0
        if mask.dtype == torch.bool:
            x = x[mask]  #! mask
        if x.argmax(-1).dtype != torch.bool:
            x.item()  #! item
        if mask.dtype != torch.bool or x.argmax(-1).dtype == torch.bool:
            x.tolist()
        if x.dtype == torch.float:
            x.nonzero()  #! nonzero
        return x
        """,
    "branch": """\
        if x.sum() > 0:  #! branch if
            x = x * 2
        while x.norm() > 1:  #! branch while
            x = x / 2
        y = x if x.any() else -x  #! branch ternary
        if x.max() > 0 and x.min() < 0:  #! branch and; branch if
            pass
        if x.max() > 0 or x.min() < 0:  #! branch or; branch if
            pass
        z = not x.any()  #! branch not
        return y
        """,
    "elif": """\
        if x.size(0) == 0:
            return x
        elif x.sum() > 0:  #! branch if
            return -x
        return x
        """,
    "sizes are no data": """\
        if x.size(0) > 10 and x.shape[1] == 3 and x.dim() == 2 and len(x) > 2:
            x = x * 2
        if x.dtype == torch.float and x.is_cuda and x.device.type == "cuda":
            x = x * 2
        return x
        """,
    "constants decide": """\
        DEBUG = False
        if DEBUG:
            print(x)
        if not DEBUG and 1 < 2:
            print(x)  #! print
        if 0:
            x.item()
        elif "yes":
            x.item()  #! item
        else:
            x.tolist()
        while False:
            x.item()
        return x if True else x.item()
        """,
    "after a return": """\
        return x
        x.item()
        """,
    "after a raise": """\
        if x.dim() != 2:
            raise ValueError("two dimensions")
            x.item()
        return x.item()  #! item
        """,
    "walrus": """\
        if (total := x.sum()) > 0:  #! branch if
            return total.item()  #! item
        if (n := x.size(0)) > 3:
            return x[:n]
        return x
        """,
    "match": """\
        match x.dim():
            case 1:
                return x.item()  #! item
            case 2 | 3:
                return x.tolist()  #! tolist
            case _:
                return x
        """,
    "match of a constant": """\
        match "mean":
            case "sum":
                return x.item()
            case "mean":
                return x.tolist()  #! tolist
            case _:
                return x.item()
        """,
    "try": """\
        try:
            y = x.item()  #! item
        except ValueError as error:
            y = x.tolist()
        else:
            y = x.nonzero()  #! nonzero
        finally:
            print(x)  #! print
        return y
        """,
    "loops": """\
        for i in range(3):
            x = x * 2
        else:
            x.item()  #! item
        for row in x:
            row.tolist()  #! tolist
        for name in ():
            x.item()
        while True:
            if x.sum() > 0:  #! branch if
                break
            x = x + 1
        return x.tolist()  #! tolist
        """,
    "continue": """\
        for i in range(3):
            if i == 5:
                x.item()
            continue
            x.item()
        return x
        """,
    "endless": """\
        while True:
            x = x + 1
        return x.item()
        """,
    "comprehension": """\
        rows = [row.item() for row in x if row > 0]  #! branch comprehension; item
        kept = {name: row.tolist() for name, row in enumerate(x)}  #! tolist
        none = [x.item() for _ in ()]
        few = [x.item() for n in (1, 2, 3) if n > 3]
        return rows, kept
        """,
    "generator expression": """\
        return sum(row.item() for row in x)  #! item
        """,
    "masks": """\
        mask = x[:, 0] > 0
        x = x[mask]  #! mask
        y = x[mask & ~mask]  #! mask
        z = x[:, mask]  #! mask
        a = x[batch == 0]  #! mask
        b = x[torch.isnan(x)]  #! mask
        c = x[mask.nonzero()]  #! nonzero
        return x[edge_index[0]] + x[mask.long()] + x[1:] + x[None] + x[..., 0]
        """,
    "conversion": """\
        n = int(batch.max())
        for i in range(batch.max()):  #! convert range
            pass
        y = x[: batch.max()]  #! convert slice
        names = ["a", "b"]
        return names[batch[0]]  #! convert index
        """,
    "context manager": """\
        with torch.no_grad():
            x.item()  #! item
        with torch.autocast("cpu"), torch.enable_grad():
            x.tolist()  #! tolist
        return x
        """,
    "delete and rebind": """\
        y = x.sum()
        del y
        y = 3
        if y > 2:
            y = x.sum()
        if y > 2:  #! branch if
            return x
        return -x
        """,
    "unpacking": """\
        row, col = edge_index
        first, *rest = x, batch, 3
        (a, b), c = (x, 1), 2
        if b > 0 and c > 1:
            x.item()  #! item
        if row.sum() > 0:  #! branch if
            return rest[0].item()  #! item
        return a
        """,
    "chained comparison": """\
        if 0 < x.sum() < 5:  #! branch and; branch if
            return x
        if 0 < x.size(0) < 5:
            return -x
        return x
        """,
    "identity of a tensor": """\
        if x is None:
            x.item()
        if x is not None and batch is not None:
            return x.tolist()  #! tolist
        return x.item()
        """,
    "isinstance": """\
        if isinstance(x, Tensor):
            y = x.tolist()  #! tolist
        else:
            y = x.item()
        if isinstance(x, (tuple, list)):
            y = x[0].item()
        if not isinstance(edge_index, Tensor):
            y = x.item()
        return y
        """,
    "asserts": """\
        assert x.dim() == 2, f"{x.dim()} dimensions"
        assert x.sum() > 0
        assert x.sum() > 0, "constant"
        assert x.sum() > 0, f"{x}"  #! branch assert
        return x
        """,
    "nested functions": """\
        def inner(value):
            return value.item()  #! item

        def never(value):
            return value.tolist()

        halve = lambda value: value.nonzero() / 2  #! nonzero
        return inner(x) + halve(x)
        """,
    "closure": """\
        total = x.sum()
        limit = 3

        def over():
            return total if limit > 5 else total.item()  #! item

        def changed():
            nonlocal limit
            return limit

        return over()
        """,
}


@pytest.mark.parametrize("case", FLOW)
def test_flow(tmp_path: Path, case: str) -> None:
    traced = trace_net(tmp_path, net(FLOW[case]))
    assert traced.seen == traced.marked


# -- what is left open -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "init", "forward"),
    [
        pytest.param(
            "residual=False",
            "self.residual = residual",
            """\
            if self.residual:
                x.item()  #! item when self.residual
            else:
                x.tolist()  #! tolist when not self.residual
            return x.nonzero()  #! nonzero
            """,
            id="flag",
        ),
        pytest.param(
            "residual: bool = False",
            "self.use_residual = residual",
            """\
            if not self.use_residual:
                return x
            return x.item()  #! item when self.use_residual
            """,
            id="early return",
        ),
        pytest.param(
            "pool: str = 'mean'",
            "self.pool = pool",
            """\
            if self.pool == "mean":
                return x.item()  #! item when self.pool == 'mean'
            elif self.pool == "add":
                return x.tolist()  #! tolist when self.pool != 'mean' and self.pool == 'add'
            return x
            """,
            id="text",
        ),
        pytest.param(
            "dropout=0.5, act=None",
            "self.dropout = dropout\nself.act = act",
            """\
            if self.dropout > 0:
                print("dropout")  #! print when self.dropout > 0
            if self.act is not None:
                x.item()  #! item when self.act is not None
            return x
            """,
            id="None",
        ),
        pytest.param(
            "residual=False, deep=False",
            "self.residual = residual\nself.deep = deep",
            """\
            if self.residual and self.deep:
                x.item()  #! item when self.residual and self.deep
            if self.residual:
                if not self.residual:
                    x.item()
                if self.deep:
                    x.tolist()  #! tolist when self.residual and self.deep
            return x
            """,
            id="two tests agree",
        ),
        pytest.param(
            "residual=False, deep=False",
            """\
            self.residual = residual
            self.first = 1 if residual else 2
            self.second = 1 if deep else 3
            """,
            """\
            if self.first == self.second:
                x.item()  #! item when residual and deep
            if not self.residual:
                if self.first == self.second:
                    x.tolist()
            return x
            """,
            id="numbers that two conditions choose",
        ),
        pytest.param(
            "residual=False",
            "self.lin = nn.Linear(8, 8) if residual else None",
            """\
            if self.lin is not None:
                x.item()  #! item when residual
            if self.lin:
                x.tolist()  #! tolist when residual
            return x
            """,
            id="made or None",
        ),
        pytest.param(
            "bn=True",
            "if bn:\n    self.norm = nn.BatchNorm1d(8)\nelse:\n    self.norm = None",
            """\
            if self.norm is not None:
                x = self.norm(x)
                x.item()  #! item when bn
            return x
            """,
            id="made in a branch",
        ),
        pytest.param(
            "residual=False",
            "residual = True\nself.residual = residual\nself.kind = 'gcn'",
            """\
            if self.residual and self.kind == "gcn":
                x.item()  #! item
            else:
                x.tolist()
            return x
            """,
            id="constants of __init__",
        ),
        pytest.param(
            "residual=False",
            "self.residual = residual",
            """\
            y = x.sum() if self.residual else 3
            if y > 2:  #! branch if
                return x
            return -x
            """,
            id="value",
        ),
        pytest.param(
            "cfg",
            "self.cfg = cfg",
            """\
            if self.cfg.residual:
                x.item()  #! item when self.cfg.residual
            if self.cfg.residual and self.cfg.depth:
                x.tolist()  #! tolist when self.cfg.residual and self.cfg.depth
            return x
            """,
            id="configuration object",
        ),
        pytest.param(
            "",
            "",
            """\
            if self.training:
                x.item()  #! item when self.training
            if not self.training:
                x.tolist()  #! tolist when not self.training
            return x
            """,
            id="training",
        ),
    ],
)
def test_conditions_have_the_name_that_the_user_reads(
    tmp_path: Path, arguments: str, init: str, forward: str
) -> None:
    traced = trace_net(tmp_path, net(forward, arguments=arguments, init=init))
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    ("parameters", "forward"),
    [
        pytest.param(
            "x: Tensor, batch: Optional[Tensor] = None",
            """\
            if batch is None:
                batch = x.new_zeros(3)
                x.item()  #! item when batch is None
            else:
                x.tolist()  #! tolist when batch is not None
            if batch is None:
                x.item()
            if batch.sum() > 0:  #! branch if
                return x
            return -x
            """,
            id="Optional",
        ),
        pytest.param(
            "x: Tensor, batch=None",
            """\
            if batch is not None and batch.sum() > 0:  #! branch if when batch is not None
                return x
            return -x
            """,
            id="default None",
        ),
        pytest.param(
            "x: Tensor, batch: Tensor | None",
            """\
            if not isinstance(batch, Tensor):
                return x
            return batch.item()  #! item when batch is not None
            """,
            id="isinstance",
        ),
        pytest.param(
            "x, return_all: bool = False, depth: int = 3",
            """\
            if return_all:
                x.item()  #! item when return_all
            if depth > 2:
                x = x + 1
            return x
            """,
            id="numbers",
        ),
        pytest.param(
            "x, flag",
            """\
            if flag:
                x = x.relu()
            return x
            """,
            id="neither tensor nor number",
        ),
        pytest.param(
            "x, weight",
            """\
            if weight.size(0) == 3:
                x = x.relu()
            if weight.sum() > 0:  #! branch if
                x = x.relu()
            return x
            """,
            id="a use shows the tensor",
        ),
        pytest.param(
            "batch, h, u",
            """\
            if batch.max() > h.hidden:
                return h.hidden[batch.mask]
            state = self.embed(u)
            past = state.history
            if state > 3:
                return past
            return batch.to(h)
            """,
            id="what no tensor has",
        ),
        pytest.param(
            "data",
            """\
            x, edge_index, batch = data.x, data.edge_index, data.batch
            y = x[data.train_mask]  #! mask
            if data.num_graphs > 3:
                y = -y
            return global_mean_pool(x, batch)  #! global_mean_pool
            """,
            id="graph",
        ),
        pytest.param(
            "x_dict, edge_index_dict",
            """\
            for name, x in x_dict.items():
                x.item()  #! item
            return x_dict["paper"].tolist()  #! tolist
            """,
            id="dicts",
        ),
        pytest.param(
            "xs: List[Tensor], names: Dict[str, Tensor], pair: Tuple[Tensor, int]",
            """\
            for x in xs:
                x.item()  #! item
            if pair[1] > 3:
                x = pair[0]
            return names["a"].tolist()  #! tolist
            """,
            id="containers",
        ),
        pytest.param(
            "x: 'Tensor', *args, **kwargs",
            """\
            for it in args:
                it.item()
            x.item()  #! item
            return kwargs.get("x")
            """,
            id="variadic",
        ),
    ],
)
def test_arguments_of_forward(tmp_path: Path, parameters: str, forward: str) -> None:
    head = "from typing import Dict, List, Optional, Tuple"
    traced = trace_net(tmp_path, net(forward, parameters=parameters, head=head))
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    "guard",
    [
        "torch.jit.is_scripting()",
        "torch.jit.is_tracing()",
        "not torch.compiler.is_compiling()",
        "not torch._dynamo.is_compiling()",
        "not torch_geometric.is_compiling()",
        "TYPE_CHECKING",
        "typing.TYPE_CHECKING",
        "torch.jit.is_scripting() or torch.jit.is_tracing()",
        "not torch.compiler.is_compiling() and x.sum() > 0",
        "not is_compiling()",
    ],
)
def test_what_the_compiler_never_reaches(tmp_path: Path, guard: str) -> None:
    head = """\
    import typing
    import torch_geometric
    from torch_geometric import is_compiling
    from typing import TYPE_CHECKING
    """
    body = f"if {guard}:\n    return x.item()\nreturn x.tolist()  #! tolist\n"
    traced = trace_net(tmp_path, net(body, head=head))
    assert traced.seen == traced.marked


# -- what is followed --------------------------------------------------------------------------

MODELS = {
    "special methods": net(
        """\
        pair = Pair(x, batch)
        pair = pair + 1
        pair = 1 - pair
        pair += x
        if pair == 2:  #! branch if
            x = x + 1
        if 3 in pair and pair:
            x = x - 1
        pair[0] = -pair
        with pair as held:
            x = x + held[0]
        for it in pair:
            it.tolist()  #! tolist
        return x + len(pair) + float(pair)
        """,
        head="""\
        class Pair:
            def __init__(self, x, y):
                self.x = x
                self.y = y

            def __add__(self, other):
                print("add")  #! print
                return Pair(self.x + other, self.y)

            def __rsub__(self, other):
                return Pair(self.x.nonzero(), self.y)  #! nonzero

            def __eq__(self, other):
                return self.x.sum().item() == other  #! item

            def __contains__(self, item):
                return self.x.tolist()  #! tolist

            def __bool__(self):
                print("bool")  #! print
                return True

            def __setitem__(self, place, value):
                print("set")  #! print

            def __getitem__(self, place):
                return self.y[self.x > 0]  #! mask

            def __neg__(self):
                return Pair(-self.x, self.y.nonzero())  #! nonzero

            def __enter__(self):
                print("enter")  #! print
                return self

            def __exit__(self, *error):
                self.y = self.y + 1

            def __iter__(self):
                yield self.x
                yield self.y

            def __len__(self):
                return int(self.x.item())  #! item

            def __float__(self):
                return self.x.item()  #! item
        """,
    ),
    "autograd function": net(
        """\
        x = Shifted.apply(x)
        x = scaled(x, 2.0)
        return x.tolist()  #! tolist
        """,
        head="""\
        class Shifted(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):
                ctx.save_for_backward(x)
                if x.sum() > 0:  #! branch if
                    ctx.positive = True
                return x.clone()

            @staticmethod
            def backward(ctx, gradient):
                print("back")
                return gradient


        class Scaled(torch.autograd.Function):
            @staticmethod
            def forward(x, by):
                return x * by + x.item()  #! item

            @staticmethod
            def setup_context(ctx, inputs, output):
                ctx.by = inputs[1]


        scaled = Scaled.apply
        """,
    ),
    "functions that are not read": net(
        """\
        x = cloned(whole(x))
        if positive():
            x = x + 1
        return disabled(plain(x))
        """,
        head="""\
        @torch.library.custom_op("net::cloned", mutates_args=())
        def cloned(x: Tensor) -> Tensor:
            print(x)
            return x.clone()


        @torch.compiler.allow_in_graph
        def whole(x):
            print(x)
            return x


        @torch.compiler.assume_constant_result
        def positive():
            return torch.ones(2).sum().item() > 0


        @torch.compiler.disable(recursive=True)
        def disabled(x):
            print(x)
            return x


        @torch._dynamo.disable
        def plain(x):
            return x.item()
        """,
    ),
    "what a tensor is made of": net(
        """\
        at = torch.tensor([[True, False], [False, False]])
        x = x[at]  #! mask
        x = x[torch.tensor([0, 2])]
        x = x[torch.as_tensor((True, flag))]  #! mask
        return x[torch.tensor([0, 1], dtype=torch.bool)]  #! mask
        """,
        parameters="x: Tensor, flag: bool",
    ),
    "list filled in a loop": net(
        """\
        for conv, norm in zip(self.convs, self.norms):
            x = norm(conv(x, edge_index))  #! GCNConv
        for i, conv in enumerate(self.convs):
            x = conv(x, edge_index)  #! GCNConv
        for i in range(len(self.convs)):
            x = self.convs[i](x, edge_index)  #! GCNConv
        for conv in self.convs[:-1]:
            x = conv(x, edge_index)  #! GCNConv
        return self.convs[-1](x, edge_index)  #! GCNConv
        """,
        arguments="channels, num_layers",
        init="""\
        self.convs = ModuleList()
        self.norms = nn.ModuleList()
        for i in range(num_layers):
            self.convs.append(GCNConv(channels, channels))
            self.norms.append(nn.BatchNorm1d(channels))
        """,
    ),
    "list of a comprehension": net(
        """\
        for conv in self.convs:
            x = conv(x, edge_index)  #! GCNConv
        x = self.more[1](x, edge_index)  #! GCNConv
        return self.last["out"](x, edge_index)  #! GCNConv
        """,
        init="""\
        self.convs = ModuleList([GCNConv(8, 8) for _ in range(20)])
        self.more = ModuleList([nn.Linear(8, 8), GCNConv(8, 8)])
        self.last = nn.ModuleDict({"in": nn.Linear(8, 8), "out": GCNConv(8, 8)})
        """,
    ),
    "list extended": net(
        """\
        for layer in self.layers:
            x = layer(x, edge_index)  #! GCNConv
        return self.layers[0](x, edge_index)  #! GCNConv
        """,
        init="""\
        layers = [GCNConv(8, 8)]
        layers += [GCNConv(8, 8)] * 2
        layers.extend(GCNConv(8, 8) for _ in range(2))
        self.layers = ModuleList(layers)
        """,
    ),
    "sequential": net(
        "return self.mlp(x)",
        init="self.mlp = nn.Sequential(nn.Linear(8, 8), Loud(), nn.ReLU())",
        head="""\
        class Loud(Module):
            def forward(self, x):
                print(x)  #! print
                return x
        """,
    ),
    "dispatch by dict": net(
        """\
        x = self.pool(x, batch)  #! global_mean_pool
        return self.pools["add"](x, batch)  #! global_add_pool
        """,
        init="""\
        self.pools = {"mean": global_mean_pool, "add": global_add_pool}
        self.pool = self.pools["mean"]
        """,
        head="from torch_geometric.nn import global_add_pool",
    ),
    "dispatch by an open key": net(
        "return self.pool(x, batch)"
        "  #! global_mean_pool when pool == 'mean'; global_add_pool when pool == 'add'",
        arguments="pool",
        init="""\
        self.pool = {"mean": global_mean_pool, "add": global_add_pool}[pool]
        """,
        head="from torch_geometric.nn import global_add_pool",
    ),
    "own methods": net(
        "return self.encode(x)",
        methods="""\
        def encode(self, x, *, deep=True):
            if deep:
                return self._encode(x)
            return x.tolist()

        def _encode(self, x):
            return x.item()  #! item

        def decode(self, x):
            return x.item()
        """,
    ),
    "properties": net(
        "return self.total + Net.count(x) + self.size_of(x) + self.made(x)",
        init="self.weight = nn.Parameter(torch.ones(3))",
        methods="""\
        @property
        def total(self):
            return self.weight.sum().item()  #! item

        @staticmethod
        def count(x):
            return x.tolist()  #! tolist

        @classmethod
        def size_of(cls, x):
            return cls.count(x)

        made = staticmethod(lambda x: x.nonzero())  #! nonzero
        """,
    ),
    "super": net(
        "return super().forward(x)",
        head="""\
        class Base(Module):
            def __init__(self):
                super().__init__()
                self.lin = nn.Linear(8, 8)

            def forward(self, x):
                return self.lin(self.hook(x)).item()  #! item

            def hook(self, x):
                return x.tolist()
        """,
        methods="""\
        def hook(self, x):
            return x.nonzero()  #! nonzero
        """,
    ).replace("class Net(Module)", "class Net(Base)"),
    "diamond": net(
        "return self.name(x)",
        head="""\
        class Top(Module):
            def name(self, x):
                return x.item()


        class Left(Top):
            def name(self, x):
                return super().name(x)


        class Right(Top):
            def name(self, x):
                return x.tolist()  #! tolist
        """,
    ).replace("class Net(Module)", "class Net(Left, Right)"),
    "submodule": net(
        "return self.block(x, edge_index)",
        init="self.block = Block(8, loud=False)",
        head="""\
        class Block(Module):
            def __init__(self, channels, loud=True):
                super().__init__()
                self.conv = GCNConv(channels, channels)
                self.loud = loud

            def forward(self, x, edge_index):
                if self.loud:
                    print(x)
                return self.conv(x, edge_index)  #! GCNConv
        """,
    ),
    "callbacks": net(
        """\
        x = self.act(x)
        y = apply(lambda value: value.item(), x)  #! item
        z = partial(scale, by=2.0)(x)
        return list(map(square, [x, x]))
        """,
        init="self.act = lambda value: value.relu(print(value))  #! print",
        head="""\
        from functools import partial


        def apply(function, value):
            return function(value)


        def scale(value, by):
            return value.nonzero() * by  #! nonzero


        def square(value):
            print(value)  #! print
            return value
        """,
    ),
    "dataclass": net(
        """\
        state = State(x, batch=batch)
        if state.batch is None:
            x.item()
        if state.deep:
            state.x.tolist()  #! tolist
        row, col = Pair(x, batch)
        if row.sum() > 0:  #! branch if
            x = Pair(col=x, row=batch).col
        return state.total()
        """,
        head="""\
        from dataclasses import dataclass
        from typing import NamedTuple, Optional


        @dataclass
        class State:
            x: Tensor
            batch: Optional[Tensor] = None
            deep: bool = True

            def total(self):
                return self.x.sum().item()  #! item


        class Pair(NamedTuple):
            row: Tensor
            col: Tensor
        """,
    ),
    "layers in a dict by edge type": net(
        "return self.conv(x_dict, edge_index_dict)  #! HeteroConv; GCNConv",
        parameters="x_dict, edge_index_dict",
        init="""\
        from torch_geometric.nn import HeteroConv
        convs = {}
        for source, target in [("paper", "paper"), ("author", "paper")]:
            if source == target:
                convs[source, "to", target] = GCNConv(8, 8)
            else:
                convs[source, "to", target] = SAGEConv((8, 8), 8)
        self.conv = HeteroConv(convs)
        """,
    ),
    "a loop whose first round is certain": net(
        """\
        change, turn = float("inf"), 0
        while turn < 3 and change > 0.1:  #! branch while
            new = x.relu()
            change = (new - x).norm()
            x, turn = new, turn + 1
        return x
        """
    ),
    "what is asked for by a key is no tensor": net(
        """\
        size = torch.zeros(batch["count"], 3)
        force = torch.autograd.grad(batch["energy"], batch["pos"])[0]
        return size, force.norm().item()  #! item
        """,
        parameters="batch",
    ),
    "records changed in a copy": net(
        """\
        graph = graph._replace(edges=[it._replace(mask=it.mask > 0) for it in graph.edges])
        for edges in graph.edges:
            x = x[edges.mask]  #! mask
            y = x[edges.index]
        state = replace(State(x, False), on=True)
        if state.on:
            y = state.x.tolist()  #! tolist
        return y
        """,
        parameters="x: Tensor, graph: Graph",
        head="""\
        from dataclasses import dataclass, replace
        from typing import List, NamedTuple


        class Edges(NamedTuple):
            index: LongTensor
            mask: Tensor


        class Graph(NamedTuple):
            edges: List[Edges]


        @dataclass
        class State:
            x: Tensor
            on: bool
        """,
    ),
    "recursion that counts down": net(
        "return self.walk(x, 5)",
        methods="""
        def walk(self, x, n):
            if n == 0:
                return x[x > 0]  #! mask
            return self.walk(x, n - 1)
        """,
    ),
    "enumerations": net(
        """\
        if self.kind == Kind.SUM:
            x.item()  #! item when self.kind == Kind.SUM
        if self.fixed.is_sum or self.fixed is not Kind.MEAN or self.fixed == Kind.SUM:
            x.tolist()
        if self.fixed in (Kind.MEAN, Kind.MAX) and Kind["MEAN"] is Kind("mean"):
            x = x[x > 0]  #! mask
        for kind in Kind:
            x = self.lins[kind.value](x)
        if Kind.SUM.is_sum and Kind.SUM.name == "SUM" and isinstance(self.fixed, Kind):
            print(x)  #! print
        return {Kind.SUM: x.sum(), Kind.MAX: x}[Kind.SUM].item()  #! item
        """,
        arguments="kind=Kind.SUM",
        init="""\
        self.kind = kind
        self.fixed = Kind("mean")
        self.lins = torch.nn.ModuleDict()
        for kind in Kind:
            self.lins[kind.value] = torch.nn.Linear(8, 8)
        """,
        head="""\
        from enum import Enum


        class Kind(Enum):
            SUM = "sum"
            MEAN = "mean"
            MAX = "max"

            @property
            def is_sum(self):
                return self is Kind.SUM
        """,
    ),
    "a mixin behind the module": net(
        "return self.layer(x)",
        init="self.layer = Layer()",
        head="""\
        from torch_geometric.nn import MessagePassing


        class Pick:
            def pick(self, x):
                return x[x > 0]  #! mask

            def forward(self, x):
                return x.item()


        class Layer(MessagePassing, Pick):
            def forward(self, x):
                return self.pick(x)
        """,
    ),
    "what is installed decides nothing": net(
        "return self.lin(x).item() if FAST else self.lin(x).tolist()  #! item; tolist",
        init="""\
        if not FAST:
            raise ImportError("fast")
        self.lin = torch.nn.Linear(8, 8)
        """,
        head="""\
        try:
            import fast
            FAST = True
        except ImportError:
            FAST = False
        """,
    ),
    "a check that seems to fail": net(
        """\
        self.check()
        return x.item()  #! item
        """,
        init="self.missing = ['x']",
        methods="""\
        def check(self):
            if len(self.missing) > 0:
                raise ValueError(self.missing)
        """,
    ),
    "what is filtered": net(
        """\
        names = {"a": x, "b": x > 0}
        for name in filter(lambda it: it in names, ["a", "b", "c"]):
            names[name].item()  #! item
        for it in filter(None, [None, x, 0]):  #! branch filter
            it.tolist()  #! tolist
        return x[list(filter(lambda it: it.dtype == torch.bool, names.values()))[0]]  #! mask
        """,
    ),
    "members that are more than members": net(
        """\
        if Plain.B is Plain.A and Plain.B.name == "A":
            x.item()  #! item
        if Plain.B is not Plain.A or not Plain.A:
            x.tolist()
        if Level.LOW:
            x = x[x > 0]  #! mask
        if Level.LOW == 0:
            print(x)  #! print
        return x
        """,
        head="""\
        from enum import Enum, IntEnum


        class Plain(Enum):
            A = 1
            B = 1


        class Level(IntEnum):
            LOW = 0
            HIGH = 1
        """,
    ),
    "layers made from their names": net(
        """\
        x = self.norm(x, batch)  #! GraphNorm
        return self.pool(x, batch) + self.other(x, batch)  #! LSTMAggregation
        """,
        arguments="kind",
        init="""\
        from torch_geometric.nn.resolver import aggregation_resolver, normalization_resolver
        self.norm = normalization_resolver("graph_norm", 8)
        self.pool = aggregation_resolver("lstm", 8, 8)
        self.other = aggregation_resolver(kind)
        """,
    ),
    "a dataclass made from others": net(
        """\
        batch = Batch([x, x], scale=2)
        if batch.index.sum() > 0:  #! branch if
            return batch.x[batch.keep]  #! mask
        return batch.x * batch.scale
        """,
        head="""\
        from dataclasses import InitVar, dataclass, field


        @dataclass
        class Base:
            parts: InitVar[list]
            x: Tensor = field(init=False)


        @dataclass
        class Batch(Base):
            scale: int = 1
            index: Tensor = field(init=False)
            keep: Tensor = field(init=False)
            names: list = field(default_factory=list)

            def __post_init__(self, parts):
                self.x = torch.cat(parts)
                self.index = torch.arange(8)
                self.keep = self.x.sum(-1) > self.scale
        """,
    ),
    "a dataclass by annotation": net(
        """\
        mask = data.batch > 0
        if data.more is not None:
            data.more.x.item()  #! item
        return data.x[mask]  #! mask
        """,
        parameters="data: Data",
        head="""\
        from dataclasses import dataclass
        from typing import NamedTuple, Optional


        class More(NamedTuple):
            x: Tensor


        @dataclass
        class Data:
            x: Tensor
            batch: Tensor
            more: "Optional[More]" = None
            other: "Data | None" = None
        """,
    ),
    "generator function": net(
        """\
        for row in rows(x):
            row.tolist()  #! tolist
        return x
        """,
        head="""\
        def rows(x):
            for row in x:
                row.item()  #! item
                yield row
        """,
    ),
    "decorated": net(
        "return plain(x) + cached(x) + hidden(x)",
        head="""\
        import functools


        def logged(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                print(args)  #! print
                return function(*args, **kwargs)

            return wrapper


        def plain(x):
            return x.item()  #! item


        @torch.no_grad()
        def cached(x):
            return x.tolist()  #! tolist


        @torch.compiler.disable
        def hidden(x):
            return x.nonzero()
        """,
    ).replace("print(args)  #! print", "print(args)"),
    "keywords and spread": net(
        """\
        options = {"batch": batch}
        x = pool(x, **options)
        return pool(*(x, batch))
        """,
        head="""\
        def pool(x, batch, size=None):
            if size is not None:
                x.item()
            return global_mean_pool(x, batch, size=size)  #! global_mean_pool
        """,
    ),
    "early exits join": net(
        """\
        y = pick(x)
        if y > 0:  #! branch if
            return x
        return -x
        """,
        head="""\
        def pick(x):
            if x.dim() == 1:
                return 3
            return x.sum()
        """,
    ),
    "unknown base": net(
        "return self.helper(x).item() + x.item()  #! item",
        head="from elsewhere import Mixin",
    ).replace("class Net(Module)", "class Net(Mixin, Module)"),
}


@pytest.mark.parametrize("case", MODELS)
def test_models(tmp_path: Path, case: str) -> None:
    traced = trace_net(tmp_path, MODELS[case])
    assert traced.seen == traced.marked


def test_what_a_decorator_hides_is_a_call_of_its_own(tmp_path: Path) -> None:
    source = net(
        "return hidden(x)",
        head="""\
        @torch.compiler.disable
        def hidden(x) -> Tensor:
            return x.item()
        """,
    )
    traced = trace_net(tmp_path, source)
    assert traced.event("torch.compiler.disable").callee == "hidden"
    assert traced.seen == set()


def test_other_files(tmp_path: Path) -> None:
    """Re-exports, star imports, relative imports, inherited methods: by file and line."""
    others = {
        "pkg/__init__.py": "from .ops import *\nfrom .blocks import Block as Renamed\n",
        "pkg/ops.py": """\
            from .deep.inner import keep, count as size_of

            __all__ = ["keep", "size_of"]
            """,
        "pkg/deep/__init__.py": "",
        "pkg/deep/inner.py": """\
            from ..limits import LIMIT


            def keep(x, mask):
                return x[mask]  #! mask


            def count(x):
                if LIMIT > 5:
                    return x.tolist()
                return x.item()  #! item
            """,
        "pkg/limits.py": "LIMIT = 3\n",
        "pkg/blocks.py": """\
            import torch
            from . import ops


            class Base(torch.nn.Module):
                def forward(self, x):
                    return self.inner(x)

                def inner(self, x):
                    return x.item()


            class Block(Base):
                def inner(self, x):
                    print(x)  #! print
                    return ops.keep(x, x > 0)
            """,
    }
    source = net(
        """\
        x = keep(x, batch > 0)
        return self.block(x), size_of(x), pkg.deep.inner.count(x)
        """,
        init="self.block = Renamed()",
        head="import pkg.deep.inner\nfrom pkg import *\nfrom pkg import Renamed",
    )
    traced = trace_net(tmp_path, source, others)
    assert traced.seen == traced.marked
    mask = next(it for it in traced.trace.events if it.symbol == "keep" and it.source == "x[mask]")
    chain = [(Path(it.path).name, it.symbol) for it in mask.chain]
    assert chain == [("net.py", "Net.forward"), ("inner.py", "keep")]


def test_the_model_in_the_middle_of_a_package(tmp_path: Path) -> None:
    """``forward`` is inherited from another file; the instance's own attributes count there."""
    others = {
        "base.py": """\
            import torch


            class Base(torch.nn.Module):
                deep = False

                def __init__(self, wide):
                    super().__init__()
                    self.wide = wide

                def forward(self, x):
                    if self.deep:
                        x.item()  #! item
                    if self.wide:
                        x.tolist()
                    return self.head(x)

                def head(self, x):
                    raise NotImplementedError
            """
    }
    source = """\
        from base import Base


        class Net(Base):
            deep = True

            def __init__(self):
                super().__init__(wide=False)

            def head(self, x):
                return x.nonzero()  #! nonzero
        """
    traced = trace_net(tmp_path, source, others)
    assert traced.trace.entry.name == "net.Net.forward"
    assert traced.seen == traced.marked


def test_a_base_that_only_promises_a_forward_is_no_entry_point(tmp_path: Path) -> None:
    source = "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        "
    for body in ("raise NotImplementedError", "pass", "...", "pass; 'says nothing'"):
        with pytest.raises(AssertionError):
            trace_net(tmp_path, source + body + "\n")
    assert trace_net(tmp_path, source + "return x\n").trace.events == ()


# -- message passing ---------------------------------------------------------------------------

LAYER = """\
import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing


class Net(MessagePassing):
    def __init__(self):
        super().__init__(aggr={aggr!r})
        self.lin = torch.nn.Linear(8, 8)

    def forward(self, x: Tensor, edge_index: Tensor, edge_weight=None):
        return self.propagate(edge_index, x={x}, edge_weight=edge_weight)  #! {aggregation}

    def message(self, x_i, x_j, edge_weight, index, size_i):
        if edge_weight is not None:
            x_j.item()  #! item when edge_weight is not None
        if x_i.sum() > 0:  #! branch if
            x_j = -x_j
        if size_i > 3:
            x_j = x_j * 2
        return x_j[x_i[:, 0] > 0]  #! mask

    def update(self, aggr_out):
        return aggr_out.tolist()  #! tolist

    def message_and_aggregate(self, adj_t, x):
        return x.item()
"""


@pytest.mark.parametrize("x", ["x", "(x, x)"])
def test_propagate_runs_message_and_update(tmp_path: Path, x: str) -> None:
    source = LAYER.format(aggr="sum", x=x, aggregation="SumAggregation")
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked
    branch = traced.of_kind(Kind.BRANCH)[0]
    assert [it.symbol for it in branch.stack] == ["Net.forward", "Net.message"]


def test_the_aggregation_is_called_where_propagate_is(tmp_path: Path) -> None:
    traced = trace_net(tmp_path, LAYER.format(aggr="lstm", x="x", aggregation=""))
    event = traced.event("torch_geometric.nn.LSTMAggregation")
    assert event.symbol == "Net.forward" and event.callee == "self.propagate"
    assert event.call is not None and not is_none(event.call.value("dim_size") or Const(None))


def test_several_aggregations_are_called_where_propagate_is(tmp_path: Path) -> None:
    traced = trace_net(tmp_path, LAYER.format(aggr=["mean", "median"], x="x", aggregation=""))
    assert traced.event("torch_geometric.nn.SumAggregation")
    assert traced.event("torch_geometric.nn.MedianAggregation").callee == "self.propagate"


@pytest.mark.parametrize("made", ["aggr=Largest(4)", "Largest(4)"])
def test_an_aggregation_of_the_project_is_run(tmp_path: Path, made: str) -> None:
    source = f"""\
        from torch_geometric.nn import MessagePassing
        from torch_geometric.nn.aggr import Aggregation


        class Largest(Aggregation):
            def __init__(self, k):
                super().__init__()
                self.k = k

            def forward(self, x, index=None, ptr=None, dim_size=None, dim=-2):
                if ptr is not None:
                    x.item()
                if self.k == 4 and dim_size is not None:
                    index.tolist()  #! tolist
                return self.reduce(x, index, ptr, dim_size, dim, reduce="max")


        class Net(MessagePassing):
            def __init__(self):
                super().__init__({made})

            def forward(self, x, edge_index):
                return self.propagate(edge_index, x=x)
        """
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    ("rows", "edges", "sizes"),
    [
        ("", "", (False, False, False)),
        ("", "[:, edge_index[0] > 0]", (True, False, False)),
        ("[torch.ones(9) > 0]", "", (False, True, True)),
        ("[torch.ones(9) > 0]", "[:, edge_index[0] > 0]", (True, True, True)),
    ],
)
@pytest.mark.parametrize("along", [0, -3])
def test_messages_and_nodes_are_as_many_as_data_say(
    tmp_path: Path, rows: str, edges: str, sizes: tuple[bool, ...], along: int
) -> None:
    source = f"""\
        import torch
        from torch_geometric.nn import MessagePassing


        class Net(MessagePassing):
            def __init__(self):
                super().__init__(aggr="sum", node_dim={along})

            def forward(self, x: torch.Tensor, edge_index: torch.Tensor):
                x = torch.ones(x.size(0), 2, 8){rows}
                out = self.propagate(edge_index{edges}, x=x)
                torch.relu(out)
                return out

            def message(self, x_j, index, dim_size):
                torch.tanh(x_j)
                torch.sigmoid(index)
                torch.zeros(dim_size)
                return x_j
        """
    traced = trace_net(tmp_path, source)

    def first(name: str) -> Value:
        call = traced.event(f"torch.{name}").call
        assert call is not None
        return call.values()[0]

    messages, index, count, out = map(first, ("tanh", "sigmoid", "zeros", "relu"))
    open_edges, open_count, open_nodes = sizes
    assert isinstance(messages, Tensor) and isinstance(index, Tensor) and isinstance(out, Tensor)
    assert messages.unbacked_dims == index.unbacked_dims == ({0} if open_edges else set())
    assert is_from_data(count) is open_count
    assert out.unbacked_dims == ({0} if open_nodes else set())


def test_edge_updater(tmp_path: Path) -> None:
    source = """\
        from torch_geometric.nn import MessagePassing


        class Net(MessagePassing):
            def forward(self, x, edge_index):
                alpha = self.edge_updater(edge_index, x=x)
                return self.propagate(edge_index, x=x, alpha=alpha)

            def edge_update(self, x_j, x_i):
                return (x_j + x_i).item()  #! item

            def message(self, x_j, alpha):
                return x_j * alpha

            def aggregate(self, inputs, index):
                return inputs.tolist()  #! tolist
        """
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked


# -- events in detail --------------------------------------------------------------------------


def test_the_place_is_the_sub_expression(tmp_path: Path) -> None:
    traced = trace_net(tmp_path, net('é = "ü"; y = x + x.sum().item() * 2\nreturn y'))
    event = traced.event("torch.Tensor.item")
    assert event.source == "x.sum().item()"
    assert (event.place.column, event.place.end_column) == (26, 40), "code points, end exclusive"


def test_sites_say_what_stands_around(tmp_path: Path) -> None:
    source = net(
        """\
        x.item()
        for _ in range(3):
            try:
                helper(x)
            finally:
                pass
        with self.guard(), torch.no_grad():
            x.tolist()
        return x
        """,
        head="""\
        from contextlib import contextmanager


        def helper(x):
            x.nonzero()
        """,
        methods="""\
        @contextmanager
        def guard(self):
            yield
        """,
    )
    traced = trace_net(tmp_path, source)
    (plain,) = traced.event("torch.Tensor.item").stack
    assert (plain.loop, plain.attempt, plain.context) == (None, None, None)
    outer, inner = traced.named("torch.Tensor.nonzero")[0].stack
    assert outer.loop is not None and outer.attempt is not None and outer.context is None
    assert outer.attempt.line == outer.loop.line + 1
    assert (inner.loop, inner.attempt, inner.symbol) == (None, None, "helper")
    assert outer.frame != inner.frame and outer.order < inner.order
    (guarded,) = traced.event("torch.Tensor.tolist").stack
    assert guarded.loop is None and guarded.context is not None


def test_counters(tmp_path: Path) -> None:
    source = net(
        """\
        self.step += 1
        self.calls = self.calls + 1
        self.total += x.sum()
        self.last = 3
        return x
        """,
        init="self.step = 0\nself.calls = 0\nself.total = torch.zeros(1)",
    )
    writes = {
        it.construct: it.detail for it in trace_net(tmp_path, source).of_kind(Kind.WRITE_ATTRIBUTE)
    }
    assert writes == {"step": COUNTER, "calls": COUNTER, "total": "", "last": ""}


def test_a_counter_with_a_bound_stops_counting(tmp_path: Path) -> None:
    source = net("if self.step < 3:\n    self.step += 1\nreturn x", init="self.step = 0")
    writes = trace_net(tmp_path, source).of_kind(Kind.WRITE_ATTRIBUTE)
    assert [it.detail for it in writes] == [""]


def test_bound_arguments(tmp_path: Path) -> None:
    source = net("return global_mean_pool(x, size=3, *[batch])")
    call = trace_net(tmp_path, source).event(POOL).call
    assert call is not None
    assert call.value("x") == Tensor(DType.FLOAT, role="input", varying_dims=frozenset({0}))
    assert call.value("batch") == Tensor(
        DType.INT, role="input", varying_dims=frozenset({0}), rank=1, rank_by_name=True
    )
    assert call.value("size") == Const(3)
    spread = net("return global_mean_pool(x, batch, **kwargs)", parameters="x, batch, **kwargs")
    call = trace_net(tmp_path, spread).event(POOL).call
    assert call is not None and isinstance(call.value("size"), Union)


def test_shapes_that_depend_on_data(tmp_path: Path) -> None:
    source = net(
        """\
        y = x[x[:, 0] > 0]
        z = torch.relu(y) * 2
        if z.size(0) == 0:  #! branch if; mask
            return x
        if x.size(0) == 0:
            return x
        global_mean_pool(z, batch)
        return y
        """
    ).replace("  #! branch if; mask", "")
    traced = trace_net(tmp_path, source)
    (branch,) = traced.of_kind(Kind.BRANCH)
    assert branch.source == "z.size(0) == 0"
    call = traced.event(POOL).call
    assert call is not None
    pooled = call.value("x")
    assert isinstance(pooled, Tensor) and pooled.unbacked
    batch = call.value("batch")
    assert isinstance(batch, Tensor) and not batch.unbacked


def test_reading_a_recurrent_module(tmp_path: Path) -> None:
    source = net(
        "if self.lstm is not None:\n    return x\nreturn self.lin(x)",
        init="self.lstm = nn.LSTM(8, 8)\nself.lin = nn.Linear(8, 8)",
    )
    (read,) = trace_net(tmp_path, source).of_kind(Kind.READ_MODULE)
    assert (read.name, read.source) == ("torch.nn.LSTM", "self.lstm")


@pytest.mark.parametrize(
    "body",
    [
        "return x.to(next(self.parameters()).device)",
        "return x.to(next(iter(self.parameters())).device)",
        "return x * len(list(self.modules()))",
        "for name, child in self.named_children():\n    x = x + 1\nreturn x",
        "for p in self.parameters():\n    break\nreturn x * p.sum()",
        "self.eval()\nreturn x",
        "self.train(False)\nreturn x",
        "return x * len(self.state_dict())",
        "return x * len([p for p in self.parameters(recurse=True)])",
        "return x * sum(p.numel() for p in self.parameters())",
    ],
)
def test_what_walks_over_modules_reads_a_recurrent_one(tmp_path: Path, body: str) -> None:
    read = trace_net(tmp_path, net(body, init="self.lstm = nn.LSTM(8, 8)")).of_kind(
        Kind.READ_MODULE
    )
    assert [it.construct for it in read] == ["recurrent"]


@pytest.mark.parametrize(
    "body",
    [
        "return x.to(next(self.parameters()).device)",
        "for p in self.parameters():\n    break\nreturn x * p.sum()",
        "return x * len(list(self.lin.parameters()))",
        "for child in self.children():\n    x = x + 1\nreturn x",
        "found = self.parameters()\nreturn x",
        "found = (p for p in self.parameters())\nreturn x",
        "return x.to(next(p.device for p in self.parameters()))",
        "return x * any(p.requires_grad for p in self.parameters())",
        "return x * all(not p.requires_grad for p in self.parameters())",
        "found = next(enumerate(self.parameters()))\nreturn x",
        "for k, p in zip([1, 2], self.parameters()):\n    x = x * k\nreturn x",
        "for k, p in enumerate(self.parameters()):\n    break\nreturn x",
        "return x * len(list(self.parameters(recurse=False)))",
        "return x * len(dict(self.named_parameters('', False)))",
        "return x * sum(p.sum() for p in self.parameters(recurse=False))",
    ],
)
def test_a_walk_that_ends_before_a_recurrent_module(tmp_path: Path, body: str) -> None:
    init = """\
        self.lin = nn.Linear(8, 8)
        self.outer = nn.Sequential(nn.Sequential(nn.ReLU(), nn.LSTM(8, 8)))
        """
    assert not trace_net(tmp_path, net(body, init=init)).of_kind(Kind.READ_MODULE)


def test_parameters_that_may_come_before_a_recurrent_module(tmp_path: Path) -> None:
    """What a constructor was handed may be a layer: nobody knows what ``next`` comes to."""
    source = net(
        "return x.to(next(self.parameters()).device)",
        init="self.first = nn.ModuleList([nn.ReLU()])\nself.lstm = nn.LSTM(8, 8)",
    )
    assert trace_net(tmp_path, source).of_kind(Kind.READ_MODULE)
    one = source.replace("nn.ReLU()", "nn.Linear(8, 8) if flag else nn.Identity()")
    one = one.replace("def __init__(self)", "def __init__(self, flag=True)")
    assert not trace_net(tmp_path, one).of_kind(Kind.READ_MODULE)
    handed = source.replace("def __init__(self)", "def __init__(self, first)")
    handed = handed.replace("nn.ModuleList([nn.ReLU()])", "first")
    assert not trace_net(tmp_path, handed).of_kind(Kind.READ_MODULE)


@pytest.mark.parametrize(
    ("call", "construct"),
    [
        ("max((y.size(0) for y in (x, x)), default=0)", "generator"),
        ("min(enumerate([1, 2]), key=lambda it: it[1])", "generator"),
        ("max(self.children(), key=lambda it: it.in_features)", "generator"),
        ("max({1: 2}.items(), key=lambda it: it[1])", "iterator"),
        ("max(map(len, [x, x]), default=0)", "iterator"),
        ("max([x.size(0), 1], default=0)", "iterator"),
        ("max(y.size(0) for y in (x, x))", ""),
        ("max([1, 2], key=lambda it: -it)", ""),
        ("max({1: 2}.values())", ""),
        ("max(x.shape[1:], default=0)", ""),
        ("max([x[:3].size(0), 2], default=0)", ""),
        ("max([x[0].numel(), 1], default=0)", ""),
        ("max([torch.ones(7, 3).size(0), 1], default=0)", ""),
        ("max(self.items(), key=lambda it: -it)", ""),
        ("max(self.sizes(), default=0)", ""),
    ],
)
def test_the_largest_by_a_key_or_with_a_default(tmp_path: Path, call: str, construct: str) -> None:
    source = net(
        f"largest = {call}\nreturn x",
        init="self.kept = [1, 2]",
        methods="def items(self):\n    return self.kept",
    )
    found = trace_net(tmp_path, source).of_kind(Kind.CONVERT)
    assert [it.construct for it in found] == [it for it in [construct] if it]


@pytest.mark.parametrize("made", ["types.SimpleNamespace", "argparse.Namespace"])
@pytest.mark.parametrize(
    ("test", "reached"),
    [
        ("self.settings.gated", ["x[x > 0]"]),
        ("not self.settings.gated", []),
        ("self.settings.heads == 3", ["x[x > 0]"]),
        ("hasattr(self.settings, 'gated')", ["x[x > 0]"]),
        ("hasattr(self.settings, 'other')", []),
        ("getattr(self.settings, 'other', True)", ["x[x > 0]"]),
        ("getattr(self.settings, 'gated', False)", ["x[x > 0]"]),
    ],
)
def test_settings_that_an_object_was_made_with(
    tmp_path: Path, made: str, test: str, reached: list[str]
) -> None:
    source = net(
        f"if {test}:\n    return x[x > 0]\nreturn x",
        init=f"self.settings = {made}(gated=True, heads=3)",
        head="import argparse\nimport types",
    )
    found = trace_net(tmp_path, source).of_kind(Kind.READ_ITEM)
    assert [it.source for it in found] == reached


@pytest.mark.parametrize(
    ("kept", "is_sure"),
    [
        ("class Kept:\n    kind = 3", True),
        ("class Kept(nn.Module):\n    kind = 3", True),
        ("class Kept(nn.Linear):\n    kind = 3", False),
        ("class Kept(GCNConv):\n    kind = 3", False),
        ("class Kept:\n    def __getattr__(self, name):\n        return 3", False),
        ("class Kept:\n    def __init__(self):\n        self.__dict__.update(read())", False),
        ("class Kept:\n    def __init__(self):\n        vars(self).update(read())", False),
        ("class Kept:\n    def __init__(self):\n        setattr(self, read(), 3)", False),
        ("class Kept:\n    kind = 3\n\nKept.other = 3", False),
    ],
)
def test_the_default_of_what_an_object_has_not(tmp_path: Path, kept: str, is_sure: bool) -> None:
    source = net(
        "if getattr(self.kept, 'other', None) is None:\n    return x[x > 0]\nreturn x",
        init=f"self.kept = Kept({'8, 8' if 'Linear' in kept or 'GCN' in kept else ''})",
        head=kept,
    )
    (read,) = trace_net(tmp_path, source).of_kind(Kind.READ_ITEM)
    assert [str(it) for it in read.stack[0].path] == (
        [] if is_sure else ["the object has no other"]
    )


@pytest.mark.parametrize(
    ("test", "reached"),
    [
        ("hasattr(self, 'weigh')", ["x[x > 0]"]),
        ("hasattr(self, 'training')", ["x[x > 0]"]),
        ("hasattr(self.kept, 'kind')", ["x[x > 0]"]),
        ("not hasattr(self.kept, 'kind')", []),
    ],
)
def test_what_a_class_gives_its_objects(tmp_path: Path, test: str, reached: list[str]) -> None:
    source = net(
        f"if {test}:\n    return x[x > 0]\nreturn x",
        init="self.kept = Kept()",
        methods="def weigh(self):\n    return 1",
        head="class First:\n    kind = 3\n\nclass Kept(First):\n    pass",
    )
    found = trace_net(tmp_path, source).of_kind(Kind.READ_ITEM)
    assert [(it.source, it.stack[0].path) for it in found] == [(it, ()) for it in reached]


def test_what_every_module_has_is_not_its_default(tmp_path: Path) -> None:
    test = "getattr(self, 'training', None) is None or getattr(self, 'dump_patches', None) is None"
    source = net(f"if {test}:\n    return x[x > 0]\nreturn x")
    assert not trace_net(tmp_path, source).of_kind(Kind.READ_ITEM)


@pytest.mark.parametrize(
    "call",
    ["any([True, n > 3])", "all([False, n > 3])", "any([k == 3, n > 3])", "all([k > 9, n > 3])"],
)
def test_any_and_all_may_stop_before_a_number_from_data(tmp_path: Path, call: str) -> None:
    source = net(f"n = x.sum().item()\nanswer = {call}\nreturn x", parameters="x: Tensor, k: int")
    assert not trace_net(tmp_path, source).of_kind(Kind.BRANCH)


@pytest.mark.parametrize("call", ["any([n > 0, n > 3])", "all(y.sum().item() > 0 for y in (x, x))"])
def test_any_and_all_ask_numbers_from_data_one_by_one(tmp_path: Path, call: str) -> None:
    source = net(f"n = x.sum().item()\nanswer = {call}\nreturn x")
    branch, *_ = trace_net(tmp_path, source).of_kind(Kind.BRANCH)
    assert (branch.construct, branch.source) == ("and", call)


@pytest.mark.parametrize("bounds", ["i[0]:i[1]", "i[0]:", ":i[1]", "2:i[1]"])
def test_a_slice_between_tensors_has_a_size_that_depends_on_data(
    tmp_path: Path, bounds: str
) -> None:
    source = net(f"return torch.logsumexp(x[{bounds}], 1)", parameters="x: Tensor, i: Tensor")
    _, call = trace_net(tmp_path, source).of_kind(Kind.CALL)
    assert call.call is not None
    value = call.call.value("input")
    assert isinstance(value, Tensor) and value.unbacked_dims == {0}


def test_a_sparse_tensor_that_the_module_keeps(tmp_path: Path) -> None:
    source = net("return self.lin(x) @ self.adj", init="self.adj = torch.eye(8).to_sparse()")
    (read,) = trace_net(tmp_path, source).of_kind(Kind.READ_SPARSE)
    assert read.source == "self.adj"


def test_recurrent_modules_of_a_container(tmp_path: Path) -> None:
    """Each is read where it is called, not where a loop comes by it."""
    source = net(
        """\
        for lstm in self.lstms:
            x = x + 1
        for lstm in self.lstms:
            x, _ = lstm(x)
        first = self.lstms[0]
        first(x)
        return self.layers(x)
        """,
        init="""\
        self.lstms = nn.ModuleList([nn.LSTM(8, 8)])
        self.layers = nn.Sequential(nn.GRU(8, 8))
        """,
    )
    reads = trace_net(tmp_path, source).of_kind(Kind.READ_MODULE)
    assert [it.source for it in reads] == ["lstm(x)", "self.lstms[0]", "self.layers(x)"]


def test_definitions_and_texts(tmp_path: Path) -> None:
    source = net(
        """\
        import math
        class Local:
            pass
        text = f"{x} {x.size(0)}"
        other = "%s" % x
        return x
        """
    )
    traced = trace_net(tmp_path, source)
    assert [it.construct for it in traced.of_kind(Kind.DEFINE)] == ["import", "class"]
    assert [it.construct for it in traced.of_kind(Kind.FORMAT)] == ["f-string", "%-format"]


def test_init_is_not_compiled(tmp_path: Path) -> None:
    """What ``__init__`` does is no event of the model, however much it breaks."""
    source = net(
        "return x",
        init="""\
        self.scale = torch.ones(3).sum().item()
        if torch.ones(3).sum() > 0:
            print("made")
        """,
    )
    assert trace_net(tmp_path, source).seen == set()


# -- gaps --------------------------------------------------------------------------------------


def test_a_gap_is_counted_where_it_cannot_be_followed(tmp_path: Path) -> None:
    source = net(
        """\
        x = self.layer(x)
        x = unheard_of.transform(x)
        if x > 0:
            x = -x
        return x
        """,
        arguments="layer",
        init="self.layer = layer",
        head="import unheard_of",
    )
    traced = trace_net(tmp_path, source)
    lines = [source.splitlines()[it.place.line - 1].strip() for it in traced.trace.gaps]
    assert lines == ["x = self.layer(x)", "x = unheard_of.transform(x)"]
    assert traced.seen == set(), "unknown raises nothing"


RUNAWAYS = {
    "recursion": net(
        "return walk(x, 50)",
        head="""\
        def walk(x, depth):
            if depth == 0:
                return x
            return walk(x, depth - 1)
        """,
    ),
    "mutual recursion": net(
        "return even(x, 99)",
        head="""\
        def even(x, n):
            return odd(x, n - 1) if n else x


        def odd(x, n):
            return even(x, n - 1) if n else x
        """,
    ),
    "recursion without end": net(
        "return self.forward(x, edge_index, batch)",
    ),
    "a chain of calls": net(
        "return f0(x)",
        head="\n\n".join(f"def f{n}(x):\n    return f{n + 1}(x)" for n in range(60))
        + "\n\n\ndef f60(x):\n    return x\n",
    ),
    "a tree of calls": net(
        "return f0(x)",
        head="\n\n".join(
            f"def f{n}(x):\n    return f{n + 1}(x) + f{n + 1}(x) + f{n + 1}(x)" for n in range(14)
        )
        + "\n\n\ndef f14(x):\n    return x\n",
    ),
    "a layer that makes itself": net(
        "return self.inner(x)",
        init="self.inner = Net()",
    ),
}


@pytest.mark.parametrize("case", RUNAWAYS)
def test_a_runaway_is_a_gap(tmp_path: Path, case: str) -> None:
    start = time.process_time()
    traced = trace_net(tmp_path, RUNAWAYS[case])
    assert time.process_time() - start < 5
    assert traced.gaps or case == "a layer that makes itself"
    assert traced.seen == set()


def test_a_spent_budget_is_a_gap(tmp_path: Path) -> None:
    source = net("x = x + 1\n" * 50 + "y = torch.relu(x)\nreturn x.item()")
    assert trace_net(tmp_path, source).event("torch.Tensor.item")
    short = trace_net(tmp_path, source, limits=Limits(steps=20))
    assert set(short.gaps) == {"the budget of the trace is spent"}
    assert not short.named("torch.Tensor.item")


def test_what_initialises_weights_costs_nothing(tmp_path: Path) -> None:
    """A call outside that gets no handle, and whose result nobody takes, changes nothing."""
    source = net(
        "return (x @ self.weight).relu()",
        init="""\
        if width > 0:
            self.weight = nn.Parameter(torch.empty(width, width))
        else:
            self.weight = nn.parameter.UninitializedParameter()
        reset_(self.weight)
        """,
        arguments="width",
        head="def reset_(weight):\n" + "    weight.fill_(1)\n" * 50 + "    return weight\n",
    )
    traced = trace_net(tmp_path, source, limits=Limits(steps=30))
    assert traced.gaps == []
    assert traced.event("torch.Tensor.relu")
    taken = source.replace("    reset_(self", "    self.weight = reset_(self")
    assert trace_net(tmp_path, taken, limits=Limits(steps=30)).gaps


NESTINGS = {
    "for": "".join(f"{'    ' * n}for i{n} in x:\n" for n in range(15)) + "    " * 15 + "x = x + 1",
    "while": "".join(f"{'    ' * n}while x.dim() > {n}:\n" for n in range(12))
    + "    " * 12
    + "x = x + 1",
    "if": "".join(f"{'    ' * n}if x.dim() > {n}:\n" for n in range(60)) + "    " * 60 + "x = -x",
    "try": "".join(f"{'    ' * n}try:\n" for n in range(10))
    + "    " * 10
    + "x = x + 1\n"
    + "".join(f"{'    ' * n}finally:\n{'    ' * n}    x = x + 1\n" for n in reversed(range(10))),
    "many branches": "".join(f"if x.dim() == {n}:\n    y{n} = {n}\n" for n in range(200)),
    "comprehension": "y = [" * 12 + "x" + "".join(f" for i{n} in x]" for n in range(12)),
    "endless": "while True:\n    while True:\n        while 1:\n            x = x + 1",
    "lists": "y = [x]\n" + "for a in x:\n    for b in x:\n        y.append([y, a, b])\n",
    "functions": "f = lambda v: v\n" + "f = lambda v, f=f: f(f(v))\n" * 30 + "f(x)\n",
}


@pytest.mark.parametrize("case", NESTINGS)
def test_nesting_takes_no_time(tmp_path: Path, case: str) -> None:
    start = time.process_time()
    source = net(NESTINGS[case] + "\nreturn x").replace("y = [y = [", "y = [[")
    while "[y = [" in source:
        source = source.replace("[y = [", "[[")
    trace_net(tmp_path, source)
    assert time.process_time() - start < 5


# -- programs ----------------------------------------------------------------------------------


def test_a_compiled_library_model_breaks_on_the_call_line(tmp_path: Path) -> None:
    source = """\
        import torch
        from torch_geometric.nn import GraphSAGE

        model = torch.compile(GraphSAGE(8, 16, num_layers=2), dynamic=True)
        other = GraphSAGE(8, 16, num_layers=2)


        def train(data):
            model.train()
            out = model(data.x, data.edge_index)  #! GraphSAGE
            loss = out.sum()
            if loss.item() > 0:
                print(loss)
            other(data.x, data.edge_index)
            return float(loss)


        for epoch in range(3):
            train(data)
        """
    traced = trace_script(tmp_path, source)
    assert traced.seen == traced.marked
    for event in traced.trace.events:
        if event.scope == "forward":
            assert event.region is not None
            assert (event.region.fullgraph, event.region.dynamic) == (False, True)
            assert [it.symbol for it in event.stack] == ["train"], "the frame of the call alone"


COMPILED = {
    "function": """\
        import torch


        def step(x):
            return x.item()  #! item


        compiled = torch.compile(step)
        compiled(torch.ones(3))
        step(torch.ones(3))
        """,
    "decorator": """\
        import torch


        @torch.compile
        def step(x):
            return x.item()  #! item


        step(torch.ones(3))
        """,
    "decorator with options": """\
        import torch


        @torch.compile(dynamic=True)
        def step(x):
            return x.item()  #! item


        step(torch.ones(3))
        """,
    "partial decorator": """\
        from functools import partial
        import torch


        @partial(torch.compile, dynamic=True)
        def step(x):
            return x.item()  #! item


        step(torch.ones(3))
        """,
    "under main": """\
        import torch
        from torch import nn


        class Net(nn.Module):
            def forward(self, x):
                return x.item()  #! item


        def main():
            model = Net()
            model = torch.compile(model)
            model(torch.ones(3))


        if __name__ == "__main__":
            main()
        """,
    "method": """\
        import torch
        from torch import nn


        class Net(nn.Module):
            def forward(self, x):
                return x.item()  #! item


        model = Net()
        model.compile()
        model(torch.ones(3))
        """,
    "in a class": """\
        import torch


        class Trainer:
            def __init__(self, model):
                self.step = torch.compile(self._step)

            def _step(self, x):
                return x.item()  #! item

            def run(self):
                self.step(torch.ones(3))


        Trainer(None).run()
        """,
    "never called here": """\
        import torch


        def step(x):
            return x.item()  #! item


        compiled = torch.compile(step)
        print(step(torch.ones(3)))
        """,
}


@pytest.mark.parametrize("case", COMPILED)
def test_programs(tmp_path: Path, case: str) -> None:
    traced = trace_script(tmp_path, COMPILED[case])
    assert traced.seen == traced.marked


def test_tensors_that_forward_is_given(tmp_path: Path) -> None:
    source = net(
        """\
        x.detach_()
        self.kept.detach_()
        self.held.detach_()
        TABLE.detach_()
        (x + 1).detach_()
        x.view(-1).detach_()
        """,
        init="""\
        self.kept = torch.ones(3)
        self.register_buffer("held", torch.ones(3))
        """,
        head="TABLE = torch.ones(3)",
    )
    owners = [
        it.call.owner for it in trace_net(tmp_path, source).named("torch.Tensor.detach_") if it.call
    ]
    roles = [it.role for it in owners if isinstance(it, Tensor)]
    assert roles == ["input", "input", "buffer", "input", "intermediate", "intermediate"]


def test_a_model_kept_out_of_compilation(tmp_path: Path) -> None:
    source = """\
        import torch


        class Net(torch.nn.Module):
            @torch.compiler.disable
            def forward(self, x):
                print(x)
                return x
        """
    assert not trace_net(tmp_path, source).trace.events


def test_calls_of_what_is_disabled(tmp_path: Path) -> None:
    source = net(
        """\
        x = self.layer(x)
        x = helper(x)
        x = by_call(x)
        @torch.compiler.disable
        def inner(x):
            return x

        return self.step(inner(x))
        """,
        init="self.layer = torch.compiler.disable(nn.Linear(8, 8))",
        head="""\
        @torch.compiler.disable
        def helper(x):
            return x


        by_call = torch.compiler.disable(recursive=False)(helper)
        """,
        methods="""\
        @torch._dynamo.disable()
        def step(self, x):
            return x
        """,
    )
    found = trace_net(tmp_path, source).named("torch.compiler.disable")
    assert [it.callee for it in found if it.scope == "forward"] == [
        "self.layer", "helper", "by_call", "torch.compiler.disable", "inner", "self.step",
    ]  # fmt: skip


def test_options_of_the_region(tmp_path: Path) -> None:
    source = """\
        import torch


        def step(x):
            return x.item()


        torch.compile(step, fullgraph=True)(torch.ones(3))
        """
    items = trace_script(tmp_path, source).named("torch.Tensor.item")
    (event,) = [it for it in items if it.scope == "forward"]
    assert event.region is not None and event.region.fullgraph
    assert event.region.place.line == 8
    assert [it.symbol for it in event.stack] == ["step"], "the frames start inside the region"


def test_calls_outside_are_told_apart(tmp_path: Path) -> None:
    source = """\
        import torch
        from torch_geometric.nn import GCNConv

        conv = GCNConv(8, 8).jittable()
        """
    traced = trace_script(tmp_path, source)
    (event,) = [it for it in traced.trace.events if it.name.endswith("jittable")]
    assert event.scope == "program"
    assert traced.seen == set()


def test_head_is_what_the_models_start_with() -> None:
    """``net`` builds valid sources, else every silence above would mean nothing."""
    compile(HEAD, "head", "exec")
    for source in MODELS.values():
        compile(source, "net", "exec")
    for body in FLOW.values():
        compile(net(body), "net", "exec")


# -- numbers that follow the batch ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("loop", "source"),
    [
        ("for i in range(num_graphs): x = x + i", Source.BATCH),
        ("for i in range(1, num_graphs + 1): x = x + i", Source.BATCH),
        ("for i in range(x.size(0)): x = x + i", Source.BATCH),
        ("for i in range(x.shape[0]): x = x + i", Source.BATCH),
        ("for i in range(len(batch)): x = x + i", Source.BATCH),
        ("n, d = x.shape\nfor i in range(n): x = x + i", Source.BATCH),
        ("n, d = x.shape\nfor i in range(d): x = x + i", Source.PARAMETER),
        ("for i in range(x.size(1)): x = x + i", Source.PARAMETER),
        ("for i in range(x.ndim): x = x + i", Source.PARAMETER),
        ("for i in range(x.dim()): x = x + i", Source.PARAMETER),
        ("for i in range(self.weight.size(0)): x = x + i", Source.PARAMETER),
        ("for i in range(steps): x = x + i", Source.PARAMETER),
        ("for i in range(x.relu().size(0)): x = x + i", Source.BATCH),
        ("for i in range(x.t().relu().size(1)): x = x + i", Source.BATCH),
        ("for i in range(x.mean(dim=0).size(0)): x = x + i", Source.SIZE),
        ("for i in range(edge_index.size(1)): x = x + i", Source.BATCH),
        ("y = x[edge_index[0]]\nfor i in range(y.size(0)): x = x + i", Source.BATCH),
        ("for row in x.sigmoid(): x = x + row", Source.BATCH),
        ("for row in x.unbind(): x = x + row", Source.BATCH),
        ("for part in x.split(10): x = x + part.sum()", Source.BATCH),
        ("for part in x.split([10, x.size(0) - 10]): x = x + part.sum()", None),
        ("for part in x.chunk(4): x = x + part.sum()", None),
        ("labels = batch.tolist()\nfor i in labels: x = x + i", Source.BATCH),
        ("sizes = batch.bincount().tolist()\nfor part in x.split(sizes): x = x + i", Source.BATCH),
        ("for i in range(edge_index.size(0)): x = x + i", Source.SIZE),
        ("for i in range(int(batch.max())): x = x + i", Source.DATA),
        ("x = torch.stack([x + i for i in range(num_graphs)])", Source.BATCH),
        ("x = [x] * num_graphs", Source.BATCH),
        ("x = list(range(num_graphs))", Source.BATCH),
        ("for i, j in enumerate(range(num_graphs)): x = x + i", Source.BATCH),
    ],
)
def test_what_a_loop_follows(tmp_path: Path, loop: str, source: Source | None) -> None:
    parameters = "x: Tensor, edge_index: Tensor, batch: Tensor, num_graphs: int, steps: int"
    init = "self.weight = torch.nn.Parameter(torch.ones(3, 8))"
    traced = trace_net(tmp_path, net(loop, init=init, parameters=parameters))
    counts = [it.operands["count"] for it in traced.of_kind(Kind.LOOP)]
    assert {it.source for it in counts if isinstance(it, Scalar)} == ({source} if source else set())


def test_a_list_that_a_loop_fills_is_as_long_as_it_runs(tmp_path: Path) -> None:
    body = """
        means = []
        for graph in range(num_graphs):
            means.append(x[batch == graph].mean(dim=0))
        return torch.stack([it + 1 for it in means])
    """
    traced = trace_net(tmp_path, net(body, parameters="x: Tensor, batch: Tensor, num_graphs: int"))
    counts = [it.operands["count"] for it in traced.of_kind(Kind.LOOP)]
    assert [it.source for it in counts if isinstance(it, Scalar)] == [Source.BATCH] * 2


def test_the_entries_of_a_shape_are_no_length(tmp_path: Path) -> None:
    traced = trace_net(tmp_path, net("for size in x.shape: x = x + size\nreturn list(x.size())"))
    assert {it.operands["count"] for it in traced.of_kind(Kind.LOOP)} == {UNKNOWN}


@pytest.mark.parametrize(
    ("lookup", "construct"),
    [
        ("self.cache[x.size(0)]", "key"),
        ("self.cache.get(x.size(0))", "key"),
        ("x.size(0) in self.cache", "key"),
        ("(x.size(0), 3) in self.cache", "key"),
        ("self.items[x.size(0)]", "index"),
        ("self.items[:x.size(0)]", "index"),
    ],
)
def test_a_size_looks_something_up(tmp_path: Path, lookup: str, construct: str) -> None:
    init = "self.cache = {}\nself.items = [1, 2, 3]"
    traced = trace_net(tmp_path, net(f"return {lookup}", init=init))
    assert [it.construct for it in traced.of_kind(Kind.CONVERT)] == [construct]


def test_a_size_is_stored_under(tmp_path: Path) -> None:
    source = net("self.cache[x.size(0)] = x\nself.cache['x'] = x", init="self.cache = {}")
    traced = trace_net(tmp_path, source)
    assert [it.construct for it in traced.of_kind(Kind.CONVERT)] == ["key"]


# -- questions that operators and imports ask ---------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "if x.argmax() in (1, 2):  #! branch or\n    x = x + 1",
        "if 'a' in ('a', 'b'):\n    x = x + 1",
    ],
)
def test_what_asks_tensors_for_their_truth(tmp_path: Path, body: str) -> None:
    traced = trace_net(tmp_path, net(body + "\nreturn x"))
    assert traced.seen == traced.marked


def test_what_can_be_none_is_not_when_it_is_put_in_order(tmp_path: Path) -> None:
    body = """\
        limit = None
        if x.dim() == 2:
            limit = x.max()
        if limit > 0:  #! branch if
            x = x + 1
        return x
        """
    traced = trace_net(tmp_path, net(body))
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("try:\n    import no_such_module\nexcept ImportError:\n    x = x + 1", True),
        ("try:\n    from no_such_module import a\nexcept ImportError:\n    x = x + 1", True),
        ("try:\n    import math\nexcept ImportError:\n    x = x + 1", False),
        ("try:\n    from torch import fft\nexcept ImportError:\n    x = x + 1", False),
        ("import no_such_module", False),
    ],
)
def test_an_import_that_may_fail_is_open(tmp_path: Path, body: str, asked: bool) -> None:
    traced = trace_net(tmp_path, net(body + "\nreturn x"))
    (event,) = traced.of_kind(Kind.DEFINE)
    assert ("absent" in event.operands) is asked


def test_addresses_that_are_compared(tmp_path: Path) -> None:
    body = """\
        if x.data_ptr() == (x * 2).data_ptr():
            x = x + 1
        return x
        """
    traced = trace_net(tmp_path, net(body))
    assert traced.named("torch.Tensor.data_ptr.__eq__")


def test_a_graph_may_lack_what_it_is_asked_for_with_a_default(tmp_path: Path) -> None:
    body = "index = getattr(data, 'batch', None)\nreturn pool(data.x, index, data.edge_index)"
    head = "from torch_geometric.nn import global_mean_pool as pool"
    traced = trace_net(tmp_path, net(body, parameters="data", head=head))
    event = next(it for it in traced.trace.events if it.name == POOL)
    assert event.call is not None
    index = event.call.passed["batch"]
    assert isinstance(index, Union)
    absent, given = index.options
    assert is_none(absent.value) and str(absent.guard) == "data.batch is None"
    assert isinstance(given.value, Tensor) and str(given.guard) == "data.batch is not None"


@pytest.mark.parametrize(("between", "role"), [("", "intermediate"), ("print(x)", "input")])
def test_a_number_that_a_break_hands_on_is_known(tmp_path: Path, between: str, role: str) -> None:
    body = f"count = batch.max() + 1\n{between}\nreturn x.new_zeros(count)"
    traced = trace_net(tmp_path, net(body))
    event = next(it for it in traced.trace.events if it.name == "torch.Tensor.new_zeros")
    assert event.call is not None
    size = event.call.passed["size"]
    assert isinstance(size, Tensor) and size.role == role


def test_numbers_read_from_tensors(tmp_path: Path) -> None:
    body = """\
        share = x.abs().mean()
        y = torch.add(x, x, alpha=share)
        z = torch.nn.functional.dropout(y, p=share)
        return z.view(batch.max() + 1, -1).clamp(min=share)
        """
    traced = trace_net(tmp_path, net(body, head="import torch"))
    told = [(it.detail, it.construct) for it in traced.of_kind(Kind.CONVERT)]
    assert told == [
        ("alpha", "argument-captured"),
        ("p", "argument-fails"),
        ("size", "argument-captured"),
    ]
