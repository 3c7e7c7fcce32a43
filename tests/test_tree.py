"""The fast parse against astroid's public one: the same nodes at the same places."""

from __future__ import annotations

import gc
import inspect
import sys
import textwrap
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import astroid
import pytest
from astroid import nodes

import gnnlint.engine
import gnnlint.project.model
import gnnlint.trace.statements
import gnnlint.trace.value
import gnnlint.verify.children
from gnnlint.tree import FunctionDef, deeply, parse, paused_collection

Shape = tuple[str, int | None, int | None, int | None, int | None]

OF_EVERYTHING = '''\
"""Docstring."""

from __future__ import annotations

import os.path as path, sys
from collections import *

CONSTANT: int = 1
first, *rest = [1, 2, 3]


@decorated(1)
class Outer(Base[int], metaclass=type):
    """Docstring."""

    attribute: str

    def method(self, a, /, b=1, *args: int, c, d=2, **kwargs) -> None:
        """Docstring."""
        self.made = {"a": 1, **kwargs}
        del self.made["a"], a

    @property
    async def later(self):
        async with self.lock as lock, other:
            async for item in lock:
                await item
        return [await it async for it in self if it]

    class Inner: pass


def generator(x):
    global CONSTANT
    with open(x) as file:
        yield from (line for line in file)
    try:
        assert x, "text"
    except (ValueError, TypeError) as error:
        raise RuntimeError(f"{error!r:>{10}} é") from error
    else:
        x += 1
    finally:
        x = yield x

    def inner():
        nonlocal x
        return lambda y, *z: (y if y else z) or not x

    while True:
        if (n := len(x)) > 10 and x[1:2, ..., ::3]:
            break
        elif n:
            continue
        else:
            return {*x}, {a: b for a, b in x}, -x @ ~x, x is not None < 3
    match x:
        case {"key": [1, *others], **more} if more:
            pass
        case Outer(attribute="é") | None as found:
            return found
        case _:
            ...
'''


def source(module: ModuleType) -> str:
    return Path(inspect.getfile(module)).read_text("utf-8")


def nodes_below(node: nodes.NodeNG) -> Iterator[nodes.NodeNG]:
    yield node
    for child in node.get_children():
        yield from nodes_below(child)


def shape(node: nodes.NodeNG) -> Shape:
    return (
        type(node).__name__,
        node.lineno,
        node.col_offset,
        node.end_lineno,
        node.end_col_offset,
    )


SOURCES = {
    "everything": OF_EVERYTHING,
    "engine": source(gnnlint.engine),
    "model": source(gnnlint.project.model),
    "statements": source(gnnlint.trace.statements),
    "value": source(gnnlint.trace.value),
    "children": source(gnnlint.verify.children),
    "textwrap": source(textwrap),
    "empty": "",
    "comment": "# nothing\n",
    "docstring": '"""Only this."""',
}


@pytest.mark.parametrize("name", SOURCES)
def test_the_nodes_are_those_of_the_public_builder(name: str) -> None:
    ours = parse(SOURCES[name], name, f"/{name}.py")
    theirs = astroid.parse(SOURCES[name], name, f"/{name}.py", apply_transforms=False)
    mine, reference = list(nodes_below(ours)), list(nodes_below(theirs))
    assert [shape(it) for it in mine] == [shape(it) for it in reference]
    assert [it.as_string() for it in ours.body] == [it.as_string() for it in theirs.body]


@pytest.mark.parametrize("name", SOURCES)
def test_scopes_and_names_are_those_of_the_public_builder(name: str) -> None:
    ours = parse(SOURCES[name], name, f"/{name}.py")
    theirs = astroid.parse(SOURCES[name], name, f"/{name}.py", apply_transforms=False)
    for mine, reference in zip(nodes_below(ours), nodes_below(theirs), strict=True):
        assert type(mine.parent).__name__ == type(reference.parent).__name__
        if isinstance(mine, nodes.Name):
            found, expected = mine.lookup(mine.name), reference.lookup(reference.name)
            # Imported names and those that `del` takes back are bound later by the builder.
            imported = [isinstance(it, (nodes.Import, nodes.ImportFrom)) for it in expected[1]]
            if not (imported and all(imported)):
                assert shape(found[0])[:2] == shape(expected[0])[:2], mine.name
            ours_at = {it.lineno for it in found[1]}
            assert ours_at <= {it.lineno for it in expected[1]}, mine.name


def functions(node: nodes.NodeNG) -> Iterator[nodes.FunctionDef]:
    """The functions below a module, or a class, that stand in no other."""
    if isinstance(node, nodes.FunctionDef):
        yield node
    else:
        for child in node.get_children():
            yield from functions(child)


@pytest.mark.parametrize("name", SOURCES)
def test_bodies_are_made_when_they_are_asked_for(name: str) -> None:
    """In whatever order, they are what the public builder makes at once."""
    text = SOURCES[name].replace("    global CONSTANT\n", "")
    ours = parse(text, name, f"/{name}.py")
    theirs = astroid.parse(text, name, f"/{name}.py", apply_transforms=False)
    pairs = zip(functions(ours), functions(theirs), strict=True)
    for mine, reference in reversed([*pairs]):
        assert isinstance(mine, nodes.AsyncFunctionDef) or (
            isinstance(mine, FunctionDef) and mine.unread is not None
        )
        assert [*map(shape, nodes_below(mine))] == [*map(shape, nodes_below(reference))]
        imports = (nodes.Import, nodes.ImportFrom)  # bound later by the builder
        assert set(mine.locals) == {
            bound for bound, at in reference.locals.items() if not isinstance(at[0], imports)
        }


def test_names_that_functions_bind_in_their_module_are_known_before_they_are_looked_into() -> None:
    module = parse("def keep(x):\n    global kept\n    kept = x\n", "net", "/net.py")
    assert "kept" in module.locals


def test_a_module_knows_what_it_is() -> None:
    package = parse("x = 1\n", "pkg", "/pkg/__init__.py", package=True)
    module = parse("x = 1\n", "pkg.mod", "/pkg/mod.py")
    assert (package.name, package.package) == ("pkg", True)
    assert (module.name, module.package, module.file) == ("pkg.mod", False, "/pkg/mod.py")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = (\n", 1),
        ("def f(:\n    pass\n", 1),
        ("x = 1\n  y = 2\n", 2),
        ("if x:\npass\n", 2),
        ("x = 'é\n", 1),
        ("\tif x:\n        pass\n\t  pass\n", 1),
    ],
)
def test_what_cannot_be_parsed_says_where(text: str, line: int) -> None:
    with pytest.raises(SyntaxError) as error:
        parse(text, "net", "/net.py")
    assert error.value.lineno == line


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\0",
        "(" * 300 + ")" * 300,
        "x = " + "-" * 100_000 + "1",
        "x = " + " + ".join("1" * 20_000),
    ],
    ids=["null", "parentheses", "signs", "operators"],
)
def test_what_no_parser_can_read_is_a_syntax_error_too(text: str) -> None:
    """A null byte, nesting past the limits: one kind of error, and the process lives on."""
    with pytest.raises(SyntaxError):
        parse(text, "net", "/net.py")


def test_the_linted_codes_warnings_stay_its_own() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parse('x = "\\d"\nassert (x, "always true")\ny = 1 is 1\n', "net", "/net.py")


def test_the_line_ends_of_any_system() -> None:
    for end in ("\n", "\r\n"):
        module = parse(end.join(["x = 1", "", "y = 2", ""]), "net", "/net.py")
        assert [it.lineno for it in module.body] == [1, 3]


def test_collection_is_paused_and_resumed() -> None:
    assert gc.isenabled()
    with paused_collection():
        assert not gc.isenabled()
        with paused_collection():
            assert not gc.isenabled()
        assert not gc.isenabled(), "the inner one leaves the outer one alone"
    assert gc.isenabled()
    with pytest.raises(KeyError), paused_collection():
        raise KeyError
    assert gc.isenabled()


def test_deep_code_may_nest_further_and_only_there() -> None:
    before = sys.getrecursionlimit()
    assert deeply(sys.getrecursionlimit) > before
    assert sys.getrecursionlimit() == before


def test_calls_at_no_depth_map_memory_anew() -> None:
    """Chunks of the stack would be mapped at each call that crosses the end of one."""
    resource = pytest.importorskip("resource")

    def leaf(a=0, b=0, c=0, d=0, e=0, f=0, g=0, h=0, i=0, j=0, k=0, m=0):
        """More room for names than a frame of ``nest`` takes, so that it crosses first."""

    def nest(left: int) -> int:
        if left:
            return nest(left - 1)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(500):
            leaf()
        faults: int = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
        return faults

    assert deeply(lambda: max(map(nest, range(300)))) < 250


@pytest.mark.parametrize(
    "text", ["\fdef f(x):\n    return x\n", "a = 1\n  \fdef f(x):\n    return x\n"]
)
def test_a_form_feed_starts_a_line_anew(text: str) -> None:
    (function,) = functions(parse(text, "m", "m.py"))
    assert [it.as_string() for it in function.body] == ["return x"]


def test_a_form_feed_before_a_method_leaves_it_one() -> None:
    module = parse("class A:\n\f    def f(self, x):\n        return x\n", "m", "m.py")
    (function,) = functions(module)
    assert [it.as_string() for it in function.body] == ["return x"]
