"""A number read back from a tensor breaks the graph once, and then rules the loop by its value."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        x = self.lin(x)
        num_graphs = int(batch.max()) + 1  # expect: GNN302
        out = []
        for graph in range(num_graphs):  # expect: GNN403
            out.append(((batch == graph).unsqueeze(-1) * x).sum(dim=0))
        return torch.stack(out)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(n, 16), torch.arange(n) * size // n)
        for n, size in ((20, 2), (30, 3), (40, 4), (50, 5), (60, 6))
    ]
