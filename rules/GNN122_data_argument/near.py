"""A Tensor of that name, and attributes that Tensors have."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def forward(self, data) -> Tensor:
        return data.T.to(torch.float) * data.shape[0] + data.data.size(1)


def model():
    return Net()


def inputs():
    return [(torch.arange(6.0).view(2, 3),)]
