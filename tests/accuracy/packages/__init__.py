"""Open packages: models of others that gnnlint has to do with.

A package is looked for among the installed ones and below the folders of ``--packages``, each with
one ``pip install --no-deps --target`` in it or in folders of its own.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.accuracy.packages import (
    chemprop,
    deepchem,
    dig,
    egnn,
    forecasting,
    graphium,
    greatx,
    pygod,
    signed_directed,
    temporal,
    topomodelx,
    torch_frame,
    torch_molecule,
    tsl,
)
from tests.accuracy.packages.package import Package

PACKAGES = tuple(
    module.PACKAGE
    for module in (
        torch_frame,
        pygod,
        chemprop,
        graphium,
        tsl,
        temporal,
        signed_directed,
        greatx,
        dig,
        egnn,
        torch_molecule,
        topomodelx,
        forecasting,
        deepchem,
    )
)


def look_in(folders: Sequence[Path]) -> None:
    """Make the packages below these folders importable, after everything installed."""
    for folder in folders:
        if folder.is_dir():
            below = sorted(one for one in folder.iterdir() if one.is_dir())
            sys.path += [str(one.absolute()) for one in (folder, *below)]


def available() -> list[Package]:
    """The packages that are there."""
    return [one for one in PACKAGES if importlib.util.find_spec(one.name) is not None]
