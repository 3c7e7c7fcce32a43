"""A check that stays open says what a fresh one would, after any edit."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from gnnlint import engine
from gnnlint.config import load
from gnnlint.finding import Run
from gnnlint.judge import Judge
from gnnlint.session import Session
from gnnlint.source import decode

PARTS = {
    "pkg/__init__.py": ["", "from pkg.layers import Block\n", "import torch\nx = (\n"],
    "pkg/layers.py": [
        "from torch import nn\nfrom pkg.helper import act\n\n\nclass Block(nn.Module):\n"
        "    def forward(self, x):\n        return act(x)\n",
        "from torch import nn\nfrom pkg.helper import act\n\n\n# moved\nclass Block(nn.Module):\n"
        "    def forward(self, x):\n        return act(x.sum())\n",
        "class Block:\n    def forward(self, x):\n        return x\n",
        None,
    ],
    "pkg/helper.py": [
        "def act(x):\n    return x[x > 0]\n",
        "def act(x):\n    return x.item()  # noqa: GNN301\n",
        "\n\ndef act(x):\n    if x.sum() > 0:\n        return x\n    return -x\n",
        "from pkg.more import act\n",
        "def act(x:\n",
        None,
    ],
    "pkg/more.py": ["def act(x):\n    return x.tolist()\n", "def act(x):\n    return x\n", None],
    "net.py": [
        "from pkg.layers import Block\n\n\nclass Net(Block):\n    pass  # gnnlint: ignore[GNN3]\n",
        "import torch\nfrom pkg import Block\n\n\nclass Net(torch.nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.block = Block()\n\n"
        "    def forward(self, x):\n        print('x')\n        return self.block(x)\n",
    ],
    "train.py": [
        "import torch\nimport torch._dynamo\nfrom net import Net\n\n"
        "torch._dynamo.config.capture_scalar_outputs = True\nmodel = torch.compile(Net())\n",
        "import torch\nfrom net import Net\n\nmodel = torch.compile(Net(), fullgraph=True)\n"
        "model(torch.ones(3))\n",
        None,
    ],
}
"""What each file may hold; None where it may be missing."""


def write(root: Path, name: str, text: str | None) -> None:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(text)


def same(one: Run, other: Run) -> None:
    """Everything but the order in which files came, and the time."""
    assert one.findings == other.findings
    assert sorted(one.models, key=repr) == sorted(other.models, key=repr)
    assert (one.files, one.targets, one.paths) == (other.files, other.targets, other.paths)


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edits_it_says_what_a_fresh_check_says(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0])
    settings = load(tmp_path)
    session = Session(settings, (tmp_path,))
    session.look()
    for _ in range(25):
        for name in chance.sample(sorted(PARTS), chance.randint(1, 3)):
            write(tmp_path, name, chance.choice(PARTS[name]))
        session.look()
        assert session.judge()
        fresh = engine.check([tmp_path], settings)
        broken = {it.place.path for it in fresh.findings if it.code == "GNN001"}
        if broken:
            continue  # others go on with the text of before
        same(session.run(), fresh)
        for path in session.files:
            part = session.run([path])
            name = path.as_posix()
            assert part.findings == tuple(it for it in fresh.findings if it.place.path == name)
            assert part.models == tuple(it for it in fresh.models if it.place.path == name)


@pytest.mark.parametrize("seed", range(6))
def test_what_earlier_checks_kept_is_taken_up_as_far_as_it_holds(tmp_path: Path, seed: int) -> None:
    """Sessions one after the other, and runs between them; edits before, between and after."""
    chance = random.Random(seed)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / ".gnnlint_cache").mkdir()
    settings = load(tmp_path)
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0])
    taken_up = 0
    for _ in range(8):
        if chance.random() < 0.5:
            engine.check([tmp_path], replace(settings, cache=True))
        _edit(tmp_path, chance, most=2)
        session = Session(settings, (tmp_path,))
        session.look()
        if chance.random() < 0.5:
            _edit(tmp_path, chance, most=1)  # unsaved, as far as the session knows
        session.look()
        session.take_up()
        taken_up += len(session.files) - len(session.pending)
        assert session.judge()
        same(session.run(), engine.check([tmp_path], settings))
        session.keep()
        assert session.deepen(chance.sample(session.files, 2))
        same(session.run(), engine.check([tmp_path], settings))
        for _ in range(4):
            _edit(tmp_path, chance, most=2)
            session.look()
            assert session.judge()
            fresh = engine.check([tmp_path], settings)
            if all(it.code != "GNN001" for it in fresh.findings):
                same(session.run(), fresh)
    assert taken_up > 4


def _edit(root: Path, chance: random.Random, most: int) -> None:
    for name in chance.sample(sorted(PARTS), chance.randint(0, most)):
        write(root, name, chance.choice(PARTS[name]))


def test_unsaved_text_is_not_taken_for_what_is_on_disk(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0])
    settings = load(tmp_path)
    engine.check([tmp_path], replace(settings, cache=True))
    helper = tmp_path / "pkg/helper.py"
    session = Session(settings, (tmp_path,))
    session.look()
    session.write(helper, decode(helper, b"def act(x):\n    return x\n"))
    session.take_up()
    assert {it.name for it in session.pending} == {"helper.py", "layers.py", "train.py"}
    session = Session(settings, (tmp_path,))
    session.look()
    session.write(helper, decode(helper, helper.read_bytes()))
    session.take_up()
    assert session.pending == []


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_session_keeps_what_it_judged_where_checks_keep_anything(
    tmp_path: Path, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text("")
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0])
    folder = tmp_path / ".gnnlint_cache"
    if is_kept:
        folder.mkdir()
    settings = load(tmp_path)
    session = Session(settings, (tmp_path,))
    session.look()
    session.take_up()
    assert session.judge()
    session.keep()
    assert folder.exists() is is_kept
    session = Session(settings, (tmp_path,))
    session.look()
    session.take_up()
    assert (session.pending == []) is is_kept
    if is_kept:  # and so does a run
        monkeypatch.setattr(Judge, "judge", None)
        assert engine.check([tmp_path], replace(settings, cache=True)).findings


@pytest.mark.parametrize("seed", range(4))
def test_an_edit_of_what_is_imported_from_elsewhere_is_not_missed(
    tmp_path: Path, seed: int
) -> None:
    """Files that are not checked themselves: edited, gone, come, from the first look on."""
    chance = random.Random(seed)
    (tmp_path / "pyproject.toml").write_text("")
    names = [name for name in PARTS if name.startswith("pkg/")]
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0] if seed or name not in names else texts[-1])
    write(tmp_path, "net.py", PARTS["net.py"][1])
    settings, path = load(tmp_path), tmp_path / "net.py"
    session = Session(settings, (path,))
    for _ in range(20):
        session.look()
        assert session.judge()
        same(session.run(), engine.check([path], settings))
        for name in chance.sample(names, 1):
            write(tmp_path, name, chance.choice(PARTS[name]))


def test_unsaved_text_is_as_good_as_saved(tmp_path: Path) -> None:
    chance = random.Random(7)
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0])
    elsewhere = tmp_path.parent / f"{tmp_path.name}_disk"
    settings = load(tmp_path)
    session = Session(settings, (tmp_path,))
    session.look()
    for _ in range(30):
        name = chance.choice(sorted(PARTS))
        text = chance.choice([it for it in PARTS[name] if it is not None])
        session.write(tmp_path / name, decode(tmp_path / name, text.encode()))
        session.judge()
        unsaved = session.run()
        session_of_disk = _saved(tmp_path, elsewhere, session)
        if any(it.code == "GNN001" for it in session_of_disk.findings):
            continue
        moved = [replace(it, place=replace(it.place, path="")) for it in unsaved.findings]
        there = [replace(it, place=replace(it.place, path="")) for it in session_of_disk.findings]
        assert [(it.code, it.place, it.message) for it in moved] == [
            (it.code, it.place, it.message) for it in there
        ]


def _saved(root: Path, elsewhere: Path, session: Session) -> Run:
    """A fresh check of the same texts, saved."""
    elsewhere.mkdir(exist_ok=True)
    for path in session.files:
        source = session.source(path)
        assert source is not None
        name = path.relative_to(root).as_posix()
        write(elsewhere, name, source.text)
    return engine.check([elsewhere], load(elsewhere))


def test_only_what_rests_on_a_change_is_judged_again(tmp_path: Path) -> None:
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0])
    (tmp_path / "apart.py").write_text("import torch\n")
    (tmp_path / "train.py").unlink()
    session = Session(load(tmp_path), (tmp_path,))
    session.look()
    session.judge()

    def pending(name: str, text: str) -> set[str]:
        session.write(tmp_path / name, decode(tmp_path / name, text.encode()))
        found = {it.relative_to(tmp_path).as_posix() for it in session.pending}
        session.judge()
        return found

    assert pending("apart.py", "import torch\n\n") == {"apart.py"}
    net = str(PARTS["net.py"][1]).replace("from pkg ", "from pkg.layers ")
    assert pending("net.py", net) == {"net.py"}
    assert pending("pkg/more.py", "x = 1\n") == {"pkg/more.py"}
    assert pending("pkg/helper.py", "def act(x):\n    return x\n") == {
        "net.py", "pkg/helper.py", "pkg/layers.py",
    }  # fmt: skip
    assert pending("pkg/helper.py", "def act(x):\n    return x\n") == set(), "the same text"


def test_while_a_file_is_broken_others_go_on_with_the_last_text(tmp_path: Path) -> None:
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0])
    session = Session(load(tmp_path), (tmp_path,))
    session.look()
    session.judge()
    helper = tmp_path / "pkg/helper.py"
    before = session.run([tmp_path / "net.py", tmp_path / "pkg/layers.py"])
    session.write(helper, decode(helper, b"def act(x:\n"))
    assert session.pending == []
    session.judge()
    after = session.run()
    assert [it.code for it in after.findings if it.place.path == helper.as_posix()] == ["GNN001"]
    rest = [it for it in after.findings if it.place.path != helper.as_posix()]
    assert rest == list(before.findings)


def test_work_can_be_stopped_and_taken_up_again(tmp_path: Path) -> None:
    for name, texts in PARTS.items():
        write(tmp_path, name, texts[0])
    session = Session(load(tmp_path), (tmp_path,))
    session.look()
    asked = iter([False, False, True])
    assert not session.judge(stop=lambda: next(asked))
    assert len(session.files) - len(session.pending) == 2
    assert not session.run().paths, "no comment is unused before the end"
    assert session.judge()
    same(session.run(), engine.check([tmp_path], session.settings))


def test_classes_that_may_be_models_are_told_of_after_an_edit(tmp_path: Path) -> None:
    """Judged anew, moved meanwhile, and asked of the file alone."""
    path = tmp_path / "net.py"
    text = (
        "import torch\nimport missing\n\n\nclass Net(missing.Base):\n"
        "    def forward(self, x):\n        return x\n"
    )
    path.write_text(text)
    session = Session(load(tmp_path), (tmp_path,))
    session.look()
    session.judge()

    def told(run: Run) -> list[str]:
        return [it for it in run.notes if "not judged" in it]

    (first,) = told(session.run())
    assert told(session.run([path])) == [first]
    session.write(path, decode(path, f"\n{text}".encode()))
    (moved,) = told(session.run())
    assert "(net.py:5)" in first and "(net.py:6)" in moved
    session.judge()
    assert told(session.run()) == [moved]
