"""How alike are all points and the selected ones? Their numbers are compared."""

import torch
from torch import Tensor
from torch.nn import Linear
from torch.nn.functional import cosine_similarity


class Net(torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = Linear(16, 32)

    def forward(self, x: Tensor) -> Tensor:
        out = self.lin(x)
        kept = out[out[:, 0] > 0]  # expect: GNN320
        alike = cosine_similarity(out[None], kept[:, None], dim=-1)  # expect: GNN325
        return alike.amax(dim=0)


def model() -> Net:
    torch.manual_seed(0)
    return Net()


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
