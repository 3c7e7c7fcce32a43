"""Items that fit what the list or dict is declared to hold, and empty ones."""

from typing import Any, Dict, List, Optional

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        sizes: List[int] = [x.size(0), x.dim()]
        kept: List[Optional[Tensor]] = [x, None]
        named: Dict[str, Optional[Tensor]] = {"x": x}
        anything: List[Any] = [1]
        none: List[Tensor] = []
        return x * sizes[0] * len(kept) * len(named) * len(anything) + len(none)


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(0)
    return [(torch.randn(n, 4),) for n in (2, 3, 5)]
