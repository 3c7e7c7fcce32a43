"""The model of the code: which file an import reads, what a name is, who inherits from whom."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.modules import ModuleFinder, Question
from gnnlint.project import Project, reading
from gnnlint.project.code import Assigned, ClassCode, FunctionCode, LibraryName, ModuleCode
from gnnlint.project.strangers import strangers
from gnnlint.source import Source, decode
from tests.trace.tracing import load, write


def told(found: object) -> str:
    """A definition in a word."""
    if isinstance(found, (ClassCode, FunctionCode)):
        return f"{found.module.name}:{found.name}"
    if isinstance(found, ModuleCode):
        return f"module {found.name}"
    if isinstance(found, LibraryName):
        return found.name
    if isinstance(found, Assigned):
        return f"= {found.node.as_string()}"
    return str(found)


def names(folder: Path, files: dict[str, str], name: str, *wanted: str) -> list[str]:
    project, module = load(write(folder, files), name)
    return [told(project.resolve(module, it)) for it in wanted]


# -- names -------------------------------------------------------------------------------------


def test_a_class_stays_one_whose_name_is_given_to_what_it_makes(tmp_path: Path) -> None:
    source = """\
        class Net:
            pass

        def scale(x):
            return x

        Other = 3

        if __name__ == "__main__":
            Net = Net(16).to("cpu")
            scale = compiled(scale)
            Other = 4
        """
    found = names(tmp_path, {"m.py": source}, "m.py", "Net", "scale", "Other")
    assert found[:2] == ["m:Net", "m:scale"]
    assert found[2].startswith("= ")


def test_what_a_module_binds(tmp_path: Path) -> None:
    source = """\
        import os.path
        import numpy as np
        from torch import nn
        from torch.nn import functional as F

        CONSTANT = 3
        FIRST, (SECOND, THIRD) = 5, [6, 7]
        FOURTH, FIFTH = pair = 8, 9
        SIXTH, *SEVENTH = 1, 2, 3
        typed: int = 4

        def function():
            pass

        class Net(nn.Module):
            class Inner:
                pass

            def forward(self):
                pass
        """
    wanted = {
        "os.path.join": "os.path.join",
        "np.array": "numpy.array",
        "nn.Linear": "torch.nn.Linear",
        "F.relu": "torch.nn.functional.relu",
        "CONSTANT": "= 3",
        "FIRST": "= 5",
        "SECOND": "= 6",
        "THIRD": "= 7",
        "FIFTH": "= 9",
        "pair": "= (8, 9)",
        "SIXTH": "None",
        "typed": "= 4",
        "function": "net:function",
        "Net": "net:Net",
        "Net.Inner": "net:Net.Inner",
        "Net.forward": "net:Net.forward",
        "nothing": "None",
        "nothing.at.all": "None",
        "Net.nothing": "None",
    }
    assert names(tmp_path, {"net.py": source}, "net.py", *wanted) == list(wanted.values())


def test_branches_and_try_bind_too(tmp_path: Path) -> None:
    source = """\
        import sys

        if sys.platform == "linux":
            from first import a
        else:
            def a():
                pass

        try:
            from fast import Thing
        except ImportError:
            Thing = None

        try:
            from fast import Other
        except ImportError:
            class Other:
                pass

        with open("x") as file:
            inside = 1
        """
    wanted = {"a": "net:a", "Thing": "fast.Thing", "Other": "fast.Other", "inside": "= 1"}
    assert names(tmp_path, {"net.py": source}, "net.py", *wanted) == list(wanted.values())


def test_a_wrapper_under_the_same_name_hides_nothing(tmp_path: Path) -> None:
    source = """\
        import torch

        def step(x):
            return x

        step = torch.jit.script(step)
        """
    assert names(tmp_path, {"net.py": source}, "net.py", "step") == ["net:step"]


def test_re_exports_are_followed_to_their_end(tmp_path: Path) -> None:
    files = {
        "net.py": "from pkg import keep, Block, inner, LIMIT\nimport pkg.sub.inner as deep\n",
        "pkg/__init__.py": "from .sub import *\nfrom .sub import inner\nfrom .a import keep\n",
        "pkg/a.py": "from .b import keep\n",
        "pkg/b.py": "from .sub.inner import kept as keep\n",
        "pkg/sub/__init__.py": "from .inner import Block, LIMIT\n",
        "pkg/sub/inner.py": "LIMIT = 5\n\n\ndef kept():\n    pass\n\n\nclass Block:\n    pass\n",
    }
    wanted = {
        "keep": "pkg.sub.inner:kept",
        "Block": "pkg.sub.inner:Block",
        "inner": "module pkg.sub.inner",
        "inner.kept": "pkg.sub.inner:kept",
        "LIMIT": "= 5",
        "deep.Block": "pkg.sub.inner:Block",
    }
    assert names(tmp_path, files, "net.py", *wanted) == list(wanted.values())
    project, module = load(tmp_path, "net.py")
    assert project.home(module, "LIMIT").name == "pkg.sub.inner"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("from . import ops", "module pkg.sub.ops"),
        ("from .ops import f as ops", "pkg.sub.ops:f"),
        ("from .. import other as ops", "module pkg.other"),
        ("from ..other import g as ops", "pkg.other:g"),
        ("from .nothing import ops", "pkg.sub.nothing.ops"),
        ("from pkg.other import g as ops", "pkg.other:g"),
        ("import pkg.other as ops", "module pkg.other"),
        ("from ...far import ops", "far.ops"),
    ],
)
def test_relative_imports(tmp_path: Path, statement: str, found: str) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/other.py": "def g():\n    pass\n",
        "pkg/sub/__init__.py": "",
        "pkg/sub/ops.py": "def f():\n    pass\n",
        "pkg/sub/net.py": statement + "\n",
    }
    assert names(tmp_path, files, "pkg/sub/net.py", "ops") == [found]


def test_relative_imports_of_a_package_start_at_itself(tmp_path: Path) -> None:
    files = {"pkg/__init__.py": "from .ops import f\n", "pkg/ops.py": "def f():\n    pass\n"}
    assert names(tmp_path, files, "pkg/__init__.py", "f") == ["pkg.ops:f"]


def test_circles_end(tmp_path: Path) -> None:
    files = {
        "a.py": "from b import x, y\nfrom b import *\n",
        "b.py": "from a import x\nfrom a import *\n\n\ndef y():\n    pass\n",
    }
    assert names(tmp_path, files, "a.py", "x", "y", "z") == ["None", "b:y", "None"]


def test_stars_of_the_library_give_what_it_has(tmp_path: Path) -> None:
    source = "from torch_geometric.nn import *\nfrom elsewhere import *\n"
    wanted = {"GCNConv": "torch_geometric.nn.GCNConv", "not_a_name": "None"}
    assert names(tmp_path, {"net.py": source}, "net.py", *wanted) == list(wanted.values())


def test_a_file_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    files = {"net.py": "from broken import f\nfrom latin import g\n", "broken.py": "def f(:\n"}
    (tmp_path / "latin.py").write_bytes(b"x = '\xff'\n")
    assert names(tmp_path, files, "net.py", "f", "g") == ["None", "None"]


def test_a_file_that_is_handed_over_says_why_it_cannot_be_read(tmp_path: Path) -> None:
    source = decode(tmp_path / "net.py", b"x = (\n")
    assert isinstance(source, Source)
    with pytest.raises(SyntaxError):
        Project(tmp_path).load(source.path, source)


def test_unsaved_text_counts(tmp_path: Path) -> None:
    write(tmp_path, {"ops.py": "def saved():\n    pass\n", "net.py": "import ops\n"})
    unsaved = decode(tmp_path / "ops.py", b"def unsaved():\n    pass\n")
    assert isinstance(unsaved, Source)
    project = Project(tmp_path, (tmp_path,), reading({unsaved.path: unsaved}))
    module = project.load(tmp_path / "net.py")
    assert module is not None
    found = [told(project.resolve(module, it)) for it in ("ops.unsaved", "ops.saved")]
    assert found == ["ops:unsaved", "None"]


# -- files -------------------------------------------------------------------------------------


def test_where_an_import_may_lead(tmp_path: Path) -> None:
    files = dict.fromkeys(
        (
            "top.py", "src/pkg/__init__.py", "src/pkg/ops.py", "scripts/train.py",
            "scripts/beside.py", "venv/lib/site-packages/dep.py", "torch/__init__.py",
            "namespace/inner.py", "both.py", "both/__init__.py",
        ),
        "",
    )  # fmt: skip
    write(tmp_path, files)
    finder = ModuleFinder(tmp_path, (tmp_path / "scripts",))

    def found(name: str, importer: str) -> str | None:
        path = finder.find(Question((tmp_path / importer).parent, name))
        return path.relative_to(tmp_path).as_posix() if path else None

    assert found("top", "scripts/train.py") == "top.py"
    assert found("beside", "scripts/train.py") == "scripts/beside.py"
    assert found("beside", "top.py") is None
    assert found("pkg.ops", "scripts/train.py") == "src/pkg/ops.py"
    assert found("pkg", "scripts/train.py") == "src/pkg/__init__.py"
    assert found("namespace.inner", "top.py") == "namespace/inner.py"
    assert found("both", "top.py") == "both/__init__.py", "a package comes before a module"
    assert found("torch", "top.py") is None, "opaque, wherever it lies"
    assert found("numpy", "top.py") is None


def test_what_is_checked_is_not_opaque(tmp_path: Path) -> None:
    """A checkout of torch_geometric is read when it is what the user asked for."""
    files = {
        "torch_geometric/__init__.py": "",
        "torch_geometric/nn/__init__.py": "from .ops import f\n",
        "torch_geometric/nn/ops.py": "def f():\n    pass\n",
        "net.py": "from torch_geometric.nn import f\n",
    }
    write(tmp_path, files)
    for checked, found in (
        (tmp_path / "torch_geometric", "torch_geometric.nn.ops:f"),
        (tmp_path / "torch_geometric" / "nn", "torch_geometric.nn.ops:f"),
        (tmp_path / "net.py", "torch_geometric.nn.f"),
    ):
        project = Project(tmp_path, (checked,))
        module = project.load(tmp_path / "net.py")
        assert module is not None
        assert told(project.lookup(module, "f")) == found


def test_installed_packages_are_not_the_project(tmp_path: Path) -> None:
    write(tmp_path, {"site-packages/dep.py": "", "site-packages/pkg/__init__.py": ""})
    importer = tmp_path / "site-packages" / "net.py"
    assert ModuleFinder(tmp_path, (tmp_path,)).find(Question(importer.parent, "dep")) is None
    asked = ModuleFinder(tmp_path, (tmp_path / "site-packages" / "pkg",))
    assert asked.find(Question(importer.parent, "pkg")) is not None


@pytest.mark.parametrize(
    ("file", "name", "package"),
    [
        ("net.py", "net", False),
        ("models/net.py", "models.net", False),
        ("src/pkg/__init__.py", "pkg", True),
        ("src/pkg/sub/mod.py", "pkg.sub.mod", False),
        ("src/pkg/bare/deep/mod.py", "pkg.bare.deep.mod", False),
        ("src/script.py", "script", False),
        ("a-b/c d.py", "a-b.c d", False),
    ],
)
def test_names_of_files(tmp_path: Path, file: str, name: str, package: bool) -> None:
    files = dict.fromkeys(("src/pkg/__init__.py", "src/pkg/sub/__init__.py"), "")
    write(tmp_path, {**files, file: ""})
    assert ModuleFinder(tmp_path, ()).name_of(tmp_path / file) == (name, package)


def test_a_folder_without_init_inside_a_package_is_one_too(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/nn/bare/net.py": "from pkg.ops import f\nfrom ..layers import g\n",
        "pkg/nn/layers.py": "def g():\n    pass\n",
        "pkg/ops.py": "def f():\n    pass\n",
    }
    write(tmp_path, files)
    for root in (tmp_path, tmp_path / "pkg"):
        project = Project(root, (tmp_path / "pkg",))
        module = project.load(tmp_path / "pkg/nn/bare/net.py")
        assert module is not None and module.name == "pkg.nn.bare.net"
        found = [told(project.lookup(module, it)) for it in "fg"]
        assert found == ["pkg.ops:f", "pkg.nn.layers:g"]


def test_a_file_outside_of_the_root(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/net.py": "", "root/x.py": ""})
    finder = ModuleFinder(tmp_path / "root", ())
    assert finder.name_of(tmp_path / "elsewhere" / "net.py") == ("net", False)


# -- classes -----------------------------------------------------------------------------------


def line_of(folder: Path, source: str, name: str = "Net") -> list[str]:
    project, module = load(write(folder, {"net.py": source}), "net.py")
    code = module.bindings[name]
    assert isinstance(code, ClassCode)
    return [told(it).removeprefix("net:") for it in project.ancestors(code)]


def test_ancestors_in_resolution_order(tmp_path: Path) -> None:
    source = """\
        class A: ...
        class B(A): ...
        class C(A): ...
        class Net(B, C): ...
        """
    assert line_of(tmp_path, source) == ["Net", "B", "C", "A"]


def test_ancestors_reach_into_the_library(tmp_path: Path) -> None:
    source = """\
        from torch_geometric.nn import GATConv
        class Mixin: ...
        class Net(Mixin, GATConv): ...
        """
    line = line_of(tmp_path, source)
    assert line[:3] == ["Net", "Mixin", "torch_geometric.nn.GATConv"]
    assert "torch_geometric.nn.MessagePassing" in line and "torch.nn.Module" in line
    assert len(line) == len(set(line))


def test_generic_bases(tmp_path: Path) -> None:
    source = """\
        from typing import Generic, TypeVar
        T = TypeVar("T")
        class Base(Generic[T]): ...
        class Net(Base[int]): ...
        """
    assert line_of(tmp_path, source)[:2] == ["Net", "Base"]


@pytest.mark.parametrize(
    "source",
    [
        "class Net(Net): ...",
        "class Other(Net): ...\nclass Net(Other): ...",
        "class A: ...\nclass B(A): ...\nclass Net(A, B): ...",
        "class Net(unknown, missing.name, f(), 3): ...",
    ],
    ids=["itself", "circle", "inconsistent", "unknown"],
)
def test_broken_hierarchies_end(tmp_path: Path, source: str) -> None:
    assert line_of(tmp_path, source)[0] == "Net"


def test_what_is_a_module(tmp_path: Path) -> None:
    source = """\
        import torch
        import pytorch_lightning as pl
        from torch_geometric.nn import MessagePassing
        from somewhere import Base

        class Yes(torch.nn.Module): ...
        class Also(Yes): ...
        class Layer(MessagePassing): ...
        class Lightning(pl.LightningModule): ...
        class List(torch.nn.ModuleList): ...
        class No: ...
        class Unknown(Base): ...
        class Data(torch.utils.data.Dataset): ...
        """
    project, module = load(write(tmp_path, {"net.py": source}), "net.py")
    found = {it.name: project.is_module(it) for it in project.classes(module)}
    assert {name for name, it in found.items() if it} == {
        "Yes", "Also", "Layer", "Lightning", "List",
    }  # fmt: skip
    code = module.bindings["Unknown"]
    assert isinstance(code, ClassCode)
    assert project.library_base(code) == LibraryName("somewhere.Base")


def test_methods(tmp_path: Path) -> None:
    source = """\
        import torch
        from typing import overload

        class Base(torch.nn.Module):
            limit = 3

            def first(self): ...
            def both(self): ...

        class Net(Base):
            typed: int

            @overload
            def many(self, x: int): ...
            def many(self, x): ...
            @property
            def value(self): ...
            @value.setter
            def value(self, it): ...
            def both(self): ...
        """
    project, module = load(write(tmp_path, {"net.py": source}), "net.py")
    code, base = module.bindings["Net"], module.bindings["Base"]
    assert isinstance(code, ClassCode) and isinstance(base, ClassCode)
    assert told(project.method(code, "both")) == "net:Net.both"
    assert told(project.method(code, "both", after=code)) == "net:Base.both"
    assert told(project.method(code, "first")) == "net:Base.first"
    assert told(project.method(code, "limit")) == "= 3"
    assert told(project.method(code, "train")) == "torch.nn.Module", "the library may define it"
    many, value = project.method(code, "many"), project.method(code, "value")
    assert isinstance(many, FunctionCode) and many.decorators == ()
    assert isinstance(value, FunctionCode) and value.decorators == ("property",)
    assert project.inherits(code, "torch.nn.Module") and not project.inherits(code, "torch.Tensor")


def test_decorators_by_their_canonical_names(tmp_path: Path) -> None:
    source = """\
        import torch
        import torch._dynamo as dynamo
        from torch import compile as speed_up

        @speed_up
        def first(): ...
        @torch.compile(dynamic=True)
        def second(): ...
        @dynamo.disable
        @own
        @(lambda f: f)
        def third(): ...
        """
    project, module = load(write(tmp_path, {"net.py": source}), "net.py")
    found = {it.name: list(project.decorator_names(it)) for it in project.functions(module)}
    assert found == {
        "first": ["torch.compile"],
        "second": ["torch.compile"],
        "third": ["torch._dynamo.disable", "own", "?"],
    }


def test_places_are_in_code_points(tmp_path: Path) -> None:
    source = 'é = "漢字"; call(\n    1,\n    2)\n'
    _, module = load(write(tmp_path, {"net.py": source}), "net.py")
    expression = module.tree.body[1]
    place = module.place(expression)
    assert (place.line, place.column, place.end_line, place.end_column) == (1, 11, 3, 7)
    assert module.text(expression) == "call( 1, 2)"
    assert source.splitlines()[0][place.column - 1 :] == "call("


# -- classes that may be models ------------------------------------------------------------------


def test_classes_whose_bases_cannot_be_read_are_told_of(tmp_path: Path) -> None:
    source = """\
        import abc
        from torch import nn
        from missing import Base, Mixin
        from there import Kept

        class Net(Base):
            def forward(self, x):
                return x

        class Below(Net):
            def forward(self, x):
                return x

        class Made(make()):
            def forward(self, x):
                return x

        class Model(Mixin, nn.Module):
            def forward(self, x):
                return x

        class Plain(Kept, abc.ABC, Exception):
            def forward(self, x):
                return x

        class Other(Base):
            def run(self):
                return 1
        """
    files = {"m.py": source, "there.py": "class Kept:\n    pass\n"}
    project, module = load(write(tmp_path, files), "m.py")
    assert {it.reason for it in strangers(project, module)} == {
        "`Net` has the base `missing.Base`",
        "`Below` has the base `missing.Base`",
        "`Made` has the base `make`",
    }


def test_classes_of_libraries_whose_models_are_known_are_no_strangers(tmp_path: Path) -> None:
    source = """\
        import torch
        from typing_extensions import Protocol
        from missing import Base

        class Square(torch.autograd.Function):
            def forward(ctx, x):
                return x

        class Shift(torch.distributions.Transform):
            def forward(self, x):
                return x

        class Callable(Protocol):
            def forward(self, x): ...

        class Net(Base):
            def forward(self, x):
                return x
        """
    project, module = load(write(tmp_path, {"m.py": source}), "m.py")
    assert [it.reason for it in strangers(project, module)] == ["`Net` has the base `missing.Base`"]
