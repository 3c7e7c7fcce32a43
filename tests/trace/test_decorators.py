"""Decorators of the project: wrappers are run as the closures they are."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Run
from tests.trace.tracing import net, trace_net, write

HEAD = """\
import functools
import torch
from torch import Tensor
from torch.nn import Module

def loud(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print("called")  # WRAPPER
        return function(*args, **kwargs)
    return wrapper

def plain(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

def registered(function):
    NAMES.append(function.__name__)
    return function

def untraced(function):
    return torch.compiler.disable(function)

def unknown(function):
    return make(function)

NAMES = []
"""


def run(folder: Path, source: str) -> Run:
    write(folder, {"net.py": HEAD + textwrap.dedent(source)})
    return check([folder], Settings(root=folder))


def told(found: Run) -> dict[str, list[str]]:
    """By mark: the frames on the way."""
    return {
        found.sources[it.place.path][it.place.line - 1].partition("# ")[2]: [
            step.symbol for step in it.trace
        ]
        for it in found.findings
    }


def test_a_decorated_forward_begins_in_the_wrapper(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        """\
        class Net(Module):
            @loud
            @plain
            def forward(self, x: Tensor, scale: int = 2, *, mask=None, **rest):
                return x[x.norm(dim=-1) > scale]  # MASK
        """,
    )
    assert told(found) == {
        "WRAPPER": ["loud.wrapper"],
        "MASK": ["loud.wrapper", "plain.wrapper", "Net.forward"],
    }
    assert {it.entry_points for it in found.findings} == {("net.Net.forward",)}


def test_a_decorated_method_knows_its_owner(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        """\
        class Base(Module):
            def step(self, x):
                return x[x.norm(dim=-1) > self.least]  # MASK

        class Net(Base):
            def __init__(self):
                super().__init__()
                self.least = 2

            @plain
            def step(self, x):
                return super().step(x)

            @plain
            def forward(self, x: Tensor):
                return self.step(x)
        """,
    )
    assert found.by_entry["net.Net.forward"] and not found.models[-1].gaps
    assert told(found)["MASK"][-1] == "Base.step"


@pytest.mark.parametrize(
    ("decorator", "marks"),
    [
        ("registered", {"ITEM"}),
        ("plain", {"ITEM"}),
        ("loud", {"ITEM", "WRAPPER"}),
        ("untraced", {"CALL"}),
        ("unknown", {"ITEM"}),
    ],
)
def test_what_a_decorator_makes_of_a_function(
    tmp_path: Path, decorator: str, marks: set[str]
) -> None:
    """One that cannot be followed is taken to hand the function through."""
    source = f"""\
        @{decorator}
        def read(x):
            return x * x.sum().item()  # ITEM

        class Net(Module):
            def forward(self, x: Tensor):
                return read(x)  # CALL
        """
    assert set(told(run(tmp_path, source))) == marks


def test_a_nested_function_is_decorated_where_it_is_defined(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        """\
        class Net(Module):
            def forward(self, x: Tensor):
                @loud
                def read(y):
                    return y * y.sum().item()  # ITEM
                return read(x)
        """,
    )
    assert told(found) == {
        "WRAPPER": ["Net.forward", "loud.wrapper"],
        "ITEM": ["Net.forward", "loud.wrapper", "Net.forward.read"],
    }


def test_a_constructor_that_is_handed_what_is_not_known_runs_on_what_was_given(
    tmp_path: Path,
) -> None:
    head = """
    import functools
    import inspect

    def completed(function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            names = list(inspect.signature(function).parameters)
            return function(**{**dict(zip(names, args)), **kwargs})

        return call

    class Head(Module):
        @completed
        def __init__(self, width):
            super().__init__()
            self.conv = GCNConv(width, 4)

        def forward(self, x, edge_index):
            return self.conv(x, edge_index)  #! GCNConv
    """
    source = net("return self.head(x, edge_index)", head=head, init="self.head = Head(8)")
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked
    assert not traced.gaps
