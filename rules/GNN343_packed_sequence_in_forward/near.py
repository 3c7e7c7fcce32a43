"""`pad_sequence` is traced."""

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 32)

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        return self.lin(pad_sequence([first, second], batch_first=True)).mean(dim=1)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randn(n + 4, 16)) for n in (20, 30, 50)]
