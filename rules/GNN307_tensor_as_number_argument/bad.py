"""How many classes there are, read from the labels; fullgraph=True needs the number itself."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn import Linear

SAME_OUTPUT = True


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(4, 32, bias=False)

    def forward(self, labels: Tensor) -> Tensor:
        classes = F.one_hot(labels, labels.max() + 1)  # expect: GNN307
        return self.lin(classes.float())


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.arange(n) % 4,) for n in (20, 30, 50)]
