"""The softmax of many classes picks the rows of each cluster."""

import torch
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.loss = torch.nn.AdaptiveLogSoftmaxWithLoss(32, 20, [5, 10])

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        labels = torch.arange(x.size(0), device=x.device) % 20
        return self.loss(out, labels).loss  # expect: GNN321


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
