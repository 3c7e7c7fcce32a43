"""What an error tells to change in the inputs of a call: a width, a dimension, a kind of number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gnnlint.verify.recipe import Given, width_of, with_width

_IDS = ("torch.randint(0, 4, ({0},))", "torch.randint(0, 2, ({0}, {1}))",
        "torch.randint(0, 2, ({0}, 9))", "torch.randint(0, 2, ({0}, 3))",
        "torch.randint(0, 2, ({0}, 2))", "torch.randint(0, 2, ({0}, 1))")  # fmt: skip
_CHANNELS_FIRST = {"conv1d": "torch.randn(g, {}, n)", "conv2d": "torch.randn(g, {}, 4, n)",
                   "Conv1d": "torch.randn(g, {}, n)"}  # fmt: skip
_DIMENSIONS = {1: "(n,)", 2: "(n, {})", 3: "(g, n, {})", 4: "(g, 4, n, {})"}


def changes(call: Given, told: str) -> Iterator[Given]:
    """Calls with one thing changed that the text of an error tells of, the likeliest first."""
    yield from _by_widths(call, told)
    yield from _by_dimensions(call, told)
    yield from _by_numbers(call, told)


def changed(call: Given, index: int, value: str) -> Given:
    """The call with another value of one argument."""
    return (*call[:index], (call[index][0], value), *call[index + 1 :])


_WIDTHS = (
    r"mat1 and mat2 shapes cannot be multiplied \(\d+x(\d+) and (\d+)x",
    r"size of tensor a \((\d+)\) must match .* b \((\d+)\)",
    r"to have (\d+) channels, but got (\d+)",
    r"running_mean should contain (\d+) elements not (\d+)",
    r"normalized_shape=\[(\d+)\].* got input of size\[.*?(\d+)\]",
    r"input.size\(-1\) must be equal to input_size. Expected (\d+), got (\d+)",
)


def _by_widths(call: Given, told: str) -> Iterator[Given]:
    """Matrices that do not fit: features of another width."""
    matches = [match for it in _WIDTHS if (match := re.search(it, told))]
    if not matches:
        return
    one, other = int(matches[0][1]), int(matches[0][2])
    for there, needed in ((one, other), (other, one)):
        for exact in (True, False):
            for index, (_, value) in enumerate(call):
                width = width_of(value)
                if width is None or (width == there) != exact:
                    continue
                if width + needed - there > 0:
                    yield changed(call, index, with_width(value, width + needed - there))


def _by_dimensions(call: Given, told: str) -> Iterator[Given]:
    """Too few dimensions, or too many."""
    number = None
    for pattern in (
        r"not enough values to unpack \(expected (\d), got \d\)",
        r"expected (\d) dims?\. Received",
        r"not equal to len\(dims\) = (\d)",
        r"Expected (\d)D",
        r"expected (\d)D",
        r"must have (\d) dimensions",
        r"input to have (\d) dimensions",
    ):
        if match := re.search(pattern, told):
            number = int(match[1])
            break
    if number is None and (match := re.search(r"range of \[-(\d), \d\], but got (-?\d)", told)):
        number = max(int(match[1]), int(match[2])) + 1
    if number is None and "too many values to unpack (expected 2)" in told:
        number = 2
    if number is None and (match := re.search(r"too many indices for tensor of dimension (\d)",
                                              told)):  # fmt: skip
        number = int(match[1]) + 1
    if number is None and "tuple index out of range" in told:
        number = 3
    if number not in _DIMENSIONS:
        return
    shape = next((it for mark, it in _CHANNELS_FIRST.items() if mark in told), "")
    shape = shape or f"torch.randn{_DIMENSIONS[number]}"
    fitting = [
        (index, shape.format(width_of(value) or 16))
        for index, (_, value) in enumerate(call)
        if re.match(r"torch\.randn\(|torch\.randint\(.*,\)\)$", value)
    ]
    for index, value in fitting:
        yield changed(call, index, value)
    if len(fitting) > 1:  # a query with its keys and values
        every = dict(fitting)
        yield tuple((name, every.get(index, old)) for index, (name, old) in enumerate(call))


def _by_numbers(call: Given, told: str) -> Iterator[Given]:
    """Whole numbers where an embedding is looked up, real ones where something is multiplied."""
    if re.search(r"indices|scalar types?:? Long|must be long|tensors used as indices|embedding|"
                 r"one_hot|dtype torch.int64|expected Long|should have .*int", told):  # fmt: skip
        for index, (_, value) in enumerate(call):
            width = width_of(value)
            if width is not None:
                rows = "e" if "(e" in value else "n"
                for ids in _IDS:
                    yield changed(call, index, ids.format(rows, width))
    if re.search(r"same dtype|float != |!= float|Long|long int|not implemented for 'Long'|Int",
                 told):  # fmt: skip
        for index, (_, value) in enumerate(call):
            if value.startswith("torch.randint(0, 4") or "arange" in value:
                yield changed(call, index, "torch.randn(n, 16)")
                yield changed(call, index, "torch.randn(n)")
    if re.search(r"out of (range|bounds)|index_select", told):
        for index, (_, value) in enumerate(call):
            if value.startswith("torch.randint(0, 4"):
                yield changed(call, index, value.replace("(0, 4", "(0, 2"))
