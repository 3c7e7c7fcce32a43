"""An LSTM over the history of each node, before the graph convolution."""

import torch
from torch import Tensor
from torch.nn import LSTM
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)
        self.rnn = LSTM(16, 16, batch_first=True)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        history = torch.stack([x, x.roll(1, dims=1)], dim=1)
        out, _ = self.rnn(history)  # expect: GNN340
        return self.conv(out[:, -1], edge_index)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
