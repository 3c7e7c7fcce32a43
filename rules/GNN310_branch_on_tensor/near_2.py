"""Masks are combined with operators; texts, ranks and enumerations are matched while tracing."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)
        self.mode = "sum"

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        out = self.lin(x)
        moderate = (out > 0) & (out < 10)
        match self.mode:
            case "sum":
                out = out.sum(dim=-1, keepdim=True) + out
            case _:
                out = out / 2
        match out.dim():
            case 2:
                out = out + 1
        assert out.dim() == 2 and out.size(-1) == 32
        kept = [it for it in (out, None) if it is not None]
        return torch.where(moderate, kept[0], -1.0)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 5)]
