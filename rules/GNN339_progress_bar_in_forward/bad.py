"""The bar reads the clock and writes to a stream, at each step of the model."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv
from tqdm import tqdm

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.convs = torch.nn.ModuleList([GraphConv(16, 16) for _ in range(2)])

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        for conv in tqdm(self.convs, disable=True):  # expect: GNN339
            x = conv(x, edge_index)
        return x


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
