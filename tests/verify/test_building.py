"""Models that nobody says how to make: what is run of their file, assumed, and told."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from gnnlint.verify import Children, Subject, observe
from gnnlint.verify.changes import changes
from gnnlint.verify.discovery import subjects_of, with_recipe
from gnnlint.verify.documented import entries, shape_of
from gnnlint.verify.guessing import for_call, for_init
from gnnlint.verify.recipe import Recipe, width_of, with_width
from gnnlint.verify.signature import Parameter
from gnnlint.verify.slicing import parsers_in, slice_of
from gnnlint.verify.stand_in import MissingPart, StandIn, unavailable, written
from gnnlint.verify.subject import SubjectError

Write = Callable[..., Path]

TRAINING = """
    import argparse

    import torch
    from torch_geometric.datasets import Planetoid
    from torch_geometric.nn import GCNConv

    parser = argparse.ArgumentParser()
    parser.add_argument("--hidden", type=int, default=24)
    parser.add_argument("--use_gdc", action="store_true")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()

    dataset = "Cora"
    dataset = Planetoid("data", dataset)


    class Block(torch.nn.Module):
        def __init__(self, width):
            super().__init__()
            self.lin = torch.nn.Linear(width, width)

        def forward(self, x):
            return self.lin(x)


    class GCN(torch.nn.Module):
        def __init__(self, in_channels, hidden):
            super().__init__()
            self.conv = GCNConv(in_channels, hidden, normalize=not args.use_gdc)
            self.block = Block(hidden)

        def forward(self, x, edge_index):
            return self.block(self.conv(x, edge_index))


    model = GCN(dataset.num_features, args.hidden)
    for epoch in range(1000):
        raise SystemExit("trained")
"""


def left_out(text: str) -> tuple[int, ...]:
    return slice_of(ast.parse(textwrap.dedent(text).lstrip())).lines


@pytest.mark.parametrize(
    "text",
    [
        "import os\nROOT = os.path.join('a', 'b')",
        "import torch\ndevice = torch.device('cuda' if torch.cuda.is_available() else 'cpu')",
        "WIDTHS = [2 * n for n in range(3)]",
        "import sys\nsys.path.append('..')",
        "try:\n    import a\nexcept ImportError:\n    a = None",
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    n: int = 3\nc = C()",
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--n', default=3)",
    ],
)
def test_what_only_defines_is_kept(text: str) -> None:
    assert left_out(text) == ()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("import torch\nweights = torch.load('w.pt')", 2),
        ("import os\nos.system('rm -r x')", 2),
        ("data = fetch()", 1),
        ("def f(): ...\nf()", 2),
        ("for i in range(3):\n    print(i)", 1),
        ("from torch_geometric.datasets import Planetoid\nd = Planetoid('.', 'Cora')", 2),
        ("import wandb\nwandb.init()", 2),
    ],
)
def test_what_works_is_left_out(text: str, line: int) -> None:
    assert left_out(text) == (line,)


def test_a_command_line_inside_a_function_is_found() -> None:
    text = """
        import argparse
        def main():
            parser = argparse.ArgumentParser()
            parser.add_argument("--hidden", default=8)
            args = parser.parse_args()
            train(args)
    """
    found = [ast.unparse(it) for it in parsers_in(ast.parse(textwrap.dedent(text)))]
    assert any("add_argument" in it for it in found) and not any("train" in it for it in found)


def test_a_stand_in_never_says_whether_it_is_set() -> None:
    notes: list[str] = []
    args = StandIn("args", {"n": 3}, "default", lambda owner, name: None, notes.append)
    assert args.n == 3 and args.get("m", 4) == 4 and notes == ["args.n=3 (default)"]
    for use in (lambda: bool(args), lambda: args.m, lambda: len(args)):
        with pytest.raises(MissingPart):
            use()


def test_a_stand_in_is_written_as_it_was_asked() -> None:
    def guess(owner: str, name: str) -> tuple[object, str] | None:
        return (object(), "torch.rand(3)") if name == "guessed" else None

    def asked(known: dict[str, object], program: str) -> str:
        cfg = StandIn("cfg", known, "", guess, str)
        exec(program, {"cfg": cfg})
        return written(cfg)

    assert asked({"n": 3, "odd": object()}, "cfg.n") == "SimpleNamespace(n=3)"
    assert asked({"in": 3}, "cfg['in']") == "{'in': 3}"
    assert asked({"lambda": 3}, "getattr(cfg, 'lambda')") == "KeysAndAttributes({'lambda': 3})"
    assert asked({"n": 3}, "cfg.n, cfg['n']") == "KeysAndAttributes({'n': 3})"
    assert asked({"m": {"n": 3}}, "cfg.m['n']") == "SimpleNamespace(m={'n': 3})"
    assert asked({}, "cfg.guessed") == "SimpleNamespace(guessed=torch.rand(3))"
    assert asked({"n": 1}, "cfg[0].guessed, cfg.n") == (
        "KeysAndAttributes({'n': 1, 0: SimpleNamespace(guessed=torch.rand(3))})"
    )


def test_what_is_not_installed_can_be_inherited_from_but_not_made() -> None:
    base = unavailable("the package x, which is not installed")
    assert base.Sequence[int] is not None and bool(base)  # an annotation, a class
    for use in (len, list):
        with pytest.raises(MissingPart, match="the package x"):
            use(base.NAMES)

    class Layer(base.nn.Module):  # type: ignore[misc,name-defined]
        pass

    with pytest.raises(MissingPart, match="the package x"):
        Layer()


@pytest.mark.parametrize(
    ("name", "annotation", "first"),
    [
        ("in_channels", "int", "16"),
        ("nfeat", "", "16"),
        ("n_heads", "int", "2"),
        ("num_classes", "", "4"),
        ("use_bn", "bool", "False"),
        ("edge_dim", "int", "8"),
        ("hidden_dims", "List[int]", "[16, 16]"),
        ("num_nodes", "int", "20"),
    ],
)
def test_names_of_constructors(name: str, annotation: str, first: str) -> None:
    assert for_init(Parameter(name, annotation))[0] == first


@pytest.mark.parametrize("name", ["ckpt_path", "file", "data_dir", "weight_files"])
def test_nothing_stands_in_for_a_file(name: str) -> None:
    assert for_init(Parameter(name)) == []


@pytest.mark.parametrize(
    ("name", "first"),
    [("feats", "torch.randn(n, 16)"), ("edges", "torch.randint(0, n, (2, e))"),
     ("edge_w", "torch.rand(e)"), ("coords", "torch.randn(n, 3)")],
)  # fmt: skip
def test_names_of_inputs(name: str, first: str) -> None:
    assert for_call(Parameter(name))[0] == first


def test_widths() -> None:
    assert width_of("torch.randn(n, 16)") == 16 and width_of("torch.rand(e)") is None
    assert with_width("torch.randn(g, n, 16)", 7) == "torch.randn(g, n, 7)"


@pytest.mark.parametrize(
    ("told", "values"),
    [
        ("mat1 and mat2 shapes cannot be multiplied (20x16 and 5x3)", {"torch.randn(n, 5)"}),
        ("mat1 and mat2 shapes cannot be multiplied (20x19 and 16x3)", {"torch.randn(n, 13)"}),
        ("not enough values to unpack (expected 3, got 2)", {"torch.randn(g, n, 16)"}),
        (
            "Expected tensor for argument #1 'indices' to have ... Long",
            {"torch.randint(0, 4, (n,))"},
        ),
        ("Expected 3D (unbatched) or 4D (batched) input to conv2d", {"torch.randn(g, 16, 4, n)"}),
    ],
)
def test_an_error_tells_what_to_change(told: str, values: set[str]) -> None:
    call = (("x", "torch.randn(n, 16)"), ("edge_index", "torch.randint(0, n, (2, e))"))
    found = list(changes(call, told))
    assert dict(found[0])["x"] in values
    assert all(dict(it)["edge_index"] == "torch.randint(0, n, (2, e))" for it in found)


def test_a_recipe_is_a_program() -> None:
    call = (("data.x", "torch.randn(n, 16)"), ("data.batch", "torch.arange(n)"), ("k", "3"))
    text = Recipe("Net", (("width", "16"),), call).text("net")
    compile(text, "stub", "exec")
    assert '"data": Data(x=torch.randn(n, 16), batch=torch.arange(n)), "k": 3' in text
    assert "from net import Net" in text and "Net(width=16)" in text


def test_a_training_script_is_verified_as_it_would_run(write: Write, children: Children) -> None:
    path = write(TRAINING, "train.py")
    found = subjects_of(Subject(path), children)
    assert [it.class_name for it in found.subjects] == ["GCN"] and found.parts == ("Block",)
    observation = observe(found.subjects[0], modes=("eager", "default"), children=children)
    assert observation.error is None and observation.status("eager") == "ok"
    # Were `not args.use_gdc` decided by a stand-in that is true, there would be no break.
    assert observation.status("default") == "breaks"
    assert "args.use_gdc=False (default of the command line in line 11)" in observation.assumptions
    assert "dataset.num_features=16 (by its name)" in observation.assumptions
    assert observation.built.endswith("as in line 36") and len(observation.inputs) == 4
    compile(observation.program, "stub", "exec")
    assert "return GCN(in_channels=16, hidden=24)" in observation.program
    assert "# The import runs all of train, at line 14 too." in observation.program


def test_what_is_missing_is_named_with_a_stub(write: Write, children: Children) -> None:
    path = write(
        """
        import torch
        import not_there_at_all

        class Odd(torch.nn.Module):
            def __init__(self, width: int, spin: "Spin"):
                super().__init__()

            def forward(self, x):
                return x

        class Needy(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.layer = not_there_at_all.Layer()

            def forward(self, x):
                return x
        """
    )
    with pytest.raises(SubjectError) as odd:
        with_recipe(Subject(path, "Odd"), children)
    assert "a value for `spin: Spin` of Odd.__init__" in str(odd.value)
    assert "return Odd(width=16, spin=...)" in str(odd.value)
    assert '{"x": torch.randn(n, 16)}' in str(odd.value)
    with pytest.raises(SubjectError, match="the package not_there_at_all, which is not installed"):
        with_recipe(Subject(path, "Needy"), children)


def test_a_stub_marks_what_is_only_guessed(write: Write, children: Children) -> None:
    path = write(
        """
        import torch

        class Odd(torch.nn.Module):
            def __init__(self, cfg, width: int, spin: "Spin"):
                super().__init__()
                self.lin = torch.nn.Linear(width, cfg.width)

            def forward(self, bundle, spec, x):
                return self.lin(x + bundle["feat"]).view(x.size(0), -1) * spec.key * spec.scale
        """
    )
    with pytest.raises(SubjectError) as odd:
        with_recipe(Subject(path, "Odd"), children)
    model, inputs = str(odd.value).split("def inputs():")
    assert "    # only guessed: cfg, width\n    return Odd(cfg=SimpleNamespace(" in model
    assert "    # only guessed: x\n" in inputs
    assert "    # missing; forward reads bundle['feat']\n" in inputs
    assert "    # missing; forward reads spec.key, spec.scale\n" in inputs
    assert '{"bundle": ..., "spec": ..., "x": torch.randn(n, 16)}' in inputs


def test_what_never_ends_is_named_with_a_stub(write: Write, children: Children) -> None:
    path = write(
        """
        import time

        import torch

        class Endless(torch.nn.Module):
            def __init__(self, width: int):
                super().__init__()
                time.sleep(60)

            def forward(self, x):
                return x

        class Waiting(torch.nn.Module):
            def forward(self, x):
                time.sleep(60)
        """
    )
    with pytest.raises(SubjectError) as endless:
        with_recipe(Subject(path, "Endless"), children, 3.0)
    told = "the construction `Endless(width=16)`: no answer within 3 s"
    assert told in str(endless.value)
    assert "return Endless(width=16)" in str(endless.value)
    assert '{"x": torch.randn(n, 16)}' in str(endless.value)
    with pytest.raises(SubjectError, match=r"the calls of `Waiting\(\)`: no answer within 3 s"):
        with_recipe(Subject(path, "Waiting"), children, 3.0)


KEEPING = """
    import torch

    class Keeping(torch.nn.Module):
        def forward(self, x):
            self.kept = getattr(self, "kept", x.size(0))
            assert self.kept == x.size(0), "cached another size"
            return x
"""


def test_a_model_that_keeps_its_first_size_is_called_with_that_alone(
    write: Write, children: Children
) -> None:
    path = write(KEEPING)
    observation = observe(Subject(path, "Keeping"), modes=("eager",), children=children)
    assert observation.status("eager") == "ok" and len(observation.inputs) == 1


def test_a_slow_construction_is_not_repeated(write: Write, children: Children) -> None:
    path = write(
        """
        import time
        from pathlib import Path

        import torch

        class Slow(torch.nn.Module):
            def __init__(self, width: int):
                super().__init__()
                with Path(__file__).with_name("made").open("a") as made:
                    made.write(".")
                time.sleep(0.6)
                self.lin = torch.nn.Linear(width, width)
                self.calls = 0

            def forward(self, x, h):
                self.calls += 1
                assert self.calls <= 4, "only the sizes are tried with one model"
                return self.lin(x) + self.lin(h)
        """
    )
    subject, _ = with_recipe(Subject(path, "Slow"), children)
    assert subject.recipe is not None and len(subject.recipe.sizes) == 4
    assert path.with_name("made").read_text() == "."


def test_a_constructor_that_takes_nothing_is_left_in_time(write: Write, children: Children) -> None:
    path = write(
        """
        import itertools
        import time

        import torch

        counted = itertools.count()

        class Choosy(torch.nn.Module):
            def __init__(self, width: int, depth: int, heads: int):
                time.sleep(0.5)
                raise ValueError(f"no {next(counted)} of width, depth, heads")

            def forward(self, x):
                return x
        """
    )
    with pytest.raises(
        SubjectError,
        match=r"another value for `width` or `depth` or .* "
        r"no 0 of width, depth, heads \(at net.py:11\) \(\d tried in \d s\)",
    ):
        with_recipe(Subject(path, "Choosy"), children, 4.0)


def test_what_attributes_are_read_of_may_hold_settings(write: Write, children: Children) -> None:
    path = write(
        """
        import torch

        class Net(torch.nn.Module):
            def __init__(self, Argument):
                super().__init__()
                self.lin = torch.nn.Linear(Argument.in_channels, Argument.hidden)

            def forward(self, x):
                return self.lin(x)


        class Other(torch.nn.Module):
            def __init__(self, argument, width):
                super().__init__()
                self.width = width
                self.lin = argument.make(width, argument["x"])

            def forward(self, x):
                return self.lin(x)
        """
    )
    subject, text = with_recipe(Subject(path, "Net"), children)
    assert "Argument=SimpleNamespace(in_channels=16, hidden=16)" in text
    assert subject.recipe is not None and len(subject.recipe.assumptions) == 2
    lacks = "another value for `argument`.* of Other.__init__, which raises AttributeError: "
    with pytest.raises(SubjectError, match=lacks) as told:
        with_recipe(Subject(path, "Other"), children)
    assert "(at net.py:16)" in str(told.value) and "Other(argument=..., width=" in str(told.value)


def test_what_is_called_like_a_graph_may_be_a_matrix(write: Write, children: Children) -> None:
    path = write(
        """
        import torch

        class Dense(torch.nn.Module):
            def __init__(self, in_dim):
                super().__init__()
                self.lin = torch.nn.Linear(in_dim, 4)

            def forward(self, g, h):
                return torch.matmul(g, self.lin(h))
        """
    )
    subject, text = with_recipe(Subject(path, "Dense"), children)
    assert subject.recipe is not None and '"g": torch.rand(n, n)' in text
    assert len(subject.recipe.sizes) == 4


def test_an_error_leads_to_other_inputs_and_arguments(write: Write, children: Children) -> None:
    path = write(
        """
        import torch

        class Net(torch.nn.Module):
            def __init__(self, channels, heads, act):
                super().__init__()
                assert heads == 1, "heads must be 1"
                self.act = getattr(torch.nn, act)()
                self.embed = torch.nn.Embedding(4, channels)
                self.lin = torch.nn.Linear(channels + 5, 3)

            def forward(self, kinds, extra):
                batch, nodes, width = extra.shape
                h = self.embed(kinds).expand(batch, -1, -1)
                return self.act(self.lin(torch.cat([h, extra], dim=-1)))
        """
    )
    subject, _ = with_recipe(Subject(path, "Net"), children)
    assert subject.recipe is not None
    assert dict(subject.recipe.init) == {"channels": "16", "heads": "1", "act": "'ReLU'"}
    assert dict(subject.recipe.call)["extra"] == "torch.randn(g, n, 5)"
    assert "torch.randint" in dict(subject.recipe.call)["kinds"]


def test_what_is_taken_apart_is_given_as_parts(write: Write, children: Children) -> None:
    path = write(
        """
        import torch

        class Mixed(torch.nn.Module):
            def __init__(self, sizes, act, mask):
                super().__init__()
                self.lins = torch.nn.Sequential(torch.nn.Linear(sizes[0], sizes[-1]), act)
                self.other = 1 - mask.float()

            def forward(self, pair, index):
                first, second = pair
                return self.lins(first)[index] + second.new_zeros(len(index), 1)
        """
    )
    subject, _ = with_recipe(Subject(path, "Mixed"), children)
    assert subject.recipe is not None
    assert dict(subject.recipe.init)["sizes"] == "[16, 16]"
    assert dict(subject.recipe.init)["act"].startswith("torch.nn.")
    assert dict(subject.recipe.call)["pair"] == "(torch.randn(n, 16), torch.randn(n, 16),)"


def test_shapes_are_as_the_documentation_says(write: Write, children: Children) -> None:
    path = write(
        """
        import torch

        class Series(torch.nn.Module):
            def __init__(self, in_channels: int, num_of_vertices: int, num_of_timesteps: int):
                super().__init__()
                self.weight = torch.nn.Parameter(torch.rand(num_of_vertices, num_of_timesteps))
                self.lin = torch.nn.Linear(in_channels, 3)

            def forward(self, X):
                \"""
                Args:
                    X (Tensor): the series, with shape (B, N_nodes, F_in, T_in).
                \"""
                return self.lin(torch.einsum("bnft,nt->bnf", X, self.weight))
        """
    )
    subject, _ = with_recipe(Subject(path, "Series"), children)
    assert subject.recipe is not None
    steps = dict(subject.recipe.init)["num_of_timesteps"]
    assert dict(subject.recipe.call)["X"] == f"torch.randn(g, 20, 16, {steps})"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x (torch.Tensor): of shape `[num_nodes, 16]`", ("Tensor", "(n, 16,)")),
        (
            "x : torch.LongTensor\n    They are (E, 2)\n\nOther (n, n)",
            ("Tensor", "(e, 2,)"),
        ),
        (":param x: shape (batch_size, nodes)\n:type x: Tensor", ("Tensor", "(g, n,)")),
        ("* **x** (PyTorch FloatTensor) - (B, N, T)", ("Tensor", "(g, n, 4,)")),
        ("x (int): how wide", ("int", None)),
        ("x: of shape (whatever, that)", ("", None)),
        ("x (float, optional): (0.5, 1)", ("float", None)),
    ],
)
def test_what_a_documentation_says(text: str, told: tuple[str, str | None]) -> None:
    entry = entries(text, {"x"})["x"]
    assert (entry.annotation, shape_of(entry, {}, 16)) == told


SHOWN = """
    import torch

    class Odd:
        def __init__(self, values):
            self.values = values

    class Part(torch.nn.Module):
        def __init__(self, shape):
            super().__init__()
            self.lin = torch.nn.Linear(*shape.size)

        def forward(self, pair):
            return self.lin(pair.values) if pair.values.sum() > 0 else pair.values
"""

WHOLE = """
    class Shape:
        size = (16, 4)

    class Whole(torch.nn.Module):
        def __init__(self, channels):
            super().__init__()
            self.part = Part(Shape())

        def forward(self, x):
            self.part(Odd(x))
            raise RuntimeError("what follows does not matter")
"""


def test_a_part_is_run_as_its_model_calls_it(write: Write, children: Children) -> None:
    path = write(SHOWN + WHOLE)
    observation = observe(Subject(path, "Part"), modes=("eager", "default"), children=children)
    assert observation.error is None and observation.built == "the Part of Whole"
    assert observation.status("default") == "breaks" and len(observation.inputs) == 4
    assert [site.symbol for site in observation.default_sites] == ["Part.forward"]
    assert "it is called as by the Part of Whole" in observation.assumptions


def test_a_part_may_be_used_in_another_file(write: Write, children: Children) -> None:
    write("", "shapes/__init__.py")
    path = write(SHOWN, "shapes/part.py")
    whole = "    import torch\n    from shapes.part import Odd, Part\n" + WHOLE
    write(whole, "shapes/whole.py")
    subject, text = with_recipe(Subject(path, "Part"), children)
    assert subject.recipe is not None and subject.recipe.scene is not None
    assert Path(subject.recipe.scene.path).name == "whole.py"
    program = write(text, "stub.py")
    observation = observe(Subject(program), modes=("eager", "default"), children=children)
    assert observation.status("default") == "breaks" and len(observation.inputs) == 4
    assert (observation.path, observation.asked) == (path.as_posix(), program.as_posix())


def test_a_call_may_gather_what_it_is_given(write: Write, children: Children) -> None:
    shown = SHOWN.replace("def forward(self, pair):", "def forward(self, *rest, **more):").replace(
        "return self", "pair = more['pair']\n            return rest[0] + self"
    )
    path = write(shown + WHOLE.replace("self.part(Odd(x))", "self.part(x[:, :4], pair=Odd(x))"))
    subject, text = with_recipe(Subject(path, "Part"), children)
    assert subject.recipe is not None and subject.recipe.scene is not None
    for each in (subject, Subject(write(text, "stub.py"))):
        observation = observe(each, modes=("eager", "default"), children=children)
        assert observation.status("default") == "breaks" and len(observation.inputs) == 4


def test_settings_are_written_with_all_that_is_asked_of_them(
    write: Write, children: Children
) -> None:
    path = write(
        """
        import torch

        class Net(torch.nn.Module):
            def __init__(self, cfg, dataset):
                super().__init__()
                self.lin = torch.nn.Linear(dataset[0].num_features, cfg.model["in"])
                self.weight = dataset.x[:, :1].sum()

            def forward(self, x):
                return self.lin(x)
        """
    )
    subject, text = with_recipe(Subject(path, "Net"), children)
    assert "cfg=SimpleNamespace(model={'in': 16})" in text
    for each in (subject, Subject(write(text, "stub.py"))):
        observation = observe(each, modes=("eager", "default"), children=children)
        assert observation.status("default") == "ok" and observation.output_difference == 0.0


def test_an_example_in_the_documentation_shows_how(write: Write, children: Children) -> None:
    documented = """class Part(torch.nn.Module):
        '''Takes a shape.

        >>> class Shape:
        ...     size = (5, 4)
        >>> Part(Shape())(Odd(torch.ones(7, 5)))
        '''
"""
    path = write(SHOWN.replace("class Part(torch.nn.Module):\n", documented))
    subject, text = with_recipe(Subject(path, "Part"), children)
    assert subject.recipe is not None and subject.recipe.built == "the example of its documentation"
    assert len(subject.recipe.sizes) == 1
    compile(text, "stub", "exec")


def test_an_example_has_no_effect_outside(write: Write, children: Children, tmp_path: Path) -> None:
    """Each is refused by itself; one that slips through ends the example with another error."""
    touched, kept = tmp_path / "touched", tmp_path / "kept"
    kept.write_text("as it was")
    effects = (
        f"open({str(touched)!r}, 'w')",
        f"open({str(kept)!r}, 'a')",
        f"torch.save(1, {str(touched)!r})",
        f"os.remove({str(kept)!r})",
        f"os.mkdir({str(touched)!r})",
        f"os.rename({str(kept)!r}, {str(touched)!r})",
        f"os.system('touch {touched}')",
        f"subprocess.run(['touch', {str(touched)!r}])",
        "socket.create_connection(('127.0.0.1', 9))",
        "urllib.request.urlopen('http://127.0.0.1:9')",
    )
    tried = "".join(
        f"        >>> with contextlib.suppress(PermissionError):\n        ...     {effect}\n"
        f"        ...     assert False\n"
        for effect in effects
    )
    documented = (
        'class Part(torch.nn.Module):\n        """Shown.\n\n'
        "        >>> import contextlib, os, socket, subprocess, tempfile, urllib.request\n"
        f"{tried}"
        "        >>> with tempfile.NamedTemporaryFile() as file:\n"
        "        ...     assert file.write(b'x') == 1\n"
        "        >>> class Shape:\n"
        "        ...     size = (5, 4)\n"
        '        >>> Part(Shape())(Odd(torch.ones(7, 5)))\n        """\n'
    )
    path = write(SHOWN.replace("class Part(torch.nn.Module):\n", documented))
    subject, _ = with_recipe(Subject(path, "Part"), children)
    assert subject.recipe is not None and subject.recipe.built == "the example of its documentation"
    assert not touched.exists() and kept.read_text() == "as it was"


def test_settings_come_from_a_file_that_the_program_names(write: Write, children: Children) -> None:
    write("model:\n  hidden: 12\n", "settings.yaml")
    path = write(
        """
        import torch

        SETTINGS = "settings.yaml"

        class Net(torch.nn.Module):
            def __init__(self, cfg):
                super().__init__()
                self.lin = torch.nn.Linear(16, cfg["model"]["hidden"])

            def forward(self, x):
                return self.lin(x)
        """
    )
    subject, text = with_recipe(Subject(path, "Net"), children)
    assert subject.recipe is not None and "Net(cfg={'model': {'hidden': 12}})" in text
    assert subject.recipe.assumptions == ("cfg.model.hidden=12 (settings.yaml)",)


def test_a_file_without_a_model_says_so(write: Write, children: Children) -> None:
    with pytest.raises(SubjectError, match="no class that is a torch"):
        subjects_of(Subject(write("import torch\n")), children)
    write("class Net(torch.nn.Module): ...\nclass Head(Net): ...\n", "nets.py")
    script = write("from nets import Net\n", "script.py")
    with pytest.raises(SubjectError, match=r"imports .*nets\.py, which has Net and Head: `gnnlint"):
        subjects_of(Subject(script), children)
