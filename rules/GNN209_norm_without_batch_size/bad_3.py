"""In training HeteroBatchNorm updates the running statistics of the types that occur in the batch,
and selects them with a mask.
"""

import torch
from torch import Tensor
from torch_geometric.nn import HeteroBatchNorm


class TypedBlock(torch.nn.Module):
    def __init__(self, in_channels: int, out_channels: int, num_types: int) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(in_channels, out_channels)
        self.norm = HeteroBatchNorm(out_channels, num_types)

    def forward(self, x: Tensor, node_type: Tensor) -> Tensor:
        return self.norm(self.lin(x), node_type).relu()  # expect: GNN209


def model() -> TypedBlock:
    torch.manual_seed(0)
    return TypedBlock(16, 32, 3)


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.arange(n) % 3) for n in (24, 40, 31)]
