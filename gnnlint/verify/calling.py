"""What a model's ``forward`` is called with: by names, annotations and what the model's code reads.

What a call raises tells what to change: a width, a kind of number, a dimension. Runs in a child.
"""

from __future__ import annotations

import heapq
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch.nn.modules.module import register_module_forward_hook

from gnnlint.verify.blame import blamed, line_in, summed_up
from gnnlint.verify.changes import changed, changes
from gnnlint.verify.enumeration import listed
from gnnlint.verify.first_call import first_call
from gnnlint.verify.first_guess import Documented, code_of, first_guess
from gnnlint.verify.guessing import for_call, innermost_lines
from gnnlint.verify.loading import Loaded
from gnnlint.verify.recipe import Given, Recipe
from gnnlint.verify.signature import Parameter
from gnnlint.verify.stand_in import MissingPart

_MOST_ATTEMPTS = 200
SECONDS = 20.0
_OFTEN = ["x", "edge_attr", "pos", "edge_weight", "batch", "z", "y"]


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
    told = Documented(type(model), dict(recipe.init))
    parameters = [Parameter(**_as_parameter(it)) for it in listed(model.forward)]
    code = code_of(type(model))
    call, positional = first_guess(parameters, code, model, told)
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
    return first_guess(parameters[1:], code_of(kind), torch.nn.Module(), Documented(kind, {}))


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
        errors: dict[str, tuple[_Rank, Given, BaseException]] = {}
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
                    rank = _Rank(0, -len(calls), -line_in(error, self.forward), -attempt)
                    errors[told] = (rank, recipe.call, error)
                    for index, other in enumerate(_new(self._told(recipe.call, error), seen)):
                        heapq.heappush(waiting, (replace(rank, index=index), other))
                    rank = replace(rank, later=1)
                    for index, other in enumerate(_new(self._other_values(recipe.call), seen)):
                        heapq.heappush(waiting, (replace(rank, index=index), other))
                continue
            return self._sized(recipe)
        _, _, first = next(iter(errors.values()))
        _, call, furthest = min(errors.values(), key=lambda it: (it[0].calls, it[0].line))
        raise NotCalled(self._lacking(furthest), call, first)

    def _lacking(self, error: BaseException) -> str:
        """What is missing, by what a call raises."""
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
        yield from _as_tensors(call, str(error))
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


_NO_DATA = re.compile(
    r"must be Tensor, not (Data|Batch)|unsupported operand type\(s\) for .*'(Data|Batch)'|"
    r"'GlobalStorage' object has no attribute '(?P<method>\w+)'"
)
_TENSORS = ("torch.rand(n, n)", "torch.randn(n, 16)", "torch.randint(0, n, (2, e))")


def _as_tensors(call: Given, told: str) -> Iterator[Given]:
    """Calls with a tensor for a data object, where an error says that one is wanted: by its name
    alone, ``g`` is a graph's data or its matrix."""
    match = _NO_DATA.search(told)
    if match is None or not hasattr(torch.Tensor, match["method"] or "matmul"):
        return
    for owner in dict.fromkeys(name.partition(".")[0] for name, _ in call if "." in name):
        for value in _TENSORS:
            given = {owner if name.startswith(f"{owner}.") else name: it for name, it in call}
            yield tuple({**given, owner: value}.items())


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
