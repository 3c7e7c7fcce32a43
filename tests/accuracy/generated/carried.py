"""Values that reach their use on a detour: through containers, objects, calls.

Each detour is taken with a tensor that is then tested, with a mask that is then read by, and with a
size, which breaks nothing.
"""

from __future__ import annotations

from tests.accuracy.generated.grammar import Fragment

#: By name: a body that makes ``$r`` of ``@``, and the definitions it needs.
DETOURS: tuple[tuple[str, str, str], ...] = (
    ("a dict", '$d = {"a": 1, "b": @}\n$r = $d["b"]', ""),
    ("dict.get", '$d = dict(b=@)\n$r = $d.get("b", None)', ""),
    ("dict.pop", '$d = {"b": @}\n$d.setdefault("a", 1)\n$r = $d.pop("b")', ""),
    ("dict.items", '$r = 0\nfor $k, $v in {"b": @}.items():\n    $r = $v', ""),
    ("a list", "$l = [1]\n$l.append(@)\n$r = $l[-1]", ""),
    ("a tuple", "$l = (1, @)\n$k, $r = $l", ""),
    ("a starred name", "$k, *$l = 1, 2, @\n$r = $l[1]", ""),
    ("zip", "for $r, $k in zip([@], (1,)):\n    $x = $x * $k", ""),
    ("enumerate", "for $k, $r in enumerate([@]):\n    $x = $x + $k", ""),
    ("a comprehension", "$r = [$v for $v in [@]][0]", ""),
    ("a dict comprehension", '$r = {$k: $v for $k, $v in [("a", @)]}["a"]', ""),
    ("next of a generator", "$r = next($v for $v in [@])", ""),
    (
        "a dataclass",
        "$o = $State(1, @)\n$r = $o.value",
        "@dataclass\nclass $State:\n    number: int\n    value: object = None",
    ),
    (
        "a named tuple",
        "$o = $Pair(value=@, number=2)\n$r = $o.value",
        "class $Pair(NamedTuple):\n    value: object\n    number: int = 0",
    ),
    (
        "an object",
        "$o = $Box(@)\n$r = $o.held()",
        "class $Box:\n    def __init__(self, value):\n        self.value = value\n\n"
        "    def held(self):\n        return self.value",
    ),
    (
        "an attribute",
        "$o = $Bag()\n$o.value = @\n$r = $o.value",
        "class $Bag:\n    value = None",
    ),
    ("a helper", "$r = $same(@)", "def $same(v):\n    return v"),
    ("a default", "$r = $chosen(@)", "def $chosen(v=None, k=1):\n    return k if v is None else v"),
    ("a tuple returned", "$k, $r = $both(1, @)", "def $both(a, b):\n    return a, b"),
    (
        "a dict returned",
        '$r = $named(@)["value"]',
        'def $named(v):\n    return {"value": v, "number": 1}',
    ),
    (
        "keyword arguments",
        "$r = $picked(number=1, value=@)",
        'def $picked(**options):\n    return options["value"]',
    ),
    ("positional arguments", "$r = $last(1, @)", "def $last(*values):\n    return values[-1]"),
    (
        "arguments passed on",
        "$r = $outer(@, 1)",
        "def $inner(v, k):\n    return v\n\n\n"
        "def $outer(*args, **kwargs):\n    return $inner(*args, **kwargs)",
    ),
    ("a lambda", "$r = (lambda v: v)(@)", ""),
    ("a closure", "$h = @\ndef $f():\n    return $h\n$r = $f()", ""),
    ("partial", "$r = functools.partial($same, @)()", "def $same(v):\n    return v"),
    ("map", "$r = list(map(lambda v: v, [@]))[0]", ""),
    (
        "a generator",
        "for $r in $each(@):\n    $x = $x + 1",
        "def $each(v):\n    yield v",
    ),
    (
        "a decorator",
        "$r = $kept(@)",
        "def $through(f):\n    @functools.wraps(f)\n    def run(*args):\n        return f(*args)\n"
        "    return run\n\n\n@$through\ndef $kept(v):\n    return v",
    ),
    (
        "a recursion",
        "$r = $down(@, 2)",
        "def $down(v, k):\n    return v if k == 0 else $down(v, k - 1)",
    ),
    ("a walrus", "$k = ($r := @)", ""),
    ("a ternary", "$r = @ if $x.size(1) == 16 else None", ""),
    ("or", "$k = None\n$r = $k or @", ""),
    ("a branch", "$r = None\nif $x.dim() == 2:\n    $r = @", ""),
    ("a try", "try:\n    $r = @\nexcept ValueError:\n    $r = None", ""),
    ("a dispatch", '$r = {"a": $same}["a"](@)', "def $same(v):\n    return v"),
    (
        "a static method",
        "$r = $Tools.same(@)",
        "class $Tools:\n    @staticmethod\n    def same(v):\n        return v",
    ),
    (
        "a module",
        "$r = self.$part(@)",
        "class $Same(torch.nn.Module):\n    def forward(self, v):\n        return v",
    ),
    (
        "a method called by name",
        '$r = getattr($Tools(), "same")(@)',
        "class $Tools:\n    def same(self, v):\n        return v",
    ),
    (
        "a property",
        "$r = $Half(@).whole",
        "class $Half:\n    def __init__(self, v):\n        self.v = v\n\n    @property\n"
        "    def whole(self):\n        return self.v",
    ),
)

_IMPORTS = {
    "dataclass": "from dataclasses import dataclass",
    "NamedTuple": "from typing import NamedTuple",
    "functools": "import functools",
}

#: What is carried and what is done with it, where that breaks and where it does not.
_BREAKING = (
    ("$scalar", "if $r > 0:\n    $x = $x + 1"),
    ("$scalar", "$x = $x * $r.item()"),
    ("$mask", "$x = $x + $x[$r].sum(dim=0)"),
)
_CLEAN = (
    ("$size", "if $r > 3:\n    $x = $x + 1"),
    ("$index", "$x = $x + $x[$r].mean(dim=0)"),
    ("$mask", "$x = $x.masked_fill($r.unsqueeze(-1), 0.0)"),
)


def _carried(family: str, uses: tuple[tuple[str, str], ...]) -> tuple[Fragment, ...]:
    return tuple(
        Fragment(
            f"{name} ({family})",
            f"detours of {family}",
            tuple(f"{body.replace('@', value)}\n{use}" for value, use in uses),
            init="self.$part = $Same()" if "self.$part" in body else "",
            top=top,
            imports=tuple(line for word, line in _IMPORTS.items() if word in body + top),
        )
        for name, body, top in DETOURS
    )


BREAKING = _carried("what breaks", _BREAKING)
CLEAN = _carried("what does not", _CLEAN)
