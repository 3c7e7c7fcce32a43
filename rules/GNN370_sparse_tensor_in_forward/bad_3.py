"""No graph can take a sparse matrix over from the code before it either: the function that uses it runs
eagerly from there.
"""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        value = torch.ones(edge_index.size(1))
        size = (x.size(0), x.size(0))
        adjacency = torch.sparse_coo_tensor(edge_index, value, size)  # expect: GNN370
        out = adjacency @ x  # expect: GNN370
        return self.lin(out)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
