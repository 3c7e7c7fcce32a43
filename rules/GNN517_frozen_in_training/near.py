"""`eval()` at another place, `optimize_for_inference`, a model that was handed in."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(3, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.lin(x).relu()


def frozen(model: torch.nn.Module) -> torch.nn.Module:
    return torch.jit.freeze(torch.jit.script(model))


def run() -> torch.nn.Module:
    net = Net()
    net.eval()
    scripted = torch.jit.script(Net())
    scripted.train(False)
    torch.jit.freeze(scripted)
    torch.jit.optimize_for_inference(torch.jit.script(Net()))
    return frozen(net)
