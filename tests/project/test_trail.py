"""What an answer rests on, and what is forgotten when a file changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gnnlint.modules import Question
from gnnlint.project import Project
from gnnlint.project.code import ClassCode, LibraryName
from gnnlint.project.trail import Memory, leaves

FILES = {
    "net.py": "from layers import Block\nimport absent\n\n\nclass Net(Block):\n    pass\n",
    "layers.py": "from parts import Block\nfrom unasked import Other\n",
    "parts.py": "import torch\n\n\nclass Block(torch.nn.Module):\n    pass\n",
    "unasked.py": "class Other:\n    pass\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def net(project: Project, root: Path) -> ClassCode:
    module = project.load(root / "net.py")
    assert module is not None
    found = module.bindings["Net"]
    assert isinstance(found, ClassCode)
    return found


def test_an_answer_rests_on_the_files_that_led_to_it(root: Path) -> None:
    project = Project(root)
    known: Memory[str, bool] = Memory(project.trail)
    for key in ("first", "again"):  # the second finds everything kept
        known.get(key, lambda: project.is_module(net(project, root)))
    for key in ("first", "again"):
        found = set(leaves(known.known[key].steps))
        files = {it.name for it in found if isinstance(it, Path)}
        assert files == {"net.py", "layers.py", "parts.py"}
        assert Question(root, "parts") in found


def test_an_import_that_leads_nowhere_is_rested_on_as_well(root: Path) -> None:
    project = Project(root)
    module = project.load(root / "net.py")
    assert module is not None
    found, steps = project.trail.follow(lambda: project.lookup(module, "absent"))
    assert found == LibraryName("absent")
    assert Question(root, "absent") in set(leaves(steps))


def test_what_rests_on_a_changed_file_is_forgotten(root: Path) -> None:
    project = Project(root)
    assert project.is_module(net(project, root))
    (root / "parts.py").write_text("class Block:\n    pass\n")
    assert project.is_module(net(project, root)), "nobody said that it changed"
    project.forget([root / "parts.py"])
    assert not project.is_module(net(project, root))


def test_what_does_not_rest_on_it_is_kept(root: Path) -> None:
    project = Project(root)
    assert project.is_module(net(project, root))
    assert project.forget([root / "unasked.py"]) == []
    forgotten = project.forget([root / "net.py"])
    assert forgotten
    assert all(root / "net.py" in set(leaves(it.steps)) for it in forgotten)


def test_nothing_is_forgotten_twice(root: Path) -> None:
    """Of an old answer, and of the old text of a file, nothing is left behind."""
    project = Project(root)
    for _ in range(3):
        assert project.is_module(net(project, root))
        assert len(project.forget([root / "net.py"])) == 2  # of the class, of its base's name


def test_a_file_that_comes_is_found_where_it_was_asked_for(root: Path) -> None:
    project = Project(root)
    module = project.load(root / "net.py")
    assert module is not None
    assert project.lookup(module, "absent") == LibraryName("absent")
    assert project.look_around() == []
    (root / "absent.py").write_text("")
    assert project.look_around()
    found = project.lookup(module, "absent")
    assert found is project.load(root / "absent.py")


def test_a_file_that_goes_is_not_found_any_more(root: Path) -> None:
    project = Project(root)
    assert project.is_module(net(project, root))
    (root / "parts.py").unlink()
    project.forget([root / "parts.py"])
    project.look_around()
    assert not project.is_module(net(project, root))


def test_a_folder_that_becomes_a_package_renames_its_modules(root: Path) -> None:
    folder = root.parent / f"{root.name}_outside"
    folder.mkdir()
    (folder / "a.py").write_text("")
    project = Project(root)
    before = project.load(folder / "a.py")
    assert before is not None and before.name == "a"
    (folder / "__init__.py").write_text("")
    project.look_around()
    after = project.load(folder / "a.py")
    assert after is not None and after.name == f"{folder.name}.a"


def test_what_is_looked_at_in_passing_leaves_no_trace(root: Path) -> None:
    project = Project(root)

    def work() -> None:
        with project.trail.unnoted():
            project.load(root / "parts.py")

    _, steps = project.trail.follow(work)
    assert not steps
