"""How many graphs there are, as a tensor: it runs, and the compilers fail."""

import torch
from torch import Tensor
from torch.nn import Linear
from torch_geometric.nn import global_add_pool


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        graphs = batch.max() + 1
        return global_add_pool(self.lin(x), batch, graphs)  # expect: GNN306


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.arange(n) // 10) for n in (20, 30, 50)]
