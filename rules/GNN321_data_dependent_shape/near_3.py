"""These look as if they followed the data, and have a shape all the same."""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch_geometric.nn import GraphConv


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = GraphConv(16, 32)

    def forward(self, x: Tensor, edge_index: Tensor, repeats: Tensor, total: int) -> Tensor:
        out = self.conv(x, edge_index)
        row, col = edge_index
        rows = out.repeat_interleave(repeats, dim=0, output_size=total).sum(dim=0)
        highest = torch.zeros_like(out).scatter_reduce_(
            0, col.unsqueeze(-1).expand(-1, 32), out[row], "amax"
        )
        near = torch.cdist(x, x).topk(3, largest=False).indices
        order = torch.argsort(out.norm(dim=-1), descending=True)
        kinds = F.one_hot(row % 4, num_classes=4).float().mean(dim=0)
        power = torch.linalg.eigh(torch.einsum("ni,nj->ij", x, x)).eigenvalues
        mask = out > 1
        out = out + rows + highest
        out[mask] = 0
        return out[order] + out[near].mean(dim=1) + kinds.sum() + power.mean()


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def graph(n: int) -> tuple[Tensor, Tensor, Tensor, int]:
    repeats = torch.randint(4, (n,))
    return torch.randn(n, 16), torch.randint(n, (2, 4 * n)), repeats, int(repeats.sum())


def inputs() -> list[tuple[Tensor, Tensor, Tensor, int]]:
    torch.manual_seed(1)
    return [graph(n) for n in (20, 30, 50)]
