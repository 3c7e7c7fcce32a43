"""Back in train mode."""

import torch

EXPECT = ("RuntimeError", "Freezing is currently only implemented for modules in eval mode")


def run() -> torch.nn.Module:
    layers = torch.nn.Sequential(torch.nn.Linear(3, 3), torch.nn.ReLU())
    layers.eval()
    layers.train()
    return torch.jit.freeze(torch.jit.script(layers))  # expect: GNN517
