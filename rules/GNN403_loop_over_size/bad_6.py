"""A list of numbers read from a tensor is as long as the tensor, and so is what is zipped with it."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        out = self.lin(x)
        labels = batch.tolist()  # expect: GNN303
        total = out.new_zeros(16)
        for label, row in zip(labels, out):  # expect: GNN403
            total = total + row * label
        return total


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 4, 5, 6)
    ]
