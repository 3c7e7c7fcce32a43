"""The wrapper that a decorator puts round a function is traced with it, whatever else it could wrap."""

import functools
import inspect
import warnings
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import Linear


def deprecated(details: str) -> Callable[[Callable], Callable]:
    def decorator(function: Callable) -> Callable:
        if inspect.isclass(function):
            return type(function.__name__, (function,), {"__doc__": details})

        @functools.wraps(function)
        def wrapper(*args: Tensor) -> Tensor:
            warnings.warn(f"{function.__name__}: {details}", stacklevel=2)  # expect: GNN332
            return function(*args)

        return wrapper

    return decorator


@deprecated("use torch.nn.functional.normalize")
def scaled(x: Tensor) -> Tensor:
    return x / x.norm(dim=-1, keepdim=True)


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(scaled(x))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
