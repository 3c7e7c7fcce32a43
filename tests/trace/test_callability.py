"""What can be called: told as Python says it, and never a factory in place of what it makes."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
import torch

from gnnlint.trace.event import Kind
from tests.trace.tracing import net, trace_net

HEAD = """\
import functools

def function(it):
    return it

class Plain:
    def method(self):
        return 1

class Called(Plain):
    def __call__(self):
        return 1
"""
VALUES = """
lambda: 1 ; function ; Plain ; Called ; Plain() ; Called() ; Plain().method ; nn.ReLU ; nn.ReLU()
functools.partial(function, 1) ; torch.relu ; torch.nn.functional.relu ; 1 ; None ; "relu" ; (1, 2)
[function] ; {"a": function} ; torch.zeros(2) ; slice(1)
"""
ASKED = """\
if callable(self.it):
    x.item(){called}
else:
    x.tolist(){other}
if not callable(self.it):
    x.tolist(){other}
y = x.item() if callable(self.it) else x.tolist(){either}
return x
"""


@pytest.mark.parametrize("value", [it.strip() for it in VALUES.replace("\n", ";").split(";") if it])
def test_callable_answers_as_in_python(tmp_path: Path, value: str) -> None:
    known = {"functools": functools, "torch": torch, "nn": torch.nn}
    exec(HEAD, known)
    answer = callable(eval(value, known))
    says = {"called": "item", "other": "tolist", "either": "item" if answer else "tolist"}
    marks = {
        key: f"  #! {name}" if (name == "item") is answer else "" for key, name in says.items()
    }
    source = net(ASKED.format(**marks), init=f"self.it = {value}", head=HEAD)
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked


def test_what_is_not_known_may_be_callable(tmp_path: Path) -> None:
    marks = {
        "called": "  #! item when callable(self.it)",
        "other": "  #! tolist when not callable(self.it)",
        "either": "  #! item when callable(self.it); tolist when not callable(self.it)",
    }
    source = net(ASKED.format(**marks), init="self.it = it", arguments="it")
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked


def test_a_parameter_of_that_name_is_something_else(tmp_path: Path) -> None:
    source = net(
        "if callable(x):\n    x.item()  #! item\nreturn x",
        parameters="x: Tensor, callable",
    )
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked


def test_one_of_several_that_can_be_called_is(tmp_path: Path) -> None:
    """The other one is a number, which is used as it is."""
    init = "it = (lambda: 2) if flag else 3\nself.it = it() if callable(it) else it"
    forward = "if self.it == 2:\n    x.item()  #! item when flag\nreturn x"
    traced = trace_net(tmp_path, net(forward, init=init, arguments="flag"))
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    ("factory", "called"),
    [
        ("lambda: nn.Linear(4, 4)", False),
        ("lambda size=4: nn.Linear(size, size)", True),  # a tensor for a size
        ("lambda it, other: nn.Linear(4, 4)", False),
        ("lambda *sizes: nn.Linear(4, 4)", True),
    ],
)
def test_what_may_be_a_factory_is_what_it_makes(tmp_path: Path, factory: str, called: bool) -> None:
    """Whether it was called nobody knows, but arguments that it does not take tell."""
    init = f"make = {factory}\nself.it = make() if flag() else make"
    traced = trace_net(tmp_path, net("return self.it(x)", init=init, arguments="flag"))
    made = [it for it in traced.of_kind(Kind.MAKE) if it.scope == "forward"]
    assert bool(made) is called
