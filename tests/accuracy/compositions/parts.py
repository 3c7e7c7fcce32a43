"""Parts: what a program of the atlas says of one operator, ready to stand beside another."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gnnlint.atlas.record import Record

#: Other values than those that the atlas uses: widths have to stay divisible by heads and groups.
VALUES: Mapping[object, object] = {16: 24, 32: 40, 8: 12, 0.2: 0.35, 0.5: 0.4, 0.3: 0.25}


@dataclass(frozen=True)
class Input:
    """An argument of ``forward``: its name, annotation and the expression that makes it."""

    name: str
    annotation: str
    value: str


@dataclass(frozen=True)
class Part:
    """One operator with everything that its call needs."""

    record: Record
    imports: tuple[str, ...]
    definitions: tuple[str, ...]
    members: tuple[tuple[str, str], ...]  # attributes of the model, "layer" is the operator
    inputs: tuple[Input, ...]
    call: str

    @property
    def is_layer(self) -> bool:
        """Whether the operator is a module that the model holds."""
        return "layer" in dict(self.members)

    def renamed(self, names: Mapping[str, str]) -> Part:
        """With other names for inputs and members."""
        members = tuple((names.get(name, name), it) for name, it in self.members)
        inputs = tuple(replace(it, name=names.get(it.name, it.name)) for it in self.inputs)
        return replace(self, members=members, inputs=inputs, call=rename(self.call, names))


def part_of(record: Record) -> Part:
    """The part that a measured program is."""
    tree = ast.parse(record.program)
    functions = {it.name: it for it in tree.body if isinstance(it, ast.FunctionDef | ast.ClassDef)}
    net = functions["Net"]
    methods = {it.name: it for it in net.body if isinstance(it, ast.FunctionDef)}
    forward = methods["forward"]
    made = _list_of(functions["inputs"])
    arguments = forward.args.args[1:]
    returned = forward.body[-1]
    assert isinstance(returned, ast.Return) and returned.value is not None
    return Part(
        record,
        tuple(ast.unparse(it) for it in tree.body if isinstance(it, ast.Import | ast.ImportFrom)),
        tuple(_definitions(tree)),
        tuple(_members(methods.get("__init__"))),
        tuple(
            Input(it.arg, ast.unparse(it.annotation) if it.annotation else "", _changed(value))
            for it, value in zip(arguments, made, strict=True)
        ),
        _changed(returned.value),
    )


def _list_of(inputs: ast.stmt) -> list[ast.expr]:
    """The expressions that ``inputs()`` puts into a tuple for each size."""
    tuples = [it.elt for it in ast.walk(inputs) if isinstance(it, ast.ListComp)]
    assert isinstance(tuples[0], ast.Tuple)
    return tuples[0].elts


def _definitions(tree: ast.Module) -> Iterator[str]:
    for it in tree.body:
        if isinstance(it, ast.Import | ast.ImportFrom):
            continue
        named = getattr(it, "name", None)
        if isinstance(it, ast.Assign) and isinstance(it.targets[0], ast.Name):
            named = it.targets[0].id
        if named not in ("SIZES", "Net", "model", "inputs"):
            yield _changed(it)


def _members(constructor: ast.FunctionDef | None) -> Iterator[tuple[str, str]]:
    for it in constructor.body if constructor else ():
        if isinstance(it, ast.Assign) and isinstance(it.targets[0], ast.Attribute):
            yield it.targets[0].attr, _changed(it.value)


def _changed(node: ast.AST) -> str:
    """The text of a piece of code with other numbers in it."""
    for it in ast.walk(node):
        if isinstance(it, ast.Constant) and type(it.value) in (int, float):
            it.value = VALUES.get(it.value, it.value)  # type: ignore[assignment]
    return ast.unparse(node)


def rename(text: str, names: Mapping[str, str]) -> str:
    """An expression with other names for variables and for attributes of ``self``."""
    tree = ast.parse(text, mode="eval")
    for it in ast.walk(tree):
        if isinstance(it, ast.Name):
            it.id = names.get(it.id, it.id)
        elif isinstance(it, ast.Attribute) and ast.unparse(it.value) == "self":
            it.attr = names.get(it.attr, it.attr)
    return ast.unparse(tree)
