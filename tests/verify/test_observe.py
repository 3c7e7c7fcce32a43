"""Small real models under the real compilers."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint.verify import (
    Children,
    Observation,
    Subject,
    as_json,
    compare_outputs,
    join,
    observe,
    observe_many,
    observe_run,
    verdict_of_model,
)
from gnnlint.verify.observation import from_json, to_json

Write = Callable[..., Path]
Seen = Callable[..., Observation]

TAIL = """

def model():
    return Net()

def inputs():
    return [(torch.arange(4.0),)]
"""


def net(body: str, tail: str = TAIL) -> str:
    """A module whose forward is ``body``, indented by eight; its first line is line 6."""
    head = "import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n"
    lines = body.strip("\n").splitlines()
    return head + "\n".join(lines) + "\n" + tail


def lines(observation: Observation, *modes: str) -> list[int]:
    return sorted({s.line for s in observation.sites if set(modes) & set(s.modes)})


def test_a_file_whose_name_is_in_capitals(tmp_path: Path, children: Children) -> None:
    path = tmp_path / "NET.PY"
    path.write_text(net("        return x[x > 0]"))
    observation = observe(Subject(path), modes=("eager", "default"), children=children)
    assert observation.error is None and observation.name == "NET.Net"
    assert lines(observation, "default") == [6]


def test_clean(seen: Seen) -> None:
    observation = seen(net("        return x.relu() + 1"))
    assert {mode: seen.status for mode, seen in observation.modes.items()} == {
        "eager": "ok",
        "default": "ok",
        "fullgraph": "ok",
        "capture": "skipped",
        "script": "ok",
    }
    assert observation.sites == () and observation.script_errors == ()
    assert observation.output_difference == 0.0
    assert observation.modes["default"].graphs == 1
    assert observation.modes["default"].graph_calls == 1
    assert observation.name == "net.Net" and observation.line == 4
    assert observation.reached == {observation.path: frozenset({5, 6})}
    assert observation.inputs == ("(float32[4])",)
    assert {"python", "torch", "device"} <= observation.environment.keys()
    assert verdict_of_model(observation) == "ready"
    assert join([], [observation]) == []
    data = json.dumps(to_json(observation), allow_nan=False)
    assert from_json(Observation, json.loads(data)) == observation


def test_item_breaks_by_default_and_is_captured_under_fullgraph(seen: Seen) -> None:
    observation = seen(net("        n = x.sum().item()\n        return x * n"))
    (site,) = observation.sites
    assert (site.line, site.symbol, site.gb_id) == (6, "Net.forward", "GB0124")
    assert site.modes == ("default",) and site.hints and site.explanation
    assert not site.runs_eagerly
    assert observation.status("fullgraph") == "ok"
    assert verdict_of_model(observation) == "breaks by default, captured under fullgraph"
    (finding,) = join([], [observation])
    assert (finding.code, finding.severity.value) == ("GNN901", "warning")
    told = as_json([observation], [finding])
    assert told["models"][0]["verdict"].startswith("breaks by default")
    assert told["findings"][0]["line"] == 6
    json.dumps(told, allow_nan=False)


def test_a_break_in_a_loop_hides_later_lines_but_not_from_capture(seen: Seen) -> None:
    observation = seen(
        net(
            """
        for _ in range(2):
            x = x * x.sum().item()
            if x.sum() > 0:
                x = x + 1
        print("done")
        return x
"""
        )
    )
    assert lines(observation, "default") == [7]
    (site,) = observation.default_sites
    assert site.runs_eagerly and site.eager_symbols == ("forward",)
    assert lines(observation, "fullgraph") == [8]
    assert lines(observation, "capture") == [8, 10]
    codes = [(f.code, f.place.line, f.default.value) for f in join([], [observation])]
    assert codes == [("GNN901", 7, "break"), ("GNN902", 8, "masked"), ("GNN902", 10, "masked")]
    assert verdict_of_model(observation) == "runs eager"


def test_a_break_after_a_chain_of_calls_over_several_lines_is_at_its_own_line(seen: Seen) -> None:
    observation = seen(
        net(
            """
        y = (
            torch.nonzero(
                x > 0,
            )
        ).squeeze()
        n = y.max().item()
        return x * n
"""
        )
    )
    assert lines(observation, "default") == [7, 11]
    assert max(line.line for graph in observation.graph_lines for line in graph) == 12


def test_what_breaks_in_each_round_of_a_loop_is_at_its_own_line(seen: Seen) -> None:
    observation = seen(
        net(
            """
        for i in range(2):
            print(i)
            if x.sum() > 0:
                x = x * 2
        return x
"""
        )
    )
    told = [(site.line, site.gb_id) for site in observation.sites if "capture" in site.modes]
    assert told == [(7, "GB0059"), (8, "GB0170")]


def test_a_break_is_at_the_deepest_line_of_the_project(write: Write, children: Children) -> None:
    write("def read(x):\n    return x.max().item()\n", "helper.py")
    path = write(
        "import torch\nfrom helper import read\n"
        + net("        return x * read(x)").partition("\n")[2]
    )
    observation = observe(Subject(path), modes=("eager", "default"), children=children)
    (site,) = observation.sites
    assert (Path(site.path).name, site.line, site.symbol) == ("helper.py", 2, "read")
    assert [(step.symbol, step.line) for step in site.frames] == [("Net.forward", 7), ("read", 2)]


def test_many_library_leaves_fold_into_the_users_line(seen: Seen) -> None:
    pytest.importorskip("torch_geometric")
    observation = seen(
        """
        import torch
        from torch_geometric.nn import GCNConv


        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = GCNConv(4, 4)

            def forward(self, x, edge_index):
                return self.conv(x, edge_index)


        def model():
            return Net()


        def inputs():
            sizes = ((6, 9), (8, 14), (11, 20))
            return [
                {"x": torch.randn(n, 4), "edge_index": torch.randint(n, (2, e))} for n, e in sizes
            ]
        """,
        modes=("eager", "default"),
    )
    (site,) = observation.sites
    assert site.line == 11 and site.raw_events == 4
    assert [leaf.symbol for leaf in site.leaves] == ["add_remaining_self_loops"]
    compiles = [recompile.compiles for recompile in observation.recompiles]
    assert compiles[0] > 1 and compiles[1] > 1 and compiles[2] == 0
    assert [recompile.judged for recompile in observation.recompiles] == [False, False, True]
    assert "size mismatch" in observation.recompiles[1].reasons[0]


def test_every_mode_on_a_print(seen: Seen) -> None:
    text = net("        x = x + 1\n        print('x')\n        return x + 1")
    modes = ("eager", "default", "fullgraph", "explain", "error_on_graph_break", "dynamic")
    observation = seen(text, modes=modes)
    status = {mode: one.status for mode, one in observation.modes.items()}
    assert status == {
        "eager": "ok",
        "default": "breaks",
        "fullgraph": "fails",
        "explain": "breaks",
        "error_on_graph_break": "fails",
        "dynamic": "breaks",
    }
    assert observation.explain is not None and observation.explain.count == 1
    (site,) = observation.sites
    assert site.line == 7
    assert set(site.modes) == {"default", "fullgraph", "error_on_graph_break", "dynamic"}
    place = observation.modes["fullgraph"].error_place
    assert place is not None and place.line == 7
    assert verdict_of_model(observation) == "breaks"


def test_script_errors_are_peeled(seen: Seen) -> None:
    observation = seen(
        """
        import torch


        def halve(x):
            try:
                return x / 2
            except ZeroDivisionError:
                return x


        class Net(torch.nn.Module):
            def double(self, x):
                f = lambda value: value * 2
                return f(x)

            def forward(self, x):
                x = self.double(x)
                return halve(x)


        def model():
            return Net()


        def inputs():
            return [torch.ones(3)]
        """,
        modes=("eager", "script"),
    )
    assert observation.status("script") == "fails"
    errors = [(error.line, error.symbol, error.message) for error in observation.script_errors]
    assert errors == [
        (13, "Net.double", "Lambda aren't supported"),
        (5, "halve", "try blocks aren't supported"),
    ]
    line = "        f = lambda value: value * 2"
    assert observation.script_errors[0].columns[0] == line.index("lambda") + 1
    assert observation.script_complete
    findings = join([], [observation])
    assert [(f.code, f.place.line) for f in findings] == [("GNN903", 13), ("GNN903", 5)]


def test_what_scripts_but_does_not_run(seen: Seen) -> None:
    text = net("        if x is None:\n            x = torch.ones(2)\n        return x + 1")
    text = text.replace("[(torch.arange(4.0),)]", "[(None,)]")
    observation = seen(text, modes=("eager", "script"))
    assert observation.status("script") == "raises"
    assert [error.running for error in observation.script_errors] == [True]


METHODS = """
    import torch


    class Net(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.head = torch.nn.Linear(4, 4)

        def double(self, x):
            return x * 2

        def forward(self, x):
            return self.double(self.head(x))

        @torch.jit.export
        def largest(self, x):
            return x.amax()


    def model():
        return Net()


    def inputs():
        return [torch.ones(3, 4)]
"""


def test_what_a_scripted_model_has_become(seen: Seen) -> None:
    observation = seen(METHODS, modes=("eager", "script"), show=("code", "graph"))
    code, graph = (observation.modes["script"].texts[name] for name in ("code", "graph"))
    assert code.startswith("def forward(self,") and "(self).double((head).forward(x" in code
    assert "def double(self," in code and "torch.amax(x)" in code and "addmm" not in code
    assert graph.startswith("graph(%self") and graph.count("aten::mul") == 1
    told = as_json([observation])["models"][0]["modes"]
    assert told["script"]["code"] == code and told["script"]["graph"] == graph
    assert "texts" not in told["script"] and "code" not in told["eager"]
    unasked = as_json([seen(METHODS, modes=("eager", "script"))])["models"][0]["modes"]
    assert "code" not in unasked["script"]


def test_of_a_model_that_does_not_script_there_is_no_text(seen: Seen) -> None:
    text = METHODS.replace("return x * 2", "return (lambda y: y * 2)(x)")
    observation = seen(text, modes=("eager", "script"), show=("code",))
    assert observation.status("script") == "fails" and not observation.modes["script"].texts
    assert observation.script_complete  # the rest does script, with the method left out


def test_train_mode_reaches_other_lines(seen: Seen) -> None:
    body = "        if self.training:\n            x = x * x.sum().item()\n        return x"
    assert seen(net(body), modes=("eager", "default")).sites == ()
    trained = seen(net(body), modes=("eager", "default"), training=True)
    assert lines(trained, "default") == [7] and trained.training


def test_a_wrong_result_shows(seen: Seen) -> None:
    body = "        return x + 1 if torch.compiler.is_compiling() else x"
    assert seen(net(body), modes=("eager", "default")).output_difference == 1.0


def test_models_and_inputs_are_put_on_a_device(write: Write, children: Children) -> None:
    """Every torch has the device `meta`; on two devices the sum could not be taken."""
    body = "        return x + self.shift"
    text = net(body).replace(
        "    def forward",
        "    def __init__(self):\n        super().__init__()\n"
        "        self.shift = torch.nn.Parameter(torch.ones(4))\n\n    def forward",
    )
    subject = Subject(write(text), device="meta")
    observation = observe(subject, modes=("eager",), children=children)
    assert observation.inputs == ("(float32[4] meta)",) and observation.status("eager") == "ok"
    unknown = observe(replace(subject, device="gpu"), modes=("eager",), children=children)
    assert "gpu" in (unknown.error or "")


def test_class_name_may_be_a_submodule(write: Write, children: Children) -> None:
    path = write(net("        return x"))
    modes = ("eager",)
    assert observe(Subject(path, "Net"), modes=modes, children=children).error is None
    wrong = observe(Subject(path, "Other"), modes=modes, children=children)
    assert wrong.error is not None and "neither it nor a submodule is a Other" in wrong.error


def test_example_in_another_file(write: Write, children: Children) -> None:
    write("", "pkg/__init__.py")
    write("def keep(x):\n    return x + 1\n", "pkg/parts.py")
    path = write("from .parts import keep\n" + net("        return keep(x)", ""), "pkg/net.py")
    example = write("import torch\nfrom pkg.net import Net\n" + TAIL, "example.py")
    subject = Subject(path, "Net", example)
    observation = observe(subject, modes=("eager", "default"), children=children)
    assert observation.error is None
    assert observation.name == "pkg.net.Net"
    assert verdict_of_model(observation) == "ready"


def test_missing_functions_are_an_error_not_a_crash(seen: Seen) -> None:
    observation = seen("def model():\n    return None\n")
    assert observation.error is not None and "has no inputs()" in observation.error
    assert {mode.status for mode in observation.modes.values()} == {"skipped"}
    assert verdict_of_model(observation) == "cannot be built"


def test_a_model_that_is_not_traced_breaks_at_its_forward(seen: Seen) -> None:
    text = net("        return x + 1").replace("    def", "    @torch.compiler.disable\n    def")
    observation = seen(text, modes=("eager", "default", "fullgraph"))
    (site,) = observation.sites
    assert (site.line, site.gb_id) == (5, "GB0099")
    assert site.leaves[0].path == observation.path
    assert verdict_of_model(observation) == "runs eager"


def test_a_crash_of_dynamo_is_at_the_line_it_names(seen: Seen) -> None:
    body = """
        pair = torch.combinations(torch.arange(4))
        return x[pair[:, 0]]
"""
    observation = seen(net(body), modes=("eager", "fullgraph"))
    mode = observation.modes["fullgraph"]
    assert mode.status == "raises" and mode.error_place is not None
    (site,) = observation.sites
    assert (site.line, site.placed) == (6, True) == (mode.error_place.line, True)


def test_a_refusal_without_a_line_is_the_models(seen: Seen) -> None:
    body = "        x = x.detach().requires_grad_()\n        return x + 1"
    observation = seen(net(body), modes=("eager", "fullgraph"))
    assert observation.status("fullgraph") == "fails"
    assert observation.modes["fullgraph"].error_place is None
    (site,) = observation.sites
    assert not site.placed
    (finding,) = join([], [observation])
    assert (finding.code, finding.place.line) == ("GNN902", 4)
    assert finding.url and finding.fingerprint


def test_one_line_that_fails_in_two_ways_of_looking_is_one_site(seen: Seen) -> None:
    body = """
        for i in range(int(x.max()) + 1):
            x = x + i
        return x
"""
    observation = seen(net(body), modes=("eager", "fullgraph", "capture"))
    (site,) = observation.fullgraph_sites
    assert (site.line, set(site.modes)) == (6, {"fullgraph", "capture"})


def test_what_comes_of_resuming_inside_a_loop_fails_nowhere(seen: Seen) -> None:
    """Behind the branch the round is resumed, to look further: Dynamo cannot hand the loop on."""
    body = """
        for part in self.parts:
            x = part(x)
        return x

    def __init__(self):
        super().__init__()
        self.parts = torch.nn.ModuleList([Part(), Part()])


class Part(torch.nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x + 1
        return x - 1
"""
    observation = seen(net(body), modes=("eager", "fullgraph", "capture"))
    assert any(site.gb_id == "GB0092" for site in observation.sites), "resumed where it could"
    assert [site.line for site in observation.fullgraph_sites] == [17]


def test_code_that_pyg_generates_is_known_from_one_attempt_to_the_next(seen: Seen) -> None:
    pytest.importorskip("torch_geometric")
    observation = seen(
        """
        import torch
        from torch import Tensor
        from torch_geometric.nn import MessagePassing


        class Net(MessagePassing):
            def forward(self, x: Tensor, edge_index: Tensor) -> Tensor:
                # propagate_type: (x: Tensor)
                return self.propagate(edge_index, x=x)

            def message(self, x_j: Tensor, size_i) -> Tensor:
                return x_j


        def model():
            return Net()


        def inputs():
            return [(torch.ones(4, 2), torch.tensor([[0, 1, 2], [1, 2, 3]]))]
        """,
        modes=("eager", "script"),
    )
    (error,) = observation.script_errors
    assert error.line == 9 and error.leaf is not None and "_propagate_" in error.leaf.path


def test_a_model_already_compiled_is_taken_before(seen: Seen) -> None:
    tail = TAIL.replace("return Net()", "return torch.compile(Net())")
    observation = seen(net("        return x + 1", tail), modes=("eager", "default"))
    assert observation.name == "net.Net" and verdict_of_model(observation) == "ready"
    assert len(observation.assumptions) == 1


def test_the_flags_may_turn_a_break_into_an_error(seen: Seen) -> None:
    body = """
        counts = torch.bincount(x.long()).tolist()
        return torch.stack([part.sum(0) for part in torch.split(x, counts)])
"""
    observation = seen(net(body))
    assert observation.status("capture") == "raises"
    assert lines(observation, "capture") == [6] == lines(observation, "fullgraph")


def test_several_models_share_a_server(write: Write, children: Children) -> None:
    good = write(net("        return x + 1"), "good.py")
    broken = write("raise RuntimeError('no data here')\n" + TAIL, "broken.py")
    subjects = [Subject(broken), Subject(good)]
    first, second = observe_many(subjects, modes=("eager", "default"), jobs=2, children=children)
    assert first.error == "RuntimeError: no data here (at broken.py:1)"
    assert first.modes["eager"].error_place is not None
    assert verdict_of_model(second) == "ready"


def test_run_is_observed(write: Write, children: Children) -> None:
    path = write(
        """
        import warnings
        import torch

        EXPECT = ("RuntimeError", "not today")

        def run():
            warnings.warn("old", DeprecationWarning)
            torch.compile(torch.nn.Linear(2, 2), backend="eager")(torch.ones(2))
            try:
                raise KeyError("inner")
            except KeyError as error:
                raise RuntimeError("not today") from error
        """
    )
    outcome = observe_run(Subject(path), children=children)
    assert outcome.expect == ["RuntimeError", "not today"]
    assert (outcome.error_type, outcome.error) == ("RuntimeError", "not today")
    assert outcome.chain[1] == "KeyError: 'inner'"
    assert ("DeprecationWarning", "old") in outcome.warnings
    assert outcome.compiles == 1
    assert outcome.error_place is not None and outcome.error_place.line == 12


def test_outputs_of_two_files_are_compared(write: Write, children: Children) -> None:
    one = Subject(write(net("        return x + x"), "one.py"))
    two = Subject(write(net("        return 2 * x"), "two.py"))
    other = Subject(write(net("        return x[:2]"), "other.py"))
    assert compare_outputs(one, two, children=children) == 0.0
    assert compare_outputs(one, other, children=children) == math.inf


def test_further_modes(seen: Seen) -> None:
    body = "        return torch.nn.functional.linear(x, self.weight).sum() * len(x)"
    text = net(body, TAIL.replace("torch.arange(4.0),", "torch.rand(3, 4),")).replace(
        "    def forward",
        "    def __init__(self):\n        super().__init__()\n"
        "        self.weight = torch.nn.Parameter(torch.ones(2, 4))\n\n    def forward",
    )
    modes = ("eager", "backward", "trace", "export_nonstrict")
    observation = seen(text, modes=modes)
    assert [observation.status(mode) for mode in modes] == ["ok"] * 4
    assert observation.modes["backward"].difference == 0.0


def test_a_trace_that_holds_of_one_input_only_fails(seen: Seen) -> None:
    tail = TAIL.replace("[(torch.arange(4.0),)]", "[(torch.ones(4),), (-torch.ones(4),)]")
    text = net("        if x.sum() > 0:\n            return x + 1\n        return x - 9", tail)
    observation = seen(text, modes=("eager", "trace", "backward"))
    assert observation.status("trace") == "fails"
    assert "differs by 10 with the inputs number 2" in (observation.modes["trace"].error or "")
    assert observation.status("backward") == "skipped"


def test_train_mode_is_looked_at_beside_eval_mode(write: Write, children: Children) -> None:
    path = write(
        net(
            """
        if self.training:
            x = x * x.sum().item()
            print("training")
        return x
"""
        )
    )
    modes = ("eager", "default", "train")
    observation = observe(Subject(path), modes=modes, children=children)
    assert observation.status("default") == "ok" and observation.status("train") == "breaks"
    assert lines(observation, "train") == [7, 8] and lines(observation, "train_capture") == [8]
    assert 8 in observation.reached_in_training[observation.path]
    told = [(f.code, f.place.line, f.fullgraph.value) for f in join([], [observation])]
    assert told == [("GNN901", 7, "captured"), ("GNN901", 8, "error")]
    whole = observe(Subject(path), modes=modes, children=children, training=True)
    assert whole.training and lines(whole, "default") == [7, 8] and "train" not in whole.modes


def test_a_model_that_only_runs_in_eval_mode(seen: Callable[..., Observation]) -> None:
    body = "        assert not self.training, 'only eval'\n        return x"
    observation = seen(net(body), modes=("eager", "default", "train"))
    assert observation.status("train") == "skipped" and observation.in_training is None
    assert "does not run in train mode: only eval" in str(observation.modes["train"].note)


def test_graphs_are_told_by_their_tensors(seen: Seen) -> None:
    observation = seen(
        """
        import torch
        from torch_geometric.data import Data, HeteroData


        class Net(torch.nn.Module):
            def forward(self, data, typed):
                return data.x + 1


        def model():
            return Net()


        def inputs():
            edges = torch.zeros(2, 4, dtype=torch.long)
            more = {"node_positions": torch.ones(3, 3), "graph_label": 2}
            typed = HeteroData(a={"x": torch.ones(2, 8)}, a__to__a={"edge_index": edges})
            return [(Data(x=torch.ones(3, 16), edge_index=edges, **more), typed)]
        """,
        modes=["eager"],
    )
    assert observation.inputs == (
        "(Data(x=float32[3, 16], edge_index=int64[2, 4], node_positions=float32[3, 3], "
        "graph_label=2), HeteroData(a={'x': float32[2, 8]}, "
        "('a', 'to', 'a')={'edge_index': int64[2, 4]}))",
    )
