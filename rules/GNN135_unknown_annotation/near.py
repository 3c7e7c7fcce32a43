"""Types of TorchScript in all their spellings."""

from typing import Dict, Optional, Tuple, Union

import torch
from torch import Tensor


def total(
    x: torch.FloatTensor,
    sizes: list[int],
    parts: Dict[str, Tensor],
    pair: Optional[Tuple[int, int]] = None,
    scale: Union[int, float] = 1,
    kind: "str" = "sum",
) -> Tensor:
    return x + len(sizes) + len(parts)


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return total(x, [1, 2], {"a": x}, None, 2)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
