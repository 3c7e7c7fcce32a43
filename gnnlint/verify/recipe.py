"""How a model and its inputs are made where nobody has written it down: as expressions.

The same expressions make the model in each mode, tell the user what was assumed, and are the text
of the `model()` and `inputs()` that the user may take over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

#: Nodes, edges and graphs of the calls: four sizes, the last two of which show recompiles.
SIZES = ((20, 70, 3), (31, 90, 4), (42, 130, 5), (55, 180, 6))

#: What the tables give for widths.
WIDTHS = (16, 32)

Given = tuple[tuple[str, str], ...]
"""Arguments: names and expressions; a name with a dot is a part of a data object."""


@dataclass(frozen=True)
class Scene:
    """A program over n, e and g that calls the class: its first call shows how it is made."""

    text: str
    told: str  # what it is, for the report
    path: str = ""  # the file whose names it uses; "": the class's own


@dataclass(frozen=True)
class Recipe:
    """The expressions that make a model and its inputs, and what they rest on."""

    class_name: str
    init: Given = ()
    call: Given = ()
    positional: bool = False  # forward(*args): inputs have no names
    sizes: tuple[tuple[int, int, int], ...] = SIZES
    assumptions: tuple[str, ...] = ()
    line: int = 0  # of the call in the file that makes the model so; 0: none
    channels: int = 0  # the width of what stands in for data; 0: as the tables have it
    scene: Scene | None = None  # instead of arguments and inputs
    guessed: tuple[str, ...] = ()  # of a stub: the arguments that nothing has borne out
    reads: tuple[str, ...] = ()  # of a stub: what forward reads off inputs that are missing

    def widened(self, channels: int) -> Recipe:
        """The same with every width that was made up as wide as asked for."""
        init = tuple((name, wide(value, channels)) for name, value in self.init)
        call = tuple(
            (name, with_width(value, channels) if width_of(value) in WIDTHS else value)
            for name, value in self.call
        )
        told = re.compile(r"=(16|32) \(by its name")
        assumptions = tuple(told.sub(f"={channels} (by its name", it) for it in self.assumptions)
        return replace(self, init=init, call=call, channels=channels, assumptions=assumptions)

    @property
    def built(self) -> str:
        """The expression that makes the model."""
        if self.scene is not None:
            return self.scene.told
        words = [f"{name}={value}" for name, value in self.init]
        return f"{self.class_name}({', '.join(words)})"

    def arguments(self) -> list[tuple[str, str]]:
        """What a call gets: names and expressions over n, e and g, data objects put together."""
        found: dict[str, str] = {}
        parts: dict[str, list[str]] = {}
        for name, value in self.call:
            whole, dot, part = name.partition(".")
            if dot:
                parts.setdefault(whole, []).append(f"{part}={value}")
                found[whole] = ""
            else:
                found[name] = value
        kinds = {name: "HeteroData" if _is_hetero(given) else "Data" for name, given in
                 parts.items()}  # fmt: skip
        return [(name, value or _data(kinds[name], parts[name])) for name, value in found.items()]

    def text(self, module: str, definitions: Sequence[str] = ()) -> str:
        """A file with ``model()`` and ``inputs()`` that does the same."""
        if self.scene is not None:
            return self._scene_text(self.scene, module, definitions)
        imports = [it for it in definitions if it.startswith(("import ", "from "))]
        blocks = [it for it in definitions if it not in imports]
        head = ["import torch", *sorted(set(imports)), f"from {module} import {self._outermost}"]
        given = self.arguments()
        if self.positional:
            values = ", ".join(value for _, value in given) + ("," if len(given) == 1 else "")
            call = f"({values})"
        else:
            call = "{" + ", ".join(f'"{name}": {value}' for name, value in given) + "}"
        return "\n".join(
            [
                *head,
                *(line for block in blocks for line in ("", "", block)),
                "",
                "",
                "def model():",
                *self._sizes_of_model,
                *self._guesses(self.init),
                f"    return {self.built}",
                "",
                "",
                "def inputs():",
                f"    sizes = {list(self.sizes)!r}  # nodes, edges, graphs",
                *self._guesses(given),
                *(f"    # missing; forward reads {it}" for it in self.reads),
                f"    return [{call} for n, e, g in sizes]",
                "",
            ]
        )

    def _scene_text(self, scene: Scene, module: str, definitions: Sequence[str]) -> str:
        called = f"first_call({self.class_name}, lambda: program(n, e, g))"
        lines = scene.text.rstrip("\n").split("\n")
        return "\n".join(
            [
                "import torch",
                "from gnnlint.verify.first_call import first_call",
                f"from {module} import *",
                f"from {module} import {self._outermost}",
                "",
                *definitions,
                "",
                "def program(n, e, g):",
                *(f"    {line}".rstrip() for line in lines),
                "",
                "",
                "def model():",
                f"    n, e, g = {self.sizes[0]!r}  # nodes, edges, graphs",
                f"    return {called}[0]",
                "",
                "",
                "def inputs():",
                f"    sizes = {list(self.sizes)!r}",
                f"    return [{called}[1] for n, e, g in sizes]",
                "",
            ]
        )

    @property
    def _sizes_of_model(self) -> list[str]:
        """What the arguments of the constructor are made of, where it is sizes."""
        if not re.search(r"\b[neg]\b", " ".join(value for _, value in self.init)):
            return []
        return [f"    n, e, g = {self.sizes[0]!r}  # nodes, edges, graphs"]

    def _guesses(self, given: Iterable[tuple[str, str]]) -> list[str]:
        """A comment on those of the arguments that may look finished, and are not."""
        guessed = [name for name, value in given if name in self.guessed and value != "..."]
        return [f"    # only guessed: {', '.join(guessed)}"] if guessed else []

    @property
    def _outermost(self) -> str:
        return self.class_name.partition(".")[0]


def _is_hetero(parts: Iterable[str]) -> bool:
    return any(it.startswith(("x_dict=", "edge_index_dict=")) for it in parts)


def _data(kind: str, parts: Sequence[str]) -> str:
    if kind == "Data":
        return f"Data({', '.join(parts)})"
    return (
        'HeteroData({"a": {"x": torch.randn(n, 16)}, "b": {"x": torch.randn(2 * n, 16)}, '
        '("a", "to", "b"): {"edge_index": torch.stack([torch.randint(0, n, (e,)), '
        'torch.randint(0, 2 * n, (e,))])}, ("b", "to", "a"): {"edge_index": torch.stack('
        "[torch.randint(0, 2 * n, (e,)), torch.randint(0, n, (e,))])}})"
    )


def wide(expression: str, channels: int) -> str:
    """A width of the tables as another one; anything else as it is."""
    made_up = channels and expression in [str(it) for it in WIDTHS]
    return str(channels) if made_up else expression


def with_width(expression: str, width: int) -> str:
    """The expression of features with another number of columns."""
    return re.sub(r"(randn\([^()]*?)\d+\)", rf"\g<1>{width})", expression)


def width_of(expression: str) -> int | None:
    """The number of columns of features."""
    match = re.search(r"randn\([^()]*?(\d+)\)", expression)
    return int(match[1]) if match else None
