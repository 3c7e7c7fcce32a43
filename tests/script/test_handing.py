"""Functions and classes that a file hands to ``torch.jit.script``: the answer of torch is ours."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from gnnlint.config import Settings
from gnnlint.engine import check
from gnnlint.finding import Finding

HEAD = """\
from typing import List, Optional
import torch
from torch import Tensor, nn
"""
OTHER = """\
import torch
def good(x):
    return x + 1
def bad(x):
    return (lambda y: y + 1)(x)
class Net(torch.nn.Module):
    def forward(self, x):
        return bad(x)
"""

BAD = {
    "call": "def f(x):\n    return {x}\n\ntorch.jit.script(f)",
    "keyword": "def f(x):\n    import math\n    return x\n\ntorch.jit.script(obj=f)",
    "decorator": "@torch.jit.script\ndef f(x):\n    return (lambda y: y)(x)",
    "type": "@torch.jit.script\ndef f(x):\n    return x.numpy()",
    "argument": "@torch.jit.script\ndef f(n: int):\n    return torch.relu(n)",
    "callee": "def g(x, n):\n    return x * n\n\n@torch.jit.script\ndef f(x):\n    return g(x, 2)",
    "another file": "from other import bad\ntorch.jit.script(bad)",
    "another module": "import other\ntorch.jit.script(other.bad)",
    "if tracing": """
        @torch.jit.script_if_tracing
        def f(x):
            return (lambda y: y)(x)
        torch.jit.trace(lambda x: f(x), torch.ones(2))""",
    "if tracing, called": """
        def g(x):
            return {x}
        f = torch.jit.script_if_tracing(g)
        torch.jit.trace(lambda x: f(x), torch.ones(2))""",
    "if tracing, from a model": """
        @torch.jit.script_if_tracing
        def f(x):
            return (lambda y: y)(x)
        class Net(nn.Module):
            def forward(self, x):
                return f(x)
        torch.jit.script(Net())""",
    "class": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: Tensor):
                self.a = a
            def get(self):
                return (lambda y: y)(self.a)""",
    "class, passed": """
        class Pair:
            def __init__(self, a: Tensor):
                self.a = a
            def get(self, k):
                return {self.a: k}, {k}
        torch.jit.script(Pair)""",
    "within a function": """
        def f(x):
            yield x
        def main():
            return torch.jit.script(f)
        main()""",
    "nested": """
        def main():
            def f(x):
                return {x}
            return torch.jit.script(f)
        main()""",
    "nested, decorated": """
        def main():
            @torch.jit.script
            def f(x):
                return (lambda y: y)(x)
            return f
        main()""",
    "class that inherits": """
        class Plain:
            def __init__(self, a: int):
                self.a = a
        @torch.jit.script
        class Pair(Plain):
            def __init__(self, a: int):
                self.a = a""",
    "field of another type": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: int):
                self.a = a
            def change(self):
                self.a = "b" """,
    "field of another type, augmented": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: int):
                self.a = a
            def change(self):
                self.a += 1.5""",
    "field that is annotated as optional": """
        @torch.jit.script
        class Pair:
            def __init__(self):
                self.a: Optional[Tensor] = None
            def change(self, x: Tensor):
                self.a = x""",
    "field that is not made": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: int):
                self.a = a
            def change(self):
                self.b = 1""",
    "field that is read": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: int):
                self.a = a
            def get(self) -> int:
                return self.b""",
    "field of the class": """
        @torch.jit.script
        class Pair:
            b: int = 3
            def __init__(self, a: int):
                self.a = a
            def get(self) -> int:
                return self.b""",
    "field of a branch": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: int):
                if a > 0:
                    self.a = a""",
    "field of an empty list": """
        @torch.jit.script
        class Pair:
            def __init__(self):
                self.a = []
            def add(self, n: int):
                self.a.append(n)""",
    "field, returned": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: Optional[Tensor] = None):
                self.a = a
            def get(self) -> Tensor:
                return self.a""",
    "field of an object": """
        class Pair:
            def __init__(self, a: int):
                self.a = a
        @torch.jit.script
        def f(n: int) -> int:
            return Pair(n).b""",
    "static method of an object": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: int):
                self.a = self.static(a)
            @staticmethod
            def static(n: int) -> int:
                return n""",
    "object without a constructor": """
        class Plain:
            def __init__(self, a: int):
                self.a = a
        class Pair(Plain):
            pass
        @torch.jit.script
        def f(n: int):
            pair = Pair(n)
            return pair.a""",
}
GOOD = {
    "call": "def f(x):\n    return x + 1\n\ntorch.jit.script(f)",
    "decorator": "@torch.jit.script\ndef f(x, w: Optional[Tensor] = None):\n    return x + 1",
    "not scripted": "def f(x):\n    return (lambda y: y)(x)\n\nf(torch.ones(2))",
    "another file": "from other import good\ntorch.jit.script(good)",
    "traced": "def f(x):\n    return (lambda y: y)(x)\n\ntorch.jit.trace(f, torch.ones(2))",
    "ignored": "@torch.jit.ignore\ndef f(x):\n    return (lambda y: y)(x)\n\nf(torch.ones(2))",
    "class": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: Tensor, names: List[str]):
                self.a, self.names = a, names
            def scaled(self, k: float):
                return self.shifted() * k
            def shifted(self):
                for name in self.names:
                    self.a = self.a + len(name)
                return self.a
        @torch.jit.script
        def f(x):
            pair = Pair(x, ["a"])
            return pair.scaled(2.0)""",
    "if tracing": """
        @torch.jit.script_if_tracing
        def f(x):
            if bool(x.sum() > 0):
                return x
            return -x
        torch.jit.trace(lambda x: f(x), torch.ones(2))""",
    "a variable": """
        def f(x):
            return {x}
        def main(f):
            return torch.jit.script(f)
        main(nn.ReLU())""",
    "nested": """
        def main(shift):
            def other(x):
                return {x}
            def f(x, n: int):
                return x + n
            return torch.jit.script(f)
        main(1)""",
    "nested, of a name that means another thing outside": """
        SHIFT = 3
        def main():
            SHIFT = torch.relu
            @torch.jit.script
            def f(x):
                return SHIFT(x)
            return f
        main()""",
    "fields": """
        @torch.jit.script
        class Pair(object):
            unused: int = 3
            def __init__(self, a: int, b: Optional[Tensor] = None):
                self.a = a
                self.a = a + 1
                if a > 2:
                    self.a = 3
                self.b = b
                self.c: List[int] = []
                self.d, self.e = 1, 2.0
                with torch.no_grad():
                    self.f = [1.0]
            def change(self, x: Tensor):
                self.b = x
                self.b = None
                self.a += 1
                self.c.append(self.a)
                self.f = [self.e]
                b = self.b
                if b is not None:
                    x = x + b
                return x + self.twice
            @property
            def twice(self) -> int:
                return self.a * 2
            @staticmethod
            def static(n: int) -> int:
                return n
            def __len__(self) -> int:
                return self.a
        @torch.jit.script
        def f(x: Tensor):
            pair = Pair(2)
            pair.a = 4
            return pair.change(x) + pair.a + len(pair) + pair.twice""",
    "ignored method": """
        @torch.jit.script
        class Pair:
            def __init__(self, a: int):
                self.a = a
            @torch.jit.unused
            def show(self):
                self.b = "b"
                return f"{self.c}" """,
}


def found(folder: Path, source: str) -> list[Finding]:
    main = folder / "main.py"
    main.write_text(HEAD + dedent(source).lstrip("\n") + "\n")
    (folder / "other.py").write_text(OTHER)
    run = check([main, folder / "other.py"], Settings(root=folder, targets=("script",)))
    return [it for it in run.findings if it.entry_points != ("other.Net.forward",)]


def refuses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether running the file stops at torch.jit.script."""
    torch = pytest.importorskip("torch")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "other", raising=False)
    spec = importlib.util.spec_from_file_location(f"handing_{folder.name}", folder / "main.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # where inspect looks for sources
    try:
        spec.loader.exec_module(module)
    except (RuntimeError, torch.jit.frontend.NotSupportedError):
        return True
    return False


@pytest.mark.parametrize("form", BAD)
def test_what_is_refused(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {it.script.value for it in found(tmp_path, BAD[form])} == {"fails"}
    assert refuses(tmp_path, monkeypatch)


@pytest.mark.parametrize("form", GOOD)
def test_what_compiles(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not found(tmp_path, GOOD[form])
    assert not refuses(tmp_path, monkeypatch)


def test_the_place_is_that_of_the_function(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, "from other import bad\ntorch.jit.script(bad)")
    assert Path(finding.place.path).name == "other.py" and finding.place.line == 5
    assert "other.bad" in finding.entry_points
    assert finding.first
