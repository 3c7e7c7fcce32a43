"""From files to findings: what cannot be read, what is selected, silenced, versioned and merged."""

from __future__ import annotations

import json
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gnnlint import judge
from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Certainty, Default, Finding, Fullgraph, Run, Severity, Target
from gnnlint.report import json as json_report
from gnnlint.versions import PYG
from tests.trace.tracing import net, write

BREAKS = net(
    """\
    x = self.conv(x, edge_index)  # CONV
    x = global_mean_pool(x, batch)  # POOL
    if x.sum() > 0:  # BRANCH
        return -x
    return x
    """,
    init="self.conv = GCNConv(8, 8)  # MADE",
)


def run(folder: Path, files: dict[str, str], *paths: str, **options: object) -> Run:
    write(folder, files)
    settings = replace(Settings(root=folder), **options)  # type: ignore[arg-type]
    return check([folder / path for path in paths] or [folder], settings)


def codes(found: Run) -> list[tuple[str, str]]:
    """(code, mark of the line) of each finding."""
    return [(it.code, mark_of(it, found)) for it in found.findings]


def mark_of(finding: Finding, found: Run) -> str:
    line = found.sources[finding.place.path][finding.place.line - 1]
    return line.partition("# ")[2]


def the(found: Run, mark: str) -> Finding:
    (finding,) = [it for it in found.findings if mark_of(it, found) == mark]
    return finding


ALL = [("GNN203", "CONV"), ("GNN201", "POOL"), ("GNN310", "BRANCH")]

# -- what cannot be read -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"select": ("GNN201",)}, ["GNN001"]),
        ({"select": ("GNN201",), "ignore": ("GNN001",)}, []),
        ({"ignore": ("GNN0",)}, []),
        ({"select": ("GNN001",), "ignore": ("GNN0",)}, ["GNN001"]),
    ],
)
def test_what_could_not_be_judged_is_told_unless_it_is_ignored(
    tmp_path: Path, options: dict[str, object], told: list[str]
) -> None:
    found = run(tmp_path, {"net.py": "import torch\nx = (\n"}, **options)
    assert [it.code for it in found.findings] == told


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        pytest.param(b"import torch\nx = (\n", 2, "never closed", id="syntax"),
        pytest.param(b"import torch\nif x\n    pass\n", 2, "cannot be parsed", id="colon"),
        pytest.param(b"import torch\nx = 1\0\n", 1, "null", id="null byte"),
        pytest.param(b"import torch\nx = '\xff'\n", 2, "utf-8", id="undecodable"),
        pytest.param(b"# coding: nothing\nimport torch\n", 1, "nothing", id="unknown codec"),
        pytest.param(b"\xff\xfei\0m\0", 1, "decoded", id="utf-16"),
        pytest.param(b"import torch\n" + b"(" * 5000, 1, "cannot be parsed", id="too deep"),
        pytest.param(b"x = 1\n  y = 2\n", 2, "indent", id="no torch in it"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_finding(
    tmp_path: Path, data: bytes, line: int, words: str
) -> None:
    (tmp_path / "bad.py").write_bytes(data)
    found = run(tmp_path, {"net.py": BREAKS})
    bad = [it for it in found.findings if it.place.path.endswith("bad.py")]
    assert [(it.code, it.severity, it.target) for it in bad] == [
        ("GNN001", Severity.ERROR, Target.ANY)
    ]
    assert words in bad[0].message and bad[0].remedy
    if words not in ("null", "cannot be parsed") or line > 1:
        assert bad[0].place.line == line
    assert bad[0].place.column >= 1 and bad[0].place.end_column >= bad[0].place.column
    assert len(found.findings) == 4 and found.files == 2, "the run goes on"
    json.loads(json_report.render(found))


def test_a_helper_that_cannot_be_parsed_is_a_gap_of_the_model(tmp_path: Path) -> None:
    source = net("return helper(x)", head="from broken import helper")
    found = run(tmp_path, {"net.py": source, "broken.py": "def helper(:\n"}, "net.py")
    assert found.findings == ()
    assert len(found.models[0].gaps) == 1


def test_an_empty_file_and_one_of_comments(tmp_path: Path) -> None:
    found = run(tmp_path, {"a.py": "", "b.py": "# torch\n", "c.py": '"""torch"""'})
    assert found.findings == () and found.models == () and found.files == 3


DEEP = {
    "elif": "if x.dim() == 0:\n    y = 0\n"
    + "".join(f"elif x.dim() == {n}:\n    y = {n}\n" for n in range(1, 300)),
    "sum": "y = " + " + ".join(["x"] * 600),
    "method chain": "y = x" + ".relu()" * 400,
    "nested calls": "y = " + "torch.relu(" * 80 + "x" + ")" * 80,
    "boolean": "y = " + " and ".join(["x.dim() > 0"] * 500),
    "list": "y = [" + ", ".join(["x"] * 5000) + "]",
    "comparison": "y = x.dim()" + " < 9" * 300,
    "ternaries": "y = " + "".join(f"{n} if x.dim() == {n} else " for n in range(80)) + "0",
    "strings": "y = (" + "\n    'a'" * 3000 + ")",
    "dict": "y = " + "{1: " * 60 + "x" + "}" * 60,
}


@pytest.mark.parametrize("case", DEEP)
def test_deep_code_is_checked_like_any_other(tmp_path: Path, case: str) -> None:
    """Valid code must neither be called unreadable nor end the run, however deep it nests."""
    start = time.process_time()
    source = net(DEEP[case] + "\nx.sum().item()  # ITEM\nreturn x\n")
    found = run(tmp_path, {"net.py": source})
    assert codes(found) == [("GNN301", "ITEM")]
    assert time.process_time() - start < 5


@pytest.mark.parametrize("case", DEEP)
def test_deep_code_outside_of_models(tmp_path: Path, case: str) -> None:
    text = "import torch\nx = torch.ones(3)\nmodel = torch.compile(x)\n" + DEEP[case] + "\n"
    assert run(tmp_path, {"script.py": text}).findings == ()


def test_the_limit_of_recursion_is_left_as_it_was(tmp_path: Path) -> None:
    before = sys.getrecursionlimit()
    run(tmp_path, {"net.py": net(DEEP["sum"] + "\nreturn x")})
    assert sys.getrecursionlimit() == before


def test_standard_input(tmp_path: Path) -> None:
    """The bytes count, under the name that is given, whatever is on disk."""
    write(tmp_path, {"net.py": "x = (\n", "selection.py": "def keep(x):\n    return x[x > 0]\n"})
    text = net("return keep(x)", head="from selection import keep")
    settings = Settings(root=tmp_path)
    found = check([], settings, stdin=(str(tmp_path / "net.py"), text.encode()))
    assert found.findings == () and found.files == 1
    (elsewhere,) = found.elsewhere
    assert elsewhere.code == "GNN320" and elsewhere.place.path.endswith("selection.py")
    fresh = check([], settings, stdin=(str(tmp_path / "not_there.py"), BREAKS.encode()))
    assert [it.code for it in fresh.findings] == [code for code, _ in ALL]
    bad = check([], settings, stdin=(str(tmp_path / "net.py"), b"x = '\xff'\n"))
    assert [it.code for it in bad.findings] == ["GNN001"]


# -- files that cost nothing -------------------------------------------------------------------


def test_a_file_without_torch_is_not_traced(tmp_path: Path) -> None:
    files = {
        "plain.py": "class Net:\n    def forward(self, x):\n        print(x)\n        return x\n",
        "other.py": "import json\n\n\ndef f(x):\n    return json.dumps(x)\n",
    }
    found = run(tmp_path, files)
    assert found.files == 2 and found.models == () and found.findings == ()


def test_a_recipe_without_torch_makes_a_model_of_another_file(tmp_path: Path) -> None:
    recipe = """
        import numpy
        from net import Net

        def model():
            return Net()

        def inputs():
            return [(numpy.ones((4, 8)), None, None)]
    """
    files = {"net.py": BREAKS, "recipe.py": textwrap.dedent(recipe)}
    found = run(tmp_path, files, "recipe.py")
    assert [it.name for it in found.models] == ["net.Net"]
    assert "GNN310" in {it.code for it in found.elsewhere}


def test_a_class_that_is_no_module_is_none_of_our_business(tmp_path: Path) -> None:
    source = "import torch\n\n\nclass Net:\n    def forward(self, x):\n        print(x)\n"
    found = run(tmp_path, {"net.py": source})
    assert found.models == () and found.findings == ()


def test_cases_that_exclude_each_other_are_told_each(tmp_path: Path) -> None:
    """In training this layer samples edges, in evaluation it adds self-loops only."""
    layer = "from torch_geometric.nn import SuperGATConv\n"
    made = "self.conv = SuperGATConv(8, 8)"
    found = run(tmp_path, {"net.py": layer + net("return self.conv(x, edge_index)", init=made)})
    told = {it.code: (it.condition, it.default, it.fullgraph) for it in found.findings}
    assert told == {
        "GNN203": ("when `not self.training`", Default.BREAK, Fullgraph.CAPTURED),
        "GNN211": ("when `self.training`", Default.BREAK, Fullgraph.ERROR),
    }


def test_of_two_cases_is_told_what_is_true_of_both(tmp_path: Path) -> None:
    """Both layers break; of one of them ``fullgraph=True`` captures the break."""
    layers = "from torch_geometric.nn import EdgePooling, TopKPooling\n"
    made = "self.pool = EdgePooling(8) if edge else TopKPooling(8)"
    source = layers + net("return self.pool(x, edge_index)", init=made).replace(
        "def __init__(self", "def __init__(self, edge=False"
    )
    (told,) = run(tmp_path, {"net.py": source}).findings
    said = (told.condition, told.default, told.fullgraph)
    assert said == (None, Default.BREAK, Fullgraph.CAPTURED)


CHOICE = """\
    import settings
    import torch
    from torch_geometric.nn import global_mean_pool


    def keep(x, batch):
        return x


    POOLS = {{"mean": global_mean_pool, "none": keep}}


    class Net(torch.nn.Module):
        def forward(self, x, batch):
            pool = POOLS[{key}]
            return pool(x, batch)  # POOL
    """


@pytest.mark.parametrize(
    ("key", "found"), [('"mean"', [("GNN201", "POOL")]), ("settings.get()", [])]
)
def test_which_of_several_library_functions_is_called_has_to_be_known(
    tmp_path: Path, key: str, found: list[tuple[str, str]]
) -> None:
    assert codes(run(tmp_path, {"net.py": CHOICE.format(key=key)})) == found


def test_a_training_loop_is_silent(tmp_path: Path) -> None:
    source = """\
        import torch
        from torch_geometric.nn import GCNConv

        model = torch.compile(GCNConv(8, 8, add_self_loops=False))


        def train(loader):
            total = 0.0
            for data in loader:
                out = model(data.x, data.edge_index)
                loss = out[data.train_mask].sum()
                loss.backward()
                total += loss.item()
                if loss > 3:
                    print(loss)
            return total


        train([])
        """
    assert run(tmp_path, {"train.py": source}).findings == ()


# -- selection and suppression -----------------------------------------------------------------


BATCH_HEAD = """\
import torch


class Head(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(8, 8)

    def forward(self, batch):
        batch = self.layer(batch)
        return batch if {needle} in batch else None
"""


def test_what_holds_a_string_is_no_tensor(tmp_path: Path) -> None:
    found = run(tmp_path, {"net.py": BATCH_HEAD.format(needle="'y'")})
    assert codes(found) == []
    # A number may well be in the tensor that the layer is presumed to return.
    found = run(tmp_path, {"net.py": BATCH_HEAD.format(needle="1")})
    assert [code for code, _ in codes(found)] == ["GNN310"]


def test_selection(tmp_path: Path) -> None:
    assert codes(run(tmp_path, {"net.py": BREAKS})) == ALL
    assert codes(run(tmp_path, {}, select=("GNN2",))) == ALL[:2]
    assert codes(run(tmp_path, {}, ignore=("GNN2",))) == ALL[2:]
    assert codes(run(tmp_path, {}, ignore=("GNN2",), extend_select=("GNN201",))) == ALL[1:]
    assert codes(run(tmp_path, {}, select=("branch-on-tensor",))) == ALL[2:]


def test_what_is_ignored_is_no_one_else_s(tmp_path: Path) -> None:
    """Each rule alone, and all but one: the claims stay where they are."""
    write(tmp_path, {"net.py": BREAKS})
    for claim in ALL:
        assert codes(run(tmp_path, {}, ignore=(claim[0],))) == [it for it in ALL if it != claim]
        assert codes(run(tmp_path, {}, select=(claim[0],))) == [claim]


def test_what_is_ignored_still_masks(tmp_path: Path) -> None:
    """The compiler does not know what the user has chosen to look at."""
    source = net("for _ in range(3):\n    print(x)  # PRINT\nx.sum().item()  # ITEM\nreturn x")
    whole = the(run(tmp_path, {"net.py": source}), "ITEM")
    alone = the(run(tmp_path, {}, ignore=("GNN330",)), "ITEM")
    assert whole.default is alone.default is Default.MASKED
    assert whole.masked_by == alone.masked_by


def test_targets(tmp_path: Path) -> None:
    write(tmp_path, {"net.py": BREAKS})
    full = run(tmp_path, {}, targets=("fullgraph",))
    assert codes(full) == [("GNN310", "BRANCH")], "only what fails under fullgraph=True"
    auto = run(tmp_path, {})
    assert auto.targets == (Target.COMPILE,) and auto.models[0].script == "off"
    assert any("script is off" in it for it in auto.notes)
    script = run(tmp_path, {}, targets=("script",))
    assert script.targets == (Target.SCRIPT,)
    assert {it.target for it in script.findings} <= {Target.SCRIPT}
    assert script.models[0].script != "off" and not script.notes
    both = run(tmp_path, {}, targets=("compile", "script"))
    assert both.targets == (Target.COMPILE, Target.SCRIPT)
    assert set(codes(both)) >= set(ALL)


def test_script_is_judged_where_it_is_used(tmp_path: Path) -> None:
    text = BREAKS + "\n\nscripted = torch.jit.script(Net())\n"
    found = run(tmp_path, {"net.py": text, "other.py": BREAKS})
    by_name = {it.name: it.script for it in found.models}
    assert by_name["other.Net"] == "off"
    assert by_name["net.Net"] != "off"
    assert Target.SCRIPT in found.targets


@pytest.mark.parametrize("comment", ["# noqa: GNN203", "# gnnlint: ignore[GNN2]", "# noqa"])
@pytest.mark.parametrize("mark", ["CONV", "MADE"])
def test_a_comment_counts_on_the_break_and_on_the_remedy(
    tmp_path: Path, comment: str, mark: str
) -> None:
    source = BREAKS.replace(f"# {mark}", comment)
    assert [it.code for it in run(tmp_path, {"net.py": source}).findings] == ["GNN201", "GNN310"]


def test_a_comment_that_silences_nothing(tmp_path: Path) -> None:
    source = BREAKS.replace("# POOL", "# noqa: GNN305").replace("# CONV", "# noqa: GNN203")
    found = run(tmp_path, {"net.py": source})
    assert [it.code for it in found.findings] == ["GNN002", "GNN201", "GNN310"] or [
        it.code for it in found.findings
    ] == ["GNN201", "GNN002", "GNN310"]
    unused = next(it for it in found.findings if it.code == "GNN002")
    assert unused.severity is Severity.INFO and "GNN305" in unused.message
    assert source.splitlines()[unused.place.line - 1].endswith("# noqa: GNN305")
    assert not [it for it in run(tmp_path, {}, ignore=("GNN002",)).findings if it.code == "GNN002"]
    quiet = run(tmp_path, {}, ignore=("GNN305",))
    assert "GNN002" not in [it.code for it in quiet.findings], "it was not looked for"


def test_no_comment_is_idle_in_a_file_that_does_not_parse(tmp_path: Path) -> None:
    source = BREAKS.replace("# POOL", "# noqa: GNN201") + "def f(:\n"
    assert [it.code for it in run(tmp_path, {"net.py": source}).findings] == ["GNN001"]


def test_a_comment_about_a_target_that_is_off(tmp_path: Path) -> None:
    source = BREAKS.replace("# POOL", "# noqa: GNN101, GNN201")
    assert "GNN002" not in [it.code for it in run(tmp_path, {"net.py": source}).findings]
    on = run(tmp_path, {}, targets=("compile", "script"))
    assert "GNN002" in [it.code for it in on.findings]


def test_what_is_silenced_does_not_make_the_model_break(tmp_path: Path) -> None:
    source = BREAKS.replace("# CONV", "# noqa").replace("# POOL", "# noqa")
    (model,) = run(tmp_path, {"net.py": source.replace("# BRANCH", "# noqa")}).models
    assert (model.compile, model.fullgraph, model.findings) == (
        "no-break-found",
        "no-failure-found",
        (),
    )


# -- fingerprints ------------------------------------------------------------------------------


def test_fingerprints_survive_moved_lines(tmp_path: Path) -> None:
    first = run(tmp_path, {"net.py": BREAKS}).findings
    moved = "# one\n\n\n" + BREAKS.replace("    def forward", "\n    # more\n    def forward")
    second = run(tmp_path, {"net.py": moved}).findings
    assert [it.place.line for it in first] != [it.place.line for it in second]
    assert [it.fingerprint for it in first] == [it.fingerprint for it in second]
    blanks = BREAKS.replace("(x, batch)  # POOL", "(x,  batch)  # POOL")
    third = run(tmp_path, {"net.py": blanks}).findings
    assert [it.fingerprint for it in third] == [it.fingerprint for it in first]


def test_fingerprints_differ(tmp_path: Path) -> None:
    source = net(
        "print(x)\nprint(x)\nself.other(x)\nreturn x", methods="def other(self, x):\n    print(x)\n"
    )
    prints = [it.fingerprint for it in run(tmp_path, {"net.py": source}).findings]
    assert len(set(prints)) == 3, "equal lines, in one function and in two"
    both = run(tmp_path, {"net.py": source, "copy.py": source}).findings
    assert len({it.fingerprint for it in both}) == 6
    assert set(prints) <= {it.fingerprint for it in both}, "another file changes nothing here"


def test_fingerprints_do_not_depend_on_where_the_project_lies(tmp_path: Path) -> None:
    found = [
        [it.fingerprint for it in run(tmp_path / name, {"sub/net.py": BREAKS}).findings]
        for name in ("first", "second")
    ]
    assert found[0] == found[1] and all(found[0])


def test_fingerprints_do_not_depend_on_what_else_was_asked(tmp_path: Path) -> None:
    source = net("print(x)\nx.sum().item()\nprint(x)\nreturn x")
    whole = {it.fingerprint for it in run(tmp_path, {"net.py": source}).findings}
    alone = {it.fingerprint for it in run(tmp_path, {}, select=("GNN330",)).findings}
    assert alone < whole


# -- elsewhere ---------------------------------------------------------------------------------

HELPED = net("x = helper(x)  # CALL\nreturn x", head="from ops import helper")
OPS = "def helper(x):\n    return x[x > 0]  # MASK\n"


def test_what_stands_outside_the_given_paths_is_counted(tmp_path: Path) -> None:
    found = run(tmp_path, {"net.py": HELPED, "ops.py": OPS}, "net.py")
    assert found.findings == ()
    assert [it.code for it in found.elsewhere] == ["GNN320"]
    assert found.models[0].compile == "breaks", "the model breaks all the same"
    assert found.models[0].findings == ()
    both = run(tmp_path, {})
    assert codes(both) == [("GNN320", "MASK")] and both.elsewhere == ()


def test_a_helper_alone_says_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, {"net.py": HELPED, "ops.py": OPS}, "ops.py").findings == ()


def test_installed_packages_are_not_read(tmp_path: Path) -> None:
    files = {"net.py": HELPED, "lib/site-packages/ops.py": OPS}
    found = run(tmp_path, files, "net.py")
    assert found.elsewhere == () and len(found.models[0].gaps) == 1


# -- versions ----------------------------------------------------------------------------------


def test_before_torch_2_10_nothing_is_captured(tmp_path: Path) -> None:
    new = the(run(tmp_path, {"net.py": BREAKS}), "POOL")
    assert (new.fullgraph, new.severity) == (Fullgraph.CAPTURED, Severity.WARNING)
    old = the(run(tmp_path, {}, torch_version="2.9"), "POOL")
    assert (old.fullgraph, old.severity) == (Fullgraph.ERROR, Severity.ERROR)
    first = the(run(tmp_path, {}, torch_version="2.10"), "POOL")
    assert first.fullgraph is Fullgraph.CAPTURED, "2.10 comes after 2.9"
    branch = the(run(tmp_path, {}, torch_version="2.9"), "BRANCH")
    assert branch.fullgraph is Fullgraph.ERROR


def test_a_remedy_does_not_promise_what_an_older_torch_does_not(tmp_path: Path) -> None:
    select = net(
        "x, *_ = self.pool(x, edge_index)  # SELECT\nreturn x",
        init="self.pool = SAGPooling(8)",
        head="from torch_geometric.nn import SAGPooling",
    )
    new = the(run(tmp_path, {"net.py": select}), "SELECT")
    assert "`fullgraph=True`, which captures it; or" in new.remedy
    old = the(run(tmp_path, {}, torch_version="2.9"), "SELECT")
    assert "`fullgraph=True`, which captures it from torch 2.10 on; or" in old.remedy


def test_a_remedy_does_not_promise_what_a_size_from_data_prevents(tmp_path: Path) -> None:
    twice = net(
        "x, edge_index, _, batch, *_ = self.pool(x, edge_index, None, None)  # FIRST\n"
        "x, *_ = self.pool(x, edge_index, None, batch)  # SECOND\nreturn x",
        init="self.pool = SAGPooling(8)",
        head="from torch_geometric.nn import SAGPooling",
    )
    found = run(tmp_path, {"net.py": twice})
    assert "which captures it; or" in the(found, "FIRST").remedy
    second = the(found, "SECOND")
    assert second.fullgraph is Fullgraph.ERROR
    assert "which captures it where no size comes from the data; or" in second.remedy


@pytest.mark.parametrize(
    ("pyg", "notes"),
    [
        ("2.4", ["measured with torch_geometric 2.5 to 2.8; 2.4 is judged by what is known of it"]),
        ("2.5", []),
        ("2.7", []),
        ("2.8", []),
    ],
)
def test_it_is_noted_that_nothing_was_measured_with_a_version(
    tmp_path: Path, pyg: str, notes: list[str]
) -> None:
    found = run(tmp_path, {"net.py": "import torch\n"}, pyg_version=pyg).notes
    assert [it for it in found if it.startswith("measured")] == notes


@pytest.mark.parametrize(
    ("specifier", "remark"),
    [
        (">=2.3", ", run under the compilers from 2.5 on"),
        (">=2.5", ""),
        (">=2.6,<2.8", ""),
        (">=2.3,<2.5", ", unmeasured"),
        ("<2.8", ", run under the compilers from 2.5 on"),
    ],
)
def test_a_range_says_what_of_it_nobody_measured(specifier: str, remark: str) -> None:
    assert PYG.remark(specifier) == remark


def test_rows_that_are_for_some_versions_of_pyg(tmp_path: Path) -> None:
    """GNN501 speaks of a method that does nothing since 2.5."""
    source = """\
        import torch
        from torch_geometric.nn import GCNConv

        conv = GCNConv(8, 8).jittable()  # HERE
        """
    assert codes(run(tmp_path, {"net.py": source})) == [("GNN501", "HERE")]
    assert codes(run(tmp_path, {}, pyg_version="2.4")) == []
    assert codes(run(tmp_path, {}, pyg_version="2.5")) == [("GNN501", "HERE")]


# -- merging -----------------------------------------------------------------------------------


def test_two_models_of_one_helper(tmp_path: Path) -> None:
    """One place, one finding; what each model says of it stays its own."""
    source = net("return helper(x)", head="from ops import helper") + (
        "\n\nclass Other(Module):\n"
        "    def forward(self, x: Tensor):\n"
        "        for _ in range(3):\n"
        "            print(x)  # PRINT\n"
        "        return helper(x)\n"
    )
    found = run(tmp_path, {"net.py": source, "ops.py": OPS})
    mask = the(found, "MASK")
    assert set(mask.entry_points) == {"net.Net.forward", "net.Other.forward"}
    assert {name: [it.code for it in own] for name, own in found.by_entry.items()} == {
        "net.Net.forward": ["GNN320"],
        "net.Other.forward": ["GNN330", "GNN320"],
    }
    models = {it.name: len(it.findings) for it in found.models}
    assert models == {"net.Net": 1, "net.Other": 2}


def test_a_model_is_its_class_and_a_function_itself(tmp_path: Path) -> None:
    """Also a function that is called `forward`, in the file of a package."""
    source = (
        "import torch\n"
        "class Net(torch.nn.Module):\n"
        "    def forward(self, x):\n"
        "        return x[x.norm(dim=-1) > 0]\n"
        "def forward(x):\n"
        "    return x[x.norm(dim=-1) > 0]\n"
        "step = torch.compile(forward)\n"
        "step(torch.ones(3, 4))\n"
    )
    found = run(tmp_path, {"net/__init__.py": source})
    assert {it.name for it in found.models} == {"net.Net", "net.forward"}
    entries = {it.entry_points for it in found.findings}
    assert entries == {("net.Net.forward",), ("net.forward",)}


def test_by_entry_keeps_apart_what_merging_puts_together(tmp_path: Path) -> None:
    """Certain for one model, conditional for the other: together it is certain."""
    source = (
        net("return helper(x)", head="from ops import helper")
        + "\n\nclass Other(Module):\n"
        + "    def __init__(self, deep=False):\n"
        + "        super().__init__()\n"
        + "        self.deep = deep\n\n"
        + "    def forward(self, x: Tensor):\n"
        + "        return helper(x) if self.deep else x\n"
    )
    found = run(tmp_path, {"net.py": source, "ops.py": OPS})
    together = the(found, "MASK")
    assert (together.certainty, together.condition) == (Certainty.CERTAIN, None)
    (alone,) = found.by_entry["net.Other.forward"]
    assert (alone.certainty, alone.condition) == (Certainty.CONDITIONAL, "when `self.deep`")
    (certain,) = found.by_entry["net.Net.forward"]
    assert certain.certainty is Certainty.CERTAIN


def test_both_ways_of_one_condition_are_no_condition(tmp_path: Path) -> None:
    source = net(
        "helper(x) if self.deep else helper(-x)\nreturn x",
        head="from ops import helper",
        arguments="deep",
        init="self.deep = deep",
    )
    mask = the(run(tmp_path, {"net.py": source, "ops.py": OPS}), "MASK")
    assert (mask.certainty, mask.condition) == (Certainty.CERTAIN, None)


def test_an_earlier_option_that_does_not_matter_is_no_condition(tmp_path: Path) -> None:
    source = net(
        """\
        if self.dropout > 0:
            x = x.relu()
        if self.act is not None:
            x.sum().item()  # ITEM
        x.sum().item()  # LAST
        return x
        """,
        arguments="dropout=0.5, act=None",
        init="self.dropout = dropout\nself.act = act",
    )
    found = run(tmp_path, {"net.py": source})
    assert the(found, "LAST").condition is None
    assert the(found, "ITEM").condition == "when `self.act is not None`"


def test_two_rules_at_one_place_tell_what_either_mode_does(tmp_path: Path) -> None:
    """`.item()` breaks by default, and its test is what fullgraph=True cannot do."""
    source = net("return x if x.sum().item() else -x  # TEST")
    found = the(run(tmp_path, {"net.py": source}), "TEST")
    assert found.code == "GNN310"
    assert (found.default, found.fullgraph) == (Default.BREAK, Fullgraph.ERROR)


CHOICES = """\
def build(kind):
    if kind == "plain":
        return Plain()
    elif kind == "keep":
        return Keep()
    elif kind in ("tell", "say"):
        return Tell()
    return Ask()

class Plain(Module):
    def forward(self, x): return x

class Keep(Module):
    def forward(self, x): return x[x > 0]  # KEEP

class Tell(Module):
    def forward(self, x): print(x)  # TELL

class Ask(Module):
    def forward(self, x): return x if x.sum() > 0 else -x  # ASK

class Net(Module):
    def __init__(self, kind, dim):
        super().__init__()
        self.kind = kind
        self.dim = dim
        self.layer = build(kind)

    def forward(self, x):
        if self.kind == "keep":
            x = x.relu()
            if self.kind == "tell":
                print("never")  # NEVER
        elif self.kind == "last":
            x.tolist()  # LAST
        if 3 < self.dim:
            x.tolist()  # WIDE
        return self.layer(x)
"""


def test_conditions_say_no_more_than_it_takes(tmp_path: Path) -> None:
    head = "from torch import Tensor\nfrom torch.nn import Module\n"
    found = run(tmp_path, {"net.py": head + CHOICES})
    own = {mark_of(it, found): it.condition for it in found.by_entry["net.Net.forward"]}
    assert own == {
        "KEEP": "when `kind == 'keep'`",
        "TELL": 'when `kind in ("tell", "say")`',
        "ASK": "when `kind not in ('plain', 'keep', 'tell', 'say')`",
        "LAST": "when `self.kind == 'last'`",
        "WIDE": "when `self.dim > 3`",
    }


@pytest.mark.parametrize(
    ("body", "compiled", "fullgraph"),
    [
        ("return x.relu()", "no-break-found", "no-failure-found"),
        ("return x[x > 0]", "breaks", "no-failure-found"),
        ("print(x)\nreturn x", "breaks", "fails"),
    ],
)
def test_what_is_said_of_a_model(tmp_path: Path, body: str, compiled: str, fullgraph: str) -> None:
    (model,) = run(tmp_path, {"net.py": net(body)}).models
    assert (model.compile, model.fullgraph) == (compiled, fullgraph)
    assert (model.name, Path(model.place.path).name) == ("net.Net", "net.py")
    assert model.gaps == ()


def test_findings_are_in_the_order_of_the_files(tmp_path: Path) -> None:
    found = run(tmp_path, {"b.py": BREAKS, "a.py": BREAKS, "c/d.py": BREAKS})
    places = [it.place for it in found.findings]
    assert places == sorted(places) and len(places) == 9


def test_one_run_after_another(tmp_path: Path) -> None:
    """No state is left behind, and the order of the paths changes nothing."""
    write(tmp_path, {"net.py": HELPED, "ops.py": OPS, "other.py": BREAKS})
    first = run(tmp_path, {})
    again = run(tmp_path, {}, "ops.py", "other.py", "net.py")
    assert first.findings == again.findings


# -- what is compiled in a script --------------------------------------------------------------


def compiled(folder: Path, decorator: str) -> list[tuple[str, str, str]]:
    source = (
        f"import torch\nfrom functools import partial\n\n\n{decorator}\n"
        "def step(x):\n    y = x.sum().item()  # ITEM\n    print(x)  # PRINT\n    return y\n\n\n"
        "step(torch.ones(3))\n"
    )
    found = run(folder, {"train.py": source})
    return [(it.code, mark_of(it, found), it.default.value) for it in found.findings]


def test_a_compiled_function(tmp_path: Path) -> None:
    everything = [("GNN301", "ITEM", "break"), ("GNN330", "PRINT", "break")]
    assert compiled(tmp_path, "@torch.compile") == everything
    assert compiled(tmp_path, "@torch.compile(dynamic=True)") == everything
    assert compiled(tmp_path, "@torch.no_grad()") == []


def test_a_function_compiled_as_one_graph(tmp_path: Path) -> None:
    """``fullgraph=True`` captures the scalar, and stops with an error at the print."""
    raised = [("GNN330", "PRINT", "raises")]
    assert compiled(tmp_path, "@torch.compile(fullgraph=True)") == raised


def test_a_call_compiled_as_one_graph(tmp_path: Path) -> None:
    source = """\
        import torch


        def step(x):
            y = x.sum().item()
            print(x)  # PRINT
            return y


        torch.compile(step, fullgraph=True)(torch.ones(3))
        """
    found = run(tmp_path, {"train.py": source})
    assert [(it.code, it.default) for it in found.findings] == [("GNN330", Default.RAISES)]
    assert the(found, "PRINT").severity is Severity.ERROR
    assert the(found, "PRINT").symbol == "step"


def test_a_library_model_breaks_where_it_is_called(tmp_path: Path) -> None:
    """The lines below are the library's; the user's own is the call."""
    source = """\
        import torch
        from torch_geometric.nn import GAT

        model = torch.compile(GAT(8, 8, 2))


        def train(x, edge_index):
            return model(x, edge_index)  # CALL


        train(torch.ones(3, 8), torch.zeros(2, 4).long())
        """
    found = run(tmp_path, {"train.py": source})
    assert codes(found) == [("GNN203", "CALL")]
    assert the(found, "CALL").symbol == "train"


def test_a_model_that_compiles_itself(tmp_path: Path) -> None:
    source = """\
        import torch
        from torch_geometric.nn import GAT

        model = GAT(8, 8, 2)
        model.compile()
        model(torch.ones(3, 8), torch.zeros(2, 4).long())  # CALL
        """
    assert codes(run(tmp_path, {"train.py": source})) == [("GNN203", "CALL")]


def test_capture_flags_set_in_the_code(tmp_path: Path) -> None:
    """``capture_scalar_outputs`` makes plain compile capture what it would break at."""
    source = """\
        import torch
        import torch._dynamo

        torch._dynamo.config.capture_scalar_outputs = True


        @torch.compile
        def step(x):
            return x.sum().item()


        step(torch.ones(3))
        """
    assert run(tmp_path, {"train.py": source}).findings == ()


READS = """\
import torch

class Net(torch.nn.Module):
    def forward(self, x):
        return x.relu().sum().item()  # READ
"""
FLAG = "torch._dynamo.config.capture_scalar_outputs = True\n"
COMPILES = "import torch\nfrom models.net import Net\n{}net = torch.compile(Net())\nnet(0)\n"


@pytest.mark.parametrize(
    ("files", "broken"),
    [
        pytest.param({}, True, id="nobody sets it"),
        pytest.param({"other.py": "import torch\n" + FLAG}, True, id="another file sets it"),
        pytest.param({"train.py": COMPILES.format(FLAG)}, False, id="the program sets it"),
        pytest.param(
            {"train.py": COMPILES.format("with torch._dynamo.config.patch("
             "capture_scalar_outputs=True):\n    pass\n")},
            False,
            id="the program may set it for a while",
        ),
        pytest.param(
            {"one.py": COMPILES.format(FLAG), "two.py": COMPILES.format("")},
            True,
            id="one program of two sets it",
        ),
        pytest.param(
            {"setup.py": "import torch\n" + FLAG, "train.py": COMPILES.format("import setup\n")},
            False,
            id="the program imports what sets it",
        ),
        pytest.param(
            {"models/__init__.py": "import torch\n" + FLAG}, False, id="its package sets it"
        ),
        pytest.param(
            {"models/__init__.py": "# torch._dynamo.config.capture_scalar_outputs = True\n"},
            True,
            id="a comment sets nothing",
        ),
    ],
)  # fmt: skip
def test_capture_flags_hold_for_what_is_compiled_under_them(
    tmp_path: Path, files: dict[str, str], broken: bool
) -> None:
    found = run(tmp_path, {"models/__init__.py": "", "models/net.py": READS, **files})
    assert codes(found) == ([("GNN301", "READ")] if broken else [])


def test_what_is_logged_behind_the_graph_breaks_nothing(tmp_path: Path) -> None:
    source = """\
        import torch
        import torch._dynamo

        SETTING

        @torch.compile
        def step(x):
            print(f"at {x.sum()}")
            return x.sum().item()  # READ

        step(torch.ones(3))
        """
    setting = "torch._dynamo.config.reorderable_logging_functions.add(print)"
    quiet = run(tmp_path, {"train.py": source.replace("SETTING", setting)})
    assert codes(quiet) == [("GNN301", "READ")]
    assert "GNN330" in {
        it.code for it in run(tmp_path, {"train.py": source.replace("SETTING", "")}).findings
    }


@pytest.mark.parametrize(
    ("setting", "reads"),
    [
        pytest.param("@torch._dynamo.config.patch(capture_scalar_outputs=True)", "", id="patch"),
        pytest.param(
            '@patch.object(torch._dynamo.config, "capture_scalar_outputs", True)', "", id="object"
        ),
        pytest.param("@patch(capture_scalar_outputs=True, capture_dynamic_output_shape_ops=True)",
                     "", id="both flags in a line"),
        pytest.param("# @torch._dynamo.config.patch(capture_scalar_outputs=True)", "HERE", id="no"),
    ],
)  # fmt: skip
def test_a_patched_flag_holds_for_the_function_that_it_decorates(
    tmp_path: Path, setting: str, reads: str
) -> None:
    source = f"""\
        import torch
        import torch._dynamo
        from unittest.mock import patch

        class Cases:
            {setting}
            def test_one(self):
                def read(x):
                    return x.sum().item()  # HERE

                torch.compile(read)(torch.ones(3))

            def test_other(self):
                def read(x):
                    return x.sum().item()  # THERE

                torch.compile(read)(torch.ones(3))

            {setting}
            def test_helped(self):
                self._helper()

            def _helper(self):
                def read(x):
                    return x.sum().item()  # {reads}

                torch.compile(read)(torch.ones(3))
        """
    marks = ["HERE", "THERE", "HERE"] if reads else ["THERE"]
    assert codes(run(tmp_path, {"train.py": source})) == [("GNN301", it) for it in marks]


def test_a_test_of_what_the_flags_capture_breaks_by_default(tmp_path: Path) -> None:
    source = net("n = x.sum().item()\nif n > 0:  # TEST\n    return -x\nreturn x")
    plain = the(run(tmp_path, {"net.py": source}), "TEST")
    assert (plain.default, plain.fullgraph) == (Default.CLEAN, Fullgraph.ERROR)
    captured = the(run(tmp_path, {"net.py": source + FLAG}), "TEST")
    assert (captured.default, captured.fullgraph) == (Default.BREAK, Fullgraph.ERROR)
    mixed = source.replace("n = ", "x = x[x > 0]\n        n = ")
    assert the(run(tmp_path, {"net.py": mixed + FLAG}), "TEST").default is Default.CLEAN


def test_a_file_that_another_imports_is_told_to_be_unparsable(tmp_path: Path) -> None:
    files = {"a.py": "import torch\nfrom b import f\nclass N(torch.nn.Module):\n"
                     "    def forward(self, x): return f(x)\n",
             "b.py": "import torch\ndef f(x) return x  # HERE\n"}  # fmt: skip
    assert codes(run(tmp_path, files)) == [("GNN001", "HERE")]


def test_several_processes_find_the_same(tmp_path: Path) -> None:
    files = {
        f"net{number}.py": """\
            import torch


            class Net(torch.nn.Module):
                def forward(self, x):
                    return x.sum().item()  # ITEM
            """
        for number in range(5)
    }
    for name, text in files.items():
        (tmp_path / name).write_text(textwrap.dedent(text))
    alone, shared = (check([tmp_path], Settings(root=tmp_path, jobs=jobs)) for jobs in (1, 3))
    assert len(alone.findings) == 5
    assert replace(alone, seconds=0.0) == replace(shared, seconds=0.0)


def test_a_mistake_of_ours_ends_the_look_at_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GNNLINT_TRACEBACK")
    before = judge.trace_class

    def trace_class(project: Any, code: Any, **more: Any) -> Any:
        if code.name == "Bad":
            raise ZeroDivisionError("first\nsecond")
        return before(project, code, **more)

    monkeypatch.setattr(judge, "trace_class", trace_class)
    text = "import torch\nclass {}(torch.nn.Module):\n    def forward(self, x):\n        print(x)\n"
    files = {"a.py": text.format("Bad"), "b.py": text.format("Net")}
    for jobs in (1, 2):
        found = run(tmp_path, files, jobs=jobs)
        assert [(Path(it.place.path).name, it.code) for it in found.findings] == [
            ("a.py", "GNN003"),
            ("b.py", "GNN330"),
        ]
        assert "ZeroDivisionError: first (at test_engine.py:" in found.findings[0].message


def test_target_fullgraph_gives_no_advice_of_another_kind(tmp_path: Path) -> None:
    files = {"a.py": BREAKS + "\n\nfast = torch.jit.script(Net())  # SCRIPT\n", "b.py": "x = (\n"}
    assert ("GNN521", "SCRIPT") in codes(run(tmp_path, files))
    found = run(tmp_path, files, targets=("fullgraph",)).findings
    assert {it.code for it in found if it.fullgraph is not Fullgraph.ERROR} == {"GNN001"}
    assert any(it.fullgraph is Fullgraph.ERROR for it in found)
