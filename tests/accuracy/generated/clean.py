"""Fragments that do not break the graph, many of them much like one that does.

That they are clean is expected, not assumed: the compilers say so of every program.
"""

from __future__ import annotations

from tests.accuracy.generated import carried
from tests.accuracy.generated.grammar import Fragment, family, one

_LIN = "self.$lin = torch.nn.Linear(16, 16)"
_LAYERS = "self.$layers = torch.nn.ModuleList([torch.nn.Linear(16, 16) for _ in range(2)])"
_BLOCK = (
    "class $Block(torch.nn.Module):\n"
    "    def __init__(self, width=16):\n"
    "        super().__init__()\n"
    "        self.lin = torch.nn.Linear(width, width)\n"
    "\n"
    "    def forward(self, h):\n"
    "        return self.lin(h).relu()"
)

VALUES = family(
    "values",
    one("arithmetic", "$x = $x * 2 + 1", "$x += $x.mean(dim=0)", "$x = torch.relu($x - 1)"),
    one("size", "$x = $x / $size", "$n = $size\n$x = $x + torch.ones($n).sum()"),
    one(
        "list of tensors",
        "$t = []\nfor $i in range(2):\n    $t.append($x * $i)\n$x = sum($t)",
        "$t = [$x, $x * 2]\n$x = torch.cat($t, dim=0)[: len($x)]",
    ),
    one(
        "dict of tensors",
        '$t = {"a": $x}\n$t["b"] = $x * 2\n$x = $t["a"] + $t["b"]',
        "$t = dict(a=$x)\nfor $k, $v in $t.items():\n    $x = $x + $v",
    ),
    one(
        "tuple of tensors",
        "$a, $b = $x, $x * 2\n$x = $a + $b",
        "$t = ($x, $size)\n$x = $t[0] * $t[1]",
        "$a, *$b = $x, $x, $x\n$x = $a + $b[0]",
    ),
    one(
        "dataclass",
        "$t = $State($x, $size)\n$x = $t.features * 2 + $t.count",
        top="@dataclass\nclass $State:\n    features: torch.Tensor\n    count: int = 0",
        imports=("from dataclasses import dataclass",),
    ),
    one(
        "named tuple",
        "$t = $Pair($x, $x * 2)\n$x = $t.one + $t.other",
        top="class $Pair(NamedTuple):\n    one: torch.Tensor\n    other: torch.Tensor",
        imports=("from typing import NamedTuple",),
    ),
    one(
        "optional",
        "$t = None\nif $size > 2:\n    $t = $x * 2\nif $t is not None:\n    $x = $x + $t",
        "$t = None\n$x = $x if $t is None else $x + $t",
    ),
    one(
        "integer tensor as index",
        "$t = $index\n$x = $x + $x[$t % 2]",
        "$x = $x[torch.arange($x.size(0))]",
        "$x = $x + $x[$edge_index[0]].mean(dim=0)",
    ),
    one("bool tensor", "$m = $mask\n$x = $x * $m.unsqueeze(-1)", "$x = $x + $mask.float().mean()"),
    one(
        "tensor of numbers",
        "$x = $x * torch.tensor([1.0] * 16)",
        "$x = $x + torch.as_tensor(2.0)",
        "$x = $x + torch.full(($size,), 1.0).sum()",
    ),
    one(
        "numpy round trip",
        "$t = $x.detach().numpy()\n$x = $x + torch.from_numpy(np.maximum($t, 0))",
        "$t = np.tanh($x.detach().numpy())\n$x = $x + torch.as_tensor($t)",
        imports=("import numpy as np",),
    ),
    one("set of tensors", "$t = {$x, $x * 2}\n$x = $x * len($t)"),
    one("tensor as dict key", "$t = {$x: 2}\n$x = $x * $t[$x]"),
    one(
        "f-string of a size",
        '$t = f"{$x.size(0)}"\n$x = $x + len($t)',
        '$t = f"{$size} nodes"\n$x = $x + len($t)',
    ),
    one("text", '$t = "-".join(["a", "b"]).upper()\nif $t.startswith("A"):\n    $x = $x + 1'),
    one("set of numbers", "$t = {1, 2} | {3}\n$x = $x * len($t)"),
    one(
        "device and dtype",
        "$x = $x + torch.ones(16, device=$x.device, dtype=$x.dtype)",
        "$x = $x.to(torch.float64).float()",
        "if $x.dtype == torch.float32:\n    $x = $x.cpu()",
    ),
    one("identity", "$t = id($x)\n$x = $x + 1", "if $x is not None:\n    $x = $x + 1"),
)

SHAPES = family(
    "static shape",
    one(
        "number written at a mask",
        "$y = $x.clone()\n$y[$mask] = 0\n$x = $y",
        "$y = $x.clone()\n$m = $mask\n$y[$m] = 1.0\n$x = $y",
    ),
    one(
        "masked_fill",
        "$x = $x.masked_fill($mask.unsqueeze(-1), 0.0)",
        "$x = $x.masked_fill($x > 1, 1.0)",
    ),
    one(
        "where of three arguments",
        "$x = torch.where($mask.unsqueeze(-1), $x, -$x)",
        "$x = torch.where($x > 0, $x, torch.zeros_like($x))",
    ),
    one(
        "one_hot with num_classes",
        "$t = F.one_hot($x.argmax(dim=-1), 16)\n$x = $x + $t",
        "$t = F.one_hot($x.argmax(dim=-1), num_classes=16)\n$x = $x * $t",
        imports=("import torch.nn.functional as F",),
    ),
    one(
        "repeat_interleave with output_size",
        "$t = torch.ones_like($x[:, 0]).long()\n"
        "$x = $x.repeat_interleave($t, dim=0, output_size=$x.size(0))",
        "$t = $x.repeat_interleave(2, dim=0)\n$x = $x + $t.sum(dim=0)",
    ),
    one(
        "scatter",
        "$t = torch.zeros_like($x).index_add_(0, $edge_index[0], $x[$edge_index[1]])\n$x = $x + $t",
        "$t = $x.new_zeros($x.size(0)).scatter_add_(0, $index, $x[:, 0])\n$x = $x + $t.sum()",
        (
            '$t = $x.new_zeros($x.size(0)).scatter_reduce_(0, $index, $x[:, 0], "amax")\n'
            "$x = $x + $t.sum()"
        ),
    ),
    one(
        "topk",
        "$t = $x.topk(2, dim=0).values\n$x = $x + $t.sum()",
        "$k = max(1, $x.size(0) // 2)\n$x = $x + torch.topk($x[:, 0], $k)[0].sum()",
    ),
    one("sort", "$t, $i = $x.sort(dim=0)\n$x = $t", "$x = $x[$x[:, 0].argsort()]"),
    one(
        "grouping functions",
        "$t = torch.searchsorted($x[:, 0].sort()[0], $x[:, 0])\n$x = $x + $t.sum()",
        "$t = torch.bucketize($x, torch.tensor([0.0, 1.0]))\n$x = $x + $t",
        "$t = torch.cumsum($mask.long(), dim=0)\n$x = $x + $t.unsqueeze(-1)",
        "$t = $x.gather(1, $index.long().clamp(max=3).unsqueeze(-1))\n$x = $x + $t",
    ),
    one(
        "masked by arithmetic",
        "$x = $x * $mask[:, None]",
        "$x = torch.where($mask[:, None], $x, 0.0)",
        "$t = $x.masked_scatter($x > 0, torch.zeros_like($x))\n$x = $t",
    ),
    one("einsum", '$x = torch.einsum("nf,nf->n", $x, $x).unsqueeze(-1) + $x'),
    one("distances", "$t = torch.cdist($x, $x).mean(dim=1)\n$x = $x + $t.unsqueeze(-1)"),
    one(
        "random tensors",
        "$x = $x + torch.rand_like($x)",
        "$x = $x[torch.randperm($x.size(0))]",
        "$t = torch.multinomial(torch.ones(4), 2)\n$x = $x + $t.sum()",
        "$t = torch.bernoulli($x.sigmoid())\n$x = $x * $t",
    ),
    one(
        "slices",
        "$x = torch.cat([$x[:1], $x[1:]])",
        "$t = $x[..., :8]\n$x = torch.cat([$t, $x[:, 8:]], -1)",
        "$n = $x.size(0) // 2\n$x = torch.cat([$x[:$n], $x[$n:]])",
        "$x = $x[None].squeeze(0)",
    ),
    one(
        "stack and split",
        "$a, $b = $x.chunk(2, dim=-1)\n$x = torch.cat([$b, $a], dim=-1)",
        "$t = torch.stack([$x, $x * 2])\n$x = $t.mean(dim=0)",
        "$t = $x.split(8, dim=1)\n$x = torch.cat($t, 1)",
    ),
    one(
        "in place",
        "$t = $x.clone()\n$t.add_(1).mul_(2)\n$x = $t",
        "$t = $x.clone()\n$t[0] = 0\n$x = $t",
    ),
)

CONTROL = family(
    "static control flow",
    one(
        "if on a size",
        "if $size > 5:\n    $x = $x + 1\nelse:\n    $x = $x - 1",
        "if $x.dim() == 2:\n    $x = $x * 2",
        "if $x.numel() > 0 and $x.ndim == 2:\n    $x = $x * 2",
        "if not $x.size(0):\n    $x = $x + 1",
    ),
    one(
        "if on what a tensor is",
        "if $x.is_floating_point():\n    $x = $x * 2",
        "if $x.requires_grad:\n    $x = $x * 2",
        "if torch.is_tensor($x):\n    $x = $x + 1",
        "if $x.is_cuda:\n    $x = $x * 2",
    ),
    one(
        "constant",
        "if $USE:\n    $x = $x + 1",
        "$t = 4\nwhile $t > 2:\n    $t -= 1\n$x = $x * $t",
        top="$USE = True",
    ),
    one("ternary on a size", "$x = $x if $size > 3 else -$x"),
    one("and, or of numbers", "$k = 0 or 4\nif $k and $size > 1:\n    $x = $x + $k"),
    one(
        "training",
        "if self.training:\n    $x = $x + 1",
        "$x = F.dropout($x, 0.5, training=self.training)",
        imports=("import torch.nn.functional as F",),
    ),
    one(
        "assert",
        "assert $scalar > -1e9",
        'assert $mask.sum() >= 0, "bad input"',
        'assert $x.size(1) == 16, f"width {$x.size(1)}"',
        "assert $x is not None",
    ),
    one(
        "equality of shapes",
        "if $x.shape == (4, 16):\n    $x = $x + 1",
        "if $x.size() == $x.abs().size():\n    $x = $x * 2",
        "if $x.shape[0] in (1, 2):\n    $x = $x * 2",
        "if tuple($x.shape)[1:] != (16,):\n    $x = $x * 2",
    ),
    one(
        "any, all over numbers",
        "if any($s > 100 for $s in $x.shape):\n    $x = $x + 1",
        "if all(isinstance($v, torch.Tensor) for $v in [$x, $x]):\n    $x = $x + 1",
    ),
    one(
        "isinstance",
        "if isinstance($x, torch.Tensor):\n    $x = $x + 1",
        "if not isinstance($x, (list, tuple)):\n    $x = $x + 1",
    ),
    one(
        "hasattr, getattr",
        'if hasattr(self, "$lin"):\n    $x = self.$lin($x)',
        '$x = getattr(self, "$lin")($x)',
        '$t = getattr(self, "missing", None)\nif $t is None:\n    $x = $x * 2',
        init=_LIN,
    ),
    one(
        "try without a break",
        "try:\n    $x = $x + 1\nexcept ValueError:\n    $x = $x - 1",
        "try:\n    $x = $x * 2\nfinally:\n    $x = $x + 1",
        '$t = {}\ntry:\n    $t["a"]\nexcept KeyError:\n    $x = $x + 1',
    ),
    one(
        "raise not reached",
        'if $x.size(1) != 16:\n    raise ValueError(f"width {$x.size(1)}")',
        "if $x is None:\n    raise ValueError",
    ),
    one(
        "match",
        (
            'match "$mean":\n    case "sum":\n        $x = $x.sum(dim=0)\n    case _:\n'
            "        $x = $x + 1"
        ),
        "match ($x.dim(), 1):\n    case (2, _):\n        $x = $x * 2\n    case _:\n        pass",
    ),
    one("walrus", "if ($n := $x.size(0)) > 2:\n    $x = $x / $n"),
    one(
        "loop over numbers",
        "for $i in range(3):\n    $x = $x + $i",
        "for $i in range($x.size(1) // 8):\n    $x = $x + $i",
        "for $i, $k in enumerate((1, 2)):\n    $x = $x * $k + $i",
        (
            "for $i in (1, 2, 3):\n    if $i == 2:\n        continue\n    $x = $x + $i\n"
            "else:\n    $x = $x + 1"
        ),
        "$i = 0\nwhile $i < 3:\n    $x = $x + 1\n    $i += 1\n    if $i == 2:\n        break",
        "for $i, $k in zip(range(2), [3, 4]):\n    $x = $x + $i * $k",
        "for $i in reversed(range(2)):\n    $x = $x * ($i + 1)",
    ),
    one(
        "loop over a tensor",
        "for $t in $x[:3]:\n    $x = $x + $t.mean()",
        "$t = torch.stack([$v * 2 for $v in $x[:2]])\n$x = $x + $t.sum()",
        "for $t in $x.unbind(dim=1)[:2]:\n    $x = $x + $t.sum()",
    ),
    one(
        "comprehension",
        "$t = [$x * $i for $i in range(2)]\n$x = $t[0] + $t[1]",
        "$t = {$i: $x * $i for $i in range(2)}\n$x = $t[1]",
        "$x = sum($x * $i for $i in range(3))",
    ),
    one(
        "del, nested unpacking",
        "$t = $x * 2\n$y = $t\ndel $t\n$x = $y",
        "($a, $b), $c = ($x, 2), 3\n$x = $a * $b * $c",
    ),
    one(
        "is_compiling",
        "if not torch.compiler.is_compiling():\n    print($x)",
        "if torch.jit.is_scripting():\n    $x = $x + 1",
    ),
)

CALLS = family(
    "calls",
    one("layer", "$x = self.$lin($x)", init=_LIN),
    one(
        "layers in a list",
        "for $layer in self.$layers:\n    $x = $layer($x).relu()",
        "for $i in range(len(self.$layers)):\n    $x = self.$layers[$i]($x)",
        "for $i, $layer in enumerate(self.$layers):\n    $x = $layer($x) + $i",
        "for $a, $b in zip(self.$layers, self.$layers):\n    $x = $a($b($x))",
        "$x = self.$layers[-1]($x)",
        "for $layer in self.$layers[:-1]:\n    $x = $layer($x)",
        init=_LAYERS,
    ),
    one(
        "layers in a dict",
        '$x = self.$layers["a"]($x)',
        "for $name, $layer in self.$layers.items():\n    $x = $layer($x)",
        'for $name in ("a", "b"):\n    $x = self.$layers[$name]($x)',
        init=(
            'self.$layers = torch.nn.ModuleDict({"a": torch.nn.Linear(16, 16), "b": '
            "torch.nn.ReLU()})"
        ),
    ),
    one(
        "sequential",
        "$x = self.$layers($x)",
        "for $layer in self.$layers:\n    $x = $layer($x)",
        init="self.$layers = torch.nn.Sequential(torch.nn.Linear(16, 16), torch.nn.ReLU())",
    ),
    one(
        "parameter and buffer",
        "$x = $x * self.$weight + self.$shift",
        init=(
            "self.$weight = torch.nn.Parameter(torch.ones(16))\n"
            'self.register_buffer("$shift", torch.zeros(16))'
        ),
    ),
    one("own block", "$x = self.$block($x)", init="self.$block = $Block()", top=_BLOCK),
    one(
        "blocks in a list",
        "for $layer in self.$blocks:\n    $x = $x + $layer($x)",
        init=(
            "self.$blocks = torch.nn.ModuleList()\nfor _ in range(2):\n"
            "    self.$blocks.append($Block(16))"
        ),
        top=_BLOCK,
    ),
    one(
        "norms and cells",
        "$x = self.$norm($x)",
        "$x = self.$cell($x, $x)",
        init="self.$norm = torch.nn.LayerNorm(16)\nself.$cell = torch.nn.GRUCell(16, 16)",
    ),
    one(
        "attention",
        "$t, _ = self.$attention($x, $x, $x)\n$x = $x + $t",
        init="self.$attention = torch.nn.MultiheadAttention(16, 2)",
    ),
    one(
        "helper",
        "$x = $scaled($x, 2.0)",
        "$x = $scaled($x, factor=3.0)",
        "$x = $scaled(*[$x])",
        '$x = $scaled($x, **{"factor": 2.0})',
        top="def $scaled(h, factor=1.0):\n    return h * factor",
    ),
    one(
        "lambda",
        "$f = lambda h: h * 2\n$x = $f($x)",
        "$x = (lambda h, k=3: h * k)($x)",
        "$t = sorted([3, 1], key=lambda v: -v)\n$x = $x * $t[0]",
    ),
    one(
        "closure",
        "def $f(h):\n    return h * $k\n$k = 2\n$x = $f($x)",
        "def $f(h):\n    return h + $x\n$x = $f($x * 2)",
    ),
    one(
        "partial",
        "$f = functools.partial(torch.mul, 2.0)\n$x = $f($x)",
        "$f = functools.partial(torch.sum, dim=0)\n$x = $x + $f($x)",
        "$x = functools.reduce(torch.add, [$x, $x])",
        imports=("import functools",),
    ),
    one(
        "recursion",
        "$x = $halved($x, 3)",
        top=(
            "def $halved(h, depth):\n    if depth == 0:\n        return h\n"
            "    return $halved(h / 2, depth - 1)"
        ),
    ),
    one(
        "generator",
        "for $t in $pieces($x):\n    $x = $x + $t",
        "$x = sum($pieces($x))",
        "$x = torch.stack(list($pieces($x))).sum(dim=0)",
        top="def $pieces(h):\n    yield h\n    yield h * 2",
    ),
    one(
        "varargs",
        "$x = $added($x, $x, scale=2)",
        top='def $added(*terms, **options):\n    return sum(terms) * options.get("scale", 1)',
    ),
    one(
        "layer handed in",
        "$x = self.$wrapped($x)",
        init="self.$wrapped = $Wrapper(torch.nn.Linear(16, 16))",
        top="class $Wrapper(torch.nn.Module):\n    def __init__(self, layer, scale=2):\n"
        "        super().__init__()\n"
        "        self.layer = layer\n        self.scale = scale\n\n"
        "    def forward(self, h):\n        return self.layer(h) * self.scale",
    ),
    one(
        "embedding",
        "$x = $x + self.$table($index.long().clamp(max=3))",
        "$x = $x + self.$table.weight.sum()",
        init="self.$table = torch.nn.Embedding(4, 16)",
    ),
    one(
        "lru_cache",
        "$x = $x * $cached(3)",
        top="@functools.lru_cache\ndef $cached(k):\n    return k * 2",
        imports=("import functools",),
    ),
    one(
        "decorated",
        "$x = $shifted($x)",
        top=(
            "def $twice(f):\n    @functools.wraps(f)\n    def run(h):\n"
            "        return f(f(h))\n    return run\n\n\n"
            "@$twice\ndef $shifted(h):\n    return h + 1"
        ),
        imports=("import functools",),
    ),
    one("global counter", "global $count\n$count += 1\n$x = $x + 1", top="$count = 0"),
    one(
        "itertools, map, zip",
        "for $i, $j in itertools.product(range(2), range(2)):\n    $x = $x + $i * $j",
        "$x = sum(map(torch.relu, [$x, -$x]))",
        "for $t in itertools.chain([$x], [$x * 2]):\n    $x = $x + $t",
        imports=("import itertools",),
    ),
    one(
        "builtins over tensors",
        "$x = $x + max($scalar, $scalar)",
        "$x = $x + min([$scalar, $scalar])",
        "$x = $x + abs($scalar)",
        "$x = $x * len($x)",
        "$x = $x + sum([$scalar, $scalar])",
    ),
    one(
        "math of numbers", "$x = $x / math.sqrt(16)", "$x = $x * math.pi", imports=("import math",)
    ),
    one("random integer", "$x = $x + random.randint(1, 3)", imports=("import random",)),
    one(
        "environment read", 'if os.environ.get("NOT_SET"):\n    $x = $x + 1', imports=("import os",)
    ),
    one(
        "import in forward",
        "import math\n$x = $x * math.pi",
        "from torch.nn import functional as $G\n$x = $G.relu($x)",
    ),
    one(
        "checkpoint",
        "$x = checkpoint(self.$lin, $x, use_reentrant=False)",
        init=_LIN,
        imports=("from torch.utils.checkpoint import checkpoint",),
    ),
    one(
        "detach and data",
        "$x = $x + $x.detach()",
        "$x = $x + $x.data",
        "$t = $x.clone().detach()\n$x = $x + $t",
    ),
    one(
        "gradient modes",
        "with torch.no_grad():\n    $t = $x * 2\n$x = $x + $t",
        "with torch.enable_grad():\n    $x = $x * 2",
        'with torch.autocast("cpu", enabled=False):\n    $x = $x * 2',
        "if torch.is_grad_enabled():\n    $x = $x * 2",
    ),
    one(
        "static and class methods",
        "$x = $Tools.doubled($x)",
        "$x = $Tools.scaled($x)",
        top=(
            "class $Tools:\n    factor = 3\n\n    @staticmethod\n    def doubled(h):\n"
            "        return h * 2\n\n"
            "    @classmethod\n    def scaled(cls, h):\n        return h * cls.factor"
        ),
    ),
    one(
        "plain object",
        "$t = $Scaler(2.0)\n$x = $t.apply($x)",
        "$x = self.$scaler.apply($x)",
        "$x = self.$scaler($x)",
        top="class $Scaler:\n    def __init__(self, factor):\n        self.factor = factor\n\n"
        "    def apply(self, h):\n        return h * self.factor\n\n"
        "    def __call__(self, h):\n        return h + self.factor",
        init="self.$scaler = $Scaler(3.0)",
    ),
    one(
        "attribute of the model",
        "if self.$flag:\n    $x = $x + 1",
        'if self.$mode == "mean":\n    $x = $x * 2',
        "$x = $x * self.$factor",
        "if self.$extra is not None:\n    $x = $x + self.$extra",
        init='self.$flag = True\nself.$mode = "mean"\nself.$factor = 2\nself.$extra = None',
    ),
    one(
        "activation by name",
        '$x = getattr(torch, "relu")($x)',
        "$x = self.$act($x)",
        '$x = {"relu": torch.relu, "tanh": torch.tanh}["tanh"]($x)',
        init="self.$act = torch.nn.functional.elu",
    ),
)

PYG = family(
    "PyG operators, clean",
    one(
        "SAGEConv",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = SAGEConv(16, 16)",
        imports=("from torch_geometric.nn import SAGEConv",),
    ),
    one(
        "GCNConv without self-loops",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = GCNConv(16, 16, add_self_loops=False)",
        imports=("from torch_geometric.nn import GCNConv",),
    ),
    one(
        "GINConv",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = GINConv(torch.nn.Linear(16, 16))",
        imports=("from torch_geometric.nn import GINConv",),
    ),
    one(
        "pooling with size",
        "$t = global_mean_pool($x, $batch, size=4)\n$x = $x + $t[$batch]",
        "$t = global_add_pool($x, None)\n$x = $x + $t",
        imports=("from torch_geometric.nn import global_add_pool, global_mean_pool",),
    ),
    one(
        "softmax with num_nodes",
        "$t = softmax($x, $batch, num_nodes=4)\n$x = $x * $t",
        imports=("from torch_geometric.utils import softmax",),
    ),
    one(
        "degree with num_nodes",
        "$x = $x + degree($batch, num_nodes=4).sum()",
        imports=("from torch_geometric.utils import degree",),
    ),
    one(
        "scatter with dim_size",
        '$t = scatter($x, $batch, dim_size=4, reduce="sum")\n$x = $x + $t[$batch]',
        imports=("from torch_geometric.utils import scatter",),
    ),
)

CLEAN: tuple[Fragment, ...] = (*VALUES, *SHAPES, *CONTROL, *CALLS, *PYG, *carried.CLEAN)
