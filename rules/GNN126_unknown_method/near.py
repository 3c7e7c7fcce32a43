"""Operators as methods, casts, attributes, methods of lists, dicts and texts."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        x = x.float().to(torch.float32).masked_fill(x > 3, 0.0).contiguous()
        sizes = [1, 2]
        sizes.append(x.dim())
        names = {"a": 1}
        names.update({"b": 2})
        if "A b".lower().startswith("a") and x.is_floating_point() and not x.is_cuda:
            x = x + len(sizes) + names.get("a", 2) + x.ndim
        return x.T.T


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
