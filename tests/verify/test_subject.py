"""Which file, which class, whose code: decided without torch and without running anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gnnlint.verify.imported import imported_models
from gnnlint.verify.subject import Project, Subject, SubjectError, imports_from

Write = Callable[..., Path]

CLASS = """
    import torch

    raise SystemExit("importing this file trains for a week")

    class Net(torch.nn.Module):
        def __init__(self, in_channels, hidden_channels):
            super().__init__()

        def forward(self, x, edge_index, batch):
            return x
"""


@pytest.mark.parametrize(
    ("text", "path", "name"),
    [
        ("net.py", "net.py", None),
        ("net.py:Net", "net.py", "Net"),
        ("a/net.py:Outer.Net", "a/net.py", "Outer.Net"),
    ],
)
def test_parse(text: str, path: str, name: str | None) -> None:
    subject = Subject.parse(text)
    assert (subject.path, subject.class_name) == (Path(path), name)


def test_parse_rejects_a_line_number() -> None:
    with pytest.raises(SubjectError, match=r"FILE\.py:Class"):
        Subject.parse("net.py:12")


def test_missing_functions_are_named_with_a_stub(write: Write) -> None:
    with pytest.raises(SubjectError) as caught:
        Subject(write(CLASS)).check()
    told = str(caught.value)
    assert "has no model() and no inputs()" in told
    assert "return Net(...)  # __init__ takes in_channels, hidden_channels" in told
    assert "return [(x, edge_index, batch)]" in told
    compile(told.partition("\n\n")[2], "stub", "exec")


def test_stub_for_another_file_imports_the_class(write: Write) -> None:
    path, example = write(CLASS), write("def model():\n    ...\n", "example.py")
    with pytest.raises(SubjectError, match=r"has no inputs\(\)") as caught:
        Subject(path, example_path=example).check()
    assert "from net import Net" in str(caught.value)
    assert "def model" not in str(caught.value)


def test_imported_functions_count(write: Write) -> None:
    Subject(write("from other import model, data as inputs\n")).check()


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(SubjectError, match="no such file"):
        Subject(tmp_path / "missing.py").check()


def test_project_is_the_folder_with_a_project_file(write: Write, tmp_path: Path) -> None:
    path = write("", "deep/er/net.py")
    assert Project.of(path).root == (tmp_path / "deep/er").as_posix()
    write("", "pyproject.toml")
    project = Project.of(path)
    assert project.root == tmp_path.as_posix()
    assert project.contains((tmp_path / "helper.py").as_posix())
    assert not project.contains((tmp_path / ".venv/lib/python3.11/enum.py").as_posix())
    assert not project.contains((tmp_path / "v/site-packages/torch/x.py").as_posix())
    assert Subject(path).dotted_name == "deep.er.net"


def test_a_folder_without_init_inside_a_package_is_one_too(write: Write, tmp_path: Path) -> None:
    write("", "pkg/__init__.py")
    path = write("", "pkg/nn/bare/net.py")
    assert imports_from(path) == tmp_path
    assert Project.of(path).root == tmp_path.as_posix()


def test_an_installed_file_belongs_to_its_package(write: Write, tmp_path: Path) -> None:
    write("", "site-packages/pkg/__init__.py")
    write("", "site-packages/pkg/nn/__init__.py")
    path = write("", "site-packages/pkg/nn/conv.py")
    bare = write("", "site-packages/pkg/bare/conv.py")
    project = Project.of(path)
    assert Project.of(bare) == project
    assert project.root == (tmp_path / "site-packages/pkg").as_posix()
    assert project.contains((tmp_path / "site-packages/pkg/loop.py").as_posix())
    assert Subject(path).dotted_name == "pkg.nn.conv"
    assert not project.contains((tmp_path / "site-packages/torch/x.py").as_posix())


def test_the_file_with_the_models_is_found_behind_imports(write: Write, tmp_path: Path) -> None:
    write("", "pyproject.toml")
    write("from molnet.nets import Net\nfrom .extra import Row\n", "molnet/__init__.py")
    write("class Row: ...\nfrom molnet.nets import Net\n", "molnet/extra.py")
    net = write("class Part(nn.Module): ...\nclass Net(Part): ...\n", "molnet/nets.py")
    script = write("import torch\nfrom molnet import Net\ntorch.compile(Net())\n", "scripts/x.py")
    assert imported_models(Subject(script)) == (net, ["Part", "Net"])
    assert imported_models(Subject(tmp_path / "molnet" / "extra.py")) == (net, ["Part", "Net"])
    assert imported_models(Subject(write("import torch, os, gone\n", "scripts/y.py"))) is None
    assert imported_models(Subject(write("from . import y\n", "scripts/z.py"))) is None
