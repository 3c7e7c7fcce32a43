"""LightGCN's way: the matrix of who bought what comes with the data, and is sparse."""

import torch
from torch import Tensor


class LightGCN(torch.nn.Module):
    def __init__(self, graph: Tensor) -> None:
        super().__init__()
        self.graph = graph
        self.embedding = torch.nn.Embedding(graph.size(0), 16)

    def forward(self, users: Tensor, items: Tensor) -> Tensor:
        hidden = torch.sparse.mm(self.graph, self.embedding.weight)  # expect: GNN370
        return (hidden[users] * hidden[items]).sum(dim=-1)


def model() -> LightGCN:
    torch.manual_seed(0)
    return LightGCN(torch.eye(12).to_sparse())


def inputs() -> list[tuple[Tensor, Tensor]]:
    torch.manual_seed(1)
    return [(torch.randint(6, (n,)), torch.randint(6, 12, (n,))) for n in (20, 30, 50)]
