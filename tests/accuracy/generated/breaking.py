"""Fragments that may break the graph, by family of breaks. Which do, the compilers say."""

from __future__ import annotations

from tests.accuracy.generated import carried
from tests.accuracy.generated.grammar import Fragment, family, one

CONTROL = family(
    "data-dependent control flow",
    one(
        "if on a tensor",
        "if $scalar > 0:\n    $x = $x * 2",
        "if $mask.any():\n    $x = $x + 1\nelse:\n    $x = $x - 1",
        "if torch.isnan($x).any():\n    $x = torch.nan_to_num($x)",
        "$t = $scalar\nif $t > 3:\n    $x = $x / $t",
        "if $size > 2 and $scalar > 0:\n    $x = $x.relu()",
    ),
    one("truth of a tensor", "$t = $mask.all()\nif $t:\n    $x = $x.tanh()"),
    one("not a tensor", "if not $mask.any():\n    $x = $x + 1"),
    one(
        "elif on a tensor",
        "if $size == 3:\n    $x = $x + 3\nelif $scalar > 1:\n    $x = $x + 1",
    ),
    one(
        "while on a tensor",
        "$t = $x.abs().sum()\nwhile $t > 100:\n    $x = $x / 2\n    $t = $x.abs().sum()",
        "while $x.abs().max() > 1:\n    $x = $x * 0.5",
    ),
    one("ternary on a tensor", "$x = $x if $scalar > 0 else -$x"),
    one(
        "and, or of tensors",
        "$t = $scalar > 0 and $scalar < 100\n$x = $x * $t",
        "$t = ($scalar > 0) or ($scalar < 100)\n$x = $x * $t",
    ),
    one(
        "assert with a computed message",
        'assert $scalar > -1e9, f"bad input of shape {$x.shape}"',
        'assert torch.isfinite($x).all(), "not finite: {}".format($x.size(0))',
    ),
    one("tensor in a tuple", "if $x.argmax() in (1, 2):\n    $x = $x + 1"),
    one("chained comparison", "if 0 < $scalar < 10:\n    $x = $x * 3"),
    one("any over tensors", "if any($t > 0 for $t in $x.sum(dim=0)):\n    $x = $x + 1"),
    one("raise behind a test of a tensor", 'if $scalar > 1e9:\n    raise ValueError("too big")'),
    one("sorted over tensors", "$t = sorted([$scalar, $scalar])\n$x = $x + $t[0]"),
    one(
        "truth of a comparison kept",
        "$t = $x.sum() > 0\n$u = not $t\nif $u:\n    $x = -$x",
        "$t = bool($x.sum() > 0)\n$x = -$x if $t else $x",
        "$t = $mask.any() or $size > 100\nif $t:\n    $x = $x + 1",
    ),
    one(
        "test inside a comprehension",
        "$t = [$v for $v in $x[:3] if $v.sum() > 0]\n$x = $x + len($t)",
        "$x = $x + sum($v.sum() for $v in $x[:2] if $v.max() > 0)",
    ),
    one(
        "break out of a loop on a tensor",
        "for $i in range(3):\n    $x = $x / 2\n    if $x.norm() < 1:\n        break",
    ),
    one(
        "all, filter over tensors",
        "if all($t > 0 for $t in [$scalar, $scalar]):\n    $x = $x + 1",
        "$t = list(filter(lambda v: v.sum() > 0, [$x, $x * 2]))\n$x = $x + len($t)",
    ),
    one(
        "match on a tensor",
        "match $scalar > 0:\n    case True:\n        $x = $x + 1\n    case _:\n        pass",
    ),
    one(
        "equality of tensors",
        "if $x.sum() == $x.mean():\n    $x = $x + 1",
        "if $scalar != 0:\n    $x = $x / $scalar",
    ),
    one("range of a tensor", "for $i in range(($x[:2, 0] > 0).sum()):\n    $x = $x + $i"),
)

SCALARS = family(
    "scalar extraction",
    one("item", "$x = $x * $scalar.item()", "$t = $scalar\n$x = $x + $t.item()"),
    one("int of a tensor", "$t = int($scalar)\n$x = $x + $t"),
    one("float of a tensor", "$t = float($scalar)\n$x = $x * $t"),
    one("bool of a tensor", "$t = bool($mask.any())\nif $t:\n    $x = $x + 1"),
    one("item in text", '$t = f"{$scalar.item():.2f}"\n$x = $x + len($t)'),
    one("item of a size", "$t = torch.tensor($size).item()\n$x = $x + $t"),
    one(
        "tensor as a size",
        "$t = torch.zeros($mask.sum())\n$x = $x + $t.sum()",
        "$t = torch.arange($mask.sum())\n$x = $x + $t.sum()",
    ),
    one(
        "narrow, topk, split by a number",
        "$t = $x.topk(int($mask.any()) + 1, dim=0)[0]\n$x = $x + $t.sum()",
        "$t = $x.narrow(0, 0, int($mask.sum()))\n$x = $x + $t.sum()",
    ),
    one("tensor of tensors", "$t = torch.tensor([$x.sum(), 1.0])\n$x = $x + $t.sum()"),
    one("round, format of a number", "$t = round($scalar.item(), 2)\n$x = $x + $t"),
    one("tolist of integers", "$t = $x.argmax(dim=0).tolist()\n$x = $x + $t[0]"),
    one("tolist of floats", "$t = $x[0].tolist()\n$x = $x + sum($t)"),
    one("tensor as list index", "$t = [1.0, 2.0, 3.0]\n$x = $x * $t[$x.argmax() % 3]"),
    one("tensor as slice bound", "$t = $mask.sum()\n$x = $x + $x[:$t].sum()"),
    one("number as dict key", "$t = {0: 1.0, 1: 2.0}\n$x = $x * $t[int($x[0, 0] > 0)]"),
    one("math of a tensor", "$x = $x * math.sqrt($x.abs().sum())", imports=("import math",)),
    one("range of an item", "for $i in range(int($mask.sum())):\n    $x = $x + 0.1"),
    one("size from a maximum", "$n = int($index.max()) + 1\n$x = $x + torch.ones($n).sum()"),
    one("numpy scalar", "$t = $x.detach().numpy().max()\n$x = $x * float($t)"),
)

SHAPES = family(
    "data-dependent shape",
    one(
        "read by a mask",
        "$x = $x + $x[$mask].sum(dim=0)",
        "$m = $mask\n$t = $x[$m]\n$x = $x - $t.mean()",
        "$x = $x * $x[:, $x.sum(dim=0) > 0].sum()",
    ),
    one(
        "tensor written at a mask",
        "$y = $x.clone()\n$m = $mask\n$y[$m] = $y[$m] * 2\n$x = $y",
    ),
    one("nonzero", "$t = $mask.nonzero()\n$x = $x + $t.float().sum()"),
    one(
        "where of one argument",
        "$t = torch.where($mask)[0]\n$x = $x + $x[$t].sum()",
        "($t,) = torch.where($mask)\n$x = $x + $t.float().sum()",
    ),
    one(
        "unique",
        "$t = torch.unique($index)\n$x = $x + $t.float().sum()",
        "$t, $u = $index.unique(return_inverse=True)\n$x = $x + $u.float().sum()",
        "$t = torch.unique_consecutive($index)\n$x = $x + $t.float().mean()",
    ),
    one("masked_select", "$x = $x + torch.masked_select($x, $x > 0).sum()"),
    one(
        "bincount",
        "$t = torch.bincount($index)\n$x = $x + $t.sum()",
        "$t = torch.bincount($index, minlength=4)\n$x = $x + $t.max()",
    ),
    one(
        "one_hot without num_classes",
        "$t = F.one_hot($index)\n$x = $x + $t.sum()",
        imports=("import torch.nn.functional as F",),
    ),
    one("repeat_interleave", "$t = $x.repeat_interleave($index, dim=0)\n$x = $x + $t.sum(dim=0)"),
    one(
        "nonzero as a tuple",
        "($t,) = torch.nonzero($mask, as_tuple=True)\n$x = $x + $x[$t].sum()",
        "$t = $mask.nonzero(as_tuple=True)[0]\n$x = $x + $t.float().sum()",
    ),
    one(
        "two-dimensional mask", "$x = $x + $x[$x > 0].sum()", "$t = $x > 0\n$x = $x - $x[$t].mean()"
    ),
    one(
        "mask beside a slice",
        "$x = $x + $x[$mask, 0].sum()",
        "$x = $x + $x[$mask, :8].sum()",
        "$x = $x + $x[$mask][0:1].sum()",
        "$x = $x + $edge_index[:, $edge_index[0] != $edge_index[1]].sum()",
    ),
    one(
        "filtered by a mask kept on the way",
        "$m = $mask\n$m = $m & $mask\n$x = $x + $x[$m].sum(dim=0)",
    ),
    one("argwhere", "$t = torch.argwhere($mask)\n$x = $x + $t.float().sum()"),
    one(
        "split by a list of counts",
        "$t = torch.stack([$mask.sum(), (~$mask).sum()]).clamp(max=0).tolist()\n"
        "$x = $x + torch.zeros(0, 16).split($t)[0].sum()",
    ),
    one(
        "lstsq",
        "$t = torch.linalg.lstsq($x[:4, :4].detach(), $x[:4].detach()).solution\n"
        "$x = $x + $t.sum()",
    ),
)

VALUE_OPS = family(
    "data-dependent value",
    one(
        "torch.equal",
        "if torch.equal($x, $x.abs()):\n    $x = $x + 1",
        "$t = torch.equal($x, $x * 2)\n$x = $x + int($t)",
    ),
    one("torch.allclose", "if torch.allclose($x, $x.abs()):\n    $x = $x + 1"),
    one("is_nonzero", "if torch.is_nonzero($scalar):\n    $x = $x + 1"),
)

TELLING = family(
    "print, logging, warnings",
    one("print", 'print("features", $x.shape)', "print($scalar)", 'print("here")'),
    one(
        "logger",
        '$log.info("features of %s nodes", $x.size(0))',
        '$log.debug("here")',
        top="$log = logging.getLogger(__name__)",
        imports=("import logging",),
    ),
    one("root logger", 'logging.warning("features")', imports=("import logging",)),
    one("warnings", 'warnings.warn("few nodes")', imports=("import warnings",)),
    one("f-string of a tensor", '$t = f"{$x.sum()}"\n$x = $x + len($t)'),
    one(
        "str of a tensor",
        "$t = str($scalar)\n$x = $x + len($t)",
        "$t = repr($scalar)\n$x = $x + len($t)",
    ),
)

SKIPPED = family(
    "skipped functions",
    one("seeding", "torch.manual_seed(0)\n$x = $x + torch.rand(1)"),
    one("torch.Generator", "$g = torch.Generator()\n$x = $x + torch.rand(1, generator=$g)"),
    one("date", "$t = datetime.datetime.now()\n$x = $x + 1", imports=("import datetime",)),
    one(
        "clock",
        "$t = time.time()\n$x = $x + 1\n$u = time.time() - $t",
        "$t = time.perf_counter()\n$x = $x * 1.0",
        imports=("import time",),
    ),
    one(
        "random",
        "$x = $x * random.random()",
        "$x = $x + random.uniform(0.0, 1.0)",
        imports=("import random",),
    ),
    one("numpy random", "$x = $x * np.random.rand()", imports=("import numpy as np",)),
    one("environment written", 'os.environ["GENERATED"] = "1"', imports=("import os",)),
)

EXPLICIT = family(
    "explicit break",
    one(
        "graph_break", "torch._dynamo.graph_break()\n$x = $x + 1", imports=("import torch._dynamo",)
    ),
    one(
        "disabled function",
        "$x = $aside($x)",
        top="@torch.compiler.disable\ndef $aside(h):\n    return h * 2",
    ),
    one(
        "disabled method",
        "$x = self.$part($x)",
        init="self.$part = $Aside()",
        top="class $Aside(torch.nn.Module):\n    @torch.compiler.disable\n"
        "    def forward(self, h):\n        return h * 2",
    ),
)

METADATA = family(
    "tensor metadata",
    one(
        "requires_grad written",
        "$t = $x.detach().clone()\n$t.requires_grad = True\n$x = $x + $t.detach()",
    ),
    one(
        "requires_grad_ of an intermediate",
        "$t = $x.detach().clone().requires_grad_()\n$x = $x + $t.detach()",
        "$t = $x.detach() * 2\n$t.requires_grad_(True)\n$x = $x + $t.detach()",
    ),
    one("data written", "$t = $x.detach().clone()\n$t.data = $t.data * 2\n$x = $x + $t"),
    one("resize_", "$t = torch.ones(4)\n$t.resize_(2)\n$x = $x + $t.sum()"),
    one("random_", "$t = torch.ones(4)\n$t.random_()\n$x = $x + ($t > 0).sum()"),
    one("set_", "$t = torch.ones(4)\n$t.set_(torch.ones(2))\n$x = $x + $t.sum()"),
)

AUTOGRAD = family(
    "autograd in forward",
    one(
        "backward",
        "$w = torch.ones(16, requires_grad=True)\n($x.detach() * $w).sum().backward()\n"
        "$x = $x + $w.grad",
        "self.$lin($x.detach()).sum().backward()",
        init="self.$lin = torch.nn.Linear(16, 16)",
        gradients=True,
    ),
    one(
        "retain_grad",
        "$t = self.$lin($x)\n$t.retain_grad()\n$x = $x + $t",
        init="self.$lin = torch.nn.Linear(16, 16)",
        gradients=True,
    ),
    one(
        "autograd.grad",
        "$p = $x.detach().requires_grad_()\n"
        "$g = torch.autograd.grad(($p ** 2).sum(), $p)[0]\n$x = $x - $g",
        gradients=True,
    ),
    one(
        "hook on an intermediate",
        "$t = self.$lin($x)\n$t.register_hook(lambda g: g * 2)\n$x = $x + $t",
        init="self.$lin = torch.nn.Linear(16, 16)",
        gradients=True,
    ),
)

MODULES = family(
    "modules and RNNs",
    one("module made in forward", "$lin = torch.nn.Linear(16, 16)\n$x = $lin($x)"),
    one("parameter made in forward", "$w = torch.nn.Parameter(torch.ones(16))\n$x = $x * $w"),
    one(
        "RNN",
        "$t = self.$rnn($x.unsqueeze(0))[0]\n$x = $x + $t[0]",
        init="self.$rnn = torch.nn.RNN(16, 16, num_layers=2)",
    ),
    one(
        "layer held in a list",
        "$x = self.$rnns[0]($x.unsqueeze(0))[0].squeeze(0)",
        "for $rnn in self.$rnns:\n    $x = $rnn($x.unsqueeze(0))[0].squeeze(0)",
        init="self.$rnns = torch.nn.ModuleList([torch.nn.GRU(16, 16)])",
    ),
    one(
        "distribution",
        "$t = torch.distributions.Normal($x, 1.0)\n$x = $x + $t.rsample()",
        "$t = torch.distributions.Categorical(logits=$x).sample()\n$x = $x + $t.sum()",
    ),
    one(
        "LSTM",
        "$x = self.$rnn($x.unsqueeze(0))[0].squeeze(0)",
        "$t, ($h, $c) = self.$rnn($x.unsqueeze(0))\n$x = $x + $t[0]",
        init="self.$rnn = torch.nn.LSTM(16, 16, batch_first=True)",
    ),
    one(
        "GRU",
        "$t, _ = self.$rnn($x.unsqueeze(1))\n$x = $x + $t.squeeze(1)",
        init="self.$rnn = torch.nn.GRU(16, 16)",
    ),
)

OBJECTS = family(
    "sparse, copies, classes, identity",
    one(
        "sparse tensor",
        "$t = $x.detach().to_sparse()\n$x = $x + $t.to_dense()",
        "$a = torch.sparse_coo_tensor(torch.tensor([[0, 1], [1, 0]]), torch.ones(2), (2, 2))\n"
        "$x = $x + torch.sparse.mm($a, $x[:2]).sum()",
    ),
    one(
        "copy of a tensor",
        "$t = copy.copy($x.detach())\n$x = $x + $t",
        "$t = copy.deepcopy($x.detach())\n$x = $x + $t",
        imports=("import copy",),
    ),
    one("class in forward", "class $Local:\n    factor = 2\n$x = $x * $Local.factor"),
    one("missing import", "try:\n    import no_such_module\nexcept ImportError:\n    $x = $x + 1"),
    one(
        "sorted with a key",
        "$t = sorted([$x, $x * 2], key=lambda v: v.sum())\n$x = $x + $t[0]",
        "$t = max([$x, $x * 2], key=lambda v: v.sum())\n$x = $x + $t",
    ),
    one(
        "deepcopy of a layer",
        "$t = copy.deepcopy(self.$lin)\n$x = $t($x)",
        init="self.$lin = torch.nn.Linear(16, 16)",
        imports=("import copy",),
    ),
    one("data_ptr", "if $x.data_ptr() == $x.clone().data_ptr():\n    $x = $x + 1"),
)

PYG = family(
    "PyG operators",
    one(
        "GCNConv",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = GCNConv(16, 16)",
        imports=("from torch_geometric.nn import GCNConv",),
    ),
    one(
        "GATConv",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = GATConv(16, 16)",
        imports=("from torch_geometric.nn import GATConv",),
    ),
    one(
        "pooling without size",
        "$x = $x + global_mean_pool($x, $batch).sum(dim=0)",
        "$t = global_mean_pool($x, $batch)\n$x = $x + $t[$batch]",
        imports=("from torch_geometric.nn import global_mean_pool",),
    ),
    one(
        "to_dense_batch",
        "$t, $m = to_dense_batch($x, $batch)\n$x = $x + $t.sum(dim=(0, 1))",
        imports=("from torch_geometric.utils import to_dense_batch",),
    ),
    one(
        "softmax without num_nodes",
        "$t = softmax($x, $batch)\n$x = $x * $t",
        imports=("from torch_geometric.utils import softmax",),
    ),
    one(
        "degree without num_nodes",
        "$x = $x + degree($batch).sum()",
        imports=("from torch_geometric.utils import degree",),
    ),
    one(
        "remove_self_loops",
        "$t, _ = remove_self_loops($edge_index)\n$x = $x + $t.size(1)",
        imports=("from torch_geometric.utils import remove_self_loops",),
    ),
    one(
        "TopKPooling",
        "$t = self.$pool($x, $edge_index, batch=$batch)[0]\n$x = $x + $t.sum(dim=0)",
        init="self.$pool = TopKPooling(16, ratio=0.5)",
        imports=("from torch_geometric.nn import TopKPooling",),
    ),
)

BREAKING: tuple[Fragment, ...] = (
    *(*CONTROL, *SCALARS, *SHAPES, *VALUE_OPS, *TELLING, *SKIPPED, *EXPLICIT, *METADATA),
    *(*AUTOGRAD, *MODULES, *OBJECTS, *PYG, *carried.BREAKING),
)
