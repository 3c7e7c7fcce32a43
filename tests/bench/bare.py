"""``python -m tests.bench.bare FILE.py MODE…``: the modes of ``gnnlint verify`` run by hand.

One process, each mode after a reset of Dynamo; nothing is looked for, nothing is said but how many
graphs each mode makes.
"""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Callable, Sequence
from typing import Any

import torch
import torch._dynamo

Model = Callable[[], Any]
Inputs = Callable[[], list[tuple[Any, ...]]]


class Graphs:
    """The eager backend, counting."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, graph: Any, example_inputs: Any) -> Callable[..., Any]:
        self.number += 1
        return graph.forward  # type: ignore[no-any-return]


def eager(model: Model, inputs: Inputs) -> int:
    net = model().eval()
    for arguments in inputs():
        net(*arguments)
    return 0


def default(model: Model, inputs: Inputs) -> int:
    """Every size; the first one twice more, warm, and once without a compiler."""
    graphs, calls = Graphs(), inputs()
    compiled = torch.compile(model().eval(), backend=graphs)
    output = compiled(*calls[0])
    first = graphs.number
    (output - model().eval()(*calls[0])).abs().max()
    for arguments in (calls[0], calls[0], *calls[1:]):
        compiled(*arguments)
    return first


def explain(model: Model, inputs: Inputs) -> int:
    explained: Any = torch._dynamo.explain(model().eval())
    return int(explained(*inputs()[0]).graph_count)


def fullgraph(model: Model, inputs: Inputs) -> int:
    graphs, calls = Graphs(), inputs()
    compiled = torch.compile(model().eval(), backend=graphs, fullgraph=True)
    output = compiled(*calls[0])
    first = graphs.number
    (output - model().eval()(*calls[0])).abs().max()
    for arguments in calls[1:]:
        compiled(*arguments)
    return first


def capture(model: Model, inputs: Inputs) -> int:
    flags = {"capture_scalar_outputs": True, "capture_dynamic_output_shape_ops": True}
    with torch._dynamo.config.patch(**flags):
        return _first_call(model, inputs)


def dynamic(model: Model, inputs: Inputs) -> int:
    return _first_call(model, inputs, dynamic=True)


def train(model: Model, inputs: Inputs) -> int:
    graphs = Graphs()
    model().train()(*inputs()[0])
    torch.compile(model().train(), backend=graphs)(*inputs()[0])
    return graphs.number


def script(model: Model, inputs: Inputs) -> int:
    torch.jit.script(model().eval())(*inputs()[0])
    return 0


def _first_call(model: Model, inputs: Inputs, **options: Any) -> int:
    graphs = Graphs()
    torch.compile(model().eval(), backend=graphs, **options)(*inputs()[0])
    return graphs.number


MODES = {
    it.__name__: it for it in (eager, default, explain, fullgraph, capture, dynamic, train, script)
}


def main(arguments: Sequence[str]) -> None:
    """Run the modes, print the graphs of each as JSON."""
    path, *modes = arguments
    program = runpy.run_path(path)
    found = {}
    for name in modes:
        torch._dynamo.reset()
        found[name] = MODES[name](program["model"], program["inputs"])
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
