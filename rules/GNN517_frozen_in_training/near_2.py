"""Further ways to eval mode: of a whole, of a Sequential, by hand, by `apply`."""

import torch
from torch import Tensor


class Encoder(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x).relu()


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()

    def forward(self, x: Tensor) -> Tensor:
        return self.encoder(x) + 1


def evaluated(module: torch.nn.Module) -> None:
    module.training = False


def run() -> None:
    net = Net().eval()
    torch.jit.freeze(torch.jit.script(net.encoder))
    layers = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.ReLU())
    layers.eval()
    torch.jit.freeze(torch.jit.script(layers))
    by_hand = Encoder()
    by_hand.training = False
    torch.jit.freeze(torch.jit.script(by_hand))
    torch.jit.freeze(torch.jit.script(Net().apply(evaluated)))
    one_by_one = Net()
    for module in one_by_one.modules():
        module.eval()
    torch.jit.freeze(torch.jit.script(one_by_one))
