"""Stand-ins for modules that some packages import and that the measured models never call.

torch_scatter and torch_sparse have no wheels for every version of torch, and graphium's metrics
need an old torchmetrics. PyG is imported first: it must go on taking its own paths for where the
two are not installed.
"""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType
from typing import Any, Optional

import torch_geometric.typing
from torch import Tensor

# Some packages script what calls these: hence `Optional` and the plain signatures.


def scatter(
    src: Tensor,
    index: Tensor,
    dim: int = -1,
    out: Optional[Tensor] = None,  # noqa: UP045
    dim_size: Optional[int] = None,  # noqa: UP045
    reduce: str = "sum",
) -> Tensor:
    """Never called."""
    raise NotImplementedError


def segment_csr(
    src: Tensor,
    indptr: Tensor,
    out: Optional[Tensor] = None,  # noqa: UP045
    reduce: str = "sum",
) -> Tensor:
    """Never called."""
    raise NotImplementedError


def gather_csr(src: Tensor, indptr: Tensor, out: Optional[Tensor] = None) -> Tensor:  # noqa: UP045
    """Never called."""
    raise NotImplementedError


def broadcast(src: Tensor, other: Tensor, dim: int) -> Tensor:
    """Never called."""
    raise NotImplementedError


def _never(*arguments: Any, **options: Any) -> Any:
    raise NotImplementedError


def _any_name(name: str) -> Any:
    """For a module that is asked for names nobody needs."""
    if name.startswith("__"):
        raise AttributeError(name)
    return _never


_SPARSE = ("cat", "fill_diag", "matmul", "mul", "remove_diag", "set_diag", "sum", "t")
_STUBS: dict[str, dict[str, Any]] = {
    "torch_scatter": {
        "scatter": scatter,
        "scatter_add": scatter,
        "segment_csr": segment_csr,
        "gather_csr": gather_csr,
    },
    "torch_scatter.utils": {"broadcast": broadcast},
    "torch_sparse": {
        "SparseTensor": torch_geometric.typing.SparseTensor,
        **dict.fromkeys(_SPARSE, _never),
    },
    "cuik_molmaker": {"__getattr__": _any_name},
    "graphium.ipu.ipu_metrics": {"__getattr__": _any_name},
}


def install() -> None:
    """Make the missing ones importable."""
    for name, contents in _STUBS.items():
        package = name.partition(".")[0]
        if package in _STUBS and _is_installed(package):
            continue
        stub = ModuleType(name)
        stub.__dict__.update(contents)
        if any(other.startswith(f"{name}.") for other in _STUBS):
            stub.__path__ = []
        sys.modules[name] = stub


def _is_installed(package: str) -> bool:
    if package in sys.modules:
        return sys.modules[package].__spec__ is not None  # a stub has none
    return importlib.util.find_spec(package) is not None
