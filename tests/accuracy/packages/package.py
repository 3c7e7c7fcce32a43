"""What is told of an open package: how it is installed, and the recipes for its classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from tests.accuracy.recipes import Recipe


@dataclass(frozen=True)
class Package:
    """An open package and the recipes for its classes."""

    name: str  # as it is imported
    distribution: str  # as it is installed
    extra: str  # definitions that the arguments and inputs use
    values: Mapping[str, str]  # what parameters of ``forward`` get
    rows: Sequence[tuple[str, str, str, str]]  # module, class, arguments, parameters of forward

    @property
    def version(self) -> str:
        """The installed version."""
        try:
            return version(self.distribution)
        except PackageNotFoundError:  # only a folder of sources
            return "of unknown version"

    def recipes(self) -> Iterator[Recipe]:
        """Every recipe of the package."""
        for module, name, arguments, inputs in self.rows:
            yield Recipe(
                f"{self.name}.{module}",
                name,
                arguments,
                _with_values(inputs, self.values),
                self.extra,
                prelude=_PRELUDE,
            )


_PRELUDE = """\
import torch
import torch_geometric.nn as pyg
from tests.accuracy import stubs

stubs.install()

from {module} import {name}

SIZES = {sizes}


"""


def _with_values(inputs: str, values: Mapping[str, str]) -> str:
    """Parameters that are only named get what the package has for them."""
    separator = ";" if "=" in inputs else None
    parts = [part.strip() for part in inputs.split(separator)]
    names = [name for part in parts for name in ([part] if "=" in part else part.split())]
    return "; ".join(name if "=" in name else f"{name}={values[name]}" for name in names)
