"""torch takes the number of rows as a constant where it makes pointers of indices."""

import torch
from torch import Tensor


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = torch.nn.Linear(16, 16)

    def forward(self, x: Tensor, batch: Tensor) -> Tensor:
        out = self.lin(x)
        pointers = torch._convert_indices_from_coo_to_csr(batch, x.size(0))  # expect: GNN404
        return out * pointers[-1]


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [
        (torch.randn(10 * n, 16), torch.arange(n).repeat_interleave(10)) for n in (2, 3, 4, 5, 6)
    ]
