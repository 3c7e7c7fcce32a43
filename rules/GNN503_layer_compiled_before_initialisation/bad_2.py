"""The linear layer of torch_geometric, which torch.nn.LazyLinear is not."""

import torch
from torch import Tensor
from torch_geometric.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(-1, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        return self.lin(x)  # expect: GNN503


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
