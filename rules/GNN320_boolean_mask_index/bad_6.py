"""fullgraph=True goes on with what was selected, as long as nobody asks how much it is."""

import torch
from torch import Tensor
from torch.nn import LayerNorm, Linear


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 16)
        self.norm = LayerNorm(16)

    def forward(self, x: Tensor, edge_index: Tensor) -> tuple[Tensor, Tensor]:
        kept = x[x[:, 0] > 0]  # expect: GNN320
        edges = edge_index[:, edge_index[0] != edge_index[1]]  # expect: GNN320
        row, col = edges
        out = self.norm(self.lin(kept)).view(-1, 4, 4).mean(dim=1)
        out = torch.cat([out[:3], out[-1:], out.softmax(dim=0)])
        assert kept.size(0) > 0
        sent = x.new_zeros(x.size(0), 16).index_add(0, col, x[row])
        return out.sum(dim=0) / kept.size(0), sent[: kept.size(0)]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16), torch.randint(n, (2, 4 * n))) for n in (20, 30, 50)]
