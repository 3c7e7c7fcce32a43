"""What the checked code makes and calls itself decides what its class leaves open."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Default, Fullgraph, Run
from gnnlint.report import readiness, text
from gnnlint.trace.program import MAKING_STEPS
from tests.trace.tracing import write

NET = """\
import torch
from torch import nn

class Keep(nn.Module):
    def forward(self, x, mask):
        return x[mask]  # KEEP

class Skip(nn.Module):
    def forward(self, x, mask):
        return x

class Net(nn.Module):
    def __init__(self, layer, clip=False, depth=2):
        super().__init__()
        self.layers = nn.ModuleList([layer for _ in range(depth)])
        self.clip = clip

    def forward(self, a, b, limit=None, rounds=1):
        if self.clip:
            a = a[a.norm(dim=-1) > 1]  # CLIP
        for layer in self.layers:
            a = layer(a, b)
        if limit is not None and a.sum() > limit:  # LIMIT
            return -a
        return a
"""

A, B = "torch.randn(4, 8)", "torch.rand(4) > 0.5"


def run(folder: Path, program: str) -> Run:
    write(folder, {"net.py": NET, "program.py": textwrap.dedent(program)})
    return check([folder], Settings(root=folder))


def told(found: Run) -> set[tuple[str, str | None]]:
    """The mark of each line that breaks, and the condition."""
    return {
        (found.sources[it.place.path][it.place.line - 1].partition("# ")[2], it.condition)
        for it in found.findings
    }


CLIP_OPEN = ("CLIP", "when `self.clip`")
KEEP_OPEN = ("KEEP", "when `mask.dtype == torch.bool`")


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param("import torch\n", {CLIP_OPEN, KEEP_OPEN}, id="nobody makes it"),
        pytest.param(
            f"""\
            import torch
            from net import Keep, Net
            def model(): return Net(Keep(), clip=True)
            def inputs(): return [({A}, {B})]
            """,
            {("CLIP", None), ("KEEP", None)},
            id="model and inputs",
        ),
        pytest.param(
            f"""\
            import torch
            from net import Keep, Net
            def model(): return Net(Keep())
            def inputs(): return [dict(a={A}, b={B}, limit=3.0), dict(a={A}, b={B}, limit=4.0)]
            """,
            {CLIP_OPEN, ("KEEP", None), ("LIMIT", None)},
            id="inputs by name",
        ),
        pytest.param(
            f"""\
            import torch
            import net
            if __name__ == "__main__":
                model = net.Net(net.Keep())
                for _ in range(3):
                    model({A}, {B})
            """,
            {CLIP_OPEN, ("KEEP", None)},
            id="a script",
        ),
        pytest.param(
            f"""\
            import torch
            from net import Net, Skip
            def main():
                model = Net(layer=Skip())
                model({A}, {B}, limit=2.0)
            """,
            {CLIP_OPEN, KEEP_OPEN, ("LIMIT", None)},
            id="a function",
        ),
        pytest.param(
            f"""\
            import argparse
            import torch
            from net import Keep, Net
            def main():
                args = argparse.ArgumentParser().parse_args()
                model = Net(Keep(), args.clip)
                model({A}, {B})
            """,
            {("CLIP", "when `args.clip`"), ("KEEP", None)},
            id="an option of the command line",
        ),
        pytest.param(
            f"""\
            import torch
            from net import Keep, Net
            class Trainer:
                def __init__(self, lr):
                    self.model = Net(Keep(), clip=True)
                def step(self):
                    return self.model({A}, {B})
            """,
            {("CLIP", None), ("KEEP", None)},
            id="a trainer",
        ),
        pytest.param(
            f"""\
            import torch
            from net import Keep, Net
            class Trainer:
                def __init__(self):
                    self.clip = None
                def prepare(self, data):
                    self.clip = len(data) > 3
                def start(self):
                    self.model = Net(Keep(), clip=self.clip)
                    self.model({A}, {B})
            """,
            {CLIP_OPEN, ("KEEP", None)},
            id="what another method sets",
        ),
        pytest.param(
            f"""\
            import torch
            from net import Keep, Net
            def main(data):
                clip = False
                if len(data) > 3:
                    clip = True
                Net(Keep(), clip=clip)({A}, {B})
            """,
            {CLIP_OPEN, ("KEEP", None)},
            id="what a program decides",
        ),
        pytest.param(
            """\
            import torch
            from net import Keep, Net
            def main(loader):
                model = Net(Keep())
                for data in loader:
                    model(data.x, data.train_mask)
            """,
            {CLIP_OPEN, KEEP_OPEN},
            id="nothing known of what it is called with",
        ),
        pytest.param(
            f"""\
            import torch
            def fn(q, keep=True):
                if keep:
                    return q[q > 0]  # FN
                return q.item()
            def model(): return fn
            def inputs(): return [({A},)]
            """,
            {CLIP_OPEN, KEEP_OPEN, ("FN", None)},
            id="a function as model",
        ),
    ],
)
def test_a_use_decides_what_the_class_leaves_open(
    tmp_path: Path, program: str, expected: set[tuple[str, str | None]]
) -> None:
    assert told(run(tmp_path, program)) == expected


CONFIGURED = """\
import argparse
from dataclasses import dataclass
import torch
from torch import nn

@dataclass
class Config:
    debug: bool = False

class Net(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.cfg = cfg

    def forward(self, x: torch.Tensor):
        if self.cfg.debug:
            print(x)  # DEBUG
        return x

def main():
    args = argparse.ArgumentParser().parse_args()
    model = Net(Config(debug=args.debug))
    model(torch.ones(3))
"""


def test_what_is_read_at_run_time_keeps_the_condition(tmp_path: Path) -> None:
    write(tmp_path, {"one.py": CONFIGURED})
    assert told(check([tmp_path], Settings(root=tmp_path))) == {("DEBUG", "when `args.debug`")}
    write(tmp_path, {"one.py": CONFIGURED.replace("args.debug", "True")})
    assert told(check([tmp_path], Settings(root=tmp_path))) == {("DEBUG", None)}


def test_a_compiled_function_is_called_with_what_nobody_knows(tmp_path: Path) -> None:
    source = """\
        import unittest
        import torch

        class Test(unittest.TestCase):
            def setUp(self):
                self.mask = torch.rand(3) > 0.5

            def test_one(self):
                def fn(x, mask):
                    if x.sum() > 0:  # BRANCH
                        return x
                    return x[mask]  # MASK
                torch.compile(fn)(self.unknown, self.mask)
        """
    write(tmp_path, {"test_one.py": textwrap.dedent(source)})
    assert told(check([tmp_path], Settings(root=tmp_path))) == {("BRANCH", None), ("MASK", None)}


def test_fullgraph_in_one_of_two_compilations(tmp_path: Path) -> None:
    source = """\
        import torch

        def fn(x):
            return -x if x.sum() > 0 else x

        for fullgraph in (False, True):
            torch.compile(fn, fullgraph=fullgraph)(torch.ones(3))
        """
    write(tmp_path, {"one.py": textwrap.dedent(source)})
    (found,) = check([tmp_path], Settings(root=tmp_path)).findings
    assert (found.default, found.fullgraph) == (Default.BREAK, Fullgraph.ERROR)


def test_a_model_is_traced_in_full_however_little_its_program_does(tmp_path: Path) -> None:
    long = "\n".join("        x = x + 1" for _ in range(MAKING_STEPS))
    source = CONFIGURED.replace("        return x\n", f"{long}\n        return x.item()  # LAST\n")
    write(tmp_path, {"one.py": source.replace("args.debug", "True")})
    found = check([tmp_path], Settings(root=tmp_path))
    assert told(found) == {("DEBUG", None), ("LAST", None)}
    assert {it.code for it in found.findings if it.as_made} == {it.code for it in found.findings}


def test_what_is_masked_in_the_model_as_made_is_masked(tmp_path: Path) -> None:
    source = """\
        import torch
        from torch import nn

        class Net(nn.Module):
            def __init__(self, clip=False):
                super().__init__()
                self.clip = clip

            def forward(self, x: torch.Tensor):
                for _ in range(3):
                    if self.clip:
                        x = x[x > 0]
                return x.sum().item()
        """
    made = "model = Net(clip=True)\nmodel(torch.ones(3))\n"
    for program, effect in (("", Default.BREAK), (made, Default.MASKED)):
        write(tmp_path, {"one.py": textwrap.dedent(source) + program})
        found = check([tmp_path], Settings(root=tmp_path))
        assert {it.code: it.default for it in found.findings}["GNN301"] is effect


def test_a_number_that_differs_between_calls_decides_nothing(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        """\
        import torch
        def fn(x, n, same):
            if n > 4:
                x = x[x > 0]  # VARIES
            if same > 4:
                x = x[x > 1]  # NEVER
            return x
        def model(): return fn
        def inputs(): return [(torch.randn(n, 8), n, 3) for n in (2, 5, 7)]
        """,
    )
    assert ("VARIES", None) in told(found)
    assert "NEVER" not in {mark for mark, _ in told(found)}


def test_the_rank_of_what_a_call_hands_over_decides(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        """\
        import torch
        from torch.nn.functional import one_hot
        def fn(x, batch):
            flat = one_hot(batch, -1 if batch.dim() == 1 else 9)  # FLAT
            return flat, one_hot(batch, -1 if x.dim() == 1 else 9)
        def model(): return fn
        def inputs(): return [(torch.randn(n, 8), torch.arange(n)) for n in (2, 5, 7)]
        """,
    )
    assert {mark for mark, _ in told(found)} - {"CLIP", "LIMIT", "KEEP"} == {"FLAT"}


def test_a_rank_that_only_a_name_tells_decides_nothing(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        """\
        import torch
        from torch.nn.functional import one_hot
        @torch.compile
        def fn(batch):
            return one_hot(batch, -1 if batch.dim() == 1 else 9)  # OPEN
        """,
    )
    assert "OPEN" not in {mark for mark, _ in told(found)}


def test_what_a_call_hands_over_was_made_outside(tmp_path: Path) -> None:
    """A tensor in a dict is a graph's input, and a batch of graphs is a Batch."""
    found = run(
        tmp_path,
        """\
        import torch
        from torch_geometric.data import Batch, Data
        def fn(atoms, batch):
            atoms["pos"].requires_grad_()  # OUTSIDE
            (atoms["pos"] * 2).requires_grad_(False)
            batch.x = batch.x * 2  # SET
            return torch.zeros(atoms["many"][0])
        def model(): return fn
        def inputs():
            batch = Batch.from_data_list([Data(x=torch.randn(n, 8)) for n in (2, 3)])
            return [({"pos": torch.randn(n, 3), "many": [torch.tensor(n)]}, batch) for n in (2, 5)]
        """,
    )
    assert {mark for mark, _ in told(found)} - {"CLIP", "LIMIT", "KEEP"} == {"OUTSIDE", "SET"}


def test_a_model_is_listed_once_with_the_gaps_of_its_use(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        f"""\
        import torch
        from net import Net, Skip
        model = Net(Skip())
        model({A}, {B})
        """,
    )
    gaps = {it.name: len(it.gaps) for it in found.models}
    assert gaps == {"net.Keep": 0, "net.Skip": 0, "net.Net": 0}


# -- who makes and calls what ------------------------------------------------------------------


def made_at(found: Run) -> dict[str, list[tuple[str, str, int]]]:
    """By mark: the places without which the finding does not hold."""
    return {
        found.sources[it.place.path][it.place.line - 1].partition("# ")[2]: [
            (each.role, Path(each.place.path).name, each.place.line)
            for each in it.related
            if each.role in ("made", "called")
        ]
        for it in found.findings
    }


def test_a_finding_says_which_program_makes_the_model_that_it_is_about(tmp_path: Path) -> None:
    program = f"""\
        import torch
        from net import Keep, Net, Skip
        def main():
            first = Net(Skip())
            second = Net(Keep(), clip=True)
            second({A}, {B})
        if __name__ == "__main__":
            main()
        """
    found = run(tmp_path, program)
    assert made_at(found) == {
        "CLIP": [("made", "program.py", 5)],
        "KEEP": [("made", "program.py", 5)],
        "LIMIT": [("made", "program.py", 4)],
    }
    report = text.render(replace(found, working_directory=tmp_path.as_posix()))
    assert "captured by fullgraph=True, as made at program.py:5\n" in report
    write(tmp_path, {"net.py": NET.replace("x[mask]", "x[mask.size(0) + x.argsort() > 1]")})
    again = check([tmp_path], Settings(root=tmp_path))
    assert made_at(again)["KEEP"] == [], "its class does so, whoever makes it"


def test_a_compiled_function_is_listed_with_what_it_breaks(tmp_path: Path) -> None:
    found = run(
        tmp_path,
        f"""\
        import torch
        from net import Skip
        def keep(x):
            return x[x > 0]  # MASK
        def plain(x):
            return x.relu()
        def unused(x):
            return unknown(x)
        class Trainer:
            def step(self, x):
                print(x)  # PRINT
                return x
            def fit(self, x):
                torch.compile(self.step)(x)
        fast = torch.compile(keep)
        fast({A})
        torch.compile(plain)({A})
        later = torch.compile(unused)
        skip = Skip()
        skip.compile()
        skip({A}, 3)
        """,
    )
    models = {it.name: it for it in found.models if it.name.startswith("program.")}
    assert {name: it.compile for name, it in models.items()} == {
        "program.keep": "breaks",
        "program.plain": "no-break-found",
        "program.unused": "no-break-found",
        "program.Trainer.step": "breaks",
    }
    assert [len(models[f"program.{it}"].gaps) for it in ("keep", "plain", "unused")] == [0, 0, 1]
    assert models["program.keep"].place.line == 3
    assert made_at(found)["MASK"] == [("called", "program.py", 16)]
    assert {it.entry_points for it in found.findings if it.code == "GNN330"} == {
        ("program.Trainer.step",)
    }


def test_models_of_one_name_in_two_folders_stay_apart(tmp_path: Path) -> None:
    plain = "from torch import nn\nclass Net(nn.Module):\n    def forward(self, x):\n        {}\n"
    write(
        tmp_path,
        {
            "one/models/__init__.py": "",
            "one/models/net.py": plain.format("return x[x.norm(dim=-1) > 0]"),
            "two/models/__init__.py": "",
            "two/models/net.py": plain.format("return x"),
        },
    )
    found = check([tmp_path], Settings(root=tmp_path))
    rows = {(it.name, Path(it.place.path).parts[-3]): it.compile for it in found.models}
    assert rows == {
        ("models.net.Net", "one"): "breaks",
        ("models.net.Net", "two"): "no-break-found",
    }
    assert "2 models: 1 ready, 1 with breaks" in readiness.render(found)


def test_header_and_summary_agree_about_what_lies_elsewhere(tmp_path: Path) -> None:
    program = f"""\
        import torch
        from net import Keep, Net
        model = Net(Keep())
        model({A}, {B})
        """
    write(tmp_path, {"net.py": NET, "program.py": textwrap.dedent(program)})
    found = check([tmp_path / "program.py"], Settings(root=tmp_path))
    assert [(it.compile, it.findings, it.elsewhere) for it in found.models] == [("breaks", (), 1)]
    report = text.render(replace(found, working_directory=tmp_path.as_posix()))
    assert "captured by fullgraph=True, 1 finding outside the given paths\n" in report
    assert "\nNothing to report here; known to break or fail all the same: 1 model of 1\n" in report
    assert "\n1 finding more in files outside the given paths: net.py\n" in report


# -- what nobody is seen to pass ---------------------------------------------------------------

CHOSEN = """\
import torch
from dataclasses import dataclass
from torch import nn

@dataclass
class Config:
    kind: str = "keep"
    loud: bool = False
    name: str | None = None

class Net(nn.Module):
    def __init__(self, kind, loud=False):
        super().__init__()
        self.kind, self.loud = kind, loud

    def forward(self, x):
        if self.kind == "keep":
            x = x[x.norm(dim=-1) > 1]  # KEEP
        if self.loud:
            print(x)  # LOUD
        return x
"""


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        pytest.param(
            "def main(mode, loud):\n    Net(mode, loud=loud)\n",
            {"KEEP": "when `self.kind == 'keep'`", "LOUD": "when `self.loud`"},
            id="arguments, by the attributes that they become",
        ),
        pytest.param(
            "def main(mode='keep', loud=True):\n    Net(mode, loud)\n",
            {
                "KEEP": "when `mode == 'keep'` (the default)",
                "LOUD": "when `self.loud` (the default)",
            },
            id="defaults",
        ),
        pytest.param(
            "def main(cfg):\n    Net(cfg.net.kind, cfg.loud)\n",
            {"KEEP": "when `cfg.net.kind == 'keep'`", "LOUD": "when `cfg.loud`"},
            id="a configuration",
        ),
        pytest.param(
            "def main(cfg: Config):\n    Net(cfg.kind, cfg.loud)\n",
            {"KEEP": "when `cfg.kind == 'keep'` (the default)", "LOUD": "when `cfg.loud`"},
            id="a record's defaults",
        ),
        pytest.param(
            "def main(cfg=Config()):\n    Net(cfg.kind, cfg.loud)\n",
            {"LOUD": "when `not cfg keeps its default` and `cfg.loud`"},
            id="a record as default",
        ),
    ],
)
def test_what_a_programs_function_is_given_is_named(
    tmp_path: Path, function: str, expected: dict[str, str]
) -> None:
    """Nobody calls it here, so that whoever does decides."""
    write(tmp_path, {"one.py": CHOSEN + "\n" + function})
    found = check([tmp_path], Settings(root=tmp_path))
    assert expected.items() <= dict(told(found)).items()
