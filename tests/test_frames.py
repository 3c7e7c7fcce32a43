"""The replay: what a break leaves of its frame, and what it does not touch.

Each line says what plain ``torch.compile`` does there: ``#! A: break`` (the frame goes on
compiled), ``#! A: eager`` (it breaks, and the rest of the frame runs uncompiled),
``#! masked by A``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest

from gnnlint.catalogue import load
from gnnlint.finding import Default, Fullgraph, Target
from gnnlint.frames import replay
from gnnlint.match import Effect, Matcher, Versions
from gnnlint.rule_code import Judged
from gnnlint.verify import Children, Observation, Subject, observe_many
from tests.trace.tracing import net, trace_net

_MARK = re.compile(r"#! (?:(?P<label>\w+): (?P<what>break|eager)|masked by (?P<masker>\w+))$")
HEAD = """\
import functools
from torch_geometric.nn import GATConv
from contextlib import contextmanager


@contextmanager
def guard():
    yield


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None
"""

SPLIT = "# helpers\n"
"""Stands between the body of ``forward`` and the functions beside the class."""

CASES = {
    "nothing masks a plain line": """\
        x.sum().item()  #! A: break
        print(x)  #! B: break
        if x.sum() > 0:  #! C: break
            x = -x
        y = x[x > 0]  #! D: break
        return y
        """,
    "a loop": """\
        print(x)  #! A: break
        for _ in range(3):
            print(x)  #! B: eager
        x.sum().item()  #! masked by B
        if x.sum() > 0:  #! masked by B
            print(x)  #! masked by B
        return x
        """,
    "the loop's own later lines": """\
        for _ in range(3):
            print(x)  #! A: eager
            x.sum().item()  #! masked by A
        return x
        """,
    "a while": """\
        n = 3
        while n > 0:
            n = n - 1
            print(x)  #! A: eager
        print(x)  #! masked by A
        return x
        """,
    "the test of a while stands before its back edge": """\
        while x.sum() > 0:  #! A: break
            x = x - 1
        print(x)  #! B: break
        return x
        """,
    "try": """\
        try:
            print(x)  #! A: eager
        except ValueError:
            pass
        print(x)  #! masked by A
        return x
        """,
    "finally and else are outside": """\
        try:
            x = x + 1
        finally:
            print(x)  #! A: break
        print(x)  #! B: break
        return x
        """,
    "the project's own context managers": """\
        with guard():
            print(x)  #! A: eager
        print(x)  #! masked by A
        return x
        """,
    "a manager of two methods": """\
        with Manager():
            print(x)  #! A: eager
        print(x)  #! masked by A
        return x
        """,
    "a sparse tensor put into a variable": """\
        s = x.to_sparse()  #! A: break
        print(x)  #! B: eager
        y = s @ x.t()  #! masked by B
        print(y)  #! masked by B
        return y
        """,
    "a sparse tensor used": """\
        s = x.to_sparse()  #! A: break
        y = s @ x.t()  #! B: eager
        print(y)  #! masked by B
        return y
        """,
    "a sparse tensor used at once": """\
        y = x.to_sparse() @ x.t()  #! A: eager
        print(y)  #! masked by A
        return y
        """,
    "a sparse tensor from and to other functions": """\
        s = made(x)
        y = used(s, x)  #! A: eager
        print(y)  #! masked by A
        return y

        # helpers
        def made(x):
            s = x.to_sparse()  #! B: break
            return s  #! C: eager

        def used(s, x):
            print(x)  #! D: break
            y = s @ x.t()  #! E: eager
            print(y)  #! masked by E
            return y
        """,
    "a sparse tensor kept while another function breaks": """\
        s = x.to_sparse()  #! A: break
        y = clean(x)
        y = printed(x)  #! B: eager
        print(y)  #! masked by C
        return s @ y.t()  #! masked by C

        # helpers
        def clean(x):
            return x + 1

        def printed(x):
            print(x)  #! C: break
            return x
        """,
    "a sparse tensor no longer needed when another function breaks": """\
        y = x.to_sparse().to_dense()  #! A: eager
        y = printed(x)
        return y

        # helpers
        def printed(x):
            print(x)  #! C: break
            return x
        """,
    "torch's managers are resumed under": """\
        with torch.no_grad(), torch.autocast("cpu"):
            print(x)  #! A: break
        print(x)  #! B: break
        return x
        """,
    "a test by not": """\
        y = not x.any()  #! A: eager
        print(y)  #! masked by A
        return x
        """,
    "a text": """\
        y = f"{x}"
        print(x)  #! A: break
        return x
        """,
    "a test by in": """\
        y = 3 in x  #! A: eager
        print(y)  #! masked by A
        return x
        """,
    "a class": """\
        class Local:  #! A: break
            pass

        print(x)  #! B: break
        return x
        """,
    "a list comprehension": """\
        y = [print(row) for row in (x, x)]  #! A: eager
        print(x)  #! B: break
        return x
        """,
    "comprehensions where the function runs eagerly": """\
        d = {"a": x}
        y = [x + v for v in d.values()]  #! A: break
        for _ in range(2):
            print(x)  #! B: eager
        y = {k: torch.relu(v) for k, v in d.items()}  #! C: break
        y = [v + x for v in list(y.values())]  #! D: break
        y = [x[i] for i, _ in enumerate(x)]  #! E: break
        y = [x * 2 for _ in zip(x, x)]  #! F: break
        return y
        """,
    "comprehensions that Dynamo leaves alone, or can take the iterator of": """\
        d = {"a": x}
        for _ in range(2):
            print(x)  #! A: eager
        y = [v + 1 for v in d.values()]
        y = [x + v for v in (x, x)]
        y = [x + v for v in [x, x]]
        y = [x + v for v in range(2)]
        y = [x + v for v in x.split(len(x))]
        y = [x + v for v in x]  #! masked by A
        return sum(x + v for v in d.values())
        """,
    "comprehensions are inlined before a break that is resumed after": """\
        d = {"a": x}
        y = [x + v for v in d.values()]
        print(x)  #! A: break
        y = [x * v for v in d.values()]  #! B: break
        for _ in range(2):
            print(x)  #! C: eager
        return y
        """,
    "a comprehension over what breaks": """\
        y = [helper(v, x) for v in {"a": x}.values()]  #! A: break
        y = [helper(x, x) for v in (x, x)]
        return y
        """
    + SPLIT
    + """\
        def helper(x, y):
            print(x)  #! B: break
            return x
        """,
    "a helper's loop is the helper's": """\
        helper(x)
        print(x)  #! C: break
        return x
        """
    + SPLIT
    + """\
        def helper(x):
            for _ in range(3):
                print(x)  #! A: eager
            print(x)  #! masked by A
        """,
    "a helper called in a loop": """\
        for _ in range(3):
            helper(x)
        print(x)  #! masked by A
        return x
        """
    + SPLIT
    + """\
        def helper(x):
            print(x)  #! A: break
            print(x)  #! B: break
        """,
    "a helper after a masker": """\
        for _ in range(3):
            print(x)  #! A: eager
        print(x)  #! masked by A
        helper(x)
        return x
        """
    + SPLIT
    + """\
        def helper(x):
            print(x)  #! B: break
        """,
    "a helper in a try": """\
        try:
            helper(x)
        finally:
            pass
        print(x)  #! masked by A
        return x
        """
    + SPLIT
    + """\
        def helper(x):
            print(x)  #! A: break
        """,
    "two levels down": """\
        for _ in range(3):
            outer(x)
        print(x)  #! masked by A
        return x
        """
    + SPLIT
    + """\
        def outer(x):
            inner(x)
            print(x)  #! B: break


        def inner(x):
            print(x)  #! A: break
        """,
    "a library layer in a loop": """\
        for _ in range(3):
            x = self.conv(x, edge_index)  #! A: eager
        x = self.wide(x, edge_index)  #! B: break
        print(x)  #! masked by A
        return x
        """,
    "a branch that may not be taken masks nothing": """\
        if self.deep:
            for _ in range(3):
                print(x)  #! A: eager
        print(x)  #! B: break
        return x
        """,
    "in its own branch it does": """\
        if self.deep:
            for _ in range(3):
                print(x)  #! A: eager
            print(x)  #! masked by A
        else:
            print(x)  #! B: break
        return x
        """,
    "a way out that two tests lead to": """\
        if x.size(0) > 100 or edge_index.size(1) > 100:
            for _ in range(3):
                print(x)  #! B: eager
            return x
        x.sum().item()  #! A: break
        return x
        """,
    "a branch by the data": """\
        if x.size(0) > 3:
            for _ in range(3):
                print(x)  #! A: eager
            print(x)  #! masked by A
        print(x)  #! B: break
        return x
        """,
    "what comes before is not masked": """\
        print(x)  #! A: break
        for _ in range(3):
            y = x.sum()
        for _ in range(3):
            print(y)  #! B: eager
        for _ in range(3):
            print(y)  #! masked by B
        return x
        """,
    "the first of two maskers is named": """\
        for _ in range(3):
            print(x)  #! A: eager
        y = not x.any()  #! masked by A
        print(x)  #! masked by A
        return x
        """,
    "a ternary": """\
        y = x if x.sum() > 0 else -x  #! A: break
        print(y)  #! B: break
        return x
        """,
    "and": """\
        if x.sum() > -9 and x.max() > -9:  #! A: break
            print(x)  #! B: break
        return x
        """,
    "the bound of a loop is read before it": """\
        for _ in range(int(x.sum().abs()) + 1):  #! A: break
            x = x + 1
        print(x)  #! B: break
        return x
        """,
    "out of a loop": """\
        while True:
            print(x)  #! A: eager
            if x.dim() == 2:
                break
        else:
            x = x + 1
        print(x)  #! masked by A
        return x
        """,
    "the else of a loop": """\
        for _ in range(2):
            x = x + 1
        else:
            print(x)  #! A: break
        print(x)  #! B: break
        return x
        """,
    "a decorator's wrapper is a frame of its own": """\
        y = shift(x)
        print(x)  #! C: break
        return y
        # helpers
        def loud(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                print("called")  #! A: break
                return function(*args, **kwargs)
            return wrapper

        @loud
        def shift(h, by=1):
            print(h)  #! B: break
            return h + by
        """,
    "what a wrapper tries": """\
        y = read(x)
        print(x)  #! D: break
        return y
        # helpers
        def careful(function):
            def wrapper(h):
                try:
                    print(h)  #! A: eager
                    print(h)  #! masked by A
                    return function(h)
                except ValueError:
                    return h
            return wrapper

        @careful
        def read(h):
            return h * h.sum().item()  #! B: break
        """,
    "a decorator with an argument, and another below it": """\
        return keep(x)
        # helpers
        def scaled(factor):
            def outer(function):
                def wrapper(h):
                    if h.sum() > factor:  #! A: break
                        h = h / factor
                    return function(h)
                return wrapper
            return outer

        def plain(function):
            return lambda *args: function(*args)

        @scaled(2.0)
        @plain
        def keep(h):
            return h[h > 0]  #! B: break
        """,
    "a generator": """\
        print(x)  #! A: break
        y = sum(pieces(x))
        print(x)  #! masked by B
        return y
        # helpers
        def pieces(h):
            yield h
            print(h)  #! B: eager
            print(h)  #! masked by B
            yield h
        """,
    "a generator that an eager frame advances": """\
        for _ in range(2):
            print(x)  #! A: eager
        for y in pieces(x):
            x = x + y
        return x
        # helpers
        def pieces(h):
            print(h)  #! masked by A
            yield told(h)
        def told(h):
            print(h)  #! B: break
            return h
        """,
    "a function that a generator calls": """\
        y = next(pieces(x))
        print(x)  #! masked by A
        return y
        # helpers
        def pieces(h):
            yield told(h)
        def told(h):
            print(h)  #! A: break
            return h
        """,
    "a generator expression": """\
        y = sum(row.sum().item() for row in (x, x))  #! A: eager
        print(x)  #! masked by A
        return x
        """,
    "a test in a comprehension": """\
        y = [row for row in (x, -x) if row.sum() > 0]  #! A: eager
        print(x)  #! B: break
        return x
        """,
    "a nested function": """\
        def inner(value):
            for _ in range(2):
                print(value)  #! A: eager
            print(value)  #! masked by A

        inner(x)
        print(x)  #! B: break
        return x
        """,
    "an item in a call": """\
        y = torch.full((2,), x.sum().item())  #! A: break
        print(y)  #! B: break
        return x
        """,
    "a mask in a loop": """\
        for _ in range(2):
            y = x[x > -9]  #! A: eager
        print(y)  #! masked by A
        return x
        """,
    "an import": """\
        import math

        print(x)  #! A: break
        return x
        """,
    "a return out of a loop": """\
        for _ in range(2):
            if x.dim() == 2:
                print(x)  #! A: eager
                return x
        print(x)  #! B: break
        return x
        """,
    "nested loops and a try": """\
        for _ in range(2):
            try:
                with torch.no_grad():
                    print(x)  #! A: eager
            except ValueError:
                print(x)
        print(x)  #! masked by A
        return x
        """,
    "a recurrent module": """\
        y = self.lstm(x)  #! A: eager
        print(x)  #! masked by A
        return x
        """,
    "an unused helper": """\
        return x
        """
    + SPLIT
    + """\
        def helper(x):
            print(x)
        """,
}


def effects(folder: Path, source: str) -> tuple[list[Effect], str]:
    matcher = Matcher(load(), Versions.of("2.13", "2.8"))
    trace = trace_net(folder, source).trace
    judged = Judged(trace.entry, trace.machine.project)
    return replay(matcher.effects(trace.events, Target.COMPILE, judged)), source


def observe_sources(
    folder: Path, sources: Iterable[str], mode: str, children: Children
) -> list[Observation]:
    """What a compiler does with each of several files that have ``model()`` and ``inputs()``."""
    if find_spec("torch_geometric") is None:
        pytest.skip("needs torch and torch_geometric")
    subjects = []
    for number, source in enumerate(sources):
        file = folder / f"net{number}.py"
        file.write_text(source, encoding="utf-8")
        subjects.append(Subject(file, root=folder))
    return observe_many(subjects, modes=("eager", mode), children=children, jobs=2)


def written(body: str) -> str:
    """A net out of a case."""
    forward, _, helpers = body.partition(SPLIT)
    return net(
        forward,
        arguments="deep",
        init="""\
        self.deep = deep
        self.conv = GCNConv(8, 8)
        self.wide = GATConv(8, 8)
        self.lstm = nn.LSTM(8, 8)
        """,
        head=HEAD + "\n\n" + dedent(helpers),
    )


def seen(found: list[Effect], source: str) -> dict[int, str]:
    """What each line does, by the labels of the source; a loop's rounds come to one as in a run:
    what breaks in one of them breaks."""
    labels = {
        number: match["label"]
        for number, line in enumerate(source.splitlines(), 1)
        if (match := _MARK.search(line)) and match["label"]
    }
    told: dict[int, str] = {}
    for it in sorted(found, key=lambda it: (it.default is Default.BREAK, it.runs_eagerly)):
        line = it.event.place.line
        if it.default is Default.MASKED:
            assert it.masked_by is not None
            masker = it.masked_by.line
            told[line] = f"masked by {labels.get(masker, masker)}"
        elif it.default is Default.BREAK:
            what = "eager" if it.runs_eagerly else "break"
            told[line] = f"{labels.get(line, '?')}: {what}"
    return told


def marked(source: str) -> dict[int, str]:
    return {
        number: line[match.start() + 3 :]
        for number, line in enumerate(source.splitlines(), 1)
        if (match := _MARK.search(line))
    }


@pytest.mark.parametrize("case", CASES)
def test_replay(tmp_path: Path, case: str) -> None:
    found, source = effects(tmp_path, written(CASES[case]))
    compile(source, "net.py", "exec")
    assert seen(found, source) == marked(source)


UNSEEN = {
    "a branch that may not be taken masks nothing": "B",
    "in its own branch it does": "B",
    "a branch by the data": "B",
    "a way out that two tests lead to": "B",
    "a return out of a loop": "B",
}
"""Breaks on the way that the model below does not take."""

EXAMPLE = """


def model():
    torch.manual_seed(0)
    return Net(deep=True)


def inputs():
    torch.manual_seed(0)
    edge_index = torch.randint(6, (2, 10))
    return [(torch.rand(6, 8) * 0.1, edge_index, torch.tensor([0, 0, 1, 1, 2, 2]))]
"""


@pytest.fixture(scope="module")
def observed(
    tmp_path_factory: pytest.TempPathFactory, children: Children
) -> dict[str, Observation]:
    """Every case under plain ``torch.compile``."""
    sources = [written(body) + EXAMPLE for body in CASES.values()]
    found = observe_sources(tmp_path_factory.mktemp("frames"), sources, "default", children)
    return dict(zip(CASES, found, strict=True))


@pytest.mark.parametrize("case", CASES)
def test_the_compiler_breaks_where_the_marks_say(
    observed: dict[str, Observation], case: str
) -> None:
    observation = observed[case]
    assert observation.error is None
    expected = {
        number
        for number, text in marked(written(CASES[case])).items()
        if ": " in text and not text.startswith(UNSEEN.get(case, "-"))
    }
    assert {it.line for it in observation.default_sites} == expected


FOLLOWING = {
    "nothing is in its way": (True, """\
        for i in range(num_graphs):
            x = x + i
        """),
    "a break before it that is resumed after": (True, """\
        print(x)
        for i in range(num_graphs):
            x = x + i
        """),
    "a break after it that is resumed after": (True, """\
        for i in range(num_graphs):
            x = x + i
        print(x)
        """),
    "a break in the loop itself": (False, """\
        for i in range(num_graphs):
            print(x)
        """),
    "a loop that breaks, before": (False, """\
        for i in range(2):
            print(x)
        for i in range(num_graphs):
            x = x + i
        """),
    "a loop that breaks, behind, takes the whole piece": (False, """\
        for i in range(num_graphs):
            x = x + i
        for i in range(2):
            print(x)
        """),
    "a loop that breaks, behind another break": (True, """\
        for i in range(num_graphs):
            x = x + i
        print(x)
        for i in range(2):
            print(x)
        """),
    "a helper's own frame": (True, """\
        for i in range(2):
            print(x)
        x = self.shifted(x, num_graphs)
        """),
}  # fmt: skip
"""Bodies with a loop that follows the batch, and whether each other length compiles again."""

GROWING = """


def model():
    return Net()


def inputs():
    return [(torch.rand(10 * n, 8), n) for n in (2, 3, 4, 5)]
"""


def following(body: str) -> str:
    return net(
        dedent(body) + "return x",
        parameters="x: Tensor, num_graphs: int",
        methods="""\
        def shifted(self, x, num_graphs):
            for i in range(num_graphs):
                x = x + i
            return x
        """,
    )


@pytest.mark.parametrize("case", FOLLOWING)
def test_what_runs_eagerly_does_not_compile_again(tmp_path: Path, case: str) -> None:
    again, body = FOLLOWING[case]
    found, _ = effects(tmp_path, following(body))
    loops = [it.default for it in found if it.rule.name == "loop-over-size"]
    assert loops == [Default.RECOMPILE if again else Default.MASKED]


def test_the_compiler_agrees_on_what_compiles_again(tmp_path: Path, children: Children) -> None:
    sources = [following(body) + GROWING for _, body in FOLLOWING.values()]
    found = observe_sources(tmp_path, sources, "default", children)
    told = {
        case: all(it.compiles for it in observation.recompiles if it.judged)
        for case, observation in zip(FOLLOWING, found, strict=True)
    }
    assert told == {case: again for case, (again, _) in FOLLOWING.items()}


def test_fullgraph_is_not_masked(tmp_path: Path) -> None:
    """``fullgraph=True`` stops at each line, whatever plain compile shows."""
    source = net("for _ in range(3):\n    print(x)\nif x.sum() > 0:\n    x = -x\nreturn x")
    found, _ = effects(tmp_path, source)
    branch = next(it for it in found if it.event.construct == "if")
    assert branch.default is Default.MASKED
    assert {it.fullgraph for it in found} == {Fullgraph.ERROR}


@pytest.mark.parametrize("condition", ["self.deep", "x.is_cuda"])
def test_what_breaks_under_a_condition_leaves_no_comprehension_alone(
    tmp_path: Path, condition: str
) -> None:
    source = net(
        "return torch.stack([self.told(x, it) for it in self.layers])",
        arguments="deep",
        init="self.deep = deep; self.layers = nn.ModuleList([nn.Linear(8, 8)])",
        methods=f"""\
        def told(self, x, layer):
            if {condition}:
                print(x)
            return layer(x)
        """,
    )
    found, _ = effects(tmp_path, source)
    assert [it.rule.name for it in found] == ["print-in-forward"]


def test_nothing_to_replay() -> None:
    assert replay([]) == []


def test_the_order_is_that_of_the_program_not_of_the_file(tmp_path: Path) -> None:
    source = net(
        """\
        self.second(x)
        return self.first(x)
        """,
        methods="""\
        def first(self, x):
            print(x)
            return x

        def second(self, x):
            for _ in range(2):
                print(x)
        """,
    )
    found, _ = effects(tmp_path, source)
    shown = {(it.event.symbol, it.runs_eagerly) for it in found if it.default is Default.BREAK}
    assert shown == {("Net.second", True), ("Net.first", False)}
