"""Tensors that traced code tells to have a gradient, and what is returned of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from gnnlint.trace.gradients import LEAKED, RETURNED
from gnnlint.trace.leaves import CARRYING
from tests.trace.tracing import net, trace_net

MADE = "y = torch.zeros(4)\ny.requires_grad_()\n"
INIT = """
self.lin = nn.Linear(4, 4)
self.weight = nn.Parameter(torch.zeros(4))
self.register_buffer("shift", torch.zeros(4))
self.option = option
"""


def _told(folder: Path, body: str) -> list[str]:
    """The conditions under which what is returned has a gradient required here."""
    parameters = "x: Tensor, flag: bool"
    traced = trace_net(folder, net(body, init=INIT, arguments="option", parameters=parameters))
    return [" and ".join(map(str, it.path)) for it in traced.named(RETURNED)]


@pytest.mark.parametrize(
    "body",
    [
        MADE + "return y",
        MADE + "return x + y",
        MADE + "return [y], {}",
        MADE + "return {'y': torch.stack([y, y])[0].view(2, 2).T}",
        MADE + "return self.lin(y)",
        MADE + "with torch.no_grad():\n    z = y + 1\nreturn y * 2",
        "return torch.zeros(4).requires_grad_() + x",
        "y = x * 2\ny.requires_grad_(True)\nreturn y",
        "return x.to(unknown).sum(dim=unknown).requires_grad_()",
        "return x.clone().requires_grad_()",
        "return self.lin(x).detach().requires_grad_().sum()",
        "return (self.lin(x) > 0).float().requires_grad_()",
        "y = self.shift + 1\ny.add_(x)\nreturn y.requires_grad_()",
        "with torch.no_grad():\n    y = (x * 2).requires_grad_()\nreturn y + 1",
        "def told(it):\n    return it.requires_grad_()\nreturn told(x * 2)",
    ],
)
def test_what_is_returned_has_a_gradient_that_was_required(tmp_path: Path, body: str) -> None:
    assert _told(tmp_path, body) == [""]


@pytest.mark.parametrize(
    "body",
    [
        MADE + "return x",
        MADE + "return x + y.detach()",
        MADE + "return (x + y).detach()",
        MADE + "return x[y > 0], y.argmax(), y.shape[0], y.long()",
        MADE + "with torch.no_grad():\n    z = y + 1\nreturn z",
        MADE + "torch.set_grad_enabled(flag)\nreturn y + 1",
        MADE.replace("()\n", "(False)\n") + "return y",
        MADE.replace("()\n", "(flag)\n") + "return y",
        "y = torch.zeros(4, requires_grad=flag)\ny.requires_grad_()\nreturn y",
        "return (x * self.weight).requires_grad_()",
        "return self.lin(x).requires_grad_()",
        "return (x + unknown).requires_grad_()",
        "return torch.cat([x, unknown]).requires_grad_()",
        "y = torch.zeros(4)\ny.add_(self.weight)\nreturn y.requires_grad_()",
        "y = torch.zeros(4)\ny[0] = self.weight\nreturn y.requires_grad_()",
        "y = torch.zeros(4) if flag else self.weight * 2\nreturn y.requires_grad_()",
        "for i in range(4):\n    x = (x * 2).requires_grad_()\nreturn x",
    ],
)
def test_what_has_none_or_had_one_before_is_not_told(tmp_path: Path, body: str) -> None:
    assert _told(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (MADE + "if self.option:\n    return x\nreturn x + y", ["not self.option"]),
        (MADE + "if flag:\n    return x\nreturn x + y", []),
        ("y = x * (2 if self.option else self.weight)\nreturn y.requires_grad_()", []),
        ("y = x * 2\nif flag:\n    y.requires_grad_()\n    return y\nreturn x", ["flag"]),
    ],
)
def test_what_decides_is_told_unless_it_is_up_to_the_callers(
    tmp_path: Path, body: str, told: list[str]
) -> None:
    """The line of the last one is reached as the caller says, and then breaks for certain."""
    assert _told(tmp_path, body) == told


@pytest.mark.parametrize(("option", "told"), [("self.option", True), ("flag", False)])
def test_what_may_have_had_a_gradient_as_callers_say_is_not_told(
    tmp_path: Path, option: str, told: bool
) -> None:
    body = (
        f"y = x * 2\nif {option}:\n    y = y * self.weight\n"
        "y.requires_grad_()\nreturn torch.autograd.grad(y.sum(), y)"
    )
    source = net(body, init=INIT, arguments="option", parameters="x: Tensor, flag: bool")
    assert bool(trace_net(tmp_path, source).named(LEAKED)) is told


def _has_gradient(name: str, *others: object) -> bool | None:
    """Whether the result of an operator on a tensor with a gradient has one, called so."""
    made = torch.rand(4, 4).clamp(0.1, 0.9).requires_grad_() * 1
    function = getattr(torch, name, None)
    try:
        value = function(made, *others) if function else getattr(made, name)(*others)
    except (RuntimeError, TypeError, IndexError, AttributeError, NotImplementedError):
        return None
    first = value[0] if isinstance(value, tuple) else value
    is_plain = not isinstance(first, torch.Tensor) or not first.is_floating_point()
    return None if is_plain else first.requires_grad


@pytest.mark.parametrize("name", sorted(CARRYING))
def test_operators_carry_gradients_on(name: str) -> None:
    several = ((), (torch.rand(4, 4),), (0,), (2, 2), (torch.rand(4, 4), torch.rand(4, 4)))
    assert False not in {_has_gradient(name, *it) for it in several}
