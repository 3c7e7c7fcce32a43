"""The text of a variation: a small program with ``model()`` and ``inputs()``.

What the compilers run and what ``gnnlint check`` reads is the same text. The model is a module with
typed arguments that calls the operator: `torch.jit.script` takes every unannotated argument for a
tensor, and Dynamo's breaks get a line of the user's to stand at.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from gnnlint.atlas.variations import Variation, is_input, written
from gnnlint.verify.arguments import definitions_for

Sizes = tuple[tuple[int, int, int], ...]

#: Nodes, edges and graphs of the calls: one, and the five that show recompiles.
ONE_SIZE: Sizes = ((20, 70, 3),)
GROWING: Sizes = ((20, 70, 3), (31, 90, 4), (42, 130, 5), (55, 180, 6), (71, 240, 7))


def wrapped(variation: Variation, sizes: Sizes = ONE_SIZE) -> str:
    """The program whose model calls the operator in a typed ``forward``."""
    operator = variation.operator
    is_layer = operator.kind == "layer" or bool(variation.build)
    inputs = {name: it for name, it in variation.call if is_input(it)}
    members = {name: it for name, it in variation.call if name not in inputs and _makes(it)}
    attributes = {"layer": variation.built} if is_layer else {}
    attributes |= members
    handed = {name: name for name in inputs} | {name: f"self.{name}" for name in members}
    callee = "self.layer" if is_layer else operator.short_name
    parameters = "".join(f", {name}{_annotation(it)}" for name, it in inputs.items())
    made = "".join(f"        self.{name} = {it}\n" for name, it in attributes.items())
    constructor = "    def __init__(self):\n        super().__init__()\n" + made + "\n"
    call = ", ".join(f"{it}" for it in _call(variation, handed))
    return (
        f"{_head(variation, sizes)}"
        "class Net(torch.nn.Module):\n"
        f"{constructor if attributes else ''}"
        f"    def forward(self{parameters}):\n"
        f"        return {callee}({call})\n\n\n"
        f"def model():\n    return Net(){_mode(variation)}\n\n\n{_inputs(list(inputs.values()))}"
    )


def direct(variation: Variation, sizes: Sizes = ONE_SIZE) -> str:
    """The program whose model is the operator itself."""
    is_layer = variation.operator.kind == "layer" or variation.build
    made = variation.operator.short_name
    if is_layer:
        made = variation.built + _mode(variation)
    positional = [dict(variation.call)[name] for name in variation.positional]
    if positional:
        rest = _inputs(positional)
    else:
        pairs = ", ".join(f'"{name}": {it}' for name, it in variation.call)
        rest = f"def inputs():\n    return [{{{pairs}}} for n, e, g in SIZES]\n"
    return f"{_head(variation, sizes)}def model():\n    return {made}\n\n\n{rest}"


def _mode(variation: Variation) -> str:
    return ".train()" if variation.training else ".eval()"


def _inputs(expressions: Sequence[str]) -> str:
    values = ", ".join(expressions) + ("," if len(expressions) == 1 else "")
    return f"def inputs():\n    return [({values}) for n, e, g in SIZES]\n"


def _call(variation: Variation, handed: dict[str, str]) -> Iterator[str]:
    call = tuple((name, handed.get(name, it)) for name, it in variation.call)
    if variation.positional:
        values = dict(call)
        leading = [
            it.name for it in variation.operator.call or () if it.required and it.name in values
        ]
        first = [*leading, *(it for it in variation.positional if it not in leading)]
        yield from (values[name] for name in first)
        yield from (f"{name}={it}" for name, it in call if name not in first)
    else:
        yield from written(variation.operator.call or (), call)


def _makes(expression: str) -> bool:
    """Whether an expression makes something that belongs to the model, not to its call."""
    return any(isinstance(it, ast.Call) for it in ast.walk(ast.parse(expression, mode="eval")))


def _head(variation: Variation, sizes: Sizes) -> str:
    """Imports and the definitions that the arguments name."""
    operator = variation.operator
    told = [variation.built, *(it for _, it in variation.init), *(it for _, it in variation.call)]
    definitions = definitions_for(told)
    imports = [it for it in definitions if it.startswith(("import ", "from "))]
    own = f"from {operator.module} import {operator.short_name}"
    if not variation.build:
        imports.append(own)
    blocks = [it for it in definitions if it not in imports]
    plain = [it for it in blocks if "\n" not in it]
    lines = "\n".join(["import torch", "from torch import Tensor", *sorted(imports)])
    constants = "\n".join([f"SIZES = {list(sizes)!r}", *plain])
    long = "".join(f"{it}\n\n\n" for it in blocks if it not in plain)
    return f"{lines}\n\n{constants}\n\n\n{long}"


def _annotation(expression: str) -> str:
    """The annotation of an argument; none where only an object of a class of its own will do."""
    kind = _type(ast.parse(expression, mode="eval").body)
    return f": {kind}" if kind else ""


def _type(node: ast.expr) -> str:
    """The type of an expression, as TorchScript writes it; empty where it has none."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__
    if isinstance(node, ast.Name | ast.BinOp):
        inner = [it for it in ast.walk(node) if isinstance(it, ast.Call)]
        return "Tensor" if inner else "int"
    if isinstance(node, ast.Compare):
        return "Tensor"
    if isinstance(node, ast.Tuple):
        parts = [_type(it) for it in node.elts]
        return f"tuple[{', '.join(parts)}]" if all(parts) else ""
    if isinstance(node, ast.List):
        return f"list[{_type(node.elts[0])}]" if node.elts and _type(node.elts[0]) else ""
    if isinstance(node, ast.Dict) and node.keys and node.keys[0] is not None:
        return f"dict[{_type(node.keys[0])}, {_type(node.values[0])}]"
    if isinstance(node, ast.Call) and ast.unparse(node).startswith(("torch.", "EdgeIndex(")):
        return "Tensor"
    return ""
