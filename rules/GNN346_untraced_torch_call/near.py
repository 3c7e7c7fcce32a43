"""What looks like it and is traced: a log-density, initialisation, a call that is checkpointed."""

import torch
from torch import Tensor
from torch.distributions import Normal
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        weight = torch.nn.init.ones_(torch.empty(32))
        shape = torch.broadcast_shapes(out.shape, weight.shape)
        return Normal(out, torch.ones_like(out)).log_prob(weight.expand(shape))


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
