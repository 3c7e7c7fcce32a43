"""Versions as code asks for them: of torch, of torch_geometric, of Python."""

from __future__ import annotations

import re

from astroid import nodes

from gnnlint.trace.bound import Arguments
from gnnlint.trace.machine import Machine
from gnnlint.trace.state import State
from gnnlint.trace.value import UNKNOWN, Const, Library, Value, constant

_ATTRIBUTE = ".__version__"
_RELEASE = re.compile(r"v?(\d+(?:\.\d+)*)(?:\+.*)?")

PARSERS = (
    "packaging.version.parse",
    "packaging.version.Version",
    "pkg_resources.parse_version",
    "distutils.version.LooseVersion",
    "distutils.version.StrictVersion",
)
"""What makes of a text a version that can be compared."""

PYTHON = Library("sys.version_info")
_OLDEST_PYTHON = (3, 8)
"""That the oldest torch with a ``torch.compile`` runs with (its setup.py, 2.0)."""


class Release(str):
    """The text of a version, in the order of versions.

    Both ``torch.__version__`` (torch/torch_version.py) and ``packaging.version.Version`` are
    compared so, the first with texts and tuples as well.
    """

    __slots__ = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """``(2, 13)`` for "2.13.0+cpu"."""
        return _numbers(self) or ()

    def __lt__(self, other: object) -> bool:
        return self.numbers < _asked(other)

    def __le__(self, other: object) -> bool:
        return self.numbers <= _asked(other)

    def __gt__(self, other: object) -> bool:
        return self.numbers > _asked(other)

    def __ge__(self, other: object) -> bool:
        return self.numbers >= _asked(other)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (str, tuple)) and self.numbers == _asked(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.numbers)


def _asked(other: object) -> tuple[int, ...]:
    numbers = _significant(other) if isinstance(other, tuple) else _numbers(other)
    if numbers is None:
        raise TypeError(f"{other!r} is no release")
    return numbers


def _numbers(text: object) -> tuple[int, ...] | None:
    found = _RELEASE.fullmatch(text) if isinstance(text, str) else None
    return _significant(tuple(map(int, found[1].split(".")))) if found else None


def _significant(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Without the zeros at its end: 2.0 is 2."""
    while numbers and not numbers[-1]:
        numbers = numbers[:-1]
    return numbers


def of_name(machine: Machine, name: str) -> Value | None:
    """What ``torch.__version__`` is, where the code surely runs with one."""
    if not name.endswith(_ATTRIBUTE):
        return None
    return _of_package(machine, name.removesuffix(_ATTRIBUTE))


def _of_package(machine: Machine, package: str) -> Value | None:
    known = machine.project.releases.get(package)
    return Const(Release(f"{known}.0")) if known is not None else None


def parse(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``packaging.version.parse("2.1")``."""
    text = constant(arguments.first, str)
    return Const(Release(text)) if _numbers(text) is not None else UNKNOWN


def installed(machine: Machine, node: nodes.NodeNG, arguments: Arguments, state: State) -> Value:
    """``importlib.metadata.version("torch")``."""
    return _of_package(machine, str(constant(arguments.first, str))) or UNKNOWN


def part(release: Release, name: str) -> Value | None:
    """``Version("2.1").minor``; None for what is no part of a version."""
    numbers = (*release.numbers, 0, 0, 0)[:3]
    parts = dict(zip(("major", "minor", "micro", "release"), (*numbers, numbers), strict=True))
    return Const(parts[name]) if name in parts else None


def compare_python(sign: str, asked: Value) -> Value:
    """``sys.version_info >= (3, 7)``: known of what no torch.compile runs with."""
    bound = constant(asked, tuple)
    if not isinstance(bound, tuple) or bound > _OLDEST_PYTHON:
        return UNKNOWN
    known = {">=": True, "<": False}
    if bound < _OLDEST_PYTHON:
        known.update({">": True, "<=": False, "==": False, "!=": True})
    return Const(known[sign]) if sign in known else UNKNOWN
