"""How far two distributions are apart is looked up by their types."""

import torch
from torch import Tensor
from torch.distributions import Normal, kl_divergence
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
        out = self.conv(x, edge_index)
        found = Normal(out, torch.ones_like(out))
        prior = Normal(torch.zeros_like(out), torch.ones_like(out))
        return kl_divergence(found, prior)  # expect: GNN346


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
