"""Versions as code asks for them: of torch, of torch_geometric, of Python."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable

from astroid import nodes

from gnnlint.frozen import frozen
from gnnlint.trace.bound import Arguments
from gnnlint.trace.heap import ListObject
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Const, Scalar, Slice, Tuple, Value, constant

_ATTRIBUTE = ".__version__"
_RELEASE = re.compile(r"v?(\d+(?:\.\d+)*)")

PARSERS = (
    "packaging.version.parse",
    "packaging.version.Version",
    "pkg_resources.parse_version",
    "distutils.version.LooseVersion",
    "distutils.version.StrictVersion",
)
"""What makes of a text a version that can be compared."""


@frozen
class Release:
    """A version of which as much is known as is said: 2.13 may be 2.13.1, or 2.13.0+cpu.

    Texts are compared with it as versions (torch/torch_version.py), and tuples of numbers.
    ``least`` is what it is at least, where that is more than its ``numbers``.
    """

    numbers: tuple[int, ...]
    whole: bool = False  # there is nothing behind the numbers
    text: bool = True  # made of characters, else of numbers
    least: tuple[int, ...] = ()

    def __str__(self) -> str:
        return ".".join(map(str, self.numbers))


PYTHON = Release((3,), text=False, least=(3, 8))
"""``sys.version_info``: of any Python that a torch with ``torch.compile`` runs with (setup.py)."""


def of_name(machine: Machine, name: str) -> Value | None:
    """What ``torch.__version__`` is, where the code surely runs with one."""
    if name == "sys.version_info":
        return Const(PYTHON)
    if not name.endswith(_ATTRIBUTE):
        return None
    return _of_package(machine, name.removesuffix(_ATTRIBUTE))


def _of_package(machine: Machine, package: str) -> Value | None:
    known = _read(machine.project.releases.get(package, ""))
    return Const(Release(known)) if known else None


def _read(text: object) -> tuple[int, ...] | None:
    found = _RELEASE.fullmatch(text) if isinstance(text, str) else None
    return tuple(map(int, found[1].split("."))) if found else None


def parse(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``packaging.version.parse("2.1")``."""
    given = constant(arguments.first)
    if isinstance(given, Release):
        return Const(given)
    numbers = _read(given)
    return Const(Release(numbers, whole=True)) if numbers else UNKNOWN


def installed(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``importlib.metadata.version("torch")``."""
    name = constant(arguments.first, str)
    package = name.lower().replace("-", "_") if isinstance(name, str) else ""
    return _of_package(machine, package) or UNKNOWN


_SIGNS: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def compare(sign: str, left: object, right: object) -> Value | None:
    """What comparing two constants gives; None where none of them is a release."""
    if not isinstance(left, Release) and not isinstance(right, Release):
        return None
    first, second = _as_release(left), _as_release(right)
    if first is None or second is None or sign not in _SIGNS:
        return UNKNOWN
    orders = _orders(first, second) if second.whole else {-it for it in _orders(second, first)}
    answers = {_SIGNS[sign](order, 0) for order in orders}
    return Const(answers.pop()) if len(answers) == 1 else UNKNOWN


def _as_release(value: object) -> Release | None:
    if isinstance(value, Release):
        return value
    plain = isinstance(value, tuple) and all(type(it) is int for it in value)
    numbers = value if plain else _read(value)
    return Release(numbers, whole=True) if isinstance(numbers, tuple) else None


def _orders(first: Release, second: Release) -> set[int]:
    """Where ``first`` may stand: before ``second`` (-1), at it (0), behind it (1)."""
    if not second.whole:
        return {-1, 0, 1}
    asked = _significant(second.numbers)
    if first.whole:
        own = _significant(first.numbers)
        return {(own > asked) - (own < asked)}
    count = len(first.numbers)
    beginning = (*asked, *[0] * count)[:count]
    if first.numbers != beginning:
        return {1 if first.numbers > beginning else -1}
    least = _significant(first.least or first.numbers)
    if asked == least:
        return {0, 1}
    return {1} if asked < least else {-1, 0, 1}


def _significant(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Without the zeros at its end: 2.0 is 2."""
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    return numbers


_PARTS = ("major", "minor", "micro")


def part(release: Release, name: str) -> Value | None:
    """``Version("2.1").minor``, ``sys.version_info.major``; None for what is no part."""
    if name in _PARTS:
        return _number(release, _PARTS.index(name))
    if name in ("base_version", "public"):
        return Const(release)
    if name == "release":
        return Const(Release(release.numbers, release.whole, text=False, least=release.least))
    return None


def _number(release: Release, place: int) -> Value:
    if place < len(release.numbers):
        return Const(release.numbers[place])
    return Const(0) if release.whole else Scalar("int")


def item(release: Release, index: Value) -> Value:
    """``torch.__version__[:3]``, ``sys.version_info[0]``, ``version.release[:2]``."""
    place, text = constant(index, int), str(release)
    if isinstance(index, Slice):
        end = constant(index.upper, int)
        if constant(index.lower) or constant(index.step) or not isinstance(end, int) or end < 1:
            return UNKNOWN
        if release.text:
            return Const(text[:end]) if end <= len(text) else UNKNOWN
        if end <= len(release.numbers):
            return Tuple(tuple(map(Const, release.numbers[:end])))
        return Const(release) if release.least[:end] == release.least else UNKNOWN
    if not isinstance(place, int) or place < 0:
        return UNKNOWN
    if release.text:
        return Const(text[place]) if place < len(text) else UNKNOWN
    return _number(release, place) if place < len(release.numbers) else UNKNOWN


def method(
    machine: Machine, release: Release, name: str, arguments: Arguments, state: State
) -> Value:
    """``torch.__version__.split(".")`` and what else is asked of its text."""
    asked = constant(arguments.first, str)
    if name == "split" and asked == ".":
        numbers = tuple(Const(str(it)) for it in release.numbers)
        rest = None if release.whole else Scalar("str")
        return machine.allocate(state, ListObject(numbers, rest))
    if name == "split" and isinstance(asked, str):
        return machine.allocate(state, ListObject((Const(release),), Scalar("str")))
    if name == "startswith" and isinstance(asked, str):
        text = str(release)
        if len(asked) <= len(text) or not asked.startswith(text):
            return Const(text.startswith(asked))
    return UNKNOWN
