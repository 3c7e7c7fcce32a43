"""Attention without weights compares the sizes of the dense batch with 1."""

import torch
from torch import Tensor
from torch.nn import MultiheadAttention
from torch_geometric.utils import to_dense_batch


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.attention = MultiheadAttention(16, 4, batch_first=True)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        dense, mask = to_dense_batch(x, batch)  # expect: GNN206
        out, _ = self.attention(  # expect: GNN325
            dense, dense, dense, key_padding_mask=~mask, need_weights=False
        )
        return out.sum(dim=1)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
