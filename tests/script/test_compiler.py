"""The static TorchScript compiler: the marks of the rules, and what is compiled from where."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Certainty, Severity
from gnnlint.project import Project
from gnnlint.project.code import ClassCode
from gnnlint.script.compiler import script_events
from gnnlint.script.types import (
    NONE,
    TENSOR,
    Type,
    equal,
    optional,
    read,
    read_nominal,
    spell,
    text,
    unify,
    without_none,
)
from gnnlint.trace.entry import trace_class
from gnnlint.trace.event import Event, Kind

RULES = Path(__file__).parents[2] / "rules"
EXAMPLES = sorted(RULES.glob("GNN1*/*.py"))

OWN = (Kind.SYNTAX, Kind.TYPE, Kind.PROPAGATE)


def marks(path: Path) -> set[tuple[int, str]]:
    lines = path.read_text().splitlines()
    return {
        (number, code)
        for number, line in enumerate(lines, 1)
        for code in re.findall(r"# expect: (GNN\d+)", line)
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda it: f"{it.parent.name[:6]}-{it.stem}")
def test_marks(path: Path) -> None:
    run = check([path], Settings(root=path.parent, targets=("script",)))
    refused = [it for it in run.findings if it.severity is not Severity.INFO]
    assert {(it.place.line, it.code) for it in refused} == marks(path)


HEAD = """\
from typing import Dict, Final, List, Optional, Tuple
import torch
from torch import Tensor
from torch_geometric.nn import GATConv, GCNConv, MessagePassing
from torch_geometric.typing import Adj, OptTensor
from elsewhere import unknown

def plain(x, w):
    return x * w

def broken(x: Tensor) -> Tensor:
    try:
        return x
    finally:
        pass
"""
FIRST = HEAD.count("\n") + 1


def events(folder: Path, body: str, name: str = "Net") -> list[Event]:
    """What compiling the class ``name`` shows; ``body`` follows HEAD."""
    path = folder / "net.py"
    path.write_text(HEAD + textwrap.dedent(body))
    project = Project(folder, (path,))
    module = project.load(path)
    assert module is not None
    code = module.bindings[name]
    assert isinstance(code, ClassCode)
    trace = trace_class(project, code)
    assert trace is not None
    return script_events(trace, project)


def seen(folder: Path, body: str, name: str = "Net") -> list[tuple[int, str]]:
    """Line (1 is the first of ``body``) and construct of the compiler's own events, in order."""
    found = [it for it in events(folder, body, name) if it.kind in OWN]
    return sorted((it.place.line - FIRST + 1, it.construct) for it in found)


def forward(lines: str, parameters: str = "x: Tensor") -> str:
    """A module whose ``forward`` has these lines; the first of them is line 3."""
    body = textwrap.indent(textwrap.dedent(lines).strip(), " " * 8)
    return f"class Net(torch.nn.Module):\n    def forward(self, {parameters}):\n{body}\n"


@pytest.mark.parametrize(
    ("lines", "compiled"),
    [
        ("if torch.jit.is_scripting(): return x\nreturn broken(x)", False),
        ("if not torch.jit.is_scripting(): broken(x)\nreturn x", False),
        ("if not torch.jit.is_scripting() and x.sum() > 0: broken(x)\nreturn x", False),
        ("if torch.jit.is_scripting() or x.sum() > 0: return x\nbroken(x)", False),
        ("if torch.jit.is_tracing(): broken(x)\nreturn x", True),
        ("if torch.compiler.is_compiling(): broken(x)\nreturn x", True),
        ("f = False\nif f: broken(x)\nreturn x", True),
        ("if False: broken(x)\nreturn x", False),
        ("return x\nbroken(x)", False),
        ("if x is None: broken(x)\nreturn x", False),
        ("if isinstance(x, tuple): broken(x)\nreturn x", False),
        ("if not isinstance(x, Tensor): broken(x)\nreturn x", False),
        ("if self.training: broken(x)\nreturn x", True),
        ("for _ in range(2): broken(x)\nreturn x", True),
        ("y = broken(x) if x.sum() > 0 else x\nreturn y", True),
    ],
)
def test_branches_that_are_compiled(tmp_path: Path, lines: str, compiled: bool) -> None:
    found = events(tmp_path, forward(lines))
    assert [it.construct for it in found if it.kind is Kind.SYNTAX] == ["try"] * compiled


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("return plain(x, 1)", "int"),
        ("return plain(x, x.size(0))", "int"),
        ("return plain(x, w)", "Optional[Tensor]"),
        ("return plain(x, None)", "NoneType"),
        ("return plain(x, e)", "Union[Tensor, SparseTensor]"),
        ("n: int = 2\nreturn plain(x, n)", "int"),
        ("empty = w is None\nif empty: return x\nreturn plain(x, w)", "Optional[Tensor]"),
        ("assert w is not None\nreturn plain(x, w)", None),
        ("if w is None: return x\nreturn plain(x, w)", None),
        ("if w is None: w = x\nreturn plain(x, w)", None),
        ("if isinstance(e, Tensor): return plain(x, e)\nreturn x", None),
        ("y = x if w is None else w\nreturn plain(x, y)", None),
        ("y, z = x.max(dim=0)\nreturn plain(y, z)", None),
        ("return plain(x, unknown(x))", None),
    ],
)
def test_arguments(tmp_path: Path, lines: str, found: str | None) -> None:
    parameters = "x: Tensor, w: OptTensor = None, e: Adj = None"
    told = [it for it in events(tmp_path, forward(lines, parameters)) if it.kind is Kind.TYPE]
    assert [it.construct for it in told] == ([] if found is None else ["argument"])
    if found is not None:
        assert f"found type '{found}'" in told[0].detail


@pytest.mark.parametrize(
    ("lines", "construct"),
    [
        ("n: List[int] = x.tolist()\nreturn x", None),
        ("n = torch.jit.annotate(List[int], x.tolist())\nreturn x", None),
        ("n = len(x.tolist())\nreturn x", "tolist"),
        ("n: number = 2\nreturn x", None),
        ("n: complex = complex(1, 2)\nreturn x", None),
        ("n: [int] = [2]\nreturn x", "annotation"),
        ("n: int = x\nreturn x", "reassignment"),
        ("n: List[Optional[Tensor]] = [x, None]\nreturn x", None),
        ("n: Dict[str, List[int]] = {'a': [2]}\nreturn x", None),
        ("n: List[List[str]] = [[2]]\nreturn x", "reassignment"),
        ("return x if hasattr(x, 'y') else x", "form"),
        ("return x * -9223372036854775808", "form"),
    ],
)
def test_what_a_variable_is_declared_to_be(
    tmp_path: Path, lines: str, construct: str | None
) -> None:
    """As torch 2.13 says of each of these."""
    told = [it for it in events(tmp_path, forward(lines, "x: Tensor")) if it.kind is Kind.TYPE]
    assert [it.construct for it in told] == ([] if construct is None else [construct])


MODULES = """\
class Part(torch.nn.Module):
    def forward(self, x: Tensor):
        return lambda: x

    def unused(self, x: Tensor):
        return lambda: x

"""


@pytest.mark.parametrize(
    "held",
    [
        "self.part = Part()",
        "self.parts = torch.nn.ModuleList([Part()])",
        "self.parts = torch.nn.Sequential(torch.nn.ReLU(), Part())",
        "self.parts = torch.nn.ModuleDict({'a': Part()})",
        "self.parts = torch.nn.ModuleList()\n        self.parts.append(Part())",
    ],
)
def test_submodules_are_compiled_without_a_call(tmp_path: Path, held: str) -> None:
    net = f"""\
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        {held}

    def forward(self, x: Tensor):
        return x
"""
    assert seen(tmp_path, MODULES + net) == [(3, "lambda")]


def test_the_chain_leads_from_the_entry_point(tmp_path: Path) -> None:
    (found,) = events(tmp_path, forward("y = x + 1\nreturn broken(y)"))
    assert [(it.symbol, it.place.line) for it in found.stack] == [
        ("Net.forward", FIRST + 3),
        ("broken", 12),
    ]
    assert found.symbol == "broken" and found.source.startswith("try:")


def test_methods(tmp_path: Path) -> None:
    net = """\
class Net(torch.nn.Module):
    def forward(self, x: Tensor):
        return self.first(x)

    def first(self, x: Tensor):
        return self.second(x) + self.third(x)

    @staticmethod
    def second(x: Tensor):
        return {1, 2}

    @torch.jit.unused
    def third(self, x: Tensor):
        return {1, 2}

    @torch.jit.export
    def exported(self, x: Tensor):
        return {1, 2}

    @property
    def size(self):
        return {1, 2}

    def never(self, x: Tensor):
        return {1, 2}
"""
    assert seen(tmp_path, net) == [(10, "set"), (18, "set"), (22, "set")]


def test_what_hangs_on_the_constructor_is_conditional(tmp_path: Path) -> None:
    net = """\
class Net(torch.nn.Module):
    __constants__ = ["deep"]

    def __init__(self, residual: bool, deep: bool):
        super().__init__()
        self.deep = deep
        if residual:
            self.lin = torch.nn.Linear(2, 2)
        else:
            self.lin = None

    def forward(self, x: Tensor):
        if self.lin is not None:
            x = plain(x, 1)
        if self.deep:
            x = plain(x, 2)
        return plain(x, 3)
"""
    found = [it for it in events(tmp_path, net) if it.kind is Kind.TYPE]
    told = [(it.place.line - FIRST + 1, [str(c) for c in it.path]) for it in found]
    assert told == [(14, ["residual"]), (16, ["self.deep"]), (17, [])]


def test_one_of_several_instances_is_enough(tmp_path: Path) -> None:
    net = """\
class Part(torch.nn.Module):
    def forward(self, x, times):
        return x * times

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = torch.nn.ModuleList([Part(), Part()])
        self.times = 2

    def forward(self, x: Tensor):
        for part in self.parts:
            x = part(x, self.times)
        return x
"""
    assert seen(tmp_path, net) == [(13, "argument")]


def test_doubt_is_silent(tmp_path: Path) -> None:
    lines = """\
    y = unknown(x)
    if y is None:
        return plain(x, 1)
    return plain(x, 2)
    """
    assert seen(tmp_path, forward(lines)) == []


def test_overloads_are_typed_by_comments(tmp_path: Path) -> None:
    net = """\
@torch.jit._overload
def twice(x, n):  # noqa
    # type: (Tensor, int) -> Tensor
    pass

def twice(x, n=2):  # noqa
    return x * n

class Net(torch.nn.Module):
    def forward(self, x: Tensor):
        return twice(x, 2)
"""
    assert seen(tmp_path, net) == []


def test_hooks_are_compiled_through_propagate(tmp_path: Path) -> None:
    layer = """\
class Net(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor):
        # propagate_type: {declared}
        return self.propagate(edge_index, x=x)

    def message(self, x_j: Tensor):
        return lambda: x_j
"""
    assert seen(tmp_path, layer.format(declared="(x: Tensor)")) == [(7, "lambda")]
    assert seen(tmp_path, layer.format(declared="(x)")) == [(3, "unparsable")]


def test_library_layers(tmp_path: Path) -> None:
    net = """\
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = GATConv(2, 2)
        self.spare = GATConv(2, 2)
        self.eager = GATConv(2, 2)

    def forward(self, x: Tensor, edge_index: Tensor):
        if not torch.jit.is_scripting():
            return self.eager(x, edge_index)
        return self.conv(x, edge_index)
"""
    body = net.replace("if not torch.jit.is_scripting():", "if x.dim() == 2:", 1)
    path = tmp_path / "net.py"
    for text_, lines in ((body, {5, 10, 11}), (net, {4, 5, 6})):
        path.write_text(HEAD + text_)
        run = check([path], Settings(root=tmp_path, targets=("script",)))
        found = [it for it in run.findings if it.code == "GNN150"]
        assert {it.place.line - FIRST + 1 for it in found} == lines
        assert all(it.certainty is Certainty.CERTAIN for it in found)


def test_module_index(tmp_path: Path) -> None:
    net = """\
class Net(torch.nn.Module):
    last: Final[int]

    def __init__(self):
        super().__init__()
        self.convs = torch.nn.ModuleList([torch.nn.ReLU(), torch.nn.ELU()])
        self.last = 1

    def forward(self, x: Tensor):
        x = self.convs[self.last](x)
        k = 0
        x = self.convs[k](x)
        for conv in self.convs[1:]:
            x = conv.forward(x)
        return [conv(x) for conv in self.convs[1:]]
"""
    assert seen(tmp_path, net) == [(12, "module-index"), (15, "module-index")]


def test_types() -> None:
    assert read("Optional[Tensor]") == optional(TENSOR) == read("Tensor | None")
    assert read("Tuple[Tensor, Optional[int]]", lambda name: None) is not None
    assert read("torch.Size") == Type("List", (Type("int"),))
    assert read("Data") is None and read("List[Data]") is None and read("(") is None
    assert text(optional(TENSOR)) == "Optional[Tensor]" and spell(NONE) == "NoneType"
    nested = Type("Tuple", (NONE, TENSOR))
    assert text(nested) == "Tuple[None, Tensor]" and spell(nested) == "Tuple[NoneType, Tensor]"
    assert unify(NONE, TENSOR) == optional(TENSOR) == unify(optional(TENSOR), TENSOR)
    assert unify(TENSOR, Type("int")) is None and unify(None, TENSOR) is None


def test_types_by_name_as_python_has_them() -> None:
    assert read("Edges") is None and read_nominal("Edges") == Type("Edges")
    assert read_nominal("a.Final[Edges]") == Type("Final", (Type("Edges"),))
    assert read("LongTensor") == TENSOR != read_nominal("LongTensor")
    first, second = read_nominal("Union[Edges, int]"), read_nominal("int | Edges")
    assert first is not None and second is not None and first != second and equal(first, second)
    assert without_none(optional(TENSOR)) == TENSOR and without_none(NONE) == NONE


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("if x.dim() == 2: n = 2\nreturn x * n", "`n` has no value * behind `x.dim() == 2`: n is"),
        ("if x.dim() == 2: n = 2\nn += 1\nreturn x * n", "`n` has no value * behind `x.dim() =="),
        (
            "if x.dim() == 2: n = 2\nelse: n = 2.5\nreturn x * n",
            "`n` has no value * behind `x.dim() == 2`: Type mismatch: n is set to type int",
        ),
        ("for i in range(2): n = i\nreturn x * n", "`n` has no value *: undefined value n"),
    ],
)
def test_the_variable_without_a_value_is_named(tmp_path: Path, lines: str, told: str) -> None:
    path = tmp_path / "net.py"
    path.write_text(HEAD + forward(lines))
    (found,) = check([path], Settings(root=tmp_path, targets=("script",))).findings
    begins = told.replace("*", "that TorchScript knows of")
    assert found.code == "GNN129" and found.message.startswith(begins)
