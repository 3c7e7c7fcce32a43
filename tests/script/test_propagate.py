"""What PyG's inspector and torch.jit.script make of ``propagate_type``, and what we say of it.

Every case is a layer in source form. The static side sees its text and the types at its calls; the
real side is scripted in a process of its own (a failed script poisons its class, and PyG rewrites
``propagate`` on the class itself), forked from one server that has torch and PyG loaded.
"""

from __future__ import annotations

import ast
import inspect
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from gnnlint.script.judgement import Call, judge
from gnnlint.script.propagate import (
    AGGREGATE,
    ClassSource,
    Layer,
    Namespace,
    Parameter,
    Problem,
    Signature,
    TypeAttribute,
    read_signature,
)

PRELUDE = """\
from typing import List, Optional, Tuple, Union

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing
from torch_geometric.typing import Adj, OptPairTensor, OptTensor, PairTensor

Pair = Tuple[Tensor, Tensor]


"""
NAMES = frozenset(
    "List Optional Tuple Union torch Tensor MessagePassing Adj OptPairTensor OptTensor PairTensor "
    "Pair".split()
)
TENSOR, OPTIONAL = "Tensor", "Optional[Tensor]"


@dataclass(frozen=True)
class Case:
    """``kind`` is what we must say, None for nothing; ``says`` a part of what the compiler says."""

    name: str
    source: str
    kind: str | None
    says: str = ""
    keywords: tuple[tuple[str, str | None], ...] = (("x", TENSOR), ("w", OPTIONAL))
    positional: tuple[str | None, ...] = (TENSOR,)
    edge_keywords: tuple[tuple[str, str | None], ...] = ()
    expands: bool = False
    second: tuple[tuple[str, str | None], ...] = ()
    # What PyG's inspector raises, where it raises.
    inspector: str = ""
    prelude: str = ""


def layer(
    body: str = "",
    *,
    forward: str = "x: Tensor, edge_index: Tensor, w: OptTensor = None",
    call: str = "self.propagate(edge_index, x=x, w=w)",
    comment: str = "",
    message: str = "x_j: Tensor, w: OptTensor",
    returns: str = "x_j if w is None else x_j * w.view(-1, 1)",
) -> str:
    """The text of a layer: class-level ``body``, then ``forward`` and ``message``."""
    lines = ["class Net(MessagePassing):"]
    lines += textwrap.indent(textwrap.dedent(body), "    ").splitlines()
    lines += [f"    def forward(self, {forward}) -> Tensor:"]
    lines += [f"        {line}" for line in comment.splitlines()]
    call_lines = call.splitlines()
    lines += [f"        {line}" for line in call_lines[:-1]]
    lines += [f"        return {call_lines[-1]}"]
    lines += ["", f"    def message(self, {message}) -> Tensor:", f"        return {returns}"]
    return "\n".join(lines) + "\n"


TYPED = "# propagate_type: (x: Tensor, w: OptTensor)"
PLAIN = (("x", TENSOR), ("w", TENSOR))
W = "x: Tensor, edge_index: Tensor, w: Tensor"
WEIGHTED = {"forward": W, "message": "x_j: Tensor, w: Tensor", "returns": "x_j * w.view(-1, 1)"}
GENERIC = "Compiled functions can't take variable number of arguments"
K = "x: Tensor, edge_index: Tensor, k: int"
PAIR = "x: Tuple[Tensor, Tensor], edge_index: Tensor"
INT: tuple[tuple[str, str | None], ...] = (("x", TENSOR), ("k", "int"))
EDGE_BODY = """
def edge_update(self, x_j: Tensor, w: {type}) -> Tensor:
    return x_j if w is None else x_j * w.view(-1, 1)

"""
BASE = layer(comment=TYPED).replace("class Net", "class Base")

MEASURED = [
    Case("OkComment", layer(comment=TYPED), None),
    Case("OkDict", layer("propagate_type = {'x': Tensor, 'w': OptTensor}\n"), None),
    Case("DictStrings", layer("propagate_type = {'x': 'Tensor', 'w': 'OptTensor'}\n"), None),
    Case(
        "DictOnInstance",
        layer(
            "def __init__(self):\n    super().__init__()\n"
            "    self.propagate_type = {'x': Tensor, 'w': OptTensor}\n\n"
        ),
        "unparsable",
        GENERIC,
        inspector="Could not parse keyword argument 'x: Tensor' in 'self.propagate()'",
    ),
    Case("MissingAllTensor", layer(**WEIGHTED), None, keywords=PLAIN),
    Case(
        "MissingUntypedMessage",
        layer(forward=W, message="x_j, w", returns="x_j * w.view(-1, 1)"),
        None,
        keywords=PLAIN,
    ),
    Case(
        "MissingOptional",
        layer(),
        "missing",
        "Expected a value of type 'Tensor' for argument 'w' but instead found type "
        "'Optional[Tensor]'.",
    ),
    Case(
        "MissingOptionalUntypedForward",
        layer(forward="x, edge_index, w=None"),
        None,
        keywords=PLAIN,  # TorchScript takes `w` for a Tensor; it fails when it runs without one
    ),
    Case(
        "MissingNoneLiteral",
        layer(
            forward="x: Tensor, edge_index: Tensor", call="self.propagate(edge_index, x=x, w=None)"
        ),
        "missing",
        "Expected a value of type 'Tensor' for argument 'w' but instead found type 'NoneType'.",
        keywords=(("x", TENSOR), ("w", "NoneType")),
    ),
    Case(
        "MissingInt",
        layer(
            forward=K,
            call="self.propagate(edge_index, x=x, k=k)",
            message="x_j: Tensor, k: int",
            returns="x_j * k",
        ),
        "missing",
        "Expected a value of type 'Tensor' for argument 'k' but instead found type 'int'.",
        keywords=INT,
    ),
    Case(
        "MissingIntUntypedMessage",
        layer(
            forward=K,
            call="self.propagate(edge_index, x=x, k=k)",
            message="x_j, k",
            returns="x_j * k",
        ),
        "missing",
        "Expected a value of type 'Tensor' for argument 'k' but instead found type 'int'.",
        keywords=INT,
    ),
    Case(
        "MissingFloat",
        layer(
            forward=K.replace("int", "float"),
            call="self.propagate(edge_index, x=x, k=k)",
            message="x_j: Tensor, k: float",
            returns="x_j * k",
        ),
        "missing",
        "Expected a value of type 'Tensor' for argument 'k' but instead found type 'float'.",
        keywords=(("x", TENSOR), ("k", "float")),
    ),
    Case(
        "MissingStr",
        layer(
            forward="x: Tensor, edge_index: Tensor",
            call="self.propagate(edge_index, x=x, mode='a')",
            message="x_j: Tensor, mode: str",
            returns="x_j if mode == 'a' else -x_j",
        ),
        "missing",
        "Expected a value of type 'str' for argument 'mode' but instead found type 'Tensor'.",
        keywords=(("x", TENSOR), ("mode", "str")),
    ),
    Case(
        "MissingPair",
        layer(
            forward=PAIR,
            call="self.propagate(edge_index, x=x)",
            message="x_j: Tensor",
            returns="x_j",
        ),
        "missing",
        "Expected a value of type 'Tensor' for argument 'x' but instead found type "
        "'Tuple[Tensor, Tensor]'.",
        keywords=(("x", "Tuple[Tensor, Tensor]"),),
    ),
    Case(
        "MissingPairLocal",
        layer(
            forward="x: Tensor, edge_index: Tensor",
            call="pair = (x, x)\nself.propagate(edge_index, x=pair)",
            message="x_j: Tensor",
            returns="x_j",
        ),
        "missing",
        "Expected a value of type 'Tensor' for argument 'x' but instead found type "
        "'Tuple[Tensor, Tensor]'.",
        keywords=(("x", "Tuple[Tensor, Tensor]"),),
    ),
    Case(
        "TypedPairLocal",
        layer(
            forward="x: Tensor, edge_index: Tensor",
            comment="# propagate_type: (x: PairTensor)",
            call="pair = (x, x)\nself.propagate(edge_index, x=pair)",
            message="x_j: Tensor",
            returns="x_j",
        ),
        None,
        keywords=(("x", "Tuple[Tensor, Tensor]"),),
    ),
    Case(
        "MissingOptPair",
        layer(
            forward="x: OptPairTensor, edge_index: Tensor",
            call="self.propagate(edge_index, x=x)",
            message="x_j: Tensor",
            returns="x_j",
        ),
        "missing",
        "Expected a value of type 'Tensor' for argument 'x' but instead found type "
        "'Tuple[Tensor, Optional[Tensor]]'.",
        keywords=(("x", "Tuple[Tensor, Optional[Tensor]]"),),
    ),
    Case(
        "WrongNameComment",
        layer(comment="# propagate_type: (x: Tensor, weight: OptTensor)"),
        "incomplete",
        "undefined value w",
    ),
    Case(
        "ExtraNameComment",
        layer(comment="# propagate_type: (x: Tensor, w: OptTensor, z: Tensor)"),
        "wrong",
        "Argument z not provided.",
    ),
    Case(
        "OmitsOneComment",
        layer(comment="# propagate_type: (x: Tensor)"),
        "incomplete",
        "undefined value w",
    ),
    Case(
        "WrongTypeTensorForOptional",
        layer(comment="# propagate_type: (x: Tensor, w: Tensor)"),
        "wrong",
        "Expected a value of type 'Tensor' for argument 'w' but instead found type "
        "'Optional[Tensor]'.",
    ),
    Case(
        "UnknownType",
        layer(comment="# propagate_type: (x: Tensor, w: MaybeTensor)"),
        "unparsable",
        GENERIC,
        inspector="name 'MaybeTensor' is not defined",
    ),
    Case(
        "NoTypeInComment",
        layer(comment="# propagate_type: (x, w)"),
        "unparsable",
        GENERIC,
        inspector="Could not parse argument 'x' of 'propagate_type' annotation",
    ),
    Case(
        "MultiLineComment",
        layer(comment="# propagate_type: (x: Tensor,\n#                  w: OptTensor)"),
        None,
    ),
    Case(
        "CommentNoParens",
        layer(comment="# propagate_type: x: Tensor, w: OptTensor"),
        "unparsable",
        GENERIC,
        inspector="Could not parse argument 'edge_index' of 'propagate_type' annotation",
    ),
    Case(
        "SpaceBeforeColon",
        layer(comment="# propagate_type : (x: Tensor, w: OptTensor)"),
        "missing",
        "Expected a value of type 'Tensor' for argument 'w' but instead found type "
        "'Optional[Tensor]'.",
    ),
    Case(
        "Positional",
        layer(call="self.propagate(edge_index, None, x=x, w=w)"),
        "unparsable",
        GENERIC,
        positional=(TENSOR, "NoneType"),
        inspector="Could not parse keyword argument 'None' in 'self.propagate()'",
    ),
    Case(
        "StarKwargs",
        layer(
            forward=W,
            call="kw = {'x': x, 'w': w}\nself.propagate(edge_index, **kw)",
            message="x_j: Tensor, w: Tensor",
            returns="x_j * w.view(-1, 1)",
        ),
        "unparsable",
        "keyword-arg expansion is not supported",
        keywords=(),
        expands=True,
        inspector="Could not parse keyword argument '**kw' in 'self.propagate()'",
    ),
    Case(
        "CallExprKwarg",
        layer(call="self.propagate(edge_index, x=x, w=torch.clamp(w, min=0.0))", **WEIGHTED),
        "unparsable",
        GENERIC,
        keywords=PLAIN,
        inspector="Could not parse keyword argument 'w=torch.clamp(w, min=0.0)' in "
        "'self.propagate()'",
    ),
    Case(
        "EqualsInKwarg",
        layer(call="self.propagate(edge_index, x=x, w=(w == 0))", **WEIGHTED),
        "unparsable",
        GENERIC,
        keywords=PLAIN,
        inspector="Could not parse keyword argument 'w=(w == 0)' in 'self.propagate()'",
    ),
    Case(
        "TwoCallsDifferentKwargs",
        layer(
            call="out = self.propagate(edge_index, x=x, w=w)\n"
            "self.propagate(edge_index, x=out, k=w)",
            **WEIGHTED,
        ),
        "missing",
        "",
        keywords=PLAIN,
        second=(("x", TENSOR), ("k", TENSOR)),
    ),
    Case(
        "DocstringMention",
        layer(comment='"""Calls self.propagate(edge_index, y=1, z=f(a=2))."""', **WEIGHTED),
        None,
        keywords=PLAIN,
    ),
    Case(
        "CallInHelperAlias",
        layer(
            "def run(self, x: Tensor, edge_index: Tensor, w: Tensor) -> Tensor:\n"
            "    return self.propagate(edge_index, x=x, w=w)\n\n",
            call="self.run(x, edge_index, w)",
            **WEIGHTED,
        ),
        None,
        keywords=PLAIN,
    ),
    Case(
        "InheritsComment",
        BASE + "\n\nclass Net(Base):\n    def forward(self, x: Tensor, edge_index: Tensor, "
        "w: OptTensor = None) -> Tensor:\n        return self.propagate(edge_index, x=x, w=w)\n",
        None,
    ),
    Case(
        "InheritsOtherArgs",
        BASE + "\n\nclass Net(Base):\n    def forward(self, x: Tensor, edge_index: Tensor, "
        "w: OptTensor = None) -> Tensor:\n"
        "        return self.propagate(edge_index, x=x, w=w, k=x)\n",
        "incomplete",
        "Keyword argument k unknown.",
        keywords=(("x", TENSOR), ("w", OPTIONAL), ("k", TENSOR)),
    ),
    Case(
        "MessageIntTypedTensor",
        layer(
            forward=K,
            call="self.propagate(edge_index, x=x, k=k)",
            comment="# propagate_type: (x: Tensor, k: Tensor)",
            message="x_j: Tensor, k: int",
            returns="x_j * k",
        ),
        "wrong",
        "Expected a value of type 'Tensor' for argument 'k' but instead found type 'int'.",
        keywords=INT,
    ),
    Case(
        "CustomPropagate",
        layer(
            "def propagate(self, edge_index, size=None, **kwargs):\n"
            "    return super().propagate(edge_index, size=size, **kwargs)\n\n",
            **WEIGHTED,
        ),
        "unparsable",
        GENERIC,
        keywords=PLAIN,
        inspector="Cannot compile custom 'propagate' method",
    ),
    Case(
        "EdgeUpdaterMissing",
        layer(
            EDGE_BODY.format(type="OptTensor"),
            comment="# propagate_type: (e: Tensor)",
            call="e = self.edge_updater(edge_index, x=x, w=w)\nself.propagate(edge_index, e=e)",
            message="e: Tensor",
            returns="e",
        ),
        "missing",
        "Expected a value of type 'Tensor' for argument 'w' but instead found type "
        "'Optional[Tensor]'.",
        keywords=(("e", TENSOR),),
        edge_keywords=(("x", TENSOR), ("w", OPTIONAL)),
    ),
    Case(
        "EdgeUpdaterTyped",
        layer(
            EDGE_BODY.format(type="OptTensor"),
            comment="# edge_updater_type: (x: Tensor, w: OptTensor)\n# propagate_type: (e: Tensor)",
            call="e = self.edge_updater(edge_index, x=x, w=w)\nself.propagate(edge_index, e=e)",
            message="e: Tensor",
            returns="e",
        ),
        None,
        keywords=(("e", TENSOR),),
        edge_keywords=(("x", TENSOR), ("w", OPTIONAL)),
    ),
    Case(
        "EdgeUpdaterAllTensorMissing",
        layer(
            EDGE_BODY.format(type="Tensor").replace("x_j if w is None else ", ""),
            forward=W,
            call="e = self.edge_updater(edge_index, x=x, w=w)\nself.propagate(edge_index, e=e)",
            message="e: Tensor",
            returns="e",
        ),
        None,
        keywords=(("e", TENSOR),),
        edge_keywords=PLAIN,
    ),
    Case(
        "LocalTypeAlias",
        layer(
            forward="x: Pair, edge_index: Tensor",
            comment="# propagate_type: (x: Pair)",
            call="self.propagate(edge_index, x=x)",
            message="x_j: Tensor",
            returns="x_j",
        ),
        None,
        keywords=(("x", "Tuple[Tensor, Tensor]"),),
    ),
]

ONLY_X = {
    "forward": "x: Tensor, edge_index: Tensor",
    "call": "self.propagate(edge_index, x=x)",
}

FURTHER = [
    Case(
        "NamesEdgeIndex",
        layer(comment="# propagate_type: (edge_index: Adj, x: Tensor, w: OptTensor)"),
        "unparsable",
        GENERIC,
        inspector="duplicate argument 'edge_index' in function definition",
    ),
    Case(
        "NamesSize",
        layer(comment="# propagate_type: (x: Tensor, w: OptTensor, size: Size)"),
        "unparsable",
        GENERIC,
        inspector="name 'Size' is not defined",
    ),
    Case(
        "HiddenByAll",
        layer(comment=TYPED),
        "unparsable",
        GENERIC,
        inspector="name 'OptTensor' is not defined",
        prelude="__all__ = ['Net']\n",
    ),
    Case(
        "PrivateAlias",
        layer(comment="# propagate_type: (x: Tensor, w: _Weight)"),
        "unparsable",
        GENERIC,
        inspector="name '_Weight' is not defined",
        prelude="_Weight = OptTensor\n",
    ),
    Case(
        "Namesake",  # the inspector caches texts by the class's bare name
        "def make():\n"
        + textwrap.indent(BASE.replace("class Base", "class Net"), "    ")
        + "    return Net\n\n\nBase = make()\n\n\nclass Net(Base):\n"
        "    def forward(self, x: Tensor, edge_index: Tensor, w: OptTensor = None) -> Tensor:\n"
        "        return self.propagate(edge_index, x=x, w=w)\n",
        "missing",
        "Expected a value of type 'Tensor' for argument 'w' but instead found type "
        "'Optional[Tensor]'.",
    ),
    Case(
        "DocstringType",  # the first mention counts, wherever it stands
        layer('"""Has a propagate_type: see PyG (x, w)."""\n', comment=TYPED),
        "unparsable",
        GENERIC,
        inspector="Could not parse argument 'x' of 'propagate_type' annotation",
    ),
    Case(
        "BareOptional",
        layer(comment="# propagate_type: (x: Tensor, w: Optional)"),
        "unparsable",
        GENERIC,
        inspector="Plain typing.Optional is not valid as type argument",
    ),
    Case(
        "PairInParentheses",
        layer(
            forward=PAIR,
            comment="# propagate_type: (x: (Tensor, Tensor))",
            call="self.propagate(edge_index, x=x)",
            message="x_j: Tensor",
            returns="x_j",
        ),
        "unparsable",
        GENERIC,
        keywords=(("x", "Tuple[Tensor, Tensor]"),),
        inspector="Forward references must evaluate to types",
    ),
    Case(
        "NotADictionary",
        layer("propagate_type = [('x', Tensor)]\n"),
        "unparsable",
        GENERIC,
        inspector="'propagate_type' is expected to be a dictionary (got '<class 'list'>')",
    ),
    Case(
        "TypedOwnPropagate",
        layer(
            "def propagate(self, edge_index: Tensor, x: Tensor, w: OptTensor) -> Tensor:\n"
            "    return x if w is None else x * w.sum()\n\n"
        ),
        None,
    ),
    Case(
        "IntForFloat",
        layer(
            forward=K,
            call="self.propagate(edge_index, x=x, k=k)",
            comment="# propagate_type: (x: Tensor, k: float)",
            message="x_j: Tensor, k: float",
            returns="x_j * k",
        ),
        "wrong",
        "Expected a value of type 'float' for argument 'k' but instead found type 'int'.",
        keywords=INT,
    ),
    Case(
        "TensorForInt",  # converted when it runs
        layer(
            forward="x: Tensor, edge_index: Tensor, k: Tensor",
            call="self.propagate(edge_index, x=x, k=k)",
            comment="# propagate_type: (x: Tensor, k: int)",
            message="x_j: Tensor, k: int",
            returns="x_j * k",
        ),
        None,
        keywords=(("x", TENSOR), ("k", TENSOR)),
    ),
    Case(
        "HookWantsTensor",
        layer(comment=TYPED, message="x_j: Tensor, w: Tensor", returns="x_j * w.view(-1, 1)"),
        "wrong",
        "Expected a value of type 'Tensor' for argument 'w' but instead found type "
        "'Optional[Tensor]'.",
    ),
    Case(
        "HookWantsEdgeWeight",  # collect asserts that this one is there
        layer(
            forward="x: Tensor, edge_index: Tensor, edge_weight: OptTensor = None",
            comment="# propagate_type: (x: Tensor, edge_weight: OptTensor)",
            call="self.propagate(edge_index, x=x, edge_weight=edge_weight)",
            message="x_j: Tensor, edge_weight: Tensor",
            returns="x_j * edge_weight.view(-1, 1)",
        ),
        None,
        keywords=(("x", TENSOR), ("edge_weight", OPTIONAL)),
    ),
    Case(
        "SizeByKeyword",
        layer(comment=TYPED, call="self.propagate(edge_index, x=x, w=w, size=None)"),
        None,
        keywords=(("x", TENSOR), ("w", OPTIONAL), ("size", "NoneType")),
    ),
    Case(
        "PairForOptPair",
        layer(
            forward=PAIR,
            comment="# propagate_type: (x: OptPairTensor)",
            call="self.propagate(edge_index, x=x)",
            message="x_j: Tensor",
            returns="x_j",
        ),
        None,
        keywords=(("x", "Tuple[Tensor, Tensor]"),),
    ),
    Case(
        "OptPairForPair",
        layer(
            forward="x: OptPairTensor, edge_index: Tensor",
            comment="# propagate_type: (x: PairTensor)",
            call="self.propagate(edge_index, x=x)",
            message="x_j: Tensor",
            returns="x_j",
        ),
        "wrong",
        "Expected a value of type 'Tuple[Tensor, Tensor]' for argument 'x' but instead found type "
        "'Tuple[Tensor, Optional[Tensor]]'.",
        keywords=(("x", "Tuple[Tensor, Optional[Tensor]]"),),
    ),
    Case(
        "HookLeavesPtrUntyped",  # which is optional in MessagePassing.aggregate
        layer(message="x_j: Tensor, index, ptr", returns="x_j", **ONLY_X),
        "unparsable",
        GENERIC,
        keywords=(("x", TENSOR),),
        inspector="Found inconsistent types for argument 'ptr'",
    ),
    Case(
        "HookLeavesSizeUntyped",
        layer(message="x_j: Tensor, index, size_i", returns="x_j", **ONLY_X),
        "wrong",
        "Expected a value of type 'Tensor' for argument 'size_i' but instead found type "
        "'Optional[int]'.",
        keywords=(("x", TENSOR),),
    ),
    Case(
        "HookWantsSizeForSure",
        layer(message="x_j: Tensor, size_i: int", returns="x_j", **ONLY_X),
        "wrong",
        "Expected a value of type 'int' for argument 'size_i' but instead found type "
        "'Optional[int]'.",
        keywords=(("x", TENSOR),),
    ),
    Case(
        "HookTypesWhatIsComputed",
        layer(
            message="x_j: Tensor, index: Tensor, ptr: OptTensor, size_i: Optional[int], "
            "dim_size: Union[None, int]",
            returns="x_j",
            **ONLY_X,
        ),
        None,
        keywords=(("x", TENSOR),),
    ),
    Case(
        "OwnAggregateUntyped",
        layer(
            "def aggregate(self, inputs, index, dim_size: Optional[int] = None):\n"
            "    return inputs.sum(dim=0, keepdim=True)\n\n",
            message="x_j: Tensor",
            returns="x_j",
            **ONLY_X,
        ),
        None,
        keywords=(("x", TENSOR),),
    ),
    Case(
        "NeverCalled",
        layer("propagate_type = ['x']\n", call="x", message="x_j: Tensor", returns="x_j"),
        None,
        keywords=(),
        positional=(),
    ),
]

CASES = [*MEASURED, *FURTHER]

SERVER = """\
import importlib, json, os, sys
sys.path.insert(0, sys.argv[1])
import torch
from torch_geometric.nn import MessagePassing

def script(name):
    net = importlib.import_module(name).Net()
    says = {"inspector": "", "script": ""}
    try:
        cls = type(net)
        if hasattr(cls, "_orig_propagate"):
            cls.propagate = cls._orig_propagate
        sys.modules.pop(f"{name}_Net_propagate", None)  # it stays there half imported
        net._set_jittable_templates(raise_on_error=True)
    except Exception as error:
        says["inspector"] = f"{type(error).__name__}: {error}"
    net = importlib.import_module(name).Net()
    try:
        torch.jit.script(net)
    except Exception as error:
        says["script"] = f"{type(error).__name__}: {error}"
    return says

result = {}
for name in sys.argv[2:]:
    read, write = os.pipe()
    if os.fork() == 0:
        os.write(write, json.dumps(script(name))[:60000].encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as answer:
        result[name] = json.loads(answer.read())
    os.wait()
print(json.dumps(result))
"""


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What torch.jit.script says of every case."""
    folder: Path = tmp_path_factory.mktemp("layers")
    (folder / "server.py").write_text(SERVER)
    for case in CASES:
        (folder / f"layer_{case.name}.py").write_text(PRELUDE + case.prelude + case.source)
    (folder / "tmp").mkdir()  # PyG leaves the generated modules in the temporary folder
    done = subprocess.run(
        [sys.executable, "server.py", str(folder), *(f"layer_{case.name}" for case in CASES)],
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1", "TMPDIR": str(folder / "tmp")},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return {name.removeprefix("layer_"): says for name, says in answers.items()}


def classes(source: str) -> dict[str, ast.ClassDef]:
    return {
        node.name if node.col_offset == 0 else "Base": node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
    }


def read(case: Case, method: str) -> Layer:
    """What the project model knows of the case's class."""
    text = PRELUDE + case.prelude + case.source
    lines = text.splitlines(keepends=True)
    found = classes(text)
    order = [found["Net"], *([found["Base"]] if "Base" in found else [])]
    sources = tuple(
        ClassSource(f"m.{one.name}", "".join(lines[one.lineno - 1 : one.end_lineno]), one.lineno)
        for one in order
    )
    attribute, overridden, wanted = None, False, f"{method}_type"
    hooks: dict[str, ast.FunctionDef] = {}
    for node in reversed(order):
        for statement in node.body:
            if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == wanted:
                attribute = declared(statement)
            if isinstance(statement, ast.FunctionDef):
                hooks[statement.name] = statement
                overridden |= node is order[0] and statement.name == method
    if method == "propagate":
        collected = parameters(hooks["message"])
        collected += parameters(hooks["aggregate"])[1:] if "aggregate" in hooks else AGGREGATE
    else:
        collected = parameters(hooks["edge_update"]) if "edge_update" in hooks else ()
    exported = frozenset({"Net"}) if "__all__" in case.prelude else None
    names = NAMES | ({"_Weight"} if "_Weight" in case.prelude else set())
    return Layer(
        sources,
        attribute,
        overridden,
        collected,
        Namespace(names, exported, {"Pair": "Tuple[Tensor, Tensor]"}),
    )


def declared(statement: ast.Assign) -> TypeAttribute:
    value = statement.value
    if not isinstance(value, ast.Dict):
        return TypeAttribute(None, statement.lineno, other="<class 'list'>")
    entries = []
    for key, type_ in zip(value.keys, value.values, strict=True):
        assert isinstance(key, ast.Constant)
        text = type_.value if isinstance(type_, ast.Constant) else ast.unparse(type_)
        entries.append((str(key.value), str(text)))
    return TypeAttribute(tuple(entries), statement.lineno)


def parameters(hook: ast.FunctionDef) -> tuple[Parameter, ...]:
    return tuple(
        Parameter(one.arg, ast.unparse(one.annotation) if one.annotation else "Tensor", False, 1)
        for one in hook.args.args[1:]
    )


def verdict(case: Case) -> list[Problem]:
    """The static side's answer, the edge updater's first, as it is called first."""
    calls: tuple[Call, ...] = ()
    if case.positional:
        calls = (Call(case.positional, case.keywords, 1, case.expands),)
    if case.second:
        calls += (Call((TENSOR,), case.second, 2),)
    edge_calls = (Call((TENSOR,), case.edge_keywords, 1),) if case.edge_keywords else ()
    problems = []
    for method, of_method in (("edge_updater", edge_calls), ("propagate", calls)):
        described = read(case, method)
        problems += judge(described, read_signature(described, method), of_method, method)
    return problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_static_verdict_is_the_compilers(case: Case, real: dict[str, dict[str, str]]) -> None:
    problems = verdict(case)
    says = real[case.name]["script"]
    assert bool(problems) is bool(says), (problems, says)
    assert (problems[0].kind if problems else None) == case.kind
    assert case.says in says
    if problems and problems[0].kind != "unparsable" and case.says:
        assert case.says in problems[0].reason


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.name != "NeverCalled"], ids=lambda case: case.name
)
def test_the_inspectors_own_words(case: Case, real: dict[str, dict[str, str]]) -> None:
    says = real[case.name]["inspector"]
    problem = next((one for one in verdict(case) if one.kind == "unparsable"), None)
    if case.name == "TypedOwnPropagate":  # left alone by PyG, and compiled as it stands
        assert "Cannot compile custom" in says and problem is None
        return
    assert case.inspector in says
    if case.inspector:
        assert problem is not None and case.inspector in problem.reason
    else:
        assert not says and problem is None


def test_lines_point_at_what_was_read() -> None:
    text = (
        "class Net(MessagePassing):\n"
        '    """Calls self.propagate(\n    x=1)."""\n'
        "    def forward(self, x, edge_index):\n"
        "        # first\n"
        "        return self.propagate(edge_index, x=x)\n"
    )
    found = read_signature(Layer((ClassSource("m.Net", text, 10),)))
    assert isinstance(found, Signature)
    assert (found.origin, found.line, found.owner) == ("call", 15, "m.Net")
    typed = text.replace("# first", "# propagate_type: (x: Tensor)")
    found = read_signature(Layer((ClassSource("m.Net", typed, 10),)))
    assert isinstance(found, Signature)
    assert (found.origin, found.line) == ("comment", 14)


def test_unknown_types_are_silent() -> None:
    text = "class Net(M):\n    def forward(self):\n        self.propagate(e, x=x, y=y)\n"
    described = Layer((ClassSource("m.Net", text),))
    call = Call((None,), (("x", None), ("y", "MyClass")), 3)
    assert judge(described, read_signature(described), (call,)) == []


def test_no_call_in_the_text_is_an_empty_signature() -> None:
    found = read_signature(Layer((ClassSource("m.Net", "class Net(M):\n    pass\n"),)))
    assert isinstance(found, Signature) and found.origin is None and not found.parameters


def test_unknown_dictionaries_are_silent() -> None:
    source = (ClassSource("m.Net", "class Net(M):\n    propagate_type = make()\n"),)
    assert read_signature(Layer(source, TypeAttribute(None, 2))) is None


def test_reads_every_layer_of_pyg_as_its_inspector_does() -> None:
    """Names, types and errors of all MessagePassing classes in torch_geometric.nn."""
    nn: Any = import_module("torch_geometric.nn")
    inspector: Any = import_module("torch_geometric.inspector")
    read_layers = 0
    for name in dir(nn):
        cls = getattr(nn, name)
        if not (isinstance(cls, type) and issubclass(cls, nn.MessagePassing)):
            continue
        if cls is nn.MessagePassing or hasattr(cls, "propagate_type"):
            continue
        for method in ("propagate", "edge_updater"):
            try:
                exclude = [0, "edge_index", "size"]
                found = inspector.Inspector(cls).get_params_from_method_call(method, exclude)
                real = [(one.name, one.type_repr) for one in found.values()]
            except ValueError as error:
                real = [("error", str(error))]
            assert of_pyg(cls, nn, method) == real, (name, method)
            read_layers += bool(real)
    assert read_layers > 50


def of_pyg(cls: Any, nn: Any, method: str) -> list[tuple[str, str]]:
    sources = tuple(
        ClassSource(one.__qualname__, inspect.getsource(one))
        for one in cls.__mro__
        if one not in (object, nn.MessagePassing) and one.__module__ != "torch.nn.modules.module"
    )
    ours = read_signature(Layer(sources), method)
    if isinstance(ours, Signature):
        return [(one.name, one.type) for one in ours.parameters]
    assert isinstance(ours, Problem)
    return [("error", ours.reason)]
