"""`edge_updater` has a declaration of its own, `edge_updater_type`."""

import torch
from torch import Tensor
from torch_geometric.nn import MessagePassing
from torch_geometric.typing import OptTensor


class EdgeGate(MessagePassing):
    def forward(self, x: Tensor, edge_index: Tensor, edge_weight: OptTensor = None) -> Tensor:
        gate = self.edge_updater(edge_index, x=x, w=edge_weight)  # expect: GNN101
        # propagate_type: (gate: Tensor)
        return self.propagate(edge_index, gate=gate)

    def message(self, gate: Tensor) -> Tensor:
        return gate

    def edge_update(self, x_i: Tensor, x_j: Tensor, w: OptTensor) -> Tensor:
        if w is None:
            return x_i - x_j
        return (x_i - x_j) * w.view(-1, 1)


def model():
    return EdgeGate()


def inputs():
    x = torch.arange(8.0).view(4, 2)
    edge_index = torch.tensor([[0, 1, 2, 3], [1, 2, 3, 0]])
    return [(x, edge_index, torch.ones(4))]
