"""What a model's ``forward`` is likeliest called with: names, annotations, documentation, layers.

Runs in a child.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

import torch

from gnnlint.verify.documented import entries, shape_of
from gnnlint.verify.enumeration import listed
from gnnlint.verify.guessing import DATA, for_call, is_tensor
from gnnlint.verify.recipe import Given, with_width
from gnnlint.verify.signature import Parameter

_ALWAYS = ("x", "edge_index")  # passed though they have a default: without them little runs
_READ = frozenset(
    "x edge_index edge_attr edge_weight edge_type batch pos z y x_dict "
    "edge_index_dict adj_t node_type num_nodes num_graphs ptr node_attr".split()
)

_TAKEN = re.compile(r"(in|input)_?(channels|features|feats?|dim|size|f)$")


class Documented:
    """What the documentation of a class says of the arguments of its ``forward``."""

    def __init__(self, kind: type, init: Mapping[str, str]) -> None:
        forward = getattr(kind, "forward", None)
        self.init = init
        names = {it["name"] for it in listed(forward)}
        texts = (inspect.getdoc(forward), inspect.getdoc(kind))
        self.entries = [entries(it, names) for it in texts if it]

    def value(self, name: str, width: int) -> str | None:
        """A tensor of the shape that is told of an argument."""
        taken = [it for name, it in self.init.items() if _TAKEN.match(name) and it.isdecimal()]
        width = int(taken[0]) if taken else width
        for told in self.entries:
            entry = told.get(name)
            shape = shape_of(entry, self.init, width) if entry is not None else None
            if entry is not None and shape is not None:
                if not entry.is_whole:
                    return f"torch.randn{shape}".replace(",)", ")")
                top = "n" if "index" in name and shape.startswith("(2,") else "4"
                return f"torch.randint(0, {top}, {shape})"
        return None


def first_guess(
    parameters: list[Parameter], code: ast.AST, model: Any, told: Documented
) -> tuple[Given, bool]:
    """The likeliest inputs; whether they go by position."""
    width, taken = _width(model), [it for it in parameters if not it.gathers]
    if parameters and not taken:  # forward(*args)
        return (("x", with_width("torch.randn(n, 16)", width)),
                ("edge_index", "torch.randint(0, n, (2, e))")), True  # fmt: skip
    given: list[tuple[str, str]] = []
    for it in taken:
        if it.required or it.name in _ALWAYS:
            given += _given(it, code, width, model, told)
    by_position = any(it.kind in ("positional_only", "var_positional") for it in parameters)
    return tuple(given), by_position


def _given(
    it: Parameter, code: ast.AST, width: int, model: Any, told: Documented
) -> list[tuple[str, str]]:
    read = _parts_read(code, it.name)
    is_data = "Data" in it.annotation or "Batch" in it.annotation or (
        not is_tensor(it.annotation) and bool(read & _READ)
    )  # fmt: skip
    if is_data or (DATA.search(it.name) and not it.annotation and it.name != "batch"):
        names = sorted(read) or ["x", "edge_index", "batch"]
        return _parts(it.name, names, width, model)
    values = for_call(it)
    value = values[0] if values else ""
    if not value or "torch." in value:
        value = told.value(it.name, width) or value
    return [(it.name, _fitted(value, it.name, width, model))]


def _parts(owner: str, names: list[str], width: int, model: Any) -> list[tuple[str, str]]:
    """The parts of a data object that the code reads, those that are known by name."""
    kept = [it for it in names if it in _READ or for_call(Parameter(it, "Tensor"))]
    if "x_dict" in names or "edge_index_dict" in names:
        kept = [it for it in names if it.endswith("_dict")]
    kept = [it for it in kept if it not in _METHODS]
    if "edge_index" not in kept and "edge_index_dict" not in kept:
        kept.append("edge_index")
    return [(f"{owner}.{it}", _fitted(for_call(Parameter(it))[0], it, width, model)) for it in kept]


_METHODS = frozenset("to size shape dim keys values items device clone contiguous cuda cpu detach "
                     "float long double get num_features num_node_features num_edge_features "
                     "is_cuda validate to_dict store stores node_types edge_types metadata "
                     "num_edges to_data_list".split())  # fmt: skip


def _fitted(value: str, name: str, width: int, model: Any) -> str:
    """An expression of node features with the width of the first layer, of edges with theirs."""
    if value == "torch.randn(n, 16)":
        return with_width(value, width)
    if value == "torch.randn(e, 8)":
        dims = [getattr(it, "edge_dim", None) for it in model.modules()]
        return with_width(value, next((it for it in dims if isinstance(it, int) and it > 0), 8))
    return value


def _width(model: Any) -> int:
    """The features that the first layer takes."""
    for module in model.modules():
        for name in ("in_channels", "in_features"):
            width = getattr(module, name, None)
            if isinstance(width, tuple) and width:
                width = width[0]
            if isinstance(width, int) and width > 0:
                return width
    return 16


def code_of(kind: type) -> ast.AST:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(kind)))
    except (OSError, SyntaxError, TypeError):
        return ast.Module([], [])


def _parts_read(code: ast.AST, name: str) -> set[str]:
    """Attributes and string keys that a forward pass reads off a variable of this name."""
    found = set()
    for node in _forward_pass(code):
        owner = getattr(node, "value", None)
        if not (isinstance(owner, ast.Name) and owner.id == name):
            continue
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            found.add(node.attr)
        key = node.slice if isinstance(node, ast.Subscript) else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            found.add(key.value)
    return {it for it in found if not it.startswith("_")}


def reads_of_no_tensor(code: ast.AST, name: str) -> list[str]:
    """What a forward pass reads off a variable of this name that no tensor has."""
    found: list[ast.Attribute | ast.Subscript] = []
    for node in _forward_pass(code):
        if not isinstance(node, ast.Attribute | ast.Subscript):
            continue
        if not (isinstance(node.value, ast.Name) and node.value.id == name):
            continue
        key = node.slice if isinstance(node, ast.Subscript) else None
        by_name = isinstance(key, ast.Constant) and isinstance(key.value, str)
        if by_name or (isinstance(node, ast.Attribute) and not hasattr(torch.Tensor, node.attr)):
            found.append(node)
    found.sort(key=lambda it: (it.lineno, it.col_offset))
    return list(dict.fromkeys(ast.unparse(it) for it in found))


def _forward_pass(code: ast.AST) -> Iterator[ast.AST]:
    """The nodes of ``forward`` and of the methods that it calls."""
    methods = {it.name: it for it in ast.walk(code) if isinstance(it, ast.FunctionDef)}
    waiting, seen = ["forward"], {"forward"}
    while waiting:
        method = methods.get(waiting.pop())
        for node in ast.walk(method) if method is not None else ():
            yield node
            if isinstance(node, ast.Attribute) and node.attr in methods and node.attr not in seen:
                seen.add(node.attr)
                waiting.append(node.attr)
