"""What a model's ``forward`` is called with: by names, annotations and what the model's code reads.

What a call raises tells what to change: a width, a kind of number, a dimension. Runs in a child.
"""

from __future__ import annotations

import ast
import heapq
import inspect
import re
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch.nn.modules.module import register_module_forward_hook

from gnnlint.verify.blame import blamed, line_in, summed_up
from gnnlint.verify.changes import changed, changes
from gnnlint.verify.documented import entries, shape_of
from gnnlint.verify.enumeration import listed
from gnnlint.verify.first_call import first_call
from gnnlint.verify.guessing import DATA, for_call, innermost_lines, is_tensor
from gnnlint.verify.loading import Loaded
from gnnlint.verify.recipe import Given, Recipe, with_width
from gnnlint.verify.signature import Parameter
from gnnlint.verify.stand_in import MissingPart

_MOST_ATTEMPTS = 200
SECONDS = 20.0
_OFTEN = ["x", "edge_attr", "pos", "edge_weight", "batch", "z", "y"]
_ALWAYS = ("x", "edge_index")  # passed though they have a default: without them little runs
_READ = frozenset(
    "x edge_index edge_attr edge_weight edge_type batch pos z y x_dict "
    "edge_index_dict adj_t node_type num_nodes num_graphs ptr node_attr".split()
)


class NotCalled(Exception):
    """No inputs were found; the text says what is missing."""

    def __init__(self, missing: str, call: Given = (), error: BaseException | None = None) -> None:
        super().__init__(missing)
        self.call = call
        self.error = error  # what the likeliest call raised


def call_of(
    loaded: Loaded,
    recipe: Recipe,
    make: Callable[[], Any],
    seconds: float = SECONDS,
    reaching: type[torch.nn.Module] | None = None,
) -> Recipe:
    """The recipe with inputs that the model runs on; at most so many seconds are tried.

    ``make`` makes a fresh model: one that raised half-way may hold what is left of the call.
    ``reaching`` is a part of the model: then it is enough that this part is called.

    Raises:
        NotCalled: none were found.
    """
    model = make()
    told = _Told(type(model), dict(recipe.init))
    parameters = [Parameter(**_as_parameter(it)) for it in listed(model.forward)]
    code = _code_of(type(model))
    call, positional = _first(parameters, code, model, told)
    unknown = [name for name, value in call if not value]
    if unknown:
        shown = ", ".join(f"`{it}`" for it in unknown)
        raise NotCalled(f"a value for {shown} of {recipe.class_name}.forward", call)
    forward = getattr(type(model), "forward", None)
    search = _Search(loaded, recipe, parameters, positional, make, reaching, forward)
    return search.run(call, time.monotonic() + seconds)


def likeliest_call(kind: type) -> tuple[Given, bool]:
    """What a class that could not be made is called with, for a stub; whether by position."""
    parameters = [Parameter(**_as_parameter(it)) for it in listed(getattr(kind, "forward", None))]
    return _first(parameters[1:], _code_of(kind), torch.nn.Module(), _Told(kind, {}))


def _run_on(
    loaded: Loaded,
    recipe: Recipe,
    model: Any,
    size: tuple[int, int, int],
    reaching: type[torch.nn.Module] | None,
) -> None:
    """Call the model with the inputs of one size."""
    positional, words = inputs_of(loaded, recipe, size)
    torch.manual_seed(0)
    if reaching is not None:
        first_call(reaching, lambda: model(*positional, **words))
        return
    with torch.no_grad():
        model(*positional, **words)


def inputs_of(
    loaded: Loaded, recipe: Recipe, size: tuple[int, int, int]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of one call, by position and by name."""
    n, e, g = size
    values = [(name, loaded.evaluate(it, n=n, e=e, g=g)) for name, it in recipe.arguments()]
    if recipe.positional:
        return tuple(value for _, value in values), {}
    return (), dict(values)


def _as_parameter(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "options": tuple(data["options"])}


# -- the first guess ------------------------------------------------------------------------------


_TAKEN = re.compile(r"(in|input)_?(channels|features|feats?|dim|size|f)$")


class _Told:
    """What the documentation of a class says of the arguments of its ``forward``."""

    def __init__(self, kind: type, init: Mapping[str, str]) -> None:
        forward = getattr(kind, "forward", None)
        self.init = init
        names = {it["name"] for it in listed(forward)}
        texts = (inspect.getdoc(forward), inspect.getdoc(kind))
        self.entries = [entries(it, names) for it in texts if it]

    def value(self, name: str, width: int) -> str | None:
        """A tensor of the shape that is told of an argument."""
        taken = [it for name, it in self.init.items() if _TAKEN.match(name) and it.isdecimal()]
        width = int(taken[0]) if taken else width
        for told in self.entries:
            entry = told.get(name)
            shape = shape_of(entry, self.init, width) if entry is not None else None
            if entry is not None and shape is not None:
                if not entry.is_whole:
                    return f"torch.randn{shape}".replace(",)", ")")
                top = "n" if "index" in name and shape.startswith("(2,") else "4"
                return f"torch.randint(0, {top}, {shape})"
        return None


def _first(
    parameters: list[Parameter], code: ast.AST, model: Any, told: _Told
) -> tuple[Given, bool]:
    """The likeliest inputs; whether they go by position."""
    width, taken = _width(model), [it for it in parameters if not it.gathers]
    if parameters and not taken:  # forward(*args)
        return (("x", with_width("torch.randn(n, 16)", width)),
                ("edge_index", "torch.randint(0, n, (2, e))")), True  # fmt: skip
    given: list[tuple[str, str]] = []
    for it in taken:
        if it.required or it.name in _ALWAYS:
            given += _given(it, code, width, model, told)
    by_position = any(it.kind in ("positional_only", "var_positional") for it in parameters)
    return tuple(given), by_position


def _given(
    it: Parameter, code: ast.AST, width: int, model: Any, told: _Told
) -> list[tuple[str, str]]:
    read = _parts_read(code, it.name)
    is_data = "Data" in it.annotation or "Batch" in it.annotation or (
        not is_tensor(it.annotation) and bool(read & _READ)
    )  # fmt: skip
    if is_data or (DATA.search(it.name) and not it.annotation and it.name != "batch"):
        names = sorted(read) or ["x", "edge_index", "batch"]
        return _parts(it.name, names, width, model)
    values = for_call(it)
    value = values[0] if values else ""
    if not value or "torch." in value:
        value = told.value(it.name, width) or value
    return [(it.name, _fitted(value, it.name, width, model))]


def _parts(owner: str, names: list[str], width: int, model: Any) -> list[tuple[str, str]]:
    """The parts of a data object that the code reads, those that are known by name."""
    kept = [it for it in names if it in _READ or for_call(Parameter(it, "Tensor"))]
    if "x_dict" in names or "edge_index_dict" in names:
        kept = [it for it in names if it.endswith("_dict")]
    kept = [it for it in kept if it not in _METHODS]
    if "edge_index" not in kept and "edge_index_dict" not in kept:
        kept.append("edge_index")
    return [(f"{owner}.{it}", _fitted(for_call(Parameter(it))[0], it, width, model)) for it in kept]


_METHODS = frozenset("to size shape dim keys values items device clone contiguous cuda cpu detach "
                     "float long double get num_features num_node_features num_edge_features "
                     "is_cuda validate to_dict store stores node_types edge_types metadata "
                     "num_edges to_data_list".split())  # fmt: skip


def _fitted(value: str, name: str, width: int, model: Any) -> str:
    """An expression of node features with the width of the first layer, of edges with theirs."""
    if value == "torch.randn(n, 16)":
        return with_width(value, width)
    if value == "torch.randn(e, 8)":
        dims = [getattr(it, "edge_dim", None) for it in model.modules()]
        return with_width(value, next((it for it in dims if isinstance(it, int) and it > 0), 8))
    return value


def _width(model: Any) -> int:
    """The features that the first layer takes."""
    for module in model.modules():
        for name in ("in_channels", "in_features"):
            width = getattr(module, name, None)
            if isinstance(width, tuple) and width:
                width = width[0]
            if isinstance(width, int) and width > 0:
                return width
    return 16


def _code_of(kind: type) -> ast.AST:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(kind)))
    except (OSError, SyntaxError, TypeError):
        return ast.Module([], [])


def _parts_read(code: ast.AST, name: str) -> set[str]:
    """Attributes and string keys that a forward pass reads off a variable of this name."""
    found = set()
    for node in _forward_pass(code):
        owner = getattr(node, "value", None)
        if not (isinstance(owner, ast.Name) and owner.id == name):
            continue
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            found.add(node.attr)
        key = node.slice if isinstance(node, ast.Subscript) else None
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            found.add(key.value)
    return {it for it in found if not it.startswith("_")}


def _forward_pass(code: ast.AST) -> Iterator[ast.AST]:
    """The nodes of ``forward`` and of the methods that it calls."""
    methods = {it.name: it for it in ast.walk(code) if isinstance(it, ast.FunctionDef)}
    waiting, seen = ["forward"], {"forward"}
    while waiting:
        method = methods.get(waiting.pop())
        for node in ast.walk(method) if method is not None else ():
            yield node
            if isinstance(node, ast.Attribute) and node.attr in methods and node.attr not in seen:
                seen.add(node.attr)
                waiting.append(node.attr)


# -- trying ---------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class _Rank:
    """In what order calls are tried: the lowest first."""

    later: int = 0  # 1: nothing but its name speaks for the value
    calls: int = 0  # layers that the pass went through, negative
    line: int = 0  # of ``forward`` that it came to, negative
    attempt: int = 0  # negative: what was found last
    index: int = 0


@contextmanager
def _counting() -> Iterator[list[None]]:
    """As many entries as layers return."""
    calls: list[None] = []
    hook = register_module_forward_hook(lambda *_: calls.append(None))
    try:
        yield calls
    finally:
        hook.remove()


class _Search:
    """Calls with one thing changed after the other, led by what the last call raised."""

    def __init__(
        self,
        loaded: Loaded,
        recipe: Recipe,
        parameters: list[Parameter],
        positional: bool,
        make: Callable[[], Any],
        reaching: type[torch.nn.Module] | None,
        forward: Callable[..., Any] | None,
    ) -> None:
        self.loaded = loaded
        self.recipe = replace(recipe, positional=positional)
        self.parameters = {it.name: it for it in parameters}
        self.make = make
        self.reaching = reaching
        self.forward = forward

    def run(self, call: Given, deadline: float) -> Recipe:
        """The first calls that go through, of as many sizes as do.

        What follows from the error that came latest in the pass is tried first.
        """
        waiting, seen = [(_Rank(), call)], {call}
        errors: dict[str, BaseException] = {}
        for attempt in range(_MOST_ATTEMPTS):
            if not waiting or time.monotonic() > deadline:
                break
            recipe = replace(self.recipe, call=heapq.heappop(waiting)[1])
            try:
                with _counting() as calls:
                    self._call(recipe, recipe.sizes[0])
            except (Exception, SystemExit) as error:
                if isinstance(error, ImportError | MissingPart):  # no other input mends that
                    raise NotCalled(self._lacking(error), call, error) from error
                told = _identity(error)
                if told not in errors:
                    errors[told] = error
                    rank = _Rank(0, -len(calls), -line_in(error, self.forward), -attempt)
                    for index, other in enumerate(_new(self._told(recipe.call, error), seen)):
                        heapq.heappush(waiting, (replace(rank, index=index), other))
                    rank = replace(rank, later=1)
                    for index, other in enumerate(_new(self._other_values(recipe.call), seen)):
                        heapq.heappush(waiting, (replace(rank, index=index), other))
                continue
            return self._sized(recipe)
        first = next(iter(errors.values()))
        raise NotCalled(self._lacking(first), call, first)

    def _lacking(self, error: BaseException) -> str:
        """What is missing, by what the likeliest call raises."""
        if isinstance(error, MissingPart):
            return str(error)
        faults = blamed(error, self.forward, self.parameters)
        shown = " or ".join(f"`{it}`" for it in faults)
        wanted = f"another value for {shown}" if faults else "other inputs"
        raises = summed_up(error, self.loaded.subject.project)
        return f"{wanted} of {self.recipe.class_name}.forward, which raises {raises}"

    def _sized(self, recipe: Recipe) -> Recipe:
        """The recipe with the sizes that the model takes."""
        fits = [it for it in recipe.sizes if self._runs(recipe, it)]
        if len(fits) == 1:  # the nodes are part of the model
            n, _, g = fits[0]
            fits += [it for _, e, _ in recipe.sizes[1:] if self._runs(recipe, it := (n, e, g))]
        return replace(recipe, sizes=self._in_turn(recipe, fits) or recipe.sizes[:1])

    def _in_turn(
        self, recipe: Recipe, sizes: list[tuple[int, int, int]]
    ) -> tuple[tuple[int, int, int], ...]:
        """The sizes that one model takes after another: it may keep something of the first."""
        model, taken = self.make(), list[tuple[int, int, int]]()
        for size in sizes:
            try:
                _run_on(self.loaded, recipe, model, size, self.reaching)
            except (Exception, SystemExit):
                break
            taken.append(size)
        return tuple(taken)

    def _runs(self, recipe: Recipe, size: tuple[int, int, int]) -> bool:
        try:
            self._call(recipe, size)
        except (Exception, SystemExit):
            return False
        return True

    def _call(self, recipe: Recipe, size: tuple[int, int, int]) -> None:
        _run_on(self.loaded, recipe, self.make(), size, self.reaching)

    def _told(self, call: Given, error: BaseException) -> Iterator[Given]:
        """Calls with one thing changed that the error tells of."""
        lines = innermost_lines(error)
        # First the arguments that the failing lines name.
        ways = changes(call, str(error), lines)
        yield from sorted(ways, key=lambda other: not _names_a_change(call, other, lines))
        yield from self._added(call, error)

    def _other_values(self, call: Given) -> Iterator[Given]:
        """Calls with another value of one argument."""
        for index, (name, value) in enumerate(call):
            owner, _, part = name.rpartition(".")
            known = self.parameters.get(name) if not owner else Parameter(part)
            for other in for_call(known or Parameter(part or name)):
                if other != value:
                    yield changed(call, index, other)

    def _added(self, call: Given, error: BaseException) -> Iterator[Given]:
        """With what the call lacks: a part of the data, an optional argument."""
        names = dict(call)
        owners = dict.fromkeys(it.partition(".")[0] for it in names if "." in it)
        parts = []
        if "NoneType" in str(error):  # what a data object of torch_geometric lacks is None
            lines = innermost_lines(error)
            parts = [it for it in _OFTEN if re.search(rf"\b{it}\b", lines)] or _OFTEN
        elif isinstance(error, AttributeError | KeyError):
            part = getattr(error, "name", None) or re.sub(r"^.*attribute ", "", str(error))
            parts = [str(part).strip("'\"")]
        for owner in owners:
            for part in parts:
                if part.isidentifier() and f"{owner}.{part}" not in names:
                    for value in for_call(Parameter(part))[:2]:
                        yield (*call, (f"{owner}.{part}", value))
        lacking = re.search(r"missing \d+ required positional arguments?: (.*)", str(error))
        if lacking is not None and self.recipe.positional:
            more = {it: for_call(Parameter(it)) for it in re.findall(r"'(\w+)'", lacking[1])}
            if all(more.values()):
                new = tuple((name, values[0]) for name, values in more.items())
                yield (*call[:1], *new)
                yield (*call, *(it for it in new if it[0] not in names))
        for it in self.parameters.values():
            if it.name not in names and not it.gathers and not it.required:
                values = for_call(it)
                takes = it.default == "None" or it.name in str(error)
                if values and takes and not any(n.startswith(f"{it.name}.") for n in names):
                    yield (*call, (it.name, values[0]))


def _names_a_change(call: Given, other: Given, lines: str) -> bool:
    changed = {name.rpartition(".")[2] for name, _ in set(other) - set(call)}
    return any(re.search(rf"\b{re.escape(it)}\b", lines) for it in changed)


def _new(calls: Iterator[Given], seen: set[Given]) -> list[Given]:
    """Those that were not tried yet, each once."""
    found = [it for it in dict.fromkeys(calls) if it not in seen]
    seen.update(found)
    return found


def _identity(error: BaseException) -> str:
    """What tells errors apart: the way to them and their text."""
    trace, places = error.__traceback__, list[str]()
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} {' '.join(places)} {error}"[:2000]
