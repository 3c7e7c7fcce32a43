"""One tensor, and tensors of known lengths, are padded without a question."""

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence


class Net(torch.nn.Module):
    def forward(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        half = x.size(0) // 2
        return pad_sequence([x, y]), pad_sequence([x[:half], x[half:]])


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randn(n + 5, 16)) for n in (20, 30, 50)]
