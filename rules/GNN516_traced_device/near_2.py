"""A device that is written down is the same without a trace."""

import torch
from torch import Tensor

DEVICE = torch.device("cpu")


class Net(torch.nn.Module):
    def __init__(self, device: str = "cpu") -> None:
        super().__init__()
        self.device = device

    def forward(self, x: Tensor) -> Tensor:
        mine = torch.zeros(3, device=self.device) + torch.ones(3, device="cpu")
        return x.to("cpu") + mine + torch.arange(3, device=DEVICE)


def run() -> None:
    net = Net()
    traced = torch.jit.trace(net, torch.ones(3))
    assert torch.equal(traced(torch.rand(3) * 0), net(torch.zeros(3)))
