"""A dense pool returns as many graphs as it is given, and how many those are the data say."""

import torch
from torch import Tensor
from torch_geometric.nn import dense_diff_pool
from torch_geometric.utils import to_dense_adj, to_dense_batch


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 4)

    def forward(self, x: Tensor, edge_index: Tensor, batch: Tensor) -> Tensor:
        out, mask = to_dense_batch(x, batch)  # expect: GNN206
        adj = to_dense_adj(edge_index, batch)  # expect: GNN206
        out, adj, link_loss, entropy_loss = dense_diff_pool(out, adj, self.lin(out), mask)
        if adj.size(0) > 2:  # expect: GNN310
            out = out + link_loss
        return out + entropy_loss


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.arange(n).repeat(2, 3), torch.arange(n) * 3 // n)
        for n in (20, 30, 50)
    ]
