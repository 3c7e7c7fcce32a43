"""What an error tells to change in the inputs of a call: a width, a dimension, a kind of number."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from gnnlint.verify.recipe import SIZES, Given, width_of, with_width

_IDS = ("torch.randint(0, 4, ({0},))", "torch.randint(0, 2, ({0}, {1}))",
        "torch.randint(0, 2, ({0}, 9))", "torch.randint(0, 2, ({0}, 3))",
        "torch.randint(0, 2, ({0}, 2))", "torch.randint(0, 2, ({0}, 1))")  # fmt: skip
_CHANNELS_FIRST = {"conv1d": "torch.randn(g, {}, n)", "conv2d": "torch.randn(g, {}, 4, n)",
                   "Conv1d": "torch.randn(g, {}, n)"}  # fmt: skip
_DIMENSIONS = {1: "(n,)", 2: "(n, {})", 3: "(g, n, {})", 4: "(g, 4, n, {})"}


def changes(call: Given, told: str, lines: str = "") -> Iterator[Given]:
    """Calls with one thing changed that the text of an error tells of, the likeliest first.

    ``lines`` are those that raised it.
    """
    yield from _by_parts(call, told, lines)
    yield from _by_widths(call, told)
    yield from _by_rows(call, told)
    yield from _by_dimensions(call, told)
    yield from _by_numbers(call, told)


def changed(call: Given, index: int, value: str) -> Given:
    """The call with another value of one argument."""
    return (*call[:index], (call[index][0], value), *call[index + 1 :])


@dataclass(frozen=True)
class _Leaf:
    """An argument of a call, or one of several values that it is made of."""

    index: int
    value: str
    parts: tuple[str, ...] = ()
    number: int = 0

    def put(self, call: Given, value: str) -> Given:
        """The call with another value here."""
        if self.parts:
            parts = (*self.parts[: self.number], value, *self.parts[self.number + 1 :])
            value = f"({', '.join(parts)})"
        return changed(call, self.index, value)


def _leaves(call: Given) -> Iterator[_Leaf]:
    for index, (_, value) in enumerate(call):
        parts = _parts(value)
        if parts:
            yield from (_Leaf(index, it, parts, number) for number, it in enumerate(parts))
        else:
            yield _Leaf(index, value)


def _parts(value: str) -> tuple[str, ...]:
    """The values that a tuple or a list is made of; nothing for anything else."""
    if value[:1] not in "([":
        return ()
    tree = ast.parse(value, mode="eval").body
    if not isinstance(tree, ast.Tuple | ast.List) or len(tree.elts) < 2:
        return ()
    return tuple(ast.unparse(it) for it in tree.elts)


# -- several values for one ---------------------------------------------------------------------

_UNPACKED = re.compile(r"^\s*\(?((?:\w+\s*,\s*)+\w*)\)?\s*=\s*(?:self\.)?(\w+(?:\.\w+)*)\s*$", re.M)


def _by_parts(call: Given, told: str, lines: str) -> Iterator[Given]:
    """What the code takes apart is given as so many values."""
    if "values to unpack" not in told:
        return
    for match in _UNPACKED.finditer(lines):
        names = [it for it in re.split(r"\s*,\s*", match[1]) if it]
        for index, (name, value) in enumerate(call):
            if name.rpartition(".")[2] == match[2].rpartition(".")[2] and value:
                yield changed(call, index, f"({', '.join([value] * len(names))},)")


# -- widths and rows ----------------------------------------------------------------------------

_WIDTHS = (
    r"mat1 and mat2 shapes cannot be multiplied \(\d+x(\d+) and (\d+)x",
    r"size of tensor a \((\d+)\) must match .* b \((\d+)\)",
    r"to have (\d+) channels, but got (\d+)",
    r"running_mean should contain (\d+) elements not (\d+)",
    r"normalized_shape=\[(\d+)\].* got input of size\[.*?(\d+)\]",
    r"input.size\(-1\) must be equal to input_size. Expected (\d+), got (\d+)",
    r"size mismatch, got input \(\d+\), mat \(\d+x(\d+)\), vec \((\d+)\)",
)


_WIDEST = 1024


def _by_widths(call: Given, told: str) -> Iterator[Given]:
    """Matrices that do not fit: features of another width."""
    matches = [match for it in _WIDTHS if (match := re.search(it, told))]
    if not matches:
        return
    one, other = int(matches[0][1]), int(matches[0][2])
    for there, needed in ((one, other), (other, one)):
        for exact in (True, False):
            for leaf in _leaves(call):
                width = width_of(leaf.value)
                if width is None or (width == there) != exact:
                    continue
                if 0 < width + needed - there <= _WIDEST:
                    yield leaf.put(call, with_width(leaf.value, width + needed - there))


_ROWS = (
    r"size of tensor a \((\d+)\) must match .* b \((\d+)\) at non-singleton dimension 0",
    r"must match except in dimension \d\. Expected size (\d+) but got size (\d+)",
    r"mat1 and mat2 shapes cannot be multiplied \((\d+)x\d+ and (\d+)x",
    r"Expected size (\d+) .* got (\d+)",
)
_COUNTS = dict(zip(SIZES[0], ("n", "e", "g"), strict=True))


def _by_rows(call: Given, told: str) -> Iterator[Given]:
    """As many rows for the one as for the other: nodes, edges or graphs."""
    for pattern in _ROWS:
        match = re.search(pattern, told)
        if match is None:
            continue
        names = [_COUNTS.get(int(it)) for it in match.groups()]
        for there, needed in (names, reversed(names)):
            if there is None:
                continue
            for wanted in [needed] if needed else [it for it in _COUNTS.values() if it != there]:
                for leaf in _leaves(call):
                    other = re.sub(rf"(rand\w*\((?:0, \d+, \()?){there}\b", rf"\g<1>{wanted}",
                                   leaf.value)  # fmt: skip
                    if other != leaf.value:
                        yield leaf.put(call, other)


# -- dimensions ---------------------------------------------------------------------------------

_TOLD_DIMENSIONS = (
    r"not enough values to unpack \(expected (\d), got \d\)",
    r"too many values to unpack \(expected (\d)\)",
    r"expected (\d) dims?\. Received",
    r"not equal to len\(dims\) = (\d)",
    r"Expected (\d)D",
    r"expected (\d)D",
    r"must have (\d) dimensions",
    r"input to have (\d) dimensions",
    r"input.dim\(\) = \d is not equal to len\(dims\) = (\d)",
)


def _dimensions(told: str) -> int | None:
    """How many dimensions an error asks for."""
    for pattern in _TOLD_DIMENSIONS:
        if match := re.search(pattern, told):
            return int(match[1])
    if match := re.search(r"range of \[-(\d), \d\], but got (-?\d)", told):
        return max(int(match[1]), int(match[2])) + 1
    if match := re.search(r"too many indices for tensor of dimension (\d)", told):
        return int(match[1]) + 1
    if "tuple index out of range" in told or "non-existing dimension" in told:
        return 3
    return None


def _by_dimensions(call: Given, told: str) -> Iterator[Given]:
    """Too few dimensions, or too many."""
    number = _dimensions(told)
    if number not in _DIMENSIONS:
        return
    shape = next((it for mark, it in _CHANNELS_FIRST.items() if mark in told), "")
    shape = shape or f"torch.randn{_DIMENSIONS[number]}"
    fitting = [
        (leaf, shape.format(width_of(leaf.value) or 16))
        for leaf in _leaves(call)
        if re.match(r"torch\.randn\(|torch\.randint\(.*,\)\)$", leaf.value)
    ]
    for leaf, value in fitting:
        yield leaf.put(call, value)
    if len(fitting) > 1:  # a query with its keys and values
        every = {leaf.index: value for leaf, value in fitting if not leaf.parts}
        yield tuple((name, every.get(index, old)) for index, (name, old) in enumerate(call))


# -- kinds of numbers ---------------------------------------------------------------------------


def _by_numbers(call: Given, told: str) -> Iterator[Given]:
    """Whole numbers where an embedding is looked up, real ones where something is multiplied."""
    leaves = list(_leaves(call))
    if "bool" in told.lower():
        for leaf in leaves:
            if "==" in leaf.value or "torch.bool" in leaf.value:
                yield leaf.put(call, f"({leaf.value}).float()")
    if re.search(r"indices|scalar types?:? Long|must be long|tensors used as indices|embedding|"
                 r"one_hot|dtype torch.int64|expected Long|should have .*int", told):  # fmt: skip
        for leaf in leaves:
            width = width_of(leaf.value)
            if width is not None:
                rows = "e" if "(e" in leaf.value else "n"
                for ids in _IDS:
                    yield leaf.put(call, ids.format(rows, width))
    if re.search(r"same dtype|float != |!= float|Long|long int|not implemented for 'Long'|Int",
                 told):  # fmt: skip
        for leaf in leaves:
            if leaf.value.startswith("torch.randint(0, 4") or "arange" in leaf.value:
                yield leaf.put(call, "torch.randn(n, 16)")
                yield leaf.put(call, "torch.randn(n)")
    if re.search(r"out of (range|bounds)|index_select", told):
        for leaf in leaves:
            if leaf.value.startswith("torch.randint(0, 4"):
                yield leaf.put(call, leaf.value.replace("(0, 4", "(0, 2"))
