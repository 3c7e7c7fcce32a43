"""The baseline: what is known passes, what is new does not, and the file only shrinks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gnnlint.baseline import MANY, Baseline, Entry, read, write
from gnnlint.config_keys import ConfigError
from tests.front.conftest import Out

NET = """\
import torch
from torch_geometric.nn import global_mean_pool


class Net(torch.nn.Module):
    def forward(self, x, batch):
        print(x.shape)
        x = x[x > 0]
        return global_mean_pool(x, batch)
"""
NEW = "        y = x.unique()\n"
NAME = "gnnlint-baseline.txt"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with three findings, its baseline configured and not yet written."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models/net.py").write_text(NET)
    (tmp_path / "pyproject.toml").write_text(f'[tool.gnnlint]\nbaseline = "{NAME}"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def add(project: Path, text: str) -> None:
    net = project / "models/net.py"
    net.write_text(net.read_text().replace("        print(", f"{text}        print("))


def test_what_is_known_passes(project: Path, run: Out) -> None:
    assert run("check --no-baseline")[0] == 1
    status, said = run("baseline write")
    assert status == 0 and said == f"{NAME}: 3 entries (3 added)\n"
    status, said = run("check")
    assert status == 0 and "3 known findings are left out" in said
    assert "Nothing new in 1 model" in said and "breaks by default" in said
    assert run("check --no-baseline")[0] == 1
    assert json.loads(run("check --format json")[1])["summary"]["known"] == 3


def test_a_model_that_breaks_under_a_condition_is_said_to_by_every_check(
    project: Path, run: Out
) -> None:
    (project / "models/net.py").write_text(
        "import torch\n\n\nclass Net(torch.nn.Module):\n    def __init__(self, loud):\n"
        "        super().__init__()\n        self.loud = loud\n\n    def forward(self, x):\n"
        "        if self.loud:\n            print(x)\n        return x\n"
    )
    header = run("check --no-baseline")[1].splitlines()[0]
    assert header.endswith("fails under fullgraph=True, under a condition")
    run("baseline write")
    assert run("check")[1].splitlines()[0] == header
    assert run("check --select GNN401")[1].splitlines()[0] == header


def test_what_is_new_does_not(project: Path, run: Out) -> None:
    run("baseline write")
    add(project, NEW)
    status, said = run("check --format concise")
    assert status == 1 and len(said.splitlines()) == 1 and "GNN321" in said
    status, said = run("baseline status")
    assert status == 1 and "3 findings known, 1 new, 0 entries found no more" in said
    assert "  new   models/net.py:7:13: GNN321" in said


def test_moved_lines_stay_known(project: Path, run: Out) -> None:
    run("baseline write")
    add(project, "        # a comment\n\n")
    net = project / "models/net.py"
    net.write_text('"""A docstring."""\n\n' + net.read_text().replace("x[x > 0]", "x[x  >  0]"))
    assert run("check")[0] == 0
    assert run("baseline status")[0] == 0


def test_from_a_subfolder(project: Path, run: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    run("baseline write")
    monkeypatch.chdir(project / "models")
    assert run("check")[0] == 0 and run("check net.py")[0] == 0
    before = (project / NAME).read_text()
    assert run("baseline write")[0] == 0
    assert (project / NAME).read_text() == before and not Path(NAME).exists()


def test_it_only_shrinks(project: Path, run: Out) -> None:
    run("baseline write")
    before = (project / NAME).read_text()
    add(project, NEW)
    status, said = run("baseline write")
    assert status == 2 and "1 finding would be new in it" in said and "--force" in said
    assert run("baseline prune")[0] == 0
    assert (project / NAME).read_text() == before
    assert run("baseline write --force")[1] == f"{NAME}: 4 entries (1 added)\n"


def test_what_is_mended_is_taken_out(project: Path, run: Out) -> None:
    run("baseline write")
    net = project / "models/net.py"
    net.write_text(NET.replace("        print(x.shape)\n", ""))
    status, said = run("check")
    assert status == 0 and f"1 entry of {NAME} found no more" in said
    assert "`gnnlint baseline prune` takes it out" in said
    status, said = run("baseline status")
    assert status == 1 and "  gone  models/net.py: GNN330 in Net.forward" in said
    assert run("baseline prune")[1] == f"{NAME}: 2 entries (1 taken out)\n"
    net.write_text(NET)
    assert run("check")[0] == 1, "what was mended once may not come back"


def test_equal_lines_are_told_apart(project: Path, run: Out) -> None:
    run("baseline write")
    add(project, "        print(x.shape)\n")
    assert run("check --format concise")[1].count("GNN330") == 1


def test_only_a_check_of_the_whole_says_what_is_gone(project: Path, run: Out) -> None:
    """What stands in a helper depends on models of other files, which a part may leave out."""
    (project / "models/net.py").write_text("import torch\n\n\ndef keep(x):\n    return x[x > 0]\n")
    caller = NET.replace("x = x[x > 0]", "x = keep(x)").replace(
        "import torch\n", "import torch\nfrom models.net import keep\n", 1
    )
    (project / "train.py").write_text(caller)
    assert run("baseline write")[1] == f"{NAME}: 3 entries (3 added)\n"
    assert "# of: .\n" in (project / NAME).read_text()
    status, said = run("baseline status models")
    assert status == 0 and "1 finding known" not in said and "0 entries found no more" in said
    assert "found no more" not in run("check models")[1]
    (project / "train.py").unlink()
    assert "0 entries found no more" in run("baseline status models")[1]
    assert "3 entries found no more" in run("baseline status")[1]


def test_it_is_written_for_some_paths(
    project: Path, run: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "other.py").write_text(NET)
    run("baseline write models")
    assert "# of: models\n" in (project / NAME).read_text()
    assert run("baseline status")[0] == 0, "of the same paths as before"
    assert run("check models")[0] == 0 and run("check")[0] == 1
    (project / "models/net.py").unlink()
    monkeypatch.chdir(project / "models")
    assert run("baseline prune")[1] == f"{NAME}: 0 entries (3 taken out)\n"
    assert run("baseline write .. --force")[1] == f"{NAME}: 3 entries (3 added)\n"
    assert (project / NAME).read_text().count("# of: ") == 1


def test_what_was_not_looked_for_is_not_gone(project: Path, run: Out) -> None:
    text = NET.replace("(self, x, batch)", "(self, x, batch, **more)")
    (project / "models/net.py").write_text(text)
    run("baseline write --target compile,script")
    assert any(it.code == "GNN113" for it in read(project / NAME).entries)
    for options in ("--target compile", "--ignore print-in-forward", "--select GNN320"):
        assert "0 entries found no more" in run(f"baseline status {options}")[1]


SCRIPTED = """\
import torch


class Net(torch.nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.sum() > 0:
            return x * 2
        return x - 1


scripted = torch.jit.script(Net())
traced = torch.jit.trace(Net(), torch.ones(3))
"""


def test_a_rule_that_is_not_judged_by_is_not_gone(project: Path, run: Out) -> None:
    """In preview, or against a target that is chosen by name."""
    (project / "models/net.py").write_text(SCRIPTED)
    run("baseline write --preview")
    assert {"GNN514", "GNN521"} <= {it.code for it in read(project / NAME).entries}
    assert "0 entries found no more" in run("baseline status --target compile,script")[1]
    assert "3 taken out" not in run("baseline prune")[1]


def test_nor_is_a_comment_about_it_unused(project: Path, run: Out) -> None:
    (project / "pyproject.toml").write_text("")
    marked = SCRIPTED.replace("(Net())", "(Net())  # noqa: GNN521")
    marked = marked.replace("(3))", "(3))  # noqa: GNN514, GNN521")
    (project / "models/net.py").write_text(marked)
    for options in (
        "",
        "--preview",
        "--target compile,script",
        "--target compile,script --preview",
    ):
        assert "GNN002" not in run(f"check {options} --format concise")[1], options
    (project / "models/net.py").write_text(marked.replace("GNN514", "GNN512"))
    assert "`GNN512` suppresses nothing" in run("check --preview --format concise")[1]


def test_a_file_that_cannot_be_parsed_is_never_known(project: Path, run: Out) -> None:
    (project / "models/bad.py").write_text("import torch\nclass:\n")
    said = run("baseline write")[1]
    assert "left out  models/bad.py:2:6: GNN001 cannot be parsed: " in said
    status, said = run("check --format concise")
    assert status == 1 and "GNN001" in said


def test_merged_files(project: Path, run: Out, tmp_path: Path) -> None:
    """Both sides' lines in any order, twice or once, are the union."""
    run("baseline write")
    lines = (project / NAME).read_text().splitlines()
    (project / NAME).write_text("\r\n".join([*reversed(lines), "", *lines[1:]]))
    assert run("baseline status")[0] == 0
    (project / NAME).write_text("\n".join([lines[0], "<<<<<<< ours", *lines[1:]]))
    status, said = run("check")
    assert status == 2 and f"{NAME}:2: no entry of a baseline: `<<<<<<< ours`" in said


def test_no_file(project: Path, run: Out) -> None:
    for command in ("check", "baseline prune", "baseline status"):
        status, said = run(command)
        assert status == 2 and "`gnnlint baseline write` makes it" in said
    assert "does not exist" in run("check --baseline other.txt")[1]


def test_the_option_wins_and_is_relative_to_here(
    project: Path, run: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "models")
    status, said = run("baseline write --baseline mine.txt")
    assert status == 0 and 'baseline = "models/mine.txt"' in said
    assert (project / "models/mine.txt").exists() and not (project / NAME).exists()
    assert run("check --baseline mine.txt")[0] == 0


def test_entries_are_sorted_and_paths_may_have_spaces(tmp_path: Path) -> None:
    entries = (Entry("b c.py", "GNN2", "-", "2"), Entry("a.py", "GNN3", "Net.forward", "1"))
    baseline = Baseline(entries, ("b", "a b"))
    write(tmp_path / "list", baseline)
    assert read(tmp_path / "list") == Baseline(tuple(sorted(entries)), ("a b", "b"))
    assert [it.split()[0] for it in (tmp_path / "list").read_text().splitlines()] == [
        "#", "#", "#", "a.py", "b",
    ]  # fmt: skip
    with pytest.raises(ConfigError, match="cannot write"):
        write(tmp_path / "no/such/list", baseline)
    assert [it.name for it in tmp_path.iterdir()] == ["list"]


def test_an_entry_ends_where_python_ends_a_line(tmp_path: Path) -> None:
    baseline = Baseline((Entry("a\u2028b.py", "GNN2", "-", "2"),), ("c\x0cd",))
    write(tmp_path / "list", baseline)
    assert read(tmp_path / "list") == baseline


def test_many_findings_at_first(project: Path, run: Out) -> None:
    (project / "pyproject.toml").write_text("[tool.gnnlint]\n")
    assert "gnnlint baseline write" not in run("check")[1]
    add(project, "".join(f"        print({number})\n" for number in range(MANY)))
    assert "findings at once: `gnnlint baseline write` notes them" in run("check")[1]


def test_a_wrong_key(project: Path, run: Out) -> None:
    (project / "pyproject.toml").write_text("[tool.gnnlint]\nbaseline = 3\n")
    status, said = run("check")
    assert status == 2 and "`baseline` in [tool.gnnlint] must be a string" in said


# -- the other way to let pass: comments -------------------------------------------------------


def test_add_noqa_silences_everything(project: Path, run: Out) -> None:
    (project / "pyproject.toml").write_text("")
    add(project, "        y = torch.where(\n            x > 0\n        )\n")
    assert run("check")[0] == 1
    assert run("check --add-noqa") == (0, "4 lines annotated with `# noqa`\n")
    assert run("check --format concise") == (0, "")
    assert run("check --add-noqa")[1] == "0 lines annotated with `# noqa`\n"
    text = (project / "models/net.py").read_text()
    assert "        )  # noqa: GNN321\n" in text and "print(x.shape)  # noqa: GNN330\n" in text


def test_add_noqa_writes_through_links(project: Path, run: Out) -> None:
    (project / "pyproject.toml").write_text("")
    link = project / "models/link.py"
    try:
        link.symlink_to("net.py")
    except OSError:
        pytest.skip("no links here")
    assert run("check --add-noqa") == (0, "3 lines annotated with `# noqa`\n")
    assert link.is_symlink() and run("check --format concise") == (0, "")
    assert "GNN330, GNN330" not in link.read_text()


def test_add_noqa_names_what_it_leaves(project: Path, run: Out) -> None:
    (project / "pyproject.toml").write_text("")
    (project / "models/half.py").write_text("def f(:\n")
    assert run("check --add-noqa")[1].endswith("left, since no comment silences them: GNN001\n")


def test_add_noqa_needs_files(project: Path, run: Out) -> None:
    status, said = run("check - --add-noqa --no-baseline")
    assert status == 2 and "--add-noqa writes files" in said
    status, said = run("check - --verify --no-baseline")
    assert status == 2 and "--verify runs files" in said


def test_a_file_alone_does_not_show_that_a_comment_is_unused(project: Path, run: Out) -> None:
    (project / "pyproject.toml").write_text("")
    helper = "import torch\n\n\ndef keep(x):\n    return x[x > 0]  # noqa: GNN320\n"
    (project / "models/helper.py").write_text(helper)
    assert "GNN002" in run("check models --format concise")[1]
    assert run("check models/helper.py --format concise") == (0, "")
