"""What the grammar is made of: fragments of code, and the places that they are written to.

A *fragment* takes the node features, a float tensor of 16 columns, and leaves such a tensor in the
same variable; so any fragment may follow any other, and stand anywhere. Its text has placeholders:

- ``$x``, ``$edge_index``, ``$batch``: the variables of the place;
- ``$scalar``, ``$mask``, ``$index``, ``$size``: an expression of that kind, another each time;
- anything else, ``$t`` or ``$Layer``: a name that nothing else in the program has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from string import Template
from typing import Any

WIDTH = 16

#: Kinds of expression. Each is one operand: it can be compared, called on, negated.
EXPRESSIONS = {
    "scalar": (
        "$x.sum()",
        "$x.mean()",
        "$x.abs().max()",
        "torch.norm($x)",
        "$x[0, 0]",
        "($x ** 2).sum()",
        "torch.sum($x * 0.5)",
        "$x.max(dim=0).values[0]",
        "$x.var()",
        "torch.dot($x[0], $x[0])",
        "($x > 0).float().mean()",
        "$mask.sum()",
        "$x.sum(dim=0)[3]",
        "($x.norm() / len($x))",
        "torch.stack([$x.sum(), $x.mean()]).max()",
        "torch.max($x)",
        "(1 - $x.mean())",
        "$x.pow(2).mean().sqrt()",
        "torch.nn.functional.mse_loss($x, $x * 2)",
        "$batch.max()",
        "$batch.float().mean()",
        "$batch[-1]",
        "$edge_index.max()",
        "($edge_index[0] == $edge_index[1]).sum()",
    ),
    "mask": (
        "($x[:, 0] > 0)",
        "($x.norm(dim=-1) > 1)",
        "($x > 0).any(dim=-1)",
        "$x.sum(dim=1).ge(0)",
        "torch.gt($x[:, 1], 0)",
        "(~($x[:, 0] > 0))",
        "(($x[:, 0] > 0) & ($x[:, 1] < 1))",
        "(($x[:, 0] > 0) ^ ($x[:, 1] < 1))",
        "torch.logical_or($x[:, 0] > 0, $x[:, 1] < 1)",
        "torch.logical_not($x[:, 0] > 0)",
        "($x.argmax(dim=-1) == 0)",
        "torch.isfinite($x).all(dim=-1)",
        "torch.isin($x.argmax(dim=-1), torch.tensor([0, 1]))",
        "torch.zeros($x.size(0), dtype=torch.bool)",
        "torch.ones_like($x[:, 0], dtype=torch.bool)",
        "$x.new_ones($x.size(0), dtype=torch.bool)",
        "torch.full(($x.size(0),), True)",
        "($x[:, 0] > 0).clone()",
        "$x[:, 0].bool()",
        "($x[:, 0] > 0).long().to(torch.bool)",
        "torch.bernoulli($x[:, 0].sigmoid()).bool()",
        "(torch.rand($x.size(0)) > 0.5)",
        "($x[:, 0] > 0).view(-1)",
        "torch.cat([$x[:1, 0] > 0, $x[1:, 0] > 0])",
        "($batch == 0)",
        "$batch.eq(1)",
    ),
    "index": (
        "$x.argmax(dim=-1)",
        "torch.arange($x.size(0))",
        "($x[:, 0] > 0).long()",
        "torch.zeros($x.size(0), dtype=torch.long)",
        "$x.argsort(dim=0)[:, 0]",
        "$x.sort(dim=0)[1][:, 1]",
        "torch.randint(0, 2, ($x.size(0),))",
        "torch.randperm($x.size(0))",
        "$x[:, 0].abs().clamp(max=1).to(torch.int64)",
        "$batch",
        "($batch // 2)",
        "($batch % 2)",
        "$batch.clamp(max=1)",
    ),
    "size": (
        "$x.size(0)",
        "$x.shape[0]",
        "len($x)",
        "($x.numel() // 16)",
        "$x.size(-1)",
        "$x.size()[0]",
        "$x.dim()",
        "max($x.size(0), 1)",
        "min(3, $x.shape[1])",
        "int($x.size(0))",
        "($x.shape[0] * 2 - 1)",
        "list($x.shape)[0]",
        "tuple($x.shape)[-1]",
        "sum([1, 2])",
    ),
}


@dataclass(frozen=True)
class Fragment:
    """Code that takes the features and leaves features."""

    name: str
    family: str
    bodies: tuple[str, ...]  # one of them is written
    init: str = ""  # what the constructor of the module has to do
    top: str = ""  # definitions of the file
    attributes: str = ""  # what the class of the module has beside its methods
    imports: tuple[str, ...] = ()
    gradients: bool = False  # runs only where gradients are on

    @property
    def needs_self(self) -> bool:
        """Whether it has to stand in a method of a module."""
        own = bool(self.init) or bool(self.attributes)
        return own or any("self." in body for body in self.bodies)

    def needs(self, name: str) -> bool:
        """Whether it names this variable of the place."""
        return any(f"${name}" in body for body in self.bodies)


@dataclass
class Text:
    """A file in the making."""

    random: Random
    annotated: bool
    imports: dict[str, None] = field(default_factory=dict)
    definitions: list[list[str]] = field(default_factory=list)
    constructs: list[str] = field(default_factory=list)
    _names: int = 0

    def fresh(self, stem: str) -> str:
        """A name that nothing else in the file has."""
        self._names += 1
        return f"{stem}_{self._names}"

    def define(self, lines: Sequence[str]) -> None:
        """Add a function or a class to the file."""
        self.definitions.append(list(lines))

    def source(self) -> str:
        """The whole file."""
        blocks = ["\n".join(sorted(self.imports, key=_import_order))]
        blocks += ["\n".join(lines) for lines in self.definitions]
        return "\n\n\n".join(blocks) + "\n"


def _import_order(line: str) -> tuple[bool, bool, str]:
    return "torch_geometric" in line, "torch" in line, line


@dataclass
class Owner:
    """A module class in the making."""

    name: str
    base: str = "torch.nn.Module"
    parameters: list[str] = field(default_factory=list)  # of its constructor, each with a default
    init: list[str] = field(default_factory=list)
    methods: list[list[str]] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The class."""
        head = [f"class {self.name}({self.base}):", *indented(self.attributes)]
        if self.init or self.parameters:
            signature = ", ".join(["self", *self.parameters])
            made = [f"def __init__({signature}):", "    super().__init__()", *indented(self.init)]
            head += [*indented(made), ""]
        elif not self.methods and not self.attributes:
            head.append("    pass")
        for method in self.methods:
            head += [*indented(method), ""]
        return head[:-1] if not head[-1] else head


@dataclass(frozen=True)
class Scope:
    """A place that code is written to: which variables there are, and what may stand there."""

    text: Text
    owner: Owner | None  # the module whose method this is
    x: str = "x"
    edge_index: str | None = None
    batch: str | None = None
    gradients: bool = True
    forward: bool = False  # a forward, whose parameters may be added to
    parameters: list[str] = field(default_factory=list)
    literals: dict[str, object] = field(default_factory=dict)  # what the model's call gives them

    @property
    def random(self) -> Random:
        """The one source of choice."""
        return self.text.random

    def inside(self, owner: Owner | None, *, x: str | None = None, whole: bool = True) -> Scope:
        """The scope of a function that this place calls; ``whole``: the graph is passed too."""
        name = self.random.choice(("x", "h", "z", "out", "feat")) if x is None else x
        graph = (self.edge_index, self.batch) if whole else (None, None)
        return replace(
            self,
            owner=owner,
            x=name,
            edge_index=graph[0] and "edge_index",
            batch=graph[1] and "batch",
            forward=False,
        )

    def signature(self, *before: str) -> str:
        """The parameters of the function whose scope this is."""
        kind = ": Tensor" if self.text.annotated else ""
        if kind:
            self.text.imports["from torch import Tensor"] = None
        names = [name for name in (self.x, self.edge_index, self.batch) if name]
        return ", ".join([*before, *(name + kind for name in names)])

    def arguments(self, inner: Scope) -> str:
        """What this place passes to a function with that scope."""
        given = [self.x]
        if inner.edge_index:
            given.append(str(self.edge_index))
        if inner.batch:
            given.append(str(self.batch))
        return ", ".join(given)

    def holds(self, fragment: Fragment) -> bool:
        """Whether the fragment can stand here."""
        return not (
            (fragment.needs_self and self.owner is None)
            or (fragment.gradients and not self.gradients)
            or (fragment.needs("edge_index") and self.edge_index is None)
            or (fragment.needs("batch") and self.batch is None)
        )

    def write(self, fragment: Fragment) -> list[str]:
        """The fragment's lines for this place; its definitions go where they belong."""
        text = self.text
        text.constructs.append(fragment.name)
        names = _Names(self)
        for line in fragment.imports:
            text.imports[line] = None
        if fragment.top:
            text.define(names.fill(fragment.top))
        if fragment.needs_self:
            assert self.owner is not None
            self.owner.init += names.fill(fragment.init)
            self.owner.attributes += names.fill(fragment.attributes)
        return names.fill(self.random.choice(fragment.bodies))


class _Names(dict[str, str]):
    """What stands for the placeholders of one fragment."""

    def __init__(self, scope: Scope) -> None:
        graph = {"edge_index": scope.edge_index, "batch": scope.batch}
        super().__init__({name: value for name, value in graph.items() if value}, x=scope.x)
        self._scope = scope

    def fill(self, template: str) -> list[str]:
        """The lines of a template."""
        return Template(template).substitute(self).splitlines()

    def __getitem__(self, name: str) -> str:
        if name in EXPRESSIONS:
            return self._expression(name)
        if name not in self:
            self[name] = self._scope.text.fresh(name)
        return super().__getitem__(name)

    def _expression(self, kind: str) -> str:
        absent = [f"${name}" for name in ("edge_index", "batch") if name not in self]
        possible = [it for it in EXPRESSIONS[kind] if not any(name in it for name in absent)]
        return Template(self._scope.random.choice(possible)).substitute(self)


def indented(lines: Sequence[str]) -> list[str]:
    """One level deeper."""
    return [f"    {line}" if line else "" for line in lines]


Form = tuple[str, tuple[str, ...], dict[str, Any]]


def one(name: str, *bodies: str, **more: Any) -> Form:
    """A fragment, but for its family."""
    return name, bodies, more


def family(name: str, *forms: Form) -> tuple[Fragment, ...]:
    """Fragments of one family."""
    return tuple(Fragment(each, name, bodies, **more) for each, bodies, more in forms)
