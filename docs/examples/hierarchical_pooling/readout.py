"""What a level of the hierarchy says about its graphs."""

import torch
from torch import Tensor
from torch_geometric.nn import global_max_pool, global_mean_pool


def confident_nodes(
    x: Tensor, batch: Tensor, score: Tensor, min_score: float
) -> tuple[Tensor, Tensor]:
    """Drops the nodes with a low score, unless no node would be left."""
    mask = score > min_score
    if mask.any():
        x = x[mask]
        batch = batch[mask]
    return x, batch


def read_out(
    x: Tensor, batch: Tensor, score: Tensor, num_graphs: int, min_score: float = 0.0
) -> Tensor:
    """The mean and the maximum over the confident nodes of each graph."""
    x, batch = confident_nodes(x, batch, score, min_score)
    mean = global_mean_pool(x, batch, num_graphs)
    maximum = global_max_pool(x, batch, num_graphs)
    return torch.cat([mean, maximum], dim=-1)
