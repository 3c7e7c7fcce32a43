"""Fragments of code that TorchScript accepts, or seems to: the compiler has the say."""

from __future__ import annotations

from tests.accuracy.generated.grammar import family, one

_OPTIONAL = ("from typing import Optional",)
_LIST = ("from typing import List",)
_TENSOR = ("from torch import Tensor",)
_TYPING = ("from typing import Dict, List, Optional, Tuple, Union",)

_PLAIN = family(
    "plain tensors",
    one(
        "arithmetic",
        "$x = $x * 2 + 1",
        "$x = $x / ($x.abs() + 1e-6)",
        "$x = $x ** 2 - $x",
        "$x += 1\n$x *= 0.5",
        "$x = -$x",
        "$x = $x // 2",
        "$x = ($x @ $x.t()) @ $x",
    ),
    one(
        "functions",
        "$x = torch.relu($x)",
        "$x = torch.cat([$x, $x], dim=0)[: $x.size(0)]",
        "$x = torch.stack([$x, $x], dim=0).sum(dim=0)",
        "$x = torch.where($x > 0, $x, -$x)",
        "$x = torch.nn.functional.relu($x)",
        "$x = torch.nn.functional.dropout($x, p=0.5, training=False)",
        "$x = torch.nn.functional.normalize($x, p=2.0, dim=-1)",
        "$x = torch.einsum('ij,ij->ij', [$x, $x])",
        "$x = torch.nn.functional.pad($x, [0, 1])[:, :-1]",
        "$x = torch.zeros_like($x) + $x",
        "$x = torch.nn.functional.leaky_relu($x, 0.2)",
        "$x = torch.nn.functional.softmax($x, dim=-1)",
    ),
    one(
        "methods",
        "$x = $x.abs().sqrt()",
        "$x = $x.view(-1, 16)",
        "$x = $x.unsqueeze(0).squeeze(0)",
        "$x = $x.t().contiguous().t()",
        "$x = $x.reshape($x.size(0), 16)",
        "$x = $x.clamp(min=0.0)",
        "$x = $x.to(torch.float32)",
        "$x = $x.masked_fill($x > 1, 0.0)",
        "$x = $x.float().detach().clone()",
        "$x = $x.new_zeros($x.size(0), 16) + $x",
        "$x = $x.type_as($x)",
        "$x = $x.sum(dim=-1, keepdim=True) + $x",
        "$x = $x.repeat(2, 1)[: $x.size(0)]",
        "$x = $x.expand(-1, 16)",
        "$x = $x.transpose(0, 1).transpose(0, 1)",
    ),
    one(
        "results of several tensors",
        "$v, $i = $x.max(dim=1)\n$x = $x + $v.unsqueeze(-1)",
        "$x = $x.sort(dim=0)[0]",
        "$v, $i = torch.topk($x, 2, dim=1)\n$x = $x + $v[:, :1]",
        "$x = $x.max(dim=0).values + $x",
        "$a, $b = $x.chunk(2, dim=1)\n$x = torch.cat([$a, $b], dim=1)",
        "$u = torch.unique($batch)\n$x = $x + $u.size(0)",
    ),
    one(
        "indexing",
        "$x = $x[:, 0:16]",
        "$x = $x + $x[0]",
        "$x = $x[torch.arange($x.size(0))]",
        "$x = $x + $x[$x > 0].sum()",
        "$x = $x[..., :]",
        "$x = $x + $x[:, None, :].squeeze(1)",
        "$x[0] = 0.0",
        "$m = $x > 0\n$x[$m] = 0.0",
        "$x = $x[::2].sum(dim=0) + $x",
        "$x = $x + $x[-1, -1]",
    ),
    one(
        "edges",
        "$x = $x + $x[$edge_index[0]].sum(dim=0)",
        "$row, $col = $edge_index[0], $edge_index[1]\n$x = $x.index_add(0, $col, $x[$row])",
        "$row = $edge_index[0]\n$x = torch.zeros_like($x).index_add_(0, $edge_index[1], $x[$row])",
        "$x = $x.scatter_add(0, $edge_index[1].unsqueeze(-1).expand(-1, 16), $x[$edge_index[0]])",
    ),
    one(
        "tensor condition",
        "if $x.sum() > 0:\n    $x = $x + 1",
        "if bool(($x > 0).any()):\n    $x = $x - 1",
        "while $x.norm() > 100:\n    $x = $x * 0.5",
        "$x = $x if $x.mean() > 0 else -$x",
        "assert $x.sum() > -1e9, 'negative'",
        "if ($x > 0).any() and $x.dim() == 2:\n    $x = $x + 1",
    ),
    one(
        "made tensors",
        "$x = $x + torch.arange(16)",
        "$x = $x + torch.zeros([16], device=$x.device)",
        "$x = $x + torch.ones(16, dtype=$x.dtype)",
        "$x = $x + torch.tensor([1.0, 2.0]).sum()",
        "$x = $x + torch.tensor(2.0)",
        "$x = $x + torch.full((16,), 0.5)",
        "$x = $x + torch.rand_like($x)",
        "$x = $x + torch.randn(16)",
        "$x = $x + torch.eye(16)[0]",
        "$x = $x + torch.empty(16).zero_()",
    ),
)

_VALUES = family(
    "numbers, texts, containers",
    one(
        "sizes",
        "$n = $x.size(0)\n$x = $x / $n",
        "$n, $d = $x.shape[0], $x.shape[1]\n$x = $x * ($n / $d)",
        "$n, $d = $x.shape\n$x = $x * $d",
        "$n = len($x)\n$x = $x + $n",
        "$s = $x.size()\n$x = $x.view($s[0], $s[1])",
        "$x = $x.view($x.shape)",
        "$n = $x.numel() // $x.size(0)\n$x = $x + $n",
        "$x = $x + $x.dim() * $x.ndim",
        "$n, $d = $x.size()\n$x = $x * $n",
    ),
    one(
        "numbers",
        "$k = 3\n$x = $x + $k * 2",
        "$k = 2.5\n$x = $x * $k ** 2",
        "$k = 7 // 2 + 7 % 2\n$x = $x + $k",
        "$k = int(2.5) + int($x.dim() > 1)\n$x = $x + $k",
        "$k = max(2, $x.size(0))\n$x = $x + $k",
        "$k = float($x.size(0))\n$x = $x * $k",
        "$k = abs(-2) + round(2.6)\n$x = $x + $k",
        "$k = min(0.5, 1.0)\n$x = $x * $k",
        "$k = float($x.sum())\n$x = $x * $k",
        "$k = $x.sum().item()\n$x = $x * $k",
        "$k = divmod(7, 2)[0]\n$x = $x + $k",
        "$k = pow(2, 3)\n$x = $x * $k",
        "$k = 1\n$k += 2\n$x = $x + $k",
        "$k: float = 2.0\n$x = $x * $k",
        "$k = True\nif $k:\n    $x = $x + 1",
        "$k = 1 << 2\n$x = $x + $k",
    ),
    one(
        "math",
        "$x = $x * math.sqrt(2.0)",
        "$x = $x + math.pi",
        "$x = $x * math.log($x.size(0))",
        "$x = $x + math.floor(2.5) + math.ceil(0.5)",
        "$x = $x * math.exp(0.5)",
        "$x = $x / math.sqrt($x.size(-1))",
        "$x = $x + math.factorial(3)",
        "if math.isinf(1.0):\n    $x = $x + 1",
        imports=("import math",),
    ),
    one(
        "texts",
        "$t = 'abc'\n$x = $x + len($t)",
        "$t = 'a' + 'b'\nif $t == 'ab':\n    $x = $x + 1",
        "$t = '{} {}'.format(1, $x.size(0))\n$x = $x + len($t)",
        "$t = f'{$x.size(0)}'\n$x = $x + len($t)",
        "print('size', $x.size(0))",
        "$t = 'n %d' % 3\n$x = $x + len($t)",
        "$t = str(2)\n$x = $x + len($t)",
        "if 'a' in 'abc':\n    $x = $x + 1",
        "$t = 'A b'.lower().split(' ')\n$x = $x + len($t)",
        "$t = ','.join(['a', 'b'])\n$x = $x + len($t)",
        "$x = $x + int('3') + ord('a')",
    ),
    one(
        "lists",
        "$l = [1, 2, 3]\n$x = $x + $l[0] + len($l)",
        "$l = [$x, $x]\n$x = torch.stack($l).sum(dim=0)",
        "$l = []\n$l.append($x)\n$x = $l[0]",
        "$l = [$x]\n$l.append($x + 1)\n$x = $l[-1]",
        "$l: List[int] = []\n$l.append(2)\n$x = $x + $l[0]",
        "$l = [1, 2]\n$l[0] = 3\n$x = $x + $l[0]",
        "$l = [0.5] * 3\n$x = $x * $l[1]",
        "$l = [1] + [2]\nif 2 in $l:\n    $x = $x + 1",
        "$l = [$i * 2 for $i in range(3)]\n$x = $x + $l[0]",
        "$l = [$x * $i for $i in [1, 2]]\n$x = $l[0] + $l[1]",
        "$l = sorted([3, 1])\n$x = $x + $l[0]",
        "$l = [3, 1]\n$l.sort()\n$l.reverse()\n$x = $x + $l[0]",
        "$l = [1, 2, 3][1:]\n$x = $x + $l.pop()",
        "$l = list(range(3))\n$x = $x + len($l)",
        "$l = [1, 2]\n$l.extend([3])\n$l.insert(0, 4)\n$x = $x + $l.index(3) + $l.count(1)",
        "$l = [1, 2]\n$l.clear()\n$x = $x + len($l)",
        "$x = $x + sum([1, 2])",
        "$x = $x + max([1, 2]) + min([3, 4])",
        imports=_LIST,
    ),
    one(
        "dicts",
        "$d = {'a': $x, 'b': $x + 1}\n$x = $d['a'] + $d['b']",
        "$d: Dict[str, int] = {}\n$d['a'] = 1\n$x = $x + $d['a']",
        "$d = {'a': 1}\nfor $k, $v in $d.items():\n    $x = $x + $v",
        "$d = {1: 2}\nif 1 in $d:\n    $x = $x + $d[1]",
        "$d = {'a': $x}\n$d['c'] = $x\nfor $k in $d.keys():\n    $x = $x + 1",
        "$d = {'a': 1}\n$x = $x + $d.get('b', 2)",
        "$d = {'a': $x}\n$x = $d.pop('a')",
        "$d = {}\n$d['a'] = $x\n$x = $d['a']",
        "$d = {$i: $i * 2 for $i in [1, 2]}\n$x = $x + $d[1]",
        "$d = {'a': 1}\n$d.update({'b': 2})\n$x = $x + len($d)",
        "$d = {'a': 2}\nfor $v in $d.values():\n    $x = $x + $v",
        "$d = {'a': [1]}\n$d['a'].append(2)\n$x = $x + len($d['a'])",
        "$d = {'a': 1}\nfor $k in $d:\n    $x = $x + $d[$k]",
        "$d = dict(a=$x)\n$x = $d['a']",
        imports=_TYPING,
    ),
    one(
        "tuples",
        "$t = ($x, 2)\n$x = $t[0] * $t[1]",
        "$a, $b = ($x, 3)\n$x = $a + $b",
        "$a, ($b, $c) = $x, (1, 2)\n$x = $a + $b + $c",
        "$t = (1, 2, 3)[1:]\n$x = $x + $t[0] + len($t)",
        "$t = ($x, $x)\nfor $a in $t:\n    $x = $x + $a",
        "if (1, 2) == (1, 2):\n    $x = $x + 1",
        "$a, $b = $x, $x\n$a, $b = $b, $a\n$x = $a",
        "$t = (1, 'a')\n$x = $x + $t[0] + len($t[1])",
        "$t = (1, 2) + (3,)\n$x = $x + $t[2]",
        "$a, *$b = (1, 2, 3)\n$x = $x + $a",
        "if 2 in (1, 2):\n    $x = $x + 1",
    ),
    one(
        "device and dtype",
        "$d = $x.device\n$x = $x.to($d)",
        "if $x.is_cuda:\n    $x = $x + 1",
        "$x = $x.to(dtype=torch.float)",
        "$x = $x + torch.zeros(1, dtype=torch.float32, device=torch.device('cpu'))",
        "if $x.dtype == torch.float32:\n    $x = $x + 1",
        "if $x.device == torch.device('cpu'):\n    $x = $x + 1",
        "$x = $x.to($x.dtype)",
        "if $x.device.type == 'cuda':\n    $x = $x.cpu()",
        "if $x.is_floating_point():\n    $x = $x + 1",
        "if $x.requires_grad:\n    $x = $x + 0",
        "$x = $x.to('cpu')",
    ),
)

_FLOW = family(
    "control flow",
    one(
        "loops",
        "for $i in range(3):\n    $x = $x + $i",
        "for $i in range(0, 6, 2):\n    if $i == 2:\n        continue\n    $x = $x + $i",
        "for $i, $v in enumerate([1.0, 2.0]):\n    $x = $x + $i * $v",
        "for $a, $b in zip([1, 2], [3, 4]):\n    $x = $x + $a * $b",
        "$i = 0\nwhile $i < 3:\n    $i += 1\n    if $i == 2:\n        break\n$x = $x + $i",
        "for $r in $x[:2]:\n    $x = $x + $r",
        "for $t in ['a', 'b']:\n    $x = $x + len($t)",
        "for $i in range($x.size(0)):\n    if $i > 2:\n        break",
        "for $i in reversed([1, 2]):\n    $x = $x + $i",
        "for $c in 'abc':\n    $x = $x + len($c)",
        "for $i in (1, 2, 3):\n    $x = $x + $i",
        "for $i in range($x.dim()):\n    for $j in range(2):\n        $x = $x + $i * $j",
    ),
    one(
        "branches",
        (
            "if $x.size(0) > 2:\n    $x = $x + 1\nelif $x.dim() == 2:\n    $x = $x - 1\nelse:\n"
            "    $x = $x * 2"
        ),
        "$k = 1 if $x.dim() == 2 else 2\n$x = $x + $k",
        "if 1 < $x.dim() < 3:\n    $x = $x + 1",
        "if not $x.dim() == 3:\n    $x = $x + 1",
        "if $x.dim() == 2 and $x.size(0) > 1 or $x.size(1) == 16:\n    $x = $x + 1",
        "if $x.dim() == 2:\n    $k = 1\nelse:\n    $k = 2\n$x = $x + $k",
        "if $x.dim() > 3:\n    raise ValueError('too deep')",
        "assert $x.dim() == 2",
        "assert $x.size(1) == 16, f'{$x.size(1)}'",
        (
            "if $x.dim() > 5:\n    raise RuntimeError(f'{$x.dim()} dimensions')\nelse:\n"
            "    $x = $x + 1"
        ),
        "if $x.size(0):\n    $x = $x + 1",
        (
            "if $x.dim() > 4:\n    $k = 1\nelif $x.dim() > 5:\n    raise ValueError('no')\n"
            "else:\n    $k = 2\n$x = $x + $k"
        ),
        "pass",
    ),
    one(
        "optional refined",
        "$y = $f($x)\nif $y is not None:\n    $x = $x + $y",
        "$y = $f($x)\nif $y is None:\n    $x = $x + 1\nelse:\n    $x = $x + $y",
        "$y = $f($x)\nassert $y is not None\n$x = $x + $y",
        "$y = $f($x)\nif $y is None:\n    $y = $x\n$x = $x + $y",
        "$y = $f($x)\nif $y is not None and $y.dim() == 2:\n    $x = $x + $y",
        "$y = $f($x)\nif $y is None or $y.dim() == 3:\n    $x = $x + 1",
        "$y = $f($x)\n$x = $x if $y is None else $y",
        "$y = $f($x)\nif not ($y is None):\n    $x = $x + $y",
        "$y = torch.jit._unwrap_optional($f($x))\n$x = $x + $y",
        "$y = $f($x)\nif isinstance($y, torch.Tensor):\n    $x = $x + $y",
        top="def $f(a) -> Optional[torch.Tensor]:\n    return a",
        imports=_OPTIONAL,
    ),
    one(
        "None for an optional",
        (
            "$y: Optional[torch.Tensor] = None\nif $x.dim() == 2:\n    $y = $x\n"
            "if $y is not None:\n    $x = $x + $y"
        ),
        (
            "if $x.dim() == 2:\n    $y = $x\nelse:\n    $y = None\nif $y is not None:\n"
            "    $x = $x + $y"
        ),
        imports=_OPTIONAL,
    ),
    one(
        "union refined",
        "$x = $x * $f(2)",
        "$x = $x * $f(0.5)",
        imports=_TYPING,
        top=(
            "def $f(k: Union[int, float]) -> float:\n    if isinstance(k, int):\n"
            "        return float(k + 1)\n    return k"
        ),
    ),
    one(
        "scripting skipped",
        "if torch.jit.is_scripting():\n    $x = $x + 1\nelse:\n    $x = $x * $nothing",
        "if not torch.jit.is_scripting():\n    $x = $x + next(iter([1]))",
        "if torch.jit.is_scripting() or $x.dim() == 2:\n    $x = $x + 1",
        "if torch.jit.is_tracing():\n    $x = $x + 1",
    ),
    one(
        "dead code",
        "if False:\n    $x = $x + $nothing",
        "if $K is None:\n    $x = $x + $nothing",
        "if $K is not None:\n    $x = $x * 2",
        top="$K = None",
    ),
    one(
        "checked with isinstance",
        "if isinstance($x, torch.Tensor):\n    $x = $x + 1",
        "if isinstance($x.size(0), int):\n    $x = $x + 1",
        "$l = [1]\nif isinstance($l, list):\n    $x = $x + $l[0]",
        "if isinstance($x, (list, tuple)):\n    $x = $x[0]",
        "if torch.is_tensor($x):\n    $x = $x + 1",
        "assert isinstance($x, torch.Tensor)",
    ),
    one(
        "contexts",
        "with torch.no_grad():\n    $x = $x + 1",
        "with torch.enable_grad():\n    $y = $x * 2\n$x = $y",
        "with torch.autograd.profiler.record_function('a'):\n    $x = $x + 1",
        "with torch.autocast('cpu'):\n    $x = $x + 1",
        "with torch.cuda.amp.autocast(enabled=False):\n    $x = $x + 1",
    ),
    one("warnings", "warnings.warn('here')", imports=("import warnings",)),
)

_FUNCTIONS = family(
    "functions",
    one(
        "helper",
        "$x = $f($x, 2)",
        "$x = $f($x, k=3)",
        "$x = $f(a=$x)",
        imports=_TENSOR,
        top="def $f(a: Tensor, k: int = 1) -> Tensor:\n    return a * k",
    ),
    one(
        "helper without types",
        "$x = $f($x)",
        "$x = $f($f($x))",
        top="def $f(a):\n    b = a.abs()\n    return b + 1",
    ),
    one(
        "helper with an optional",
        "$x = $f($x)",
        "$x = $f($x, None)",
        "$x = $f($x, $x)",
        imports=(*_OPTIONAL, *_TENSOR),
        top="def $f(a: Tensor, w: Optional[Tensor] = None):\n    return a if w is None else a * w",
    ),
    one(
        "helper with containers",
        "$x = $f([$x, $x])",
        "$x = $f([$x] * 2)",
        imports=(*_LIST, *_TENSOR),
        top="def $f(parts: List[Tensor]) -> Tensor:\n    return torch.stack(parts).sum(dim=0)",
    ),
    one(
        "helper of a dict",
        "$x = $f({'a': $x})",
        "$x = $f({'a': $x, 'b': $x})",
        imports=("from typing import Dict", *_TENSOR),
        top="def $f(parts: Dict[str, Tensor]):\n    return parts['a']",
    ),
    one(
        "helper that returns several",
        "$a, $b = $f($x)\n$x = $a + $b",
        "$x = $f($x)[0]",
        imports=("from typing import Tuple", *_TENSOR),
        top="def $f(a: Tensor) -> Tuple[Tensor, int]:\n    return a, a.size(0)",
    ),
    one(
        "helper that returns early",
        "$x = $f($x)",
        top="def $f(a):\n    if a.dim() == 3:\n        return a\n    a = a + 1\n    return a",
    ),
    one(
        "helper with a type comment",
        "$x = $f($x, 2)",
        top="def $f(a, k):\n    # type: (Tensor, int) -> Tensor\n    return a * k",
    ),
    one(
        "helper without result",
        "$f($x)",
        top="def $f(a):\n    if a.dim() > 4:\n        raise ValueError('deep')",
    ),
    one(
        "int for a number",
        "$x = $f($x, 2.0)",
        "$x = $f($x, $x.sum().item())",
        imports=_TENSOR,
        top="def $f(a: Tensor, k: float):\n    return a * k",
    ),
    one(
        "tensor for a number",
        "$x = $f($x, $x.sum())",
        imports=_TENSOR,
        top="def $f(a: Tensor, k: float):\n    return a * k",
    ),
    one(
        "new syntax of types",
        "$x = $f($x)",
        "$x = $f($x, [1, 2])",
        imports=_TENSOR,
        top=(
            "def $f(a: Tensor, sizes: list[int] | None = None) -> Tensor:\n"
            "    return a if sizes is None else a + len(sizes)"
        ),
    ),
    one(
        "constant text",
        "$x = $f($x, 'max')",
        "$x = $f($x)",
        imports=_TENSOR,
        top=(
            "def $f(a: Tensor, mode: str = 'sum'):\n    if mode == 'sum':\n        return a + 1\n"
            "    elif mode == 'max':\n        return a\n    raise ValueError(mode)"
        ),
    ),
    one(
        "ignored function",
        "$x = $f($x)",
        top="@torch.jit.ignore\ndef $f(a):\n    return a + len({1, 2})",
    ),
    one(
        "unused function",
        "if $x.dim() > 4:\n    $x = $f($x)",
        top="@torch.jit.unused\ndef $f(a):\n    return a + len({1, 2})",
    ),
    one("scripted function", "$x = $f($x)", top="@torch.jit.script\ndef $f(a):\n    return a * 2"),
    one(
        "function of a library",
        "$x = scatter($x[$edge_index[0]], $edge_index[1], 0, $x.size(0), 'sum')",
        "$x = $x + degree($edge_index[1], $x.size(0)).sum()",
        "$x = softmax($x, $batch)",
        imports=("from torch_geometric.utils import degree, scatter, softmax",),
    ),
)

_MODULES = family(
    "modules",
    one(
        "layers",
        "$x = self.$lin($x)",
        "$x = torch.relu(self.$lin($x))",
        "$x = self.$lin($x).relu()",
        "$x = self.$norm(self.$lin($x))",
        init="self.$lin = torch.nn.Linear(16, 16)\nself.$norm = torch.nn.LayerNorm(16)",
    ),
    one(
        "ModuleList",
        "for $conv in self.$convs:\n    $x = $conv($x)",
        "for $i, $conv in enumerate(self.$convs):\n    $x = $conv($x) + $i",
        "$x = self.$convs[0]($x)",
        "$x = self.$convs[-1]($x)",
        "for $conv, $norm in zip(self.$convs, self.$convs):\n    $x = $norm($conv($x))",
        "$x = $x + len(self.$convs)",
        init="self.$convs = torch.nn.ModuleList([torch.nn.Linear(16, 16) for _ in range(2)])",
    ),
    one(
        "ModuleDict",
        "$x = self.$convs['a']($x)",
        "for $k, $conv in self.$convs.items():\n    $x = $conv($x)",
        "for $conv in self.$convs.values():\n    $x = $conv($x)",
        "if 'a' in self.$convs:\n    $x = $x + 1",
        init="self.$convs = torch.nn.ModuleDict({'a': torch.nn.Linear(16, 16)})",
    ),
    one(
        "Sequential",
        "$x = self.$seq($x)",
        "for $layer in self.$seq:\n    $x = $layer($x)",
        "$x = self.$seq[0]($x)",
        init=(
            "self.$seq = torch.nn.Sequential("
            "torch.nn.Linear(16, 16), torch.nn.ReLU(), torch.nn.BatchNorm1d(16))"
        ),
    ),
    one(
        "parameters and buffers",
        "$x = $x * self.$w + self.$b",
        "$x = $x + self.$w.sum()",
        init=(
            "self.$w = torch.nn.Parameter(torch.ones(16))\n"
            "self.register_buffer('$b', torch.zeros(16))"
        ),
    ),
    one(
        "plain attributes",
        "$x = $x * self.$scale + self.$count",
        "if self.$flag:\n    $x = $x + 1",
        "self.$count += 1",
        "if self.$mode == 'sum':\n    $x = $x + 1",
        "$x = $x + self.$sizes[0]",
        "for $i in self.$sizes:\n    $x = $x + $i",
        "self.$count = $x.size(0)",
        init=(
            "self.$scale = 2.0\nself.$count = 1\nself.$flag = True\nself.$mode = 'sum'\n"
            "self.$sizes = [1, 2]"
        ),
    ),
    one(
        "annotated attributes",
        "self.$seen.append($x.size(0))",
        "$x = $x + len(self.$seen)",
        "self.$table['a'] = $x.size(0)",
        "$k = self.$maybe\nif $k is not None:\n    $x = $x * $k",
        "self.$maybe = 2",
        "self.$seen = [1]",
        imports=_TYPING,
        init=(
            "self.$seen: List[int] = []\nself.$table: Dict[str, int] = {}\n"
            "self.$maybe: Optional[int] = None"
        ),
    ),
    one(
        "declared attributes",
        "self.$seen.append($x.size(0))",
        "$x = $x * self.$k",
        "self.$k = 3",
        imports=_TYPING,
        attributes="$seen: List[int]\n$k: int",
        init="self.$seen = []\nself.$k = 2",
    ),
    one(
        "final attributes",
        "for $i in range(self.$k):\n    $x = $x + 1",
        "if self.$flag:\n    $x = $x + 1\nelse:\n    $x = $x + $nothing",
        "$x = self.$convs[self.$k]($x)",
        imports=("from typing import Final",),
        attributes="$k: Final[int]\n$flag: Final[bool]",
        init=(
            "self.$k = 1\nself.$flag = True\n"
            "self.$convs = torch.nn.ModuleList([torch.nn.Linear(16, 16) for _ in range(2)])"
        ),
    ),
    one(
        "constants",
        "$x = $x * self.$k",
        "if self.$flag:\n    $x = $x + 1",
        attributes="__constants__ = ['$k', '$flag']",
        init="self.$k = 2\nself.$flag = False",
    ),
    one(
        "no module",
        "if self.$norm is not None:\n    $x = self.$norm($x)",
        "if self.$norm is None:\n    $x = $x + 1\nelse:\n    $x = self.$norm($x)",
        init="self.$norm = None",
    ),
    one(
        "a module or none",
        "if self.$norm is not None:\n    $x = self.$norm($x)",
        init="self.$norm = torch.nn.LayerNorm(16)",
    ),
    one(
        "training",
        "if self.training:\n    $x = $x + 1",
        "$x = torch.nn.functional.dropout($x, 0.5, self.training)",
    ),
    one(
        "method",
        "$x = self.$m($x)",
        "$x = self.$m($x, 3)",
        attributes="def $m(self, a, k: int = 2):\n    return a * k",
    ),
    one(
        "static method",
        "$x = self.$m($x)",
        attributes="@staticmethod\ndef $m(a):\n    return a + 1",
    ),
    one(
        "property", "$x = $x * self.$p", attributes="@property\ndef $p(self) -> int:\n    return 2"
    ),
    one(
        "ignored method",
        "$x = self.$m($x)",
        attributes="@torch.jit.ignore\ndef $m(self, a):\n    return a + len({1, 2})",
    ),
    one(
        "unused method",
        "if $x.dim() > 4:\n    $x = self.$m($x)",
        attributes="@torch.jit.unused\ndef $m(self, a):\n    return a + len({1, 2})",
    ),
    one(
        "exported method, clean",
        "$x = $x + 1",
        attributes="@torch.jit.export\ndef $m(self, a, k: int = 1):\n    return a * k",
    ),
    one(
        "uncalled method",
        "$x = $x + 1",
        attributes="def $m(self, *args, **kwargs):\n    return {1, 2}",
    ),
    one(
        "hasattr, clean",
        "if hasattr(self, '$k'):\n    $x = $x * self.$k",
        "if hasattr(self, 'not_there'):\n    $x = $x + 1",
        init="self.$k = 2",
    ),
    one("getattr, clean", "$x = $x * getattr(self, '$k')", init="self.$k = 2"),
    one("function attribute", "$x = self.$act($x)", init="self.$act = torch.relu"),
    one("activation module", "$x = self.$act($x)", init="self.$act = torch.nn.ReLU()"),
    one(
        "helper attribute",
        "$x = self.$act($x)",
        init="self.$act = $f",
        top="def $f(a):\n    return a.abs()",
    ),
    one(
        "LSTM",
        "$x = self.$rnn($x)[0]",
        "$y, ($h, $c) = self.$rnn($x.unsqueeze(0))\n$x = $y.squeeze(0)",
        "$y, $_h = self.$rnn($x)\n$x = $y",
        init="self.$rnn = torch.nn.LSTM(16, 16, batch_first=True)",
    ),
    one(
        "cells and attention",
        "$x = self.$cell($x, $x)",
        "$x = self.$att($x, $x, $x)[0]",
        "$y, $_w = self.$att($x, $x, $x)\n$x = $y",
        init=(
            "self.$cell = torch.nn.GRUCell(16, 16)\nself.$att = torch.nn.MultiheadAttention(16, 2)"
        ),
    ),
    one(
        "embedding",
        "$x = $x + self.$emb(torch.zeros($x.size(0), dtype=torch.long))",
        init="self.$emb = torch.nn.Embedding(4, 16)",
    ),
    one(
        "weights by hand",
        "$x = torch.nn.functional.linear($x, self.$lin.weight, self.$lin.bias)",
        "$x = $x @ self.$lin.weight",
        "$k = self.$lin.in_features\n$x = $x * $k",
        init="self.$lin = torch.nn.Linear(16, 16)",
    ),
    one(
        "ParameterList",
        "for $w in self.$ws:\n    $x = $x * $w",
        "$x = $x * self.$ws[0]",
        init=(
            "self.$ws = torch.nn.ParameterList("
            "[torch.nn.Parameter(torch.ones(16)) for _ in range(2)])"
        ),
    ),
    one(
        "traced submodule",
        "$x = self.$lin($x)",
        init="self.$lin = torch.jit.trace(torch.nn.Linear(16, 16), torch.ones(2, 16))",
    ),
)

_PYG = family(
    "PyG",
    one(
        "layers that script",
        "$x = self.$conv($x, $edge_index)",
        "$x = self.$conv($x, $edge_index).relu()",
        init="self.$conv = GCNConv(16, 16)",
        imports=("from torch_geometric.nn import GCNConv",),
    ),
    one(
        "SAGEConv",
        "$x = self.$conv($x, $edge_index)",
        "$x = self.$conv(($x, $x), $edge_index)",
        init="self.$conv = SAGEConv(16, 16)",
        imports=("from torch_geometric.nn import SAGEConv",),
    ),
    one(
        "pooling",
        "$x = $x + global_mean_pool($x, $batch, 4).sum()",
        "$x = $x + global_add_pool($x, $batch).mean()",
        imports=("from torch_geometric.nn import global_add_pool, global_mean_pool",),
    ),
    one(
        "layer with types",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = $Conv()",
        imports=(*_OPTIONAL, "from torch_geometric.nn import MessagePassing"),
        top="class $Conv(MessagePassing):\n"
        "    def forward(self, x, edge_index, w: Optional[torch.Tensor] = None):\n"
        "        # propagate_type: (x: Tensor, w: Optional[Tensor])\n"
        "        return self.propagate(edge_index, x=x, w=w)\n\n"
        "    def message(self, x_j, w: Optional[torch.Tensor]):\n"
        "        return x_j if w is None else x_j * w",
    ),
    one(
        "layer without types",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = $Conv()",
        imports=("from torch_geometric.nn import MessagePassing",),
        top=(
            "class $Conv(MessagePassing):\n    def forward(self, x, edge_index):\n"
            "        return self.propagate(edge_index, x=x)"
        ),
    ),
)

ACCEPTED = (*_PLAIN, *_VALUES, *_FLOW, *_FUNCTIONS, *_MODULES, *_PYG)
