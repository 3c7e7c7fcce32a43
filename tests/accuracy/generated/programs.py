"""Programs put together from fragments, the same ones for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from tests.accuracy.generated.breaking import BREAKING
from tests.accuracy.generated.clean import CLEAN
from tests.accuracy.generated.grammar import Fragment, Owner, Scope, Text, indented
from tests.accuracy.generated.nesting import NESTINGS, Nesting
from tests.accuracy.recipes import SIZES

#: What a program may have besides.
OTHERS = ("early return",)

#: Names of everything that a program's ``constructs`` may say.
CONSTRUCTS = (*(it.name for it in (*CLEAN, *BREAKING)), *(it.name for it in NESTINGS), *OTHERS)

_INPUTS = {
    "x": "torch.randn(n, 16)",
    "edge_index": "torch.randint(0, n, (2, e))",
    "batch": "torch.arange(n) * g // n",
}


@dataclass(frozen=True)
class Program:
    """A file with ``model()`` and ``inputs()``."""

    source: str
    constructs: tuple[str, ...] = ()  # in the order written
    arguments: str = ""  # what ``model()`` passes to the constructor
    literals: Mapping[str, Any] = field(default_factory=dict)  # arguments, by name

    @property
    def name(self) -> str:
        """By what it says: programs of one name are the same."""
        return f"net_{hashlib.sha256(self.source.encode()).hexdigest()[:10]}"


def programs(number: int, seed: int) -> Iterator[Program]:
    """So many different programs.

    Half of them have a fragment or two that may break. They are dealt from a shuffled deck, like
    all others: so every fragment and every nesting gets its turn.
    """
    random = Random(seed)
    breaking, clean = dealt(random, BREAKING), dealt(random, CLEAN)
    nestings = dealt(random, NESTINGS)
    seen: set[str] = set()
    while len(seen) < number:
        chosen = [next(clean)]
        if len(seen) % 2:
            chosen = [next(breaking) for _ in range(random.choice((1, 1, 2)))]
        made = _program(random, chosen, next(nestings))
        if made.name not in seen:
            seen.add(made.name)
            yield made


T = TypeVar("T")


def dealt(random: Random, cards: Sequence[T]) -> Iterator[T]:
    """The cards in one shuffled deck after the other."""
    while True:
        yield from random.sample(cards, len(cards))


def _program(random: Random, dealt: list[Fragment], nesting: Nesting) -> Program:
    text = Text(random, annotated=random.random() < 0.6)
    text.imports["import torch"] = None
    net = Owner("Net")
    scope = Scope(text, net, "x", "edge_index", "batch", forward=True)
    fragments = [*dealt, *random.choices(CLEAN, k=random.choice((0, 1, 1, 2)))]
    random.shuffle(fragments)
    body: list[str] = []
    for fragment in fragments:
        chain = [nesting] if fragment is dealt[0] else []
        body += _wrapped(scope, fragment, chain, random.choice((0, 0, 1, 1, 2)))
    signature = ", ".join([scope.signature("self"), *scope.parameters])
    returned = random.choice(("return x", "return x", "return x, x.sum()", 'return {"x": x}'))
    net.methods.append([f"def forward({signature}):", *indented([*body, returned])])
    text.define(net.lines())
    return _finished(text, scope)


def _wrapped(scope: Scope, fragment: Fragment, chain: Sequence[Nesting], deeper: int) -> list[str]:
    """The fragment inside the chain, where that can be, and inside so many nestings more."""
    if not chain and deeper:
        possible = [it for it in NESTINGS if it.admits(fragment, scope)]
        chain, deeper = [scope.random.choice(possible)], deeper - 1
    if not chain:
        return scope.write(fragment)
    nesting, *rest = chain
    if not nesting.admits(fragment, scope):
        return _wrapped(scope, fragment, rest, deeper)
    scope.text.constructs.append(nesting.name)
    return nesting.wrap(scope, lambda inside: _company(inside, fragment, rest, deeper))


def _company(scope: Scope, fragment: Fragment, rest: Sequence[Nesting], deeper: int) -> list[str]:
    """The fragment, now and then with another one beside it in the same function."""
    lines = _wrapped(scope, fragment, rest, deeper)
    if scope.random.random() < 0.25:
        others = BREAKING if fragment in BREAKING and scope.random.random() < 0.4 else CLEAN
        possible = [it for it in others if scope.holds(it)]
        lines += scope.write(scope.random.choice(possible))
    return lines


def _finished(text: Text, scope: Scope) -> Program:
    """With ``model()`` and ``inputs()``, which pass what is tested."""
    random, literals = text.random, dict(scope.literals)
    passed: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for name, value in literals.items():
        if isinstance(value, bool) and random.random() < 0.5:
            literals[name] = not value
            (options if name.startswith("option") else passed)[name] = not value
    arguments = ", ".join(f"{name}={value}" for name, value in passed.items())
    text.define(["def model():", f"    return Net({arguments})"])
    given = {**_INPUTS, **{name: repr(value) for name, value in options.items()}}
    call = ", ".join(f'"{name}": {value}' for name, value in given.items())
    if not options:
        call = ", ".join(given.values())
    text.define(
        [
            "def inputs():",
            "    return [",
            f"        {{{call}}}" if options else f"        ({call})",
            f"        for n, e, g in {SIZES}",
            "    ]",
        ]
    )
    return Program(text.source(), tuple(text.constructs), arguments, literals)
