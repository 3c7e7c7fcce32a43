"""The text of a composition while it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from tests.accuracy.compositions.parts import Input, Part

#: Nodes, edges and graphs of the call: none of the atlas's.
SIZES = [(26, 84, 4)]


@dataclass
class Draft:
    """A model file in the making."""

    random: Random
    imports: dict[str, None] = field(default_factory=dict)
    definitions: dict[str, None] = field(default_factory=dict)
    constructor: list[str] = field(default_factory=list)  # lines after super().__init__()
    options: dict[str, str] = field(default_factory=dict)  # constructor parameters: what is passed
    defaults: dict[str, str] = field(default_factory=dict)
    methods: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    inputs: dict[str, Input] = field(default_factory=dict)
    results: list[str] = field(default_factory=list)
    training: bool = False

    def admit(self, part: Part, number: int) -> Part:
        """Take in what a part needs; the part with the names that it has here."""
        self.imports |= dict.fromkeys(part.imports)
        self.definitions |= dict.fromkeys(part.definitions)
        names = {name: f"{name}_{number}" for name, _ in part.members}
        if part.is_layer:
            names["layer"] = layer_name(part, number)
        for it in part.inputs:
            known = self.inputs.get(it.name)
            if known is not None and known != it:
                names[it.name] = f"{it.name}_{number}"
        renamed = part.renamed(names)
        self.inputs |= {it.name: it for it in renamed.inputs}
        return renamed

    def source(self) -> str:
        """The whole file."""
        blocks = ["\n".join(self.imports), f"SIZES = {SIZES}", *self.definitions, self._net()]
        passed = ", ".join(f"{name}={it}" for name, it in self.options.items())
        mode = "train" if self.training else "eval"
        blocks.append(f"def model():\n    return Net({passed}).{mode}()")
        values = ", ".join(it.value for it in self.inputs.values())
        comma = "," if len(self.inputs) == 1 else ""
        blocks.append(f"def inputs():\n    return [({values}{comma}) for n, e, g in SIZES]")
        return "\n\n\n".join(blocks) + "\n"

    def _net(self) -> str:
        head = ["self", *self.options, *(f"{name}={it}" for name, it in self.defaults.items())]
        made = ["super().__init__()", *self.constructor]
        returned = f"return {', '.join(self.results)}"
        methods = [
            method(f"__init__({', '.join(head)})", made),
            *self.methods,
            method(f"forward({signature(tuple(self.inputs.values()))})", [*self.body, returned]),
        ]
        return "class Net(torch.nn.Module):\n" + "\n\n".join(methods)


def layer_name(part: Part, number: int) -> str:
    """What the member that is the operator is called in a model of several."""
    return f"{part.record.short_name.lower()}_{number}"


def method(head: str, body: Sequence[str]) -> str:
    """A method's text, as it stands in a class."""
    return "\n".join([f"    def {head}:", *(f"        {line}" for line in body)])


def signature(inputs: Sequence[Input], *, of_method: bool = True) -> str:
    """Parameters with their annotations."""
    told = [f"{it.name}: {it.annotation}" if it.annotation else it.name for it in inputs]
    return ", ".join(["self", *told] if of_method else told)
