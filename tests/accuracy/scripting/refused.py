"""Fragments of code that TorchScript refuses, or may refuse: the compiler has the say."""

from __future__ import annotations

from tests.accuracy.generated.grammar import family, one

_OPTIONAL = ("from typing import Optional",)
_LIST = ("from typing import List",)
_TENSOR = ("from torch import Tensor",)

_SYNTAX = family(
    "syntax",
    one(
        "try",
        "try:\n    $x = $x + 1\nexcept ValueError:\n    $x = $x - 1",
        "try:\n    $x = $x.abs()\nfinally:\n    $x = $x + 1",
    ),
    one("lambda", "$f = lambda $a: $a + 1\n$x = $f($x)", "$x = (lambda $a: $a * 2)($x)"),
    one("nested function", "def $f($a):\n    return $a + 1\n$x = $f($x)"),
    one("walrus", "if ($n := $x.size(0)) > 1:\n    $x = $x + $n", "$x = $x * ($k := 2)"),
    one("set", "$k = {1, 2}\n$x = $x + len($k)", "if $x.dim() in {2, 3}:\n    $x = $x + 1"),
    one(
        "starred list in a call",
        "$l = [$x, $x]\n$x = torch.add(*$l)",
        "$x = $x.view(*$x.shape)",
        "$x = $x.expand(*$x.size())",
    ),
    one(
        "keyword expansion",
        "$k = {'dim': 0}\n$x = $x - $x.mean(**$k)",
        "$x = $x.clamp(**dict(min=0.0))",
    ),
    one("dict expansion", "$d = {**{'a': $x}, 'b': $x}\n$x = $d['a']"),
    one(
        "filtered comprehension",
        "$l = [$i for $i in [1, 2, 3] if $i > 1]\n$x = $x + $l[0]",
        "$x = $x + sum([$i for $i in range(3) if $i > 1])",
    ),
    one(
        "nested comprehension", "$l = [$i + $j for $i in [1, 2] for $j in [3, 4]]\n$x = $x + $l[0]"
    ),
    one(
        "format specification",
        "$t = f'{$x.size(0):03d}'\n$x = $x + len($t)",
        "$t = f'{$x.dim()!r}'\n$x = $x + len($t)",
    ),
    one(
        "import inside",
        "import math\n$x = $x * math.pi",
        "from math import sqrt\n$x = $x * sqrt(2.0)",
    ),
    one("delete a slice", "$l = [1, 2, 3]\ndel $l[1:]\n$x = $x + len($l)"),
    one("loop with else", "for $i in range(2):\n    $x = $x + 1\nelse:\n    $x = $x - 1"),
    one("augmented floor division", "$k = 5\n$k //= 2\n$x = $x + $k", "$x //= 2.0"),
    one("bare annotation", "$k: int\n$k = 3\n$x = $x + $k"),
    one("class inside", "class $C:\n    k = 2\n$x = $x * $C.k"),
    one(
        "generator in a call",
        "$x = $x + sum($i for $i in [1, 2])",
        "if all($i > 0 for $i in [1, 2]):\n    $x = $x + 1",
    ),
    one(
        "match",
        "match $x.dim():\n    case 2:\n        $x = $x + 1\n    case _:\n        $x = $x - 1",
    ),
    one("global", "global $K\n$x = $x * $K", top="$K = 2.0"),
    one("unary plus", "$x = +$x", "$k = +2\n$x = $x * $k"),
)

_SIGNATURES = family(
    "signatures",
    one("varargs", "$x = $f($x, $x)", top="def $f(a, *rest):\n    return a + rest[0]"),
    one(
        "kwargs",
        "$x = $f($x, scale=2)",
        "$x = $f($x)",
        top="def $f(a, **options):\n    return a + len(options)",
    ),
    one(
        "keyword-only default",
        "$x = $f($x)",
        "$x = $f($x, scale=3.0)",
        top="def $f(a, *, scale: float = 2.0):\n    return a * scale",
    ),
    one(
        "number for a tensor",
        "$x = $f($x, 2)",
        "$x = $f($x, k=0.5)",
        "$x = $f($x, $x.size(0))",
        top="def $f(a, k):\n    return a * k",
    ),
    one("text for a tensor", "$x = $f($x, 'max')", top="def $f(a, mode):\n    return a.abs()"),
    one("default that is no tensor", "$x = $f($x)", top="def $f(a, k=2):\n    return a * k"),
    one(
        "None for a tensor",
        "$x = $f($x)",
        "$x = $f($x, None)",
        top="def $f(a, weight=None):\n    return a if weight is None else a * weight",
    ),
    one(
        "tuple for a tensor",
        "$x = $f(($x, $x))",
        "$p = ($x, $x)\n$x = $f($p)",
        top="def $f(pair):\n    return pair[0] + pair[1]",
    ),
    one(
        "list for a tensor",
        "$x = $f([$x, $x])",
        top="def $f(parts):\n    return torch.cat(parts)[: parts[0].size(0)]",
    ),
    one(
        "tensor for a text",
        "$x = $f($x, $x)",
        top="def $f(a, mode: str):\n    return a",
        imports=_TENSOR,
    ),
    one(
        "float for an int",
        "$x = $f($x, 0.5)",
        "$x = $f($x, $x.size(0) / 2)",
        top="def $f(a, k: int):\n    return a * k",
    ),
    one(
        "int for a float",
        "$x = $f($x, 2)",
        "$x = $f($x, k=$x.dim())",
        top="def $f(a, k: float):\n    return a * k",
    ),
    one(
        "optional for a tensor",
        "$x = $f($x, $g($x))",
        top=(
            "def $g(a) -> Optional[torch.Tensor]:\n    return a\n\n\ndef $f(a, b):\n"
            "    return a + b"
        ),
        imports=_OPTIONAL,
    ),
    one(
        "missing argument",
        "$x = $f($x, k=1)",
        top="def $f(a, k: int = 0, mode: Optional[str] = None):\n"
        "    return a * k if mode is None else a + len(mode) + k",
        imports=_OPTIONAL,
    ),
    one(
        "wrong return",
        "$x = $x + $f($x)",
        top="def $f(a) -> int:\n    return a.sum()",
        imports=_TENSOR,
    ),
    one(
        "wrong return of a tuple",
        "$x = $f($x)[0]",
        top="def $f(a) -> Tensor:\n    return a, a",
        imports=_TENSOR,
    ),
    one(
        "returns that differ",
        "$x = $f($x, True)[0]",
        "$y = $f($x, False)\n$x = $x + 1",
        top="def $f(a, both: bool):\n    if both:\n        return a, a\n    return a",
    ),
    one(
        "partial return",
        "$x = $x + $f($x).sum()",
        top="def $f(a) -> torch.Tensor:\n    if a.dim() == 2:\n        return a",
    ),
    one(
        "None or a tensor returned",
        "$y = $f($x)\n$x = $x + 1",
        "$x = $x + $f($x)",
        top="def $f(a):\n    if a.dim() == 2:\n        return a\n    return None",
    ),
    one(
        "unknown annotation",
        "$x = $f($x, None)",
        top="def $f(a, other: Optional['Unheard'] = None):\n    return a",
        imports=_OPTIONAL,
    ),
    one(
        "list without element type",
        "$x = $f($x, [1, 2])",
        top="def $f(a, sizes: list):\n    return a + len(sizes)",
    ),
    one(
        "List without element type",
        "$x = $f($x, [1, 2])",
        top="def $f(a, sizes: List):\n    return a + len(sizes)",
        imports=_LIST,
    ),
    one(
        "dict without element type",
        "$x = $f($x, {'a': 1})",
        top="def $f(a, sizes: dict):\n    return a + len(sizes)",
    ),
    one(
        "tuple without element type",
        "$x = $f($x, (1, 2))",
        top="def $f(a, sizes: tuple):\n    return a + len(sizes)",
    ),
    one(
        "callable as annotation",
        "$x = $f($x, torch.relu)",
        top="def $f(a, act: Callable):\n    return act(a)",
        imports=("from typing import Callable",),
    ),
    one(
        "Any as annotation",
        "$x = $f($x, 2)",
        top="def $f(a, k: Any):\n    return a * k",
        imports=("from typing import Any",),
    ),
    one(
        "mutable default",
        "$x = $f($x)",
        top="def $f(a, sizes: List[int] = [1, 2]):\n    return a + len(sizes)",
        imports=_LIST,
    ),
    one(
        "default of another type",
        "$x = $f($x)",
        top="def $f(a, k: int = 0.5):\n    return a * k",
    ),
    one("default None, not optional", "$x = $f($x)", top="def $f(a, k: int = None):\n    return a"),
)

_TYPES = family(
    "types",
    one(
        "tensor unpacked",
        "$a, $b = $edge_index\n$x = $x + $a.sum()",
        "$a, $b = torch.stack([$x, $x])\n$x = $a",
    ),
    one("shape unpacked too short", "$n, $d, $e = $x.shape[0], $x.shape[1]\n$x = $x + $n"),
    one("tuple unpacked to the wrong number", "$a, $b, $c = ($x, $x)\n$x = $a"),
    one(
        "variable of another type",
        "$k = 1\n$k = 'one'\n$x = $x + len($k)",
        "$k = $x\n$k = 3\n$x = $x + $k",
        "$y = None\n$y = $x\n$x = $y + 1",
        "$k = 1\n$k = 0.5\n$x = $x * $k",
    ),
    one(
        "variable of two types",
        "if $x.dim() == 2:\n    $k = 1\nelse:\n    $k = 'one'\n$x = $x + 1\nprint($k)",
        "if $x.size(0) > 3:\n    $k = 1\nelse:\n    $k = 0.5\n$x = $x * $k",
    ),
    one(
        "variable of one branch",
        "if $x.size(0) > 1:\n    $k = 2\n$x = $x * $k",
        "for $i in range(3):\n    $k = $i\n$x = $x + $k",
        "while $x.size(0) < 1:\n    $k = 2\n    break\n$x = $x * $k",
    ),
    one(
        "mixed list",
        "$l = [1, 'one']\n$x = $x + len($l)",
        "$l = [$x, 2]\n$x = $x + len($l)",
        "$l = [1, 2.5]\n$x = $x + $l[0]",
        "$l = [$x, None]\n$x = $x + len($l)",
    ),
    one(
        "mixed dict",
        "$d = {'a': 1, 'b': 'two'}\n$x = $x + len($d)",
        "$d = {1: $x, 'b': $x}\n$x = $d[1]",
        "$d = {'a': $x, 'b': [$x]}\n$x = $x + len($d)",
    ),
    one(
        "keys that cannot be",
        "$d = {('a', 'b'): $x}\n$x = $x + len($d)",
        "$d = {None: $x}\n$x = $x + len($d)",
        "$d = {True: $x}\n$x = $d[True]",
    ),
    one(
        "empty list of something else",
        "$l = []\n$l.append(1)\n$x = $x + len($l)",
        "$l = []\nfor $i in range(3):\n    $l.append($i)\n$x = $x + len($l)",
        "$l = []\n$l.append(($x, $x))\n$x = $l[0][0]",
        "$l = []\n$l += [1, 2]\n$x = $x + len($l)",
    ),
    one(
        "empty dict of something else",
        "$d = {}\n$d['a'] = 1\n$x = $x + $d['a']",
        "$d = {}\n$d[0] = $x\n$x = $d[0]",
        "$d = dict()\n$d[1] = $x\n$x = $d[1]",
    ),
    one(
        "append of another type",
        "$l = [1]\n$l.append('two')\n$x = $x + len($l)",
        "$l = [$x]\n$l.append(2)\n$x = $x + len($l)",
        "$l = ['a']\n$l.append($x.size(0))\n$x = $x + 1",
    ),
    one(
        "tuple index by a variable",
        "$t = ($x, $x + 1)\n$k = 0\n$x = $t[$k]",
        "$t = ($x, 2)\nfor $i in range(2):\n    $u = $t[$i]\n$x = $x + 1",
        "$t = (1, 'a')\n$x = $x + $t[$x.dim() - 2]",
    ),
    one("tuple index out of range", "$t = ($x, $x + 1)\n$x = $t[2]"),
    one("tensor indexed by text", "$x = $x['a']", "$k = 'x'\n$x = $x[$k]"),
    one(
        "text and number", "$t = 'a' + 1\n$x = $x + len($t)", "$t = 'n: ' + $x.size(0)\n$x = $x + 1"
    ),
    one(
        "tuple as condition",
        "$t = (1, 2)\nif $t:\n    $x = $x + 1",
        "if $x.shape:\n    $x = $x + 1",
        "$l = [1]\nif $l:\n    $x = $x + 1",
        "$t = 'a'\nif $t:\n    $x = $x + 1",
        "$l = [$x]\nif not $l:\n    $x = $x + 1",
        "$d = {'a': $x}\nwhile $d:\n    $d.clear()",
    ),
    one("None as condition", "$y = None\nif $y:\n    $x = $x + 1"),
    one(
        "optional as condition",
        "if $f($x):\n    $x = $x + 1",
        top="def $f(a) -> Optional[torch.Tensor]:\n    return a",
        imports=_OPTIONAL,
    ),
    one(
        "optional used",
        "$y = $f($x)\n$x = $x + $y",
        "$x = $f($x).abs()",
        "$x = torch.relu($f($x))",
        "$y = $f($x)\nif $x.dim() == 2:\n    $x = $y * 2",
        top="def $f(a) -> Optional[torch.Tensor]:\n    return a",
        imports=_OPTIONAL,
    ),
    one(
        "optional number used",
        "$x = $x * $f($x)",
        "$k = $f($x)\n$x = $x + $k",
        "$k = $f($x)\nfor $i in range($k):\n    $x = $x + 1",
        top="def $f(a) -> Optional[int]:\n    return a.size(0)",
        imports=_OPTIONAL,
    ),
    one(
        "or of an optional",
        "$y = $f($x)\nif $y is None or $x.dim() == 2:\n    $x = $x + $y",
        "$y = $f($x)\nif $y is not None or $x.dim() == 2:\n    $x = $x + $y",
        top="def $f(a) -> Optional[torch.Tensor]:\n    return a",
        imports=_OPTIONAL,
    ),
    one(
        "or for a default",
        "$k = $x.size(0) or 1\n$x = $x * $k",
        "$y = $f($x) or $x\n$x = $y + 1",
        top="def $f(a) -> Optional[torch.Tensor]:\n    return a",
        imports=_OPTIONAL,
    ),
    one(
        "range of a float",
        "for $i in range($x.size(0) / 2):\n    $x = $x + 1",
        "for $i in range(2.0):\n    $x = $x + 1",
    ),
    one("tolist", "$l = $x.tolist()\n$x = $x + len($l)", "$x = $x + $x[0].tolist()[0]"),
    one(
        "item",
        "$k = $x.sum().item()\nif $k > 1:\n    $x = $x + 1",
        "$k = int($x.sum().item())\nfor $i in range($k):\n    $x = $x + 1",
        "$k = $x.sum().item()\nfor $i in range($k):\n    $x = $x + 1",
        "$l = [1] * $batch.max().item()\n$x = $x + len($l)",
    ),
    one(
        "max of a tensor and a number",
        "$k = max($x.size(0), 2.5)\n$x = $x + $k",
        "$y = max($x, 0)\n$x = $y",
        "$k = min($x.sum(), 1)\n$x = $x + $k",
    ),
    one(
        "and of tensors kept",
        "$m = $x.sum() > 0 and $x.mean() > 0\n$x = $x + 1",
        "$k = $x and $x\n$x = $k",
    ),
    one(
        "not comparable",
        "if $x.shape == 2:\n    $x = $x + 1",
        "if $x.size() > 3:\n    $x = $x + 1",
        "if 'a' == 1:\n    $x = $x + 1",
        "if $x == 'a':\n    $x = $x + 1",
        "if (1, 2) == $x.size(0):\n    $x = $x + 1",
    ),
    one(
        "None and a number",
        "$y = None\n$x = $x + $y",
        "$k = None\nif $x.dim() == 2:\n    $k = 1\n$x = $x + $k",
    ),
    one(
        "device and dtype as text",
        "$x = $x.to(str($x.device))",
        "if $x.device == 'cpu':\n    $x = $x + 1",
        "if $x.dtype == 'float':\n    $x = $x + 1",
        "if $x.device.type == 'cpu':\n    $x = $x + 1",
    ),
    one(
        "size list and tuple",
        "if $x.size() == (20, 16):\n    $x = $x + 1",
        "$x = $x.view($x.size() + (1,)).squeeze(-1)",
        "$x = $x.reshape(tuple($x.shape))",
        "$s = list($x.shape)\n$x = $x.view($s)",
        "$x = $x.view($x.shape[:-1] + [16])",
        "$x = torch.zeros($x.size(0), *[16]) + $x",
    ),
    one(
        "ternary of two types",
        "$k = 1 if $x.dim() == 2 else 'a'\nprint($k)\n$x = $x + 1",
        "$k = $x if $x.dim() == 2 else 2\n$x = $x + $k",
        "$k = None if $x.dim() == 2 else $x\n$x = $x + $k",
        "$k = 1 if $x.dim() == 2 else 0.5\n$x = $x * $k",
    ),
)

_CALLS = family(
    "calls of what is not there",
    one(
        "tensor method that is not there",
        "$x = $x.relu6()",
        "$x = $x + $x.ndimension()",
        "$x = $x.softplus()",
        "$x = $x.scatter_max(0, $batch)",
        "$x = $x.numpy()",
        "$x = $x.clone().retain_grad()",
        "$x = $x.type('torch.FloatTensor')",
        "$x = $x.elu()",
    ),
    one(
        "tensor attribute that is not there",
        "$k = $x.nbytes\n$x = $x + 1",
        "$k = $x.name\n$x = $x + 1",
        "$k = $x._version\n$x = $x + 1",
        "$k = $x.feat\n$x = $k",
    ),
    one("attribute of data", "$y = $x.edge_index\n$x = $x + 1", "$y = $x.num_nodes\n$x = $x * $y"),
    one(
        "list method that is not there",
        "$l = [1, 2]\n$l.foo(3)\n$x = $x + 1",
        "$l = ['a']\n$l.add('b')\n$x = $x + 1",
    ),
    one(
        "dict method that is not there",
        "$d = {'a': $x}\n$x = $d.first()",
        "$d = {'a': $x}\nfor $k, $v in $d.iteritems():\n    $x = $x + $v",
    ),
    one(
        "text method that is not there",
        "$t = 'a'.casefold()\n$x = $x + len($t)",
        "$t = 'a b'.encode()\n$x = $x + len($t)",
        "$t = 'ab'.removeprefix('a')\n$x = $x + len($t)",
    ),
    one(
        "number method",
        "$k = $x.size(0).bit_length()\n$x = $x + $k",
        "$k = (2.0).is_integer()\n$x = $x + 1",
    ),
    one(
        "builtin that is not there",
        "$x = $x + next(iter([1, 2]))",
        "$t = type($x)\n$x = $x + 1",
        "$k = set([1, 2])\n$x = $x + len($k)",
        "$l = list(map(int, [1, 2]))\n$x = $x + len($l)",
        "$l = list(filter(None, [1, 2]))\n$x = $x + len($l)",
        "$k = callable($x)\n$x = $x + 1",
        "$k = id($x)\n$x = $x + 1",
        "$k = repr($x)\n$x = $x + 1",
        "$l = iter([$x])\n$x = $x + 1",
        "$k = issubclass(int, object)\n$x = $x + 1",
        "$s = slice(0, 2)\n$x = $x + 1",
        "$k = frozenset([1])\n$x = $x + 1",
        "$k = vars($x)\n$x = $x + 1",
        "$k = isinstance($x, object)\n$x = $x + 1",
    ),
    one(
        "sum of tensors",
        "$x = sum([$x, $x])",
        "$x = sum([1.0, 2.0]) * $x",
        "$x = $x + sum([1, 2], 3)",
    ),
    one(
        "torch function that is not there",
        "$x = torch.foo($x)",
        "$x = torch.scatter_mean($x, $batch)",
        "$x = torch.nn.functional.no_such($x)",
        "$x = torch.tensor_product($x, $x)",
    ),
    one(
        "torch function with a wrong argument",
        "$x = torch.relu('a')",
        "$x = torch.cat($x, 'a')",
        "$x = torch.stack($x, $x)",
        "$x = torch.zeros('a')",
        "$x = torch.cat(($x, 1))[: $x.size(0)]",
        "$x = torch.softmax($x)",
        "$x = torch.relu($x, 1)",
        "$x = torch.sum($x, dim='a')",
        "$x = torch.clamp($x, minimum=0)",
        "$x = torch.add($x)",
        "$x = $x.view('a')",
        "$x = $x.sum(dim=0.5)",
        "$x = $x.transpose(0)",
        "$x = $x.unsqueeze()",
        "$x = torch.nn.functional.dropout($x, p='a')",
        "$x = torch.nn.functional.relu($x, $x)",
    ),
    one(
        "numpy",
        "$x = torch.from_numpy(np.ones(3)).sum() + $x",
        "$x = $x + np.sqrt(2.0)",
        "$x = $x + float(np.pi)",
        imports=("import numpy as np",),
    ),
    one(
        "python module",
        "$x = $x + random.random()",
        "$x = $x + random.randint(0, 3)",
        imports=("import random",),
    ),
    one(
        "time and os",
        "$x = $x + time.time()",
        "$x = $x + len(os.environ)",
        "$t = os.getcwd()\n$x = $x + 1",
        "$k = time.perf_counter()\n$x = $x + 1",
        imports=("import os", "import time"),
    ),
    one(
        "math that is not there",
        "$x = $x + math.comb(4, 2)",
        "$x = $x + math.prod([1, 2])",
        "$x = $x * math.dist([1.0], [2.0])",
        "$x = $x * math.tau_",
        imports=("import math",),
    ),
    one(
        "functools, itertools",
        "for $a, $b in itertools.product([1, 2], [3, 4]):\n    $x = $x + $a",
        "for $i in itertools.chain([1], [2]):\n    $x = $x + $i",
        "$x = functools.reduce(torch.add, [$x, $x])",
        imports=("import functools", "import itertools"),
    ),
    one(
        "warnings and logging",
        "logging.info('here')",
        "$LOG.debug('here')",
        imports=("import logging",),
        top="$LOG = logging.getLogger(__name__)",
    ),
    one("undefined name", "$x = $x + $nowhere", "$x = $nothing($x)"),
    one(
        "class instantiated",
        "$c = $C($x)\n$x = $c.value",
        top="class $C:\n    def __init__(self, value):\n        self.value = [value, lambda: 1]",
    ),
    one("module made", "$x = torch.nn.Linear(16, 16)($x)", "$m = torch.nn.ReLU()\n$x = $m($x)"),
    one(
        "exception that is computed",
        "if $x.dim() > 5:\n    raise $f($x)",
        top="def $f(a):\n    return ValueError('no')",
    ),
    one(
        "raise of no exception",
        "if $x.dim() > 5:\n    raise 'no'",
        "if $x.dim() > 5:\n    raise $x",
    ),
    one(
        "type compared",
        "if type($x) == torch.Tensor:\n    $x = $x + 1",
        "if type($x) is not torch.Tensor:\n    $x = $x + 1",
    ),
    one(
        "isinstance of a class",
        "if isinstance($x, $C):\n    $x = $x + 1",
        top="class $C:\n    pass",
    ),
    one(
        "hasattr with a name",
        "$n = 'shape'\nif hasattr($x, $n):\n    $x = $x + 1",
        "$n = 'abs'\n$x = getattr($x, $n)()",
    ),
    one(
        "getattr",
        "$x = getattr($x, 'abs')()",
        "$k = getattr(self, 'training', False)\n$x = $x + 1",
        "$k = getattr(self, 'not_there', 2)\n$x = $x + $k",
    ),
    one(
        "hasattr of self",
        "if hasattr(self, 'not_there'):\n    $x = $x + self.not_there",
        "if not hasattr(self, 'training'):\n    $x = $x + self.training",
    ),
    one("print with options", "print($x.size(0), end='')", "print('a', 'b', sep=', ')"),
    one(
        "generated context",
        "with $manager():\n    $x = $x + 1",
        top="@contextlib.contextmanager\ndef $manager():\n    yield",
        imports=("import contextlib",),
    ),
    one(
        "autocast",
        "with torch.autocast('cpu', enabled=False):\n    $x = $x + 1",
        "with torch.inference_mode():\n    $x = $x + 1",
        "with torch.set_grad_enabled(False):\n    $x = $x + 1",
    ),
    one(
        "decorated function",
        "$x = $f($x)",
        imports=("import functools",),
        top=(
            "def $deco(g):\n    @functools.wraps(g)\n    def wrapper(*args):\n"
            "        return g(*args)\n"
            "    return wrapper\n\n\n@$deco\ndef $f(a):\n    return a + 1"
        ),
    ),
    one(
        "cached function",
        "$x = $x * $f(2)",
        imports=("import functools",),
        top="@functools.lru_cache\ndef $f(k: int):\n    return k + 1",
    ),
    one(
        "generator function",
        "for $i in $f(2):\n    $x = $x + $i",
        top="def $f(k: int):\n    for i in range(k):\n        yield i",
    ),
    one(
        "recursion",
        "$x = $f($x, 2)",
        top="def $f(a, k: int):\n    return a if k == 0 else $f(a + 1, k - 1)",
    ),
    one(
        "recursion with a type",
        "$x = $f($x, 2)",
        imports=_TENSOR,
        top="def $f(a, k: int) -> Tensor:\n    return a if k == 0 else $f(a + 1, k - 1)",
    ),
)

_MODULES = family(
    "attributes of modules",
    one(
        "ModuleList by a variable",
        "for $i in range(2):\n    $x = self.$convs[$i]($x)",
        "$x = self.$convs[$x.dim() - 2]($x)",
        "for $i in range(len(self.$convs)):\n    $x = self.$convs[$i]($x)",
        init="self.$convs = torch.nn.ModuleList([torch.nn.Linear(16, 16) for _ in range(2)])",
    ),
    one(
        "ModuleList sliced",
        "for $conv in self.$convs[:-1]:\n    $x = $conv($x)",
        "for $i, $conv in enumerate(self.$convs[1:]):\n    $x = $conv($x)",
        init="self.$convs = torch.nn.ModuleList([torch.nn.Linear(16, 16) for _ in range(2)])",
    ),
    one(
        "ModuleDict by a variable",
        "for $k in ['a', 'b']:\n    $x = self.$convs[$k]($x)",
        "$k = 'a'\n$x = self.$convs[$k]($x)",
        init=(
            "self.$convs = torch.nn.ModuleDict("
            "{'a': torch.nn.Linear(16, 16), 'b': torch.nn.Linear(16, 16)})"
        ),
    ),
    one(
        "break from a loop over modules",
        "for $conv in self.$convs:\n    $x = $conv($x)\n    break",
        "for $conv in self.$convs:\n    if $x.dim() == 3:\n        continue\n    $x = $conv($x)",
        init="self.$convs = torch.nn.ModuleList([torch.nn.Linear(16, 16) for _ in range(2)])",
    ),
    one(
        "modules in a list",
        "for $conv in self.$convs:\n    $x = $conv($x)",
        "$x = self.$convs[0]($x)",
        init="self.$convs = [torch.nn.Linear(16, 16) for _ in range(2)]",
    ),
    one(
        "modules in a dict",
        "$x = self.$convs['a']($x)",
        init="self.$convs = {'a': torch.nn.Linear(16, 16)}",
    ),
    one(
        "attribute on one branch",
        "$x = $x * self.$scale",
        "$x = $x + self.$scale",
        init="if self.training is None:\n    self.$scale = 2.0",
    ),
    one("attribute that is not there", "$x = $x * self.$scale", "$x = self.$lin($x)"),
    one("new attribute", "self.$last = $x", "self.$count = $x.size(0)"),
    one(
        "None then a tensor",
        "self.$cache = $x",
        "if self.$cache is None:\n    self.$cache = $x",
        init="self.$cache = None",
    ),
    one("empty list", "self.$seen.append($x)", "$x = $x + len(self.$seen)", init="self.$seen = []"),
    one("empty dict", "self.$seen['a'] = $x", "$x = $x + len(self.$seen)", init="self.$seen = {}"),
    one(
        "set attribute", "if $x.dim() in self.$known:\n    $x = $x + 1", init="self.$known = {2, 3}"
    ),
    one("mixed list attribute", "$x = $x + len(self.$sizes)", init="self.$sizes = [1, 'a']"),
    one(
        "mixed dict attribute",
        "$x = $x + len(self.$sizes)",
        "$x = $x * self.$sizes['a']",
        init="self.$sizes = {'a': 1, 'b': 'c'}",
    ),
    one("lambda attribute", "$x = self.$act($x)", init="self.$act = lambda a: a.abs()"),
    one(
        "partial attribute",
        "$x = self.$act($x)",
        imports=("import functools",),
        init="self.$act = functools.partial(torch.clamp, min=0.0)",
    ),
    one(
        "object attribute",
        "$x = $x * self.$config.scale",
        "$k = self.$config\n$x = $x + 1",
        init="self.$config = $C()",
        top="class $C:\n    def __init__(self):\n        self.scale = 2.0",
    ),
    one("class attribute", "$x = $x * self.$scale", attributes="$scale = 2.0"),
    one("class attribute, tensor", "$x = $x + self.$limits[0]", attributes="$limits = [1.0, 2.0]"),
    one(
        "attribute of another type",
        "self.$count = 'many'",
        "self.$count = $x",
        "self.$count = 0.5",
        init="self.$count = 0",
    ),
    one(
        "optional attribute used",
        "$x = $x + self.$weight",
        "$x = $x * self.$weight.abs()",
        "if self.$weight is not None:\n    $x = $x * self.$weight",
        init="self.$weight: Optional[torch.Tensor] = torch.ones(16)",
        imports=_OPTIONAL,
    ),
    one(
        "optional attribute, kept",
        "$w = self.$weight\nif $w is not None:\n    $x = $x * self.$weight",
        init="self.$weight: Optional[torch.Tensor] = torch.ones(16)",
        imports=_OPTIONAL,
    ),
    one("bias that is None", "$x = $x + self.$bias", init="self.register_parameter('$bias', None)"),
    one(
        "attribute None used",
        "$x = $x + self.$weight",
        "$x = $x * self.$weight.size(0)",
        init="self.$weight = None",
    ),
    one(
        "Sequential given a tuple",
        "$x = self.$seq(($x, $x))",
        "$x = self.$seq($x, $x)",
        init="self.$seq = torch.nn.Sequential(torch.nn.Linear(16, 16), torch.nn.ReLU())",
    ),
    one(
        "submodule given another type",
        "$x = self.$lin(2)",
        "$x = self.$lin([$x])",
        "$x = self.$lin($x, $x)",
        "$x = self.$lin()",
        init="self.$lin = torch.nn.Linear(16, 16)",
    ),
    one(
        "LSTM unpacked to the wrong number",
        "$x, $h, $c = self.$rnn($x)",
        "$x = self.$rnn($x)\n$x = $x.abs()",
        init="self.$rnn = torch.nn.LSTM(16, 16)",
    ),
    one(
        "class method",
        "$x = self.$m($x)",
        attributes="@classmethod\ndef $m(cls, a):\n    return a + 1",
    ),
    one(
        "property that is refused",
        "$x = $x * self.$p",
        attributes="@property\ndef $p(self):\n    return [i for i in [1, 2] if i > 1][0]",
    ),
    one(
        "method with a number",
        "$x = self.$m($x, 2)",
        "$x = self.$m($x, k=0.5)",
        attributes="def $m(self, a, k):\n    return a * k",
    ),
    one(
        "method with None",
        "$x = self.$m($x)",
        "$x = self.$m($x, None)",
        attributes=(
            "def $m(self, a, w=None):\n    if w is not None:\n        a = a * w\n    return a"
        ),
    ),
    one(
        "exported method",
        "$x = $x + 1",
        attributes="@torch.jit.export\ndef $m(self, a, k=1):\n    return a * k",
    ),
    one(
        "call of an ignored method",
        "$x = self.$m($x) + 1",
        "$k = self.$m($x)\nif $k.sum() > 0:\n    $x = $x + 1",
        attributes="@torch.jit.ignore\ndef $m(self, a) -> int:\n    return {1, 2}.pop()",
    ),
    one("training set", "self.training = False", "self.eval()", "self.train(False)"),
    one(
        "device of a parameter",
        "$x = $x.to(next(self.parameters()).device)",
        "$x = $x + sum([p.sum() for p in self.parameters()])",
        "$k = list(self.children())\n$x = $x + 1",
        "for $k, $p in self.named_parameters():\n    $x = $x + $p.sum()",
    ),
    one(
        "self called",
        "$k = str(self)\n$x = $x + 1",
        "$k = self.__class__.__name__\n$x = $x + 1",
        "$k = self.state_dict()\n$x = $x + 1",
        "self.register_buffer('$b', $x)",
    ),
    one(
        "ParameterDict",
        "$x = $x * self.$ws['a']",
        "for $k in ['a']:\n    $x = $x * self.$ws[$k]",
        init="self.$ws = torch.nn.ParameterDict({'a': torch.nn.Parameter(torch.ones(16))})",
    ),
    one(
        "ParameterList by a variable",
        "for $i in range(2):\n    $x = $x * self.$ws[$i]",
        init=(
            "self.$ws = torch.nn.ParameterList("
            "[torch.nn.Parameter(torch.ones(16)) for _ in range(2)])"
        ),
    ),
    one(
        "Module annotated",
        "$x = $f($x, self.$lin)",
        init="self.$lin = torch.nn.Linear(16, 16)",
        top="def $f(a, layer):\n    return layer(a)",
    ),
    one(
        "module kept",
        "$m = self.$lin\n$x = $m($x)",
        "$ms = [self.$lin]\n$x = $ms[0]($x)",
        "$m = self.$lin if $x.dim() == 2 else self.$other\n$x = $m($x)",
        "for $m in [self.$lin, self.$other]:\n    $x = $m($x)",
        "for $m in (self.$lin, self.$other):\n    $x = $m($x)",
        init="self.$lin = torch.nn.Linear(16, 16)\nself.$other = torch.nn.Linear(16, 16)",
    ),
)

_GLOBALS = family(
    "globals",
    one("global number", "$x = $x * $K", "$k = $K\n$x = $x + $k", top="$K = 2.0"),
    one("global list", "$x = $x * $K[0]", "for $i in $K:\n    $x = $x + $i", top="$K = [1, 2]"),
    one("global dict", "$x = $x * $K['a']", top="$K = {'a': 2.0}"),
    one("global tensor", "$x = $x * $K", "$x = torch.add($x, $K)", top="$K = torch.ones(16)"),
    one(
        "global text",
        "$t = $K\n$x = $x + len($t)",
        "if $K == 'a':\n    $x = $x + 1",
        top="$K = 'a'",
    ),
    one("global tuple", "$x = $x * $K[0]", "$a, $b = $K\n$x = $x + $a", top="$K = (1, 2)"),
    one("global module", "$x = $K($x)", top="$K = torch.nn.ReLU()"),
    one("global object", "$x = $x * $K.scale", top="class $C:\n    scale = 2.0\n\n\n$K = $C()"),
    one("global None", "if $K is None:\n    $x = $x + 1", "$k = $K\n$x = $x + 1", top="$K = None"),
    one("global dtype", "$x = $x.to($K)", top="$K = torch.float32"),
    one("attribute of a class", "$x = $x * $C.scale", top="class $C:\n    scale = 2.0"),
    one(
        "enumeration",
        "$k = $C.A\nif $k == $C.B:\n    $x = $x + 1",
        imports=("import enum",),
        top="class $C(enum.Enum):\n    A = 1\n    B = 2",
    ),
    one(
        "named tuple",
        "$p = $P($x, $x)\n$x = $p.first",
        "$p = $P($x, $x)\n$x = $p[1]",
        imports=("from typing import NamedTuple", "from torch import Tensor"),
        top="class $P(NamedTuple):\n    first: Tensor\n    second: Tensor",
    ),
    one(
        "collections.namedtuple",
        "$p = $P($x, 2)\n$x = $p.first",
        "$p = $P($x, $x)\n$x = $p.first",
        imports=("from collections import namedtuple",),
        top="$P = namedtuple('$P', ['first', 'second'])",
    ),
    one(
        "TorchScript class",
        "$c = $C($x)\n$x = $c.twice()",
        "$c = $C(2)\n$x = $x + 1",
        top="@torch.jit.script\nclass $C:\n    def __init__(self, a):\n        self.a = a\n\n"
        "    def twice(self):\n        return self.a * 2",
    ),
    one(
        "dataclass",
        "$c = $C(2.0)\n$x = $x * $c.scale",
        imports=("import dataclasses",),
        top="@dataclasses.dataclass\nclass $C:\n    scale: float",
    ),
)

_PYG = family(
    "PyG",
    one(
        "Data taken apart",
        "$x = self.$m($x)",
        attributes="def $m(self, data):\n    return data.x if data.edge_index is None else data",
    ),
    one(
        "propagate without types",
        "$x = self.$conv($x, $edge_index)",
        "$x = self.$conv($x, $edge_index, $x[0])",
        init="self.$conv = $Conv()",
        imports=(*_OPTIONAL, "from torch_geometric.nn import MessagePassing"),
        top="class $Conv(MessagePassing):\n"
        "    def forward(self, x, edge_index, w: Optional[torch.Tensor] = None):\n"
        "        return self.propagate(edge_index, x=x, w=w)\n\n"
        "    def message(self, x_j, w: Optional[torch.Tensor]):\n"
        "        return x_j if w is None else x_j * w",
    ),
    one(
        "propagate of a number",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = $Conv()",
        imports=("from torch_geometric.nn import MessagePassing",),
        top="class $Conv(MessagePassing):\n    def forward(self, x, edge_index):\n"
        "        return self.propagate(edge_index, x=x, k=2)\n\n"
        "    def message(self, x_j, k: int):\n        return x_j * k",
    ),
    one(
        "layer that does not script",
        "$x = self.$conv($x, $edge_index)",
        init="self.$conv = GATConv(16, 16)",
        imports=("from torch_geometric.nn import GATConv",),
    ),
)

REFUSED = (*_SYNTAX, *_SIGNATURES, *_TYPES, *_CALLS, *_MODULES, *_GLOBALS, *_PYG)
