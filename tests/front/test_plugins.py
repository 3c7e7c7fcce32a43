"""The plugins under the real flake8 and the real pylint."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

import pytest

from gnnlint import catalogue
from gnnlint.config_keys import ConfigError

ROOT = Path(__file__).resolve().parents[2]

NET = """\
import torch
from torch_geometric.nn import global_mean_pool


class Net(torch.nn.Module):
    def forward(self, x: torch.Tensor, batch: torch.Tensor):
        é = x[x > 0]
        return global_mean_pool(é, batch)
"""
FOUND = [("net.py", 7, 13, "GNN320"), ("net.py", 8, 16, "GNN201")]

LOCAL = "[flake8:local-plugins]\nextension =\n    GNN = gnnlint.flake8:Checker\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "net.py").write_text(NET, encoding="utf-8")
    configure(tmp_path, "")
    return tmp_path


def configure(folder: Path, text: str) -> None:
    """Write flake8's configuration; where the plugin is not installed it is made known there."""
    installed = any(it.name == "GNN" for it in entry_points(group="flake8.extension"))
    (folder / ".flake8").write_text(f"[flake8]\n{text}\n{'' if installed else LOCAL}")


@pytest.fixture
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty torch: pylint reads all of the real one, seconds each time."""
    folder = tmp_path_factory.mktemp("stubs")
    for name in ("torch", "torch_geometric"):
        (folder / f"{name}.py").touch()
    return folder


def run(
    folder: Path, *words: str, stdin: str | None = None, path: Sequence[Path] = (ROOT,)
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "PYTHONIOENCODING": "utf-8",
            "HOME": str(folder),
        },
        check=False,
    )


def flake8(folder: Path, *words: str, stdin: str | None = None) -> list[tuple[str, int, int, str]]:
    """What it finds: file, line, column, code."""
    words = ("flake8", "--format", "%(path)s\t%(row)d\t%(col)d\t%(code)s\t%(text)s", *words)
    done = run(folder, *words, stdin=stdin)
    assert not done.stderr, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert all(text for *_, text in rows)
    return [(row[0].removeprefix("./"), int(row[1]), int(row[2]), row[3]) for row in rows]


# -- flake8 ------------------------------------------------------------------------------------


def test_flake8_finds_what_check_finds(project: Path) -> None:
    assert flake8(project, "--select", "GNN") == FOUND
    done = run(project, "gnnlint", "check", "--format", "json")
    found = json.loads(done.stdout)["findings"]
    assert [(it["path"], it["line"], it["column"], it["code"]) for it in found] == FOUND


def test_flake8_of_standard_input(project: Path) -> None:
    changed = f"# one line more\n{NET}"
    found = flake8(project, "--select=GNN", "--stdin-display-name", "net.py", "-", stdin=changed)
    assert found == [(path, row + 1, column, code) for path, row, column, code in FOUND]


def test_flake8_selects_and_ignores(project: Path) -> None:
    assert flake8(project, "--select", "GNN2") == FOUND[1:]
    assert flake8(project, "--select", "GNN", "--extend-ignore", "GNN201") == FOUND[:1]
    silenced = NET.replace("[x > 0]", "[x > 0]  # noqa: GNN320")
    (project / "net.py").write_text(silenced, encoding="utf-8")
    assert flake8(project, "--select", "GNN") == FOUND[1:]


def test_flake8_takes_options_from_its_configuration(project: Path) -> None:
    (project / "net.py").write_text(
        NET.replace("batch: torch.Tensor)", "*batch)"), encoding="utf-8"
    )
    assert "GNN113" not in {code for *_, code in flake8(project, "--select", "GNN")}
    configure(project, "gnn-target = compile,script")
    assert "GNN113" in {code for *_, code in flake8(project, "--select", "GNN")}


def test_flake8_keeps_to_the_project_settings(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.gnnlint]\nignore = ["GNN201"]\n')
    assert flake8(project, "--select", "GNN") == FOUND[:1]


@pytest.mark.parametrize(
    ("options", "pyproject", "words"),
    [
        (["--gnn-target", "compil"], "", "--gnn-target: unknown value `compil`"),
        (["--gnn-torch-version", "0.3"], "", "--gnn-torch-version: no rule knows torch 0.3"),
        ([], "[tool.gnnlint]\nselec = []\n", "unknown key `selec` in [tool.gnnlint]"),
    ],
)
def test_flake8_says_what_is_wrong(
    project: Path, options: list[str], pyproject: str, words: str
) -> None:
    (project / "pyproject.toml").write_text(pyproject)
    done = run(project, "flake8", "--select", "GNN", *options)
    assert done.returncode == 1 and words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_flake8_follows_imports_and_judges_no_helper_alone(project: Path) -> None:
    """What the page about editors and CI says of per-file tools."""
    helper = "def keep(x):\n    return x[x > 0]\n\n\nTORCH = 'torch'\n"
    (project / "helper.py").write_text(helper)
    text = NET.replace("x[x > 0]", "keep(x)").replace(
        "import torch\n", "import torch\nfrom helper import keep\n", 1
    )
    (project / "net.py").write_text(text, encoding="utf-8")
    assert {it[0] for it in flake8(project, "--select", "GNN")} == {"net.py"}
    done = run(project, "gnnlint", "check", "--format", "concise")
    assert "helper.py:2:12: warning GNN320" in done.stdout


def test_flake8_leaves_broken_files_and_comments_to_others(project: Path) -> None:
    (project / "bad.py").write_text("import torch\nclass:\n")
    (project / "unused.py").write_text("import torch  # noqa: GNN201\n")
    assert flake8(project, "--select", "GNN") == FOUND
    assert ("bad.py", "E999") in {(it[0], it[3]) for it in flake8(project)}


def test_flake8_costs_nothing_without_torch() -> None:
    code = (
        "import sys, gnnlint.flake8 as plugin\n"
        "found = list(plugin.Checker(None, 'a.py', ['import os\\n'], None).run())\n"
        "heavy = {'astroid', 'gnnlint.engine', 'gnnlint.config', 'pathspec', 'rich'}\n"
        "print(found, sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "[] []\n", done.stderr


# -- pylint ------------------------------------------------------------------------------------

PLUGIN = "--load-plugins=gnnlint.pylint"


def pylint(
    folder: Path, *words: str, path: Sequence[Path] = (ROOT,)
) -> list[tuple[str, int, int, str]]:
    words = ("pylint", "--output-format=json2", "--persistent=n", *words, "net.py")
    done = run(folder, *words, path=path)
    assert done.stdout, done.stderr
    messages = json.loads(done.stdout)["messages"]
    return [(it["path"], it["line"], it["column"], it["symbol"]) for it in messages]


def test_pylint_finds_what_check_finds_and_what_it_found_before(project: Path) -> None:
    """Our trees are made beside pylint's, with the same astroid, and must not change them."""
    (project / "net.py").write_text(f"{NET}\nprint(undefined_name)\n", encoding="utf-8")
    before = pylint(project)
    after = pylint(project, PLUGIN)
    ours = [("net.py", 7, 12, "boolean-mask-index"), ("net.py", 8, 15, "pool-without-size")]
    assert before and sorted([*before, *ours]) == sorted(after)


def test_pylint_selects_and_reads_its_own_comments(project: Path, stubs: Path) -> None:
    text = NET.replace("[x > 0]", "[x > 0]  # pylint: disable=boolean-mask-index")
    (project / "net.py").write_text(text, encoding="utf-8")
    chosen = ("--disable=all", "--enable=boolean-mask-index,W9201")
    found = pylint(project, PLUGIN, *chosen, path=(stubs, ROOT))
    assert [it[3] for it in found] == ["pool-without-size"]


def test_pylint_has_a_message_for_every_rule(project: Path) -> None:
    done = run(project, "pylint", PLUGIN, "--list-msgs")
    from gnnlint.catalogue import load

    assert not [it.name for it in load().rules if f":{it.name} (" not in done.stdout]


@pytest.mark.parametrize(
    ("options", "pyproject", "words"),
    [
        (["--gnn-target=foo"], "", "--gnn-target: unknown value `foo`. Choose from auto, compile"),
        (["--gnn-torch-version=0.3"], "", "--gnn-torch-version: no rule knows torch 0.3"),
        ([], "[tool.gnnlint]\nselec = []\n", "unknown key `selec` in [tool.gnnlint]"),
    ],
)
def test_pylint_says_what_is_wrong(
    project: Path, options: list[str], pyproject: str, words: str
) -> None:
    (project / "pyproject.toml").write_text(pyproject)
    done = run(project, "pylint", PLUGIN, *options, "net.py")
    assert (done.returncode, done.stdout) == (32, "") and words in done.stderr
    assert "Traceback" not in done.stderr


def test_pylint_explains_messages_without_fields(project: Path) -> None:
    told = run(project, "pylint", PLUGIN, "--help-msg=pool-without-size").stdout
    assert "`…` without `size` breaks the graph" in " ".join(told.split()) and "{" not in told


@pytest.mark.parametrize("plugin", ["flake8", "pylint"])
def test_the_projects_own_rules_are_reported(project: Path, plugin: str, stubs: Path) -> None:
    shutil.copytree(ROOT / "docs" / "own-rules", project / "lint-rules")
    settings = '[tool.gnnlint]\nrule-folders = ["lint-rules"]\nallow-rule-code = true\n'
    (project / "pyproject.toml").write_text(settings)
    bad = project / "lint-rules" / "LAB102_numbers_read_one_by_one" / "bad.py"
    (project / "net.py").write_text(bad.read_text("utf-8"))

    def found() -> list[str]:
        if plugin == "flake8":
            return [it[3] for it in flake8(project, "--select", "GNN,LAB", "net.py")]
        messages = pylint(project, PLUGIN, path=(stubs, ROOT))
        return [it[3] for it in messages if it[3] in KNOWN_NAMES]

    name = {"flake8": "LAB102", "pylint": "numbers-read-one-by-one"}[plugin]
    assert name in found()
    (bad.parent / "check.py").write_text("def check(trace):\n    return 1 / 0\n")
    assert name not in found() and {"GNN004", "rule-error"} & set(found())


def test_pylint_has_numbers_for_a_hundredth_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    from pylint.lint import PyLinter

    from gnnlint.pylint import register

    plain = catalogue.load()
    ours = plain.rules
    monkeypatch.setattr("gnnlint.pylint._own_folders", lambda: ["lint-rules"])

    def messages(count: int) -> dict[str, str]:
        theirs = (replace(ours[0], code=f"LAB{it}", name=f"rule-{it}") for it in range(count))
        every = catalogue.Catalogue((*ours, *theirs))
        monkeypatch.setattr(catalogue, "load", lambda *folders: every if folders else plain)
        linter = PyLinter()
        register(linter)
        return {it.symbol: it.msgid[1:] for it in linter.msgs_store.messages}

    found = messages(101)
    assert (found["rule-0"], found["rule-98"], found["rule-100"]) == ("9801", "9899", "9901")
    with pytest.raises(ConfigError, match="numbers for 199 rules of a project, this one has 200"):
        messages(200)


KNOWN_NAMES = ("numbers-read-one-by-one", "rule-error", "item-of-tensor")


# -- public functions --------------------------------------------------------------------------


def test_public_functions(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gnnlint

    monkeypatch.chdir(project)
    found = gnnlint.check_paths(select=["GNN2"])
    assert [it.code for it in found.findings] == ["GNN201"] and found.files == 1
    assert gnnlint.check_paths("net.py").files == 1 and gnnlint.check_paths([]).files == 0
    with pytest.raises(ConfigError, match=r"^`torch_version`: no rule knows torch 9.9"):
        gnnlint.check_paths(torch_version="9.9")
    unsaved = gnnlint.check_source(f"# é\n{NET}", project / "net.py", ignore=["GNN201"])
    assert [(it.code, it.place.line) for it in unsaved.findings] == [("GNN320", 8)]
    latin = gnnlint.check_source(f"# coding: latin-1\n{NET}", "other.py")
    assert [it.place.column for it in latin.findings] == [13, 16]
    with pytest.raises(AttributeError):
        _ = gnnlint.no_such_thing
    assert set(gnnlint.__all__) >= {"check_paths", "check_source", "verify_model"}


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")
def test_verify_model() -> None:
    import gnnlint
    from gnnlint.verify import SubjectError

    seen = gnnlint.verify_model(str(ROOT / "rules" / "GNN330_print_in_forward" / "bad.py"))
    assert seen.status("default") == "breaks" and seen.default_sites
    with pytest.raises(SubjectError):
        gnnlint.verify_model("nowhere.py")


def test_public_names_are_listed_before_their_first_use() -> None:
    code = "import gnnlint; print({'check_paths', 'verify_model', '__file__'} - {*dir(gnnlint)})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == "set()\n", done.stderr


@pytest.mark.skipif(find_spec("torch") is None, reason="needs torch")
def test_verify_model_without_help(tmp_path: Path) -> None:
    import gnnlint
    from gnnlint.verify import SubjectError

    layer = "class {}(torch.nn.Module):\n    def forward(self, x):\n        return x.relu()\n"
    (tmp_path / "sane.py").write_text(f"import torch\n{layer.format('Sane')}")
    (tmp_path / "two.py").write_text(f"import torch\n{layer.format('A')}{layer.format('B')}")
    for target in ("sane.py:Sane", "sane.py"):
        seen = gnnlint.verify_model(str(tmp_path / target))
        assert seen.status("fullgraph") == "ok" and "def inputs()" in seen.program
    with pytest.raises(SubjectError, match=r"several models: name one of .*two\.py:A, .*two\.py:B"):
        gnnlint.verify_model(str(tmp_path / "two.py"))
    with pytest.raises(SubjectError, match=r"has no class `Sana`\. Did you mean"):
        gnnlint.verify_model(str(tmp_path / "sane.py:Sana"))
