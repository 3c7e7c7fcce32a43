"""Whether a module has an attribute: no, only where nothing that is seen may have set it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.trace.tracing import net, trace_net

ASKED = """\
    if hasattr(self, "mean"):
        x.item(){mark}
    return x
    """


@pytest.mark.parametrize(
    ("init", "rest"),
    [
        pytest.param("for it in names: self.register_buffer(it, x)", "", id="a buffer of any name"),
        pytest.param("self.add_module(names, nn.ReLU())", "", id="a layer of any name"),
        pytest.param("", "    def setup(self):\n        self.mean = 1\n", id="a method of its own"),
        pytest.param("", "def prepare(net):\n    net.mean = 1\n", id="a function"),
        pytest.param("", "def prepare(net):\n    setattr(net, 'mean', 1)\n", id="by setattr"),
    ],
)
def test_what_may_be_set_is_open(tmp_path: Path, init: str, rest: str) -> None:
    forward = ASKED.format(mark="  #! item")
    source = net(forward, init=init or "pass", arguments="names") + rest
    traced = trace_net(tmp_path, source)
    assert traced.seen == traced.marked


@pytest.mark.parametrize(
    "init", ["self.register_buffer('var', x)", "if False: self.mean = 1", "self.meaning = 1"]
)
def test_what_nothing_sets_is_not_there(tmp_path: Path, init: str) -> None:
    traced = trace_net(tmp_path, net(ASKED.format(mark=""), init=init))
    assert not traced.seen
