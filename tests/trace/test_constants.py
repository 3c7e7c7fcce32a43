"""What Python computes of constants, held against Python itself."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path

import pytest

from gnnlint.trace.heap import DictObject, ListObject
from gnnlint.trace.state import State
from gnnlint.trace.value import Const, Ref, Scalar, Tuple, Value
from tests.trace.tracing import Traced, trace_script

HEAD = "import math\nfrom collections import OrderedDict\n"

KNOWN = (
    "math.ceil(math.log2(8 / 3))",
    "math.floor(2.5) + math.trunc(-2.5)",
    "math.isqrt(17), math.gcd(12, 18, 27), math.sqrt(16)",
    "math.prod([2, 3, 4]), math.prod(()), math.fsum([0.5, 0.25])",
    "math.isclose(0.1 + 0.2, 0.3), math.isfinite(1.0)",
    "isinstance(math.ceil(2.5), int), isinstance(math.sqrt(4), int)",
    "[64 // 2 ** level for level in range(min(3, math.ceil(math.log2(8))))]",
    "pow(2, 5), divmod(17, 5), 2 ** 0.5, (-2) ** 3",
    "list(map(int, ['1', '2', '3']))",
    "list(map(float, (1, 2))), list(map(str, [1, 2])), list(map(max, [1, 5], [4, 2]))",
    "list(map(lambda a, b: a * b, [1, 2, 3], [4, 5]))",
    "list(enumerate(['a', 'b'])), list(enumerate(['a', 'b'], 1)), list(enumerate('ab', start=3))",
    "dict([('a', 1), ('b', 2)]), dict(zip(['a', 'b'], [1, 2])), dict(zip('ab', (1, 2)), c=3)",
    "dict(enumerate(['a', 'b'])), OrderedDict([('b', 1), ('a', 2)])",
    "dict({'a': 1}, b=2), dict([(('user', 'to', 'item'), 1)])",
    "{'a': 1, 'b': 2} | {'b': 3, 'c': 4}, {'a': 1} | {}",
    "'__'.join(('user', 'to', 'item')), ''.join([]), '-'.join(str(it) for it in (1, 2))",
    "{'__'.join(kind): 1 for kind in [('a', 'to', 'b'), ('b', 'to', 'a')]}",
    "len(set([1, 2, 1])), sorted(set((3, 3, 2)))",
    "sorted([3, 1, 2], reverse=True), sorted(['b', 'a'], key=lambda it: it)",
    "sorted({'b': 1, 'a': 2}), sorted({'b': 1, 'a': 2}.items(), key=lambda pair: -pair[1])",
    "max([1, 3, 2], key=lambda it: -it), min(['aa', 'b'], key=lambda it: it), max([4, 5])",
)


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Traced:
    """All of the expressions in one script."""
    lines = [f"found_{place} = ({text},)" for place, text in enumerate(KNOWN)]
    return trace_script(tmp_path_factory.mktemp("constants"), HEAD + "\n".join(lines))


@pytest.mark.parametrize("place", range(len(KNOWN)), ids=KNOWN)
def test_constants_are_computed_as_python_does(traced: Traced, place: int) -> None:
    expected = eval(f"({KNOWN[place]},)", {"math": math, "OrderedDict": OrderedDict})
    state = traced.trace.state
    assert as_python(state.names[f"found_{place}"], state) == comparable(expected)


def as_python(value: Value, state: State) -> object:
    """The Python object that a value stands for; the value itself where that is not known."""
    if isinstance(value, Const):
        return comparable(value.value)
    if isinstance(value, Tuple) and value.items is not None:
        return tuple(as_python(it, state) for it in value.items)
    thing = state.heap.get(value.key) if isinstance(value, Ref) else None
    if isinstance(thing, ListObject) and thing.rest is None:
        return [as_python(it, state) for it in thing.items]
    if isinstance(thing, DictObject) and thing.rest is None:
        return [(key, as_python(held, state)) for key, held in thing.entries.items()]
    return value


def comparable(value: object) -> object:
    """``value`` with dicts as lists of pairs, whose order counts, and True told from 1."""
    if isinstance(value, Mapping):
        return [(key, comparable(held)) for key, held in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value)(map(comparable, value))
    return (type(value).__name__, value)


OPEN = """
import math
import sys

given = len(sys.argv)
whole = math.ceil(given / 2)
counted = math.factorial(5)
real = math.sqrt(given)
product = math.prod([2, given])
pairs = dict(zip(sys.argv, [1, 2]))
late = list(enumerate(["a"], given))
"""


def test_what_is_open_keeps_its_kind(tmp_path: Path) -> None:
    state = trace_script(tmp_path, OPEN).trace.state
    names = ("whole", "counted", "real")
    kinds = {name: getattr(state.names[name], "type", None) for name in names}
    assert kinds == {"whole": "int", "counted": "int", "real": "float"}
    assert isinstance(product := state.names["product"], Scalar) and product.type == "int"
    pairs = state.heap[state.names["pairs"].key]  # type: ignore[union-attr]
    assert isinstance(pairs, DictObject) and not pairs.entries and pairs.rest is not None
    late = state.heap[state.names["late"].key]  # type: ignore[union-attr]
    assert isinstance(late, ListObject) and isinstance(row := late.items[0], Tuple)
    assert row.items is not None and isinstance(row.items[0], Scalar)
    assert row.items[1] == Const("a")


CHANGED = """
options = {"a": 1, "b": 2}
taken = options.pop("a")
absent = options.pop("z", 5)
put = options.setdefault("c", 3)
kept = options.setdefault("b", 9)
items = [3, 1, 2]
items.reverse()
items.remove(1)
sorts = [3, 1, 2]
sorts.sort()
empty = [1]
empty.clear()
"""


def test_methods_that_change_containers_leave_what_python_leaves(tmp_path: Path) -> None:
    expected: dict[str, object] = {}
    exec(CHANGED, expected)
    del expected["__builtins__"]
    state = trace_script(tmp_path, CHANGED).trace.state
    found = {name: as_python(state.names[name], state) for name in expected}
    assert found == {name: comparable(value) for name, value in expected.items()}


LEFT_OPEN = """
parts = ["a", "b"]
parts.extend(input().split())
parts.pop(0)
first = parts[0]
several = [1, 2, 3]
several.remove(int(input()))
second = several[1]
stack = [1, 2, 3]
stack.pop(int(input()))
third = stack[1]
sure = ["a", "b"]
sure.extend(input().split())
known = sure[1], sure[:2]
"""


def test_what_is_taken_from_an_open_place_leaves_no_place_sure(tmp_path: Path) -> None:
    state = trace_script(tmp_path, LEFT_OPEN).trace.state
    assert not any(isinstance(state.names[it], Const) for it in ("first", "second", "third"))
    assert as_python(state.names["known"], state) == comparable(("b", ["a", "b"]))
