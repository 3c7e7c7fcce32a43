"""A number that depends on everything a model returns, to be differentiated."""

from __future__ import annotations

from typing import Any

import torch
from torch.utils._pytree import tree_leaves


def loss_of(output: Any) -> torch.Tensor | None:
    """The means of all tensors in an output, added up; None where none has a gradient."""
    leaves = [it for it in tree_leaves(output) if isinstance(it, torch.Tensor)]
    means = [it.float().mean() for it in leaves if it.requires_grad]
    return torch.stack(means).sum() if means else None
