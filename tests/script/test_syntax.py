"""The static frontend against the real one: same verdict, same first error, same line."""

from __future__ import annotations

import re
import sys
import sysconfig
import textwrap
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from astroid import extract_node, nodes

from gnnlint.script.syntax import Rejection, rejected, uncompiled
from gnnlint.tree import parse
from tests.accuracy.scripting.frontend import compare_frontends, frontend_says

STANDARD_LIBRARY = (
    "argparse.py",
    "ast.py",
    "configparser.py",
    "dataclasses.py",
    "functools.py",
    "inspect.py",
    "statistics.py",
    "typing.py",
    "asyncio/base_events.py",
    "concurrent/futures/process.py",
)


def first(source: str) -> Rejection | None:
    return next(rejected(extract_node(textwrap.dedent(source))), None)


def body(statement: str) -> str:
    return "def f(self, x):\n" + textwrap.indent(textwrap.dedent(statement), "    ")


@pytest.mark.parametrize(
    ("source", "construct"),
    [
        (body("try:\n    x\nfinally:\n    x"), "try"),
        (body("return (lambda y: y)(x)"), "lambda"),
        (body("def g(): pass"), "nested-def"),
        (body("class A: pass"), "class"),
        (body("import os"), "import"),
        (body("from os import path"), "import"),
        (body("global y"), "global"),
        (body("yield x"), "yield"),
        (body("x = yield"), "yield"),
        (body("x = {1, 2}"), "set"),
        (body("x = {y for y in x}"), "set"),
        (body("for y in x:\n    pass\nelse:\n    pass"), "loop-else"),
        (body("while x:\n    pass\nelse:\n    pass"), "loop-else"),
        (body("g(**x)"), "star-call"),
        (body("if (y := x): pass"), "walrus"),
        (body("raise"), "bare-raise"),
        (body("x = +x"), "unary-plus"),
        (body("x //= 2"), "augmented-assignment"),
        (body("x: int"), "bare-annotation"),
        (body("self.y: int = 2"), "annotated-attribute"),
        (body("x = f'{x:.2f}'"), "format-spec"),
        (body("x = f'{x!r}'"), "format-spec"),
        (body("x = {**x}"), "dict-expansion"),
        (body("x = {1: 2, **x}"), "dict-expansion"),
        (body("x = [y for y in x if y]"), "comprehension"),
        (body("x = [y for y in x for z in y]"), "comprehension"),
        (body("x = b'y'"), "bytes"),
        (body("with x as (a, b):\n    pass"), "with-as"),
        (body("with x as x.y:\n    pass"), "with-as"),
        (body("x = '\\ud800'"), "surrogate"),
        (body("match x:\n    case 1: pass"), "match"),
        ("async def f(x): pass", "async"),
        ("def f(*args): pass", "varargs"),
        ("def f(**kwargs): pass", "kwargs"),
        ("def f(*args, **kwargs): pass", "kwargs"),
        ("def f(x, *, y=1): pass", "keyword-only-default"),
        ("def f(x, *, y=lambda: 1): pass", "lambda"),
        ("def f(x) -> (lambda: 1): pass", "lambda"),
    ],
)
def test_refused(source: str, construct: str) -> None:
    found = first(source)
    assert found is not None and found.construct == construct
    assert frontend_says(source, "f") is not None


@pytest.mark.parametrize(
    "source",
    [
        "def f(x, *, y): pass",
        "def f(x=lambda: 1): pass",
        body("return sum(y for y in x)"),
        body("return {y: y for y in x}"),
        body("with x as y:\n    pass"),
        body("del x[1:2]"),
        body("g(*x)"),
        body("x[1, ..., None, ::2] = f'{x}'"),
        body("raise ValueError('no') from None"),
        body("a, *b = x"),
        body("x @ x\nx = x // 2\nx = ~x"),
        body("with torch.jit._IgnoreContextManager(a='inp:int'):\n    y = lambda: 1"),
    ],
)
def test_accepted(source: str) -> None:
    assert first(source) is None
    assert frontend_says(source, "f") is None


def test_a_branch_that_scripting_skips_is_refused_all_the_same() -> None:
    source = body("if not torch.jit.is_scripting():\n    x = (lambda y: y)(x)\nreturn x")
    found = first(source)
    assert found is not None and found.line == 3
    assert frontend_says(source, "f") == ("Lambda aren't supported", 3)


def test_every_refusal_comes_in_the_frontends_order() -> None:
    function = extract_node(body("a = {1}\ntry:\n    b = lambda: 1\nexcept E:\n    c = lambda: 2"))
    assert [one.construct for one in rejected(function)] == ["set", "try", "lambda"]


@pytest.mark.parametrize(
    ("source", "constructs"),
    [
        (body("del x[1:2]"), ["delete-slice"]),
        (body("del x.y"), ["delete-attribute"]),
        (body("for y in x:\n    del y[1:]"), ["delete-slice"]),
        (body("del x[1]\ndel x"), []),
        (body("return x\ndel x[1:2]"), []),
        (body("if not torch.jit.is_scripting():\n    del x[1:2]"), []),
        (body("if torch.jit.is_scripting():\n    return x\ndel x[1:2]"), []),
        ("def f(x, y, /):\n    return x + y + x", ["positional-only", "positional-only"]),
        ("def f(x, /, y):\n    return y", []),
    ],
)
def test_uncompiled(source: str, constructs: list[str]) -> None:
    found = uncompiled(extract_node(source))
    assert [one.construct for one in found] == constructs


def test_agrees_with_torch() -> None:
    """Every function of PyG's nn and of ten standard modules; `make accuracy` compares the rest."""
    agreement = compare_frontends(_sample())
    assert agreement.functions > 1500
    assert agreement.refused > 300
    assert len(agreement.verdicts) <= 0.005 * agreement.functions, agreement.verdicts
    assert len(agreement.errors) <= 0.02 * agreement.refused, agreement.errors


def _sample() -> Iterator[Path]:
    library = Path(sysconfig.get_path("stdlib"))
    yield from (library / name for name in STANDARD_LIBRARY)
    spec = find_spec("torch_geometric")
    if spec is not None and spec.origin is not None:
        yield from sorted(Path(spec.origin).parent.glob("nn/**/*.py"))


if sys.version_info >= (3, 12):  # pragma: no cover - the statement does not parse before

    def test_a_type_alias_is_refused() -> None:
        found = first(body("type A = int"))
        assert found is not None and found.construct == "type-alias"


RULES = Path(__file__).parents[2] / "rules"
SYNTAX_RULES = sorted(
    path.parent for path in RULES.glob("GNN11*/rule.toml") if '"syntax"' in path.read_text()
)


@pytest.mark.parametrize("rule", SYNTAX_RULES, ids=lambda rule: rule.name)
def test_examples_of_the_syntax_rules(rule: Path) -> None:
    """A marked line holds what the rule names, and what is recommended holds nothing."""
    code = rule.name[:6]
    constructs = set(re.findall(r'"([a-z-]+)"', "".join(_construct_rows(rule))))
    for path in sorted(rule.glob("*.py")):
        text = path.read_text()
        found = {
            one.line: one.construct
            for function in parse(text, "m", str(path)).nodes_of_class(nodes.FunctionDef)
            for one in (*rejected(function), *uncompiled(function))
        }
        marked = [
            number
            for number, line in enumerate(text.splitlines(), 1)
            if f"# expect: {code}" in line
        ]
        if path.stem.startswith("good"):
            assert not found, path
        for line in marked:
            # Whether `*x` can be expanded depends on the type of `x`.
            assert "(*" in text or found.get(line) in constructs, path


def _construct_rows(rule: Path) -> list[str]:
    lines = (rule / "rule.toml").read_text().splitlines()
    return [line for line in lines if line.startswith("construct")]
