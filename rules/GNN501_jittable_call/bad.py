"""Up to PyG 2.4 a layer had to be made scriptable by `.jittable()`. Since 2.5 every layer is, and
the call only warns.
"""

import torch
from torch_geometric.nn import SAGEConv

EXPECT = ("UserWarning", "'SAGEConv.jittable' is deprecated")


def run() -> torch.jit.ScriptModule:
    conv = SAGEConv(16, 8)
    conv = conv.jittable()  # expect: GNN501
    return torch.jit.script(conv)
