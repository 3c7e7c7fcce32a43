"""Functions that a program compiles: what they close over, and hand to other functions."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from tests.trace.tracing import write


def told(folder: Path, source: str) -> list[tuple[str, str]]:
    """(code, mark of the line) of each finding in what a program compiles."""
    write(folder, {"train.py": "import torch\n" + textwrap.dedent(source)})
    found = check([folder], Settings(root=folder))
    lines = [found.sources[it.place.path][it.place.line - 1] for it in found.findings]
    codes = [it.code for it in found.findings]
    return [(code, line.partition("# ")[2]) for code, line in zip(codes, lines, strict=True)]


LATER = """\
def main():
    @torch.compile
    def first(x):
        return second(x) * width

    def second(x):
        print(limit)  # PRINT
        if limit > x.sum():  # TEST
            return x
        return third(x)

    def third(x):
        return x.sum().item()  # ITEM

    width = 2
    limit = torch.ones(())
    first(torch.ones(3))

main()
"""

CHANGED = """\
def main():
    wide = True

    def first(x):
        if wide:
            print("wide")
        return x

    wide = False
    torch.compile(first)(torch.ones(3))

main()
"""


def test_functions_see_the_variables_around_them_as_they_are_when_called(tmp_path: Path) -> None:
    marks = [("GNN330", "PRINT"), ("GNN310", "TEST"), ("GNN301", "ITEM")]
    assert told(tmp_path, LATER) == marks
    assert told(tmp_path / "changed", CHANGED) == []


@pytest.mark.parametrize(
    ("call", "found"),
    [
        pytest.param("torch.vmap(f)(x)", ["GNN301"], id="vmap"),
        pytest.param("torch.func.vmap(f, in_dims=1)(x)", ["GNN301"], id="vmap with options"),
        pytest.param("torch.func.grad(f)(x)", ["GNN301"], id="grad"),
        pytest.param("torch.func.jacrev(f)(x)", ["GNN301"], id="jacrev"),
        pytest.param("torch.func.hessian(f)(x)", ["GNN301"], id="hessian"),
        pytest.param("torch.func.vjp(f, x)[0]", ["GNN301"], id="vjp"),
        pytest.param("torch.func.jvp(f, (x,), (x,))", ["GNN301"], id="jvp"),
        pytest.param("torch.func.functional_call(net, {}, (x,))", ["GNN330"], id="with parameters"),
        pytest.param("torch.func.functional_call(net, {}, x)", ["GNN330"], id="with a tensor"),
        pytest.param("torch.ops.higher_order.wrap(f, x)", ["GNN301"], id="wrap"),
        pytest.param("torch.vmap(f)", [], id="not called"),
    ],
)
def test_functions_that_are_handed_to_transforms_are_followed(
    tmp_path: Path, call: str, found: list[str]
) -> None:
    source = f"""\
        def f(x):
            return x.sum().item()

        def main():
            class Loud(torch.nn.Module):
                def forward(self, x):
                    print("loud")
                    return x

            net = Loud()
            torch.compile(lambda x: {call})(torch.ones(3))

        main()
        """
    assert [code for code, _ in told(tmp_path, source)] == found


@pytest.mark.parametrize(
    ("way", "found"),
    [
        pytest.param('torch._dynamo.optimize("eager")(f)(x)', ["GNN301", "GNN330"], id="optimize"),
        pytest.param("torch._dynamo.optimize(nopython=True)(f)(x)", ["GNN330"], id="one graph"),
        pytest.param("torch._dynamo.optimize_assert('eager')(f)(x)", ["GNN330"], id="assert"),
        pytest.param("f(x)", [], id="not compiled"),
    ],
)
def test_what_dynamo_is_asked_to_optimize_is_compiled(
    tmp_path: Path, way: str, found: list[str]
) -> None:
    source = f"""\
        import torch._dynamo

        def f(x):
            n = x.sum().item()
            print(n)
            return x * n

        x = torch.ones(3)
        {way}
        """
    assert sorted(code for code, _ in told(tmp_path, source)) == found


def test_what_is_no_tensor_is_taken_for_none(tmp_path: Path) -> None:
    """``get_enum`` gives a number; a storage has methods of a tensor's names."""
    source = """\
        import torch.nn.functional as F

        @torch.compile
        def loss(x, reduction):
            kept = x.untyped_storage()
            kept.resize_(0)
            if F._Reduction.get_enum(reduction) == 1:
                return x.mean()
            return x

        loss(torch.ones(3), "mean")
        """
    assert told(tmp_path, source) == []


def test_what_is_compiled_itself_is_compiled_whatever_decorates_it(tmp_path: Path) -> None:
    source = """\
        @torch.compiler.disable
        def loud(x):
            print("loud")  # PRINT
            return x

        def calling(x):
            return loud(x)  # CALL

        torch.compile(loud)(torch.ones(3))
        torch.compile(calling)(torch.ones(3))
        """
    assert told(tmp_path, source) == [("GNN330", "PRINT"), ("GNN382", "CALL")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        pytest.param("SEEN.append(1)", ["GNN349"], id="list"),
        pytest.param("table['a'] = x", ["GNN349"], id="dict"),
        pytest.param("table.update(a=1)", ["GNN349"], id="method of a dict"),
        pytest.param("global COUNT; COUNT += 1", ["GNN349"], id="global"),
        pytest.param("nonlocal kept; kept = x", ["GNN349"], id="variable around"),
        pytest.param("holder.kept = x * 2", ["GNN349"], id="attribute"),
        pytest.param("holder.kept = None", [], id="the same constant"),
        pytest.param("table.get('a')", [], id="reading"),
        pytest.param("own = []; own.append(x)", [], id="its own list"),
        pytest.param("kept = x", [], id="its own variable"),
    ],
)
@pytest.mark.parametrize(
    "run", ["torch.utils.checkpoint.checkpoint", "torch.ops.higher_order.wrap"]
)
def test_what_a_part_of_a_graph_changes_outside_of_it(
    tmp_path: Path, run: str, line: str, found: list[str]
) -> None:
    source = f"""\
        class Holder:
            def __init__(self):
                self.kept = None

        SEEN = []
        COUNT = 0

        def main():
            table, holder = {{}}, Holder()

            def outer(x):
                kept = None

                def part(x):
                    {line}
                    return x * 2

                return {run}(part, x)

            torch.compile(outer)(torch.ones(3))

        main()
        """
    assert [code for code, _ in told(tmp_path, source)] == found
    plain = source.replace(f"{run}(part, x)", "part(x)")
    assert told(tmp_path / "plain", plain) == []
