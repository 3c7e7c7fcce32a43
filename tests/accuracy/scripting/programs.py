"""Programs put together from fragments, the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from tests.accuracy.generated.grammar import Fragment, Owner, Scope, Text, indented
from tests.accuracy.generated.nesting import NESTINGS as EVERY_NESTING
from tests.accuracy.generated.nesting import Nesting
from tests.accuracy.generated.programs import Program, dealt
from tests.accuracy.scripting.accepted import ACCEPTED
from tests.accuracy.scripting.refused import REFUSED

Inner = Callable[[Scope], list[str]]


def _hidden(scope: Scope, inner: Inner) -> list[str]:
    """A branch that the compiler leaves out."""
    return ["if not torch.jit.is_scripting():", *indented(inner(scope))]


def _left_out(scope: Scope, inner: Inner) -> list[str]:
    """A method that the compiler leaves out."""
    assert scope.owner is not None
    inside = scope.inside(scope.owner)
    name = scope.text.fresh("skipped")
    head = f"def {name}({inside.signature('self')}):"
    body = [*inner(inside), f"return {inside.x}"]
    scope.owner.methods.append(["@torch.jit.ignore", head, *indented(body)])
    return [f"{scope.x} = self.{name}({scope.arguments(inside)})"]


_KEPT = frozenset(
    (
        "in a loop over range",
        "in a loop over a list",
        "in while",
        "under no_grad",
        "behind a test of a size",
        "in the other branch",
        "behind a test of an attribute",
        "behind not training",
        "under an alias",
        "in a helper",
        "in a method",
        "in a static method",
        "in a submodule",
        "in a ModuleList",
        "in a ModuleDict",
        "in a Sequential",
        "in an inherited forward",
        "in message passing",
    )
)

#: The nestings that the compiler goes into, and two that it does not.
NESTINGS: tuple[Nesting, ...] = (
    *(it for it in EVERY_NESTING if it.name in _KEPT),
    Nesting("not for scripting", _hidden),
    Nesting("in an ignored method", _left_out, same_function=False, needs_self=True),
)

#: Names of everything that a program's ``constructs`` may say.
CONSTRUCTS = tuple(it.name for it in (*REFUSED, *ACCEPTED, *NESTINGS))


def programs(number: int, seed: int) -> Iterator[Program]:
    """So many different programs; half of them have a fragment that may be refused."""
    random = Random(seed)
    refused, accepted = dealt(random, REFUSED), dealt(random, ACCEPTED)
    nestings = dealt(random, NESTINGS)
    seen: set[str] = set()
    while len(seen) < number:
        chosen = [next(refused if len(seen) % 2 else accepted)]
        made = _program(random, chosen, next(nestings))
        if made.name not in seen:
            seen.add(made.name)
            yield made


def _program(random: Random, chosen: Sequence[Fragment], nesting: Nesting) -> Program:
    text = Text(random, annotated=random.random() < 0.6)
    text.imports["import torch"] = None
    net = Owner("Net")
    scope = Scope(text, net, "x", "edge_index", "batch")
    fragments = [*chosen, *random.choices(ACCEPTED, k=random.choice((0, 1, 1, 2)))]
    random.shuffle(fragments)
    body: list[str] = []
    for fragment in fragments:
        wanted = nesting if fragment is chosen[0] and random.random() < 0.6 else None
        body += _written(scope, fragment, wanted)
    returned = random.choice(("return x", "return x", "return x, x.sum()", 'return {"x": x}'))
    head = f"def forward({scope.signature('self')}):"
    net.methods.append([head, *indented([*body, returned])])
    text.define(net.lines())
    text.define(["def model():", "    return Net()"])
    return Program(text.source(), tuple(text.constructs))


def _written(scope: Scope, fragment: Fragment, nesting: Nesting | None) -> list[str]:
    if nesting is None or not nesting.admits(fragment, scope):
        return scope.write(fragment)
    scope.text.constructs.append(nesting.name)
    return nesting.wrap(scope, lambda inside: inside.write(fragment))
