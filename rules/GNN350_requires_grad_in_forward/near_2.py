"""Nothing is returned with the gradient of a tensor that is told to have one: it is cut off."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("shift", torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        self.shift.requires_grad_(False)
        unused = torch.zeros(16).requires_grad_()
        points = (x * 2).requires_grad_()
        with torch.no_grad():
            moved = points + self.shift
        closest = (points + unused).argmax(dim=-1)
        return moved + (points * 3).detach() + closest.unsqueeze(-1) + unused.shape[0]


def model() -> Net:
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
