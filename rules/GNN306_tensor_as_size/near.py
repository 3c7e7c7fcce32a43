"""Sizes from shapes, a tensor as the value to fill with, a number that the model is given as a
tensor, and one that is made of a number: Dynamo knows what an integer without dimensions holds when
it is handed one, and what a single number was made into."""

import torch
from torch import Tensor
from torch.nn import Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor, batch: Tensor, num_graphs: Tensor) -> Tensor:
        position = torch.arange(x.size(0))
        score = self.lin(x).sum(dim=-1).topk(x.size(0) // 2).values
        graphs = torch.zeros(num_graphs).index_add_(0, batch, torch.ones(x.size(0)))
        three = torch.tensor(2, device=x.device) + 1
        plain = torch.zeros(three) + torch.linspace(0, 1, three) + x.new_ones(torch.tensor([3]))
        scale = torch.full((3,), batch.max()).sum() * plain.sum()
        return scale * score.sum() + position + graphs.sum()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10), torch.tensor(n))
        for n in (2, 3, 5)
    ]
