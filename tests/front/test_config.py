"""Settings: where they come from, and what wrong ones say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gnnlint import config, engine
from gnnlint.config import Settings, load
from gnnlint.config_keys import ConfigError, ModelSettings
from gnnlint.server.preferences import called
from gnnlint.source import parse_toml
from gnnlint.versions import PYG, TORCH


@pytest.fixture(autouse=True)
def rules(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue of three rules in place of the shipped one."""
    folder = tmp_path_factory.mktemp("rules")
    for name in ("GNN101_untyped_argument", "GNN201_pool_without_size", "GNN305_print"):
        (folder / name).mkdir()
    monkeypatch.setattr(config, "built_in_rules", lambda: folder)
    return folder


def project(root: Path, text: str) -> Path:
    (root / "pyproject.toml").write_text(text, encoding="utf-8")
    return root


def test_defaults(tmp_path: Path) -> None:
    settings = load(project(tmp_path, "[project]\nname = 'x'\n"))
    assert settings == Settings(root=tmp_path)
    assert (settings.targets, settings.torch_version, settings.pyg_version) == (
        "auto",
        "2.13",
        "2.8",
    )


def test_every_key(tmp_path: Path) -> None:
    (tmp_path / "my_rules/ACME001_no_foo").mkdir(parents=True)
    settings = load(
        project(
            tmp_path,
            """
            [tool.gnnlint]
            select = ["gnn2", "pool_without_size", "ACME"]
            ignore = ["GNN305"]
            extend-select = ["GNN1"]
            target = ["compile", "script"]
            torch-version = "2.6.0+cpu"
            pyg-version = "2.5"
            fail-on = "info"
            exclude = ["tests/"]
            force_exclude = true
            jobs = 2
            rule-folders = ["my_rules"]
            allow-rule-code = true
            [tool.gnnlint.models."net.py:Net"]
            graph-breaks = 0
            recompiles = 1
            fullgraph = true
            script = false
            [tool.gnnlint.per-file-ignores]
            "tests/*" = ["GNN2"]
            """,
        )
    )
    assert settings.select == ("GNN2", "pool-without-size", "ACME")
    assert settings.extend_select == ("GNN1",) and settings.ignore == ("GNN305",)
    assert settings.targets == ("compile", "script") and settings.torch_version == "2.6"
    assert settings.fail_on == "info" and settings.force_exclude and settings.jobs == 2
    assert settings.rule_folders == (tmp_path / "my_rules",) and settings.allow_rule_code
    assert settings.models == (ModelSettings("net.py:Net", 0, 1, True, False),)
    assert not settings.selects("GNN201", "pool-without-size", tmp_path / "tests/test_a.py")
    assert settings.selects("GNN201", "pool-without-size", tmp_path / "a.py")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("selct = []", "unknown key `selct` in [tool.gnnlint]. Did you mean `select`?"),
        ("zzzzzz = 1", "unknown key `zzzzzz` in [tool.gnnlint]."),
        ("select = 'GNN2'", "`select` in [tool.gnnlint] must be a list of strings, not a string"),
        ("select = [1]", "yet holds a number"),
        ("select = ['GNN777']", "no rule answers to `GNN777`"),
        ("ignore = ['pool-without-sise']", "Did you mean `pool-without-size`?"),
        ("target = 'scrpt'", "unknown value `scrpt`. Did you mean `script`?"),
        ("target = ['auto', 'script']", "`auto` stands alone"),
        ("target = []", "must name a target"),
        ("torch-version = 2.6", 'must be a string such as "2.13", not a number'),
        ("torch-version = '1.13'", "no rule knows torch 1.13; known is torch 2.0 to 2.13"),
        ("pyg-version = 'new'", '"new" is no version'),
        (f"torch-version = '2.13.0a0+git{'0f' * 16}-dirty'", '-dirty" is no version'),
        ("pyg-version = '9.9'", "known is torch_geometric 2.3 to 2.8"),
        ("fail-on = 'warn'", "Did you mean `warning`?"),
        ("jobs = -1", "must not be negative"),
        ("jobs = 0", "must be 1 or more"),
        ("jobs = true", "must be a whole number, not a boolean"),
        ("force-exclude = 1", "must be true or false, not a number"),
        ("rule-folders = ['nowhere']", "`rule-folders` names nowhere"),
        ("exclude = ['!']", "`!` is no pattern"),
        ("exclude = ['[z-a]']", "is no pattern"),
        ("models = {'a.py' = {graph_brakes = 0}}", "Did you mean `graph_breaks`?"),
        ("models = {'a.py' = 1}", "must be a table of budgets"),
        ("per-file-ignores = {'a.py' = ['GNN7']}", "no rule answers to `GNN7`"),
        ("per-file-ignores = []", "must be a table"),
        ("select = ", "not valid TOML"),
    ],
)
def test_wrong_settings_name_file_and_remedy(tmp_path: Path, line: str, words: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(project(tmp_path, f"[tool.gnnlint]\n{line}\n"))
    assert words in str(error.value)
    assert str(tmp_path / "pyproject.toml") in str(error.value)


def test_not_a_table(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must be a table"):
        load(project(tmp_path, "[tool]\ngnnlint = 1\n"))


@pytest.mark.parametrize("version", ["2.13", "2.13.0a0", "2.13.1+cu126", "2.13.0a0+git0f0f.d1"])
def test_versions_are_written_as_releases_write_them(tmp_path: Path, version: str) -> None:
    root = project(tmp_path, f"[tool.gnnlint]\ntorch-version = '{version}'\n")
    assert load(root).torch_version == "2.13"


def test_options_win(tmp_path: Path) -> None:
    root = project(tmp_path, "[tool.gnnlint]\nselect = ['GNN2']\ntorch-version = '2.6'\n")
    overrides = {"select": ["gnn305"], "torch_version": "2.9.1", "targets": "compile, script"}
    settings = load(root, {**overrides, "ignore": None})
    assert settings.select == ("GNN305",) and settings.torch_version == "2.9"
    assert settings.targets == ("compile", "script")
    with pytest.raises(ConfigError, match="--ignore: no rule answers to `GNN8`"):
        load(root, {"ignore": ["GNN8"]})


@pytest.mark.parametrize(
    ("requirement", "version"),
    [
        ("torch>=2.6", "2.6"),
        ("torch<3,>=2.5.1", "2.5"),
        ("torch[opt] ~= 2.7.0 ; python_version > '3.9'", "2.7"),
        ("Torch==2.6.0", "2.6"),
        ("torch>2", "2.0"),
        ("torch<2.9", "2.13"),
        ("torch", "2.13"),
        ("torchvision>=0.2", "2.13"),
        ("torch!=2.5", "2.13"),
    ],
)
def test_version_from_requirement(tmp_path: Path, requirement: str, version: str) -> None:
    text = f'[project]\ndependencies = ["{requirement}", "torch_geometric>=2.5"]\n'
    settings = load(project(tmp_path, text))
    assert (settings.torch_version, settings.pyg_version) == (version, "2.5")


def test_versions_beyond_what_the_rules_know(tmp_path: Path) -> None:
    text = '[project]\ndependencies = ["torch>=1.12", "torch_geometric>=2.0"]\n'
    settings = load(project(tmp_path, text))
    assert (settings.torch_version, settings.pyg_version) == (TORCH.oldest, PYG.oldest)
    assert settings.notes == (
        f"the project requires torch 1.12; judged by 2.0, since the rules know {TORCH}",
        f"the project requires torch_geometric 2.0; judged by 2.3, since the rules know {PYG}",
    )
    assert load(tmp_path, {"torch_version": "2.9", "pyg_version": "2.8"}).notes == ()
    assert load(project(tmp_path, text.replace("1.12", "3.1"))).torch_version == TORCH.newest
    for option, version in (("torch_version", "2.99"), ("pyg_version", "2.2")):
        with pytest.raises(ConfigError, match=rf"^--{option.replace('_', '-')}: no rule knows"):
            load(tmp_path, {option: version})


@pytest.mark.parametrize("name", ["tool.gnlint", "tool.gnn-lint", "tool.GNNlint", "gnnlint"])
def test_a_table_with_a_slip_in_its_name_is_told(tmp_path: Path, name: str) -> None:
    settings = load(project(tmp_path, f'[{name}]\nignore = ["GNN301"]\n'))
    assert settings.notes == (f"[{name}] is not read: did you mean [tool.gnnlint]?",)
    both = load(project(tmp_path, f"[{name}]\n[tool.gnnlint]\n"))
    assert both.notes == ()


@pytest.mark.parametrize("name", ["tool.golint", "tool.pylint", "tool.ruff.lint", "lint"])
def test_a_table_of_another_tool_is_none_of_ours(tmp_path: Path, name: str) -> None:
    assert load(project(tmp_path, f"[{name}]\nignore = []\n")).notes == ()


def test_version_from_other_tables(tmp_path: Path) -> None:
    extras = "[project.optional-dependencies]\na = ['torch>=2.9']\nb = ['torch>=2.10']\n"
    assert load(project(tmp_path, extras)).torch_version == "2.9"
    poetry = "[tool.poetry.dependencies]\ntorch = '^2.4'\ntorch-geometric = {version = '2.6.1'}\n"
    settings = load(project(tmp_path, poetry))
    assert (settings.torch_version, settings.pyg_version) == ("2.4", "2.6")


@pytest.mark.parametrize(
    ("select", "ignore", "extend", "expected"),
    [
        (("GNN",), (), (), True),
        (("GNN",), ("GNN2",), (), False),
        (("GNN",), ("GNN2",), ("GNN201",), True),
        (("GNN201",), ("GNN201",), (), False),
        (("GNN1",), (), (), False),
        (("GNN1",), (), ("pool-without-size",), True),
        (("GNN201",), ("pool-without-size",), (), False),
        (("ALL",), (), (), True),
        (("ALL",), ("ALL",), (), False),
    ],
)
def test_selection(
    select: tuple[str, ...], ignore: tuple[str, ...], extend: tuple[str, ...], expected: bool
) -> None:
    settings = Settings(select=select, ignore=ignore, extend_select=extend)
    assert settings.selects("GNN201", "pool-without-size") is expected


# -- the page ----------------------------------------------------------------------------------

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text("utf-8")


def test_the_page_names_every_key() -> None:
    named = re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(config.READERS)


def test_the_example_of_the_page_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "built_in_rules", lambda: ROOT / "rules")
    (block,) = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    rule = tmp_path / "lint-rules" / "LAB101_anything"
    rule.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(block)
    settings = config.load(tmp_path)
    assert settings.extend_select == ("LAB",) and settings.models[0].recompiles == 1
    document = parse_toml(block)["tool"]["gnnlint"]
    assert set(document) == set(config.READERS)


def test_a_wrong_code_is_told_as_it_is_written(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    for line in ('ignore = ["GNN20l"]', 'per-file-ignores = { "a.py" = ["GNN20l"] }'):
        file.write_text(f"[tool.gnnlint]\n{line}\n")
        with pytest.raises(ConfigError, match="no rule answers to `GNN20l`"):
            load(tmp_path)


def test_a_value_of_an_editor_goes_by_the_name_of_its_setting(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^setting `target`: unknown value `compil`"):
        load(tmp_path, {"targets": "compil"}, called)
    with pytest.raises(ConfigError, match=r"^setting `extendSelect`: no rule answers to `GNN20l`"):
        load(tmp_path, {"extend_select": ["GNN20l"]}, called)


def test_a_pattern_that_matches_nothing_is_told(tmp_path: Path) -> None:
    ignores = '"a.py" = ["GNN2"]\n"exmaples/" = ["GNN2"]\n'
    (tmp_path / "pyproject.toml").write_text(f"[tool.gnnlint.per-file-ignores]\n{ignores}")
    (tmp_path / "a.py").write_text("import torch\n")
    (tmp_path / "sub").mkdir()
    settings = load(tmp_path)
    told = [it for it in engine.check([tmp_path], settings).notes if "per-file-ignores" in it]
    assert told == ['`per-file-ignores`: no file that is checked matches "exmaples/"']
    part = engine.check([tmp_path / "sub"], settings)
    assert not any("per-file-ignores" in it for it in part.notes)
