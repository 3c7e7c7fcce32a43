"""A number of selected rows is held against a number that they cannot reach in the first graph.

Of graphs of one size the compiler knows how many rows there are to select from; of several, not.
"""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.lin(x)
        kept = out[out[:, 0] > 0]  # expect: GNN320
        if kept.size(0) > edge_index.size(1):  # expect: GNN310
            return kept[: edge_index.size(1)]
        return kept


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
