"""Predicts the accelerations of particles that are tied together by springs.

A hand-written layer lets every spring look at its two ends, sums what the springs say at each
particle and updates the particle with it; after a few such rounds a linear layer reads off the
acceleration.
"""

import torch
from torch import Tensor
from torch.nn import Linear, ModuleList, ReLU, Sequential
from torch_geometric.data import Data
from torch_geometric.nn import MessagePassing


class InteractionConv(MessagePassing):
    def __init__(self, channels: int, edge_channels: int) -> None:
        super().__init__(aggr="sum")
        self.edge_mlp = Sequential(
            Linear(2 * channels + edge_channels, channels), ReLU(), Linear(channels, channels)
        )
        self.node_mlp = Sequential(
            Linear(2 * channels, channels), ReLU(), Linear(channels, channels)
        )

    def forward(self, x: Tensor, edge_index: Tensor, edge_attr: Tensor) -> Tensor:
        # propagate_type: (x: Tensor, edge_attr: Tensor)
        return self.propagate(edge_index, x=x, edge_attr=edge_attr)

    def message(self, x_i: Tensor, x_j: Tensor, edge_attr: Tensor) -> Tensor:
        return self.edge_mlp(torch.cat([x_i, x_j, edge_attr], dim=-1))

    def update(self, inputs: Tensor, x: Tensor) -> Tensor:
        return x + self.node_mlp(torch.cat([x, inputs], dim=-1))


class Simulator(torch.nn.Module):
    def __init__(self, dim: int, hidden_channels: int, num_layers: int = 2) -> None:
        super().__init__()
        self.encoder = Linear(dim, hidden_channels)
        self.convs = ModuleList(
            [InteractionConv(hidden_channels, dim + 1) for _ in range(num_layers)]
        )
        self.decoder = Linear(hidden_channels, dim)

    def forward(self, pos: Tensor, velocity: Tensor, edge_index: Tensor) -> Tensor:
        offset = pos[edge_index[0]] - pos[edge_index[1]]
        length = torch.linalg.vector_norm(offset, dim=-1, keepdim=True)
        edge_attr = torch.cat([offset, length], dim=-1)
        x = self.encoder(velocity)
        for conv in self.convs:
            x = conv(x, edge_index, edge_attr)
        return self.decoder(x)


def spring_system(num_particles: int, rest_length: float = 0.5, damping: float = 0.1) -> Data:
    """Particles in a square, with a spring between any two that are closer than 1."""
    pos = torch.rand(num_particles, 2) * num_particles**0.5
    velocity = torch.randn(num_particles, 2)
    distance = torch.cdist(pos, pos).fill_diagonal_(float("inf"))
    edge_index = (distance < 1.0).nonzero().t().contiguous()

    src, dst = edge_index
    offset = pos[src] - pos[dst]
    length = torch.linalg.vector_norm(offset, dim=-1, keepdim=True)
    force = offset * (1 - rest_length / length)
    acceleration = (-damping * velocity).index_add(0, dst, force)
    return Data(pos=pos, velocity=velocity, edge_index=edge_index, y=acceleration)


def model() -> Simulator:
    torch.manual_seed(0)
    return Simulator(dim=2, hidden_channels=32)


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    systems = [spring_system(num_particles) for num_particles in (20, 30, 50)]
    return [(system.pos, system.velocity, system.edge_index) for system in systems]
