"""Ways of wrapping code: each takes what writes the inner code, and writes both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.accuracy.generated.grammar import Fragment, Owner, Scope, indented

#: Writes the wrapped code to a scope and returns its lines.
Inner = Callable[[Scope], list[str]]


@dataclass(frozen=True)
class Nesting:
    """A construct that has other code inside."""

    name: str
    wrap: Callable[[Scope, Inner], list[str]]
    keeps_self: bool = True  # what needs a module can stand inside
    needs_self: bool = False
    keeps_graph: bool = True  # edge_index and batch are there inside
    keeps_gradients: bool = True
    needs_graph: bool = False
    needs_forward: bool = False
    same_function: bool = True

    def admits(self, fragment: Fragment, place: Scope) -> bool:
        """Whether the fragment can stand inside, where the construct itself is written there."""
        if (self.needs_self and place.owner is None) or (self.needs_forward and not place.forward):
            return False
        if self.needs_graph and place.edge_index is None:
            return False
        return self.within(place).holds(fragment)

    def within(self, place: Scope) -> Scope:
        """What there is inside, near enough to ask what can stand there."""
        graph = (place.edge_index, place.batch) if self.keeps_graph else (None, None)
        return replace(
            place,
            owner=place.owner if self.keeps_self else None,
            edge_index=graph[0],
            batch=graph[1],
            gradients=place.gradients and self.keeps_gradients,
            forward=place.forward and self.same_function,
        )


# --- in the same function -------------------------------------------------------------------------


def _under(*heads: str, after: Sequence[str] = ()) -> Callable[[Scope, Inner], list[str]]:
    """Below one of the heads; what follows the code stands at ``after``."""

    def wrap(scope: Scope, inner: Inner) -> list[str]:
        head = _filled(scope, scope.random.choice(heads)).splitlines()
        return [*head, *indented(inner(scope)), *(_filled(scope, line) for line in after)]

    return wrap


def _filled(scope: Scope, template: str) -> str:
    number = scope.text.fresh("i")
    return template.replace("$x", scope.x).replace("$i", number)


def _matched(scope: Scope, inner: Inner) -> list[str]:
    x = scope.x
    first = [f"match {x}.dim():", "    case 1:", f"        {x} = {x} + 1", "    case _:"]
    return [*first, *indented(indented(inner(scope)))]


def _own_context(scope: Scope, inner: Inner) -> list[str]:
    name = scope.text.fresh("Timed")
    scope.text.define(
        [
            f"class {name}:",
            "    def __enter__(self):",
            "        return self",
            "",
            "    def __exit__(self, *error):",
            "        return False",
        ]
    )
    return [f"with {name}():", *indented(inner(scope))]


def _generated_context(scope: Scope, inner: Inner) -> list[str]:
    name = scope.text.fresh("timed")
    scope.text.imports["from contextlib import contextmanager"] = None
    scope.text.define(["@contextmanager", f"def {name}():", "    yield"])
    return [f"with {name}():", *indented(inner(scope))]


def _without_gradients(scope: Scope, inner: Inner) -> list[str]:
    return ["with torch.no_grad():", *indented(inner(replace(scope, gradients=False)))]


def _attribute(scope: Scope, inner: Inner) -> list[str]:
    """A test of a constructor argument of the model."""
    assert scope.owner is not None
    name, value = scope.text.fresh("flag"), scope.random.random() < 0.7
    scope.owner.parameters.append(f"{name}={value}")
    scope.owner.init.append(f"self.{name} = {name}")
    if scope.owner.name == "Net":
        scope.literals[name] = value
    return [f"if self.{name}:", *indented(inner(scope))]


def _argument(scope: Scope, inner: Inner) -> list[str]:
    """A test of an argument of forward."""
    name, kind = scope.text.fresh("option"), ": bool" if scope.text.annotated else ""
    if scope.random.random() < 0.5:
        value = scope.random.random() < 0.6
        scope.literals[name] = value
        scope.parameters.append(f"{name}{kind} = {value}" if kind else f"{name}={value}")
        return [f"if {name}:", *indented(inner(scope))]
    scope.literals[name] = None
    scope.parameters.append(f"{name}=None")
    return [f"if {name} is None:", *indented(inner(scope))]


def _other_branch(scope: Scope, inner: Inner) -> list[str]:
    x = scope.x
    return [f"if {x}.size(0) < 2:", f"    {x} = {x} + 1", "else:", *indented(inner(scope))]


def _not_taken(scope: Scope, inner: Inner) -> list[str]:
    return [f"if {scope.x}.size(1) != 16:", *indented(inner(scope))]


def _alias(scope: Scope, inner: Inner) -> list[str]:
    name = scope.text.fresh("alias")
    return [f"{name} = {scope.x}", *inner(replace(scope, x=name)), f"{scope.x} = {name}"]


def _unpacked(scope: Scope, inner: Inner) -> list[str]:
    name, other = scope.text.fresh("first"), scope.text.fresh("rest")
    head = f"{name}, {other} = {scope.x}, {scope.x}.size(0)"
    return [head, *inner(replace(scope, x=name)), f"{scope.x} = {name} + {other} * 0"]


def _from_dict(scope: Scope, inner: Inner) -> list[str]:
    name, held = scope.text.fresh("feat"), scope.text.fresh("held")
    head = [f'{held} = {{"x": {scope.x}}}', f'{name} = {held}["x"]']
    return [*head, *inner(replace(scope, x=name)), f"{scope.x} = {name}"]


# --- in a function of its own ---------------------------------------------------------------------


def _function(name: str, scope: Scope, inner: Inner, *, first: Sequence[str] = ()) -> list[str]:
    """A definition whose parameters are the scope's variables."""
    early = []
    if scope.random.random() < 0.3:
        early = [f"if {scope.x}.size(1) == 3:", f"    return {scope.x}"]
        scope.text.constructs.append("early return")
    body = [*early, *inner(scope), f"return {scope.x}"]
    return [f"def {name}({scope.signature(*first)}):", *indented(body)]


def _helper(scope: Scope, inner: Inner) -> list[str]:
    name, inside = scope.text.fresh("helper"), scope.inside(None)
    scope.text.define(_function(name, inside, inner))
    return [f"{scope.x} = {name}({scope.arguments(inside)})"]


def _partial(scope: Scope, inner: Inner) -> list[str]:
    name, inside = scope.text.fresh("helper"), scope.inside(None)
    scope.text.imports["import functools"] = None
    scope.text.define(_function(name, inside, inner))
    called = f"functools.partial({name}, {scope.x})"
    rest = scope.arguments(inside).partition(", ")[2]
    return [f"{scope.x} = {called}({rest})"]


def _recursive(scope: Scope, inner: Inner) -> list[str]:
    name, inside = scope.text.fresh("repeated"), scope.inside(None)
    again = f"return {name}({inside.arguments(inside)}, depth - 1)"
    head = f"def {name}({inside.signature()}, depth=1):"
    body = ["if depth == 0:", f"    return {inside.x}", *inner(inside), again]
    scope.text.define([head, *indented(body)])
    return [f"{scope.x} = {name}({scope.arguments(inside)})"]


def _nested(scope: Scope, inner: Inner) -> list[str]:
    name, inside = scope.text.fresh("inner"), scope.inside(scope.owner)
    definition = _function(name, inside, inner)
    return [*definition, f"{scope.x} = {name}({scope.arguments(inside)})"]


def _closure(scope: Scope, inner: Inner) -> list[str]:
    """A nested function that takes what it needs from around it."""
    name, held = scope.text.fresh("inner"), scope.text.fresh("held")
    body = [f"{held} = {scope.x} * 1", *inner(replace(scope, x=held)), f"return {held}"]
    return [f"def {name}():", *indented(body), f"{scope.x} = {name}()"]


def _generator(scope: Scope, inner: Inner) -> list[str]:
    name, inside = scope.text.fresh("pieces"), scope.inside(None)
    body = [*inner(inside), f"yield {inside.x}"]
    scope.text.define([f"def {name}({inside.signature()}):", *indented(body)])
    item = scope.text.fresh("piece")
    call = f"{name}({scope.arguments(inside)})"
    return [f"for {item} in {call}:", f"    {scope.x} = {scope.x} + {item}"]


def _comprehension(scope: Scope, inner: Inner) -> list[str]:
    name, inside = scope.text.fresh("helper"), scope.inside(None)
    scope.text.define(_function(name, inside, inner))
    item = scope.text.fresh("item")
    call = f"{name}({scope.arguments(inside).replace(scope.x, item, 1)})"
    return [f"{scope.x} = sum([{call} for {item} in ({scope.x}, {scope.x} * 2)])"]


def _lambda(scope: Scope, inner: Inner) -> list[str]:
    name, inside = scope.text.fresh("helper"), scope.inside(None)
    scope.text.define(_function(name, inside, inner))
    held = scope.text.fresh("run")
    item = scope.text.fresh("v")
    call = f"{name}({scope.arguments(inside).replace(scope.x, item, 1)})"
    return [f"{held} = lambda {item}: {call}", f"{scope.x} = {held}({scope.x})"]


def _method(scope: Scope, inner: Inner) -> list[str]:
    assert scope.owner is not None
    name, inside = scope.text.fresh("part"), scope.inside(scope.owner)
    scope.owner.methods.append(_function(name, inside, inner, first=["self"]))
    return [f"{scope.x} = self.{name}({scope.arguments(inside)})"]


def _static(scope: Scope, inner: Inner) -> list[str]:
    assert scope.owner is not None
    name, inside = scope.text.fresh("part"), scope.inside(None)
    scope.owner.methods.append(["@staticmethod", *_function(name, inside, inner)])
    return [f"{scope.x} = self.{name}({scope.arguments(inside)})"]


def _property(scope: Scope, inner: Inner) -> list[str]:
    assert scope.owner is not None
    name, held = scope.text.fresh("weight"), scope.text.fresh("value")
    scope.owner.init.append(f"self.{held} = torch.nn.Parameter(torch.ones(4, 16))")
    inside = scope.inside(scope.owner, x="w", whole=False)
    body = [f"w = self.{held} * 1", *inner(inside), "return w"]
    scope.owner.methods.append(["@property", f"def {name}(self):", *indented(body)])
    return [f"{scope.x} = {scope.x} + self.{name}.sum(dim=0)"]


# --- in a module of its own -----------------------------------------------------------------------


def _module(scope: Scope, inner: Inner, base: str = "torch.nn.Module") -> tuple[str, Scope]:
    """A class whose forward has the code; its name, and the scope that calls must match."""
    owner = Owner(scope.text.fresh("Block"), base)
    inside = scope.inside(owner)
    owner.methods.append(_function("forward", inside, inner, first=["self"]))
    scope.text.define(owner.lines())
    return owner.name, inside


def _submodule(scope: Scope, inner: Inner) -> list[str]:
    assert scope.owner is not None
    kind, inside = _module(scope, inner)
    name = scope.text.fresh("block")
    scope.owner.init.append(f"self.{name} = {kind}()")
    return [f"{scope.x} = self.{name}({scope.arguments(inside)})"]


def _in_list(scope: Scope, inner: Inner) -> list[str]:
    assert scope.owner is not None
    kind, inside = _module(scope, inner)
    name, item = scope.text.fresh("blocks"), scope.text.fresh("block")
    made = f"torch.nn.ModuleList([{kind}() for _ in range(2)])"
    scope.owner.init.append(f"self.{name} = {made}")
    call = f"    {scope.x} = {item}({scope.arguments(inside)})"
    return [f"for {item} in self.{name}:", call]


def _in_dict(scope: Scope, inner: Inner) -> list[str]:
    assert scope.owner is not None
    kind, inside = _module(scope, inner)
    name = scope.text.fresh("blocks")
    scope.owner.init.append(f'self.{name} = torch.nn.ModuleDict({{"a": {kind}()}})')
    return [f'{scope.x} = self.{name}["a"]({scope.arguments(inside)})']


def _in_sequence(scope: Scope, inner: Inner) -> list[str]:
    assert scope.owner is not None
    kind, _ = _module(replace(scope, edge_index=None, batch=None), inner)
    name = scope.text.fresh("blocks")
    scope.owner.init.append(f"self.{name} = torch.nn.Sequential({kind}(), torch.nn.ReLU())")
    return [f"{scope.x} = self.{name}({scope.x})"]


def _inherited(scope: Scope, inner: Inner) -> list[str]:
    """A block whose forward stands in its base class."""
    assert scope.owner is not None
    base, inside = _module(scope, inner)
    kind, name = scope.text.fresh("Special"), scope.text.fresh("block")
    scope.text.define([f"class {kind}({base}):", "    extra = 1"])
    scope.owner.init.append(f"self.{name} = {kind}()")
    return [f"{scope.x} = self.{name}({scope.arguments(inside)})"]


def _through_super(scope: Scope, inner: Inner) -> list[str]:
    assert scope.owner is not None
    base, inside = _module(scope, inner)
    kind, name = scope.text.fresh("Special"), scope.text.fresh("block")
    signature, given = inside.signature("self"), inside.arguments(inside)
    forward = [f"def forward({signature}):", f"    return super().forward({given}) * 2"]
    scope.text.define([f"class {kind}({base}):", *indented(forward)])
    scope.owner.init.append(f"self.{name} = {kind}()")
    return [f"{scope.x} = self.{name}({scope.arguments(inside)})"]


def _message_passing(scope: Scope, inner: Inner) -> list[str]:
    """A layer whose message, update or forward has the code."""
    assert scope.owner is not None
    scope.text.imports["from torch_geometric.nn import MessagePassing"] = None
    owner = Owner(scope.text.fresh("Conv"), "MessagePassing")
    owner.init.append('self.aggr = "mean"')
    place = scope.random.choice(("message", "update"))
    argument = {"message": "x_j", "update": "inputs"}[place]
    inside = scope.inside(owner, x=argument, whole=False)
    method = _function(place, inside, inner, first=["self"])
    forward = ["def forward(self, x, edge_index):", "    return self.propagate(edge_index, x=x)"]
    owner.methods += [forward, method]
    scope.text.define(owner.lines())
    name = scope.text.fresh("conv")
    scope.owner.init.append(f"self.{name} = {owner.name}()")
    return [f"{scope.x} = self.{name}({scope.x}, {scope.edge_index})"]


NESTINGS: tuple[Nesting, ...] = (
    Nesting("in a loop over range", _under("for $i in range(2):", "for _ in range(1, 3):")),
    Nesting(
        "in a loop over a list",
        _under("for $i in [1, 2]:", "for $i in ($x, $x):", 'for $i in ("a", "b"):'),
    ),
    Nesting(
        "in a loop over zip, enumerate",
        _under("for $i, _ in enumerate((1, 2)):", "for $i, _ in zip((1, 2), (3, 4)):"),
    ),
    Nesting("in while", _under("$i = 0\nwhile $i < 2:\n    $i += 1")),
    Nesting("in try", _under("try:", after=("except ValueError:", "    $x = $x + 1"))),
    Nesting("in try with finally", _under("try:", after=("finally:", "    $x = $x + 1"))),
    Nesting("under no_grad", _without_gradients, keeps_gradients=False),
    Nesting(
        "under autocast or enable_grad",
        _under('with torch.autocast("cpu", enabled=False):', "with torch.enable_grad():"),
    ),
    Nesting("under a context manager of its own", _own_context),
    Nesting("under a generated context manager", _generated_context),
    Nesting("behind a test of a size", _under("if $x.size(0) > 2:", "if $x.dim() == 2:")),
    Nesting("in the other branch", _other_branch),
    Nesting("in a branch not taken", _not_taken),
    Nesting("behind a test of an attribute", _attribute, needs_self=True),
    Nesting("behind a test of an argument", _argument, needs_forward=True),
    Nesting("behind not training", _under("if not self.training:"), needs_self=True),
    Nesting("in match", _matched),
    Nesting("under an alias", _alias),
    Nesting("under an unpacked name", _unpacked),
    Nesting("under a name from a dict", _from_dict),
    Nesting("in a helper", _helper, same_function=False, keeps_self=False),
    Nesting("in a partial", _partial, same_function=False, keeps_self=False),
    Nesting("in a recursion", _recursive, same_function=False, keeps_self=False),
    Nesting("in a nested function", _nested, same_function=False),
    Nesting("in a closure", _closure),
    Nesting("in a generator", _generator, same_function=False, keeps_self=False),
    Nesting("in a comprehension", _comprehension, same_function=False, keeps_self=False),
    Nesting("in a lambda", _lambda, same_function=False, keeps_self=False),
    Nesting("in a method", _method, same_function=False, needs_self=True),
    Nesting("in a static method", _static, same_function=False, needs_self=True, keeps_self=False),
    Nesting("in a property", _property, same_function=False, needs_self=True, keeps_graph=False),
    Nesting("in a submodule", _submodule, same_function=False, needs_self=True),
    Nesting("in a ModuleList", _in_list, same_function=False, needs_self=True),
    Nesting("in a ModuleDict", _in_dict, same_function=False, needs_self=True),
    Nesting(
        "in a Sequential", _in_sequence, same_function=False, needs_self=True, keeps_graph=False
    ),
    Nesting("in an inherited forward", _inherited, same_function=False, needs_self=True),
    Nesting("called through super", _through_super, same_function=False, needs_self=True),
    Nesting(
        "in message passing",
        _message_passing,
        same_function=False,
        needs_self=True,
        keeps_graph=False,
        needs_graph=True,
    ),
)
