"""The nodes of each graph, as a list: padding compares how many there are."""

import torch
from torch import Tensor
from torch.nn import Linear
from torch.nn.utils.rnn import pad_sequence


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        graphs = []
        graphs.append(x[batch == 0])  # expect: GNN320
        graphs.append(x[batch == 1])  # expect: GNN320
        return self.lin(pad_sequence(graphs, batch_first=True))  # expect: GNN325


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.arange(n) * 2 // n) for n in (20, 30, 50)]
