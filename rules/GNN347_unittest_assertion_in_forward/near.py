"""Outside of what is compiled a test asserts as it likes; and torch's test cases compare sizes."""

import torch
from torch import Tensor
from torch._dynamo.test_case import TestCase


class WidthTest(TestCase):
    def runTest(self) -> None:
        self.assertTrue(model()(*inputs()[0]).size(0))


class Net(torch.nn.Module):
    def __init__(self, case: TestCase) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(16, 32)
        self.case = case

    def forward(self, x: Tensor) -> Tensor:
        out = self.linear(x)
        self.case.assertEqual(out.dim(), 2)
        return out.relu()


def model() -> Net:
    torch.manual_seed(0)
    return Net(WidthTest())


def inputs() -> list[tuple[Tensor]]:
    torch.manual_seed(1)
    return [(torch.randn(n, 16),) for n in (20, 30, 50)]
