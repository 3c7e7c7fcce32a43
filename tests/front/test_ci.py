"""What CI systems read: the hooks, the action, the snippets of the docs, shares of a run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import Draft7Validator
from pre_commit.clientlib import load_manifest
from ruamel.yaml import YAML

from gnnlint.cli.arguments import parse
from gnnlint.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")

NET = """\
import torch
from helper import keep{number}


class Net{number}(torch.nn.Module):
    def forward(self, x: torch.Tensor):
        return keep{number}(x)
"""
HELPER = "def keep{number}(x):\n    return x[x > {number}]\n"


def read_yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


# -- pre-commit --------------------------------------------------------------------------------


@pytest.mark.parametrize("hook", load_manifest(str(ROOT / ".pre-commit-hooks.yaml")), ids=str)
def test_a_hook_runs_a_command_that_exists(hook: dict[str, Any]) -> None:
    program, *words = hook["entry"].split()
    assert program == "gnnlint" and hook["language"] == "python" and hook["require_serial"]
    assert parse([*words, "net.py"]).command == "check"


def test_a_hook_needs_no_torch() -> None:
    requirements = re.search(
        r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.M | re.S
    )
    assert requirements is not None and "torch" not in requirements[1]


# -- GitHub ------------------------------------------------------------------------------------


def test_the_action_is_valid() -> None:
    action = read_yaml((ROOT / "action.yml").read_text())
    Draft7Validator(get_builtin_schema("vendor.github-actions")).validate(action)
    text = (ROOT / "action.yml").read_text()
    assert set(re.findall(r"inputs\.([\w-]+)", text)) == set(action["inputs"])
    for step in action["runs"]["steps"]:
        assert "${{" not in step.get("run", ""), "an input would be run as code"


@pytest.mark.skipif(sys.platform == "win32", reason="needs bash")
def test_the_script_of_the_action(tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "net.py").write_text("import torch\n\n\n@torch.compile\ndef f(x):\n    print(x)\n")
    steps = read_yaml((ROOT / "action.yml").read_text())["runs"]["steps"]
    script = next(step["run"] for step in steps if step.get("id") == "check")
    output = tmp_path / "output"
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHON": sys.executable,
            "RUNNER_TEMP": str(tmp_path / "a b"),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
            "PATHS": "net.py .",
            "ARGS": "--fail-on error",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout.startswith("::") and "file=net.py" in done.stdout
    name, _, path = output.read_text().strip().partition("=")
    assert name == "sarif" and json.loads(Path(path).read_text())["version"] == "2.1.0"
    assert "GNN330" in (tmp_path / "summary.md").read_text()


# -- the page ----------------------------------------------------------------------------------


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_the_snippets_are_valid() -> None:
    documents = [read_yaml(it) for it in snippets("yaml")]
    workflow = next(it for it in documents if "jobs" in it)
    Draft7Validator(get_builtin_schema("vendor.github-workflows")).validate(
        {("on" if key is True else key): value for key, value in workflow.items()}
    )
    pipeline = next(it for it in documents if "gnnlint" in it)
    Draft7Validator(get_builtin_schema("vendor.gitlab-ci")).validate(pipeline)
    hooks = next(it for it in documents if "repos" in it)["repos"][0]["hooks"]
    known = {it["id"] for it in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))}
    assert {it["id"] for it in hooks} <= known


def test_the_commands_of_the_page_exist() -> None:
    commands = re.findall(r"gnnlint check [^`\n]+", PAGE)
    assert commands
    for command in commands:
        assert parse(command.split()[1:]).command == "check"


def test_the_inputs_on_the_page_exist() -> None:
    action = read_yaml((ROOT / "action.yml").read_text())
    workflow = next(it for it in map(read_yaml, snippets("yaml")) if "jobs" in it)
    given = workflow["jobs"]["gnnlint"]["steps"][1]["with"]
    assert set(given) <= set(action["inputs"]) and "upload-sarif" in action["inputs"]


# -- shares ------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five models in files of their own, each of which breaks in one helper file."""
    for number in range(5):
        (tmp_path / f"net{number}.py").write_text(NET.format(number=number))
    helpers = "".join(HELPER.format(number=number) for number in range(5))
    (tmp_path / "helper.py").write_text(f"{helpers}x = 1  # noqa: GNN201\n")
    (tmp_path / "bad.py").write_text("import torch\nclass:\n")
    (tmp_path / "unreadable.py").write_bytes(b"\xff")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def found(capsys: pytest.CaptureFixture[str], *options: str) -> list[tuple[str, str, str]]:
    assert main(["check", "--format", "json", *options]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    return [(it["path"], it["code"], it["fingerprint"]) for it in findings]


def test_shares_add_up(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also what a model of one share leads to in a file of another."""
    shares = [found(capsys, "--shard", f"{number}/3") for number in (1, 2, 3)]
    together = sorted(it for share in shares for it in share)
    whole = [it for it in found(capsys) if it[1] != "GNN002"]
    assert together == sorted(whole) and len(whole) == 7
    assert all(0 < len(it) < len(whole) for it in shares)


def test_a_share_calls_no_entry_of_the_baseline_stale(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["baseline", "write", "--baseline", "known"])
    capsys.readouterr()
    main(["check", "--baseline", "known", "--shard", "1/3"])
    out = capsys.readouterr().out
    assert "left out" in out and "found no more" not in out and "share 1 of 3" in out


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "-1/2", "1/0"])
def test_what_is_no_share(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", f"--shard={text}"]) == 2
    assert "write 2/5" in capsys.readouterr().err
